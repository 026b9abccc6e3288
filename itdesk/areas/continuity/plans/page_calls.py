"""The call tree: its boxes as rows to fill in, and as a picture."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans.page_writing import Writer
from itdesk.core.texts import _
from itdesk.ui import drawing
from itdesk.ui.buttons import Button
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import text_key
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.record_chooser import RecordChooser
from itdesk.ui.sections import TextButton
from itdesk.ui.theme import Theme

INDENT = 20


def spoken(box: Any) -> str:
    """A box in words."""
    covers = _("stand-in {name}").format(name=box.stand_in) if box.stand_in else ""
    return ", ".join(part for part in (box.name, box.duty, box.phone or _("no number"), covers) if part)


class CallRow(QFrame):
    """One box. Alt with the arrows moves it and puts it under the one above or out again; Delete takes it out."""

    def __init__(self, calls: CallList, box: Any, *, editable: bool) -> None:
        super().__init__()
        self.setProperty("look", "row")
        self._calls, self._box, self._editable = calls, box, editable
        row = QHBoxLayout(self)
        row.setContentsMargins(4 + box.depth * Theme.current().px(INDENT), 4, 4, 4)
        row.setSpacing(8)
        self.button = TextButton(box.name, self._menu)
        self.button.set_name(spoken(box))
        self.button.installEventFilter(self)
        row.addWidget(self.button)
        row.addWidget(label(box.duty, "small", "text-2", wrap=True), 1)
        if box.stand_in:
            row.addWidget(label(_("or {who}").format(who=box.stand_in), "small", "text-2"))
        phone = label(box.phone or _("No number"), "body", "text" if box.phone else "red-text", selectable=True)
        row.addWidget(phone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.button and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        if not self._editable:
            return False
        if event.key() == Qt.Key.Key_Delete:
            self._calls.take_out(self._box)
            return True
        if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            return False
        moves = {
            Qt.Key.Key_Up: partial(self._calls.shift, self._box, -1),
            Qt.Key.Key_Down: partial(self._calls.shift, self._box, 1),
            Qt.Key.Key_Right: partial(self._calls.put_under, self._box),
            Qt.Key.Key_Left: partial(self._calls.put_out, self._box),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is not None:
            move()
        return move is not None

    def _menu(self) -> None:
        box, calls = self._box, self._calls
        kind, key = ("people", box.person_id) if box.person_id else ("vendors", box.vendor_id)
        actions: list[Action | None] = []
        if key:
            actions.append(Action(_("Open {name}").format(name=box.name), partial(calls.open, kind, key), icon="arrow"))
        if self._editable:
            actions += [
                Action(_("Calls a person…"), partial(calls.ask, "people", box.id), icon="user"),
                Action(_("Calls a vendor…"), partial(calls.ask, "vendors", box.id), icon="vendor"),
                Action(_("Stand-in…"), partial(calls.ask_stand_in, box), icon="users"),
                Action(_("Another number…"), partial(calls.ask_number, box), icon="call"),
                None,
                Action(_("Move up"), partial(calls.shift, box, -1), "Alt+Up", "up"),
                Action(_("Move down"), partial(calls.shift, box, 1), "Alt+Down", "down"),
                Action(_("Under the one above"), partial(calls.put_under, box), "Alt+Right", "right"),
                Action(_("One level out"), partial(calls.put_out, box), "Alt+Left", "left"),
                Action(_("Delete"), partial(calls.take_out, box), "Del", "trash"),
            ]
        if actions:
            menu_of(actions, self).popup(self.button.mapToGlobal(self.button.rect().bottomLeft()))


class CallList(QWidget):
    """Everybody in the call tree, each under the one that calls them."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer
        self._boxes: tuple[Any, ...] = ()
        self._seen: object = None
        self._plan = 0
        self._wanted = 0
        self.rows: dict[int, CallRow] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        column.addLayout(self._rows)
        self._add = QWidget()
        line = FlowLayout(self._add, gap=12)
        line.addWidget(Button(_("Call a person"), icon="plus", kind="link", run=partial(self.ask, "people", None)))
        line.addWidget(Button(_("Call a vendor"), icon="plus", kind="link", run=partial(self.ask, "vendors", None)))
        line.addWidget(Button(_("Call somebody else"), icon="plus", kind="link", run=self._ask_other))
        column.addWidget(self._add)

    def show_calls(self, plan: Any, *, editable: bool) -> None:
        """Show the call tree of a plan."""
        if (plan.calls, editable) == self._seen:
            return
        self._seen = (plan.calls, editable)
        self._plan, self._boxes = plan.id, plan.calls
        focused = next((key for key, row in self.rows.items() if row.button.hasFocus()), 0)
        for row in self.rows.values():
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for box in plan.calls:
            row = self.rows[box.id] = CallRow(self, box, editable=editable)
            self._rows.addWidget(row)
        stay = self.rows.get(self._wanted or focused)
        self._wanted = 0
        if stay is not None:
            stay.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._add.setVisible(editable)

    def open(self, kind: str, key: int) -> None:
        """Open who stands in a box."""
        self._writer.desk.open_record(kind, key)

    def ask(self, kind: str, above: int | None) -> None:
        """Choose whom somebody calls; above None: who is called first."""
        column = "person_id" if kind == "people" else "vendor_id"
        chooser = RecordChooser(self._writer.desk, kind, _("Who is called?"), self, act=_("Add"))
        chooser.chosen.connect(lambda key: self._put({column: key}, above))
        chooser.open()

    def _put(self, values: dict[str, Any], above: int | None, asked: Dialog | None = None) -> None:
        named = {**values, "parent_id": above}
        self._writer.add(_("Call added"), "call", (self._plan,), named, asked=asked)

    def _ask_other(self) -> None:
        name, phone = QLineEdit(), QLineEdit()
        dialog = Dialog(
            self,
            _("Who is called?"),
            _("For somebody who stands neither among people nor vendors."),
            act=_("Add"),
            check=lambda: "" if name.text().strip() else _("Type a name."),
        )
        for field, words in ((name, _("Name")), (phone, _("Phone"))):
            field.setAccessibleName(words)
            dialog.body.addWidget(label(words, "small", "text-2", buddy=field))
            dialog.body.addWidget(field)
        dialog.until_taken(
            lambda: self._put({"name": name.text().strip(), "phone": phone.text().strip() or None}, None, dialog)
        )
        key = text_key("plans", self._plan, "call")
        dialog.keep_typed(self._writer.desk, key, _("Call"), {"name": name, "phone": phone})
        dialog.open()
        name.setFocus()

    def ask_stand_in(self, box: Any) -> None:
        """Choose who is called if this one can't be reached."""
        title = _("Who stands in for {name}?").format(name=box.name)
        chooser = RecordChooser(self._writer.desk, "people", title, self, none=_("Nobody"))
        chooser.chosen.connect(
            lambda key: self._writer.change(
                _("Stand-in for {name}").format(name=box.name),
                "call",
                box.id,
                {"stand_in_id": key or None},
                {"stand_in_id": box.stand_in_id},
            )
        )
        chooser.open()

    def ask_number(self, box: Any) -> None:
        """Type a number for this plan alone; empty takes the person's or the vendor's."""
        phone = QLineEdit(box.own_phone)
        phone.setAccessibleName(_("Phone"))
        dialog = Dialog(
            self,
            _("Which number for {name}?").format(name=box.name),
            _("For this plan alone. Empty: the number that stands in your data."),
            act=_("Take it"),
        )
        dialog.body.addWidget(phone)
        dialog.until_taken(
            lambda: self._writer.change(
                _("Number of {name}").format(name=box.name),
                "call",
                box.id,
                {"phone": phone.text().strip() or None},
                {"phone": box.own_phone or None},
                asked=dialog,
            )
        )
        key = text_key("plans", self._plan, f"call/{box.id}")
        dialog.keep_typed(self._writer.desk, key, _("Number to call"), {"phone": phone})
        dialog.open()
        phone.setFocus()

    def _beside(self, parent: int | None) -> list[int]:
        return [box.id for box in self._boxes if box.parent_id == parent]

    def _to(self, box: Any, parent: int | None, position: int) -> None:
        self._wanted = box.id
        after = {"parent_id": parent, "position": position}
        self._writer.move(_("{name} moved").format(name=box.name), "call", box.id, after)

    def shift(self, box: Any, by: int) -> None:
        """Call somebody earlier or later."""
        order = self._beside(box.parent_id)
        place = order.index(box.id) + by
        if 0 <= place < len(order):
            self._to(box, box.parent_id, place)

    def put_under(self, box: Any) -> None:
        """Let the one above call this one."""
        order = self._beside(box.parent_id)
        place = order.index(box.id)
        if place:
            above = order[place - 1]
            self._to(box, above, len(self._beside(above)))

    def put_out(self, box: Any) -> None:
        """Let the one that calls the caller call this one."""
        caller = next((one for one in self._boxes if one.id == box.parent_id), None)
        if caller is not None:
            self._to(box, caller.parent_id, self._beside(caller.parent_id).index(caller.id) + 1)

    def take_out(self, box: Any) -> None:
        """Delete a box; whom it calls moves up."""
        self._writer.take_out(_("{name} is not called any more").format(name=box.name), "call", box.id)


class CallTree(QWidget):
    """The picture: who is called first on top, boxes below with lines, deeper ones as words. A click opens a box."""

    chosen = Signal(str, int)

    def __init__(self, boxes: tuple[Any, ...], minutes: int) -> None:
        super().__init__()
        self._boxes = boxes
        self._foot = _("No answer in {minutes} min? Call the next line.").format(minutes=minutes)
        self._below: dict[int | None, list[Any]] = defaultdict(list)
        for box in boxes:
            self._below[box.parent_id].append(box)
        self.setAccessibleName(_("Call tree: {names}").format(names="; ".join(spoken(box) for box in boxes)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @staticmethod
    def _measures() -> tuple[int, int, int]:
        theme = Theme.current()
        return theme.px(44), theme.px(28), theme.px(18)  # height of a box, gap between lines, line of words

    def sizeHint(self) -> QSize:
        return QSize(260, self._places(260)[2])

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(160), self.sizeHint().height())

    def _places(self, width: int) -> tuple[list[tuple[Any, QRect]], list[tuple[Any, QRect, Any]], int]:
        """Boxes, words under boxes (with the box above), and the whole height."""
        tall, gap, line = self._measures()
        boxes: list[tuple[Any, QRect]] = []
        words: list[tuple[Any, QRect, Any]] = []
        y = 2
        for root in self._below[None]:
            wide = min(width, Theme.current().px(132))
            boxes.append((root, QRect((width - wide) // 2, y, wide, tall)))
            y += tall
            below = self._below[root.id]
            for start in range(0, len(below), 2):
                pair = below[start : start + 2]
                y += gap
                half = (width - 12) // 2 if len(pair) == 2 else wide
                deepest = 0
                for place, box in enumerate(pair):
                    x = place * (half + 12) if len(pair) == 2 else (width - wide) // 2
                    boxes.append((box, QRect(x, y, half, tall)))
                    deeper = self._deeper(box)
                    for number, one in enumerate(deeper):
                        words.append((one, QRect(x, y + tall + 8 + number * line, half, line), box))
                    deepest = max(deepest, len(deeper))
                y += tall + (8 + deepest * line if deepest else 0)
            y += gap // 2
        return boxes, words, y + line + 4

    def _deeper(self, box: Any) -> list[Any]:
        out = []
        for one in self._below[box.id]:
            out += [one, *self._deeper(one)]
        return out

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes, words, height = self._places(self.width())
        places = {box.id: place for box, place in boxes}
        painter.setPen(QPen(theme.color("line-strong"), 1))
        for box, place in boxes:
            above = places.get(box.parent_id)
            if above is not None:
                self._link(painter, above, place)
        for box, place in boxes:
            first = box.parent_id is None
            painter.setPen(QPen(theme.color("accent" if first else "line-strong"), 1.2 if first else 1))
            painter.setBrush(theme.color("surface"))
            painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            inner = place.adjusted(8, 4, -6, -4)
            upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
            drawing.draw(painter, upper, box.name, role="small", weight=600)
            lower = upper.translated(0, inner.height() // 2)
            tone = "text-2" if box.phone else "red-text"
            drawing.draw(painter, lower, box.phone or _("No number"), role="small", tone=tone)
        for box, place, _above in words:
            drawing.draw(painter, place, box.name, role="small", tone="text-2", align="middle")
        foot = QRect(0, height - theme.px(18), self.width(), theme.px(18))
        drawing.draw(painter, foot, self._foot, role="caption", tone="text-2", align="middle")

    @staticmethod
    def _link(painter: QPainter, above: QRect, below: QRect) -> None:
        start, end = above.center().x(), below.center().x()
        middle = above.bottom() + (Theme.current().px(28) // 2)
        top = below.top()
        if top - above.bottom() > Theme.current().px(40):  # a later line of boxes: down beside the first
            middle = top - Theme.current().px(14)
        painter.drawLine(QPointF(start, above.bottom() + 1), QPointF(start, middle))
        painter.drawLine(QPointF(start, middle), QPointF(end, middle))
        painter.drawLine(QPointF(end, middle), QPointF(end, top))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        boxes, words, _height = self._places(self.width())
        at = event.position().toPoint()
        for box, place in [*boxes, *((box, place) for box, place, _above in words)]:
            if place.contains(at) and (box.person_id or box.vendor_id):
                kind = "people" if box.person_id else "vendors"
                self.chosen.emit(kind, box.person_id or box.vendor_id)
                return
