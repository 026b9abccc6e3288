"""What is wrong with a screen as it lies: texts cut off, parts over each other or out of reach, parts without a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSplitterHandle,
    QStackedWidget,
    QWidget,
)

from itdesk.ui.labels import ElidedLabel

SLACK = 2  # pixels that a rounded font may take
TURNS = 15  # of the event loop, until a flaw counts
# Qt's own parts of a widget; they are placed by it and named with it.
_INNER = ("qt_", "ScrollLeft", "ScrollRight")


def flaws(root: QWidget) -> list[str]:
    """A line for each flaw of what is visible below root, once it stays: layouts take their turn after what fills them."""
    for _turn in range(TURNS):
        if not flaws_now(root):
            return []
        QCoreApplication.processEvents()
    return flaws_now(root)


def flaws_now(root: QWidget) -> list[str]:
    """A line for each flaw of what is visible below root; empty when everything has its room and its name."""
    shown = [part for part in root.findChildren(QWidget) if part.isVisibleTo(root) and not _is_inner(part)]
    found = [*_cut(shown), *_out_of_reach(shown), *_overlapping(shown), *_nameless(shown)]
    return [f"{type(root).__name__}: {line}" for line in dict.fromkeys(found)]


def _is_inner(part: QWidget) -> bool:
    parent = part.parentWidget()
    own = part.objectName().startswith(_INNER) or isinstance(part, QSplitterHandle)
    return own or isinstance(parent, QAbstractSpinBox | QComboBox | QLineEdit)


def _cut(parts: Iterable[QWidget]) -> Iterator[str]:
    """Texts that have less room than they need, where nothing shortens them with an ellipsis."""
    for part in parts:
        if isinstance(part, QLabel) and not isinstance(part, ElidedLabel) and part.text():
            yield from _cut_label(part)
        elif isinstance(part, QAbstractButton) and part.text() and not part.toolTip():
            wanted = part.minimumSizeHint()
            if part.width() + SLACK < wanted.width() or part.height() + SLACK < wanted.height():
                yield f"button “{part.text()}” has {part.width()}x{part.height()}, needs {wanted.width()}x{wanted.height()}"


def _cut_label(part: QLabel) -> Iterator[str]:
    if part.wordWrap():
        needed = part.heightForWidth(part.width())
        if needed > part.height() + SLACK:
            yield f"text “{_short(part.text())}” is {needed} high in {part.height()}"
        return
    room = part.contentsRect()
    lines = part.text().split("\n")
    if not part.toolTip() and max(map(part.fontMetrics().horizontalAdvance, lines)) > room.width() + SLACK:
        yield f"text “{_short(part.text())}” is cut off at {room.width()} pixels"
    if part.fontMetrics().height() > part.height() + SLACK:
        yield f"text “{_short(part.text())}” is cut off at {part.height()} pixels of height"


def _out_of_reach(parts: Iterable[QWidget]) -> Iterator[str]:
    """Parts that reach over the edge of what holds them, where nothing scrolls."""
    for part in parts:
        if isinstance(part, QScrollArea) and part.widget() is not None and _never_scrolls_aside(part):
            over = part.widget().width() - part.viewport().width()
            if over > SLACK:
                yield f"{_named(part)} hides {over} pixels of its width"
        holder = part.parentWidget()
        if holder is None or part.isWindow() or not _is_telling(part) or _scrolls(holder):
            continue
        if not holder.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK).contains(part.geometry()):
            yield f"{_named(part)} at {_place(part.geometry())} lies outside {_named(holder)} of {_place(holder.rect())}"


def _never_scrolls_aside(part: QScrollArea) -> bool:
    return part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def _scrolls(holder: QWidget) -> bool:
    above = holder.parentWidget()
    return isinstance(above, QAbstractScrollArea) or isinstance(holder, QScrollArea)


def _overlapping(parts: Iterable[QWidget]) -> Iterator[str]:
    """Brothers that lie over each other, where both tell something and neither floats."""
    by_holder: dict[int, list[QWidget]] = {}
    for part in parts:
        holder = part.parentWidget()
        if holder is not None and holder.layout() is not None and _is_in(holder, part) and not part.isWindow():
            by_holder.setdefault(id(holder), []).append(part)
    for brothers in by_holder.values():
        if isinstance(brothers[0].parentWidget(), QStackedWidget):
            continue
        for place, one in enumerate(brothers):
            for other in brothers[place + 1 :]:
                shared = one.geometry().intersected(other.geometry())
                if shared.width() > SLACK and shared.height() > SLACK:
                    yield f"{_named(one)} lies over {_named(other)} by {shared.width()}x{shared.height()}"


def _is_in(holder: QWidget, part: QWidget) -> bool:
    layout = holder.layout()
    return layout is not None and (layout.indexOf(part) >= 0 or _is_in_layouts(layout, part))


def _is_in_layouts(layout: object, part: QWidget) -> bool:
    count = getattr(layout, "count", lambda: 0)()
    inner = [layout.itemAt(place).layout() for place in range(count)]  # type: ignore[attr-defined]
    return any(one is not None and (one.indexOf(part) >= 0 or _is_in_layouts(one, part)) for one in inner)


def _nameless(parts: Iterable[QWidget]) -> Iterator[str]:
    """Parts that take the keyboard and say nothing to a screen reader."""
    for part in parts:
        if part.focusPolicy() == Qt.FocusPolicy.NoFocus or not part.isEnabled() or part.focusProxy() is not None:
            continue
        if isinstance(part, QScrollArea) and part.widget() is not None:
            continue  # moved by keys, its parts are read one by one
        if not spoken(part):
            yield f"{type(part).__name__} “{part.objectName()}” in {_named(part.parentWidget())} has no accessible name"


def spoken(part: QWidget) -> str:
    """What a screen reader calls it: its own name, its text, or the label whose buddy it is."""
    from PySide6.QtGui import QAccessible

    told = QAccessible.queryAccessibleInterface(part)
    return (told.text(QAccessible.Text.Name) if told is not None else "") or part.accessibleName()


def _is_telling(part: QWidget) -> bool:
    return isinstance(part, QAbstractButton | QLineEdit | QComboBox) or (isinstance(part, QLabel) and bool(part.text()))


def _named(part: QWidget | None) -> str:
    if part is None:
        return "nothing"
    text = getattr(part, "text", None)
    said = part.accessibleName() or (text() if callable(text) else "") or part.objectName()
    return f"{type(part).__name__} “{_short(str(said))}”"


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _place(box: QRect) -> str:
    at: QPoint = box.topLeft()
    return f"{at.x()},{at.y()} {box.width()}x{box.height()}"
