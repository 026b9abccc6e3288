"""What a screen reader meets on a screen: parts without a name or a role, tables without headers, painted parts that say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)

ROLE = QAccessible.Role
# What these roles say of a part is nothing that somebody could act on.
MUTE = {ROLE.NoRole, ROLE.Client, ROLE.Window, ROLE.Whitespace, ROLE.Border, ROLE.Pane}
CELLS = {ROLE.Cell, ROLE.ListItem, ROLE.TreeItem}
# What these show stands in words beside them.
ORNAMENTS = {"IconMark", "IconTile", "Avatar", "_Dial", "_Art"}
ROWS_HEARD = 3  # of each list: they are made alike


def mute(root: QWidget) -> list[str]:
    """A line for each part below root that a screen reader can't tell; empty when it tells everything."""
    found = [line for part in _parts(root) for line in _faults(part)]
    return [f"{type(root).__name__}: {line}" for line in dict.fromkeys(found)]


def told(part: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    """What a screen reader says of a part: its name, its description, or its value."""
    one = QAccessible.queryAccessibleInterface(part)
    return one.text(what) if one is not None else ""


def _parts(root: QWidget) -> Iterator[QWidget]:
    for part in (root, *root.findChildren(QWidget)):
        if part.isVisibleTo(root) and not part.objectName().startswith("qt_"):
            yield part


def _faults(part: QWidget) -> Iterator[str]:
    one = QAccessible.queryAccessibleInterface(part)
    if one is None:
        yield f"{_called(part)} can't be reached"
        return
    if _takes_keys(part):
        yield from _faults_of_focusable(part, one)
    if isinstance(part, QAbstractItemView) and not isinstance(part, QHeaderView):
        yield from _faults_of_cells(part, one)
    elif type(part).__name__ in ORNAMENTS:
        if not _has_words_beside(part):
            yield f"{_called(part)} has no words beside it"
    elif _is_painted(part) and not one.text(QAccessible.Text.Name):
        yield f"{_called(part)} is painted and says nothing"


def _takes_keys(part: QWidget) -> bool:
    held = part.focusProxy() is not None or (isinstance(part, QScrollArea) and part.widget() is not None)
    return part.focusPolicy() != Qt.FocusPolicy.NoFocus and part.isEnabled() and not held


def _faults_of_focusable(part: QWidget, one: Any) -> Iterator[str]:
    if not one.text(QAccessible.Text.Name):
        yield f"{_called(part)} takes the keyboard and has no name"
    if one.role() in MUTE:
        yield f"{_called(part)} takes the keyboard and is only “{one.role().name}”"
    if not one.state().focusable:
        yield f"{_called(part)} takes the keyboard and doesn't say so"


def _faults_of_cells(view: QAbstractItemView, one: Any) -> Iterator[str]:
    heads = [head for head in _children(one, {ROLE.ColumnHeader}) if not head.state().invisible]
    for number, head in enumerate(heads):
        if isinstance(view, QTableView) and not view.isColumnHidden(number) and not head.text(QAccessible.Text.Name):
            yield f"{_called(view)}: column {number} has no name"
    model = view.model()
    columns = model.columnCount(QModelIndex()) if isinstance(model, QAbstractTableModel) else 1
    for number, cell in enumerate(_children(one, CELLS, columns * ROWS_HEARD)):
        if not _is_hidden(view, number % max(1, columns)) and not cell.text(QAccessible.Text.Name):
            yield f"{_called(view)}: row {number // columns}, column {number % columns} says nothing"


def _children(one: Any, roles: set[Any], limit: int = 1000) -> Iterator[Any]:
    for number in range(min(one.childCount(), 400)):
        child = one.child(number)
        if child is not None and child.role() in roles:
            limit -= 1
            if limit < 0:
                return
            yield child


def _is_hidden(view: QAbstractItemView, column: int) -> bool:
    hidden = getattr(view, "isColumnHidden", None)
    return bool(hidden is not None and hidden(column))


def _is_painted(part: QWidget) -> bool:
    """Whether our own code paints it, there is something to say, and nothing lies in it that could speak."""
    if isinstance(part, QAbstractScrollArea) or (isinstance(part, QLabel) and not part.text()):
        return False
    if isinstance(part, QTabBar) and not part.count():
        return False
    ours = [kind for kind in type(part).__mro__ if kind.__module__.startswith("itdesk")]
    return any("paintEvent" in vars(kind) for kind in ours) and not any(
        child.isVisibleTo(part) for child in part.findChildren(QWidget)
    )


def _has_words_beside(part: QWidget) -> bool:
    """Whether what holds it says something, itself or in another part."""
    holder = part.parentWidget()
    if holder is None:
        return False
    others = (one for one in (holder, *holder.findChildren(QWidget)) if one is not part and one.isVisibleTo(holder))
    return any(told(one) for one in others)


def _called(part: QWidget) -> str:
    holder = part.parentWidget()
    said = part.accessibleName() or part.objectName()
    return f"{type(part).__name__} “{said}” in {type(holder).__name__ if holder else 'nothing'}"
