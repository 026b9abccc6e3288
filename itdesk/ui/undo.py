"""What was done lately and how to take it back: a stack that lasts until the app quits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from itdesk.core.errors import Busy, NoSpace, Stopped, Unreachable, UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from itdesk.core.progress import Progress
    from itdesk.db.undoing import TakenBack
    from itdesk.ui.desk import Desk

DEEPEST = 100
_PASSING = (Stopped, Busy, Unreachable, NoSpace)  # what keeps a step: the same can be tried again


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person did, in words; operation is what takes it back, or does it again."""

    what: str
    operation: str


class UndoStack(QObject):
    """Steps in the order they were done. A step that can't be taken back any more says why, and leaves the stack."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def next_undo(self) -> str:
        """What the next undo takes back; empty without any."""
        return self._done[-1].what if self._done else ""

    @property
    def next_redo(self) -> str:
        """What the next redo does again; empty without any."""
        return self._undone[-1].what if self._undone else ""

    @property
    def last(self) -> Step | None:
        """The step that the next undo takes back."""
        return self._done[-1] if self._done else None

    def forget(self) -> None:
        """Somebody else works here now."""
        self._done.clear()
        self._undone.clear()
        self.changed.emit()

    def steps(self) -> list[str]:
        """What can be taken back, the last first."""
        return [step.what for step in reversed(self._done)]

    def did(self, step: Step) -> None:
        """Remember a step; what was undone before it can't be redone any more. A step that goes on is one step."""
        self._done = [*(one for one in self._done if one.operation != step.operation), step][-DEEPEST:]
        self._undone.clear()
        self.changed.emit()

    def undo(self, number: int = 1) -> None:
        """Take the last steps back, one after the other, until one can't be."""
        if not self._done:
            self._say_nothing(_("There is nothing to undo."))
        self._run(self._done[-number:][::-1], _("Undone: {what}"), again=False)

    def redo(self) -> None:
        """Do the step that was taken back last again."""
        if not self._undone:
            self._say_nothing(_("There is nothing to do again."))
        self._run(self._undone[-1:], _("Done again: {what}"), again=True)

    def _say_nothing(self, words: str) -> None:
        if self._desk.database.read_only:
            self._desk.say_read_only()
        else:
            self._desk.notify(words)

    def take_back(self, step: Step) -> None:
        """Take this step back, whatever was done since; nothing if it was already."""
        if step in self._done:
            self._run([step], _("Undone: {what}"), again=False)

    def _run(self, steps: list[Step], words: str, *, again: bool) -> None:
        """Take the first step back, then the rest; the last one tells of all."""
        asked = len(steps)
        told: list[str] = []

        def go_on() -> None:
            step = steps.pop(0)
            source, target = (self._undone, self._done) if again else (self._done, self._undone)
            source.remove(step)

            def worked(result: TakenBack) -> None:
                target.append(replace(step, operation=result.operation))
                self.changed.emit()
                told.extend(result.kept)
                if steps:
                    go_on()
                    return
                many = ngettext("{n} step undone", "{n} steps undone", asked).format(n=asked)
                said = words.format(what=step.what) if asked == 1 else many
                self._tell(" ".join([said + ("." if told else ""), *told]), result)

            def failed(error: UserError) -> None:
                if isinstance(error, _PASSING):
                    source.append(step)
                self.changed.emit()
                self._desk.refused.emit(_refusal(step, error, again=again))

            self._desk.write(self, _job(step), worked, failed, what=words.format(what=step.what))

        if steps:
            go_on()

    def _tell(self, words: str, result: TakenBack) -> None:
        action = None
        if result.record_id:
            action = Action(_("Open"), lambda: self._desk.open_record(result.kind, result.record_id), listen=False)
        self._desk.notify(words, action)


def _job(step: Step) -> Any:
    def job(session: Any, progress: Progress) -> TakenBack:
        from itdesk.db import undoing

        return undoing.take_back(session, step.operation, progress)

    return job


def _refusal(step: Step, error: UserError, *, again: bool) -> UserError:
    if isinstance(error, _PASSING):
        return error
    said = _("“{what}” can't be done again.") if again else _("“{what}” can't be undone any more.")
    return UserError(said.format(what=step.what), str(error), detail=error.detail)
