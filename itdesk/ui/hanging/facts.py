"""What hangs on one record, read once for all the panes that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

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
    """A reader for one kind's panes."""
    return Facts(desk, lambda session, record_id: _read(session, kind, record_id))


def _read(session: Any, kind: str, record_id: int) -> Hung:
    from itdesk.db import attachments, comments, links, tags

    return Hung(
        tags.of(session, kind, record_id),
        comments.of(session, kind, record_id, COMMENTS),
        links.of(session, kind, record_id),
        attachments.list(session, kind, record_id),
    )


def mark_seen(desk: Desk, owner: QObject, kind: str, record_id: int) -> None:
    """Whoever sits here has seen where they are meant on a record."""

    def write(session: Any) -> int:
        from itdesk.db import comments

        return comments.mark_read(session, kind, record_id)

    desk.write(owner, write, lambda _number: desk.changed.emit(frozenset({"mentions"})))
