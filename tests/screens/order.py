"""Where Tab goes on a screen: in reading order, to every part, and out of each again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QPlainTextEdit, QTabBar, QTextEdit, QWidget

SLACK = 3
MOST = 300  # stops of Tab


class KeptError(AssertionError):
    """The keyboard doesn't get away from a part."""


def astray(root: QWidget) -> list[str]:
    """A line for each place where Tab jumps back, and for each part that holds it. Coming round is one jump."""
    try:
        stops = round_trip(root, Qt.Key.Key_Tab)
    except KeptError as kept:
        return [str(kept)]
    jumps = [(one, other) for one, other in pairwise([*stops, *stops[:1]]) if _is_before(other, one)]
    found = [f"after {_called(one)} Tab goes back to {_called(other)}" for one, other in jumps]
    held = [line for stop in stops for line in _holds(stop)]
    return list(dict.fromkeys([*held, *(found if len(jumps) > 1 else ())]))


def round_trip(root: QWidget, key: Qt.Key) -> list[QWidget]:
    """What gets the keyboard, one after the other, until it comes round."""
    first = QApplication.focusWidget()
    if first is None or not root.isAncestorOf(first):
        root.window().activateWindow()
        QTest.keyClick(root, Qt.Key.Key_Tab)
        first = QApplication.focusWidget()
    if first is None:
        return []
    found = [first]
    while len(found) < MOST:
        QTest.keyClick(found[-1], key)
        now = QApplication.focusWidget()
        if now is None or now is first:
            return found
        if now is found[-1]:
            raise KeptError(f"{_called(now)} keeps Tab")
        if now in found:
            return found[found.index(now) :]  # it began where only the mouse or the page puts the keyboard
        found.append(now)
    raise KeptError("Tab never comes round")


def _holds(part: QWidget) -> Iterator[str]:
    if isinstance(part, QPlainTextEdit | QTextEdit) and not part.tabChangesFocus() and not part.isReadOnly():
        yield f"{_called(part)} keeps Tab"
    if isinstance(part, QAbstractItemView) and part.tabKeyNavigation():
        yield f"{_called(part)} keeps Tab for its cells"


def _is_before(one: QWidget, other: QWidget) -> bool:
    """Whether one is read before the other: of what holds each of them side by side, above or nearer to the start."""
    first, second = _apart(one, other)
    if first is None or second is None:
        return False
    turned = one.layoutDirection() == Qt.LayoutDirection.RightToLeft
    nearer = first.left() >= second.right() - SLACK if turned else first.right() <= second.left() + SLACK
    farther = first.right() <= second.left() + SLACK if turned else first.left() >= second.right() - SLACK
    if first.bottom() <= second.top() + SLACK:
        return not farther  # else it is the top of the next column
    return nearer and first.top() < second.bottom() - SLACK


def _apart(one: QWidget, other: QWidget) -> tuple[QRect | None, QRect | None]:
    """The boxes of the two parts below the lowest one that holds both."""
    above = [one, *_holders(one)]
    below = [other, *_holders(other)]
    shared = next((part for part in above if part in below), None)
    if shared is None or shared in {one, other}:
        return None, None
    first, second = above[above.index(shared) - 1], below[below.index(shared) - 1]
    return _box(first, shared), _box(second, shared)


def _holders(part: QWidget) -> Iterator[QWidget]:
    holder = part.parentWidget()
    while holder is not None and not part.isWindow():
        yield holder
        holder = holder.parentWidget()


def _box(part: QWidget, holder: QWidget) -> QRect:
    return QRect(part.mapTo(holder, QPoint(0, 0)), part.size())


def _called(part: QWidget) -> str:
    said = part.accessibleName() or part.objectName() or str(getattr(part, "text", str)())
    if isinstance(part, QTabBar):
        said = part.tabText(part.currentIndex())
    return f"{type(part).__name__} “{said[:40]}”"
