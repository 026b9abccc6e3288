"""The bar above every page: area, tabs, undo, notices and one primary button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QStyle, QStyleOptionTab, QTabBar

from itdesk.core.texts import _
from itdesk.ui import drawing, keys
from itdesk.ui.badges import Badge, BadgeLabel
from itdesk.ui.buttons import Button
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.places import Area
from itdesk.ui.theme import Theme


class Tabs(QTabBar):
    """Words with a 2 px underline below the one that is shown."""

    apart = Signal(int)  # the middle button, or Ctrl and a click: in a window of its own

    def __init__(self) -> None:
        super().__init__()
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Pages"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def tabSizeHint(self, index: int) -> QSize:
        theme = Theme.current()
        width = QFontMetrics(theme.font("body", 600)).horizontalAdvance(self.tabText(index).replace("&&", "&"))
        return QSize(width + 24, theme.px(48))

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.tabAt(event.position().toPoint())
        if index >= 0 and keys.is_apart(event):
            self.apart.emit(index)
            return
        super().mousePressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        for index in range(self.count()):
            option = QStyleOptionTab()
            self.initStyleOption(option, index)
            box = self.tabRect(index)
            here = index == self.currentIndex()
            over = bool(option.state & QStyle.StateFlag.State_MouseOver)
            painter.setFont(theme.font("body", 600 if here else 500))
            painter.setPen(theme.color("text" if here or over else "text-2"))
            drawing.put(painter, box, self.tabText(index).replace("&&", "&"), "middle")
            if here:
                mark = "accent" if not self.hasFocus() else "text"
                line = QRect(box.left() + 2, box.bottom() - 1, box.width() - 4, 2)
                painter.fillRect(line, theme.color(mark))


class TopBar(QFrame):
    """48 px. Only what applies to the page is shown."""

    tab_chosen = Signal(int)
    apart_wanted = Signal(int)
    undo_wanted = Signal()
    steps_wanted = Signal()
    notices_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        self.title = label("", "section")
        self.tabs = Tabs()
        self.here: BadgeLabel | None = None
        self.undo = Button(icon="undo", kind="quiet", key="Ctrl+Z", name=_("Undo"))
        self.steps = Button(icon="down", kind="quiet", small=True, name=_("Last steps"))
        self.bell = Button(icon="bell", kind="quiet", name=_("Notices"))
        self.primary = Button(kind="primary")
        self._primary: Action | None = None
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addSpacing(8)
        row.addWidget(self.tabs, 1)
        row.addWidget(self.undo)
        row.addWidget(self.steps)
        row.addWidget(self.bell)
        row.addWidget(self.primary)
        self.tabs.currentChanged.connect(self.tab_chosen)
        self.tabs.apart.connect(self.apart_wanted)
        self.undo.clicked.connect(self.undo_wanted)
        self.steps.clicked.connect(self.steps_wanted)
        self.bell.clicked.connect(self.notices_wanted)
        self.primary.clicked.connect(self._run_primary)
        self.set_undo("")
        self.set_primary(None)
        self.rescale()

    def show_here(self, badge: Badge | None) -> None:
        """Say who else has the record in front; None for nobody."""
        if self.here is None and badge is not None:
            self.here = BadgeLabel(badge)
            self._row.insertWidget(self._row.indexOf(self.undo), self.here)
        if self.here is not None:
            self.here.setVisible(badge is not None)
            if badge is not None:
                self.here.show_badge(badge)

    def show_area(self, area: Area, tab: int) -> None:
        """Name the area and its tabs; a single page has none."""
        self.title.setText(area.title)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        if len(area.tabs) > 1:
            for page in area.tabs:
                self.tabs.addTab(page.title.replace("&", "&&"))
            self.tabs.setCurrentIndex(tab)
        self.tabs.blockSignals(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus if len(area.tabs) > 1 else Qt.FocusPolicy.NoFocus)

    def set_primary(self, action: Action | None) -> None:
        """Offer the page's main action with its key, or none."""
        self._primary = action
        self.primary.setVisible(action is not None)
        if action is not None:
            self.primary.setText(action.label.replace("&", "&&"))
            self.primary.icon_name = action.icon or "plus"
            self.primary.key = action.key
            self.primary.set_name("")
            self.primary.updateGeometry()
            self.primary.update()

    def set_undo(self, what: str, again: str = "") -> None:
        """Show what the next undo takes back; without any, and nothing to do again, there is no button."""
        self.undo.setVisible(bool(what))
        self.steps.setVisible(bool(what or again))
        self.undo.set_name(undo_words(what))

    def rescale(self) -> None:
        """Take the height for the font scale in use."""
        self.setFixedHeight(Theme.current().px(48) + 1)

    def _run_primary(self) -> None:
        if self._primary is not None:
            self._primary.run()


def undo_words(what: str) -> str:
    """What the next undo is called."""
    return _("Undo: {what}").format(what=what) if what else _("Undo")


def redo_words(what: str) -> str:
    """What the next redo is called."""
    return _("Redo: {what}").format(what=what) if what else _("Redo")


def primary_of(actions: Sequence[Action]) -> Action | None:
    """The one action that stands in the top bar."""
    return next((action for action in actions if action.primary), None)
