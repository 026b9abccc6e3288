"""The side panel: head, sections with rows, link rows, and cards that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.buttons import Button
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.layouts import clear
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

NAME_WIDTH = 96


class IconMark(QWidget):
    """An icon in a token's colour as a widget; what it means stands beside it."""

    def __init__(self, name: str, tone: str = "text-2", size: int = 0) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str) -> None:
        """Another icon in its place."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = self._size or icons.default_size(self._name)
        return QSize(side, max(side, Theme.current().px(16 if self._size else 20)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        icons.paint(QPainter(self), self.rect(), self._name, self._tone, size=self._size)


class SidePanel(QScrollArea):
    """A column of sections beside a list. Sections are kept, so that a refresh can fill them anew."""

    def __init__(self, name: str, *, width: int = 320, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide = width
        self._kept = 0  # sections at the end that stay
        self.setAccessibleName(name)
        self.setProperty("look", "side")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QFrame()
        self._body.setProperty("look", "subtle")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 16)
        self._column.setSpacing(0)
        self._column.addStretch()
        self.setWidget(self._body)

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(self._wide), 400)

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(200), 100)

    @property
    def inside(self) -> QWidget:
        """The parent of what is to be added."""
        return self._body

    def add(self, section: QWidget) -> None:
        """Add a section, a head or a card at the end."""
        self._column.insertWidget(self._column.count() - 1 - self._kept, section)

    def keep(self, section: QWidget) -> None:
        """Add a section at the end that stays when the others are taken off."""
        self._column.insertWidget(self._column.count() - 1, section)
        self._kept += 1

    def clear(self) -> None:
        """Take everything off that isn't kept."""
        clear(self._column, keep=1 + self._kept)


class Head(QFrame):
    """Top of a side panel: number, title, and a line of statuses; Open shows the record full width."""

    def __init__(self, number: str, title: str, *, open_record: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.setProperty("look", "section")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label(number, "small", "text-2", selectable=True))
        top.addStretch()
        if open_record is not None:
            top.addWidget(Button(_("Open"), icon="arrow", kind="quiet", small=True, key="Return", run=open_record))
        column.addLayout(top)
        column.addWidget(label(title, "section", wrap=True, selectable=True))
        self._line = FlowLayout(gap=10)
        column.addLayout(self._line)

    def add(self, *parts: QWidget) -> None:
        """Put statuses, people or words into the line under the title."""
        for part in parts:
            self._line.addWidget(part)


class Section(QFrame):
    """A titled part of a side panel, with a line under it. count stands at the end of the title, or an action does."""

    def __init__(self, title: str, *, count: str = "", action: Action | None = None) -> None:
        super().__init__()
        self.setProperty("look", "section")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 14, 20, 14)
        self._column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(8)
        if title:
            head.addWidget(label(title, "small-strong", "text-2"))
            head.addStretch()
        self._head = head
        if action is not None:
            head.addWidget(Button(action.label, kind="link", run=action.run))
        elif count:
            head.addWidget(label(count, "small", "accent-text"))
        self._column.addLayout(head)
        self._grid: QGridLayout | None = None

    def add_to_head(self, widget: QWidget) -> None:
        """Put a badge or button at the end of the title's line."""
        self._head.addWidget(widget)

    def add(self, part: QWidget | QLayout) -> None:
        """Add anything under what is there."""
        self._grid = None
        if isinstance(part, QWidget):
            self._column.addWidget(part)
        else:
            self._column.addLayout(part)

    def add_row(self, name: str, *values: str | QWidget) -> None:
        """A row of a name and what it is; texts can be selected and copied."""
        if self._grid is None:
            self._grid = QGridLayout()
            self._grid.setHorizontalSpacing(8)
            self._grid.setVerticalSpacing(4)
            self._grid.setColumnMinimumWidth(0, Theme.current().px(NAME_WIDTH))
            self._grid.setColumnStretch(1, 1)
            self._column.addLayout(self._grid)
        row = self._grid.rowCount()
        key = label(name, "small", "text-2", wrap=True)
        key.setMaximumWidth(Theme.current().px(NAME_WIDTH + 16))
        self._grid.setRowMinimumHeight(row, Theme.current().px(24))
        self._grid.addWidget(key, row, 0, Qt.AlignmentFlag.AlignVCenter)
        line = QHBoxLayout()
        line.setSpacing(6)
        for value in values:
            shown = value
            if isinstance(value, str):
                shown = label(value, "body", wrap=True, selectable=True)
                shown.setAccessibleName(f"{name}: {value}")
                line.addWidget(shown, 1)
            elif isinstance(shown, QWidget):
                line.addWidget(shown)
        if not any(isinstance(value, str) for value in values):
            line.addStretch()
        self._grid.addLayout(line, row, 1)

    def add_link(
        self,
        text: str,
        run: Callable[[], object] | None = None,
        *,
        icon: str = "",
        tone: str = "text-2",
        end: str | QWidget = "",
        end_tone: str = "text-2",
    ) -> LinkRow:
        """A line that leads somewhere: icon, text, and a word at its end."""
        row = LinkRow(text, run, icon=icon, tone=tone, end=end, end_tone=end_tone)
        self.add(row)
        return row


class LinkRow(QFrame):
    """Icon, text that opens something, and a quiet word at the end."""

    def __init__(
        self,
        text: str,
        run: Callable[[], object] | None,
        *,
        icon: str = "",
        tone: str = "text-2",
        end: str | QWidget = "",
        end_tone: str = "text-2",
    ) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        if icon:
            line.addWidget(IconMark(icon, tone))
        if run is None:
            line.addWidget(ElidedLabel(text), 1)
        else:
            button = TextButton(text, run)
            line.addWidget(button, 1)
        if isinstance(end, QWidget):
            line.addWidget(end)
        elif end:
            line.addWidget(label(end, "small", end_tone))
        self.setMinimumHeight(Theme.current().px(26))


class TextButton(Button):
    """Plain text that opens something: underlined under the pointer, cut where room is short."""

    def __init__(self, text: str, run: Callable[[], object], *, tone: str = "text") -> None:
        super().__init__(text.replace("&", "&&"), kind="link", run=run)
        self._text_tone = tone
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(40), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        from itdesk.ui import drawing

        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() or self.hasFocus()
        used = drawing.draw(painter, self.rect(), self._shown, tone="accent-text" if over else self._text_tone)
        self.setToolTip(self._shown if used >= self.width() - 2 else "")
        if over:
            base = drawing.part(self.rect(), 0, used)
            y = self.rect().center().y() + theme.px(8)
            painter.drawLine(base.left(), y, base.right(), y)


class NoticeCard(QFrame):
    """Says what needs a decision and carries the buttons that settle it. tone: red, amber, blue, green."""

    def __init__(
        self,
        tone: str,
        title: str,
        text: str = "",
        actions: Sequence[Action] = (),
        *,
        icon: str = "warn",
    ) -> None:
        super().__init__()
        self._tone = tone
        self.setAccessibleName(f"{title}. {text}".strip())
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 10, 12, 12)
        row.setSpacing(10)
        row.addWidget(IconMark(icon, f"{tone}-text"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(label(title, "strong", f"{tone}-text", wrap=True))
        if text:
            column.addWidget(label(text, "small", "text", wrap=True, selectable=True))
        if actions:
            column.addSpacing(4)
            buttons = FlowLayout(gap=8)
            for action in actions:
                kind = "primary" if action.primary else "plain"
                buttons.addWidget(
                    Button(action.label, icon=action.icon, kind=kind, small=True, key=action.key, run=action.run)
                )
            column.addLayout(buttons)
        row.addLayout(column, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Theme.current().color(f"{self._tone}-tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)


def card_holder(card: NoticeCard) -> QFrame:
    """A card with the side panel's margins around it."""
    holder = QFrame()
    holder.setProperty("look", "section")
    column = QVBoxLayout(holder)
    column.setContentsMargins(20, 14, 20, 14)
    column.addWidget(card)
    return holder
