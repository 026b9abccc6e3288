"""The left edge of the window: workspace, search, areas with counts, pinned views, save state, person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui import drawing, icons, keys
from itdesk.ui.avatars import paint_avatar
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.places import Area, Owner, Pinned
from itdesk.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
WIDTH = 208
FOLDED = 48


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list in the sidebar."""

    key: str
    title: str
    icon: str
    count: int | None = None
    hint: str = ""


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {row.count}" if row.count else row.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.title}  {' '.join(keys.caps(row.hint))}" if row.hint else row.title
        return None


class _Drawn(QStyledItemDelegate):
    def __init__(self, nav: NavList) -> None:
        super().__init__(nav)
        self._nav = nav

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(10, self._nav.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, nav = Theme.current(), self._nav
        row = nav.rows[index.row()]
        here = row.key == nav.here
        state: QStyle.StateFlag = option.state
        box: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = "selected" if here else "hover" if state & QStyle.StateFlag.State_MouseOver else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(QRectF(box), 6, 6)
        if state & QStyle.StateFlag.State_HasFocus and nav.ring:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(1, 1, -1, -1), 6, 6)
        rtl = nav.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = theme.px(16)
        ink = "accent-text" if here else "text-2"
        if nav.folded:
            icons.paint(painter, box, row.icon, ink)
            if row.count:
                painter.setPen(QPen(theme.color("window"), 1.5))
                painter.setBrush(theme.color("accent"))
                painter.drawEllipse(QRectF(box.center().x() + 4, box.center().y() - 10, 8, 8))
            painter.restore()
            return
        place = QRect(box.left() + 8, box.top(), side, box.height())
        icons.paint(painter, _mirror(place, box, rtl=rtl), row.icon, ink)
        right = 8
        if row.count:
            font = theme.font("small", 500 if here else 400)
            text = str(row.count)
            width = QFontMetrics(font).horizontalAdvance(text)
            painter.setFont(font)
            painter.setPen(theme.color("accent-text" if here else "text-2"))
            room = QRect(box.right() + 1 - 8 - width, box.top(), width, box.height())
            painter.drawText(_mirror(room, box, rtl=rtl), Qt.AlignmentFlag.AlignCenter, text)
            right += width + 8
        left = 8 + side + (8 if nav.small else 10)
        room = QRect(box.left() + left, box.top(), box.width() - left - right, box.height())
        drawing.draw(
            painter,
            _mirror(room, box, rtl=rtl),
            row.title,
            role="small" if nav.small else "body",
            weight=0 if nav.small else 600 if here else 500,
            tone=ink,
        )
        painter.restore()


class NavList(QListView):
    """A list of places: click or Enter goes there. The row of the page that is shown stays marked."""

    chosen = Signal(str)

    def __init__(self, name: str, *, small: bool = False) -> None:
        super().__init__()
        self.small = small
        self.folded = False
        self.here = ""
        self.ring = False
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setItemDelegate(_Drawn(self))
        self.setProperty("look", "plain")
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._go)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is listed."""
        return self._rows.rows

    @property
    def row_height(self) -> int:
        """Height of a row in the font scale in use."""
        return Theme.current().px(28 if self.small else 32)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """List these; the marked row stays marked."""
        keep = self.currentIndex().row()
        self._rows.show(rows)
        if 0 <= keep < len(rows):
            self.setCurrentIndex(self._rows.index(keep))
        self.updateGeometry()
        self.setVisible(bool(rows))

    def mark(self, key: str) -> None:
        """Mark the row of the page that is shown, or none."""
        self.here = key
        for number, row in enumerate(self.rows):
            if row.key == key:
                self.setCurrentIndex(self._rows.index(number))
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(FOLDED, len(self.rows) * self.row_height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _go(self, index: QModelIndex) -> None:
        self.chosen.emit(self.rows[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.ring = True
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self._go(self.currentIndex())
            return
        if event.text().strip():
            event.ignore()  # letters are the window's keys, not a search in the list
            return
        super().keyPressEvent(event)


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
        paint_avatar(painter, QRectF(_mirror(disc, box, rtl=rtl)), self.owner.name, tile=self._tile)
        if not self.folded:
            tail = theme.px(16) + 12
            icon_room = QRect(box.right() + 1 - tail, box.top(), theme.px(16), box.height())
            icons.paint(painter, _mirror(icon_room, box, rtl=rtl), self._icon)
            room = QRect(box.left() + lead + side + 8, 0, box.width() - lead - side - 8 - tail - 4, 0)
            self._paint_lines(painter, theme, _mirror(room, box, rtl=rtl))
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 2))
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
        icons.paint(painter, _mirror(QRect(8, 0, side, box.height()), box, rtl=rtl), "search", size=theme.px(14))
        room = QRect(8 + side + 6, 0, box.width() - side - 26 - keys.caps_width("Ctrl+K"), box.height())
        drawing.draw(painter, _mirror(room, box, rtl=rtl), _("Search or do…"), tone="text-3")
        keys.paint_caps(painter, box.adjusted(8, 0, -8, 0), "Ctrl+K")


class Sidebar(QFrame):
    """208 px, or 48 when folded. Shows what it is given and nothing else."""

    area_chosen = Signal(str)
    pinned_chosen = Signal(str)
    search_wanted = Signal()
    workspace_wanted = Signal()
    person_wanted = Signal()

    def __init__(self, areas: Sequence[Area], workspace: Owner, person: Owner) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setProperty("turned", drawing.right_to_left())
        self.setAccessibleName(_("Areas"))
        self._areas = [area for area in areas if not area.hidden]
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
        self.pinned.chosen.connect(self.pinned_chosen)
        self.set_counts({})
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
        lists.setContentsMargins(8, 12, 8, 8)
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

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """What needs you, by the key of the area; areas without one show none."""
        self._counts = counts
        rows = [Row(area.key, area.title, area.icon, counts.get(area.key), f"G, {area.letter}") for area in self._areas]
        self.areas.show_rows(rows)

    def set_pinned(self, views: Sequence[Pinned]) -> None:
        """List pinned views, six at most."""
        self.pinned.show_rows([Row(view.key, view.title, "pin", view.count) for view in views[:6]])
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


def _mirror(room: QRect, box: QRect, *, rtl: bool) -> QRect:
    """The room on the other side of box in right-to-left layouts."""
    if not rtl:
        return room
    return QRect(box.left() + box.right() + 1 - room.left() - room.width(), room.top(), room.width(), room.height())
