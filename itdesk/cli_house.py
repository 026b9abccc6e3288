"""Commands that concern where a workspace lives: moving it, taking a copy along, and merging that back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk.cli_opening import actor, opened, take_password
from itdesk.core.errors import UserError
from itdesk.core.texts import _

if TYPE_CHECKING:
    import argparse

    from itdesk.db.along.questions import Plan
    from itdesk.db.database import Database

Result = dict[str, Any]
Adds = Callable[[str, str], "argparse.ArgumentParser"]


def add(command: Adds, acting: Adds) -> None:
    """Their arguments."""
    moving = acting("move", _("Move a workspace to another file or onto a server, and mark the old one as moved."))
    moving.add_argument("target", metavar="TARGET", nargs="?", default="", help=_("a path, or a postgresql:// address"))
    moving.add_argument("--in-clear", action="store_true", help=_("though the workspace is encrypted"))
    moving.add_argument(
        "--take-back", action="store_true", help=_("let a workspace that was moved be used again where it was")
    )
    stopping = command("stop-sharing", _("Take in the last letters, and make a shared workspace a plain file again."))
    stopping.add_argument(
        "--to",
        metavar="PATH",
        type=Path,
        help=_("where it is to lie on this PC; else in the place of the file that people open"),
    )
    taking = acting("check-out", _("Write a copy of the workspace to work in elsewhere, which can be merged back."))
    taking.add_argument("copy", metavar="COPY.itdesk", type=Path)
    merging = acting("merge-back", _("Bring in what was done in a copy that was taken along."))
    merging.add_argument("copy", metavar="COPY.itdesk", type=Path)
    merging.add_argument(
        "--conflicts",
        choices=("here", "there"),
        help=_("what stays where both sides changed the same; else it asks first"),
    )
    merging.add_argument("--dry-run", action="store_true", help=_("say what would happen, and change nothing"))
    clearing = acting("clear-copies", _("Name backups of an encrypted workspace that lie in clear."))
    clearing.add_argument("--remove", action="store_true", help=_("remove them, which can't be undone"))


def _move(options: argparse.Namespace) -> Result:
    from itdesk.areas import load_models, registry
    from itdesk.db.whole.moving import move, take_back
    from itdesk.encrypting import unlock

    take_password(options.password_file)
    load_models()
    unlock(options.workspace)
    if options.take_back:
        return {"workspace": options.workspace, "had_gone_to": take_back(options.workspace, registry())}
    if not options.target:
        raise UserError(_("A move needs a target."), _("Give a path or a postgresql:// address."))
    _ask_password(options.workspace, options.target)
    moved = move(options.workspace, options.target, registry(), in_clear=options.in_clear, actor=_who(options))
    return {"workspace": moved.target, "rows": moved.rows, "files": moved.files}


def _who(options: argparse.Namespace) -> int | None:
    if not options.person:
        return None
    with opened(options, read_only=True) as database:
        return actor(database, options)


def _stop_sharing(options: argparse.Namespace) -> Result:
    from itdesk.areas import load_models, registry, takers
    from itdesk.db.share.ending import stop
    from itdesk.encrypting import unlock

    take_password(options.password_file)
    load_models()
    unlock(options.workspace)
    stopped = stop(Path(options.workspace).absolute(), registry(), takers(), options.to)
    return {"workspace": str(stopped.place), "letters": stopped.letters}


def _ask_password(*places: str) -> None:
    """Ask for a server's password where somebody sits and none is known; Return leaves it out."""
    from itdesk.core.given import say
    from itdesk.db import postgres

    servers = [place for place in places if postgres.is_address(place)]
    if servers and sys.stdin.isatty() and not any("password" in postgres.settings(one) for one in servers):
        from getpass import getpass

        typed = getpass(_("Password of the server (Return for none): "))
        if typed:
            say(typed)


def _check_out(options: argparse.Namespace) -> Result:
    from itdesk.db.along.origin import check_out_of

    with opened(options, read_only=True) as database:
        check_out_of(database, options.copy, actor=actor(database, options))
    return {"copy": str(options.copy)}


def _merge_back(options: argparse.Namespace) -> Result:
    from itdesk.db.along.merging import look
    from itdesk.encrypting import unlock

    with opened(options, read_only=options.dry_run) as database:
        unlock(str(options.copy))
        acting = actor(database, options)
        with database.reading(actor=acting) as session:
            plan = look(session, options.copy)
        told = {
            "new": sum(plan.made.values()),
            "changed": sum(plan.changed.values()),
            "deleted": sum(plan.binned.values()),
            "restored": sum(plan.restored.values()),
            "inside": plan.inside,
            "views_and_settings": plan.apart,
            "conflicts": [asdict(one) for one in plan.questions],
        }
        if options.dry_run or (plan.questions and not options.conflicts):
            return told | {"merged": False, "refused_all": 0 if options.dry_run else len(plan.questions)}
        return told | {"merged": True, "renumbered": _merged(database, options, acting, plan)}


def _merged(database: Database, options: argparse.Namespace, acting: int | None, plan: Plan) -> Any:
    from itdesk.db import operations
    from itdesk.db.along.merging import merge
    from itdesk.db.along.questions import Side
    from itdesk.db.backups.due import before
    from itdesk.db.backups.manifest import Why

    decisions = {one.key: Side(options.conflicts) for one in plan.questions}
    before(database, Why.MERGE)

    def job(session: Any) -> Any:
        done = merge(session, options.copy, decisions)
        operations.named(session, _("Merged back: {file}").format(file=options.copy.name))
        return done

    return [" → ".join(pair) for pair in database.write(job, actor=acting).renumbered]


def _clear_copies(options: argparse.Namespace) -> Result:
    from itdesk.core.rights import Deed
    from itdesk.db import rights
    from itdesk.db.backups.clear import find, remove_all

    with opened(options, read_only=True) as database:
        if database.path is None or not database.is_encrypted:
            raise UserError(_("{file} isn't encrypted.").format(file=options.workspace), _("Nothing was changed."))
        found = find(database.path, database.workspace.uid)
        with database.reading(actor=actor(database, options)) as session:
            rights.require_deed(session, Deed.BACKUP)
    removed = remove_all(found.clear) if options.remove else 0
    return {"copies_in_clear": [str(one) for one in found.clear], "removed": removed}


COMMANDS: dict[str, Callable[[Any], Result]] = {
    "move": _move,
    "stop-sharing": _stop_sharing,
    "check-out": _check_out,
    "merge-back": _merge_back,
    "clear-copies": _clear_copies,
}
