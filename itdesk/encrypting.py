"""Encryption on the command line: passphrases are given with the start or typed, never in an argument."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from itdesk.core import recovery_code
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.wish import Start, Wish


def unlock(place: str) -> None:
    """Ask for the passphrase of an encrypted file where somebody sits; elsewhere the opening says how to give it."""
    from itdesk.db.unlocking import Locked, require_key, unlock

    path = Path(place)
    try:
        require_key(path)
    except Locked:
        if not sys.stdin.isatty():
            raise
        from getpass import getpass

        unlock(path, getpass(_("Passphrase or recovery code: ")))


def new_passphrase() -> str:
    """The passphrase of a workspace that is to be encrypted: given with the start, or typed twice."""
    from getpass import getpass

    from itdesk.core.given import given as given_password

    given = given_password()
    if not given and sys.stdin.isatty():
        given = getpass(_("New passphrase: "))
        if given and getpass(_("The same again: ")) != given:
            raise UserError(_("The two passphrases differ."), _("Nothing was changed. Try again."))
    if not given:
        raise UserError(
            _("An encrypted workspace needs a passphrase."), _("Set ITDESK_PASSWORD, or use --password-file.")
        )
    return given


def encrypt(place: str) -> dict[str, Any]:
    """Encrypt a workspace file; its place, the recovery code to print, and copies that remain in clear."""
    from itdesk.db.backups.clear import find
    from itdesk.wishes import open_wish

    code = recovery_code.make()
    database = open_wish(Start(Wish.ENCRYPT, place, passphrase=new_passphrase(), code=code))
    uid = database.workspace.uid
    database.close()
    clear = [str(one) for one in find(Path(place), uid).clear]
    return {"workspace": place, "recovery_code": code} | ({"copies_in_clear": clear} if clear else {})


def decrypt(place: str) -> dict[str, Any]:
    """Take the encryption off a workspace file; its place."""
    from itdesk.wishes import open_wish

    unlock(place)
    open_wish(Start(Wish.DECRYPT, place)).close()
    return {"workspace": place}
