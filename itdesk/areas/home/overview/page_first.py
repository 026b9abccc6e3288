"""The first hour: what a new workspace needs, each step ticked by what is really there; and what is made up in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.home.overview.page_card import Card
from itdesk.core.errors import UserError
from itdesk.core.rights import Deed
from itdesk.core.texts import N_, _
from itdesk.ui.buttons import Button
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.preferences import Preferences
from itdesk.ui.sections import IconMark, NoticeCard
from itdesk.ui.theme import Theme

# Step, what is to be done, its button, and where that leads: a place, or a kind to add one of.
STEPS = (
    ("people", N_("Say who works here"), N_("Import people"), "directory.people"),
    ("hardware", N_("Bring the list of equipment"), N_("Import equipment"), "inventory.hardware"),
    ("tickets", N_("Write down the first ticket"), N_("New ticket"), "tickets"),
    ("contracts", N_("Add a contract, so that no notice is missed"), N_("New contract"), "contracts"),
    ("budgets", N_("Begin this year's budget"), N_("Open budgets"), "finance.budgets"),
    ("plans", N_("Begin a recovery plan"), N_("Open recovery plans"), "continuity.plans"),
)


class FirstHourCard(Card):
    """Numbered steps with a button each; hidden by the person, or once everything is there."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("The first hour"), _("Hide"), self.dismiss)
        self._desk = desk
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        holder = QWidget()
        holder.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, 0, 4)
        self.add(holder)
        self.hide()

    def dismiss(self) -> None:
        """Take it away on this computer; the menu of the workspace brings it back."""
        hidden = Preferences.current().settings.first_hour_hidden
        Preferences.current().change(first_hour_hidden=(*hidden, self._desk.workspace.uid))
        self.hide()

    def show_steps(self, there: Sequence[str], shown: Sequence[str]) -> None:
        """Tick what is there; kinds that the workspace doesn't use are no steps."""
        steps = [step for step in STEPS if step[0] in shown]
        hidden = self._desk.workspace.uid in Preferences.current().settings.first_hour_hidden
        done = sum(1 for step in steps if step[0] in there)
        self.setVisible(not hidden and done < len(steps) and self._desk.may_work("hardware"))
        self.note.setText(_("{done} of {all} done").format(done=done, all=len(steps)))
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for number, (kind, words, verb, target) in enumerate(steps, 1):
            self._rows.addWidget(self._row(number, words, verb, target, done=kind in there))

    def _row(self, number: int, words: str, verb: str, target: str, *, done: bool) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(IconMark("disc-check" if done else "ring", "green" if done else "text-3"))
        step = _("{n}. {step}").format(n=number, step=_(words))
        line.addWidget(label(step, "body", "text-2" if done else "text"), 1)
        row.setAccessibleName(_("{step}: done").format(step=step) if done else step)
        if done:
            line.addWidget(label(_("Done"), "small", "green-text"))
        else:
            go = self._desk.go_to if "." in target else self._desk.create_record
            line.addWidget(Button(_(verb), small=True, run=partial(go, target)))
        row.setMinimumHeight(Theme.current().px(30))
        return row


class SampleNotice(QFrame):
    """Says that records are made up, and takes exactly them out again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.remove = Action(_("Remove what is made up"), self._remove, icon="trash")
        column.addWidget(
            NoticeCard(
                "blue",
                _("Sample firm"),
                _("These people, devices, tickets and amounts are made up, to look around in."),
                (self.remove,) if not desk.database.read_only and desk.may_do(Deed.SETTINGS) else (),
                icon="info",
            )
        )
        self.hide()

    def _remove(self) -> None:
        def write(session: Any, progress: Any) -> Any:
            from itdesk.areas.sample.presence import remove_sample

            return remove_sample(session, progress)

        def done(back: Any) -> None:
            self._desk.notify(_("Made-up records are in the bin. Ctrl+Z brings them back."), None)
            if back.kept:
                self._desk.refused.emit(UserError(_("Something of the sample stays."), " ".join(back.kept)))

        self._desk.write(self, write, done, what=_("Removing what is made up"), step=_("Made-up records removed"))


def add_sample(desk: Desk, owner: QWidget) -> None:
    """Put the made-up firm's records into this workspace, to look around in."""
    today = own_today()

    def write(session: Any, _progress: Any) -> None:
        from itdesk.areas.sample.presence import add_sample

        add_sample(session, today)

    desk.write(
        owner,
        write,
        lambda _nothing: desk.notify(_("Made-up records added"), None),
        what=_("Writing made-up records"),
        step=_("Made-up records added"),
    )
