"""The draft of a form: which fields were typed over, what stood there before, and how they come back into a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from itdesk.core.errors import Unreadable
from itdesk.core.formats import format_when
from itdesk.core.plain import plain, typed
from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.files.drafts import Kept
from itdesk.ui.drafts import PAUSE, form_key
from itdesk.ui.link_editor import LinkEditor

if TYPE_CHECKING:
    from itdesk.db.records import Draft
    from itdesk.ui.field_row import FieldRow
    from itdesk.ui.record_form import RecordForm

LATEST = 4000  # milliseconds after which it is kept though somebody goes on typing


def step_of(record_type: RecordType, draft: Draft) -> str:
    """What saving it is called, for undo."""
    title = str(draft.values.get(record_type.title) or "")
    what = noun(record_type.singular)
    if draft.id is None:
        return _("New {what}: {title}").format(what=what, title=title) if title else _("New {what}").format(what=what)
    return _("Change of {title}").format(title=title or what)


def title_of(record_type: RecordType, draft: Draft) -> str:
    """What a person calls the record of a draft."""
    if draft.id is None:
        return _("New {what}").format(what=noun(record_type.singular))
    number = draft.original.get(record_type.number_field) if record_type.number_prefix else None
    name = draft.original.get(record_type.title)
    words = [str(word) for word in dict.fromkeys((number, name)) if isinstance(word, str) and word]
    return " ".join([record_type.singular, *words])


def when_kept(kept: Kept, workspace: Any) -> str:
    """When a draft was typed, in words."""
    at = datetime.fromisoformat(kept.at)
    return format_when(at, now=datetime.now(UTC), zone=workspace.zone, locale=workspace.locale)


def contents(record_type: RecordType, draft: Draft, rows: Mapping[str, FieldRow]) -> dict[str, Any]:
    """What a form holds beyond what was read, as plain values; secrets are left out, half typed values kept as text."""
    changed = {
        name: one
        for name, row in rows.items()
        if not row.declared.secret and (one := _typed_in(row, draft.values.get(name))) is not None
    }
    return {
        "kind": record_type.kind,
        "id": draft.id,
        "uid": draft.uid,
        "version": draft.version,
        "typed": changed,
        "original": {name: plain(draft.original.get(name)) for name in changed} if draft.id is not None else {},
        "first": {} if draft.id is not None else _first(record_type, draft),
    }


def _first(record_type: RecordType, draft: Draft) -> dict[str, Any]:
    """Values of a new record that stand on no form, such as what it was made from."""
    secret = {declared.name for declared in record_type.fields if declared.secret}
    return {name: plain(value) for name, value in draft.values.items() if name not in secret and value is not None}


def _typed_in(row: FieldRow, before: object) -> dict[str, Any] | None:
    try:
        value = row.value()
    except Unreadable:
        return {"text": row.editor.typed()}
    if value == before:
        return None
    one: dict[str, Any] = {"value": plain(value)}
    if isinstance(row.editor, LinkEditor):
        one["title"] = row.editor.typed()
    return one


def over(record_type: RecordType, kept: Kept, current: Draft) -> Draft:
    """The record as it is now, told what one's own typing began from, so that a save sees what others changed since."""
    data = kept.data
    before = _values(record_type, data["original"])
    return replace(current, version=data["version"], original={**current.original, **before})


def as_new(record_type: RecordType, kept: Kept, blank: Draft, rest: Mapping[str, object]) -> Draft:
    """A new record from a draft; rest are the values of the one that was deleted while this was typed."""
    values = {**blank.values, **rest, **_values(record_type, kept.data["first"])}
    return replace(blank, values=values, uid=kept.data["uid"] if kept.data["id"] is None else blank.uid)


def put_back(kept: Kept, rows: Mapping[str, FieldRow]) -> None:
    """Type into a form what was typed before."""
    for name, one in kept.data["typed"].items():
        row = rows.get(name)
        if row is None:
            continue
        if "text" in one:
            row.editor.type_text(one["text"])
            row.visited = True
            row.check()
            continue
        value = typed(row.declared.kind, one["value"])
        if isinstance(row.editor, LinkEditor):
            row.editor.set_link(value, one.get("title", ""))
        else:
            row.editor.set_value(value)


def _values(record_type: RecordType, plain_values: Mapping[str, Any]) -> dict[str, object]:
    known = record_type.by_name
    return {name: typed(known[name].kind, value) for name, value in plain_values.items() if name in known}


class FormKeeper(QObject):
    """Keeps what is typed into one form: after a pause, when a field is left, and at the latest every few seconds."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self._form = form
        self._drafts = form.desk.drafts
        self._since = QElapsedTimer()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.keep)

    @property
    def key(self) -> str:
        """Where the draft lies."""
        draft = self._form.draft
        return form_key(self._form.record_type.kind, draft.id or draft.uid) if draft is not None else ""

    def typed(self) -> None:
        """A key was pressed, or something chosen."""
        if not self._since.isValid():
            self._since.start()
        if not self._pause.isActive() or self._since.elapsed() < LATEST:
            self._pause.start()

    def keep(self) -> None:
        """Keep it now."""
        self._pause.stop()
        self._since.invalidate()
        form = self._form
        if form.draft is None or not form.is_dirty or self._drafts.closed:
            return
        data = contents(form.record_type, form.draft, form.rows)
        if data["typed"]:
            self._drafts.keep(self.key, title_of(form.record_type, form.draft), data)
            self._drafts.save()
        else:
            self._drafts.drop(self.key)

    def is_needed(self) -> bool:
        """Whether the form holds anything that isn't stored."""
        form = self._form
        return form.draft is not None and bool(contents(form.record_type, form.draft, form.rows)["typed"])

    def drop(self) -> None:
        """Forget it: it was saved, or given up."""
        self._pause.stop()
        self._since.invalidate()
        if self._form.draft is not None:
            self._drafts.drop(self.key)

    def left_over(self) -> Kept | None:
        """What was typed into this record before, and is not being typed elsewhere now."""
        if any(getattr(one, "draft_key", "") == self.key for one in self._form.desk.unsaved.dirty()):
            return None
        return self._drafts.find(self.key)
