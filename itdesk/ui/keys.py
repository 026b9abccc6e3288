"""Keys as people read them, drawn as caps, and when one-key actions may fire."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QKeyCombination, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)

from itdesk.ui.theme import Theme

_SYMBOLS = {"Return": "↵", "Enter": "↵", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}


def caps(key: str) -> tuple[str, ...]:
    """The caps of a key: "Ctrl+K" is one cap "Ctrl K", "G, H" are two."""
    shown = []
    for chord in key.split(", "):
        native = QKeySequence(chord).toString(QKeySequence.SequenceFormat.NativeText) or chord
        words = native.split("+") if native not in {"+", "Ctrl++"} else [native]
        shown.append(" ".join(_SYMBOLS.get(word, word) for word in words))
    return tuple(shown)


def caps_width(key: str) -> int:
    """How wide the caps of a key are, with the gaps between them."""
    theme = Theme.current()
    metrics = QFontMetrics(theme.font("caption"))
    widths = [_cap_width(metrics, cap) for cap in caps(key)]
    return sum(widths) + 6 * (len(widths) - 1)


def paint_caps(
    painter: QPainter, box: QRect, key: str, *, ink: QColor | None = None, ground: QColor | None = None
) -> None:
    """Draw the caps at the trailing end of box, in the middle of its height. A ground of one's own has no border."""
    theme = Theme.current()
    font = theme.font("caption")
    metrics = QFontMetrics(font)
    height = theme.px(18)
    right_to_left = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    x = box.left() if right_to_left else box.right() + 1 - caps_width(key)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # a chord is read as it stands on the keyboard: Ctrl ,
    for cap in reversed(caps(key)) if right_to_left else caps(key):
        width = _cap_width(metrics, cap)
        frame = QRectF(x + 0.5, box.center().y() - height / 2 + 1, width - 1, height - 1)
        painter.setPen(QPen(theme.color("line-strong")) if ground is None else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("subtle") if ground is None else ground)
        painter.drawRoundedRect(frame, 4, 4)
        painter.setPen(theme.color("text-2") if ink is None else ink)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, cap)
        x += width + 6
    painter.restore()


def typing() -> bool:
    """Whether what is pressed now is meant for a field: one-key actions stay quiet then."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit):
        return not focus.isReadOnly()
    return isinstance(focus, QAbstractSpinBox | QComboBox)


def is_left_to_window(event: QEvent, field: QLineEdit | QPlainTextEdit) -> bool:
    """Whether a key for undo or redo finds nothing to do in a text, so that the window's own step is meant."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    text = field if isinstance(field, QLineEdit) else field.document()
    undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
    return (event.matches(undo) and not text.isUndoAvailable()) or (event.matches(redo) and not text.isRedoAvailable())


@cache
def is_bare(key: str) -> bool:
    """Whether a key is pressed without Ctrl, Alt or Meta and isn't a function key: `C`, `Shift+A`, `G, H`, `?`."""
    chord = QKeySequence(key)
    if chord.isEmpty():
        return False
    combination: QKeyCombination = chord[0]  # type: ignore[index]  # missing from the stubs
    held = combination.keyboardModifiers()
    wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    return not held & wanted and combination.key() < Qt.Key.Key_Escape


def is_apart(event: QMouseEvent) -> bool:
    """Whether a press asks for a window of its own: the middle button, or Ctrl with the left one."""
    if event.button() == Qt.MouseButton.MiddleButton:
        return True
    return event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _cap_width(metrics: QFontMetrics, cap: str) -> int:
    return max(Theme.current().px(18), metrics.horizontalAdvance(cap) + 10)
