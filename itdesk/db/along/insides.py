"""Rows in and on a record, such as messages, comments, files, links and tags, told apart by what stays of them on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, and_, select

from itdesk.core.texts import _
from itdesk.db import deeds, hanging, tables
from itdesk.db.along.acts import AddRow, ChangeRow, RemoveRow
from itdesk.db.along.ground import Values, plain_words, target_of
from itdesk.db.along.questions import Question, Side
from itdesk.db.changes import Noted, Verb
from itdesk.db.deeds import Unit
from itdesk.db.hanging_words import word
from itdesk.db.history import column_label, part_label

if TYPE_CHECKING:
    from itdesk.db.along.comparing import Comparing

_NEVER = frozenset({"id", "uid", "version", "created_at", "updated_at"})
# What tells a row from others once it is gone, where history doesn't keep its identity.
_NATURAL = {
    tables.record_tags.name: ("kind", "record_id", "tag_id"),
    tables.comments.name: ("kind", "record_id", "author_id", "written_at"),
    tables.attachments.name: ("kind", "record_id", "added_at"),
    tables.attachment_versions.name: ("kind", "record_id", "hash", "added_at"),
    tables.links.name: ("from_kind", "from_id", "to_kind", "to_id", "meaning"),
}


class Insides:
    """The part of a comparison that looks into records."""

    def __init__(self, comparing: Comparing) -> None:
        self._all = comparing
        self._seen: set[tuple[str, int | None]] = set()

    def compare(self, unit: Unit, here_id: int | None) -> None:
        """What was done there in a record that is, or comes, here; here_id is None for one that comes."""
        for one in unit.parts:
            table = deeds.part_table(one.part or "")
            if table is None or (table.name, one.part_id) in self._seen:
                continue  # a link and a moved row are told on both of their records
            self._seen.add((table.name, one.part_id))
            self._compare(unit, table, one, is_new=here_id is None)

    def _compare(self, unit: Unit, table: Table, noted: Noted, *, is_new: bool) -> None:
        if noted.verb is Verb.REMOVED:
            if not is_new:
                self._removed(unit, table, noted)
            return
        row = self._all.there.row(table, noted.part_id or 0)
        if row is None:
            return
        here = self._same_here(table, row)
        if here is not None:
            if noted.verb is not Verb.ADDED or "uid" in table.c:
                self._changed(unit, table, row, here, noted)
        elif noted.verb is Verb.ADDED or self._asked(unit, table, row, _("removed"), _("changed")) is Side.THERE:
            self._all.acts.append(AddRow(table, row, unit.kind))
            self._all.plan.inside += 1

    def _same_here(self, table: Table, row: Values) -> Values | None:
        """The same row here: by its identity, else by what is natural to it."""
        here = self._all.here
        if "uid" in table.c:
            found = here.id(table, row["uid"])
            if found is not None or table is not tables.links:
                return here.row(table, found) if found is not None else None
        return self._by_nature(table, row)

    def _by_nature(self, table: Table, row: Values) -> Values | None:
        rules = []
        for name in _NATURAL.get(table.name, ()):
            value = row.get(name)
            target = target_of(self._all.there.own, table, name, row)
            if target is not None and value is not None:
                value = self._all.here.id(target, self._all.there.uid(target, value))
                if value is None:
                    return None
            rules.append(table.c[name].is_not_distinct_from(value))
        if not rules:
            return None
        found = self._all.here.one(select(table.c.id).where(and_(*rules)).limit(1))
        return self._all.here.row(table, found) if found is not None else None

    def _removed(self, unit: Unit, table: Table, noted: Noted) -> None:
        old = {name: deeds.typed(table.c[name], pair[0]) for name, pair in noted.changes.items() if name in table.c}
        if "uid" in old:
            found = self._all.here.id(table, old["uid"])
            here = self._all.here.row(table, found) if found is not None else None
        else:
            here = self._by_nature(table, old)
        if here is None:
            return
        differs = [name for name in old if name not in _NEVER and not self._is_same(table, name, old, here)]
        if differs and self._asked(unit, table, here, plain_words(here[differs[0]]), _("removed")) is Side.HERE:
            return
        self._all.acts.append(RemoveRow(table, here["id"]))
        self._all.plan.inside += 1

    def _is_same(self, table: Table, name: str, there: Values, here: Values) -> bool:
        both = self._all.there, self._all.here
        return bool(both[0].token(table, name, there[name], there) == both[1].token(table, name, here[name], here))

    def _changed(self, unit: Unit, table: Table, row: Values, here: Values, noted: Noted) -> None:
        """Columns that were changed there; those of a row that an earlier merge brought are all compared."""
        wanted = [name for name in (row if noted.verb is Verb.ADDED else noted.changes) if name in table.c]
        columns = []
        for name in wanted:
            if name in _NEVER or self._is_same(table, name, row, here):
                continue
            was = noted.changes.get(name, (None,))[0]
            base = row | {name: deeds.typed(table.c[name], was)}
            if (noted.verb is not Verb.ADDED and self._is_same(table, name, base, here)) or self._column_asked(
                unit, table, name, (base, here, row)
            ) is Side.THERE:
                columns.append(name)
        if columns:
            self._all.acts.append(ChangeRow(table, here["id"], row, tuple(columns)))
            self._all.plan.inside += 1

    def _column_asked(self, unit: Unit, table: Table, name: str, rows: tuple[Values, Values, Values]) -> Side:
        part = next((one for one in self._all.here.own.parts[unit.kind] if one.__tablename__ == table.name), None)
        sides = (self._all.there, self._all.here, self._all.there)
        words = [self._words(side, table, name, row) for side, row in zip(sides, rows, strict=True)]
        what = f"{_word(part, table)}: {column_label(part, name)}"
        key = f"{unit.kind} {unit.uid} {table.name} {rows[2].get('uid', rows[2]['id'])} {name}"
        return self._all.ask(Question(key, unit.kind, self._title(unit), what, *words))

    def _words(self, side: Any, table: Table, name: str, row: Values) -> str:
        target = target_of(side.own, table, name, row)
        kind = next((kind for kind, cls in side.own.classes.items() if cls.__table__ is target), None)
        if kind is not None and row[name] is not None:
            return str(side.title(kind, row[name]))
        return plain_words(row[name])

    def _asked(self, unit: Unit, table: Table, row: Values, here: str, there: str) -> Side:
        part = next((one for one in self._all.here.own.parts[unit.kind] if one.__tablename__ == table.name), None)
        before = next((plain_words(row[name]) for name in ("body", "name", "title", "note") if row.get(name)), "")
        key = f"{unit.kind} {unit.uid} {table.name} {row.get('uid', row['id'])}"
        return self._all.ask(Question(key, unit.kind, self._title(unit), _word(part, table), before, here, there))

    def _title(self, unit: Unit) -> str:
        return self._all.there.title(unit.kind, unit.record_id)


def _word(part: Any, table: Table) -> str:
    if table.name in hanging.PARTS:
        return word(table.name)
    return part_label(part, table.name)
