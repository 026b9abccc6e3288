"""What this window does for records that came in without the app, such as reports by the shared PCs' login to a server."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import QObject

from itdesk.core.errors import UserError
from itdesk.core.rights import TEAM
from itdesk.ui.desk import Desk

log = logging.getLogger(__name__)
TICKETS = "tickets"


class LookingAfter(QObject):
    """Promises new reports what their priority promises, once: who of the team sees them first writes it down."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._is_looking = False
        desk.changed.connect(self._changed)
        desk.when_whole(self.look)

    def _changed(self, kinds: frozenset[str]) -> None:
        if TICKETS in kinds:
            self.look()

    def look(self) -> None:
        """Look for tickets without the deadline that they should have."""
        desk = self._desk
        database: Any = desk.database
        if self._is_looking or not database.is_server or database.read_only or desk.standing.role not in TEAM:
            return
        self._is_looking = True

        def unpromised(session: Any) -> list[int]:
            from itdesk.areas.helpdesk.tickets.deadlines import unpromised

            return unpromised(session)

        desk.read(self, unpromised, self._found, self._failed)

    def _found(self, ids: list[int]) -> None:
        if not ids:
            self._is_looking = False
            return

        def promise(session: Any) -> None:
            from itdesk.areas.helpdesk.tickets.deadlines import promise_late

            promise_late(session, ids)

        self._desk.write(self, promise, self._done, self._failed)

    def _done(self, _nothing: object = None) -> None:
        self._is_looking = False

    def _failed(self, error: UserError) -> None:
        self._is_looking = False
        log.warning("new reports can't be promised anything: %s", error)
