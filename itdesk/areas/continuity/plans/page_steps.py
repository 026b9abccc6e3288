"""The steps of a procedure: what to do, who does it, who covers and how long it takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans import rules
from itdesk.areas.continuity.plans.page_writing import Writer
from itdesk.core.durations import parse_minutes
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.buttons import Button
from itdesk.ui.drafts import text_key
from itdesk.ui.labels import label, restyle
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.typed_fields import TypedFields

WHO_WIDTH = 148


class NumberDisc(QWidget):
    """The number of a step."""

    def __init__(self) -> None:
        super().__init__()
        self._number = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_number(self, number: int) -> None:
        """Another place in the order."""
        self._number = str(number)
        self.setAccessibleName(_("Step {number}").format(number=number))
        self.update()

    def sizeHint(self) -> QSize:
        side = Theme.current().px(22)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(Theme.current().color("grey-tint"))
        painter.drawEllipse(QRectF(self.rect()))
        drawing.draw(painter, self.rect(), self._number, role="caption", weight=600, tone="text-2", align="middle")


class MinutesEdit(QLineEdit):
    """How long a step takes, typed as 25, 0:25, 25 min or 1.5 h; empty where nobody knows."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self.setProperty("look", "quiet")
        self.setProperty("fit", "line")
        self.setPlaceholderText(placeholder)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setToolTip(_("How long it takes, such as 25, 0:25 or 1.5 h"))
        self.textEdited.connect(lambda _text: self._judge(wrong=False))

    def show_minutes(self, minutes: int | None) -> None:
        """The stored value, unless another one is being typed."""
        if not (self.hasFocus() and self.isModified()):
            self.setText("" if minutes is None else rules.duration(minutes))
            self.setModified(False)
            self._judge(wrong=False)

    def minutes(self) -> int | None:
        """What is typed; raises UserError and turns red where it is no time."""
        if not self.text().strip():
            return None
        try:
            return parse_minutes(self.text())
        except UserError as error:
            self._judge(wrong=True)
            self.setToolTip(str(error))
            raise

    def _judge(self, *, wrong: bool) -> None:
        restyle(self, invalid="true" if wrong else "")


class StepRow(QFrame):
    """One step. Enter or F2 writes, Alt+Up and Alt+Down move it, Delete takes it out, Up and Down go to others."""

    def __init__(self, writer: Writer, steps: StepList, step: Any) -> None:
        super().__init__()
        self.setProperty("look", "row")
        self._writer, self._steps = writer, steps
        self.step = step
        self._disc = NumberDisc()
        self.field = writer.field("step", step.id, "body", _("What to do"), _("What to do"))
        self.field.view.installEventFilter(self)
        self._who = Button("", kind="quiet", small=True, run=self._choose_who)
        self._who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._who.setFixedHeight(Theme.current().px(24))
        self._cover = label("", "small", "text-3")
        self._cover.setContentsMargins(0, 0, 7, 0)
        self._minutes = MinutesEdit(_("Time"))
        self._minutes.setFixedWidth(Theme.current().px(108))
        self._minutes.editingFinished.connect(self._typed_minutes)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 5, 0, 5)
        row.setSpacing(10)
        top = Qt.AlignmentFlag.AlignTop
        number = QVBoxLayout()
        number.setContentsMargins(4, 3, 0, 0)
        number.addWidget(self._disc, 0, top)
        row.addLayout(number)
        row.addWidget(self.field, 1, top)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.setContentsMargins(0, 2, 0, 0)
        end = Qt.AlignmentFlag.AlignRight
        side.addWidget(self._who, 0, end)
        side.addWidget(self._cover, 0, end)
        side.addWidget(self._minutes, 0, end)
        side.addStretch(1)
        row.addLayout(side)
        self.show_step(step, editable=True)

    def show_step(self, step: Any, *, editable: bool) -> None:
        """Show it as it is stored now."""
        self.step = step
        self._disc.show_number(step.number)
        self.field.show_text(step.body, step.shown.pieces, editable=editable)
        self.field.view.setAccessibleName(_("Step {number}").format(number=step.number))
        shown = drawing.metrics().elidedText(
            step.who or _("Nobody yet"), Qt.TextElideMode.ElideRight, Theme.current().px(WHO_WIDTH - 16)
        )
        self._who.setText(shown.replace("&", "&&"))
        self._who.set_name(_("Step {number} is done by {who}").format(number=step.number, who=step.who or _("nobody")))
        self._cover.setText(_("or {who}").format(who=step.cover) if step.cover else "")
        self._cover.setVisible(bool(step.cover))
        self._minutes.setReadOnly(not editable)
        self._minutes.setAccessibleName(_("Minutes of step {number}").format(number=step.number))
        self._minutes.show_minutes(step.minutes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field.view and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if step is not None and alt and self.field.view.editable:
            self._steps.shift(self.step, step)
        elif step is not None and not event.modifiers():
            self._steps.go(self.step, step)
        elif event.key() == Qt.Key.Key_Delete and self.field.view.editable:
            self._steps.take_out(self.step)
        else:
            return False
        return True

    def _typed_minutes(self) -> None:
        try:
            minutes = self._minutes.minutes()
        except UserError as error:
            self._writer.desk.refused.emit(error)
            return
        self._minutes.setModified(False)
        if minutes != self.step.minutes:
            what = _("Time of step {number}").format(number=self.step.number)
            self._change(what, {"minutes": minutes}, {"minutes": self.step.minutes})
        self._minutes.show_minutes(minutes)

    def _change(self, what: str, after: dict[str, Any], before: dict[str, Any]) -> None:
        self._writer.change(what, "step", self.step.id, after, before)

    def _choose_who(self) -> None:
        if not self.field.view.editable:
            kind, key = ("people", self.step.person_id) if self.step.person_id else ("vendors", self.step.vendor_id)
            if key:
                self._writer.desk.open_record(kind, key)
            return
        actions: list[Action | None] = [
            Action(_("A person…"), partial(self._ask, "people", "person_id"), icon="user"),
            Action(_("A vendor…"), partial(self._ask, "vendors", "vendor_id"), icon="vendor"),
        ]
        if self.step.person_id is not None:
            actions.append(Action(_("Who covers…"), partial(self._ask, "people", "cover_id"), icon="users"))
        if self.step.who:
            actions += [None, Action(_("Nobody"), self._nobody, icon="x")]
        actions += [
            None,
            Action(_("Move up"), partial(self._steps.shift, self.step, -1), "Alt+Up", "up"),
            Action(_("Move down"), partial(self._steps.shift, self.step, 1), "Alt+Down", "down"),
            Action(_("Delete step"), partial(self._steps.take_out, self.step), "Del", "trash"),
        ]
        menu_of(actions, self).popup(self._who.mapToGlobal(self._who.rect().bottomLeft()))

    def _who_now(self) -> dict[str, Any]:
        step = self.step
        return {"person_id": step.person_id, "vendor_id": step.vendor_id, "cover_id": step.cover_id}

    def _ask(self, kind: str, column: str) -> None:
        titles = {
            "person_id": _("Who does it?"),
            "vendor_id": _("Which vendor does it?"),
            "cover_id": _("Who covers?"),
        }
        none = _("Nobody covers") if column == "cover_id" else ""
        chooser = RecordChooser(self._writer.desk, kind, titles[column], self, none=none)
        chooser.chosen.connect(lambda key: self._give(column, key))
        chooser.open()

    def _give(self, column: str, key: int) -> None:
        before = self._who_now()
        after = dict(before)
        after[column] = key or None
        if column == "person_id":
            after["vendor_id"] = None
        elif column == "vendor_id":
            after["person_id"] = after["cover_id"] = None
        self._change(_("Who does step {number}").format(number=self.step.number), after, before)

    def _nobody(self) -> None:
        after = dict.fromkeys(self._who_now())
        self._change(_("Who does step {number}").format(number=self.step.number), after, self._who_now())


class NextStep(QFrame):
    """The line at the end: what to do, who, how long, Enter; the person stays for the next one."""

    def __init__(self, writer: Writer, steps: StepList) -> None:
        super().__init__()
        self._writer, self._steps = writer, steps
        self._person: int | None = None
        self.text = QLineEdit()
        self.text.setProperty("look", "quiet")
        self.text.setPlaceholderText(_("Next step, then Enter"))
        self.text.setAccessibleName(_("Next step"))
        self.text.installEventFilter(self)
        self._who = Button(_("Who"), icon="user", kind="quiet", small=True, run=self._choose)
        self._who.set_name(_("Who does the next step"))
        self.minutes = MinutesEdit(_("Time"))
        self.minutes.setAccessibleName(_("Minutes of the next step"))
        self.minutes.setFixedWidth(Theme.current().px(80))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(6)
        mark = QWidget()
        mark.setFixedWidth(Theme.current().px(26))
        inside = QHBoxLayout(mark)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(IconMark("plus", "text-2"))
        row.addWidget(mark)
        row.addWidget(self.text, 1)
        row.addWidget(self._who)
        row.addWidget(self.minutes)
        fields = {"text": self.text, "minutes": self.minutes}
        self._typed = TypedFields(self, writer.desk, fields, self.add, stays=True)
        self.text.returnPressed.connect(self.add)
        self.minutes.returnPressed.connect(self.add)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.text() == "@" and self._before_word():
                self._steps.data_for(self.text.insert)
                return True
            if event.key() == Qt.Key.Key_Up:
                self._steps.go(None, -1)
                return True
        return super().eventFilter(watched, event)

    def write_in(self, section_id: int) -> None:
        """Steps are written for this section; what was begun for it stands here again."""
        key = text_key("plans", self._writer.plan_id, f"section/{section_id}/next")
        if key != self._typed.key:
            self._typed.end()
            self.text.clear()
            self.minutes.clear()
            self._typed.begin(key, _("Next step"))

    def _before_word(self) -> bool:
        before = self.text.text()[: self.text.cursorPosition()]
        return not before or before[-1].isspace() or before[-1] in "(["

    def _choose(self) -> None:
        chooser = RecordChooser(self._writer.desk, "people", _("Who does it?"), self, none=_("Nobody yet"))
        chooser.chosen.connect(self._chosen)
        chooser.open()

    def _chosen(self, person_id: int) -> None:
        self._person = person_id or None

        def read(session: Any) -> str:
            from itdesk.db import records

            return records.title_of(session, "people", person_id) if person_id else ""

        def show(name: str) -> None:
            self._who.setText((name or _("Who")).replace("&", "&&"))
            self._who.updateGeometry()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

        self._writer.desk.read(self, read, show)

    def add(self) -> None:
        """Add the step that is typed; without a text the writing is over."""
        body = self.text.text().strip()
        if not body:
            self._steps.finished.emit()
            return
        try:
            minutes = self.minutes.minutes()
        except UserError as error:
            self._writer.desk.refused.emit(error)
            return

        def added(_step: Any) -> None:
            self.text.clear()
            self.minutes.clear()
            self._typed.settled()
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

        self._steps.add(body, self._person, minutes, added)


class StepList(QWidget):
    """All steps and the line for the next."""

    finished = Signal()

    def __init__(self, writer: Writer, data_for: Callable[[Callable[[str], object]], None]) -> None:
        super().__init__()
        self._writer = writer
        self.data_for = data_for
        self._section: Any = None
        self._wanted = 0  # the step to stand on once it is shown in its new place
        self.rows: dict[int, StepRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.next_step = NextStep(writer, self)
        self._column.addWidget(self.next_step)

    def show_steps(self, section: Any, *, editable: bool) -> None:
        """Show the steps of a section; rows that stay keep what is being typed in them."""
        self._section = section
        wanted = [step.id for step in section.steps]
        for gone in [key for key in self.rows if key not in wanted]:
            row = self.rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for place, step in enumerate(section.steps):
            if step.id not in self.rows:
                self.rows[step.id] = StepRow(self._writer, self, step)
            row = self.rows[step.id]
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
            row.show_step(step, editable=editable)
        if editable:
            self.next_step.write_in(section.id)
        self.next_step.setVisible(editable)
        stepped = self.rows.get(self._wanted)
        if stepped is not None:
            self._wanted = 0
            stepped.field.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self, step: Any, by: int) -> None:
        """Stand on the step before or after; after the last comes the line for the next one."""
        order = [one.id for one in self._section.steps]
        place = len(order) + by if step is None else order.index(step.id) + by
        if 0 <= place < len(order):
            self.rows[order[place]].field.view.setFocus(Qt.FocusReason.OtherFocusReason)
        elif place >= len(order) and not self.next_step.isHidden():
            self.next_step.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def shift(self, step: Any, by: int) -> None:
        """Move a step up or down."""
        place = step.number - 1
        if not 0 <= place + by < len(self._section.steps):
            return
        self._wanted = step.id
        self._writer.move(
            _("Step {number} moved").format(number=step.number),
            "step",
            step.id,
            {"position": place + by},
        )

    def take_out(self, step: Any) -> None:
        """Delete a step; the focus goes to the one that takes its place."""
        order = [one.id for one in self._section.steps]
        place = order.index(step.id)
        following = order[place + 1] if place + 1 < len(order) else order[place - 1] if place else 0
        if following:
            self.rows[following].field.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._writer.take_out(_("Step {number} deleted").format(number=step.number), "step", step.id)

    def add(self, body: str, person: int | None, minutes: int | None, added: Callable[[Any], object]) -> None:
        """Add a step at the end."""
        named = {"person_id": person, "minutes": minutes}
        self._writer.add(_("Step added"), "step", (self._section.id, body), named, added)
