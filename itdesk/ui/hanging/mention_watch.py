"""Tells whoever sits here that somebody mentioned them, once for each comment, with the way there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.db.comments import Mention

AT_ONCE = 3  # that are told one by one
WAIT_MS = 300


class MentionWatch(QObject):
    """Looks after each change; what was waiting before the start is told too."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._told: set[tuple[int | None, int]] = set()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)
        desk.changed.connect(lambda _kinds: self._wait.start())
        self._wait.start()

    def _look(self) -> None:
        if self._desk.actor is None:
            return

        def read(session: Any) -> list[Mention]:
            from itdesk.db import comments

            return comments.waiting(session)

        self._desk.read(self, read, partial(self._tell, self._desk.actor), key="mentions")

    def _tell(self, actor: int, found: list[Mention]) -> None:
        new = [one for one in reversed(found) if (actor, one.comment_id) not in self._told]
        self._told |= {(actor, one.comment_id) for one in new}
        for one in new[-AT_ONCE:]:
            words = _("{who} mentioned you on {title}") if one.who else _("You were mentioned on {title}")
            go = Action(_("Open"), partial(self._desk.open_record, one.kind, one.record_id))
            self._desk.notify(words.format(who=one.who, title=one.title), go)
