"""Where Tab goes: through what is on screen as one reads it, whenever its parts were made and from whichever side."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QScrollArea, QWidget

SLACK = 3  # pixels by which parts of one line may lie over the next


class OrderedWindow(QMainWindow):
    """A window through which Tab goes as one reads; Qt alone would go in the order in which its parts were made."""

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 -- Qt's own
        return go_on(self, forward=next)


def go_on(window: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next part, or to the one before; round at the end. False where there is none."""
    stops = list(stops_in(window))
    if not stops:
        return False
    held = QApplication.focusWidget()
    while held is not None and held not in stops:
        held = held.parentWidget()
    at = stops.index(held) if held is not None else -1 if forward else 0
    wanted = stops[(at + (1 if forward else -1)) % len(stops)]
    wanted.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    _bring_into_view(wanted)
    return True


def stops_in(holder: QWidget) -> Iterator[QWidget]:
    """What takes the keyboard with Tab below a part, in reading order."""
    for part in _read(holder):
        if part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.isEnabled() and part.focusProxy() is None:
            yield part
        yield from stops_in(part)


def _read(holder: QWidget) -> list[QWidget]:
    """The visible parts that lie side by side in one: line by line, each from its start."""
    parts = [
        part for part in holder.children() if isinstance(part, QWidget) and not part.isWindow() and part.isVisible()
    ]
    parts.sort(key=lambda part: part.y())
    lines: list[list[QWidget]] = []
    for part in parts:
        if lines and part.y() < lines[-1][0].geometry().bottom() - SLACK:
            lines[-1].append(part)
        else:
            lines.append([part])
    side = -1 if holder.layoutDirection() == Qt.LayoutDirection.RightToLeft else 1
    for line in lines:
        line.sort(key=lambda part: (side * (part.x() if side > 0 else part.x() + part.width()), part.y()))
    return [part for line in lines for part in line]


def _bring_into_view(part: QWidget) -> None:
    above = part.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(part)
        above = above.parentWidget()
