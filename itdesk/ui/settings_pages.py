"""Pages of the settings that belong to the person: how itdesk looks, and how it works. Each choice holds at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import Note, label
from itdesk.ui.locale_choices import fill_languages
from itdesk.ui.preferences import Preferences
from itdesk.ui.theme import SCALES, Theme

SIDE = 24
HINT = 360  # pixels that a line under a field has before it wraps


class FormPage(QWidget):
    """Rows of a name and its field, under a title and a sentence."""

    def __init__(self, title: str, about: str) -> None:
        super().__init__()
        self.setObjectName("scrolled")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SIDE, 20, SIDE, SIDE)
        self.column.setSpacing(8)
        self.column.addWidget(label(title, "title"))
        self.column.addWidget(label(about, "body", "text-2", wrap=True))
        self.column.addSpacing(8)
        self._hints: dict[QWidget, Note] = {}
        self.rows = QFormLayout()
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.rows.setHorizontalSpacing(12)
        self.rows.setVerticalSpacing(10)
        self.column.addLayout(self.rows)

    def add(self, title: str, field: QWidget, hint: str = "") -> None:
        """A row with its label as the field's name, and a line under it."""
        field.setAccessibleName(title)
        self.rows.addRow(label(title, "body", "text-2", buddy=field), field)
        if hint:
            field.setAccessibleDescription(hint)
            self._hints[field] = self.note(hint)

    def note(self, words: str) -> Note:
        """A line under the row before it."""
        note = Note(words)
        note.setMinimumWidth(Theme.current().px(HINT))
        self.rows.addRow("", note)
        return note

    def show_row(self, field: QWidget, *, shown: bool) -> None:
        """Show or hide a field with its label and the line under it."""
        for widget in (field, self._hints.get(field)):
            if widget is not None:
                self.rows.setRowVisible(widget, shown)

    def choice(
        self, title: str, options: Sequence[tuple[str, Any]], now: Any, choose: Callable[[Any], None], hint: str = ""
    ) -> QComboBox:
        """A row with one of several; what is chosen holds at once."""
        box = QComboBox()
        for word, value in options:
            box.addItem(word, value)
        box.setCurrentIndex(max(0, box.findData(now)))
        box.activated.connect(lambda place: choose(box.itemData(place)))
        self.add(title, box, hint)
        return box


def lock_after(page: FormPage) -> QComboBox:
    """A row with the minutes after which a workspace that can be locked is."""
    return page.choice(
        _("Lock after"),
        [(_("Never"), 0), *((_("{n} minutes").format(n=number), number) for number in (5, 15, 30, 60))],
        Preferences.current().settings.lock_after,
        lambda number: Preferences.current().change(lock_after=number),
        _("When nobody touches keyboard or mouse. What is typed is kept."),
    )


class LookPage(FormPage):
    """Theme, sizes, contrast and motion; all windows follow while one looks."""

    def __init__(self) -> None:
        super().__init__(_("Look"), _("Holds in every window on this computer, at once."))
        chosen = Preferences.current().settings
        change = Preferences.current().change
        themes = [(_("As the computer"), "system"), (_("Light"), "light"), (_("Dark"), "dark")]
        self.theme = self.choice(_("Theme"), themes, chosen.theme, lambda mode: change(theme=mode))
        sizes = [(_("{percent} %").format(percent=percent), percent) for percent in SCALES]
        self.text_size = self.choice(_("Text size"), sizes, chosen.percent, lambda percent: change(percent=percent))
        rows = [(_("Compact"), "compact"), (_("Normal"), "normal"), (_("Roomy"), "roomy")]
        self.density = self.choice(_("Rows of lists"), rows, chosen.density, lambda density: change(density=density))
        contrasts = [(_("As the computer"), "system"), (_("Strong"), "on"), (_("Normal"), "off")]
        self.contrast = self.choice(
            _("Contrast"),
            contrasts,
            chosen.contrast,
            lambda contrast: change(contrast=contrast),
            _("Strong contrast draws every line and word in full colour."),
        )
        motions = [(_("As the computer"), "system"), (_("Less"), "on")]
        self.motion = self.choice(
            _("Motion"),
            motions,
            chosen.less_motion,
            lambda motion: change(less_motion=motion),
            _("With less motion menus open at once and the text cursor doesn't blink."),
        )
        self.column.addStretch(1)


class WorkingPage(FormPage):
    """Language, what itdesk begins with, and keys."""

    again_wanted = Signal()  # every window anew, in the language that was chosen

    def __init__(self) -> None:
        super().__init__(_("Language and keys"), _("Yours alone, on this computer."))
        chosen = Preferences.current().settings
        self._begun_in = chosen.language
        self.language = QComboBox()
        fill_languages(self.language, chosen.language)
        self.language.activated.connect(self._choose_language)
        self.add(_("Language"), self.language)
        self.again = Button(_("Open the windows again in this language"), run=self.again_wanted.emit)
        self.rows.addRow("", self.again)
        self.again.hide()
        begins = [(_("Where I left off"), "last"), (_("Home"), "home")]
        self.begin = self.choice(
            _("Begin with"), begins, chosen.begin, lambda begin: Preferences.current().change(begin=begin)
        )
        self.one_key = QCheckBox(_("Single letters do things, such as C for a new record"))
        self.one_key.setChecked(chosen.one_key)
        self.one_key.toggled.connect(lambda on: Preferences.current().change(one_key=on))
        self.add(_("Keys"), self.one_key, _("Without them, everything is still in the menus and behind Ctrl+K."))
        self.one_key.setAccessibleName(self.one_key.text())
        self.column.addStretch(1)

    def _choose_language(self, _place: int) -> None:
        language = str(self.language.currentData())
        Preferences.current().change(language=language)
        self.again.setVisible(language != self._begun_in)
