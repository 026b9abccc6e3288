"""The budget: what was spent so far, how the year will end, and the sheet in which it is typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.finance.budgets.choices import BudgetStatus, Figure
from itdesk.areas.finance.budgets.page_sheet import Sheet, TotalLine, month_name
from itdesk.areas.finance.budgets.page_typing import CellTyping
from itdesk.core.charts import Cumulative, Difference, Differences
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.core.formats import format_day, format_money, format_number
from itdesk.core.rights import Verb
from itdesk.core.texts import _
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.charts import ChartWidget
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.hanging.landing import Landing
from itdesk.ui.labels import label, restyle
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.menus import menu_of
from itdesk.ui.merging import merging
from itdesk.ui.only_read import say_only_read
from itdesk.ui.page import Action
from itdesk.ui.reopening import reopen
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar, ViewButton
from itdesk.ui.turns import soon

if TYPE_CHECKING:
    from itdesk.ui.hanging.dialog import HungDialog

KINDS = frozenset({"budgets", "budget_lines", "budget_groups", "vendors", "people", "*"})


def make_page(desk: Desk) -> QWidget:
    """The page for the window."""
    return BudgetPage(desk)


class BudgetPage(QWidget):
    """One budget at a time; the view button changes to another one."""

    actions_changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._budget: int | None = None
        self._known: Sequence[Any] = ()
        self._grid: Any = None
        self._changed = ""
        self._locale = desk.workspace.locale
        self._changes = desk.may_work("budget_lines") and desk.may_work("budgets")
        self._build()
        self.refresh(frozenset({"*"}))

    def _build(self) -> None:
        self._name = ViewButton(_("Budget"), self._choose_budget)
        self._badge = BadgeLabel(Badge(""))
        self._figures = Button(_("Show spent and expected"), small=True, run=self._choose_figures)
        self._figures.chevron = True
        self.toolbar = Toolbar()
        self.toolbar.add(self._name)
        self.toolbar.add(self._badge)
        self.toolbar.add(self._figures)
        hung = Action(_("Tags, comments, links and files…"), self._show_hung, "", "clip")
        square = Button("", icon=hung.icon, kind="quiet", small=True, name=hung.label, run=hung.run)
        self.toolbar.add(square, end=True, action=hung)  # its words would take the room of the budget's name
        self._sheet = Sheet(self._locale)
        if not self._changes:
            self._sheet.set_read_only()
        self._sheet.sheet.typed.connect(self._typed)
        self._typing = CellTyping(self._desk, self._sheet, self._show_figures)
        self._total = TotalLine(self._sheet)
        self._sheet.line_wanted.connect(partial(self._desk.open_record, "budget_lines"))
        self._spent = ChartWidget(Differences(()), _("Spent so far this year"), height=150)
        self._differences = ChartWidget(Differences(()), _("Forecast against budget, by group"), height=150)
        self._foot = label("", "small", "text-2")
        self._hint = label("", "small", "text-2")
        foot = QFrame()
        restyle(foot, look="foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._hint)
        row.addStretch(1)
        row.addWidget(self._foot)
        foot.setFixedHeight(Theme.current().px(28))
        self._body = self._charts()
        self._empty = EmptyState(
            "fin",
            _("No budget yet"),
            _("A budget says what IT may cost in twelve months. Then you see every month whether it will do."),
            self._creating(),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._parts = (self.toolbar, self._body, self._sheet, self._total, foot)
        for part in (*self._parts, self._empty):
            column.addWidget(part, 1 if part in {self._sheet, self._empty} else 0)
        self._empty.hide()
        self.setFocusProxy(self._sheet)
        self._landing = Landing(self, self._land, self._takes_files, self._refuse)
        self._landing.listen(self._sheet)

    def _charts(self) -> QWidget:
        """The two charts above the sheet, each under its question and unit."""
        band = QFrame()
        restyle(band, look="bar")
        row = QHBoxLayout(band)
        row.setContentsMargins(16, 12, 16, 8)
        row.setSpacing(32)
        self._unit = label("", "caption", "text-2")
        for chart, title, unit, stretch in (
            (self._spent, _("Spent so far this year"), self._unit, 68),
            (self._differences, _("Forecast against budget"), label(_("by group"), "caption", "text-2"), 32),
        ):
            column = QVBoxLayout()
            column.setSpacing(4)
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addWidget(label(title, "strong"))
            head.addWidget(unit)
            head.addStretch(1)
            column.addLayout(head)
            column.addWidget(chart, 1)
            row.addLayout(column, stretch)
        band.setFixedHeight(Theme.current().px(212))
        return band

    # Reading

    def refresh(self, kinds: frozenset[str]) -> None:
        """Read the sheet again if any of its kinds changed."""
        if not kinds & KINDS:
            return
        wanted, today = self._budget, own_today()

        def read(session: Any) -> Any:
            from itdesk.areas.finance.budgets import queries

            known = queries.known(session)
            ids = {one.id for one in known}
            chosen = wanted if wanted in ids else queries.current(session, today)
            return known, None if chosen is None else queries.grid(session, chosen, today)

        self._desk.read(self, read, self._show, key="grid")

    def _show(self, found: tuple[Sequence[Any], Any]) -> None:
        self._known, self._grid = found
        empty = self._grid is None
        for part in self._parts:
            part.setVisible(not empty)
        self._empty.setVisible(empty)
        if not empty:
            self._show_grid()
        self.actions_changed.emit()

    def _show_grid(self) -> None:
        grid = self._grid
        self._budget = grid.id
        self._name.set_title(grid.name)
        status = BudgetStatus(grid.status)
        agreed = status is BudgetStatus.AGREED and grid.agreed_on
        words = _("Agreed {day}").format(day=format_day(grid.agreed_on, self._locale)) if agreed else status.label
        self._badge.show_badge(Badge(words, status.tone, status.icon))
        self._sheet.show_grid(grid)
        self._typing.show_budget(grid.id)
        self._unit.setText(_("{currency} thousand, adding up").format(currency=grid.currency))
        self._show_foot()
        soon(self, self._show_charts)

    def _show_charts(self) -> None:
        grid = self._grid
        if grid is None:
            return
        money = partial(format_money, currency=grid.currency, locale=self._locale)
        labels = tuple(month_name(month, self._locale) for month in grid.months)
        self._spent.show_chart(
            Cumulative(
                labels=labels,
                happened=tuple(float(one) for one in grid.total.shown[: grid.happened]),
                expected=tuple(float(one) for one in grid.total.shown[grid.happened :]),
                plan=tuple(float(one) for one in grid.total.planned),
                happened_name=_("Actual"),
                expected_name=_("Forecast"),
                plan_name=_("Budget"),
                axis=lambda value: format_number(Decimal(round(value)) / 1000, self._locale, places=0),
                value=lambda value: money(Decimal(round(value))),
                now=grid.happened if grid.happened < len(labels) else -1,
            ),
            _("Spent so far this year"),
        )
        over = sorted(grid.groups, key=lambda group: group.sums.left)
        self._differences.show_chart(
            Differences(tuple(self._difference(group.name, -group.sums.left) for group in over)),
            _("Forecast against budget, by group"),
        )

    def _difference(self, name: str, over: Decimal) -> Difference:
        amount = format_money(abs(over), self._grid.currency, self._locale)
        words = _("{amount} over") if over > 0 else _("{amount} under") if over < 0 else _("as planned")
        return Difference(name, float(over), words.format(amount=amount))

    def _show_foot(self) -> None:
        grid = self._grid
        if not self._changes:
            whole = self._desk.database.read_only
            said = (
                _("This workspace is open for reading only.")
                if whole
                else _("You may look at these figures; others change them.")
            )
            self._hint.setText(said)
        elif self._sheet.sheet.figure is Figure.PLANNED:
            self._hint.setText(_("The plan of each month. Type over a month to change it."))
        elif grid.happened >= len(grid.months):
            self._hint.setText(_("The year is over. Type over a month to correct what was spent."))
        else:
            first = month_name(grid.months[grid.happened], self._locale)
            last = month_name(grid.months[-1], self._locale)
            self._hint.setText(
                _("{first} to {last} are forecast. Type over a month to change it.").format(first=first, last=last)
            )
        self._foot.setText(self._changed)

    # Doing

    def _typed(self, line: Any, place: int, amount: Decimal | None) -> None:
        sheet = self._sheet.sheet
        figure, month = sheet.figure_at(place), self._grid.months[place]
        seen = getattr(line.cells[place], figure)
        if seen == amount:
            return
        what = _("{line}, {month}").format(line=line.name, month=month_name(month, self._locale))

        def job(session: Any) -> None:
            from itdesk.areas.finance.budgets import operations

            operations.set_amount(session, line.id, month, figure, amount, seen=seen)

        def done(_result: object) -> None:
            self._changed = _("Changed: {what}").format(what=what)

        def refused(error: UserError) -> None:
            self._desk.refused.emit(error)
            if isinstance(error, ChangedElsewhere):
                self.refresh(frozenset({"*"}))
            elif (at := self._sheet.current_line()) is not None and at.id == line.id:  # who went on isn't called back
                text = "" if amount is None else format_number(amount, self._locale, places=None)
                self._sheet.type_again(line.id, place, text)

        self._desk.write(self, job, done, refused, step=what)

    def _choose_budget(self) -> None:
        actions = [
            Action(one.name, partial(self._open_budget, one.id), icon="check" if one.id == self._budget else "")
            for one in self._known
        ]
        more: list[Action | None] = [None, *self._editing()]
        if self._desk.may(Verb.CREATE, "budgets"):
            more.append(Action(_("New budget…"), partial(self._desk.create_record, "budgets"), icon="plus"))
        menu_of([*actions, *more], self).popup(self._name.mapToGlobal(self._name.rect().bottomLeft()))

    def _choose_figures(self) -> None:
        actions = [
            Action(_("Spent and expected"), partial(self._show_figures, Figure.FORECAST)),
            Action(_("Budget"), partial(self._show_figures, Figure.PLANNED)),
        ]
        menu_of(actions, self).popup(self._figures.mapToGlobal(self._figures.rect().bottomLeft()))

    def _show_figures(self, figure: Figure) -> None:
        plan = figure is Figure.PLANNED
        self._figures.setText(_("Show budget") if plan else _("Show spent and expected"))
        self._figures.updateGeometry()
        self._sheet.sheet.set_figure(figure)
        self._show_foot()

    def _open_budget(self, budget_id: int) -> None:
        self._budget = budget_id
        self._changed = ""
        self.refresh(frozenset({"*"}))

    def open_record(self, record_id: int) -> None:
        """Show one budget."""
        self._open_budget(record_id)

    def _add_line(self) -> None:
        line = self._sheet.current_line()
        first = {"budget": self._budget} | ({"group": line.group_id} if line is not None else {})
        self._desk.create_record("budget_lines", first)

    def _edit_line(self) -> None:
        line = self._sheet.current_line()
        if line is not None:
            self._desk.open_record("budget_lines", line.id)

    def _show_hung(self) -> None:
        if self._grid is not None:
            self._hung().open()

    def _hung(self) -> HungDialog:
        from itdesk.ui.hanging.dialog import HungDialog

        return HungDialog(self._desk, "budgets", self._grid.id, self._grid.name, self)

    def _land(self, data: QMimeData) -> bool:
        """What is dropped or pasted is attached to the budget in front, and shown with what hangs on it."""
        dialog = self._hung()
        dialog.open()
        return dialog.hung.files.take(data)

    def _takes_files(self) -> bool:
        return self._grid is not None and self._desk.may_add_inside("budgets", "attachments")

    def _refuse(self) -> None:
        if self._grid is not None:
            say_only_read(self._desk, self._desk.registry["budgets"])

    def _edit(self) -> None:
        from itdesk.ui.edit_dialog import EditDialog

        EditDialog(self._desk, self._desk.registry["budgets"], self._grid.id, self).open()

    def _agree(self) -> None:
        dialog = Dialog(
            self,
            _("Agree {name}?").format(name=self._grid.name),
            _("Its plan stands from now on; what is spent and expected is still typed."),
            act=_("Agree"),
            icon="check",
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._agreed)
        dialog.open()

    def _agreed(self) -> None:
        budget_id, by, on = self._grid.id, self._desk.actor, own_today()

        def job(session: Any) -> None:
            from itdesk.areas.finance.budgets import operations

            operations.agree(session, budget_id, on, by=by)

        what = _("{name} agreed").format(name=self._grid.name)
        self._desk.write(self, job, lambda _none: self._desk.tell_done(what), self._desk.refused.emit, step=what)

    def _copy(self) -> None:
        budget_id, today = self._budget, own_today()

        def job(session: Any) -> int:
            from itdesk.areas.finance.budgets import operations

            return operations.copy_to_next_year(session, budget_id, today)  # type: ignore[arg-type]

        what = _("Copy of {name} for the next year").format(name=self._grid.name)
        self._desk.write(self, job, self._open_budget, self._desk.refused.emit, step=what)

    def _print(self) -> None:
        self._desk.go_to("reports.catalogue")

    def standing(self) -> dict[str, Any]:
        """What is in front, to come back to at another start."""
        return {"record": self._budget or 0}

    def come_back(self, kept: Mapping[str, Any]) -> None:
        """Show it again, if it is there still."""
        reopen(self._desk, self, "budgets", kept, self.open_record)

    # Page

    def _creating(self) -> tuple[Action, ...]:
        if not self._changes:
            return ()
        return (Action(_("New budget"), partial(self._desk.create_record, "budgets"), "C", "plus", primary=True),)

    def _editing(self) -> list[Action]:
        """For those who may agree a budget, its figures be theirs or not."""
        if not self._desk.may(Verb.CHANGE, "budgets"):
            return []
        edit = Action(_("Edit budget…"), self._edit, "", "edit")
        is_draft = BudgetStatus(self._grid.status) is BudgetStatus.DRAFT
        return [Action(_("Agree budget…"), self._agree, "", "check"), edit] if is_draft else [edit]

    def page_actions(self) -> Sequence[Action]:
        """What can be done with the budget in front."""
        if self._grid is None:
            return self._creating()
        if not self._changes:
            return (
                Action(_("Open line"), self._edit_line, "Ctrl+E", "edit"),
                *self._editing(),
                Action(_("Tags, comments, links and files…"), self._show_hung, "", "clip"),
                Action(_("Print"), self._print, "Ctrl+P", "printer"),
            )
        return (
            Action(_("Add line"), self._add_line, "C", "plus", primary=True),
            Action(_("Open line"), self._edit_line, "Ctrl+E", "edit"),
            Action(_("Copy to next year"), self._copy, "", "arrow"),
            *self._editing(),
            *merging(self._desk, "budgets", self._grid.id, self),
            Action(_("Tags, comments, links and files…"), self._show_hung, "", "clip"),
            Action(_("Print"), self._print, "Ctrl+P", "printer"),
        )

    def can_leave(self) -> bool:
        """What is typed is taken at once; an amount that can't be read is asked about."""
        taken = self._typing.is_dirty and self._typing.save()
        return taken or may_leave(self._typing, self.window())
