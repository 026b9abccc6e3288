"""A login's password, tried on its server and kept for this process, or in the keyring."""

from __future__ import annotations

import logging

from itdesk.db import postgres

log = logging.getLogger("itdesk")


def enter(location: str, password: str, *, remember: bool) -> None:
    """Try it, and know it from now on; raises UserError where the server refuses it."""
    postgres.connect(postgres.settings(location) | {"password": password}).close()
    postgres.say_password(location, password)
    if remember:
        _remember(location, password)


def _remember(location: str, password: str) -> None:
    import keyring
    from keyring.errors import KeyringError

    try:
        keyring.set_password("itdesk", location, password)
    except KeyringError as error:
        log.warning("the keyring keeps no password: %s", error)  # it is asked for next time
