"""Settings: a list of pages on the left, the page on the right. Opens beside the work; Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.labels import restyle
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.locale_choices import read_names
from itdesk.ui.nav_list import NavList, Row
from itdesk.ui.reading_order import go_on
from itdesk.ui.settings_backups import BackupsPage
from itdesk.ui.settings_check import CheckPage
from itdesk.ui.settings_encryption import EncryptionPage
from itdesk.ui.settings_pages import LookPage, WorkingPage
from itdesk.ui.settings_place import PlacePage
from itdesk.ui.settings_server import ServerPage
from itdesk.ui.settings_sign_in import SignInPage
from itdesk.ui.settings_telling import TellingPage
from itdesk.ui.settings_workspace import Module, ModulesPage, WorkspacePage
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns


class SettingsDialog(QDialog):
    """One a window."""

    again_wanted = Signal()  # every window anew
    help_wanted = Signal(str)
    start_wanted = Signal(object)  # the workspace closed and opened again by this wish
    lock_wanted = Signal()

    def __init__(self, desk: Desk, modules: Sequence[Module], parent: QWidget, page: str = "look") -> None:
        super().__init__(parent)
        theme = Theme.current()
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._areas = desk, modules
        firm, kept = desk.may_do(Deed.SETTINGS), desk.may_do(Deed.BACKUP)
        offered = (
            (Row("look", _("Look"), "sun"), True),
            (Row("working", _("Language and keys"), "sliders"), True),
            (Row("telling", _("Messages"), "bell"), True),
            (Row("signing_in", _("Signing in"), "key"), True),
            (Row("server", _("Server"), "server"), firm and desk.database.is_server),
            (Row("workspace", _("This workspace"), "home"), firm),
            (Row("modules", _("What this firm uses"), "grid"), firm),
            (Row("backups", _("Backups"), "db"), kept),
            (Row("check", _("Check"), "search"), kept),
            (Row("encryption", _("Encryption"), "lock"), firm),
            (Row("place", _("Where it lives"), "swap"), kept),
        )
        self.rows = tuple(row for row, is_theirs in offered if is_theirs)
        self.list = NavList(_("Settings"))
        self.list.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        self._chosen = False
        self._scrolls = {row.key: QScrollArea() for row in self.rows}
        for scroll in self._scrolls.values():
            scroll.setWidgetResizable(True)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self._stack.addWidget(scroll)
        self._build()
        self.list.show_rows(self.rows)
        QShortcut(QKeySequence("F1"), self).activated.connect(self._help)
        room = QSize(theme.px(860), theme.px(640))
        self.resize(room.boundedTo(parent.window().size() - QSize(40, 40)))
        self.list.mark(page)
        self.list.setFocus()
        in_turns(self, read_names, partial(self._begin, page))  # the frame is there before what stands in it

    # each page is made when it is shown for the first time

    @cached_property
    def look(self) -> LookPage:
        """Theme, sizes, contrast."""
        return LookPage()

    @cached_property
    def working(self) -> WorkingPage:
        """Language and keys."""
        page = WorkingPage()
        page.again_wanted.connect(self._again)
        return page

    @cached_property
    def telling(self) -> TellingPage:
        """What is told outside the window."""
        return TellingPage()

    @cached_property
    def signing_in(self) -> SignInPage:
        """Passwords of people, and the lock."""
        page = SignInPage(self._desk)
        page.lock_wanted.connect(self.lock_wanted)
        return page

    @cached_property
    def server(self) -> ServerPage:
        """Who logs in to the server."""
        return ServerPage(self._desk)

    @cached_property
    def workspace(self) -> WorkspacePage:
        """The firm's own settings."""
        return WorkspacePage(self._desk)

    @cached_property
    def modules(self) -> ModulesPage:
        """What is switched on."""
        return ModulesPage(self._desk, self._areas)

    @cached_property
    def backups(self) -> BackupsPage:
        """Copies of the workspace."""
        return BackupsPage(self._desk)

    @cached_property
    def check(self) -> CheckPage:
        """Whether everything is sound."""
        return CheckPage(self._desk)

    @cached_property
    def encryption(self) -> EncryptionPage:
        """Who can open the file."""
        page = EncryptionPage(self._desk)
        page.start_wanted.connect(self.start_wanted)
        page.lock_wanted.connect(self.lock_wanted)
        return page

    @cached_property
    def place(self) -> PlacePage:
        """Moving it, and taking a copy along."""
        page = PlacePage(self._desk)
        page.start_wanted.connect(self.start_wanted)
        return page

    def _build(self) -> None:
        side = QFrame()
        restyle(side, look="subtle")
        side.setFixedWidth(Theme.current().px(208))
        lists = QVBoxLayout(side)
        lists.setContentsMargins(8, 16, 8, 16)
        lists.addWidget(self.list)
        lists.addStretch(1)
        paper = QFrame()
        restyle(paper, look="surface")
        column = QVBoxLayout(paper)
        column.setContentsMargins(0, 0, 0, 12)
        column.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(Button(_("Help"), icon="help", kind="quiet", key="F1", run=self._help))
        foot.addStretch(1)
        foot.addWidget(Button(_("Close"), key="Esc", run=self.reject))
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(paper, 1)

    def show_page(self, key: str) -> None:
        """Show a page by its key."""
        scroll = self._scrolls[key]
        if scroll.widget() is None:
            scroll.setWidget(getattr(self, key))
        self._chosen = True
        self._stack.setCurrentIndex(self._place(key))
        self.list.mark(key)

    def _begin(self, key: str) -> None:
        if self._chosen:
            return  # somebody was quicker
        self.show_page(key)
        if key == "look" and self.list.hasFocus():
            self.look.theme.setFocus()

    def _place(self, key: str) -> int:
        return list(self._scrolls).index(key)

    def reject(self) -> None:
        if "workspace" not in self.__dict__:
            super().reject()
        elif may_leave(self.workspace.typed, self):
            self.workspace.typed.end()
            super().reject()

    def _help(self) -> None:
        key = self.rows[self._stack.currentIndex()].key
        self.help_wanted.emit(
            {
                "backups": "backups",
                "check": "backups",
                "encryption": "encryption",
                "place": "moving",
                "server": "server",
            }.get(key, "settings")
        )

    def _again(self) -> None:
        self.close()
        self.again_wanted.emit()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, FBT001 -- Qt's own
        return go_on(self, forward=next)  # pages are made later than what stands below them
