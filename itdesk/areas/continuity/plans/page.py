"""Recovery plans: the outline, one section to write, and what the data says about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans.choices import PlanStatus
from itdesk.areas.continuity.plans.page_beside import Beside
from itdesk.areas.continuity.plans.page_dialogs import NewPlanDialog
from itdesk.areas.continuity.plans.page_outline import Outline
from itdesk.areas.continuity.plans.page_section import SectionPane
from itdesk.areas.continuity.plans.page_sections import SectionActions
from itdesk.areas.continuity.plans.page_signing import Signing
from itdesk.areas.continuity.plans.page_textbar import ClosedBar, TextBar
from itdesk.areas.continuity.plans.page_writing import Writer
from itdesk.core.texts import _
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.find_bar import FindBar
from itdesk.ui.found_marks import TextMarks
from itdesk.ui.hanging.panes import HungPanes
from itdesk.ui.menus import menu_of
from itdesk.ui.merging import merging
from itdesk.ui.page import Action
from itdesk.ui.reopening import reopen
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar
from itdesk.ui.turns import in_turns

KINDS = frozenset(
    {"plans", "systems", "people", "vendors", "contracts", "hardware", "models", "licences", "sites", "places", "*"}
)
NARROW = 960  # below, the data stands behind its button


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return PlanPage(desk)


class PlanPage(QWidget):
    """One plan at a time; the view button changes to another one."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted_plan = self._wanted = 0
        self._enter = False  # go into the text once the wanted section is shown
        self._known: Sequence[Any] = ()
        self._shown: Any = None
        self.section: Any = None
        self.writer = Writer(desk, self)
        self.sections, self.signing = SectionActions(self), Signing(self, desk)
        self.outline = Outline(desk.workspace.locale, add=self.sections.add, edit=self._edit)
        self.bar = TextBar(self)
        self._closed = ClosedBar()
        self.pane = SectionPane(self.writer)
        self.finder = FindBar(TextMarks(self.pane.texts, self.pane), self)
        self.beside = Beside(desk)
        self.hung = HungPanes(desk, "plans", self.beside, own_fields=True)
        self.hung.landing.listen(self)
        for part in (self.hung.top, self.hung):
            self.beside.keep(part)
        self.toolbar = Toolbar()
        self._buttons: list[QWidget] = []
        self._data: Button | None = None
        self._asked = False  # for the data, in a narrow window
        self._build()
        self._connect()
        self.refresh(frozenset({"*"}))

    def _build(self) -> None:
        self._name = self.toolbar.add_view(_("Recovery plan"), self._choose_plan)
        self._badge = BadgeLabel(Badge(""))
        self.toolbar.add(self._badge)
        self._middle = QWidget()
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.bar)
        middle.addWidget(self._closed)
        middle.addWidget(self.finder)
        middle.addWidget(self.pane, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        for part in (self.outline, self._middle, self.beside):
            self._splitter.addWidget(part)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setChildrenCollapsible(False)
        theme = Theme.current()
        self._splitter.setSizes([theme.px(256), theme.px(624), theme.px(352)])
        self._empty = EmptyState(
            "cont",
            _("No recovery plan yet"),
            _("A recovery plan says who does what when a system, the internet or the office is gone."),
            self._creating(),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self._splitter, 1)
        column.addWidget(self._empty, 1)
        self._empty.hide()
        self.toolbar.hide()
        self._splitter.hide()
        self.setFocusProxy(self.outline.tree)

    def _connect(self) -> None:
        tree = self.outline.tree
        tree.chosen.connect(self._choose)
        tree.entered.connect(self.go_in)
        tree.renamed.connect(self.sections.rename)
        tree.moved.connect(self.sections.move)
        tree.delete_wanted.connect(self.sections.delete)
        tree.menu_wanted.connect(self.sections.menu)
        self.outline.section_wanted.connect(self._go_to)
        self.beside.section_wanted.connect(self._go_to)
        self.beside.insert_wanted.connect(lambda kind: self.pane.insert_data(kinds=(kind,)))
        self.writer.state_changed.connect(self.bar.show_state)
        self.pane.editing_changed.connect(self.actions_changed)
        Theme.current().follow(self, self._dress)

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the plan again if anything that it shows changed."""
        if not kinds & KINDS:
            return
        wanted, today = self._wanted_plan, own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.continuity.plans import beside

            known = beside.known(session)
            ids = [one.id for one in known]
            chosen = wanted if wanted in ids else next(iter(ids), None)
            return known, None if chosen is None else beside.shown(session, chosen, today)

        self._desk.read(self, read, partial(self._show, today), key="plan")

    def _show(self, today: date, found: tuple[Sequence[Any], Any]) -> None:
        self._known, self._shown = found
        empty = self._shown is None
        self.toolbar.setVisible(not empty)
        self._splitter.setVisible(not empty)
        self._empty.setVisible(empty)
        if empty:
            self.pane.clear()
            self._wanted_plan, self.section = 0, None
        else:
            self._show_plan(today)
        self.actions_changed.emit()

    @property
    def plan(self) -> Any:
        """The plan in front."""
        return self._shown.plan

    @property
    def editable(self) -> bool:
        """Whether its text can be changed."""
        return self.plan.status != PlanStatus.AGREED and self._desk.may_work("plans")

    def _show_plan(self, today: date) -> None:
        plan = self.plan
        self._wanted_plan = plan.id
        self._name.set_title(plan.name)
        status = PlanStatus(plan.status)
        words = _("Version {edition}, {status}").format(edition=plan.edition, status=status.within)
        self._badge.show_badge(Badge(words, status.tone, status.icon))
        self._badge.setMinimumWidth(self._badge.sizeHint().width())
        by_id = {section.id: section for section in plan.sections}
        here = self.section.id if self.section is not None else 0
        chosen = by_id.get(self._wanted) or by_id.get(here) or next(iter(plan.sections), None)
        arrived = chosen is not None and chosen.id == self._wanted
        self._wanted = 0
        self.outline.show_plan(plan, chosen.id if chosen is not None else 0, today, editable=self.editable)
        self._show_section(chosen)
        self._show_buttons()
        if arrived and self._enter:
            self._enter = False
            in_turns(self, self.go_in) if self._is_first else self.go_in()

    def _show_section(self, section: Any) -> None:
        self.section = section
        self._is_first = self.pane.paper is None and section is not None
        if self._is_first:  # its parts are made now, each in a turn of its own
            in_turns(self, self._show_paper, self._show_hung, self._show_beside)
        else:
            self._show_paper()
            self._show_hung()
            self._show_beside()

    def _show_hung(self) -> None:
        if self._shown is not None:
            self.hung.show_record(self.plan.id)

    def _show_paper(self) -> None:
        if self._shown is None:
            return
        section = self.section
        if section is None:
            self.pane.clear()
        else:
            self.writer.plan_id = self.plan.id
            self.pane.show_section(self.plan, section, editable=self.editable)
            self.finder.look()

    def _show_beside(self) -> None:
        if self._shown is None:
            return
        section = self.section
        beside = self._shown.beside[section.id if section is not None else 0]
        self.beside.show_beside(self.plan, beside, editable=self.editable and section is not None)
        self.bar.setVisible(self.editable and section is not None)
        self._closed.setVisible(not self.editable)
        self._closed.show_why("" if self.editable else self._why_closed())

    def _why_closed(self) -> str:
        if not self._desk.may_work("plans"):
            return self._desk.database.why_read_only or _("You may look at this plan; others change it.")
        words = _("Version {edition} is signed off, so its text stands. Start a new version to change it.")
        return words.format(edition=self.plan.edition)

    def _dress(self) -> None:
        in_turns(self, lambda: self._show_plan(own_today()) if self._shown is not None else None, self._arrange)

    def _choose(self, section_id: int) -> None:
        """Another section in front; what was being written saves itself first."""
        for section in self.plan.sections:
            if section.id == section_id:
                self._show_section(section)
                self.actions_changed.emit()

    def go_into(self, section_id: int) -> None:
        """Read again, stand on a section that was just added, and write in it."""
        self._wanted, self._enter = section_id, True
        self.refresh(frozenset({"*"}))

    def stand_on_next(self, section_id: int) -> None:
        """Stand on a section after the next reading."""
        self._wanted = section_id

    def _go_to(self, section_id: int) -> None:
        self.outline.tree.stand_on(section_id)

    def go_in(self) -> None:
        """Into the text of the section in front."""
        paper = self.pane.paper
        if paper is not None:
            paper.body.edit() if self.editable else paper.body.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # The frame

    def _show_buttons(self) -> None:
        actions = self._on_plan()
        labels = [action.label for action in actions]
        if labels != [button.accessibleName() for button in self._buttons]:
            for button in self._buttons:
                self.toolbar.take(button)
            self._buttons = [self.toolbar.add_action(action, kind="plain", end=True) for action in actions]

    def _on_plan(self) -> tuple[Action, ...]:
        """What can be done with the plan as it stands."""
        printed = Action(_("Print PDF"), partial(self._desk.go_to, "reports.catalogue"), "Ctrl+P", "printer")
        return (printed, *self.signing.next_step())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _data_action(self) -> Action:
        return Action(_("From your data"), self._toggle_data, "D", "db")

    def _toggle_data(self) -> None:
        self._asked = not self._asked
        if self._data is not None:
            self._data.setChecked(self._asked)
        self._arrange()

    def _arrange(self) -> None:
        """In a narrow window the data takes the outline's place, and only when asked."""
        narrow = self.width() < Theme.current().px(NARROW)
        if narrow and self._data is None:
            self._data = self.toolbar.add_action(self._data_action(), end=True)
            self._data.setCheckable(True)
        elif not narrow and self._data is not None:
            self.toolbar.take(self._data)
            self._data, self._asked = None, False
        asked = self._asked
        self.beside.setVisible(not narrow or asked)
        self.outline.setVisible(not narrow or not asked)

    def show_menu(self, actions: Sequence[Action | None], at: QPoint | None = None) -> None:
        """Offer these under the plan's name, or where the pointer is."""
        below = self._name.mapToGlobal(self._name.rect().bottomLeft())
        menu_of(actions, self).popup(at or below)

    def _choose_plan(self) -> None:
        actions: list[Action | None] = [
            Action(
                _("{name}, version {edition}").format(name=one.name, edition=one.edition),
                partial(self.open_record, one.id),
                icon=PlanStatus(one.status).icon,
            )
            for one in self._known
        ]
        if self._desk.may_work("plans"):
            actions += [None, Action(_("Edit this plan"), self._edit, "Ctrl+E", "edit")]
        self.show_menu(actions)

    def open_record(self, plan_id: int) -> None:
        """Show another plan."""
        if plan_id != self._wanted_plan:
            self.pane.clear()
            self._wanted_plan, self.section = plan_id, None
            self.refresh(frozenset({"*"}))

    # Doing

    def _new_plan(self) -> None:
        dialog = NewPlanDialog(self._desk, self)
        dialog.until_taken(lambda: self._start(dialog))
        dialog.open()

    def _start(self, dialog: NewPlanDialog) -> None:
        owner, name, chapters = self._desk.actor, dialog.name, dialog.chapters

        def job(session: Any) -> int:
            from itdesk.areas.continuity.plans import operations

            return operations.new_plan(session, name, owner_id=owner, chapters=chapters)

        def done(plan_id: int) -> None:
            dialog.taken()
            self.open_record(plan_id)

        what = _("New plan: {name}").format(name=name)
        self._desk.write(self, job, done, dialog.refused, step=what)

    def _edit(self) -> None:
        from itdesk.ui.edit_dialog import EditDialog

        EditDialog(self._desk, self._desk.registry["plans"], self.plan.id, self).open()

    def standing(self) -> dict[str, Any]:
        """What is in front, to come back to at another start."""
        return {"record": self.plan.id if self._shown is not None else 0}

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Show it again, if it is there still."""
        reopen(self._desk, self, "plans", kept, self.open_record)

    # Page

    def _creating(self) -> tuple[Action, ...]:
        new = Action(_("New plan"), self._new_plan, "C", "plus", primary=True)
        return () if not self._desk.may_work("plans") else (new,)

    def page_actions(self) -> Sequence[Action]:
        """New plan, what can be done with the one in front, and with the section and text in front."""
        actions = list(self._creating())
        if self._shown is None:
            return actions
        if self._data is not None:
            actions.append(self._data_action())
        actions += self._on_plan()
        actions += self.finder.finding()
        actions += self.hung.hung_actions()
        if self._desk.may_work("plans"):
            actions.append(Action(_("Edit this plan"), self._edit, "Ctrl+E", "edit"))
            actions += merging(self._desk, "plans", self.plan.id, self)
        if self.editable:
            actions.append(Action(_("Add section"), self.sections.add, "Shift+N", "plus"))
        if self.section is not None and self.editable:
            actions.append(
                Action(_("Type and system of the section"), partial(self.sections.change, self.section), icon="sliders")
            )
            actions += self.bar.text_actions()
        return actions

    def can_leave(self) -> bool:
        """What is being written saves itself, and is kept as a draft until it did."""
        self.pane.finish()
        self._desk.drafts.save()
        return True

    def escape(self) -> bool:
        """Out of the search, then out of the text being written."""
        if self.finder.escape():
            return True
        field = self.pane.field
        if field is None or field.in_conflict:
            return False
        field.finish()
        return True
