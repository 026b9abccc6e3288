"""What can be done about a damaged workspace file: each way says what it would bring back, and nothing is done unasked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count, format_instant
from itdesk.core.progress import Progress
from itdesk.core.texts import _, ngettext
from itdesk.ui.delegates import Line
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.pick_list import PickList
from itdesk.ui.run_bar import RunBar
from itdesk.ui.tasks import Tasks, work
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.backups.recovering import Way

WIDE, HIGH = 640, 140


class WaysBackDialog(Dialog):
    """Looks for ways beside the window; prepare brings in the tables on that worker. `recovered` tells that one was taken and the file can be opened."""

    recovered = Signal()

    def __init__(
        self, path: Path, error: UserError, prepare: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            parent,
            _("{file} is damaged").format(file=path.name),
            f"{error.message} "
            + _("It is not written to: whatever you choose, it stays beside the other under another name."),
            act=_("Use this"),
            safe=_("Leave it as it is"),
            icon="undo",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._path, self._prepare = path, prepare
        self._tasks: Tasks = work()
        self.ways: Sequence[Way] = ()
        self.list = PickList(_("Ways back"), HIGH, many=False)
        self.more = label(_("Looking for what can be saved"), "body", "text-2", wrap=True)
        self.run_bar = RunBar()
        for part in (self.list, self.more, self.run_bar):
            self.body.addWidget(part)
        self.setFixedWidth(Theme.current().px(WIDE))
        self.list.picked.connect(self._say)
        self.act.setEnabled(False)
        self._run(self._look, self._show, _("Looking for what can be saved"))

    def _run(self, job: Callable[[Progress], Any], done: Callable[[Any], None], what: str) -> None:
        watched = self.run_bar.watched(lambda _nothing, progress: job(progress))
        self.act.setEnabled(False)
        self._tasks.read(self, lambda progress: watched(None, progress), done, self._refused, what=what)

    def _look(self, progress: Progress) -> Any:
        from itdesk.db.backups import recovering

        self._prepare()
        return recovering.ways_of(self._path, progress)

    def _show(self, ways: Sequence[Way]) -> None:
        self.run_bar.end()
        self.ways = ways
        self.list.show_lines([Line(way, way.rung.label, "undo", end=self._end(way)) for way in ways])
        if not ways:
            self.list.hide()
            self.act.hide()
            self.more.setText(
                _("Nothing in it can be read, and no good backup lies beside it. Look for a copy elsewhere.")
            )
            self.fit()

    def _end(self, way: Way) -> str:
        if way.made_at is not None:
            return format_instant(way.made_at.astimezone(), way.made_at.astimezone().tzinfo or "UTC")
        lost = sum(way.lost.values())
        return (
            ngettext("{n} row lost", "{n} rows lost", lost).format(n=format_count(lost)) if lost else _("nothing lost")
        )

    def _say(self) -> None:
        way: Any = next(iter(self.list.chosen()), None)
        self.act.setEnabled(way is not None and not self.run_bar.running)
        if way is None:
            return
        words = [ngettext("{n} row comes back.", "{n} rows come back.", way.rows).format(n=format_count(way.rows))]
        if way.made_at is not None:
            words.append(_("What was changed after this backup is not in it."))
        if way.lost:
            names = ", ".join(f"{name} {format_count(number)}" for name, number in way.lost.items())
            words.append(_("Lost: {names}.").format(names=names))
        self.more.setText(" ".join(words))

    def accept(self) -> None:
        way: Any = next(iter(self.list.chosen()), None)
        if way is None or self.run_bar.running:
            return

        def use(progress: Progress) -> Any:
            from itdesk.db.backups import recovering

            return recovering.use(self._path, way, progress)

        self._run(use, self._used, way.rung.label)

    def _used(self, _aside: Path) -> None:
        self.run_bar.end()
        super().accept()
        self.recovered.emit()

    def _refused(self, error: UserError) -> None:
        self.run_bar.end()
        self.say_wrong(str(error))
        self._say()

    def reject(self) -> None:
        """Stop what runs; else leave everything as it is, without what was made to look."""
        if self.run_bar.running:
            self.run_bar.stop()
            return
        path = self._path

        def clear() -> None:
            from itdesk.db.backups import recovering

            recovering.clear_away(path)

        self._tasks.read(self._tasks, clear, lambda _none: None)
        super().reject()
