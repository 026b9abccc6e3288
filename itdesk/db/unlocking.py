"""The data keys of encrypted workspaces that are unlocked in this process; connections find theirs by the file's place."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import ClassVar

from itdesk.core import sealing
from itdesk.core.errors import Damaged, UserError
from itdesk.core.given import given as given_password
from itdesk.core.sealing import WrongKey
from itdesk.core.texts import _
from itdesk.db import connecting, keyslots, remembering
from itdesk.db.share.places import is_pointer
from itdesk.db.sniff import is_encrypted_here, slots_of

FIRST_DELAY, LONGEST_DELAY = 1.0, 60.0  # seconds after a wrong try; each further one doubles it


class Locked(UserError):
    """The workspace is encrypted and nobody has said its passphrase yet."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _("{file} is encrypted.").format(file=path.name),
            _("Its passphrase or its recovery code opens it: set ITDESK_PASSWORD, use --password-file, or type it."),
        )
        self.path = path


class WrongPassphrase(UserError):
    """Neither the passphrase nor the recovery code; another try is taken after wait seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(
            _("This is not the passphrase of this workspace."), _("Check the keyboard's language and Caps Lock.")
        )
        self.wait = wait


class _Tries:
    """Wrong tries by workspace: how many, and until when the next one waits."""

    wrong: ClassVar[dict[Path, tuple[int, float]]] = {}


def is_encrypted(path: Path) -> bool:
    """Whether a workspace file is encrypted: its keys lie beside it, and it doesn't begin as a plain one does."""
    if connecting.key_of(path) is not None:
        return True
    return path.is_file() and not connecting.is_open_here(path) and is_encrypted_here(path)


def unlock(path: Path, typed: str) -> None:
    """Hold the data key from now on; raises WrongPassphrase, with the wait that grows with each wrong try."""
    _hold(path, _by_hand(path, typed))


def _by_hand(path: Path, typed: str) -> bytes:
    """The data key by a passphrase or a recovery code that somebody typed, unless the try before was wrong a moment ago."""
    slots = keyslots.load(path)
    place = connecting.place_of(path)
    many, until = _Tries.wrong.get(place, (0, 0.0))
    if (left := until - time.monotonic()) > 0:
        raise WrongPassphrase(left)
    try:
        data_key = slots.open_by(typed)
    except WrongKey as error:
        wait = min(LONGEST_DELAY, FIRST_DELAY * 2**many)
        _Tries.wrong[place] = (many + 1, time.monotonic() + wait)
        raise WrongPassphrase(wait) from error
    _Tries.wrong.pop(place, None)
    return data_key


def require_key(path: Path) -> None:
    """Find the key of an encrypted file without asking anybody: held, given with the start, or remembered by this PC."""
    if connecting.key_of(path) is not None or not is_encrypted(path):
        return
    given = given_password()
    if unlock_as_copy(path):
        return
    if given:
        unlock(path, given)
    elif not unlock_remembered(path):
        raise Locked(path)


def unlock_as_copy(path: Path) -> bool:
    """By the key of a workspace that is unlocked here, if this is a copy of it; whether that opened it."""
    if is_pointer(path):  # it holds nothing that a key could be tried at
        return False
    for key in connecting.held_keys():
        try:
            _hold(path, key)
        except Damaged:
            continue
        return True
    return False


def unlock_remembered(path: Path) -> bool:
    """By this PC's keyring, if it was told to remember; whether that opened it."""
    slots = keyslots.load(path)
    for slot in slots.of_kind(keyslots.KEYRING):
        key = remembering.remembered(slots.workspace, slot.id)
        if key is not None:
            try:
                _hold(path, slots.open_by_keyring(slot.id, key))
            except WrongKey:  # of the time before it was encrypted anew
                continue
            return True
    return False


def _hold(path: Path, data_key: connecting.Key) -> None:
    """Keep the key once it is shown to open the file; what people open of a shared workspace holds no data, its copies are tried later."""
    from sqlcipher3 import dbapi2

    if is_pointer(path):
        connecting.hold(path, data_key)
        return
    try:
        probe = connecting.connect(path, mode="ro", patience=1.0, key=data_key, immutable=_is_left_alone(path))
        with contextlib.closing(probe):
            probe.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except dbapi2.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            raise _unreadable(path, str(error)) from error
    connecting.hold(path, data_key)  # what else is the matter, the opening tells


def _is_left_alone(path: Path) -> bool:
    return not os.access(path.parent, os.W_OK) and not path.with_name(path.name + "-wal").exists()


def _unreadable(path: Path, detail: str) -> Damaged:
    return Damaged(
        _("{file} can't be read with its key.").format(file=path.name),
        _("It is damaged, or {keys} belongs to another file. It was not changed. Open the newest copy instead.").format(
            keys=slots_of(path).name
        ),
        detail=detail,
    )


def remember(path: Path) -> None:
    """Let this PC's keyring open the file from now on, by a slot of its own."""
    data_key = connecting.key_of(path)
    if data_key is None:
        raise Locked(path)
    key = os.urandom(sealing.KEY)
    slots, slot_id = keyslots.load(path).with_keyring(bytes(data_key), remembering.this_computer(), key)
    remembering.remember(slots.workspace, slot_id, key)
    keyslots.save(path, slots)


def change_passphrase(path: Path, present: str, new: str) -> None:
    """Put a new passphrase in place of the present one; raises WrongPassphrase, and waits as unlocking does."""
    data_key = _by_hand(path, present)
    keyslots.save(path, keyslots.load(path).with_passphrase(data_key, new))


def put_code(path: Path, code: str) -> None:
    """Put a new recovery code in place of the one before, in a workspace that is unlocked."""
    keyslots.save(path, keyslots.load(path).with_recovery(_held(path), code))


def _held(path: Path) -> bytes:
    data_key = connecting.key_of(path)
    if data_key is None:
        raise Locked(path)
    return bytes(data_key)


def is_remembered(path: Path) -> bool:
    """Whether this PC's keyring opens it."""
    slots = keyslots.load(path)
    return any(remembering.remembered(slots.workspace, one.id) for one in slots.of_kind(keyslots.KEYRING))


def forget_here(path: Path) -> None:
    """Let this PC ask for the passphrase again."""
    slots = kept = keyslots.load(path)
    for slot in slots.of_kind(keyslots.KEYRING):
        if remembering.remembered(slots.workspace, slot.id) is not None:
            remembering.forget(slots.workspace, slot.id)
            kept = kept.without(keyslots.KEYRING, slot.id)
    if kept != slots:
        keyslots.save(path, kept)


def lock(path: Path) -> None:
    """Forget the key, for copies as well; who wants to open the file has to say the passphrase again."""
    connecting.let_go_everywhere(path)


class Sealer:
    """Seals what the app keeps of one encrypted workspace outside of it, such as drafts."""

    def __init__(self, data_key: connecting.Key, purpose: str) -> None:
        self._key = sealing.branched(bytes(data_key), f"itdesk {purpose}")
        self._purpose = purpose

    def seal(self, content: bytes) -> bytes:
        """What only this workspace's key opens again."""
        return sealing.seal(self._key, content, self._purpose)

    def unseal(self, sealed: bytes) -> bytes:
        """Back again; raises ValueError for what isn't of this workspace."""
        try:
            return sealing.unseal(self._key, sealed, self._purpose)
        except WrongKey as error:
            raise ValueError(self._purpose) from error


def sealer_of(location: str, purpose: str) -> Sealer | None:
    """What seals for a workspace that is open here; None for one that isn't encrypted."""
    key = None if "://" in location else connecting.key_of(Path(location))
    return None if key is None else Sealer(key, purpose)
