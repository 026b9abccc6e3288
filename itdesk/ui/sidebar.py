"""The left edge of the window: workspace, search, areas with counts, pinned views, save state, person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import (
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.avatars import paint_avatar
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.nav_list import FOLDED, INSET, NavList, Row, mirrored
from itdesk.ui.places import Area, Owner, Pinned
from itdesk.ui.theme import Theme

WIDTH = 208


class OwnerButton(QPushButton):
    """Tile or disc with two lines; opens a menu. The workspace's has arrows at its end, the person's sliders."""

    def __init__(self, owner: Owner, *, tile: bool, icon: str, name: str) -> None:
        super().__init__()
        self._tile = tile
        self._icon = icon
        self._name = name
        self.folded = False
        self.owner = owner
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_owner(owner)

    def show_owner(self, owner: Owner) -> None:
        """Show a name and its second line."""
        self.owner = owner
        self.setAccessibleName(f"{self._name}: {owner.name}" + (f", {owner.detail}" if owner.detail else ""))
        self.setToolTip(owner.name if self.folded else "")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(FOLDED, Theme.current().px(44))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        box = self.rect()
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = theme.px(28 if self._tile else 24)
        lead = (box.width() - side) // 2 if self.folded else 4 if self._tile else 8
        disc = QRect(box.left() + lead, box.center().y() - side // 2 + 1, side, side)
        paint_avatar(
            painter, QRectF(mirrored(disc, box, rtl=rtl)), self.owner.name, tile=self._tile, mark=self.owner.mark
        )
        if not self.folded:
            tail = theme.px(16) + 12
            icon_room = QRect(box.right() + 1 - tail, box.top(), theme.px(16), box.height())
            icons.paint(painter, mirrored(icon_room, box, rtl=rtl), self._icon)
            room = QRect(box.left() + lead + side + 8, 0, box.width() - lead - side - 8 - tail - 4, 0)
            self._paint_lines(painter, theme, mirrored(room, box, rtl=rtl))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_lines(self, painter: QPainter, theme: Theme, room: QRect) -> None:
        height = theme.px(16)
        lines = [(self.owner.name, "body", 600, "text")]
        if self.owner.detail:
            lines.append((self.owner.detail, "caption", 400, "text-2"))
        y = self.rect().center().y() - height * len(lines) // 2 + 1
        for text, role, weight, tone in lines:
            line = QRect(room.left(), y, room.width(), height)
            drawing.draw(painter, line, text, role=role, weight=weight, tone=tone)
            y += height


class SearchField(QPushButton):
    """Looks like a field and opens the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.folded = False
        self.setAccessibleName(_("Search or do"))
        self.setToolTip(_("Search or run a command") + "  Ctrl K")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return QSize(32, Theme.current().px(32))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        hot = "accent" if focus else "line-input" if self.underMouse() else "line-strong"
        painter.setPen(QPen(theme.color(hot), 2 if focus else 1))
        painter.setBrush(theme.color("surface"))
        inset = 1 if focus else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        if self.folded:
            icons.paint(painter, self.rect(), "search")
            return
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        box = self.rect()
        side = theme.px(16)
        icons.paint(painter, mirrored(QRect(8, 0, side, box.height()), box, rtl=rtl), "search", size=theme.px(14))
        room = QRect(8 + side + 6, 0, box.width() - side - 26 - keys.caps_width("Ctrl+K"), box.height())
        drawing.draw(painter, mirrored(room, box, rtl=rtl), _("Search or do…"), tone="text-3")
        keys.paint_caps(painter, box.adjusted(8, 0, -8, 0), "Ctrl+K")


class Sidebar(QFrame):
    """208 px, or 48 when folded. Shows what it is given and nothing else."""

    area_chosen = Signal(str)
    apart_wanted = Signal(str)  # an area, in a window of its own
    pinned_chosen = Signal(str)
    search_wanted = Signal()
    workspace_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, areas: Sequence[Area], workspace: Owner, person: Owner) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setProperty("turned", drawing.right_to_left())
        self.setAccessibleName(_("Areas"))
        self._areas: list[Area] = []
        self._counts: Mapping[str, int] = {}
        self.folded = False
        self.workspace = OwnerButton(workspace, tile=True, icon="updown", name=_("Workspace"))
        self.search = SearchField()
        self.areas = NavList(_("Areas"))
        self.pinned = NavList(_("Pinned views"), small=True)
        self._pinned_title = label(_("Pinned views"), "caption", "text-2")
        self.person = OwnerButton(person, tile=False, icon="sliders", name=_("You"))
        self._state_icon = Button(icon="ring-check", kind="quiet", small=True)
        self._state = ElidedLabel("", "caption", "text-2")
        self._build()
        self.workspace.clicked.connect(self.workspace_wanted)
        self.person.clicked.connect(self.person_wanted)
        self.search.clicked.connect(self.search_wanted)
        self.areas.chosen.connect(self.area_chosen)
        self.areas.apart.connect(self.apart_wanted)
        self.pinned.chosen.connect(self.pinned_chosen)
        self.set_areas(areas)
        self.set_pinned(())
        self.set_state("")
        self.set_folded(folded=False)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 8, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(_inset(self.workspace, 8, 0))
        outer.addWidget(_inset(self.search, 8, 8))
        middle = QWidget()
        middle.setObjectName("scrolled")
        lists = QVBoxLayout(middle)
        lists.setContentsMargins(INSET, 12, INSET, 8)
        lists.setSpacing(0)
        lists.addWidget(self.areas)
        self._pinned_title.setContentsMargins(8, 24, 8, 4)
        lists.addWidget(self._pinned_title)
        lists.addWidget(self.pinned)
        lists.addStretch()
        scroll = QScrollArea()
        scroll.setWidget(middle)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        outer.addWidget(scroll, 1)
        state = QWidget()
        line = QHBoxLayout(state)
        line.setContentsMargins(10, 0, 8, 8)
        line.setSpacing(4)
        self._state_icon.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.addWidget(self._state_icon)
        line.addWidget(self._state, 1)
        self._state_row = state
        outer.addWidget(state)
        foot = QFrame()
        foot.setProperty("look", "line-top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self.person)
        outer.addWidget(foot)

    def set_areas(self, areas: Sequence[Area]) -> None:
        """List these areas, without the hidden ones."""
        self._areas = [area for area in areas if not area.hidden]
        self.set_counts(self._counts)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """What needs you, by the key of the area; areas without one show none."""
        self._counts = counts
        rows = [Row(area.key, area.title, area.icon, counts.get(area.key), f"G, {area.letter}") for area in self._areas]
        self.areas.show_rows(rows)

    def set_pinned(self, views: Sequence[Pinned]) -> None:
        """List pinned views, six at most."""
        self.pinned.show_rows(
            [Row(view.key, view.title, view.icon or "pin", view.count, tone=view.tone) for view in views[:6]]
        )
        self._pinned_title.setVisible(bool(views) and not self.folded)
        self.pinned.setVisible(bool(views) and not self.folded)

    def set_state(self, text: str, icon: str = "ring-check", tone: str = "green") -> None:
        """Say that all is saved and when it was backed up, or what keeps it from being so."""
        self._state.setText(text)
        self._state_icon.icon_name = icon
        self._state_icon.set_name(text)
        self._state_icon.tone = tone
        self._state_icon.update()
        self._state_row.setVisible(bool(text))

    def set_folded(self, *, folded: bool) -> None:
        """Icons alone, or everything."""
        self.folded = folded
        for part in (self.workspace, self.search, self.areas, self.pinned, self.person):
            part.folded = folded
            part.update()
        for owner in (self.workspace, self.person):
            owner.show_owner(owner.owner)
        self._pinned_title.setVisible(bool(self.pinned.rows) and not folded)
        self.pinned.setVisible(bool(self.pinned.rows) and not folded)  # all of them have the same icon
        self._state.setVisible(not folded)
        self.rescale()

    def rescale(self) -> None:
        """Take the width for the font scale in use."""
        self.setFixedWidth(Theme.current().px(FOLDED) if self.folded else Theme.current().px(WIDTH))


def _inset(widget: QWidget, side: int, top: int) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(side, top, side, 0)
    row.addWidget(widget)
    return holder
