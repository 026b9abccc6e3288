"""Settings: a list of pages on the left, the page on the right. Opens beside the work; Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.labels import restyle
from itdesk.ui.leave_dialog import may_leave
from itdesk.ui.nav_list import NavList, Row
from itdesk.ui.settings_backups import BackupsPage
from itdesk.ui.settings_check import CheckPage
from itdesk.ui.settings_encryption import EncryptionPage
from itdesk.ui.settings_pages import LookPage, WorkingPage
from itdesk.ui.settings_telling import TellingPage
from itdesk.ui.settings_workspace import Module, ModulesPage, WorkspacePage
from itdesk.ui.theme import Theme


class SettingsDialog(QDialog):
    """One a window."""

    again_wanted = Signal()  # every window anew
    help_wanted = Signal(str)
    start_wanted = Signal(object)  # the workspace closed and opened again by this wish
    lock_wanted = Signal()

    def __init__(self, desk: Desk, modules: Sequence[Module], parent: QWidget) -> None:
        super().__init__(parent)
        theme = Theme.current()
        self.setWindowTitle(_("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.look, self.working, self.telling = LookPage(), WorkingPage(), TellingPage()
        self.workspace, self.modules = WorkspacePage(desk), ModulesPage(desk, modules)
        self.backups, self.check, self.encryption = BackupsPage(desk), CheckPage(desk), EncryptionPage(desk)
        self.pages = (
            (Row("look", _("Look"), "sun"), self.look),
            (Row("working", _("Language and keys"), "sliders"), self.working),
            (Row("telling", _("Messages"), "bell"), self.telling),
            *(
                (
                    (Row("workspace", _("This workspace"), "home"), self.workspace),
                    (Row("modules", _("What this firm uses"), "grid"), self.modules),
                )
                if desk.may_do(Deed.SETTINGS)
                else ()
            ),
            *(
                (
                    (Row("backups", _("Backups"), "db"), self.backups),
                    (Row("check", _("Check"), "search"), self.check),
                )
                if desk.may_do(Deed.BACKUP)
                else ()
            ),
            *(((Row("encryption", _("Encryption"), "lock"), self.encryption),) if desk.may_do(Deed.SETTINGS) else ()),
        )
        self.list = NavList(_("Settings"))
        self.list.show_rows([row for row, _page in self.pages])
        self.list.chosen.connect(self.show_page)
        self._stack = QStackedWidget()
        for _row, page in self.pages:
            scroll = QScrollArea()
            scroll.setWidgetResizable(True)
            scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            scroll.setWidget(page)
            self._stack.addWidget(scroll)
        self.working.again_wanted.connect(self._again)
        self.encryption.start_wanted.connect(self.start_wanted)
        self.encryption.lock_wanted.connect(self.lock_wanted)
        self._build()
        QShortcut(QKeySequence("F1"), self).activated.connect(self._help)
        room = QSize(theme.px(860), theme.px(640))
        self.resize(room.boundedTo(parent.window().size() - QSize(40, 40)))
        self.show_page("look")
        self.look.theme.setFocus()

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
        self._stack.setCurrentIndex(self._place(key))
        self.list.mark(key)

    def _place(self, key: str) -> int:
        return [row.key for row, _page in self.pages].index(key)

    def reject(self) -> None:
        if may_leave(self.workspace.typed, self):
            self.workspace.typed.end()
            super().reject()

    def _help(self) -> None:
        key = self.pages[self._stack.currentIndex()][0].key
        self.help_wanted.emit(
            {"backups": "backups", "check": "backups", "encryption": "encryption"}.get(key, "settings")
        )

    def _again(self) -> None:
        self.close()
        self.again_wanted.emit()
