"""Settings: look through the whole workspace for damage and for what doesn't add up."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout

from itdesk.core.errors import Stopped, UserError
from itdesk.core.formats import format_instant
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.pick_list import PickList
from itdesk.ui.run_bar import RunBar
from itdesk.ui.sections import IconMark
from itdesk.ui.settings_pages import FormPage

if TYPE_CHECKING:
    from itdesk.db.check import Report

HIGH = 320


class CheckPage(FormPage):
    """One button, what was found, and every check with a tick or its sentences."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Check"),
            _("Reads everything: the file itself, records, links, files, history and search. Nothing is changed."),
        )
        self._desk = desk
        line = QHBoxLayout()
        line.setSpacing(8)
        self.state_icon = IconMark("disc-check", "green")
        self.state = label(_("Not checked since itdesk was started."), "body", wrap=True)
        self.state_icon.hide()
        line.addWidget(self.state_icon)
        line.addWidget(self.state, 1)
        self.column.addLayout(line)
        self.run_bar = RunBar()
        self.column.addWidget(self.run_bar)
        self.list = PickList(_("What was checked"), HIGH, many=False)
        self.list.picked.connect(self._say)
        self.list.hide()
        self.column.addWidget(self.list)
        self.more = label("", "small", "text-2", wrap=True, selectable=True)
        self.column.addWidget(self.more)
        self.begin = Button(_("Check now"), icon="search", kind="primary", run=self.check)
        self.column.addWidget(self.begin)
        self.column.addStretch(1)

    def check(self) -> None:
        """Look at everything, beside the window, on the thread that steps back."""
        if self.run_bar.running:
            return
        database: Any = self._desk.database

        def job(progress: Progress) -> Report:
            from itdesk.db.backups import due
            from itdesk.db.backups.known import known_heads
            from itdesk.db.check import examine

            due.step_back()
            return examine(database, progress, known_heads(database))

        watch = self._desk.backups
        self.run_bar.follow(lambda: watch.progress)
        self.begin.setEnabled(False)
        watch.run(_("Checking"), job, self._show, self._failed)

    def _show(self, report: Report) -> None:
        from itdesk.db.check import CHECKS

        self._end()
        by_check = {one.name: [found for found in report.findings if found.check == one.name] for one in CHECKS}
        lines = [
            Line(
                "\n".join(found.message for found in by_check[one.name]),
                one.title,
                "warn" if by_check[one.name] else "check",
                "red" if by_check[one.name] else "green",
                by_check[one.name][0].message if by_check[one.name] else "",
            )
            for one in sorted(CHECKS, key=lambda one: not by_check[one.name])
        ]
        self.list.show()
        self.list.show_lines(lines)
        workspace, number = self._desk.workspace, len(report.findings)
        when = format_instant(datetime.now(UTC), workspace.zone, workspace.locale)
        if number:
            words = ngettext("{n} thing is not in order, {when}.", "{n} things are not in order, {when}.", number)
        else:
            words = _("Everything is in order, {when}.")
        self.state.setText(words.format(n=number, when=when))
        self.state_icon.show_icon(*(("warn", "red") if number else ("disc-check", "green")))
        self.state_icon.show()

    def _say(self) -> None:
        """The sentences of what is picked, whole: a line of the list may be too short for them."""
        self.more.setText("\n".join(str(one) for one in self.list.chosen()))

    def _failed(self, error: UserError) -> None:
        self._end()
        self.state.setText(_("Stopped. Not everything was checked.") if isinstance(error, Stopped) else str(error))
        self.state_icon.hide()

    def _end(self) -> None:
        self.run_bar.end()
        self.begin.setEnabled(True)
