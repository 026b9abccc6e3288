"""What happened, said once in a toast and kept in a list behind the bell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import shiboken6
from PySide6.QtCore import QEvent, QLocale, QObject, QRectF, QSize, Qt, QTime, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui import icons, keys
from itdesk.ui.bulkbar import BulkBar
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, rule
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say

STAY_MS = 8000
KEPT = 100
SHOWN = 3


class Tone(StrEnum):
    """done: what the person just did; news: something that came by itself; failed: stays until it is closed."""

    DONE = "done"
    NEWS = "news"
    FAILED = "failed"


_LOOKS = {Tone.DONE: ("check", "green"), Tone.NEWS: ("info", "blue"), Tone.FAILED: ("warn", "red")}


@dataclass(slots=True, eq=False)
class Notice:
    """One line with at most one action."""

    text: str
    tone: Tone = Tone.DONE
    action: Action | None = None
    detail: str = ""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    unread: bool = False


class Notices(QObject):
    """The notices of this run, newest first."""

    added = Signal(object)
    removed = Signal(object)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kept: list[Notice] = []

    def done(self, text: str, action: Action | None = None) -> Notice:
        """Confirm what the person did, with a way back."""
        return self._add(Notice(text, Tone.DONE, action))

    def news(self, text: str, action: Action | None = None) -> Notice:
        """Tell what came by itself; the bell marks it until it is seen."""
        return self._add(Notice(text, Tone.NEWS, action, unread=True))

    def failed(self, error: UserError | str, again: Callable[[], object] | None = None) -> Notice:
        """Tell what did not work; with `again` it offers to try once more."""
        action = Action(_("Try again"), again) if again is not None else None
        detail = error.detail if isinstance(error, UserError) else ""
        return self._add(Notice(str(error), Tone.FAILED, action, detail, unread=True))

    @property
    def unread(self) -> int:
        """How many came by themselves or failed since the list was last open."""
        return sum(notice.unread for notice in self.kept)

    def mark_read(self) -> None:
        """All were seen."""
        for notice in self.kept:
            notice.unread = False
        self.changed.emit()

    def remove(self, notice: Notice) -> None:
        """Take one off the list and off the screen."""
        if notice in self.kept:
            self.kept.remove(notice)
            self.removed.emit(notice)
            self.changed.emit()

    def clear(self) -> None:
        """Take all off."""
        for notice in list(self.kept):
            self.remove(notice)

    def _add(self, notice: Notice) -> Notice:
        self.kept.insert(0, notice)
        del self.kept[KEPT:]
        self.added.emit(notice)
        self.changed.emit()
        return notice


class _ToastButton(Button):
    """A button on the toast's own ground."""

    def __init__(self, text: str, *, failed: bool, key: str = "", icon: str = "", name: str = "") -> None:
        super().__init__(text, kind="quiet", small=True, key=key, icon=icon, name=name)
        self._failed = failed

    def sizeHint(self) -> QSize:
        return super().sizeHint() if not self.text() else QSize(super().sizeHint().width(), Theme.current().px(28))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        ink = theme.color("text") if self._failed else theme.color("surface")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(ink)
        ground.setAlphaF(0.24 if self.underMouse() or self.isDown() else 0.14)
        painter.setPen(QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(ground if self.text() or self.underMouse() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        if not self.text():
            icons.paint(painter, self.rect(), self.icon_name, ink)
            return
        words = self.text() if not self.key else f"{self.text()}  {' '.join(keys.caps(self.key))}"
        painter.setFont(theme.font("body", 600))
        painter.setPen(theme.color("accent-text") if self._failed else ink)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)


class Toast(QFrame):
    """One notice at the bottom of the window. It waits while the pointer or the keyboard is on it."""

    closed = Signal(object)

    def __init__(self, notice: Notice, stay_ms: int) -> None:
        super().__init__()
        self.notice = notice
        failed = notice.tone is Tone.FAILED
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(notice.text)
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(stay_ms)
        self._clock.timeout.connect(self.close_now)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 8, 8)
        row.setSpacing(8)
        row.addSpacing(6)
        row.addWidget(IconMark(_LOOKS[notice.tone][0], "red" if failed else "surface"))
        row.addSpacing(4)
        self.words = label(notice.text, "body", "text" if failed else "surface", wrap=False)
        self.words.setMinimumWidth(40)
        row.addWidget(self.words, 1)
        row.addSpacing(16)
        self.button: Button | None = None
        if notice.action is not None:
            self.button = _ToastButton(notice.action.label, failed=failed, key=notice.action.key)
            self.button.clicked.connect(self._act)
            row.addWidget(self.button)
        if failed:
            shut = _ToastButton("", failed=True, icon="x", name=_("Close"))
            shut.clicked.connect(self.close_now)
            row.addWidget(shut)
        else:
            self._clock.start()
        for child in self.findChildren(Button):
            child.installEventFilter(self)

    @property
    def waiting(self) -> bool:
        """Whether it goes by itself in a while."""
        return self._clock.isActive()

    def fit(self, room: int) -> None:
        """Take one line where it fits into room pixels, else wrap."""
        metrics = QFontMetrics(Theme.current().font())
        self.words.setWordWrap(metrics.horizontalAdvance(self.notice.text) > room - 220)

    def close_now(self) -> None:
        """Leave the screen; the list keeps it."""
        self._clock.stop()
        self.closed.emit(self)

    def _act(self) -> None:
        action = self.notice.action
        self.close_now()
        if action is not None:
            action.run()

    def _pause_or_go_on(self) -> None:
        if self.notice.tone is Tone.FAILED or not shiboken6.isValid(self):
            return
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._clock.stop()
        else:
            self._clock.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        failed = self.notice.tone is Tone.FAILED
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("red")) if failed else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("surface" if failed else "text"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._clock.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pause_or_go_on()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_now()
            return
        super().keyPressEvent(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._clock.stop()
        elif event.type() == QEvent.Type.FocusOut:
            QTimer.singleShot(0, self, self._pause_or_go_on)
        return False


class Toasts(QWidget):
    """The stack of toasts over the bottom of a host; the newest lowest."""

    def __init__(self, notices: Notices, host: QWidget, stay_ms: int = STAY_MS) -> None:
        super().__init__(host)
        self._host = host
        self._stay_ms = stay_ms
        self.shown: list[Toast] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        host.installEventFilter(self)
        notices.added.connect(self._show)
        notices.removed.connect(self._forget)
        self.hide()

    def place(self) -> None:
        """Sit at the bottom centre of the host."""
        room = min(self._host.width() - 32, Theme.current().px(640))
        for toast in self.shown:
            toast.fit(room)
            toast.setMaximumWidth(room)
        self._column.activate()
        hint = self._column.sizeHint()
        wraps = any(toast.words.wordWrap() for toast in self.shown)
        width = room if wraps else min(room, max(Theme.current().px(360), hint.width()))
        height = self._column.heightForWidth(width) if self._column.hasHeightForWidth() else hint.height()
        floor = self._host.height() - 44
        for bar in self._host.findChildren(BulkBar):
            bar.installEventFilter(self)  # it may come and go under a toast
            if bar.isVisibleTo(self._host):
                floor = min(floor, bar.mapTo(self._host, bar.rect().topLeft()).y() - 8)
        self.setGeometry((self._host.width() - width) // 2, floor - height, width, height)
        self.raise_()

    def _show(self, notice: Notice) -> None:
        toast = Toast(notice, self._stay_ms)
        toast.closed.connect(self._close)
        self.shown.append(toast)
        self._column.addWidget(toast)
        passing = [old for old in self.shown if old.notice.tone is not Tone.FAILED]
        for old in passing[: max(0, len(self.shown) - SHOWN)]:
            self._close(old)
        self.place()
        self.show()  # after it has its place, else a pointer in the corner counts as hovering
        say(self._host, notice.text, urgent=notice.tone is Tone.FAILED)

    def _forget(self, notice: Notice) -> None:
        for toast in [shown for shown in self.shown if shown.notice is notice]:
            self._close(toast)

    def _close(self, toast: Toast) -> None:
        if toast not in self.shown:
            return
        self.shown.remove(toast)
        self._column.removeWidget(toast)
        toast.hide()
        toast.deleteLater()
        self.setVisible(bool(self.shown))
        if self.shown:
            self.place()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self.shown and event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return False


class NoticesList(QFrame):
    """The list behind the bell; opening it marks all as read."""

    def __init__(self, notices: Notices, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAccessibleName(_("Notices"))
        self._notices = notices
        theme = Theme.current()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 8, 8, 8)
        head.addWidget(label(_("Notices"), "strong"))
        head.addStretch()
        if notices.kept:
            head.addWidget(Button(_("Clear all"), kind="quiet", small=True, run=self._clear))
        outer.addLayout(head)
        outer.addWidget(rule())
        body = QWidget()
        body.setObjectName("scrolled")
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if not notices.kept:
            empty = label(
                _("Nothing new. What the app does for you, and what fails, is listed here."), "body", "text-2"
            )
            empty.setWordWrap(True)
            empty.setContentsMargins(16, 16, 16, 16)
            column.addWidget(empty)
        for notice in notices.kept:
            column.addWidget(self._row(notice))
        column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        scroll.viewport().setAutoFillBackground(False)
        outer.addWidget(scroll, 1)
        width = theme.px(360)
        body.setFixedWidth(width - 2)
        self.setFixedSize(width, min(theme.px(480), column.heightForWidth(width - 2) + head.sizeHint().height() + 5))
        notices.mark_read()

    def open_below(self, button: QWidget) -> None:
        """Show it under the bell, its end flush with the bell's."""
        corner = button.mapToGlobal(button.rect().bottomRight())
        left = corner.x() - self.width()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            left = button.mapToGlobal(button.rect().bottomLeft()).x()
        self.move(left, corner.y() + 4)
        self.show()
        self.setFocus()

    def _row(self, notice: Notice) -> QWidget:
        row = QFrame()
        row.setProperty("look", "row")
        line = QHBoxLayout(row)
        line.setContentsMargins(16, 8, 8, 8)
        line.setSpacing(12)
        icon, tone = _LOOKS[notice.tone]
        mark = label()
        mark.setPixmap(icons.pixmap(icon, tone))
        line.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(notice.text, "body", "text", wrap=True, selectable=True))
        at = notice.at.astimezone()
        clock = QLocale().toString(QTime(at.hour, at.minute), QLocale.FormatType.ShortFormat)
        words.addWidget(label(clock, "caption", "text-3"))
        line.addLayout(words, 1)
        if notice.action is not None:
            run = notice.action.run
            line.addWidget(Button(notice.action.label, kind="link", run=lambda: self._run(run)))
        line.addWidget(
            Button(icon="x", kind="quiet", small=True, name=_("Remove"), run=lambda: self._remove(notice, row))
        )
        return row

    def _run(self, run: Callable[[], object]) -> None:
        self.close()
        run()

    def _remove(self, notice: Notice, row: QWidget) -> None:
        self._notices.remove(notice)
        row.hide()
        if not self._notices.kept:
            self.close()

    def _clear(self) -> None:
        self._notices.clear()
        self.close()
