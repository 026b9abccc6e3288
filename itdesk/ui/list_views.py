"""The views of one list: those that are declared and the person's own, and which of them is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from itdesk.core.record import RecordType, View
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.paths import user_config_dir
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.list_state import KeptLists, ListState, state_of
from itdesk.ui.page import Action


class ListViews(QObject):
    """Which view a list shows. What is to be shown comes out as a signal; the list tells what it shows when asked."""

    shown = Signal(object)  # ListState

    def __init__(self, desk: Desk, record_type: RecordType, state: Callable[[], ListState], parent: QWidget) -> None:
        super().__init__(parent)
        self.name = ""
        self._desk = desk
        self._type = record_type
        self._state = state
        self._widget = parent
        self._kept = KeptLists(user_config_dir() / "lists" / f"{desk.workspace.uid}.json")
        self._own = False  # whether the view is the person's own

    def show(self, name: str) -> bool:
        """Show a declared view, or one of the person's own, by its name; False if there is none."""
        for view in self._type.views:
            if name in (view.label, view.label_text):
                self._show(view.label, view)
                return True
        own = self._kept.views(self._type).get(name)
        if own is not None:
            self.name, self._own = name, True
            self.shown.emit(own)
        return own is not None

    def show_first(self) -> None:
        """Show the first declared view; everything where none is declared."""
        if self._type.views:
            self._show(self._type.views[0].label, self._type.views[0])
        else:
            self._show(_("All {things}").format(things=noun(self._type.plural)), None)

    def _show(self, name: str, view: View | None) -> None:
        state = state_of(self._type, view)
        kept = self._kept.state(self._type, name)
        if kept is not None:
            state = replace(kept, filters=state.filters)
        self.name, self._own = name, False
        self.shown.emit(state)

    def keep(self) -> None:
        """Remember how the person left the view that is shown."""
        if self._own:
            self._kept.save_view(self.name, self._state())
        else:
            self._kept.keep(self.name, self._state())

    def actions(self) -> list[Action | None]:
        """The menu of views."""

        def mark(name: str) -> str:
            return "check" if name == self.name else ""

        found: list[Action | None] = [
            Action(view.label, partial(self._show, view.label, view), icon=mark(view.label))
            for view in self._type.views
        ]
        own = self._kept.views(self._type)
        if own:
            found.append(None)
            found += [Action(name, partial(self.show, name), icon=mark(name)) for name in own]
        found += [None, Action(_("Save as view…"), self.save_as, icon="pin")]
        if self._own:
            found.append(Action(_("Delete this view"), self.delete, icon="trash"))
        else:
            found.append(Action(_("Reset this view"), self.reset, icon="undo"))
        return found

    def save_as(self) -> None:
        """Ask for a name and keep the list as it is under it."""
        field = QLineEdit()
        field.setMaxLength(60)
        field.setAccessibleName(_("Name of the view"))
        declared = {view.label for view in self._type.views}

        def wrong() -> str:
            name = field.text().strip()
            if not name:
                return _("A view needs a name.")
            return _("There is a view of this name that can't be changed. Choose another.") if name in declared else ""

        dialog = Dialog(
            self._widget.window(),
            _("Save as view"),
            _("Filters, columns, order and groups are kept."),
            act=_("Save"),
            check=wrong,
        )
        dialog.body.addWidget(field)
        field.setText("" if self.name in declared else self.name)
        field.setFocus()

        def save() -> None:
            self._kept.save_view(field.text().strip(), self._state())
            self.show(field.text().strip())

        dialog.accepted.connect(save)
        dialog.open()

    def delete(self) -> None:
        """Forget the person's own view that is shown; its records stay."""
        name, state = self.name, self._state()
        self._kept.delete_view(self._type.kind, name)
        self.show_first()

        def back() -> None:
            self._kept.save_view(name, state)
            self.show(name)

        self._desk.notify(_("View “{name}” deleted").format(name=name), Action(_("Undo"), back))

    def reset(self) -> None:
        """Back to the view as it is declared."""
        self._kept.forget(self._type.kind, self.name)
        if not self.show(self.name):
            self.show_first()
