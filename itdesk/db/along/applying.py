"""Carries out what a comparison decided, through the same doors as a person at the window: checked, with history, held to rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, insert, select, text, update

from itdesk.core.errors import Invalid, UserError
from itdesk.core.filters import ACTORS
from itdesk.core.meanings import OWN
from itdesk.core.progress import Progress
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.db import changes, hanging, records, tables, tags
from itdesk.db.along.acts import Act, AddRow, Bin, Change, ChangeRow, Make, RemoveRow, Same, Unbin, Whole
from itdesk.db.along.comparing import Comparing
from itdesk.db.along.ground import Values, target_of
from itdesk.db.along.questions import Merged
from itdesk.db.base import Part
from itdesk.db.mentions import MENTION
from itdesk.db.numbering import next_number


class Applying:
    """One merge. Records that others of it link to are made first; circles of links are closed afterwards."""

    def __init__(self, compared: Comparing) -> None:
        self._all, self.here, self.there = compared, compared.here, compared.there
        self._makes = {(one.kind, one.uid): one for one in compared.acts if isinstance(one, Make)}
        self._made: dict[tuple[str, str], int] = {}
        self._under_way: set[tuple[str, str]] = set()
        self._open_links: list[tuple[str, str, str, int]] = []  # kind, identity, field, and the copy's id of the other
        self._renumbered: list[tuple[str, str]] = []
        self.left: list[str] = []

    def run(self, steps: Progress) -> Merged:
        """All acts, in an order in which each finds what it needs."""
        acts = sorted(self._all.acts, key=lambda act: (_ORDER.index(type(act)), getattr(act, "kind", "") != _FIRST))
        for place, act in enumerate(acts):
            steps.step(place, len(acts), _("Merging"))
            self._do(act)
            if getattr(act, "kind", "") == _FIRST:
                changes.settle(self.here.session)  # the firm's own fields are there for what follows
        self._close_links()
        self.left += self._all.apart.write(self)
        records_, inside = self._all.plan.number, self._all.plan.inside
        return Merged(records_, inside, tuple(self._renumbered), tuple(self.left))

    def _do(self, act: Act) -> None:
        doing: dict[type, Callable[[Any], object]] = {
            Make: lambda one: self._make(one.kind, one.uid),
            Same: lambda one: self._made.update({(one.kind, one.uid): one.here_id}),
            Whole: self._whole,
            Unbin: lambda one: records.restore(self.here.session, one.kind, self._id(one.kind, one.uid)),
            Change: self._change,
            AddRow: self._add_row,
            ChangeRow: self._change_row,
            RemoveRow: self._remove_row,
            Bin: self._bin,
        }
        try:
            doing[type(act)](act)
        except Invalid as error:
            title = self._title(act)
            raise UserError(
                _("{title} can't come in: {why}").format(title=title, why=error.message),
                _("Nothing was merged. Change it in the copy or here, then merge again."),
            ) from error

    def _title(self, act: Any) -> str:
        uid, kind = getattr(act, "uid", ""), getattr(act, "kind", "")
        there = self.there.id(self.there.table(kind), uid) if uid and kind else None
        return self.there.title(kind, there) if there is not None else ""

    def _id(self, kind: str, uid: str) -> int:
        found = self._made.get((kind, uid)) or self.here.id(self.here.table(kind), uid)
        if found is None:
            raise LookupError(f"{kind} {uid} is not here")
        return found

    # Records

    def _make(self, kind: str, uid: str) -> int:
        if (kind, uid) in self._made:
            return self._made[kind, uid]
        one = self._makes[kind, uid]
        self._under_way.add((kind, uid))
        draft = records.blank(self.here.session.info["registry"], kind)
        draft.uid = uid
        draft.values |= self._values(kind, uid, one.values)
        self._number(kind, draft)
        made = self._made[kind, uid] = records.save(self.here.session, draft)
        self.here.session.flush()
        self._keep_moment(kind, made, one.there_id)
        return made

    def _keep_moment(self, kind: str, made: int, there_id: int) -> None:
        """It was made when it was made in the copy, not now; a server that keeps its own time for logins keeps to it."""
        table, there = self.here.table(kind), self.there.table(kind)
        if self.here.session.info["dialect"].name == "postgresql":
            may = text("SELECT has_column_privilege(:table, 'created_at', 'UPDATE')")
            if not self.here.one(may.bindparams(table=f"app.{table.name}")):
                return
        moment = self.there.one(select(there.c.created_at).where(there.c.id == there_id))
        self.here.session.connection().execute(update(table).where(table.c.id == made).values(created_at=moment))

    def _number(self, kind: str, draft: records.Draft) -> None:
        """The number that it has in the copy, unless another has it here."""
        record_type = self.here.type(kind)
        if not record_type.number_prefix:
            return
        name = record_type.number_field
        was = str(draft.values.get(name) or "")
        given = next_number(self.here.session, record_type)
        while _figure(given) < _figure(was):
            given = next_number(self.here.session, record_type)
        table = self.here.table(kind)
        is_free = was and self.here.one(select(table.c.id).where(table.c[name] == was)) is None
        draft.values[name] = was if is_free else given
        if was and not is_free:
            self._renumbered.append((was, given))

    def _values(self, kind: str, uid: str, values: Values) -> Values:
        found: Values = {}
        for name, value in values.items():
            declared = self.there.type(kind).by_name[name]
            own = self._all.own_field(kind, declared)
            if own is None:
                continue
            found[own.name] = self._value(kind, uid, own, declared, value)
        return found

    def _value(self, kind: str, uid: str, own: Field, declared: Field, value: Any) -> Any:
        if declared.kind is not Kind.LINK or not isinstance(value, int):
            return value
        to = self.there.uid(self.there.table(declared.to), value)
        if (declared.to, to) in self._under_way and (declared.to, to) not in self._made:
            self._open_links.append((kind, uid, own.name, value))
            return None
        return self.linked(self.there.table(declared.to), value)

    def linked(self, table: Table, there_id: int) -> int | None:
        """Where a row is here that the copy calls by this id; a record that comes as well is made first."""
        uid = self.there.uid(table, there_id)
        kind = next((kind for kind, cls in self.there.own.classes.items() if cls.__table__ is table), "")
        if kind and (kind, uid) in self._makes:
            return self._make(kind, uid)
        return self._made.get((kind, uid)) or self.here.id(table, uid)

    def _close_links(self) -> None:
        for kind, uid, name, there_id in self._open_links:
            draft = records.draft(self.here.session, kind, self._id(kind, uid))
            draft.values[name] = self.linked(self.there.table(self.here.type(kind).by_name[name].to), there_id)
            records.save(self.here.session, draft)

    def _change(self, act: Change) -> None:
        draft = records.draft(self.here.session, act.kind, self._id(act.kind, act.uid))
        draft.values |= self._values(act.kind, act.uid, act.values)
        records.save(self.here.session, draft)

    def _whole(self, act: Whole) -> None:
        from itdesk.db.backups.taking import take

        take(self.here.session, self.there.session, [(act.kind, act.uid)])

    def _bin(self, act: Bin) -> None:
        try:
            records.delete(self.here.session, act.kind, self._id(act.kind, act.uid))
        except UserError as error:
            self.left.append(error.message)

    # Rows in and on records

    def _row(self, table: Table, row: Values, columns: tuple[str, ...]) -> Values | None:
        """A row's values as they are here; None if it is about something that isn't."""
        found: Values = {}
        for name in columns:
            value = row[name]
            target = target_of(self.there.own, table, name, row)
            if target is tables.tags and value is not None:
                found[name] = self._tag(value)
                continue
            if target is not None and value is not None:
                value = self.linked(target, value)
                if value is None and not table.c[name].nullable:
                    return None
            if table is tables.comments and name == "body":
                value = MENTION.sub(self._mention, str(value))
            found[name] = value
        return found

    def _tag(self, there_id: int) -> int:
        name = str(self.there.one(select(tables.tags.c.name).where(tables.tags.c.id == there_id)))
        return next(iter(tags.named(self.here.session, [name]).values()))

    def _mention(self, found: Any) -> str:
        person = self.linked(self.there.table(ACTORS), int(found[2]))
        return f"[@{found[1]}](person:{person})" if person is not None else str(found[1])

    def _add_row(self, act: AddRow) -> None:
        columns = tuple(name for name in act.row if name not in ("id", "version"))
        values = self._row(act.table, act.row, columns)
        if values is None:
            return
        if "hash" in values:
            self._bring(str(values["hash"]))
        if act.table is tables.links:
            self._bring_meaning(str(values["meaning"]))
        if act.table.name in hanging.PARTS:
            hanging.add(self.here.session, act.table, values)
            return
        self.here.session.add(self._class(act.table)(**values))
        self.here.session.flush()

    def _bring(self, digest: str) -> None:
        """A content, unless it is here."""
        connection = self.here.session.connection()
        blobs = tables.blobs
        if self.here.one(select(blobs.c.hash).where(blobs.c.hash == digest)) is not None:
            return
        for table in (blobs, tables.blob_chunks, tables.blob_texts):
            found = self.there.session.connection().execute(select(table).where(table.c.hash == digest)).mappings()
            for row in found.all():
                connection.execute(insert(table), [dict(row)])

    def _bring_meaning(self, key: str) -> None:
        """A meaning of links that was added there."""
        own, uid = tables.link_meanings, key.removeprefix(OWN)
        if not key.startswith(OWN) or self.here.id(own, uid) is not None:
            return
        there = self.there.id(own, uid)
        row = self.there.row(own, there) if there is not None else None
        if row is not None:
            values = {name: value for name, value in row.items() if name != "id"}
            self.here.session.connection().execute(insert(own), [values])

    def _change_row(self, act: ChangeRow) -> None:
        values = self._row(act.table, act.row, act.columns)
        if values is None:
            return
        if "hash" in values:
            self._bring(str(values["hash"]))
        if act.table.name in hanging.PARTS:
            hanging.change(self.here.session, act.table, act.here_id, values)
            return
        known = self.here.session.get(self._class(act.table), act.here_id)
        for name, value in values.items():
            setattr(known, name, value)
        self.here.session.flush()

    def _remove_row(self, act: RemoveRow) -> None:
        if act.table.name in hanging.PARTS:
            hanging.remove(self.here.session, act.table, act.here_id)
            return
        known = self.here.session.get(self._class(act.table), act.here_id)
        if known is not None:
            self.here.session.delete(known)
            self.here.session.flush()

    def _class(self, table: Table) -> type[Part]:
        return next(cls for parts in self.here.own.parts.values() for cls in parts if cls.__table__ is table)


_FIRST = "custom_fields"
_ORDER = [Same, Make, Whole, Unbin, Change, AddRow, ChangeRow, RemoveRow, Bin]


def _figure(number: str) -> int:
    """The figure in a human number; 0 for what has none."""
    figures = "".join(letter for letter in number if letter.isdecimal())
    return int(figures or 0)
