"""`itdesk server ...`: setting a server up, enrolling people, joining by an invitation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk.core.errors import UserError
from itdesk.core.given import NEW, given
from itdesk.core.texts import _

if TYPE_CHECKING:
    import argparse

Result = dict[str, Any]


def add_commands(commands: Any) -> None:
    """`server` and the words behind it."""
    parser = commands.add_parser("server", help=_("Set a server up, enrol people, join."), allow_abbrev=False)
    words = parser.add_subparsers(dest="word", required=True, metavar="WORD")

    def word(name: str, about: str, where: str = "workspace") -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = words.add_parser(name, help=about, description=about, allow_abbrev=False)
        is_address = where == "workspace"
        said = _("a postgresql:// address") if is_address else _("the file that you were given")
        added.add_argument(where, metavar=where.upper(), help=said)
        added.add_argument("--json", action="store_true", help=_("print the result as JSON"))
        added.add_argument("--password-file", type=Path, help=_("a file whose first line is the password"))
        return added

    word("set-up", _("Have a server enforce who may do what; needs a user who may make roles."))
    enrol = word("enrol", _("Give a person a login, or their login a new one-time password."))
    enrol.add_argument("person", metavar="PERSON", help=_("by user name, e-mail address or name"))
    enrol.add_argument("--invitation", type=Path, required=True, metavar="FILE", help=_("write the invitation here"))
    enrol.add_argument("--fingerprint", default="", help=_("the server's, as whoever looks after it tells it"))
    disable = word("disable", _("Let a person's login in no more, and end its connections."))
    disable.add_argument("person", metavar="PERSON", help=_("by user name, e-mail address or name"))
    word("logins", _("List who may log in."))
    word("kiosk", _("Give the shared PCs their login, or it a new password."))
    word("join", _("Join by an invitation: changes the one-time password to one of your own."), "invitation")


def serve(options: argparse.Namespace) -> Result:
    """Carry one of them out."""
    from itdesk.areas import load_models

    load_models()
    from itdesk.db.server.enrolling import refusals

    with refusals():
        return WORDS[options.word](options)


def _set_up(options: argparse.Namespace) -> Result:
    from itdesk.areas import registry
    from itdesk.db.server.setting_up import set_up

    return {"database": set_up(options.workspace, registry())}


def _enrol(options: argparse.Namespace) -> Result:
    from itdesk.db.server import administering

    person = _person(options)
    given = administering.invite(options.workspace, person, options.invitation, options.fingerprint)
    told = {"login": given.login, "invitation": str(options.invitation), "password": given.password}
    return told | ({"fingerprint": given.fingerprint} if given.fingerprint else {})


def _disable(options: argparse.Namespace) -> Result:
    from itdesk.db import postgres
    from itdesk.db.server import enrolling

    person = _person(options)
    with postgres.connect(postgres.settings(options.workspace)) as connection:
        login = enrolling.login_of(connection, person)
        enrolling.disable(connection, login)
    return {"login": login}


def _logins(options: argparse.Namespace) -> Result:
    from itdesk.db import postgres
    from itdesk.db.server import enrolling

    with postgres.connect(postgres.settings(options.workspace)) as connection:
        return {"logins": [enrolling.told(one) for one in enrolling.logins(connection)]}


def _kiosk(options: argparse.Namespace) -> Result:
    from itdesk.db.server import administering

    given = administering.kiosk(options.workspace)
    return {"login": given.login, "password": given.password}


def _person(options: argparse.Namespace) -> int:
    from contextlib import closing

    from itdesk.areas import registry
    from itdesk.db import records
    from itdesk.db.engine import open_database

    with (
        closing(open_database(options.workspace, registry(), read_only=True)) as database,
        database.as_itself() as session,
    ):
        found = records.find(session, "people", options.person)
    if found is None:
        raise UserError(
            _("Nobody here is called {name}.").format(name=f"“{options.person}”"),
            _("Use a user name, an e-mail address or a name as it stands among the people."),
        )
    return found


def _join(options: argparse.Namespace) -> Result:
    from itdesk.db.server import invitations
    from itdesk.db.server.joining import join

    return {"workspace": join(invitations.read(Path(options.invitation)), given(NEW)).location}


WORDS: dict[str, Callable[[argparse.Namespace], Result]] = {
    "set-up": _set_up,
    "enrol": _enrol,
    "disable": _disable,
    "logins": _logins,
    "kiosk": _kiosk,
    "join": _join,
}
