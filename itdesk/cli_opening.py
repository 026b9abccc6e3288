"""What every command begins with: the password, the workspace, and for whom it acts."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError
from itdesk.core.given import say
from itdesk.core.texts import _

if TYPE_CHECKING:
    import argparse

    from itdesk.db.engine import Database


def take_password(file: Path | None) -> None:
    """Make a password from a file known to the store, never through an argument or an address."""
    if file is None:
        return
    try:
        first_line = file.read_text(encoding="utf-8").partition("\n")[0]
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            _("The password file {file} can't be read.").format(file=file), _("Check its path."), detail=str(error)
        ) from error
    say(first_line.rstrip("\r"))


def opened(options: argparse.Namespace, *, read_only: bool = False) -> AbstractContextManager[Database]:
    take_password(options.password_file)
    from itdesk.areas import load_models, registry, takers
    from itdesk.db.engine import Sharing, open_database
    from itdesk.encrypting import unlock

    load_models()
    unlock(options.workspace)
    return closing(open_database(options.workspace, registry(), read_only=read_only, sharing=Sharing(takers())))


def actor(database: Database, options: argparse.Namespace) -> int | None:
    """For whom a command acts: their role decides what it may, and history names them."""
    if not options.person:
        return None
    from itdesk.db import records

    with database.as_itself() as session:
        found = records.find(session, "people", options.person)
    if found is None:
        raise UserError(
            _("Nobody here is called {name}.").format(name=f"“{options.person}”"),
            _("Use a user name, an e-mail address or a name as it stands among the people."),
        )
    return found
