"""Joining a workspace on a server by an invitation: its server is trusted, and the one-time password changed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.server import enrolling
from itdesk.db.server.invitations import Invitation
from itdesk.paths import user_config_dir

SHORTEST = 12  # characters of a password of one's own


@dataclass(frozen=True, slots=True)
class Joined:
    """Where the workspace is now opened, with which password, and whether this PC's keyring knows it."""

    location: str
    password: str
    is_kept: bool


def join(invitation: Invitation, password: str, one_time: str = "") -> Joined:
    """Trust the invitation's server, change the one-time password, and remember both.

    Without one_time it is ITDESK_PASSWORD. Without a password of one's own a long one is made, which the keyring keeps.
    """
    if password and len(password) < SHORTEST:
        raise UserError(_("This password is too short."), _("Use one of at least {n} characters.").format(n=SHORTEST))
    location = invitation.address(pinned(invitation))
    chosen = password or secrets.token_urlsafe(24)
    said = {"password": one_time} if one_time else {}
    with postgres.connect(postgres.settings(location) | said) as connection:
        kept = _keep(location, chosen, must=not password)
        with enrolling.refusals():
            enrolling.take_password(connection, chosen)
    postgres.say_password(location, chosen)
    return Joined(location, chosen, kept)


def _keep(location: str, password: str, *, must: bool) -> bool:
    """Put it into the keyring, where there is one; before it holds, so that one that was made is never lost."""
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password("itdesk", location, password)
    except KeyringError as error:
        if must:
            raise UserError(
                _("This PC has no keyring that keeps a password."),
                _("Choose one yourself: set {name}.").format(name="ITDESK_NEW_PASSWORD"),
                detail=str(error),
            ) from error
        return False
    return True


def pinned(invitation: Invitation) -> Path | None:
    """The file with the invitation's certificate on this PC; None where the server's name can't be told by it."""
    if not invitation.is_pinned:
        return None
    folder = user_config_dir() / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{invitation.fingerprint.replace(':', '')[:32]}.pem"
    file.write_text(invitation.certificate, encoding="ascii")
    return file
