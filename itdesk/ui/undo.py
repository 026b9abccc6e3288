"""What was done lately and how to take it back: a stack that lasts until the app quits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from itdesk.core.errors import UserError
from itdesk.core.texts import _

if TYPE_CHECKING:
    from itdesk.ui.desk import Desk, Job

DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a person did, in words, with the jobs that take it back and do it again."""

    what: str
    undo: Job
    redo: Job


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

    def did(self, step: Step) -> None:
        """Remember a step; what was undone before it can't be redone any more."""
        self._done = [*self._done, step][-DEEPEST:]
        self._undone.clear()
        self.changed.emit()

    def undo(self) -> None:
        """Take the last step back."""
        if self._done:
            step = self._done.pop()
            self._run(step, step.undo, self._undone, _("Undone: {what}").format(what=step.what))

    def redo(self) -> None:
        """Do the step that was taken back last again."""
        if self._undone:
            step = self._undone.pop()
            self._run(step, step.redo, self._done, _("Done again: {what}").format(what=step.what))

    def _run(self, step: Step, job: Job, then: list[Step], words: str) -> None:
        def worked(_result: Any) -> None:
            then.append(step)
            self.changed.emit()
            self._desk.notify(words)

        def failed(error: UserError) -> None:
            self.changed.emit()
            self._desk.refused.emit(
                UserError(
                    _("“{what}” can't be undone any more.").format(what=step.what), str(error), detail=error.detail
                )
            )

        self._desk.write(self, job, worked, failed)
