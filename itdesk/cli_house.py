"""Commands that concern where a workspace lives: moving it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from itdesk.cli_opening import take_password
from itdesk.core.errors import UserError
from itdesk.core.texts import _

if TYPE_CHECKING:
    import argparse

Result = dict[str, Any]
Adds = Callable[[str, str], "argparse.ArgumentParser"]


def add(command: Adds, _acting: Adds) -> None:
    """Their arguments."""
    moving = command("move", _("Move a workspace to another file or onto a server, and mark the old one as moved."))
    moving.add_argument("target", metavar="TARGET", nargs="?", default="", help=_("a path, or a postgresql:// address"))
    moving.add_argument("--in-clear", action="store_true", help=_("though the workspace is encrypted"))
    moving.add_argument(
        "--take-back", action="store_true", help=_("let a workspace that was moved be used again where it was")
    )


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
    moved = move(options.workspace, options.target, registry(), in_clear=options.in_clear)
    return {"workspace": moved.target, "rows": moved.rows, "files": moved.files}


def _ask_password(*places: str) -> None:
    """Ask for a server's password where somebody sits and none is known; Return leaves it out."""
    from itdesk.db import postgres

    servers = [place for place in places if postgres.is_address(place)]
    if servers and sys.stdin.isatty() and not any("password" in postgres.settings(one) for one in servers):
        from getpass import getpass

        typed = getpass(_("Password of the server (Return for none): "))
        if typed:
            os.environ["ITDESK_PASSWORD"] = typed


COMMANDS: dict[str, Callable[[Any], Result]] = {"move": _move}
