"""A login's password, tried on its server and kept for this process, or in the keyring."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from itdesk.core.errors import NotAllowed, PasswordRefused, UserError
from itdesk.core.rights import Deed, may
from itdesk.core.texts import _
from itdesk.db import postgres
from itdesk.db.server import login
from itdesk.db.server.administering import as_user, user_of
from itdesk.db.signing_in import delay

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


class WrongLogin(UserError):
    """Not a login of the help desk's; another try is taken after wait seconds."""

    def __init__(self, error: UserError, wait: float) -> None:
        super().__init__(error.message, error.cure, detail=error.detail)
        self.wait = wait


class Gate:
    """Lets through who has a login that may leave the shared PCs' screen. Wrong tries wait longer each time."""

    def __init__(self, location: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._location, self._clock = location, clock
        self._wrong, self._until = 0, 0.0

    def require(self, name: str, password: str) -> None:
        """Try it; raises WrongLogin. The start that all logins of a workspace share may be left out."""
        left = self._until - self._clock()
        if left > 0:
            raise WrongLogin(UserError(_("Another try is taken in a moment.")), left)
        try:
            self._try(name, password)
        except (PasswordRefused, NotAllowed) as error:
            self._wrong += 1
            wait = delay(self._wrong).total_seconds()
            self._until = self._clock() + wait
            raise WrongLogin(error, wait) from error
        self._wrong = 0

    def _try(self, name: str, password: str) -> None:
        own = user_of(self._location)
        start = own.removesuffix("kiosk")
        address = as_user(self._location, name if name.startswith(start) else f"{start}{name}")
        with postgres.connect(postgres.settings(address) | {"password": password}) as connection:
            found = login.of(connection)
        if found is None or not may(found.role, Deed.SHARED_SCREEN):
            raise NotAllowed(
                _("This login may not leave the shared PC screen."), _("Ask somebody of the help desk for theirs.")
            )
