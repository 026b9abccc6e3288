"""What hangs on one record, read once for all the panes that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from itdesk.ui.desk import Desk
from itdesk.ui.facts_pane import Facts

if TYPE_CHECKING:
    from itdesk.db.attachments import Attachment
    from itdesk.db.comments import Thread
    from itdesk.db.links import Linked
    from itdesk.db.tags import Tag

COMMENTS = 20  # comments that are shown at first


@dataclass(frozen=True)
class Hung:
    """Everything that hangs on a record."""

    tags: list[Tag]
    thread: Thread
    links: list[Linked]
    files: tuple[Attachment, ...]


def facts_of(desk: Desk, kind: str) -> Facts:
    """A reader for one kind's panes; who looks at a record has seen where they are meant there."""
    made = Facts(desk, lambda session, record_id: _read(session, kind, record_id))

    def seen(found: dict[int, Hung]) -> None:
        for record_id, hung in found.items():
            if hung.thread.unread and not desk.database.read_only:
                QTimer.singleShot(0, made, lambda one=record_id: _mark(desk, made, kind, one))

    made.found.connect(seen)
    return made


def _read(session: Any, kind: str, record_id: int) -> Hung:
    from itdesk.db import attachments, comments, links, tags

    return Hung(
        tags.of(session, kind, record_id),
        comments.of(session, kind, record_id, COMMENTS),
        links.of(session, kind, record_id),
        attachments.list(session, kind, record_id),
    )


def _mark(desk: Desk, owner: Facts, kind: str, record_id: int) -> None:
    def write(session: Any) -> int:
        from itdesk.db import comments

        return comments.mark_read(session, kind, record_id)

    desk.write(owner, write, lambda _number: desk.changed.emit(frozenset({"mentions"})))
