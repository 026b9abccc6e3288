"""What pages ask of a workspace before it is open in full: prepared questions are answered, all else waits its turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, SignalInstance

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from itdesk.core.errors import UserError
    from itdesk.ui.desk import Desk, Done, Failed, Job

SHOWN_AFTER = 150  # milliseconds after which a window is shown without the answers to its first questions
PAINTED_AFTER = 1000  # milliseconds after which nobody waits any more for a window that no screen shows
_PAINTED = 0, "painted"  # what is asked for last, of nobody
_WAITS, _SAME = object(), object()  # in place of an answer


@dataclass(frozen=True, slots=True)
class _Answered:
    """A question that was answered early; it is asked again of the whole workspace, which has the last word."""

    owner: QObject
    job: Job
    done: Done
    failed: Failed | None
    key: str | None
    answer: Any


class FirstMoments(QObject):
    """Lives until the desk is given the whole workspace."""

    quiet = Signal()  # every question that could be answered early is answered

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._waiting: list[Callable[[], None]] = []
        self._answered: list[_Answered] = []
        self._asked: dict[tuple[int, str | None], int] = {}
        self._number = 0

    def wait(self, call: Callable[[], None]) -> None:
        """Do this when the workspace is whole, after everything that waits already."""
        self._waiting.append(call)

    def ask(self, owner: QObject, job: Job, done: Done, failed: Failed | None, key: str | None) -> None:
        """Ask now what an earlier run prepared; what it did not waits."""
        store, actor = self._desk.database, self._desk.actor
        again = partial(self._desk.read, owner, job, done, failed, key=key)
        self._number += 1
        self._asked[id(owner), key] = number = self._number

        def asking() -> Any:
            from itdesk.db.ahead import NotPrepared

            try:
                with store.asking(actor=actor) as session:  # type: ignore[attr-defined]
                    return job(session)
            except NotPrepared:
                return _WAITS

        def answered(answer: Any) -> None:
            if self._desk.database.is_whole:  # it came while the last of these was under way
                again()
            elif answer is _WAITS:
                self.wait(again)
            else:
                self._answered.append(_Answered(owner, job, done, failed, key, answer))
                done(answer)
            self._settle(id(owner), key, number)

        def refused(_error: UserError) -> None:
            self.wait(again)  # which tells what is wrong
            self._settle(id(owner), key, number)

        self._desk.work.read(owner, asking, answered, refused, key=key)

    def show(self, show: Callable[[], None], window: QWidget, closing: SignalInstance) -> None:
        """Show a window once it has what it shows first, so that it is laid out and painted once; quiet again when it is."""
        if self.is_quiet:
            show()
            return
        left = [show]

        def now() -> None:
            if left:
                self._hold(window)
                left.pop()()

        closing.connect(left.clear)
        self.quiet.connect(now)
        QTimer.singleShot(SHOWN_AFTER, self, now)

    def _hold(self, window: QWidget) -> None:
        """Nothing else begins before the window is painted."""
        self._asked[_PAINTED] = 0
        window.installEventFilter(self)
        QTimer.singleShot(PAINTED_AFTER, self, self._painted)

    def _painted(self) -> None:
        self._settle(*_PAINTED, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return False

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is being asked, nor painted for the first time."""
        return not self._asked

    def _settle(self, owner: int, key: str | None, number: int) -> None:
        if self._asked.get((owner, key)) == number:
            del self._asked[owner, key]
            if self.is_quiet:
                self.quiet.emit()

    def end(self) -> None:
        """The desk has the whole workspace: everything that waited runs, and what was answered is compared."""
        answered, self._answered = self._answered, []
        for one in answered:
            self._compare(one)
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()

    def _compare(self, one: _Answered) -> None:
        def read(session: Any) -> Any:
            answer = one.job(session)
            return _SAME if answer == one.answer else answer

        def done(answer: Any) -> None:
            if answer is not _SAME:
                one.done(answer)

        self._desk.read(one.owner, read, done, one.failed, key=one.key)
