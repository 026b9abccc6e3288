"""The line above a list or pane: its name, chips, and what can be done; what does not fit goes behind the dots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from itdesk.core.texts import _
from itdesk.ui import drawing, icons
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label, rule
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.seatbar import hatch
from itdesk.ui.theme import Theme


class ViewButton(Button):
    """The name of what is shown, bold, with a chevron; a click opens a menu of the others."""

    def __init__(self, text: str, run: Callable[[], object]) -> None:
        super().__init__(text, kind="quiet", run=run)
        self.chevron = True
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)  # a long name is cut before the rest
        self.setAccessibleName(_("View: {name}").format(name=text))

    def set_title(self, text: str, *, changed: bool = False) -> None:
        """Name another view; changed says that the list shows something else than what is saved under the name."""
        shown = f"{text} •" if changed else text
        self.setText(shown.replace("&", "&&"))
        said = _("View: {name}, with changes that aren't saved") if changed else _("View: {name}")
        self.setAccessibleName(said.format(name=text))
        self.setToolTip(_("This view has changes that aren't saved.") if changed else "")
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(drawing.width(self._shown, "body", 600) + theme.px(12) + 14, theme.px(28))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), Theme.current().px(120)), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        box, side = self.rect(), theme.px(12)
        room = drawing.part(box, 4, box.width() - side - 12)
        used = drawing.draw(painter, room, self._shown, weight=600)
        icons.paint(painter, drawing.part(box, 4 + used + 6, side), "down", "text", size=side)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)


@dataclass(frozen=True, slots=True)
class LegendMark:
    """One entry of a legend. look: solid, hatch, light, line, tick, diamond, outline, dashes; tone is a token."""

    text: str
    tone: str
    look: str = "solid"


class Legend(QWidget):
    """What the patterns of a chart or bar mean, in drawing order."""

    def __init__(self, marks: Sequence[LegendMark]) -> None:
        super().__init__()
        self.marks = tuple(marks)
        self.setAccessibleName(_("Legend: {marks}").format(marks=", ".join(mark.text for mark in marks)))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        wide = sum(self._width(mark) for mark in self.marks) + 16 * max(0, len(self.marks) - 1)
        return QSize(wide, Theme.current().px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @staticmethod
    def _width(mark: LegendMark) -> int:
        return 12 + 5 + drawing.width(mark.text, "small") + 2

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x = 0
        for mark in self.marks:
            swatch = drawing.part(self.rect(), x, 12)
            paint_mark(painter, QRectF(swatch.left(), swatch.center().y() - 4, 12, 9), mark)
            room = drawing.part(self.rect(), x + 17, self._width(mark) - 17)
            drawing.draw(painter, room, mark.text, role="small", tone="text-2")
            x += self._width(mark) + 16


def paint_mark(painter: QPainter, box: QRectF, mark: LegendMark) -> None:
    """Draw the swatch of a legend entry."""
    theme = Theme.current()
    ink = theme.color(mark.tone)
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    if mark.look == "hatch":
        hatch(painter, box, ink, theme.color("surface"), radius=1, gap=4)
    elif mark.look == "line":
        painter.fillRect(QRectF(box.left(), box.center().y() - 1, box.width(), 2), ink)
    elif mark.look == "tick":
        painter.fillRect(QRectF(box.center().x() - 1, box.top() - 1, 2, box.height() + 2), ink)
    elif mark.look == "diamond":
        painter.translate(box.center())
        painter.rotate(45)
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(theme.color("surface"))
        painter.drawRect(QRectF(-3.6, -3.6, 7.2, 7.2))
    elif mark.look in {"outline", "dashes", "light"}:
        pen = QPen(ink, 1.2)
        if mark.look == "dashes":
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([2, 1.6])
        painter.setPen(pen)
        ground = theme.color("grey-tint" if mark.look == "light" else "surface")
        painter.setBrush(ground)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
    else:
        painter.setBrush(ink)
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()


@dataclass(slots=True)
class _Item:
    """A widget and what it does; end: it stands at the far end."""

    widget: QWidget
    action: Action | None
    end: bool


class Toolbar(QFrame):
    """44 px. Add the view's name, dividers and chips from the start, actions at the end; it never takes two lines."""

    def __init__(self, *, margin: int = 16, gap: int = 8) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self._margin = margin
        self._items: list[_Item] = []
        self._hidden: list[_Item] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(margin, 0, margin, 0)
        self._row.setSpacing(gap)
        self._start = QHBoxLayout()
        self._start.setSpacing(gap)
        self._end = QHBoxLayout()
        self._end.setSpacing(gap)
        self._row.addLayout(self._start)
        self._row.addStretch(1)
        self._row.addLayout(self._end)
        self._more = Button(icon="dots", kind="quiet", small=True, name=_("More"), run=self._open_more)
        self._row.addWidget(self._more)
        self._more.hide()
        self._rescale()
        Theme.current().follow(self, self._rescale)

    def add_view(self, text: str, run: Callable[[], object]) -> ViewButton:
        """The name of what is shown; run opens the menu of views."""
        button = ViewButton(text, run)
        self._start.insertWidget(0, button)
        self._row.setContentsMargins(self._margin - 4, 0, self._margin, 0)  # its words line up with the margin
        return button

    def add_title(self, text: str) -> None:
        """A name that has no menu."""
        self._start.insertWidget(0, label(text, "strong"))

    def add_divider(self) -> None:
        """A short line between groups."""
        line = rule(vertical=True)
        line.setFixedHeight(20)
        self.add(line)

    def add(self, widget: QWidget, *, end: bool = False, action: Action | None = None) -> None:
        """Add a widget; with an action it may go behind the dots when room is short."""
        (self._end if end else self._start).addWidget(widget)
        if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            widget.show()  # a layout shows it later, and what is hidden would not count below
        self._items.append(_Item(widget, action, end))
        self._fit()

    def insert(self, widget: QWidget, before: QWidget, *, action: Action | None = None) -> None:
        """Add a widget before another one that stands at the start."""
        self._start.insertWidget(self._start.indexOf(before), widget)
        place = next(number for number, item in enumerate(self._items) if item.widget is before)
        self._items.insert(place, _Item(widget, action, end=False))
        self._fit()

    def take(self, widget: QWidget) -> None:
        """Remove a widget and delete it."""
        self._items = [item for item in self._items if item.widget is not widget]
        self._hidden = [item for item in self._hidden if item.widget is not widget]
        self._start.removeWidget(widget)
        self._end.removeWidget(widget)
        widget.hide()
        widget.deleteLater()
        self._fit()

    def add_action(self, action: Action, *, kind: str = "quiet", end: bool = False) -> Button:
        """A button for an action, with its key."""
        button = Button(
            action.label.replace("&", "&&"),
            icon=action.icon,
            kind=kind,
            key=action.key,
            small=True,
            run=action.run,
        )
        self.add(button, end=end, action=action)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(160), Theme.current().px(44) + 1)

    def _fit(self) -> None:
        """Hide actions from the end of each side until the rest fits into one line."""
        for item in self._hidden:
            item.widget.show()
        self._hidden = []
        margins = self._row.contentsMargins()
        gap = self._row.spacing()
        room = self.width() - margins.left() - margins.right()
        more = self._more.sizeHint().width() + gap

        def wanted() -> int:
            shown = [part for part in self._parts() if not part.isHidden()]
            return sum(max(part.minimumSizeHint().width(), part.minimumWidth()) + gap for part in shown)

        need = wanted()
        if need > room:
            candidates = [
                item for item in reversed(self._items) if item.action is not None and not item.widget.isHidden()
            ]
            for item in sorted(candidates, key=lambda one: one.end, reverse=False):
                if need + more <= room:
                    break
                need -= item.widget.minimumSizeHint().width() + gap
                item.widget.hide()
                self._hidden.append(item)
        self._more.setVisible(bool(self._hidden))

    def _open_more(self) -> None:
        hidden = {id(item) for item in self._hidden}
        actions = [item.action for item in self._items if id(item) in hidden and item.action is not None]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _rescale(self) -> None:
        self.setFixedHeight(Theme.current().px(44) + 1)
        for part in self._parts():
            part.updateGeometry()  # they paint themselves, and nothing else tells that their words have grown
        self._fit()

    def _parts(self) -> list[QWidget]:
        """All that stands in it, hidden or not."""
        items = [side.itemAt(number) for side in (self._start, self._end) for number in range(side.count())]
        parts = [item.widget() for item in items if item is not None]
        return [part for part in parts if part is not None]
