"""A bar above the page that stays while something is so: a sentence, and the ways that lead on from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy

from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say


class NoticeBar(QFrame):
    """Hidden while there is nothing to say. tone: blue, amber, red; it says so with its icon as well."""

    def __init__(self) -> None:
        super().__init__()
        self._tone = "blue"
        self._shown: tuple[str, tuple[str, ...], str] | None = None
        self._icon = IconMark("info", "blue-text", Theme.current().px(16))
        self.words = label("", "body", wrap=True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.buttons: list[Button] = []
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self._icon)
        said.addWidget(self.words, 1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(16, 6, 16, 6)
        self._row.setSpacing(8)
        self._row.addLayout(said, 1)
        self._row.addLayout(self._ways)
        self.hide()

    def show_notice(self, text: str, ways: Sequence[Action] = (), *, tone: str = "blue", icon: str = "info") -> None:
        """Say it; the same once more changes nothing, so that a button keeps the keyboard. Nothing to say hides it."""
        asked = text, tuple(one.label for one in ways), tone
        if asked == self._shown:
            return
        before, self._shown = self._shown, asked
        self._tone = tone
        self._icon.show_icon(icon, f"{tone}-text")
        self.words.setText(text)
        self.setAccessibleName(text)
        if before is None or before[1] != asked[1]:
            self._offer(ways)
        self.setVisible(bool(text))
        self.update()
        if text and (before is None or before[2] != tone):  # not each time that a moment in it moved on
            say(self, text, urgent=tone == "red")

    def _offer(self, ways: Sequence[Action]) -> None:
        for old in self.buttons:
            self._ways.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.buttons = []
        for one in ways:
            button = Button(one.label, icon=one.icon, small=True, run=one.run, parent=self)
            self.buttons.append(button)
            self._ways.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._make_room()

    def _make_room(self) -> None:
        """The ways stand below the sentence where it would have no room beside them."""
        beside = self.width() - self._ways.sizeHint().width() >= Theme.current().px(360)
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)
            self._ways.setAlignment(Qt.AlignmentFlag.AlignLeft if not beside else Qt.AlignmentFlag.AlignVCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Theme.current().color(f"{self._tone}-tint"))
        painter.setPen(Theme.current().color("line"))
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
