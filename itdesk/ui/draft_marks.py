"""Which records of a list have something typed that isn't saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from itdesk.core.texts import _
from itdesk.ui.drafts import Drafts


class DraftMarks(QObject):
    """Looks after the records of one kind; repaint is called when there are others."""

    def __init__(self, drafts: Drafts, kind: str, repaint: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._drafts, self._kind, self._repaint = drafts, kind, repaint
        self._ids = drafts.records(kind)
        drafts.changed.connect(self._look)

    def _look(self) -> None:
        now = self._drafts.records(self._kind)
        if now != self._ids:
            self._ids = now
            self._repaint()

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._ids

    def __bool__(self) -> bool:
        return bool(self._ids)

    def said(self, words: str, record_id: int) -> str:
        """What a screen reader says of a record."""
        return _("{value}, draft not saved").format(value=words) if record_id in self._ids else words
