"""How the parts of the plan's page write: fields that save themselves, and changes that Ctrl+Z takes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from itdesk.areas.continuity.plans.page_text import Failed, Saved, TextField
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import text_key
from itdesk.ui.page import Action

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
        self._renewed: dict[tuple[str, int], int] = {}  # parts that were deleted and put back, under their new ids

    def now(self, part: str, part_id: int) -> int:
        """The id that a part has now: deleted ones that were put back have another one."""
        while (part, part_id) in self._renewed:
            part_id = self._renewed[part, part_id]
        return part_id

    def field(self, part: str, part_id: int, column: str, name: str, placeholder: str) -> TextField:
        """A text of a section or step."""

        def edited(text: str, seen: str) -> Job:
            return self._edit(part, part_id, {column: text}, {column: seen})

        def save(text: str, seen: str, saved: Saved, failed: Failed) -> None:
            def refused(error: Any) -> None:
                failed(error)
                if not made.in_conflict or not made.isVisible():
                    self.desk.refused.emit(error)

            self.desk.write(made, edited(text, seen), lambda _result: saved(), refused)

        def rewritten(before: str, after: str) -> None:
            self.desk.did(_("Text of “{name}”").format(name=name), edited(before, after), edited(after, before))

        made = TextField(
            text_key("plans", self.plan_id, f"{part}/{part_id}/{column}"),
            name,
            placeholder,
            save=save,
            drafts=self.desk.drafts,
        )
        made.rewritten.connect(rewritten)
        made.began.connect(lambda: self.field_began.emit(made))
        made.ended.connect(lambda: self.field_ended.emit(made))
        made.state_changed.connect(self.state_changed)
        made.data_wanted.connect(lambda: self.data_wanted.emit(made))
        made.view.record_wanted.connect(self.desk.open_record)
        return made

    def _edit(self, part: str, part_id: int, values: dict[str, Any], seen: dict[str, Any]) -> Job:
        def job(session: Any) -> None:
            from itdesk.areas.continuity.plans import operations

            getattr(operations, f"edit_{part}")(session, self.now(part, part_id), values, seen=seen)

        return job

    def change(self, what: str, part: str, part_id: int, after: dict[str, Any], before: dict[str, Any]) -> None:
        """Change values of a part; Ctrl+Z takes it back."""
        there, back = self._edit(part, part_id, after, before), self._edit(part, part_id, before, after)
        self._do(what, there, back)

    def move(self, what: str, part: str, part_id: int, after: dict[str, Any], before: dict[str, Any]) -> None:
        """Move a part; Ctrl+Z moves it back."""

        def to(place: dict[str, Any]) -> Job:
            def job(session: Any) -> None:
                from itdesk.areas.continuity.plans import operations

                named = dict(place)
                if part != "step" and named["parent_id"] is not None:
                    named["parent_id"] = self.now(part, named["parent_id"])
                getattr(operations, f"move_{part}")(session, self.now(part, part_id), **named)

            return job

        self._do(what, to(after), to(before))

    def take_out(self, what: str, part: str, part_id: int) -> None:
        """Delete a part; Ctrl+Z puts it back, under a new id."""
        taken: list[Any] = []

        def delete(session: Any) -> None:
            from itdesk.areas.continuity.plans import taking_back

            taken[:] = [getattr(taking_back, f"take_{part}")(session, self.now(part, part_id))]

        def put_back(session: Any) -> None:
            from itdesk.areas.continuity.plans import taking_back

            old = self.now(part, part_id)
            self._renewed[part, old] = getattr(taking_back, f"put_{part}")(session, taken[0])

        self._do(what, delete, put_back, tell=True)

    def add(
        self, what: str, part: str, values: tuple[Any, ...], named: dict[str, Any], done: Job | None = None
    ) -> None:
        """Add a part; Ctrl+Z takes it out."""
        ids: list[int] = []

        def there(session: Any) -> int:
            from itdesk.areas.continuity.plans import operations

            made = int(getattr(operations, f"add_{part}")(session, *values, **named))
            if ids:
                self._renewed[part, self.now(part, ids[0])] = made
            else:
                ids.append(made)
            return made

        def back(session: Any) -> None:
            from itdesk.areas.continuity.plans import operations

            getattr(operations, f"delete_{part}")(session, self.now(part, ids[0]))

        self._do(what, there, back, done=done)

    def cover(self, what: str, section_id: int, person_id: int, cover_id: int, steps: tuple[int, ...]) -> None:
        """Somebody covers for a person in these steps of a section."""

        def there(session: Any) -> None:
            from itdesk.areas.continuity.plans import operations

            operations.set_cover(session, self.now("section", section_id), person_id, cover_id)

        def back(session: Any) -> None:
            for step in steps:
                self._edit("step", step, {"cover_id": None}, {"cover_id": cover_id})(session)

        self._do(what, there, back, tell=True)

    def _do(self, what: str, there: Job, back: Job, *, tell: bool = False, done: Job | None = None) -> None:
        def worked(result: Any) -> None:
            self.desk.did(what, back, there)
            if tell:
                self.desk.notify(what, Action(_("Undo"), self.desk.undo.undo, "Ctrl+Z"))
            if done is not None:
                done(result)

        self.desk.write(self, there, worked, self.desk.refused.emit)
