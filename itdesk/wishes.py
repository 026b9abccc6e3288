"""From a wish to an open workspace, on a worker: nothing here touches a widget."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from itdesk import areas
from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.paths import user_data_dir
from itdesk.ui.wish import Start, Wish


@dataclass(frozen=True, slots=True)
class Opened:
    """An open workspace and who acts; asked are those who may sign in, where a password is needed for it."""

    database: Any
    actor: int | None
    asked: tuple[Any, ...] = ()


def first_look(location: str) -> tuple[Any, int | None] | None:
    """Runs on a worker: the workspace for its first moments and who acts; None where it goes the ordinary way."""
    from itdesk.areas.directory.people.acting import acting_person
    from itdesk.db.ahead import NotPrepared, open_first
    from itdesk.windows import is_shared_screen, wanted_person, window_settings

    store = open_first(location, areas.registry(), starts_dir())
    if store is None:
        return None
    try:
        with store.asking() as session:
            settings = window_settings(store.workspace.uid)
            acting = acting_person(session, wanted_person(settings))
        if store.sees_all(acting.id) and (is_shared_screen(settings) or not acting.signs_in):
            return store, acting.id
    except NotPrepared:
        pass
    store.close()
    return None


def starts_dir() -> Path:
    """Folder of what is prepared for the next start."""
    return user_data_dir() / "starts"


def may_be_there(location: str) -> bool:
    """Whether a workspace may still be opened: a server is asked when it is, a file has to be there."""
    return may_be_remote(location) or Path(location).is_file()


def shown_name(location: str) -> str:
    """What a workspace is called while nothing but its place is known."""
    return location.rpartition("/")[2] if may_be_remote(location) else Path(location).stem


def may_be_remote(location: str) -> bool:
    """Whether this is a server's address, not a file."""
    return location.startswith(("postgresql:", "postgres:"))


def open_and_ask(start: Start, progress: Progress | None = None) -> Opened:
    """Runs on a worker: the open database of a wish, and who acts from its first question on."""
    from itdesk.areas.directory.people.acting import acting_person
    from itdesk.db.signing_in import candidates
    from itdesk.windows import is_shared_screen, who_is_here, window_settings

    try:
        database = open_wish(start, progress)
    except UserError as error:
        if may_be_remote(start.location) and _is_kiosk_login(error):
            from itdesk.areas.helpdesk.kiosk.by_functions import open_screen

            return Opened(open_screen(start.location), None)
        raise
    settings = window_settings(database.workspace.uid)
    with database.as_itself() as session:
        acting = acting_person(session, who_is_here(database, settings))
        asks = acting.signs_in and database.login is None and not is_shared_screen(settings)
        asked = candidates(session) if asks else []
    database.standing(acting.id)  # asked here, not in the window's thread
    return Opened(database, acting.id, tuple(asked))


def _is_kiosk_login(error: UserError) -> bool:
    """Whether it was the shared PCs' login, which opens their screen alone."""
    from itdesk.db.server.login import KioskLogin

    return isinstance(error, KioskLogin)


def open_wish(start: Start, progress: Progress | None = None) -> Any:
    """Runs on a worker: the open database of a wish. Once stopped, nothing stays open."""
    steps = progress or Progress()
    database = _open_wish(start, steps)
    try:
        steps.step(steps.done)
    except Stopped:
        database.close()
        raise
    return database


def _open_wish(start: Start, progress: Progress) -> Any:
    from itdesk.db.engine import Encryption, Sharing, create_workspace, open_database, share_file

    areas.load_models()
    registry = areas.registry()
    if start.password:
        _say_password(start)
    if start.wish is Wish.SAMPLE:
        from itdesk.areas.sample import create_sample

        file = user_data_dir() / "Sample.itdesk"
        if file.exists():
            return up_to_date(open_database(str(file), registry, progress=progress))
        return create_sample(str(file), registry, date.today())  # noqa: DTZ011 -- the person's own day
    if start.wish is Wish.RESTORE:
        from itdesk.db.backups.restoring import restore

        restore(Path(start.location), Path(start.copy), progress)
    if start.wish in {Wish.MOVE, Wish.TAKE_BACK, Wish.UNPACK, Wish.UNSHARE}:
        return up_to_date(open_database(_settled(start, registry, progress), registry))
    if start.wish in {Wish.ENCRYPT, Wish.DECRYPT}:
        return _converted(start, registry, progress)
    if start.wish is Wish.CREATE:
        return create_workspace(
            start.location,
            registry,
            name=start.name,
            currency=start.currency,
            locale=start.locale,
            zone=start.zone,
            fiscal_month=start.fiscal_month,
            encryption=Encryption(start.passphrase, start.code) if start.code else None,
        )
    if start.wish is Wish.SHARE:
        share_file(Path(start.location).absolute(), registry)
    sharing = Sharing(areas.takers(), begins=True, keeps=start.keeps, takes_over=start.takes_over)
    return up_to_date(_sealed_beside(open_database(start.location, registry, progress=progress, sharing=sharing)))


def _say_password(start: Start) -> None:
    """A server's password is known to what connects there, and to nothing that this process starts."""
    from itdesk.db.postgres import say_password

    place = start.target if start.wish is Wish.MOVE else start.location
    if may_be_remote(place):
        say_password(place, start.password)


def _settled(start: Start, registry: Any, progress: Progress) -> str:
    """Where a workspace is after it was moved, let back, unpacked or not shared any more."""
    from itdesk.db.share.ending import stop
    from itdesk.db.whole.moving import move, take_back
    from itdesk.db.whole.reading import import_all

    if start.wish is Wish.MOVE:
        return move(start.location, start.target, registry, progress, in_clear=start.in_clear, actor=start.actor).target
    if start.wish is Wish.UNSHARE:
        target = Path(start.target) if start.target else None
        return str(stop(Path(start.location), registry, areas.takers(), target).place)
    if start.wish is Wish.UNPACK:
        import_all(Path(start.copy), start.location, registry, progress)
    else:
        take_back(start.location, registry)
    return start.location


def _converted(start: Start, registry: Any, progress: Progress) -> Any:
    """A workspace file with its encryption put on or taken off, and what is kept of it on this computer as well."""
    from itdesk.db import converting
    from itdesk.db.engine import Encryption, open_database

    path = Path(start.location)
    _require_convertible(start, path)
    if start.wish is Wish.ENCRYPT:
        converting.encrypt(path, registry, Encryption(start.passphrase, start.code), progress)
    else:
        from itdesk.db.unlocking import sealer_of
        from itdesk.files.kept import unseal_all

        database = open_database(path, registry)
        uid, sealer = database.workspace.uid, sealer_of(start.location, "kept")
        database.close()
        if sealer is not None:
            unseal_all(uid, sealer)  # sealed again when the workspace is opened, should the rest not come to its end
        converting.decrypt(path, registry, progress)
    return _sealed_beside(open_database(path, registry))


def _require_convertible(start: Start, path: Path) -> None:
    """Refuse what is no file, or is already as it is wished for."""
    from itdesk.db.sniff import require_workspace
    from itdesk.db.unlocking import is_encrypted

    if may_be_remote(start.location):
        raise UserError(
            _("Only a workspace in a file is encrypted by itdesk."),
            _("A server's disks and connections are encrypted by whoever looks after it."),
        )
    require_workspace(path)
    encrypted = is_encrypted(path)
    if encrypted and start.wish is Wish.ENCRYPT:
        raise UserError(_("{file} is encrypted already.").format(file=path.name), _("Nothing was changed."))
    if not encrypted and start.wish is Wish.DECRYPT:
        raise UserError(_("{file} isn't encrypted.").format(file=path.name), _("Nothing was changed."))


def _sealed_beside(database: Any) -> Any:
    """Of an encrypted workspace nothing lies in clear on this computer, whatever it was before."""
    from itdesk.db.unlocking import sealer_of
    from itdesk.files.kept import seal_all

    sealer = sealer_of(str(database.location), "kept")
    if sealer is not None:
        seal_all(database.workspace.uid, sealer)
    return database


def up_to_date(database: Any) -> Any:
    """Runs on a worker: contracts that renewed themselves since the workspace was open last speak of their new term."""
    from itdesk.areas.vendors.contracts.operations import roll_forward
    from itdesk.areas.vendors.contracts.queries import renewed_by_itself

    today = date.today()  # noqa: DTZ011 -- the person's own day
    with database.as_itself() as session:
        is_due = bool(renewed_by_itself(session, today))
    if is_due and not database.read_only:
        database.write(lambda session: roll_forward(session, today))
    return database
