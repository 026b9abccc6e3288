"""The right of the plan's page: what the data says now about the section in front."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans.page_calls import CallTree
from itdesk.areas.continuity.plans.page_tables import short_systems
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark, SidePanel, TextButton
from itdesk.ui.theme import Theme


class Block(QFrame):
    """A card: icon, title, and a word or action at the end."""

    def __init__(self, icon: str, title: str, *, end: str = "", action: Action | None = None) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 6, 1, 8)
        self.column.setSpacing(2)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.setSpacing(8)
        head.addWidget(IconMark(icon, "text"))
        head.addWidget(label(title, "small-strong"), 1)
        if action is not None:
            button = Button(action.label, kind="link", small=True, run=action.run)
            button.set_name(_("{act}: {title}").format(act=action.label, title=title))
            head.addWidget(button)
        elif end:
            head.addWidget(label(end, "small", "accent-text"))
        self.column.addLayout(head)

    def add(self, widget: QWidget, *, inset: int = 12) -> None:
        """Put something under the title."""
        holder = QVBoxLayout()
        holder.setContentsMargins(inset, 2, inset, 2)
        holder.addWidget(widget)
        self.column.addLayout(holder)


class Beside(SidePanel):
    """Systems, call tree, vendors, and what does not add up."""

    section_wanted = Signal(int)
    insert_wanted = Signal(str)  # kind of records

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("From your data"), width=352)
        self._desk = desk
        self._shown: object = None

    def show_beside(self, plan: Any, beside: Any, *, editable: bool) -> None:
        """Show what was read beside a section."""
        theme = Theme.current()
        seen = (plan.systems, plan.calls, plan.vendors, beside, editable, theme.dark, theme.percent)
        if seen == self._shown:
            return  # so that the focus stays where it is
        self._shown = seen
        self.clear()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 12, 16, 4)
        row.addWidget(label(_("From your data"), "strong"))
        row.addStretch(1)
        row.addWidget(IconMark("bolt", "text-2", Theme.current().px(12)))
        row.addWidget(label(_("always up to date"), "small", "text-2"))
        self.add(head)
        self._systems(plan, beside, editable=editable)
        if plan.calls:
            block = Block("call", _("Call tree"), action=self._go_to_calls(plan))
            tree = CallTree(plan.calls, plan.no_answer_minutes)
            tree.chosen.connect(self._desk.open_record)
            block.add(tree)
            self._put(block)
        self._vendors(plan, beside, editable=editable)
        self._findings(beside)

    def _put(self, block: Block) -> None:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(16, 6, 16, 6)
        column.addWidget(block)
        self.add(holder)

    def _insert(self, kind: str, *, editable: bool) -> Action | None:
        return Action(_("Insert"), partial(self.insert_wanted.emit, kind)) if editable else None

    def _go_to_calls(self, plan: Any) -> Action | None:
        for section in plan.sections:
            if section.kind == "call_tree":
                return Action(_("Show"), partial(self.section_wanted.emit, section.id))
        return None

    def _systems(self, plan: Any, beside: Any, *, editable: bool) -> None:
        title = _("Systems in this section") if beside.systems else _("Systems")
        systems = beside.systems or plan.systems
        block = Block("server", title, action=self._insert("systems", editable=editable) if systems else None)
        if systems:
            table = short_systems(systems, self._desk.workspace.locale, self._desk.open_record)
            block.add(table, inset=4)
        else:
            words = _("Enter the systems that people can't work without, and how fast each must be back.")
            block.add(label(words, "small", "text-2", wrap=True))
            block.add(
                Button(_("New system"), icon="plus", small=True, run=partial(self._desk.create_record, "systems"))
            )
        self._put(block)

    def _vendors(self, plan: Any, beside: Any, *, editable: bool) -> None:
        vendors = beside.vendors or plan.vendors
        if not vendors:
            return
        block = Block("vendor", _("Vendors to call"), action=self._insert("vendors", editable=editable))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        for number, vendor in enumerate(vendors):
            open_vendor = partial(self._desk.open_record, "vendors", vendor.id)
            grid.addWidget(TextButton(vendor.name, open_vendor), number, 0)
            phone = label(
                vendor.phone or _("No number"), "body", "text" if vendor.phone else "red-text", selectable=True
            )
            grid.addWidget(phone, number, 1)
            hours = ElidedLabel(vendor.hours, "small", "text-2")
            hours.setMaximumWidth(Theme.current().px(64))
            grid.addWidget(hours, number, 2, Qt.AlignmentFlag.AlignRight)
            grid.setRowMinimumHeight(number, Theme.current().px(28))
        block.add(holder)
        self._put(block)

    def _findings(self, beside: Any) -> None:
        if not beside.findings:
            block = Block("check", _("Everything adds up"))
            block.add(label(_("Nothing in the plan contradicts your data."), "small", "text-2", wrap=True))
            self._put(block)
            return
        block = Block("warn", _("Does not add up"), end=str(len(beside.findings)))
        for finding in beside.findings:
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            kind = finding.kind
            row.addWidget(IconMark(kind.icon, f"{kind.tone}-text"), 0, Qt.AlignmentFlag.AlignTop)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(label(finding.text, "small", wrap=True, selectable=True))
            row.addLayout(column, 1)
            run = self._way(finding)
            if run is not None:
                go = Button(
                    icon="arrow", kind="quiet", small=True, name=_("Go there: {text}").format(text=finding.text)
                )
                go.clicked.connect(lambda _checked=False, run=run: run())
                row.addWidget(go, 0, Qt.AlignmentFlag.AlignTop)
            block.add(line)
        self._put(block)

    def _way(self, finding: Any) -> Callable[[], object] | None:
        """To the record that settles it, else to the section it stands in."""
        if finding.record_id and finding.record_kind != "plans":
            return partial(self._desk.open_record, finding.record_kind, finding.record_id)
        if finding.section_id:
            return partial(self.section_wanted.emit, finding.section_id)
        return None
