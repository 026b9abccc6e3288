"""What each role may do with each table of a server, as SQL, made from the rights that are declared beside record types.

The same declaration stands in front of files as views and gate (`shadows`, `gate`); here it becomes column grants and the
conditions of policies. A table of which nothing is said is closed to everybody: `declared` refuses to leave one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Table

from itdesk.core.record import Field, RecordType
from itdesk.core.rights import TEAM, Deed, Grant, Inside, Role, Verb, grant_of, may, may_set, sees_all
from itdesk.db import tables
from itdesk.db.base import Base, Part, Record
from itdesk.db.mapping import Tables, column_of
from itdesk.db.server.groups import literal, quoted

ME = "(SELECT app.me())"  # once a statement, not once a row
ALL = "TRUE"
_TECHNICAL = ("id", "uid", "version", "created_at", "updated_at", "deleted_at")
_FIXED = frozenset({"id", "uid", "created_at"})  # nobody changes them


@dataclass(frozen=True, slots=True)
class Allowed:
    """One role's way with one table. Columns None: nothing of the verb. Conditions are SQL over the table's columns."""

    read: tuple[str, ...] | None = None
    seen: str = ALL
    add: tuple[str, ...] | None = None
    added: str = ALL
    change: tuple[str, ...] | None = None
    changed: str = ALL  # of the row before, and after
    erase: str = ""  # of rows that may be removed; empty for none


NOTHING = Allowed()


def declared(own: Tables, role: Role) -> dict[str, Allowed]:
    """By table what a role may; every table of the app is named."""
    found: dict[str, Allowed] = {}
    for record_type in own.registry:
        kind = record_type.kind
        table: Any = own.classes[kind].__table__
        found[table.name] = _record(own, record_type, role)
        for part in own.parts[kind]:
            inside: Any = part.__table__
            found[inside.name] = _part(own, record_type, role, inside, part.PARENT[1])
    for name, rule in OTHERS.items():
        found[name] = rule(own, role)
    return dict.fromkeys(_of_no_kind(own), NOTHING) | found


def _of_no_kind(own: Tables) -> Iterator[str]:
    """Tables of records that this registry doesn't know: nobody's."""
    known = {*own.classes.values(), *(part for parts in own.parts.values() for part in parts)}
    for mapper in Base.registry.mappers:
        if mapper.class_ not in known and issubclass(mapper.class_, Record | Part):
            yield mapper.class_.__tablename__


def writes(own: Tables, role: Role) -> bool:
    """Whether a role writes records at all."""
    return any(grant_of(one.rights, role).verbs - {Verb.READ} for one in own.registry)


def whole_kinds(own: Tables, role: Role) -> list[str]:
    """Kinds of which a role changes everything, so that it hangs rows on them as well."""
    grants = {one.kind: grant_of(one.rights, role) for one in own.registry}
    return [
        kind for kind, one in grants.items() if Verb.CHANGE in one.verbs and one.inside is None and one.changes is None
    ]


# ---------------------------------------------------------------- records


def _record(own: Tables, record_type: RecordType, role: Role) -> Allowed:
    grant = grant_of(record_type.rights, role)
    table: Any = own.classes[record_type.kind].__table__
    if Verb.READ not in grant.verbs:
        return NOTHING
    seen = seen_rows(record_type, grant)
    found = Allowed(read=tuple(_columns(table, record_type, grant, role)), seen=seen)
    if Verb.CREATE in grant.verbs:
        found = replace(found, add=tuple(_addable(table, record_type, grant)), added=_as_new(seen, record_type, grant))
    changed = _changeable(own, table, record_type, role)
    if changed:
        found = replace(found, change=tuple(changed), changed=seen)
    return replace(found, erase=ALL) if may(role, Deed.ERASE) else found


def seen_rows(record_type: RecordType, grant: Grant) -> str:
    """Which rows a role sees."""
    return f"deleted_at IS NULL AND {own_rows(record_type, grant.own)}" if grant.own else ALL


def own_rows(record_type: RecordType, names: Iterable[str], of: str = "") -> str:
    """Rows in which one of these fields names the person; of: what the table is called, with a dot."""
    columns = ["id" if name == "id" else column_of(record_type.by_name[name]) for name in names]
    return "(" + " OR ".join(f"{of}{quoted(one)} = {ME}" for one in columns) + ")"


def _columns(table: Table, record_type: RecordType, grant: Grant, role: Role) -> Iterable[str]:
    """Columns that a role sees in whatever row it sees; private ones it reads of its own record alone, elsewhere."""
    if sees_all(role):
        yield from table.c.keys()
        return
    by_column = {column_of(one): one for one in record_type.in_columns}
    for name in table.c.keys():  # noqa: SIM118 -- its names
        field = by_column.get(name)
        if name in _TECHNICAL or (field is not None and _is_seen(field, grant)):
            yield name


def _is_seen(field: Field, grant: Grant) -> bool:
    return not field.secret and field.name not in grant.hides and field.name not in grant.private


def _is_closed(field: Field, grant: Grant) -> bool:
    """Whether a role never has to do with a field."""
    return field.name in grant.hides or (field.secret and not grant.sees_all)


def _addable(table: Table, record_type: RecordType, grant: Grant) -> Iterable[str]:
    """Columns of a new record: all that aren't hidden; those that may not be set are held to their first value."""
    hidden = {column_of(one) for one in record_type.in_columns if _is_closed(one, grant)}
    return (name for name in table.c.keys() if name not in hidden)  # noqa: SIM118 -- its names


def _as_new(seen: str, record_type: RecordType, grant: Grant) -> str:
    number = record_type.number_field if record_type.number_prefix else ""
    rules = [] if seen == ALL else [seen]
    for field in record_type.in_columns:
        if field.given or field.name in grant.follows or field.name == number or may_set(grant, field.name, new=True):
            continue
        first, column = field.first_value(), quoted(column_of(field))
        if isinstance(first, str | bool | int) and not _is_closed(field, grant):
            rules.append(f"({column} IS NULL OR {column} = {literal(_stored(first))})")
        elif not _is_closed(field, grant):
            rules.append(f"{column} IS NULL")
    return " AND ".join(rules) or ALL


def _stored(value: object) -> object:
    return value if isinstance(value, bool | int) else str(value)


def _changeable(own: Tables, table: Table, record_type: RecordType, role: Role) -> Iterable[str]:
    """Columns of a stored record; a record that only gets something hung on it changes its time alone."""
    grant = grant_of(record_type.rights, role)
    if Verb.CHANGE not in grant.verbs and Verb.DELETE not in grant.verbs:
        return ["updated_at"] if whole_kinds(own, role) and grant.sees_all else []
    by_column = {column_of(one): one for one in record_type.in_columns}
    found = []
    for name in table.c.keys():  # noqa: SIM118 -- its names
        field = by_column.get(name)
        if name in _FIXED or (name == "deleted_at" and Verb.DELETE not in grant.verbs):
            continue
        if field is None:
            undeclared = name not in _TECHNICAL and grant.changes is not None
            found += [] if undeclared else [name]
        elif _is_closed(field, grant):
            continue
        elif field.given or field.name in grant.follows or may_set(grant, field.name, new=False):
            found.append(name)
    return found


# ---------------------------------------------------------------- inside records


def _part(own: Tables, record_type: RecordType, role: Role, table: Table, parent: str) -> Allowed:
    grant = grant_of(record_type.rights, role)
    if Verb.READ not in grant.verbs:
        return NOTHING
    within = ALL if not grant.own else f"{quoted(parent)} IN (SELECT id FROM app.{quoted(record_type.table)})"
    columns = tuple(table.c.keys())
    if grant.inside is None:
        kept = tuple(name for name in columns if name not in _FIXED)
        if record_type.kind not in whole_kinds(own, role):
            adds = grant.adds.get(table.name)
            return replace(_inside(columns, adds, within), seen=within) if adds else Allowed(read=columns, seen=within)
        return Allowed(columns, within, columns, within, kept, within, within)
    inside = grant.inside.get(table.name)
    return NOTHING if inside is None else _inside(columns, inside, within)


def _inside(columns: tuple[str, ...], inside: Inside, within: str) -> Allowed:
    seen = " AND ".join((within, *(f"{quoted(name)} = {literal(value)}" for name, value in inside.only)))
    if not inside.adds:
        return Allowed(read=columns, seen=seen)
    return Allowed(
        read=columns, seen=seen, add=columns, added=f"{seen} AND {quoted(inside.own)} = {ME}" if inside.own else seen
    )


# ---------------------------------------------------------------- the store's own tables


Rule = Callable[[Tables, Role], Allowed]


def _every(name: str) -> tuple[str, ...]:
    return tuple(Base.metadata.tables[name].c.keys())


def _closed(_own: Tables, _role: Role) -> Allowed:
    return NOTHING


def _by(readers: Callable[[Role], bool], writers: Callable[[Role], bool], name: str) -> Rule:
    """All rows read by some roles and written by some."""

    def rule(_own: Tables, role: Role) -> Allowed:
        columns = _every(name)
        if not readers(role):
            return NOTHING
        return Allowed(columns, ALL, columns, ALL, columns, ALL, ALL) if writers(role) else Allowed(read=columns)

    return rule


def _team(role: Role) -> bool:
    return role in TEAM


def _anybody(_role: Role) -> bool:
    return True


def _told(name: str) -> Rule:
    """What is told of a change: nobody takes a word of it back. Who it was and when the server says."""

    def rule(own: Tables, role: Role) -> Allowed:
        columns = _every(name)
        add = columns if writes(own, role) or name == "change_log" else None
        return Allowed(columns if may(role, Deed.HISTORY) else None, ALL, add, ALL)

    return rule


def _change_log(own: Tables, role: Role) -> Allowed:
    """Who doesn't see everything is told that something of a kind changed, and not what."""
    found = replace(_told("change_log")(own, role), read=_every("change_log"))
    if sees_all(role):
        return found
    kinds = [one.kind for one in own.registry if Verb.READ in grant_of(one.rights, role).verbs]
    return replace(found, read=("seq", "at", "kind", "operation", "xact"), seen=_in("kind", kinds))


def _in(column: str, kinds: Iterable[str]) -> str:
    listed = ", ".join(literal(one) for one in kinds)
    return f"{quoted(column)} IN ({listed})" if listed else "FALSE"


def _hung(name: str) -> Rule:
    """Rows that hang on records of any kind."""

    def rule(own: Tables, role: Role) -> Allowed:
        columns = _every(name)
        ends = _ends(name)
        if sees_all(role):
            kinds = whole_kinds(own, role)
            if not kinds:
                return Allowed(read=columns)
            written = "(" + " OR ".join(_in(kind, kinds) for kind, _record_id in ends) + ")"
            kept = tuple(one for one in columns if one not in _FIXED)
            return Allowed(columns, ALL, columns, written, kept, written, written)
        if len(ends) > 1:
            return NOTHING
        seen, added = [], []
        for one in own.registry:
            grant = grant_of(one.rights, role)
            inside = (grant.inside or {}).get(name)
            if inside is not None and Verb.READ in grant.verbs:
                row = f"(kind = {literal(one.kind)} AND record_id IN (SELECT id FROM app.{quoted(one.table)}))"
                seen.append(row)
                added += [row] if inside.adds else []
        if not seen:
            return NOTHING
        return Allowed(columns, " OR ".join(seen), columns if added else None, " OR ".join(added) or ALL)

    return rule


def _ends(name: str) -> tuple[tuple[str, str], ...]:
    return (("from_kind", "from_id"), ("to_kind", "to_id")) if name == "links" else (("kind", "record_id"),)


def _content(name: str) -> Rule:
    """Contents of files: each that is attached to something that is seen."""

    def rule(own: Tables, role: Role) -> Allowed:
        columns = _every(name)
        if sees_all(role):
            return _by(sees_all, _team, name)(own, role)
        if declared_hung(own, role).add is None:
            return NOTHING
        return Allowed(columns, "hash IN (SELECT hash FROM app.attachments)", columns, ALL)

    return rule


def declared_hung(own: Tables, role: Role) -> Allowed:
    """What a role may do with files."""
    return _hung(tables.attachments.name)(own, role)


def _searched(name: str) -> Rule:
    """What search knows: read and written by who sees everything; others ask a function (`masks`)."""

    def rule(own: Tables, role: Role) -> Allowed:
        if not sees_all(role):
            return NOTHING
        columns = _every(name) if name in Base.metadata.tables else ("id", "g")
        if not writes(own, role):
            return Allowed(read=columns)
        kinds = [one.kind for one in own.registry if grant_of(one.rights, role).verbs - {Verb.READ}]
        own_kind = ALL if role in TEAM else _in("kind", kinds)
        if own_kind != ALL and name != "search_entries":
            entry = "id" if name == "search_grams" else "entry_id"
            own_kind = f"{entry} IN (SELECT e.id FROM app.search_entries e WHERE e.{own_kind})"
        return Allowed(columns, ALL, columns, own_kind, columns, own_kind, own_kind)

    return rule


def _views(_own: Tables, role: Role) -> Allowed:
    columns, mine = _every("views"), f"owner_id = {ME}"
    kept = tuple(one for one in columns if one not in _FIXED)
    if may(role, Deed.SHARED_VIEWS):
        return Allowed(columns, ALL, columns, ALL, kept, ALL, ALL)
    alone = f"{mine} AND sharing = 'own'"
    return Allowed(columns, ALL if sees_all(role) else mine, columns, alone, kept, alone, alone)


def _owned(name: str, column: str) -> Rule:
    def rule(_own: Tables, _role: Role) -> Allowed:
        columns, mine = _every(name), f"{column} = {ME}"
        return Allowed(columns, mine, columns, mine, columns, mine, mine)

    return rule


def _presences(_own: Tables, role: Role) -> Allowed:
    columns, mine = _every("presences"), f"person_id = {ME}"
    over = f"({mine} OR seen_at < now() - interval '1 minute')"
    return Allowed(columns, ALL if sees_all(role) else mine, columns, mine, columns, mine, over)


def _mentions(_own: Tables, role: Role) -> Allowed:
    columns = _every("mentions")
    if not sees_all(role):
        return NOTHING
    if role in TEAM:
        return Allowed(columns, ALL, columns, ALL, ("read_at",), ALL, ALL)
    return Allowed(read=columns, change=("read_at",), changed=f"person_id = {ME}")


def _custom_values(own: Tables, role: Role) -> Allowed:
    columns = _every("custom_values")
    kinds = whole_kinds(own, role)
    if not sees_all(role):
        return NOTHING
    if not kinds or role not in TEAM:
        return Allowed(read=columns)
    written = f"field_id IN (SELECT f.id FROM app.custom_fields f WHERE f.{_in('record_kind', kinds)})"
    return Allowed(columns, ALL, columns, written, columns, written, written)


def _workspace(_own: Tables, role: Role) -> Allowed:
    columns = _every("workspace")
    changes = tuple(one for one in columns if one not in {*_FIXED, "app_version"})
    return Allowed(read=columns, change=changes if may(role, Deed.SETTINGS) else None)


def _tags(_own: Tables, role: Role) -> Allowed:
    return _by(sees_all, _team, "tags")(_own, role)


def _chain(_own: Tables, role: Role) -> Allowed:
    """Links of history: nobody changes one, and who sees every line adds them."""
    columns = _every("history_chain")
    if not may(role, Deed.HISTORY):
        return NOTHING
    return Allowed(columns, ALL, columns if may(role, Deed.SETTINGS) else None, ALL)


OTHERS: dict[str, Rule] = {
    "workspace": _workspace,
    "link_meanings": _by(_anybody, _team, "link_meanings"),
    "numbers": _closed,  # a server has sequences
    "history": _told("history"),
    "operations": _told("operations"),
    "history_chain": _chain,
    "change_log": _change_log,
    "presences": _presences,
    "sign_ins": _owned("sign_ins", "person_id"),  # whoever has a login needs no other password
    "whereabouts": _by(_anybody, _team, "whereabouts"),
    "imports": _by(sees_all, _team, "imports"),
    "import_mappings": _by(sees_all, _team, "import_mappings"),
    "custom_values": _custom_values,
    "blob_leavings": _by(sees_all, _team, "blob_leavings"),
    "views": _views,
    "view_places": _owned("view_places", "person_id"),
    "attachments": _hung("attachments"),
    "attachment_versions": _hung("attachment_versions"),
    "comments": _hung("comments"),
    "record_tags": _hung("record_tags"),
    "links": _hung("links"),
    "blobs": _content("blobs"),
    "blob_chunks": _content("blob_chunks"),
    "blob_texts": _content("blob_texts"),
    "mentions": _mentions,
    "tags": _tags,
    "search_entries": _searched("search_entries"),
    "search_numbers": _searched("search_numbers"),
    "search_grams": _searched("search_grams"),
}
