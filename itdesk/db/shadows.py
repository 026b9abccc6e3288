"""What stands before the tables for somebody who may not see everything: one temporary view per table, on their connections.

A view has its table's name, so that every statement, whoever wrote it, finds the rows and values that are the person's to
see, and nothing else: lists, counts, sums, groups, sorts, search, reports, files. It is made from the grants that are
declared beside the record types; a table of which nothing is declared holds nothing. PostgreSQL's row-level security is to
be made from the same: `condition` is a policy's USING, the columns that are left empty are those without a column grant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table

from itdesk.core.record import TEXTUAL, Kind, RecordType
from itdesk.core.rights import Deed, Grant, Inside, Standing, Verb, grant_of, may
from itdesk.db import tables
from itdesk.db.base import Base
from itdesk.db.mapping import Tables, column_of

_LATE = (
    tables.blobs,
    tables.blob_chunks,
    tables.blob_texts,
    tables.mentions,
    tables.tags,
    tables.search_entries,
    tables.search_numbers,
)
NOTHING = "FALSE"
ALL = "TRUE"


class Shadows:
    """The views of one person on one engine."""

    def __init__(self, own: Tables, standing: Standing, dialect: str) -> None:
        self.own = own
        self.standing = standing
        self.is_server = dialect == "postgresql"
        self._base = "app" if self.is_server else "main"
        self._newline = "chr(10)" if self.is_server else "char(10)"
        self._joined = "string_agg" if self.is_server else "group_concat"

    def statements(self) -> Iterator[str]:
        """What makes them, in an order in which each finds those that it reads from."""
        for table in self._in_order():
            columns = ", ".join(f"{self.value(table, column.name)} AS {_name(column.name)}" for column in table.c)
            yield (
                f"CREATE TEMPORARY VIEW {_name(table.name)} AS SELECT {columns} "  # noqa: S608 -- names and rules of ours
                f"FROM {self._base}.{_name(table.name)} AS t WHERE {self.condition(table)}"
            )

    def _in_order(self) -> Iterable[Table]:
        """Records, what is inside them, what hangs on them, what is told by those."""
        records: dict[str, Any] = {cls.__tablename__: cls.__table__ for cls in self.own.classes.values()}
        parts: dict[str, Any] = {
            cls.__tablename__: cls.__table__ for classes in self.own.parts.values() for cls in classes
        }
        late = {table.name: table for table in _LATE}
        known = {**records, **parts, **late}
        rest = {name: table for name, table in sorted(Base.metadata.tables.items()) if name not in known}
        return ({**records, **parts, **rest, **late}).values()

    def grant(self, kind: str) -> Grant:
        """The role's grant of a kind."""
        return grant_of(self.own.registry[kind].rights, self.standing.role)

    # ------------------------------------------------------------ rows

    def condition(self, table: Table) -> str:
        """Which rows of a table the person sees, as SQL over `t`."""
        for kind, cls in self.own.classes.items():
            if cls.__table__ is table:
                return self._records(self.own.registry[kind])
            for part in self.own.parts[kind]:
                if part.__table__ is table:
                    return self._inside(kind, table, self._within(kind, part.PARENT[1]))
        rule = RULES.get(table.name)
        return NOTHING if rule is None else rule(self)

    def seen(self, kind: str) -> str:
        """The view of a kind's records."""
        return _name(self.own.classes[kind].__tablename__)

    def _within(self, kind: str, column: str) -> str:
        return f"t.{_name(column)} IN (SELECT id FROM {self.seen(kind)})"  # noqa: S608 -- names of ours

    def _records(self, record_type: RecordType) -> str:
        grant = self.grant(record_type.kind)
        if Verb.READ not in grant.verbs:
            return NOTHING
        return f"t.deleted_at IS NULL AND {self._mine(record_type, grant.own)}" if grant.own else ALL

    def _mine(self, record_type: RecordType, names: Sequence[str]) -> str:
        columns = ["id" if name == "id" else column_of(record_type.by_name[name]) for name in names]
        return "(" + " OR ".join(f"t.{_name(column)} = {_literal(self.standing.person)}" for column in columns) + ")"

    def _inside(self, kind: str, table: Table, within: str) -> str:
        """Rows inside records, or hung on them, that the person sees together with the record."""
        grant = self.grant(kind)
        if Verb.READ not in grant.verbs:
            return NOTHING
        if grant.inside is None:
            return within
        inside = grant.inside.get(table.name)
        return NOTHING if inside is None else " AND ".join((within, *_only(inside)))

    def hung(self, table: Table, kind: str = "kind", record_id: str = "record_id") -> str:
        """Rows that hang on any record that the person sees."""
        found = [
            self._inside(one, table, f"t.{kind} = '{one}' AND {self._within(one, record_id)}")
            for one in self.own.classes
        ]
        shown = [one for one in found if one != NOTHING]
        return "(" + " OR ".join(f"({one})" for one in shown) + ")" if shown else NOTHING

    # ------------------------------------------------------------ values

    def value(self, table: Table, column: str) -> str:
        """A column as the person sees it, as SQL over `t`."""
        plain = f"t.{_name(column)}"
        if table is tables.search_entries and column in ("subtitle", "text"):
            return self._searched(column)
        for kind, cls in self.own.classes.items():
            if cls.__table__ is table:
                return self._field(self.own.registry[kind], column, plain)
        return plain

    def _field(self, record_type: RecordType, column: str, plain: str) -> str:
        grant = self.grant(record_type.kind)
        names = {column_of(one): one for one in record_type.in_columns}
        declared = names.get(column)
        if declared is None or declared.secret:
            return f"CASE WHEN FALSE THEN {plain} END" if declared is not None else plain
        if declared.name in grant.hides:
            return f"CASE WHEN FALSE THEN {plain} END"
        if declared.name in grant.private:
            return f"CASE WHEN {self._mine(record_type, grant.mine)} THEN {plain} END"
        return plain

    def _searched(self, column: str) -> str:
        """What search knows of a record, for each kind of which the person doesn't see all."""
        cases = [
            f"WHEN '{record_type.kind}' THEN {self._words(record_type) if column == 'text' else self._second(record_type)}"
            for record_type in self.own.registry
            if Verb.READ in self.grant(record_type.kind).verbs and not self.grant(record_type.kind).sees_all
        ]
        return f"CASE t.kind {' '.join(cases)} ELSE t.{column} END" if cases else f"t.{column}"

    def _second(self, record_type: RecordType) -> str:
        grant = self.grant(record_type.kind)
        kept_back = grant.hides | grant.private
        links = [record_type.by_name[name] for name in record_type.subtitle]
        unseen = [one for one in links if one.kind is Kind.LINK and Verb.READ not in self.grant(one.to).verbs]
        return "''" if kept_back & set(record_type.subtitle) or unseen else "t.subtitle"

    def _words(self, record_type: RecordType) -> str:
        grant, kind = self.grant(record_type.kind), record_type.kind
        shown = [record_type.by_name[name] for name in dict.fromkeys((record_type.title, *record_type.search))]
        fields = [one for one in shown if one.kind in TEXTUAL and not (one.computed or one.secret or one.custom)]
        columns = [f"coalesce(r.{_name(column_of(one))}, '')" for one in fields if one.name not in grant.hides]
        whole = f" || {self._newline} || ".join(columns) or "''"
        words = [f"coalesce((SELECT {whole} FROM {self.seen(kind)} AS r WHERE r.id = t.record_id), '')"]  # noqa: S608
        for part in self.own.parts[kind]:
            if part.SEARCHED and (grant.inside is None or part.__tablename__ in grant.inside):
                text = f" || {self._newline} || ".join(f"coalesce(p.{_name(one)}, '')" for one in part.SEARCHED)
                words.append(
                    f"coalesce((SELECT {self._joined}({text}, {self._newline}) FROM {_name(part.__tablename__)} AS p "  # noqa: S608
                    f"WHERE p.{_name(part.PARENT[1])} = t.record_id), '')"
                )
        if grant.inside is None or tables.attachments.name in grant.inside:
            words.append(
                f"coalesce((SELECT {self._joined}(f.name, {self._newline}) FROM attachments AS f "  # noqa: S608
                f"WHERE f.kind = '{kind}' AND f.record_id = t.record_id), '')"
            )
        return f" || {self._newline} || ".join(("t.title", *words))

    def entries(self) -> str:
        """What search finds: records that are seen."""
        seen = [kind for kind in self.own.classes if Verb.READ in self.grant(kind).verbs]
        found = [f"(t.kind = '{one}' AND {self._within(one, 'record_id')})" for one in seen]
        return f"({' OR '.join(found)})" if found else NOTHING

    def numbers(self) -> str:
        """By which numbers: none of a record of whose numbers some aren't seen."""
        parts = []
        for record_type in self.own.registry:
            grant = self.grant(record_type.kind)
            exact = names_exactly(record_type)
            if Verb.READ not in grant.verbs or grant.hides & exact:
                continue
            mine = self._mine(record_type, grant.mine) if grant.private & exact else ALL
            of = f"SELECT 1 FROM {self._base}.{self.seen(record_type.kind)} AS t WHERE t.id = e.record_id AND {mine}"  # noqa: S608
            parts.append(f"(e.kind = '{record_type.kind}' AND EXISTS ({of}))")
        any_of = " OR ".join(parts) or NOTHING
        # asked of one number after the other, not the other way round
        return f"EXISTS (SELECT 1 FROM search_entries AS e WHERE e.id = t.entry_id AND ({any_of}))"  # noqa: S608 -- as above


def names_exactly(record_type: RecordType) -> set[str]:
    """Fields by whose values search finds a record exactly."""
    found = {one.name for one in record_type.stored if one.unique} | set(record_type.import_keys)
    return {part for name in found for part in name.split("|")} | {record_type.number_field}


def _only(inside: Inside) -> Iterator[str]:
    for column, value in inside.only:
        yield f"t.{_name(column)} = {_literal(value)}"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def _owned(column: str) -> Callable[[Shadows], str]:
    return lambda shadows: f"t.{column} = {_literal(shadows.standing.person)}"


def _hung_on(table: Table) -> Callable[[Shadows], str]:
    return lambda shadows: shadows.hung(table)


def _links(shadows: Shadows) -> str:
    ends = [shadows.hung(tables.links, f"{end}_kind", f"{end}_id") for end in ("from", "to")]
    return NOTHING if NOTHING in ends else " AND ".join(ends)


def _everything(_shadows: Shadows) -> str:
    return ALL


def _nothing(_shadows: Shadows) -> str:
    return NOTHING


def _by_deed(deed: Deed) -> Callable[[Shadows], str]:
    return lambda shadows: ALL if may(shadows.standing.role, deed) else NOTHING


_CONTENT = (
    "(t.hash IN (SELECT hash FROM attachments) OR t.hash IN (SELECT hash FROM attachment_versions))"  # as they are seen
)
# The store's own tables: each has its line here, or nobody who is held to anything sees a row of it.
RULES: dict[str, Callable[[Shadows], str]] = {
    "workspace": _everything,
    "link_meanings": _everything,
    "numbers": _nothing,
    "history": _by_deed(Deed.HISTORY),
    "operations": _by_deed(Deed.HISTORY),
    "change_log": _nothing,
    "presences": _nothing,
    "sign_ins": _nothing,
    "whereabouts": _nothing,
    "history_chain": _nothing,
    "imports": _by_deed(Deed.IMPORT),
    "import_mappings": _by_deed(Deed.IMPORT),
    "custom_values": _nothing,
    "blob_leavings": _nothing,
    "views": _owned("owner_id"),
    "view_places": _owned("person_id"),
    "attachments": _hung_on(tables.attachments),
    "attachment_versions": _hung_on(tables.attachment_versions),
    "comments": _hung_on(tables.comments),
    "record_tags": _hung_on(tables.record_tags),
    "links": _links,
    "blobs": lambda _shadows: _CONTENT,
    "blob_chunks": lambda _shadows: _CONTENT,
    "blob_texts": lambda _shadows: _CONTENT,
    "mentions": lambda _shadows: "t.comment_id IN (SELECT id FROM comments)",
    "tags": lambda _shadows: "t.id IN (SELECT tag_id FROM record_tags)",
    "search_entries": lambda shadows: shadows.entries(),
    "search_numbers": lambda shadows: shadows.numbers(),
}
