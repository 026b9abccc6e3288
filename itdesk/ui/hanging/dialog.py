"""What hangs on a record whose page has no panel, in a dialog of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.hanging.panes import HungPanes
from itdesk.ui.sections import SidePanel
from itdesk.ui.theme import Theme


class HungDialog(Dialog):
    """Tags, comments, links and files of one record; what is changed is saved at once."""

    def __init__(self, desk: Desk, kind: str, record_id: int, title: str, parent: QWidget) -> None:
        super().__init__(parent, title, act=_("Close"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.safe.hide()
        panel = SidePanel(title, width=440)
        panel.setMinimumHeight(Theme.current().px(400))
        self.hung = HungPanes(desk, kind, self, own_fields=True)
        panel.add(self.hung.top)
        panel.add(self.hung)
        self.body.addWidget(panel)
        self.hung.show_record(record_id)
        desk.changed.connect(self._refresh)

    def _refresh(self, _kinds: object) -> None:
        self.hung.show_record(self.hung.record_id)
