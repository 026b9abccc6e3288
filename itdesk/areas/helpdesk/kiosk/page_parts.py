"""Parts of the shared PC's screen: everything is large enough for a finger and says what it is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, restyle
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme

WIDTH = 896  # of the column that everything stands in
HEIGHT = 56  # of controls
FINGER = 48  # the least that a finger hits


def font(size: int, weight: int = 400) -> QFont:
    """The theme's family at a size between its roles; this screen is read from farther away."""
    made = QFont(Theme.current().font("body", weight))
    made.setPixelSize(Theme.current().px(size))
    return made


class BigButton(Button):
    """A button of 56 px; `after` is an icon behind its word. Links are 48 px high."""

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        after: str = "",
        kind: str = "plain",
        key: str = "",
        strong: bool = False,
        run: Callable[[], object] | None = None,
    ) -> None:
        self._after = after
        self._weight = 400 if kind == "link" and not strong else 600
        super().__init__(text, icon=icon, kind=kind, key=key, run=run)

    @property
    def _height(self) -> int:
        return (
            max(FINGER, Theme.current().px(FINGER)) if self.kind == "link" else max(HEIGHT, Theme.current().px(HEIGHT))
        )

    @property
    def _pad(self) -> int:
        return 24

    def _font(self) -> QFont:
        return font(15, self._weight)

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        parts = [QFontMetrics(self._font()).horizontalAdvance(self._shown) + 1]
        parts += [theme.px(18) for name in (self.icon_name, self._after) if name]
        if self.key:
            parts.append(keys.caps_width(self.key))
        pads = 8 if self.kind == "link" else 2 * self._pad
        return QSize(pads + sum(parts) + 10 * (len(parts) - 1), self._height)

    def _paint_parts(self, painter: QPainter, theme: Theme, ink: QColor) -> None:
        hint = self.sizeHint().width()
        x = (4 if self.kind == "link" else self._pad) + max(0, (self.width() - hint) // 2)
        side = theme.px(18)
        if self.icon_name:
            icons.paint(painter, drawing.part(self.rect(), x, side), self.icon_name, ink, size=side)
            x += side + 10
        painter.setFont(self._font())
        painter.setPen(ink)
        metrics = QFontMetrics(self._font())
        tail = (side + 10 if self._after else 0) + (keys.caps_width(self.key) + 10 if self.key else 0)
        room = max(0, self.width() - x - tail - (0 if self.kind == "link" else self._pad // 2))
        shown = metrics.elidedText(self._shown, Qt.TextElideMode.ElideRight, room)
        used = metrics.horizontalAdvance(shown) + 1
        drawing.put(painter, drawing.part(self.rect(), x, used), shown)
        if self.kind == "link" and self.underMouse():
            y = self.rect().center().y() + metrics.ascent() // 2 + 2
            base = drawing.part(self.rect(), x, used)
            painter.drawLine(base.left(), y, base.right(), y)
        x += used + 10
        if self._after:
            icons.paint(painter, drawing.part(self.rect(), x, side), self._after, ink, size=side)
            x += side + 10
        if self.key:
            room_of_key = drawing.part(self.rect(), x, keys.caps_width(self.key))
            if self.kind == "primary":
                paper = theme.color("on-accent")
                glass = QColor(paper)
                glass.setAlpha(45)
                keys.paint_caps(painter, room_of_key, self.key, ink=paper, ground=glass)
            else:
                keys.paint_caps(painter, room_of_key, self.key)


class PictureTile(QAbstractButton):
    """A picture with two lines and its number key; one of a group is pressed."""

    def __init__(self, name: str, example: str, picture: str, number: int) -> None:
        super().__init__()
        self._name, self._example, self._picture = name, example, picture
        self._key = str(number) if number <= 9 else ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(name)
        self.setAccessibleDescription(". ".join(part for part in (example, self._spoken_key()) if part))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _spoken_key(self) -> str:
        return _("Key {key}").format(key=self._key) if self._key else ""

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(220), theme.px(124))

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(150), Theme.current().px(72))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        theme = Theme.current()
        room = self._text_width(width)
        needed = sum(rect.height() for rect in self._lines(room)) + theme.px(8) + 2 * theme.px(16)
        return max(theme.px(124), needed)

    def _start(self) -> int:
        return Theme.current().px(24 + 36 + 20)

    def _text_width(self, width: int) -> int:
        return max(40, width - self._start() - Theme.current().px(16))

    def _lines(self, room: int) -> tuple[QRect, QRect]:
        """How much room name and example take when they wrap."""
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        box = QRect(0, 0, room, 10_000)
        return (
            QFontMetrics(font(16, 600)).boundingRect(box, flags, self._name),
            QFontMetrics(font(13)).boundingRect(box, flags, self._example) if self._example else QRect(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        box = QRectF(self.rect())
        ground = "selected" if on else "pressed" if self.isDown() else "hover" if self.underMouse() else "surface"
        painter.setPen(QPen(theme.color("accent" if on else "line-strong"), 2 if on else 1))
        painter.setBrush(theme.color(ground))
        inset = 1 if on else 0.5
        painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(5, 5, -5, -5), 5, 5)
        side = theme.px(36)
        picture = drawing.part(self.rect(), theme.px(24), side)
        icons.paint(painter, picture, self._picture, "accent-text", size=side)
        self._paint_words(painter, theme)
        corner = self.rect().adjusted(12, 11, -12, 0)
        if on:
            mark = theme.px(18)
            spot = drawing.part(corner, corner.width() - mark, mark)
            icons.paint(painter, QRect(spot.topLeft(), QSize(mark, mark)), "disc-check", "accent", size=mark)
        elif self._key:
            corner.setHeight(theme.px(18))
            keys.paint_caps(painter, corner, self._key)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        room = self._text_width(self.width())
        name, example = self._lines(room)
        gap = theme.px(4) if self._example else 0
        top = (self.height() - name.height() - gap - example.height()) // 2
        place = drawing.part(self.rect(), self._start(), room)
        side = Qt.AlignmentFlag.AlignRight if drawing.right_to_left() else Qt.AlignmentFlag.AlignLeft
        flags = int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.setFont(font(16, 600))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(place.left(), top, room, name.height()), flags, self._name)
        painter.setFont(font(13))
        painter.setPen(theme.color("text-2"))
        painter.drawText(QRect(place.left(), top + name.height() + gap, room, example.height()), flags, self._example)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)


class StepTrail(QWidget):
    """Where one is: done steps with a tick, this one filled, later ones as rings; each with its word and number."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self._words = words
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, number: int) -> None:
        """Mark a step, counted from 0."""
        self._at = number
        self.setAccessibleName(
            _("Step {n} of {all}: {name}").format(n=number + 1, all=len(self._words), name=self._words[number])
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(Theme.current().px(420), Theme.current().px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc, line, gap = theme.px(28), theme.px(56), theme.px(10)
        widths = [
            QFontMetrics(self._font(number)).horizontalAdvance(word) + 1 for number, word in enumerate(self._words)
        ]
        whole = sum(widths) + len(widths) * (disc + gap) + (len(widths) - 1) * (line + 2 * gap)
        if whole > self.width():
            spare = whole - self.width()
            line = max(gap, line - spare // (len(widths) - 1) - 1)
            whole = sum(widths) + len(widths) * (disc + gap) + (len(widths) - 1) * (line + 2 * gap)
        x = max(0, (self.width() - whole) // 2)
        for number, word in enumerate(self._words):
            self._paint_disc(painter, theme, drawing.part(self.rect(), x, disc), number)
            x += disc + gap
            painter.setFont(self._font(number))
            painter.setPen(theme.color("text" if number == self._at else "text-2"))
            drawing.put(painter, drawing.part(self.rect(), x, widths[number]), word)
            x += widths[number] + gap
            if number < len(self._words) - 1:
                painter.setPen(QPen(theme.color("line-strong"), 2))
                rest = drawing.part(self.rect(), x, line)
                y = self.rect().center().y()
                painter.drawLine(QPoint(rest.left(), y), QPoint(rest.right(), y))
                x += line + gap

    def _font(self, number: int) -> QFont:
        return font(15, 600 if number == self._at else 400)

    def _paint_disc(self, painter: QPainter, theme: Theme, box: QRect, number: int) -> None:
        side = box.width()
        disc = QRectF(box.left() + 1, box.center().y() - side / 2 + 1, side - 2, side - 2)
        done, here = number < self._at, number == self._at
        painter.setPen(QPen(theme.color("green" if done else "accent" if here else "line-input"), 2))
        painter.setBrush(theme.color("green-tint" if done else "accent" if here else "window"))
        painter.drawEllipse(disc)
        if done:
            icons.paint(painter, disc, "check", "green-text", size=theme.px(14))
            return
        painter.setFont(font(13, 600))
        painter.setPen(theme.color("on-accent" if here else "text-2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number + 1))


class TintBar(QFrame):
    """An icon and words on a tinted ground, and at most one button. tone: amber, red, blue, green."""

    def __init__(self, tone: str, icon: str, title: str = "", text: str = "", button: BigButton | None = None) -> None:
        super().__init__()
        self._tone = tone
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 12, 4)
        row.setSpacing(14)
        row.addWidget(IconMark(icon, f"{tone}-text", Theme.current().px(18)))
        words = QVBoxLayout()
        words.setContentsMargins(0, 8, 0, 8)
        words.setSpacing(2)
        self._title = label(title, "section", wrap=True)
        self._text = label(text, "lead", wrap=True)
        for part in (self._title, self._text):
            words.addWidget(part)
        row.addLayout(words, 1)
        if button is not None:
            row.addWidget(button)
        self.say(title, text)

    @property
    def said(self) -> str:
        """What it says now."""
        return f"{self._title.text()} {self._text.text()}".strip()

    def say(self, title: str, text: str = "") -> None:
        """Show these words."""
        self._title.setText(title)
        self._text.setText(text)
        self._title.setVisible(bool(title))
        self._text.setVisible(bool(text))
        self.setAccessibleName(self.said)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Theme.current().color(f"{self._tone}-tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)


class ErrorBar(TintBar):
    """What went wrong and what to do, until something else is tried."""

    def __init__(self) -> None:
        self._again: Callable[[], object] | None = None
        self.again = BigButton(_("Try again"), kind="link", strong=True, run=self._try_again)
        super().__init__("red", "warn", button=self.again)
        self.hide()

    def show_error(self, message: str, cure: str = "", again: Callable[[], object] | None = None) -> None:
        """Say it, with a way to try again where there is one."""
        self._again = again
        self.again.setVisible(again is not None)
        self.say(message, cure)
        self.show()

    def _try_again(self) -> None:
        self.hide()
        if self._again is not None:
            self._again()


class WordsEdit(QPlainTextEdit):
    """One's own words: Tab leaves, Ctrl+Enter goes on."""

    finished = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("role", "big")
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setFixedHeight(Theme.current().px(88))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.finished.emit()
            return
        super().keyPressEvent(event)


class _Scroll(QScrollArea):
    """As high as what it holds where there is room, and scrolled by a finger where there isn't."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        inside.setObjectName("scrolled")
        # its height follows from its width alone: the least height of wrapped lines is that of far narrower ones
        inside.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._inside = inside
        self.setWidget(inside)
        inside.installEventFilter(self)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def sizeHint(self) -> QSize:
        inside = self._inside
        hint = inside.sizeHint()
        width = self.viewport().width() or hint.width()
        height = inside.heightForWidth(width) if inside.hasHeightForWidth() else hint.height()
        return QSize(hint.width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, Theme.current().px(120))

    def reveal(self, widget: QWidget | None) -> None:
        """Scroll to what has the keyboard, if it is in here."""
        if widget is not None and self.isAncestorOf(widget):
            self.ensureWidgetVisible(widget, 0, Theme.current().px(12))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        QTimer.singleShot(0, self, lambda: self.reveal(QApplication.focusWidget()))


class Sheet(QWidget):
    """A page of this screen: a heading, a line under it, what belongs to it, and a foot that is always in sight."""

    HEADING = "display"

    def __init__(self, title: str, text: str = "") -> None:
        super().__init__()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(24, 0, 24, 16)
        outer.addStretch(1)
        holder = QWidget()
        holder.setMaximumWidth(Theme.current().px(WIDTH))
        outer.addWidget(holder, 1000)
        outer.addStretch(1)
        whole = QVBoxLayout(holder)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(20)
        inside = QWidget()
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.title = label(title, self.HEADING, wrap=True)
        self.text = label(text, "lead", "text-2", wrap=True)
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            self.column.addWidget(part)
        self.text.setVisible(bool(text))
        self._gap = QSpacerItem(0, 20)
        self.column.addItem(self._gap)
        self.error = ErrorBar()
        self.foot = QHBoxLayout()
        self.foot.setSpacing(16)
        self.middle = _Scroll(inside)
        whole.addWidget(self.middle)
        whole.addWidget(self.error)
        whole.addLayout(self.foot)
        self._rest = whole.count()
        whole.addStretch(1)
        self._whole = whole

    def set_compact(self, *, compact: bool) -> None:
        """Use less height for the heading, where the screen is low or everything is enlarged."""
        restyle(self.title, role="title" if compact else self.HEADING)
        self._gap.changeSize(0, 4 if compact else 20)
        self._whole.setSpacing(10 if compact else 20)
        self.column.invalidate()

    def fill_height(self) -> None:
        """Let the middle take all the height that there is."""
        self.middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._whole.setStretch(self._rest, 0)
        self._whole.setStretchFactor(self.middle, 1)
