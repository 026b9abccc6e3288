"""What day it is and how much time is left: the text of lists, the words of the reading pane, a beat once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QDateTime, QObject, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from itdesk.core.texts import _, ngettext
from itdesk.ui import drawing, icons
from itdesk.ui.labels import label, restyle
from itdesk.ui.theme import Theme

SOON = timedelta(hours=3)
_DAY = timedelta(days=1)


def own_today() -> date:
    """The day that it is for the person at this computer, by which things that end on days are judged."""
    return date.today()  # noqa: DTZ011 -- the computer's own zone is the person's


@dataclass(frozen=True, slots=True)
class ClockText:
    """The time left as lists show it."""

    text: str
    tone: str
    icon: str
    bold: bool


def clock_text(left: timedelta | None, paused: str = "") -> ClockText:
    """Late 0:42 (red), 1:20 left (amber below three hours), 4:25 left or 1 d 3 h (grey), or why the clock stands.

    left is what remains of the promise; negative when it is past.
    """
    if paused:
        return ClockText(paused, "text-2", "pause", bold=False)
    if left is None:
        return ClockText("", "text-3", "", bold=False)
    if left < timedelta(0):
        return ClockText(_("Late {time}").format(time=_short(-left)), "red-text", "warn", bold=True)
    if left < _DAY:
        tone, bold = ("amber-text", True) if left < SOON else ("text-2", False)
        return ClockText(_("{time} left").format(time=_short(left)), tone, "clock", bold=bold)
    return ClockText(_short(left), "text-2", "clock", bold=False)


def _short(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours}:{minutes:02}"
    days, hours = divmod(hours, 24)
    return _("{days} d {hours} h").format(days=days, hours=hours) if hours else _("{days} d").format(days=days)


def clock_words(left: timedelta, paused: str = "") -> str:
    """The same in words: "42 min late", "1 h 20 min left"."""
    if paused:
        return _("Paused: {reason}").format(reason=paused)
    late = left < timedelta(0)
    minutes = int(abs(left).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    days, day_hours = divmod(hours, 24)
    if days:
        time = ngettext("{days} day {hours} h", "{days} days {hours} h", days).format(days=days, hours=day_hours)
    elif hours:
        time = _("{hours} h {minutes} min").format(hours=hours, minutes=rest)
    else:
        time = _("{minutes} min").format(minutes=rest)
    return _("{time} late").format(time=time) if late else _("{time} left").format(time=time)


def paint_clock(painter: QPainter, box: QRect, shown: ClockText, *, align: str = "end") -> int:
    """Draw the clock at the end (or start) of box; the width that it took."""
    if not shown.text:
        return 0
    theme = Theme.current()
    weight = 600 if shown.bold else 400
    side = theme.px(12)
    wide = drawing.width(shown.text, "small", weight) + 1
    used = min(box.width(), wide + side + 5)
    start = box.width() - used if align == "end" else 0
    icons.paint(painter, drawing.part(box, start, side), shown.icon, shown.tone, size=side)
    room = drawing.part(box, start + side + 5, used - side - 5)
    drawing.draw(painter, room, shown.text, role="small", weight=weight, tone=shown.tone)
    return used


class Minute(QObject):
    """Beats when a minute of the wall clock begins, so that every list changes at once."""

    passed = Signal()

    _only: Minute | None = None

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._beat)
        self._wait()

    @classmethod
    def shared(cls) -> Minute:
        """The app's one beat."""
        if cls._only is None:
            cls._only = cls()
        return cls._only

    def _wait(self) -> None:
        now = QDateTime.currentDateTime().time()
        self._timer.start(60_000 - now.second() * 1000 - now.msec())

    def _beat(self) -> None:
        self._wait()
        self.passed.emit()


class _Dial(QWidget):
    """A ring that says at a glance how it stands, with the hands of a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.tone = "grey"
        self.paused = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = Theme.current().px(56)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 56, self.height() / 56)
        hue = Theme.current().color(self.tone)
        painter.setPen(QPen(hue, 5))
        painter.drawEllipse(QRectF(4, 4, 48, 48))
        pen = QPen(hue, 2.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        if self.paused:
            painter.drawLine(QPointF(23.5, 20), QPointF(23.5, 36))
            painter.drawLine(QPointF(32.5, 20), QPointF(32.5, 36))
        else:
            painter.drawLine(QPointF(28, 16), QPointF(28, 28))
            painter.drawLine(QPointF(28, 28), QPointF(36, 33))


class SlaClock(QWidget):
    """The clock of the side panel: dial, words, and up to two lines that the page writes."""

    def __init__(self) -> None:
        super().__init__()
        self._dial = _Dial()
        self._words = label("", "section", wrap=True)
        self._due = label("", "small", "text-2", wrap=True)
        self._kept = label("", "small", "green-text", wrap=True)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addStretch()
        for line in (self._words, self._due, self._kept):
            lines.addWidget(line)
        lines.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._dial)
        row.addLayout(lines, 1)

    def show_clock(self, left: timedelta | None, *, paused: str = "", due: str = "", kept: str = "") -> None:
        """Show what is left, when it is due ("Fix due 11:12 · urgent, 2 h") and what was kept ("First reply in 6 min").

        left None hides it: nothing was promised.
        """
        self.setVisible(left is not None)
        if left is None:
            return
        shown = clock_text(left, paused)
        self._dial.tone = {"red-text": "red", "amber-text": "amber"}.get(shown.tone, "grey")
        self._dial.paused = bool(paused)
        self._dial.update()
        words = clock_words(left, paused)
        self._words.setText(words)
        restyle(self._words, tone=shown.tone if shown.bold else "text")
        self._due.setText(due)
        self._due.setVisible(bool(due))
        self._kept.setText(f"✓ {kept}" if kept else "")
        self._kept.setVisible(bool(kept))
        self.setAccessibleName(". ".join(part for part in (words, due, kept) if part))
