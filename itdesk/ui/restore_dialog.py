"""Back out of a backup: what differs is seen first, then single records come back as a step, or everything as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.texts import N_, _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import GroupHead, Item, Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, ask
from itdesk.ui.labels import label
from itdesk.ui.pick_list import PickList
from itdesk.ui.run_bar import RunBar
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.backups.comparing import FieldDifference, KindDifference

WIDE, HIGH = 760, 320
_BECOMES = {
    "gone": ("plus", "green", N_("would come back")),
    "changed": ("edit", "amber", N_("would be as it was")),
    "new": ("trash", "red", N_("would go, if everything is restored")),
}


class RestoreDialog(Dialog):
    """One backup beside the workspace. What single records would change is said when they are picked."""

    def __init__(self, desk: Desk, copy: Path, when: str, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("The backup of {when}").format(when=when),
            _(
                "Pick records to bring them back with their messages, tags, comments, links and files. What was added to them since stays."
            ),
            act=_("Bring back"),
            safe=_("Close"),
            icon="undo",
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk, self._copy, self._when = desk, copy, when
        self.found: Sequence[KindDifference] = ()
        self.told = label(_("Comparing"), "body", wrap=True)
        self.list = PickList(_("What differs"), HIGH)
        self.more = label("", "small", "text-2", wrap=True)
        self.run_bar = RunBar()
        for part in (self.told, self.list, self.more, self.run_bar):
            self.body.addWidget(part)
        self.whole = Button(_("Restore everything…"), icon="clock", run=self._ask_whole)
        self.buttons.insertWidget(0, self.whole)
        self.setFixedWidth(Theme.current().px(WIDE))
        self.list.picked.connect(self._picked)
        self.act.setEnabled(False)
        self.whole.setVisible(desk.restore_whole is not None and not desk.database.read_only)
        self.act.setVisible(not desk.database.read_only)
        self.whole.setEnabled(False)
        self._compare()

    # What differs

    def _compare(self) -> None:
        def read(session: Any, progress: Progress) -> Any:
            from itdesk.db.backups import comparing

            with comparing.opened_copy(self._copy, session.info["declared"]) as then, then.as_itself() as there:
                return comparing.differences(session, there, progress)

        self._desk.read(self, self.run_bar.watched(read), self._show, self._refuse, what=_("Comparing"))

    def _show(self, found: Sequence[KindDifference]) -> None:
        self.run_bar.end()
        self.found = found
        lines: list[Item] = []
        for one in found:
            lines.append(GroupHead(self._summary(one)))
            for entry in one.entries:
                icon, tone, word = _BECOMES[entry.what]
                title = entry.title or self._desk.registry[one.kind].singular
                lines.append(Line((entry.kind, entry.uid, entry.what), title, icon, tone, _(word)))
        self.list.show_lines(lines)
        number = sum(one.number for one in found)
        self.told.setText(
            ngettext("{n} record differs.", "{n} records differ.", number).format(n=f"{number:,}")
            if number
            else _("No record differs from the workspace as it is now.")
        )
        self.whole.setEnabled(True)
        self._picked()

    def _summary(self, one: KindDifference) -> str:
        changed = ngettext("{n} would be as it was", "{n} would be as they were", one.changed)
        counts = ((one.gone, _("{n} would come back")), (one.changed, changed), (one.new, _("{n} would go")))
        said = ", ".join(words.format(n=f"{number:,}") for number, words in counts if number)
        return f"{self._desk.registry[one.kind].plural}: {said}"

    def picks(self) -> list[tuple[str, str]]:
        """The records that can come back one by one."""
        chosen: Any = self.list.chosen()
        return [(kind, uid) for kind, uid, what in chosen if what != "new"]

    def _picked(self) -> None:
        picks = self.picks()
        self.act.setEnabled(bool(picks) and not self.run_bar.running)
        self.act.setText(
            ngettext("Bring back {n}", "Bring back {n}", len(picks)).format(n=len(picks)) if picks else _("Bring back")
        )
        self.act.updateGeometry()
        self.more.setText("")
        chosen: Any = self.list.chosen()
        if len(chosen) == 1 and chosen[0][2] == "changed":
            self._read_fields(*chosen[0][:2])

    def _read_fields(self, kind: str, uid: str) -> None:
        def read(session: Any) -> Any:
            from itdesk.db.backups import comparing

            with comparing.opened_copy(self._copy, session.info["declared"]) as then, then.as_itself() as there:
                return comparing.fields(session, there, kind, uid)

        def done(found: Sequence[FieldDifference]) -> None:
            chosen: Any = self.list.chosen()
            if [one[:2] for one in chosen] == [(kind, uid)]:  # else another is picked by now
                self._show_fields(found)

        self._desk.read(self, read, done, key="fields")

    def _show_fields(self, found: Sequence[FieldDifference]) -> None:
        words = _("{field}: now “{now}”, in the backup “{then}”")
        lines = [words.format(field=one.field, now=one.now or "–", then=one.then or "–") for one in found[:8]]
        self.more.setText("\n".join(lines) or _("Its fields are the same; what hangs on it or is in it was changed."))
        self.fit()

    # What is done

    def accept(self) -> None:
        picks = self.picks()
        if self.run_bar.running or not picks:
            return
        self.say_wrong("")

        def write(session: Any, progress: Progress) -> int:
            from itdesk.db.backups import comparing, taking

            progress.step(0)
            with comparing.opened_copy(self._copy, session.info["declared"]) as then, then.as_itself() as there:
                return taking.take(session, there, picks)

        job, what = self.run_bar.watched(write), _("Bringing back")
        step = _("Brought back from the backup of {when}").format(when=self._when)
        self._desk.write(self, job, self._done, self._refuse, what=what, step=step, before="restore")

    def _done(self, number: int) -> None:
        self.run_bar.end()
        words = ngettext("{n} record is back.", "{n} records are back.", number).format(n=number)
        self._desk.tell_done(words)
        self._compare()

    def _refuse(self, error: UserError) -> None:
        self.run_bar.end()
        if isinstance(error, Stopped):
            self.told.setText(str(error))
        else:
            self.say_wrong(str(error))
        self._picked()

    def _ask_whole(self) -> None:
        restore: Callable[[Path], object] | None = self._desk.restore_whole
        new = sum(one.new for one in self.found)
        lost = ngettext("{n} record that was made since goes.", "{n} records that were made since go.", new)
        text = " ".join(
            (
                _("The workspace will be as it was at {when}.").format(when=self._when),
                lost.format(n=f"{new:,}") if new else "",
                _(
                    "What is there now is backed up first, and comes back the same way. All windows of this workspace close and open again."
                ),
            )
        )
        title = _("Restore everything?")
        if restore is not None and ask(
            self, title, text, act=_("Restore"), safe=_("Keep it as it is"), danger=True, icon="clock"
        ):
            self.done(Dialog.DialogCode.Rejected.value)
            restore(self._copy)

    def reject(self) -> None:
        """Stop what runs; else close."""
        if self.run_bar.running:
            self.run_bar.stop()
        else:
            super().reject()
