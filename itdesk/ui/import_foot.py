"""The foot of an import: how far a run is, and the way back and on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say


class ImportFoot(QFrame):
    """64 px under the steps; progress at its start, the primary button at its end."""

    def __init__(self, *, stop: Callable[[], object], back: Callable[[], object], go_on: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self.setFixedHeight(Theme.current().px(64))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        self._holder = QWidget()
        bars = QVBoxLayout(self._holder)
        bars.setContentsMargins(0, 0, 0, 0)
        bars.setSpacing(4)
        words = QHBoxLayout()
        self._what = label("", "small", "text-2")
        self._how_far = label("", "small", "text-2")
        words.addWidget(self._what)
        words.addStretch(1)
        words.addWidget(self._how_far)
        bars.addLayout(words)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(Theme.current().px(280))
        bars.addWidget(self.bar)
        self.stop = Button(_("Stop"), kind="link", run=stop)
        row.addWidget(self._holder)
        row.addWidget(self.stop)
        row.addStretch(1)
        self.hint = ElidedLabel("", "small", "text-2")
        self.back = Button(_("Back"), run=back)
        self.go_on = Button("", icon="arrow", kind="primary", run=go_on)
        for part in (self.hint, self.back, self.go_on):
            row.addWidget(part)
        self._holder.hide()
        self.stop.hide()

    def show_progress(self, progress: Progress | None) -> None:
        """Show how far a run is; None: none takes long."""
        self._holder.setVisible(progress is not None)
        self.stop.setVisible(progress is not None)
        if progress is None:
            self._what.clear()
            return
        if progress.what != self._what.text():
            say(self, progress.what)
        self._what.setText(progress.what)
        self.bar.setRange(0, progress.of)
        self.bar.setValue(min(progress.done, progress.of))
        self.bar.setAccessibleName(progress.what)
        if progress.of:
            self._how_far.setText(_("{n} of {m}").format(n=format_count(progress.done), m=format_count(progress.of)))

    def show_next(self, words: str) -> None:
        """What the primary button says."""
        self.go_on.setText(words)
        self.go_on.set_name(words)
        self.go_on.updateGeometry()
