"""Editors that are ticked or picked from: yes or no, and one of a closed set."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox

from itdesk.core.custom import is_archived
from itdesk.core.record import Field
from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.field_editor import Editor, Way
from itdesk.ui.theme import Theme


class YesNoEditor(Editor):
    """A tick box with its word behind it."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.box = QCheckBox(declared.label.replace("&", "&&"))
        self.box.clicked.connect(lambda _checked: self.edited.emit())
        self._hold(self.box)
        self._without = None if declared.custom and not declared.required else False

    def value(self) -> object:
        return True if self.box.isChecked() else self._without

    def set_value(self, value: object) -> None:
        self.box.setChecked(bool(value))
        if self.declared.custom and not self.declared.required:
            self._without = None if value is None else False  # a record that never had the field still has none

    def type_text(self, text: str) -> None:
        self.box.setChecked(text.casefold() in ("yes", _("Yes").casefold(), "true", "1"))
        self.edited.emit()


class _Combo(QComboBox):
    """A list that the wheel changes only while it has the keyboard."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(Editor):
    """One of a closed set, with its shape and word."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.box = _Combo()
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setMinimumContentsLength(8)
        self.box.setMaxVisibleItems(14)
        if not declared.required:
            self.box.addItem("–", None)
        for choice in declared.choices or ():
            if not is_archived(choice):
                self.box.addItem(choice.label, str(choice))
        self._colour()
        self.box.activated.connect(lambda _index: self.edited.emit())
        self._hold(self.box)
        Theme.current().follow(self, self._colour)

    def _colour(self) -> None:
        for choice in self.declared.choices or ():
            place = self.box.findData(str(choice))
            if choice.icon and place >= 0:
                self.box.setItemIcon(place, icons.icon(choice.icon, choice.tone))

    def value(self) -> object:
        return self.box.currentData()

    def set_value(self, value: object) -> None:
        wanted = None if value in (None, "") else str(value)
        if wanted is not None and self.box.findData(wanted) < 0:
            self._add_archived(wanted)
        self.box.setCurrentIndex(self.box.findData(wanted))

    def _add_archived(self, value: str) -> None:
        """What is no longer offered can stay where it stands."""
        for choice in self.declared.choices or ():
            if str(choice) == value:
                self.box.addItem(choice.label, value)
        self._colour()

    def type_text(self, text: str) -> None:
        place = self.box.findText(text, Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            self.box.setCurrentIndex(place)
            self.edited.emit()
