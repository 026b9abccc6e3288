"""The firm's own fields: record types on the left, the fields of one in the middle, its form as it will be on the right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from itdesk.areas.directory.custom_fields.choices import ValueKind
from itdesk.areas.directory.custom_fields.page_dialog import open_field
from itdesk.areas.directory.custom_fields.page_rows import FieldRow, FieldRows
from itdesk.core.custom import FIELDS
from itdesk.core.record import RecordType
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import noun
from itdesk.ui.delegates import ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.labels import label, restyle
from itdesk.ui.page import Action
from itdesk.ui.record_form import RecordForm
from itdesk.ui.sections import SidePanel
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar

if TYPE_CHECKING:
    from itdesk.areas.directory.custom_fields.queries import FieldFacts


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return CustomFieldsPage(desk)


class CustomFieldsPage(QWidget):
    """What is changed here is on every form, list and file at once."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._fields: Mapping[str, list[FieldFacts]] = {}
        self._types = [one for one in desk.registry if one.kind != FIELDS]
        self._kind = self._types[0].kind
        self._build()
        self._show_types()
        self._choose(self._kind)
        self._read()

    def _build(self) -> None:
        theme = Theme.current()
        self._items = Items(self)
        self._list = QListView()
        self._list.setModel(self._items)
        self._list.setItemDelegate(ItemDelegate(self._list, line_height=40))
        self._list.setAccessibleName(_("Record types"))
        self._list.selectionModel().currentChanged.connect(
            lambda now, _before: self._choose(self._types[now.row()].kind) if now.isValid() else None
        )
        left = _column(self._list)
        left.setMinimumWidth(theme.px(208))  # their names are whole in a small window too
        self.toolbar = Toolbar()
        self._title = label("", "strong")
        self.toolbar.add(self._title)
        for action in () if not self.desk.may_work("custom_fields") else self._row_actions():
            self.toolbar.add_action(action, kind="quiet", end=True)
        self.rows = FieldRows()
        self.rows.opened.connect(self.open_field)
        self.rows.moved.connect(self._put_in_order)
        self.rows.delete_wanted.connect(self.delete)
        self._stack = QStackedWidget()
        self._whole = _column(self.toolbar, self.rows)
        self._stack.addWidget(self._whole)
        self._empty: QWidget | None = None
        self.preview = SidePanel(_("The form as it will be"), width=352)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for part in (left, _column(self._stack), self.preview):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([theme.px(208), theme.px(620), theme.px(352)])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self.setFocusProxy(self.rows)

    # what is shown

    def _read(self) -> None:
        def read(session: Any) -> Mapping[str, list[FieldFacts]]:
            from itdesk.areas.directory.custom_fields.queries import fields

            return fields(session)

        self.desk.read(self, read, self._show, key="fields")

    def _show(self, fields: Mapping[str, list[FieldFacts]]) -> None:
        self._fields = fields
        self._show_types()
        self._show_fields()

    def _show_types(self) -> None:
        place = next(row for row, one in enumerate(self._types) if one.kind == self._kind)
        selection = self._list.selectionModel()
        selection.blockSignals(True)
        self._items.show(
            [
                Line(
                    one.kind,
                    one.plural,
                    one.icon,
                    end=str(len(self._fields[one.kind])) if self._fields.get(one.kind) else "",
                )
                for one in self._types
            ]
        )
        self._list.setCurrentIndex(self._items.index(place))
        selection.blockSignals(False)
        self._list.viewport().update()

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self._title.setText(self.record_type.plural)
        self._show_fields()

    @property
    def record_type(self) -> RecordType:
        """The record type in front, as it is now."""
        return self.desk.registry[self._kind]

    def show_kind(self, kind: str) -> None:
        """Bring a record type to the front."""
        place = next(row for row, one in enumerate(self._types) if one.kind == kind)
        self._list.setCurrentIndex(self._items.index(place))

    def _show_fields(self) -> None:
        shown = self._fields.get(self._kind, [])
        self.rows.show_rows(
            [FieldRow(one.id, one.label, ValueKind(one.kind.value).icon, self._words(one)) for one in shown]
        )
        if self._empty is not None:
            self._empty.hide()
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = None
        if not shown:
            self._empty = self._nothing()
            self._stack.addWidget(self._empty)
        self._stack.setCurrentWidget(self._empty or self._whole)
        self._show_preview()
        self.actions_changed.emit()

    def _nothing(self) -> QWidget:
        plural = noun(self.record_type.plural)
        add = (
            []
            if not self.desk.may_work("custom_fields")
            else [Action(_("Add a field"), self.add, "C", "plus", primary=True)]
        )
        return EmptyState(
            "sliders",
            _("No fields of your own on {things} yet").format(things=plural),
            _("Whatever else your firm writes down about them: it is on forms, in lists, files and searches at once."),
            add,
        )

    def _words(self, one: FieldFacts) -> str:
        """A field's rules in one line."""
        holds = ValueKind(one.kind.value).label
        if one.link_to in self.desk.registry:
            holds = _("Link to {things}").format(things=noun(self.desk.registry[one.link_to].plural))
        parts = [
            holds,
            _("required") if one.required else "",
            _("no two alike") if one.unique else "",
            _("found by search") if one.searched else "",
            _("only {category}").format(category=one.category) if one.category else "",
            _("under “{heading}”").format(heading=one.group) if one.group else "",
        ]
        return " · ".join(part for part in parts if part)

    def _show_preview(self) -> None:
        self.preview.clear()
        record_type = self.record_type
        own = {one.name for one in record_type.custom}
        groups = tuple(group for group in record_type.groups if own & set(group.names))
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(10)
        column.addWidget(label(_("The form as it will be"), "small", "text-2"))
        if groups:
            form = RecordForm(self.desk, replace(record_type, groups=groups))
            form.start()
            form.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            for part in form.findChildren(QWidget):
                part.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            column.addWidget(form)
        else:
            column.addWidget(label(_("Nothing of your own yet."), "body", "text-3", wrap=True))
        self.preview.add(holder)

    # what can be done

    def _row_actions(self) -> list[Action]:
        return [
            Action(_("Move up"), lambda: self.rows.move_current(-1), "Alt+Up", "up", listen=False),
            Action(_("Move down"), lambda: self.rows.move_current(1), "Alt+Down", "down", listen=False),
            Action(_("Change"), lambda: self.open_field(self.rows.current_id()), "Return", "edit", listen=False),
            Action(_("Change what it holds…"), self.change_kind, "", "swap"),
            Action(_("Delete"), lambda: self.delete(self.rows.current_id()), "Delete", "trash", listen=False),
        ]

    def page_actions(self) -> list[Action]:
        """What can be done here now."""
        if not self.desk.may_work("custom_fields"):
            return []
        found = [Action(_("Add a field"), self.add, "C", "plus", primary=True)]
        return [*found, *self._row_actions()] if self.rows.current_id() else found

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read again, if fields or what their rows name changed."""
        if not kinds or kinds & {FIELDS, "categories", "ticket_categories", "*"}:
            self._read()

    def can_leave(self) -> bool:
        """Nothing is typed here; dialogs ask for themselves."""
        return True

    def add(self) -> None:
        """The dialog for a new field of the record type in front."""
        self.desk.add_field(self._kind)

    def open_field(self, field_id: int) -> None:
        """The dialog for a field that is there."""
        if field_id and self.desk.may_work("custom_fields"):
            open_field(self.desk, self.window(), field_id=field_id)

    def open_record(self, field_id: int) -> None:
        """Show one field, from search or history."""
        for kind, fields in self._fields.items():
            if any(one.id == field_id for one in fields) and kind in self.desk.registry:
                self.show_kind(kind)
                self.rows.show_current(field_id)
        self.open_field(field_id)

    def change_kind(self) -> None:
        """Offer the kinds that this field's values can become."""
        from itdesk.areas.directory.custom_fields.page_converting import open_converting

        current = next((one for one in self._fields.get(self._kind, ()) if one.id == self.rows.current_id()), None)
        if current is not None:
            open_converting(self.desk, self.window(), current)

    def _put_in_order(self, ids: list[int]) -> None:
        before = [one.id for one in self._fields.get(self._kind, ())]
        if ids == before:
            return

        def put(session: Any) -> None:
            from itdesk.areas.directory.custom_fields.operations import put_in_order

            put_in_order(session, ids)

        step = _("Order of the fields of {things}").format(things=noun(self.record_type.plural))
        self.desk.write(self, put, lambda _nothing: None, self._failed, step=step)

    def _failed(self, error: Any) -> None:
        self.desk.refused.emit(error)
        self._read()

    def delete(self, field_id: int) -> None:
        """Put a field into the bin with its values; undo brings both back."""
        if not field_id or not self.desk.may_work("custom_fields"):
            return
        name = next((one.label for one in self._fields.get(self._kind, ()) if one.id == field_id), "")

        def write(session: Any) -> int:
            from itdesk.areas.directory.custom_fields.queries import holding
            from itdesk.db import records

            number = holding(session, field_id)
            records.delete(session, FIELDS, field_id)
            return number

        def deleted(number: int) -> str:
            if not number:
                return _("Field “{name}” deleted").format(name=name)
            return ngettext(
                "Field “{name}” deleted, with the value of {n} record",
                "Field “{name}” deleted, with the values of {n} records",
                number,
            ).format(name=name, n=number)

        def done(number: int) -> None:
            self.desk.tell_done(deleted(number))

        self.desk.write(self, write, done, self.desk.refused.emit, step=deleted)


def _column(*parts: QWidget) -> QFrame:
    holder = QFrame()
    restyle(holder, look="surface")
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        column.addWidget(part)
    column.setStretch(len(parts) - 1, 1)
    return holder
