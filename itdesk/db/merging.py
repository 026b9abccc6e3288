"""Several records that are one: what links to them, lies in them and hangs on them goes to the one that is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field, RecordType
from itdesk.core.record import Verb as Right
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import comments, finding, hanging, records, rights, tables
from itdesk.db.bin import hangs_on
from itdesk.db.changes import Verb
from itdesk.db.deeds import PartBack, Unit, users_of
from itdesk.db.mapping import Tables, column_of
from itdesk.db.putting_back import put_back
from itdesk.db.titles import titles_of

_MOVED = (tables.record_tags, tables.comments, tables.attachments, tables.attachment_versions)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the records that are to be one: values by declared name, and what would go to the one that is kept."""

    record_id: int
    title: str
    values: Mapping[str, object]
    brings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The records side by side. differing are the names of fields to choose for."""

    kind: str
    candidates: tuple[Candidate, ...]
    differing: tuple[str, ...]
    titles: Mapping[tuple[str, int], str]  # of the records that the values link to


def compare(session: Session, kind: str, ids: Sequence[int]) -> Comparison:
    """What the records have, in which they differ, and what each would bring to another."""
    record_type: RecordType = session.info["registry"][kind]
    own: Tables = session.info["tables"]
    found: list[Candidate] = []
    for record_id in ids:
        draft = records.draft(session, kind, record_id)
        title = finding.title_of(session, kind, record_id)
        found.append(Candidate(record_id, title, draft.values, tuple(_brings(session, own, kind, record_id))))
    differing = tuple(
        one.name
        for one in _chosen_from(record_type)
        if len({_plain(each.values[one.name]) for each in found} - {""}) > 1
    )
    linked = {
        (record_type.by_name[name].to, value)
        for each in found
        for name, value in each.values.items()
        if record_type.by_name[name].to and isinstance(value, int)
    }
    return Comparison(kind, tuple(found), differing, titles_of(session, linked))


def _chosen_from(record_type: RecordType) -> list[Field]:
    return [one for one in record_type.stored if not one.given and not one.secret]


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def filled(record_type: RecordType, candidates: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The first record's values, its empty ones from the next that has any."""
    found = dict(candidates[0])
    for one in record_type.stored:
        if found.get(one.name) in (None, ""):
            rest = (each.get(one.name) for each in candidates[1:])
            found[one.name] = next((value for value in rest if value not in (None, "")), found.get(one.name))
    return found


def _brings(session: Session, own: Tables, kind: str, record_id: int) -> list[tuple[str, int]]:
    """Words and numbers: records that link to it, parts inside it, and what hangs on it."""
    found: Counter[str] = Counter()
    for user_kind, _link, _user, _uid, _used in users_of(session, kind, [record_id]):
        found[own.registry[user_kind].plural] += 1
    found.update(dict(hangs_on(session, kind, record_id)))
    return [(word, number) for word, number in found.items() if number]


def merge(
    session: Session,
    kind: str,
    keep: int,
    lose: Sequence[int],
    values: Mapping[str, object],
    *,
    progress: Progress | None = None,
) -> str:
    """Make one record of several: the others go into the bin with a note, their links, parts and files to the one kept.

    values are by declared name what was chosen for it; where it has none the others' fill it. Returns its title.
    """
    if keep in lose or not lose:
        raise UserError(_("There is nothing to merge."), _("Choose at least two records."))
    own: Tables = session.info["tables"]
    rights.require_deed(session, Deed.MERGE)
    rights.require(session, kind, Right.CHANGE)
    rights.require(session, kind, Right.DELETE)
    drafts = [records.draft(session, kind, one) for one in (keep, *lose)]
    titles = [finding.title_of(session, kind, one) for one in lose]
    units = _Merge(session, own, kind, keep, lose).units(drafts[0].uid, {one.id: one.uid for one in drafts[1:]})

    def step(done: int) -> None:
        if progress is not None:
            progress.step(done, len(units))

    put_back(session, list(units.values()), step)
    _move_links(session, kind, keep, lose)
    kept = records.draft(session, kind, keep)
    kept.values |= filled(own.registry[kind], [kept.values, *(one.values for one in drafts[1:])])
    kept.values |= dict(values)
    kept.values = {
        name: None if _is_one_of(own, kind, name, value, lose) else value for name, value in kept.values.items()
    }
    records.save(session, kept)
    title = finding.title_of(session, kind, keep)
    for one in lose:
        comments.add(session, kind, one, _("Merged into {title}.").format(title=title))
    return _("{others} merged into {title}").format(others=", ".join(titles[:3]), title=title)


def _is_one_of(own: Tables, kind: str, name: str, value: object, lose: Sequence[int]) -> bool:
    return own.registry[kind].by_name[name].to == kind and value in lose


class _Merge:
    """What goes over, record by record, as the same units that undo writes with."""

    def __init__(self, session: Session, own: Tables, kind: str, keep: int, lose: Sequence[int]) -> None:
        self._session, self._own, self._kind = session, own, kind
        self._keep, self._lose = keep, list(lose)
        self._table: Any = own[kind].__table__
        self._found: dict[tuple[str, int], Unit] = {}

    def units(self, uid: str, lost: Mapping[int | None, str]) -> dict[tuple[str, int], Unit]:
        """The one that is kept, those that go, and whatever names them."""
        self._found[self._kind, self._keep] = Unit(self._kind, self._keep, uid=uid)
        for one in self._lose:
            self._found[self._kind, one] = Unit(self._kind, one, uid=lost[one], verb=Verb.DELETED)
        self._take_links()
        for kind, classes in self._own.parts.items():
            for cls in classes:
                table: Any = cls.__table__
                self._take_parts(kind, table, cls.PARENT[1])
        for table in _MOVED:
            self._take_hanging(table)
        return self._found

    def _take_links(self) -> None:
        """Fields of other records; one that the kept record has of itself is emptied."""
        for user_kind, link, user, uid, used in users_of(self._session, self._kind, self._lose):
            if user_kind == self._kind and user in (self._keep, *self._lose):
                continue
            rights.require(self._session, user_kind, Right.CHANGE)
            unit = self._found.setdefault((user_kind, user), Unit(user_kind, user, uid=uid))
            unit.back[column_of(link)] = (used, self._keep)

    def _take_parts(self, kind: str, table: Table, parent: str) -> None:
        """Parts inside the records that go, and parts of others that name them."""
        for column in table.c:
            if not any(key.column.table is self._table for key in column.foreign_keys):
                continue
            moves = kind == self._kind and column.name == parent
            for row in self._rows(select(table).where(column.in_(self._lose)).order_by(table.c.id)):
                verb = Verb.MOVED if moves else Verb.CHANGED
                back = PartBack(table, row["id"], verb, {column.name: (row[column.name], self._keep)})
                if self._has_room(table, {**row, column.name: self._keep}):
                    self._hang(kind, row[parent], back)
                elif not moves:  # the kept one is named there already
                    gone = {name: (value, None) for name, value in row.items() if value is not None}
                    self._hang(kind, row[parent], PartBack(table, row["id"], Verb.REMOVED, gone))

    def _take_hanging(self, table: Table) -> None:
        asked = select(table).where(table.c.kind == self._kind, table.c.record_id.in_(self._lose)).order_by(table.c.id)
        for row in self._rows(asked):
            if self._has_room(table, {**row, "record_id": self._keep}):
                values = {"record_id": (row["record_id"], self._keep)}
                self._hang(self._kind, row["record_id"], PartBack(table, row["id"], Verb.MOVED, values))

    def _rows(self, asked: Any) -> Sequence[Mapping[str, Any]]:
        return [dict(row) for row in self._session.connection().execute(asked).mappings()]

    def _hang(self, kind: str, record_id: int, back: PartBack) -> None:
        self._found.setdefault((kind, record_id), Unit(kind, record_id)).parts_back.append(back)

    def _has_room(self, table: Table, row: Mapping[str, Any]) -> bool:
        """Whether nothing that may be there once alone is there already."""
        for rule in table.constraints:
            names = [column.name for column in rule.columns] if isinstance(rule, UniqueConstraint) else ["uid"]
            if names == ["uid"] or any(row.get(name) is None for name in names):
                continue
            same = select(table.c.id).where(*(table.c[name] == row[name] for name in names), table.c.id != row["id"])
            if self._session.connection().execute(same).first() is not None:
                return False
        return True


def _move_links(session: Session, kind: str, keep: int, lose: Iterable[int]) -> None:
    """Links with a meaning to records elsewhere; one between the merged, or that is there already, goes."""
    links = tables.links
    lost = set(lose)
    for near, record_id in hanging.ends_of(links):
        asked = select(links).where(links.c[near] == kind, links.c[record_id].in_(sorted(lost)))
        for row in [dict(one) for one in session.connection().execute(asked).mappings()]:
            hanging.remove(session, links, row["id"])
            new = {**row, record_id: keep}
            if _is_new(session, new):
                hanging.add(session, links, {name: value for name, value in new.items() if name not in ("id", "uid")})


def _is_new(session: Session, row: Mapping[str, Any]) -> bool:
    links = tables.links
    if (row["from_kind"], row["from_id"]) == (row["to_kind"], row["to_id"]):
        return False
    names = ("from_kind", "from_id", "to_kind", "to_id", "meaning")
    same = select(links.c.id).where(*(links.c[name] == row[name] for name in names))
    return session.connection().execute(same).first() is None
