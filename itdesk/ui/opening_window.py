"""What is shown while a workspace takes its time to open: which one, how far it is, and Stop."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui.avatars import Avatar
from itdesk.ui.buttons import Button
from itdesk.ui.foot import how_far
from itdesk.ui.labels import ElidedLabel, label, restyle
from itdesk.ui.tasks import Activity, Tasks
from itdesk.ui.theme import Theme


class OpeningWindow(QWidget):
    """Appears by itself once the work of these tasks has taken long, and goes with it. Closing it stops the work."""

    def __init__(self, name: str, tasks: Tasks) -> None:
        super().__init__()
        self._running: Activity | None = None
        self.setWindowTitle("itdesk")
        restyle(self, look="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = Theme.current()
        self.setFixedWidth(theme.px(440))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 16)
        outer.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(Avatar(name, 32, tile=True))
        head.addWidget(ElidedLabel(_("Opening {name}").format(name=name), "section"), 1)
        outer.addLayout(head)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Opening {name}").format(name=name))
        outer.addWidget(self.bar)
        foot = QHBoxLayout()
        self.what = label("", "small", "text-2", wrap=True)
        foot.addWidget(self.what, 1)
        self.stop = Button(_("Stop"), run=self._stop)
        foot.addWidget(self.stop)
        outer.addLayout(foot)
        tasks.activity.connect(self._show)

    def _show(self, running: Sequence[Activity]) -> None:
        if not running:
            self.hide()
            return
        first = self._running = running[0]
        self.bar.setRange(0, first.of)
        self.bar.setValue(min(first.done, first.of))
        self.what.setText(" · ".join(word for word in (first.what, how_far(first)) if word))
        self.stop.setVisible(first.stop is not None)
        if not self.isVisible():
            self.show()
            self.stop.setFocus()

    def _stop(self) -> None:
        if self._running is not None and self._running.stop is not None:
            self._running.stop()
            self.what.setText(_("Stopping…"))
            self.stop.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        event.ignore()  # it goes with the work
