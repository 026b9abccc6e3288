"""Choosing what a text takes from the data: a record, then its name or one of its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QListView, QWidget

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.delegates import ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

# Values that stand in a sentence of a plan, besides the name.
VALUES = {
    "systems": ("back_within_hours", "may_lose_hours", "last_proven_on"),
    "vendors": ("support_phone", "support_hours", "phone", "account_number", "contact_name", "contact_phone"),
    "people": ("mobile", "phone", "email", "job_title"),
    "hardware": ("serial_number", "place", "ip_address", "host_name"),
    "contracts": ("name", "reference", "vendor", "end_on"),
}


class InsertDialog(Dialog):
    """Type to find, Down and Up choose, Enter inserts. Which value is chosen below; the name where nothing is."""

    inserted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget, kinds: tuple[str, ...] = ()) -> None:
        super().__init__(parent, _("Insert from your data"), act=_("Insert"), icon="db", check=self._missing)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self._kinds = kinds
        self._found: tuple[Any, ...] = ()
        self._typed = QLineEdit()
        self._typed.setPlaceholderText(_("Type a name, tag or number"))
        self._typed.setAccessibleName(_("What to insert"))
        self._typed.installEventFilter(self)
        self._items = Items(self)
        self._list = QListView()
        self._list.setModel(self._items)
        self._list.setItemDelegate(ItemDelegate(self._list, line_height=32, margin=8))
        self._list.setAccessibleName(_("Found"))
        self._list.setFixedHeight(Theme.current().px(256))
        self._list.doubleClicked.connect(lambda _index: self.accept())
        self._list.selectionModel().currentChanged.connect(lambda *_both: self._show_values())
        self._value = QComboBox()
        self._value.setAccessibleName(_("Which value"))
        self.body.addWidget(self._typed)
        self.body.addWidget(self._list)
        form = QFormLayout()
        form.addRow(label(_("Which value"), "body", "text-2", buddy=self._value), self._value)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(form)
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._read)
        self._typed.textEdited.connect(lambda _text: self._wait.start())
        self._typed.setFocus()
        self._read()

    def _read(self) -> None:
        text, kinds = self._typed.text(), self._kinds

        def read(session: Any) -> Any:
            from itdesk.areas.continuity.plans import naming

            return naming.named(session, text, kinds or naming.KINDS, limit=50 if len(kinds) == 1 else 8)

        self._desk.read(self, read, self._show, key="insert")

    def _show(self, found: tuple[Any, ...]) -> None:
        self._found = found
        lines = [
            Line(place, one.title, self._desk.registry[one.kind].icon, end=one.subtitle)
            for place, one in enumerate(found)
        ]
        self._items.show(lines)
        if lines:
            self._list.setCurrentIndex(self._items.index(0))
        self._show_values()

    def _current(self) -> Any:
        row = self._list.currentIndex().row()
        return self._found[row] if 0 <= row < len(self._found) else None

    def _show_values(self) -> None:
        one = self._current()
        before = self._value.currentData()
        self._value.clear()
        if one is None:
            return
        fields = self._desk.registry[one.kind].by_name
        self._value.addItem(_("What it is called"), "")
        for name in VALUES[one.kind]:
            if name in fields:
                self._value.addItem(fields[name].label, name)
        self._value.setCurrentIndex(max(0, self._value.findData(before)))

    def _missing(self) -> str:
        if self._current() is not None:
            return ""
        return _("Nothing is called “{text}”. Type less of it.").format(text=self._typed.text().strip())

    def accept(self) -> None:
        """Ask for the token, and close once there is one."""
        self.say_wrong(self._missing())
        one, part = self._current(), str(self._value.currentData() or "")
        if one is None:
            return

        def read(session: Any) -> str:
            from itdesk.areas.continuity.plans import naming

            return naming.token_for(session, one.kind, one.id, part)

        def refused(error: UserError) -> None:
            self.say_wrong(str(error))

        self._desk.read(self, read, self._insert, refused)

    def _insert(self, token: str) -> None:
        self.inserted.emit(token)
        self.done(self.DialogCode.Accepted)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._typed and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 7, Qt.Key.Key_PageUp: -7}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                row = max(0, min(self._items.rowCount() - 1, self._list.currentIndex().row() + step))
                self._list.setCurrentIndex(self._items.index(row))
                return True
        return super().eventFilter(watched, event)


def ask_for_data(
    desk: Desk, parent: QWidget, put: Callable[[str], object], *, kinds: tuple[str, ...] = (), typed: str = ""
) -> None:
    """Offer the data and put the token; put `typed` instead if nothing was chosen."""
    dialog = InsertDialog(desk, parent, kinds)
    dialog.inserted.connect(put)
    if typed:
        dialog.rejected.connect(lambda: put(typed))
    dialog.open()
