"""The workspaces that were open on this computer, the pinned ones first: opened, pinned and taken off by key or click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.marks import Mark, mark_of
from itdesk.core.texts import _
from itdesk.ui.avatars import paint_avatar
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.theme import Theme

SHOWN = 6  # that are not pinned


@dataclass(frozen=True, slots=True)
class Recent:
    """A workspace that was open here: where it is, its name, when it was open as words, and its tile."""

    location: str
    name: str
    when: str
    mark: Mark | None = None
    is_pinned: bool = False


class _Row(QAbstractButton):
    """One of them: Enter or a click opens it, P pins it, Delete takes it off the list."""

    pin_wanted = Signal()
    off_wanted = Signal()

    def __init__(self, recent: Recent) -> None:
        super().__init__()
        self.recent = recent
        said = (recent.name, recent.location, recent.when, *((_("Pinned"),) if recent.is_pinned else ()))
        self.setAccessibleName(", ".join(said))
        self.setToolTip(recent.location)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addSpacing(Theme.current().px(32))  # the tile; a margin would stay at the left when all else is turned
        name = ElidedLabel(recent.name, "strong")
        place = ElidedLabel(recent.location, "small", "text-2", Qt.TextElideMode.ElideMiddle)
        when = label(recent.when, "small", "text-2")
        when.setMinimumWidth(Theme.current().px(72))
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (name, place, when):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for part in (name, place):  # they stand under each other, whatever they say
            part.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(name, 5)
        row.addWidget(place, 4)
        row.addWidget(when)
        pin = Button(icon="pin", kind="quiet", small=True, name=self._pin_words(), run=self.pin_wanted.emit)
        pin.tone = "accent" if recent.is_pinned else ""
        pin.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # P does it
        row.addWidget(pin)
        row.addSpacing(4)
        self.setFixedHeight(Theme.current().px(40))

    def _pin_words(self) -> str:
        return _("No longer pinned") if self.recent.is_pinned else _("Pin")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("selected" if self.hasFocus() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        side = theme.px(20)
        left = self.width() - side - 6 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 6
        mark = self.recent.mark or mark_of(self.recent.name)
        paint_avatar(painter, QRectF(left, (self.height() - side) / 2, side, side), self.recent.name, mark=mark)
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.off_wanted.emit()
        elif event.key() == Qt.Key.Key_P:
            self.pin_wanted.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = menu_of(
            (
                Action(_("Open"), self.click, "Return"),
                Action(self._pin_words(), self.pin_wanted.emit, "P", "pin"),
                Action(_("Take off the list"), self.off_wanted.emit, "Del", "x"),
            ),
            self,
        )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())


class RecentWorkspaces(QWidget):
    """Lists what read() gives. pin(location, whether) and forget(location) keep what is chosen here."""

    chosen = Signal(str)  # a location
    emptied = Signal()  # nothing is left that the keyboard could be on

    def __init__(
        self,
        read: Callable[[], Sequence[Recent]],
        pin: Callable[[str, bool], None],
        forget: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._read, self._pin, self._forget = read, pin, forget
        self.rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._show()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self.rows = []
        known = self._read()
        self._part(_("Pinned"), [one for one in known if one.is_pinned])
        self._part(_("Recent"), [one for one in known if not one.is_pinned][:SHOWN])
        self._column.addStretch(1)

    def _part(self, title: str, recents: Sequence[Recent]) -> None:
        if not recents:
            return
        head = label(title, "strong")
        head.setContentsMargins(0, 8 if self.rows else 0, 0, 4)
        self._column.addWidget(head)
        for recent in recents:
            row = _Row(recent)
            row.clicked.connect(partial(self.chosen.emit, recent.location))
            row.pin_wanted.connect(partial(self._change_pin, recent), Qt.ConnectionType.QueuedConnection)
            row.off_wanted.connect(partial(self._take_off, recent), Qt.ConnectionType.QueuedConnection)
            self._column.addWidget(row)
            self.rows.append(row)

    def _change_pin(self, recent: Recent) -> None:
        self._pin(recent.location, not recent.is_pinned)
        self._show()
        self._focus(recent.location, 0)

    def _take_off(self, recent: Recent) -> None:
        place = [row.recent.location for row in self.rows].index(recent.location)
        self._forget(recent.location)
        self._show()
        self._focus("", place)

    def _focus(self, location: str, place: int) -> None:
        """The keyboard goes on where it was: on this workspace, else on the one that took its place."""
        if not self.rows:
            self.emptied.emit()
            return
        found = next((row for row in self.rows if row.recent.location == location), None)
        row = found or self.rows[min(place, len(self.rows) - 1)]
        row.show()  # a layout does so later, and what isn't shown takes no focus
        row.setFocus()
