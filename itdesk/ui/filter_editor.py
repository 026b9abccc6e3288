"""The popup behind a filter chip: first the field, then how it is compared and with what, or with "or" another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.core.filter_texts import Condition, conditions, either
from itdesk.core.filters import Filter
from itdesk.core.record import TEXTUAL, Field, Kind
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.filter_alternatives import Alternatives
from itdesk.ui.filter_asked import Asked
from itdesk.ui.filter_fields import FieldList
from itdesk.ui.filter_picks import PickedValues
from itdesk.ui.filter_span import SpanValues
from itdesk.ui.filter_values import TextValues, Values, YesNoValues
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

WIDTH = 300


class FilterEditor(QFrame):
    """Starts with the list of fields, with the values of a condition that is to be changed, or with its alternatives."""

    chosen = Signal(object)  # tuple of Filter
    removed_last = Signal()  # Backspace in the empty field

    def __init__(self, asked: Asked, condition: Condition | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Filter"))
        self._asked = asked
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(8)
        self._part: QWidget | None = None
        self._below: QWidget | None = None
        self._made: list[Condition] = []  # of which one has to hold
        self._place_of = 0  # the one of them that is being made or changed
        self.setFixedWidth(Theme.current().px(WIDTH))
        if condition is None:
            self._show_fields()
        elif condition.alternatives:
            self._made = list(condition.alternatives)
            self._show_alternatives()
        else:
            self._made = [condition]
            self._show_values(condition.field, condition)

    def open_below(self, widget: QWidget) -> None:
        """Show it under a chip, inside the screen."""
        self._below = widget
        self.adjustSize()
        self._place()
        self.show()
        if self._part is not None:
            self._part.setFocus()

    def _place(self) -> None:
        if self._below is None:
            return
        corner = self._below.mapToGlobal(QPoint(0, self._below.height() + 4))
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            corner.setX(self._below.mapToGlobal(QPoint(self._below.width(), 0)).x() - self.width())
        room = self.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        self.move(corner)

    def _show(self, part: QWidget) -> None:
        if self._part is not None:
            self._column.removeWidget(self._part)
            self._part.hide()
            self._part.deleteLater()
        self._part = part
        self._column.addWidget(part)
        if self.isVisible():
            part.show()  # at once, or it can't take the focus
            self.adjustSize()
            self._place()
            part.setFocus()

    # the three faces

    def _show_fields(self, link: str = "") -> None:
        part = FieldList(self._asked, link)
        part.picked.connect(lambda name: self._show_values(name, None))
        part.entered.connect(self._show_fields)
        part.emptied.connect(self._go_back if link or self._made else self._remove_last)
        self._show(part)

    def _go_back(self) -> None:
        if isinstance(self._part, FieldList) and self._part.link:
            self._show_fields()
        else:
            self._show_alternatives()

    def _remove_last(self) -> None:
        self.removed_last.emit()
        self.close()

    def _show_alternatives(self) -> None:
        part = Alternatives([" ".join(self._asked.words(one)) for one in self._made])
        part.picked.connect(self._change)
        part.removed.connect(self._remove)
        part.more_wanted.connect(self._add)
        part.accepted.connect(self._finish)
        self._show(part)

    def _show_values(self, name: str, condition: Condition | None) -> None:
        part = _values_of(self._asked, self._asked.field(name), condition.filters if condition else ())
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(4, 0, 4, 0)
        column.setSpacing(8)
        head = QHBoxLayout()
        if condition is None:
            back = partial(self._show_fields, name.rpartition(".")[0])
            head.addWidget(Button(icon="left", kind="quiet", small=True, name=_("Other field"), run=back))
        head.addWidget(label(self._asked.reached(name).label, "strong", wrap=True), 1)
        column.addLayout(head)
        column.addWidget(part)
        more = Button(_("Or…"), kind="quiet", small=True, name=_("Or: add another filter of which one has to hold"))
        more.clicked.connect(lambda: self._keep(part, self._add))
        act = Button(_("Filter"), kind="primary", key="Return", small=True, run=lambda: self._take(part))
        row = QHBoxLayout()
        row.addWidget(more)
        row.addStretch(1)
        row.addWidget(act)
        column.addLayout(row)
        holder.setFocusProxy(part)
        part.accepted.connect(lambda: self._take(part))
        self._show(holder)

    # what becomes of it

    def _add(self) -> None:
        """Make one more of which one has to hold."""
        self._place_of = len(self._made)
        self._show_fields()

    def _change(self, place: int) -> None:
        self._place_of = place
        self._show_values(self._made[place].field, self._made[place])

    def _remove(self, place: int) -> None:
        del self._made[place]
        if self._made:
            self._show_alternatives()
        else:
            self._finish()

    def _keep(self, part: Values, then: Callable[[], None]) -> None:
        """Take what is typed as the condition that is being made; none takes it out."""
        filters = part.filters()
        if filters is None:
            return
        self._made[self._place_of : self._place_of + 1] = conditions(filters)
        then()

    def _take(self, part: Values) -> None:
        self._keep(part, self._finish)

    def _finish(self) -> None:
        found: tuple[Filter, ...] = either(self._made).filters if self._made else ()
        self.close()
        self.chosen.emit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            return
        super().keyPressEvent(event)


def _values_of(asked: Asked, declared: Field, filters: Sequence[Filter]) -> Values:
    if declared.kind in (Kind.CHOICE, Kind.LINK, Kind.TAGS):
        return PickedValues(asked, declared, filters)
    if declared.kind is Kind.YES_NO:
        return YesNoValues(asked, declared, filters)
    if declared.kind in TEXTUAL:
        return TextValues(declared, filters)
    return SpanValues(asked.desk, declared, filters)
