"""Editors that are ticked or picked from: yes or no, and one of a closed set."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox

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

    def value(self) -> object:
        return self.box.isChecked()

    def set_value(self, value: object) -> None:
        self.box.setChecked(bool(value))

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
            self.box.addItem(choice.label, str(choice))
        self._colour()
        self.box.activated.connect(lambda _index: self.edited.emit())
        self._hold(self.box)
        Theme.current().theme_changed.connect(self._colour)

    def _colour(self) -> None:
        for choice in self.declared.choices or ():
            if choice.icon:
                self.box.setItemIcon(self.box.findData(str(choice)), icons.icon(choice.icon, choice.tone))

    def value(self) -> object:
        return self.box.currentData()

    def set_value(self, value: object) -> None:
        place = self.box.findData(None if value in (None, "") else str(value))
        self.box.setCurrentIndex(place)

    def type_text(self, text: str) -> None:
        place = self.box.findText(text, Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            self.box.setCurrentIndex(place)
            self.edited.emit()
