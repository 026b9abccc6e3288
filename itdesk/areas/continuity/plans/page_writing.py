"""How the parts of the plan's page write: fields that save themselves, and changes that Ctrl+Z takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from itdesk.areas.continuity.plans.page_text import Failed, Saved, TextField
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import text_key

Job = Callable[[Any], Any]


class Writer(QObject):
    """Runs the operations of one page's plan. A part is a section, a step or a call."""

    field_began = Signal(object)
    field_ended = Signal(object)
    state_changed = Signal(str)
    data_wanted = Signal(object)  # the field that wants something from the data

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self.plan_id = 0

    def field(self, part: str, part_id: int, column: str, name: str, placeholder: str) -> TextField:
        """A text of a section or step; what is typed until it is left is one step of undo."""
        writing = [object()]

        def save(text: str, seen: str, saved: Saved, failed: Failed) -> None:
            def refused(error: Any) -> None:
                failed(error)
                if not made.in_conflict or not made.isVisible():
                    self.desk.refused.emit(error)

            job, step = (
                self._edit(part, part_id, {column: text}, {column: seen}),
                _("Text of “{name}”").format(name=name),
            )
            self.desk.write(made, job, lambda _result: saved(), refused, step=step, part_of=writing[0])

        def anew() -> None:
            writing[0] = object()

        made = TextField(
            text_key("plans", self.plan_id, f"{part}/{part_id}/{column}"),
            name,
            placeholder,
            save=save,
            drafts=self.desk.drafts,
        )
        made.began.connect(anew)
        made.began.connect(lambda: self.field_began.emit(made))
        made.ended.connect(lambda: self.field_ended.emit(made))
        made.state_changed.connect(self.state_changed)
        made.data_wanted.connect(lambda: self.data_wanted.emit(made))
        made.view.record_wanted.connect(self.desk.open_record)
        return made

    def _edit(self, part: str, part_id: int, values: dict[str, Any], seen: dict[str, Any]) -> Job:
        return _operation(f"edit_{part}", part_id, values, seen=seen)

    def change(
        self,
        what: str,
        part: str,
        part_id: int,
        after: dict[str, Any],
        before: dict[str, Any],
        *,
        asked: Dialog | None = None,
    ) -> None:
        """Change values of a part; a dialog stays open until it is taken."""
        self._do(what, self._edit(part, part_id, after, before), asked=asked)

    def move(self, what: str, part: str, part_id: int, place: dict[str, Any]) -> None:
        """Move a part."""
        self._do(what, _operation(f"move_{part}", part_id, **place))

    def take_out(self, what: str, part: str, part_id: int) -> None:
        """Delete a part with everything in it."""
        self._do(what, _operation(f"delete_{part}", part_id), tell=True)

    def add(
        self,
        what: str,
        part: str,
        values: tuple[Any, ...],
        named: dict[str, Any],
        done: Job | None = None,
        *,
        asked: Dialog | None = None,
    ) -> None:
        """Add a part; a dialog stays open until it is taken."""
        self._do(what, _operation(f"add_{part}", *values, **named), done=done, asked=asked)

    def cover(self, what: str, section_id: int, person_id: int, cover_id: int) -> None:
        """Somebody covers for a person in a section."""
        self._do(what, _operation("set_cover", section_id, person_id, cover_id), tell=True)

    def _do(
        self, what: str, job: Job, *, tell: bool = False, done: Job | None = None, asked: Dialog | None = None
    ) -> None:
        def worked(result: Any) -> None:
            if asked is not None:
                asked.taken()
            if tell:
                self.desk.tell_done(what)
            if done is not None:
                done(result)

        self.desk.write(self, job, worked, asked.refused if asked else self.desk.refused.emit, step=what)


def _operation(name: str, /, *values: Any, **named: Any) -> Job:
    def job(session: Any) -> Any:
        from itdesk.areas.continuity.plans import operations

        return getattr(operations, name)(session, *values, **named)

    return job
