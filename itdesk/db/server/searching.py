"""What search knows, for a login that doesn't see everything: its records' entries, with the words that it may read.

Views with the owner's rights: an entry's stored text has everything, so it is put together anew from what the role sees.
"""

from __future__ import annotations

from collections.abc import Iterator

from itdesk.core.record import TEXTUAL, Kind, RecordType
from itdesk.core.rights import Grant, Role, Verb, grant_of
from itdesk.db import tables
from itdesk.db.mapping import Tables, column_of
from itdesk.db.server.allowed import own_rows, seen_rows
from itdesk.db.server.groups import literal, quoted
from itdesk.db.shadows import names_exactly

_LINE = "chr(10)"


def _readable(own: Tables, role: Role) -> Iterator[tuple[RecordType, Grant]]:
    for one in own.registry:
        grant = grant_of(one.rights, role)
        if Verb.READ in grant.verbs:
            yield one, grant


def entries(own: Tables, role: Role) -> str:
    """The role's view of entries: one part a kind, each read from the records that are seen."""
    parts = [
        f"SELECT e.id, e.kind, e.record_id, e.title, {_second(own, role, one)}::text AS subtitle, "
        f"{_words(own, one, grant)} AS text FROM {_seen(one, grant)} AS r "
        f"JOIN app.search_entries AS e ON e.kind = {literal(one.kind)} AND e.record_id = r.id"
        for one, grant in _readable(own, role)
    ]
    return " UNION ALL ".join(parts)


def numbers(own: Tables, role: Role) -> str:
    """The role's view of numbers: none of a record of whose numbers some aren't seen."""
    parts = []
    for one, grant in _readable(own, role):
        exact = names_exactly(one)
        if grant.hides & exact:
            continue
        mine = f"WHERE {own_rows(one, grant.mine)}" if grant.private & exact else ""
        parts.append(
            f"SELECT n.number, n.entry_id FROM (SELECT s.id FROM {_seen(one, grant)} AS s {mine}) AS r "
            f"JOIN app.search_entries AS e ON e.kind = {literal(one.kind)} AND e.record_id = r.id "
            "JOIN app.search_numbers AS n ON n.entry_id = e.id"
        )
    return " UNION ALL ".join(parts)


def _seen(record_type: RecordType, grant: Grant) -> str:
    return f"(SELECT * FROM app.{quoted(record_type.table)} WHERE {seen_rows(record_type, grant)})"


def _second(own: Tables, role: Role, record_type: RecordType) -> str:
    """The second line, if everything that it shows is seen."""
    grant = grant_of(record_type.rights, role)
    links = [record_type.by_name[name] for name in record_type.subtitle]
    unseen = [
        one
        for one in links
        if one.kind is Kind.LINK and Verb.READ not in grant_of(own.registry[one.to].rights, role).verbs
    ]
    return "''" if (grant.hides | grant.private) & set(record_type.subtitle) or unseen else "e.subtitle"


def _words(own: Tables, record_type: RecordType, grant: Grant) -> str:
    names = dict.fromkeys((record_type.title, *record_type.search))
    shown = [record_type.by_name[name] for name in names]
    fields = [one for one in shown if one.kind in TEXTUAL and not (one.computed or one.secret or one.custom)]
    words = ["e.title"]
    for one in fields:
        if one.name in grant.private:
            mine = own_rows(record_type, grant.mine, "r.")
            words.append(f"CASE WHEN {mine} THEN coalesce(r.{quoted(column_of(one))}, '') ELSE '' END")
        elif one.name not in grant.hides:
            words.append(f"coalesce(r.{quoted(column_of(one))}, '')")
    for part in own.parts[record_type.kind]:
        inside = None if grant.inside is None else grant.inside.get(part.__tablename__)
        if part.SEARCHED and (grant.inside is None or inside is not None):
            only = [f"p.{quoted(name)} = {literal(value)}" for name, value in (inside.only if inside else ())]
            text = f" || {_LINE} || ".join(f"coalesce(p.{quoted(one)}, '')" for one in part.SEARCHED)
            where = " AND ".join([f"p.{quoted(part.PARENT[1])} = r.id", *only])
            words.append(_gathered(text, f"app.{quoted(part.__tablename__)} AS p", where))
    if grant.inside is None or tables.attachments.name in grant.inside:
        where = f"f.kind = {literal(record_type.kind)} AND f.record_id = r.id"
        words.append(_gathered("f.name", "app.attachments AS f", where))
    return f" || {_LINE} || ".join(words)


def _gathered(text: str, source: str, where: str) -> str:
    return f"coalesce((SELECT string_agg({text}, {_LINE}) FROM {source} WHERE {where}), '')"
