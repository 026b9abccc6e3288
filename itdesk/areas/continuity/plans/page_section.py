"""The middle of the plan's page: one section on paper, written in place."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QTextEdit, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans import rules
from itdesk.areas.continuity.plans.choices import SectionKind
from itdesk.areas.continuity.plans.page_calls import CallList
from itdesk.areas.continuity.plans.page_insert import ask_for_data
from itdesk.areas.continuity.plans.page_steps import StepList
from itdesk.areas.continuity.plans.page_tables import system_table, vendor_table
from itdesk.areas.continuity.plans.page_text import TextField
from itdesk.areas.continuity.plans.page_writing import Writer
from itdesk.core.texts import _
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.drafts import text_key
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.typed_fields import TypedFields

WIDEST = 640


class SumCard(QFrame):
    """What the steps add up to, against the goal, and for whom nobody covers."""

    def __init__(self, cover: Callable[[], object]) -> None:
        super().__init__()
        self._tone = "grey"
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        self._holder = QHBoxLayout()
        row.addLayout(self._holder)
        self._words = label("", "body", wrap=True, selectable=True)
        row.addWidget(self._words, 1)
        self._cover = Button(_("Choose cover"), kind="link", run=cover)
        row.addWidget(self._cover)
        self._mark: IconMark | None = None

    @property
    def text(self) -> str:
        """What it says."""
        return self._words.text()

    def show_sum(self, section: Any, *, editable: bool) -> None:
        """Say it of a section with steps."""
        goal = section.system.facts.goal_minutes if section.system is not None else None
        total = section.total_minutes
        if goal is None:
            said = [_("Steps add up to {total}.").format(total=rules.duration(total))]
        else:
            said = [rules.over_goal(total, goal)]
        over = goal is not None and total > goal
        self._tone = "red" if over else "amber" if section.cover else "grey"
        self._words.setText(" ".join([*said, *section.cover]))
        self._words.setAccessibleName(self._words.text())
        if self._mark is not None:
            self._mark.hide()
            self._mark.deleteLater()
        self._mark = IconMark("clock" if self._tone == "grey" else "warn", f"{self._tone}-text")
        self._holder.addWidget(self._mark)
        self._cover.setVisible(bool(section.cover) and editable)
        self.setVisible(bool(section.steps))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Theme.current().color(f"{self._tone}-tint"))
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)


class _Title(QLineEdit):
    """The title of a section: Enter or leaving keeps it, Esc takes the old one."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "quiet")
        self.setAccessibleName(_("Title of the section"))
        self._dress()
        Theme.current().follow(self, self._dress)

    def _dress(self) -> None:
        theme = Theme.current()
        self.setFont(theme.font("title"))
        self.setFixedHeight(theme.px(36))


class Paper(QFrame):
    """Everything of one section."""

    def __init__(self, writer: Writer, section: Any, data_for: Callable[[Callable[[str], object]], None]) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._writer = writer
        self.section = section
        self._editable = True
        self._number = label("", "body", "text-3")
        self._number.setContentsMargins(4, 0, 0, 0)
        self._badge = BadgeLabel(Badge(_("Editing"), "blue", "edit"))
        self._badge.hide()
        self.title = _Title()
        self.title.editingFinished.connect(self.retitle)
        self._typed_title = TypedFields(self, writer.desk, {"title": self.title}, self.retitle)
        self.title.installEventFilter(self)
        field = partial(writer.field, "section", section.id)
        self.body = field("body", _("Text"), _("Write what people have to know here. @ inserts from your data."))
        self.starts = field("starts_when", _("Start here when"), _("By what people see that this is needed."))
        self.check = field("check_body", _("Check that it worked"), _("How people see that it works again."))
        self.back = field("back_body", _("Going back"), _("How the makeshift is taken down again."))
        self.steps = StepList(writer, data_for)
        self.steps.finished.connect(self.check.edit)
        self.sum = SumCard(self._choose_cover)
        self._calls: CallList | None = None
        self._tables = QVBoxLayout()
        self._data: object = None  # what the tables show
        self._column = QVBoxLayout(self)
        margin = Theme.current().px(32)
        self._column.setContentsMargins(margin, 24, margin, 28)
        self._column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(self._number)
        head.addStretch(1)
        head.addWidget(self._badge)
        self._column.addLayout(head)
        self._column.addWidget(self.title)
        self._column.addWidget(self.body)
        self._build()

    @property
    def fields(self) -> tuple[TextField, ...]:
        """Every text on the paper, in reading order."""
        steps = tuple(self.steps.rows[step.id].field for step in self.section.steps if step.id in self.steps.rows)
        return (self.body, self.starts, *steps, self.check, self.back)

    def _build(self) -> None:
        kind = SectionKind(self.section.kind)
        procedure: tuple[tuple[str, tuple[QWidget, ...]], ...] = (
            (_("Start here when"), (self.starts,)),
            (_("Steps"), (self.steps, self.sum)),
            (_("Check that it worked"), (self.check,)),
            (_("Going back"), (self.back,)),
        )
        for title, parts in procedure:
            if kind is SectionKind.PROCEDURE:
                self._column.addSpacing(14)
                head = label(title, "section")
                head.setContentsMargins(4, 0, 0, 0)
                self._column.addWidget(head)
                for part in parts:
                    self._column.addWidget(part)
            else:
                for part in parts:
                    part.setParent(self)
                    part.hide()
        if kind is SectionKind.CALL_TREE:
            self._calls = CallList(self._writer)
            self._column.addSpacing(8)
            self._column.addWidget(self._calls)
        self._column.addSpacing(8)
        self._column.addLayout(self._tables)
        self._column.addStretch(1)

    def show_section(self, plan: Any, section: Any, *, editable: bool) -> None:
        """Show it as it is stored; what is being typed stays."""
        self.section, self._editable = section, editable
        self._number.setText(section.number)
        self.title.setReadOnly(not editable)
        if not self.title.isModified():
            self._typed_title.end()
            self.title.setText(section.title)
            key = text_key("plans", plan.id, f"section/{section.id}/title")
            kept = self._typed_title.begin(key, _("Title of the section")) if editable else None
            self.title.setModified(kept is not None)
            if not self.title.hasFocus():
                self.title.setCursorPosition(0)
        self.body.show_text(section.body, section.shown_body.pieces, editable=editable)
        if section.kind == SectionKind.PROCEDURE:
            self.starts.show_text(section.starts_when, section.shown_starts_when.pieces, editable=editable)
            self.check.show_text(section.check_body, section.shown_check.pieces, editable=editable)
            self.back.show_text(section.back_body, section.shown_back.pieces, editable=editable)
            self.steps.show_steps(section, editable=editable)
            self.sum.show_sum(section, editable=editable)
        if self._calls is not None:
            self._calls.show_calls(plan, editable=editable)
        data = (plan.systems, plan.vendors, Theme.current().dark, Theme.current().percent)
        if data == self._data:
            return
        self._data = data
        clear(self._tables)
        locale = self._writer.desk.workspace.locale
        if section.kind == SectionKind.SYSTEMS:
            self._tables.addWidget(system_table(plan.systems, locale, self._writer.desk.open_record))
        elif section.kind == SectionKind.VENDORS:
            self._tables.addWidget(vendor_table(plan.vendors, self._writer.desk.open_record))

    def show_editing(self, *, on: bool) -> None:
        """Say that a text is being written."""
        self._badge.setVisible(on)

    def retitle(self) -> None:
        """Keep the title that is typed; an empty one is none."""
        if not self.title.isModified():
            return
        self.title.setModified(False)
        title, before = self.title.text(), self.section.title
        self._typed_title.settled()
        if not title.strip():
            self.title.setText(before)
        elif title != before:
            self._writer.change(
                _("Title of “{title}”").format(title=before),
                "section",
                self.section.id,
                {"title": title},
                {"title": before},
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.title and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape and self.title.isModified():
                self.title.setText(self.section.title)
                self.title.setModified(False)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
                self.retitle()
                self.body.edit()
                return True
        return super().eventFilter(watched, event)

    def _choose_cover(self) -> None:
        alone: dict[int, str] = {}
        for step in self.section.steps:
            if step.person_id is not None and step.cover_id is None:
                alone.setdefault(step.person_id, step.who)
        if len(alone) == 1:
            self._ask_cover(*next(iter(alone.items())))
            return
        actions = [
            Action(_("Cover for {who}…").format(who=who), partial(self._ask_cover, person, who), icon="users")
            for person, who in alone.items()
        ]
        menu_of(actions, self).popup(self.sum.mapToGlobal(self.sum.rect().bottomLeft()))

    def _ask_cover(self, person: int, who: str) -> None:
        chooser = RecordChooser(self._writer.desk, "people", _("Who covers for {who}?").format(who=who), self)
        chooser.chosen.connect(
            lambda cover: self._writer.cover(
                _("Cover for {who} chosen").format(who=who), self.section.id, person, cover
            )
        )
        chooser.open()


class SectionPane(QScrollArea):
    """Holds the paper of the section in front and knows which text is being written."""

    editing_changed = Signal()

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer
        self.paper: Paper | None = None
        self.field: TextField | None = None
        self._left: list[Paper] = []
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Section"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QFrame()
        self._inside.setProperty("look", "subtle")
        self._row = QHBoxLayout(self._inside)
        self._row.setContentsMargins(24, 16, 24, 24)
        self._row.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._inside)
        writer.field_began.connect(self._began)
        writer.field_ended.connect(self._ended)
        writer.data_wanted.connect(lambda field: self.insert_data(field, typed="@"))

    def show_section(self, plan: Any, section: Any, *, editable: bool) -> None:
        """Show a section; the same one keeps what is being typed."""
        paper = self.paper
        if paper is None or paper.section.id != section.id or paper.section.kind != section.kind:
            self.clear()
            paper = self.paper = Paper(self._writer, section, self._data_for)
            paper.setMaximumWidth(Theme.current().px(WIDEST))
            self._row.addWidget(paper)
            self.verticalScrollBar().setValue(0)
        paper.show_section(plan, section, editable=editable)

    def texts(self) -> list[QTextEdit]:
        """Everything that is read formatted, in order."""
        fields = self.paper.fields if self.paper is not None else []
        return [field.view for field in fields if field.view.isVisible()]

    def clear(self) -> None:
        """Take the paper away; texts being written save themselves first."""
        paper = self.paper
        if paper is None:
            return
        self.finish()
        self.paper = self.field = None
        self._row.removeWidget(paper)
        paper.hide()
        self._left.append(paper)
        self._sweep()

    def _sweep(self) -> None:
        """Throw away papers that were left, once their texts are saved."""
        for paper in [one for one in self._left if not any(field.busy for field in one.fields)]:
            self._left.remove(paper)
            paper.deleteLater()

    def finish(self) -> None:
        """Save what is being written."""
        if self.paper is not None:
            self.paper.retitle()
            for field in self.paper.fields:
                field.finish()

    def _began(self, field: TextField) -> None:
        self.field = field
        self._say()

    def _ended(self, field: TextField) -> None:
        if field is self.field:
            self.field = None
        self._say()
        self._sweep()

    def _say(self) -> None:
        if self.paper is not None:
            self.paper.show_editing(on=self.field is not None)
        self.editing_changed.emit()

    def _field(self) -> TextField | None:
        """The text being written, else the section's own."""
        if self.field is None and self.paper is not None:
            self.paper.body.edit()
        return self.field

    def rewrite(self, change: Callable[[str], str], *, lines: bool = False) -> None:
        """Let a button change the text being written."""
        field = self._field()
        if field is not None:
            field.source.rewrite(change, lines=lines)

    def insert_data(self, field: TextField | None = None, *, kinds: tuple[str, ...] = (), typed: str = "") -> None:
        """Offer the data for the text being written."""
        target = field or self._field()
        if target is not None:
            self._offer(target, kinds, typed)

    def _offer(self, target: TextField, kinds: tuple[str, ...], typed: str) -> None:
        def put(token: str) -> None:
            target.edit()
            target.source.insert(token)

        ask_for_data(self._writer.desk, self, put, kinds=kinds, typed=typed)

    def _data_for(self, put: Callable[[str], object]) -> None:
        ask_for_data(self._writer.desk, self, put, typed="@")
