"""The line at the bottom: what a list holds, and how far long work is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.tasks import Activity
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say


class Foot(QFrame):
    """28 px under a list: facts at the start (count, sum of the selection), one at the end (sort order)."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(20)
        self._starts: list[ElidedLabel] = []
        self._end = ElidedLabel("", "small", "text-2")
        self._row.addStretch(1)
        self._row.addWidget(self._end)
        self._rescale()
        Theme.current().follow(self, self._rescale)

    @Slot()
    def _rescale(self) -> None:
        self.setFixedHeight(Theme.current().px(28))

    def show_facts(self, *facts: str, end: str = "") -> None:
        """Show these from the start, and end at the other side."""
        while len(self._starts) < len(facts):
            made = ElidedLabel("", "small", "text-2")
            self._row.insertWidget(len(self._starts), made)
            self._starts.append(made)
        for number, shown in enumerate(self._starts):
            shown.setText(facts[number] if number < len(facts) else "")
            shown.setVisible(number < len(facts))
        self._end.setText(end)


class ActivityFoot(QFrame):
    """Long work beside you: what, n of m, time left, and Stop. Hidden while nothing takes long."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "foot")
        self.setAccessibleName(_("Running work"))
        self._what = label("", "small", "text-2")
        self._how_far = label("", "small", "text-2")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(Theme.current().px(280))
        self._stop = Button(_("Stop"), kind="link", run=self._stop_first)
        self._first: Activity | None = None
        self._said = ""  # of the work that is shown, so that it is announced once
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self._what)
        row.addWidget(self._bar)
        row.addWidget(self._how_far)
        row.addWidget(self._stop)
        row.addStretch(1)
        self._rescale()
        Theme.current().follow(self, self._rescale)
        self.hide()

    @Slot()
    def _rescale(self) -> None:
        self.setFixedHeight(Theme.current().px(28))

    def show_activity(self, running: Sequence[Activity]) -> None:
        """Show the work that says how far it is, else the oldest; the number of the others stands behind it."""
        self.setVisible(bool(running))
        if not running:
            self._first = None
            self._said = ""
            return
        first = self._first = next((one for one in running if one.of), running[0])
        others = len(running) - 1
        words = first.what
        if others:
            words = ngettext("{what} and {n} more", "{what} and {n} more", others).format(what=first.what, n=others)
        if first.of and first.what != self._said:
            self._said = first.what
            say(self, first.what)
        self._what.setText(words)
        self._bar.setRange(0, first.of)
        self._bar.setValue(min(first.done, first.of))
        self._bar.setAccessibleName(first.what)
        self._how_far.setText(how_far(first))
        self._stop.setVisible(first.stop is not None)

    def _stop_first(self) -> None:
        if self._first is not None and self._first.stop is not None:
            self._first.stop()


def how_far(activity: Activity) -> str:
    """104 of 132, about 4 s."""
    if not activity.of:
        return ""
    locale = QLocale()
    text = _("{n} of {m}").format(n=locale.toString(activity.done), m=locale.toString(activity.of))
    left = activity.seconds_left
    if left is None:
        return text
    if left < 90:
        return _("{progress}, about {n} s").format(progress=text, n=max(1, round(left)))
    return _("{progress}, about {n} min").format(progress=text, n=round(left / 60))
