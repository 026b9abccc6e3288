"""The bin: what was deleted, when and by whom; taking it out, letting go of it for good, and what uses a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.progress import Progress
from itdesk.core.record import Field
from itdesk.core.record import Verb as Right
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import hanging, history, judging, reasons, rights, tables
from itdesk.db.changes import Verb
from itdesk.db.deeds import Unit, record_states, slices, states, users_of
from itdesk.db.expressions import Source
from itdesk.db.hanging import Place
from itdesk.db.mapping import Tables, column_of
from itdesk.db.putting_back import put_back
from itdesk.db.titles import titles

MOST = 500  # records that are listed at once
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Binned:
    """A record that was deleted; who is empty if nobody was chosen."""

    kind: str
    record_id: int
    title: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Moved:
    """What went into the bin or out of it, and sentences about what stayed where it is."""

    places: tuple[Place, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """Records that link to those that are to go: by which field, how many, and what the first few are called."""

    kind: str
    field: str
    required: bool
    number: int
    names: tuple[str, ...]


def counts(session: Session) -> dict[str, int]:
    """How many records of each kind lie in the bin; kinds without any are left out."""
    own: Tables = session.info["tables"]
    found: dict[str, int] = {}
    for kind, cls in own.classes.items():
        table: Any = cls.__table__
        if rights.allowed(session, kind, Right.READ):
            asked = select(func.count()).where(table.c.deleted_at.is_not(None))
            found[kind] = session.connection().execute(asked).scalar_one()
    return {kind: number for kind, number in found.items() if number}


def listed(session: Session, kind: str = "", words: str = "", limit: int = MOST) -> list[Binned]:
    """What lies in the bin, the last deleted first; of one kind, or whose titles have these words; at most so many."""
    rights.require_deed(session, Deed.BIN)
    kinds = [kind] if kind else list(counts(session))
    wanted = norm(words).split()
    found = [one for each in kinds for one in _of_kind(session, each, wanted, limit)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def places(session: Session, kind: str = "", words: str = "") -> list[tuple[str, int]]:
    """Everything that lies there, however much it is: (kind, id)."""
    rights.require_deed(session, Deed.BIN)
    kinds = [kind] if kind else list(counts(session))
    wanted = norm(words).split()
    return [(each, row[0]) for each in kinds for row in _rows(session, each, wanted)]


def _rows(session: Session, kind: str, wanted: Sequence[str]) -> Iterator[Any]:
    """Id, title and when, the last deleted first, as far as somebody asks."""
    rights.require(session, kind, Right.READ)
    source = Source(session.info["tables"], kind)
    title, table = source.title(), source.table
    asked = select(table.c.id, title, table.c.deleted_at).select_from(source.selectable)
    asked = asked.where(table.c.deleted_at.is_not(None)).order_by(table.c.deleted_at.desc(), table.c.id)
    rows = session.connection().execute(asked)
    if wanted:
        return (row for row in rows if all(word in norm(str(row[1] or "")) for word in wanted))
    return iter(rows)


def _of_kind(session: Session, kind: str, wanted: Sequence[str], limit: int) -> list[Binned]:
    rows = list(islice(_rows(session, kind, wanted), limit))
    who = _deleted_by(session, kind, [row[0] for row in rows])
    return [Binned(kind, row[0], str(row[1] or ""), row[2], who.get(row[0], "")) for row in rows]


def _deleted_by(session: Session, kind: str, ids: Sequence[int]) -> dict[int, str]:
    log = tables.history
    actors: dict[int, int | None] = {}
    for part in slices(ids):
        asked = select(log.c.record_id, log.c.actor_id).where(
            log.c.kind == kind, log.c.record_id.in_(part), log.c.verb == Verb.DELETED, log.c.part.is_(None)
        )
        actors |= {row[0]: row[1] for row in session.connection().execute(asked.order_by(log.c.id))}
    names = history.people(session, set(actors.values()))
    return {one: names.get(actor, "") for one, actor in actors.items() if actor is not None}


def hangs_on(session: Session, kind: str, record_id: int) -> list[tuple[str, int]]:
    """What lies in the bin with a record: words for its parts, files, comments and links, and how many of each."""
    own: Tables = session.info["tables"]
    found: list[tuple[str, int]] = []
    for cls in own.parts[kind]:
        table: Any = cls.__table__
        number = select(func.count()).where(table.c[cls.PARENT[1]] == record_id)
        found.append((history.part_label(cls, table.name), session.connection().execute(number).scalar_one()))
    words = {
        tables.attachments: _("File"),
        tables.comments: _("Comment"),
        tables.links: _("Link"),
        tables.record_tags: _("Tag"),
    }
    for table, word in words.items():
        ids: set[int] = set()
        for kind_column, id_column in hanging.ends_of(table):
            asked = select(table.c.id).where(table.c[kind_column] == kind, table.c[id_column] == record_id)
            ids |= set(session.connection().execute(asked).scalars())
        found.append((word, len(ids)))
    return [(word, number) for word, number in found if number]


# ---------------------------------------------------------------- out of it, and into it


def restore(session: Session, places: Iterable[Place], progress: Progress | None = None) -> Moved:
    """Take records out of the bin with everything that hangs on them; one whose unique value is taken stays."""
    units = _units(session, places, Verb.RESTORED)
    judging.keep_doubles(session, units)
    return _carry_out(session, units, progress)


def delete(session: Session, places: Iterable[Place], progress: Progress | None = None) -> Moved:
    """Put records into the bin; one that others use stays."""
    units = _units(session, places, Verb.DELETED)
    judging.keep_used(session, units)
    return _carry_out(session, units, progress)


def _units(session: Session, places: Iterable[Place], verb: Verb) -> list[Unit]:
    own: Tables = session.info["tables"]
    by_kind: defaultdict[str, list[int]] = defaultdict(list)
    for kind, record_id in dict.fromkeys(places):
        by_kind[kind].append(record_id)
    units: list[Unit] = []
    for kind, ids in by_kind.items():
        rights.require(session, kind, Right.DELETE)
        now = states(session, own[kind].__table__, ids, ["uid", "deleted_at"])  # type: ignore[arg-type]
        is_there = verb is Verb.DELETED
        units += [
            Unit(kind, one, uid=now[one]["uid"], verb=verb)
            for one in ids
            if one in now and (now[one]["deleted_at"] is None) == is_there
        ]
    return units


def _carry_out(session: Session, units: Sequence[Unit], progress: Progress | None) -> Moved:
    going = [unit for unit in units if unit.goes_back]

    def step(done: int) -> None:
        if progress is not None:
            progress.step(done, len(going))

    put_back(session, going, step)
    kept = reasons.said(session, [unit for unit in units if unit.reason is not None])
    return Moved(tuple((unit.kind, unit.record_id) for unit in going), tuple(kept))


def left_of(session: Session, kind: str, ids: Sequence[int]) -> list[int]:
    """Those of these records that aren't in the bin."""
    found = record_states(session, kind, ids)
    return [one for one in ids if one in found and found[one]["deleted_at"] is None]


# ---------------------------------------------------------------- what others use


def uses(session: Session, kind: str, ids: Sequence[int]) -> list[Use]:
    """Who links to these records and isn't one of them."""
    links: dict[tuple[str, str], Field] = {}
    by_link: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for user_kind, link, user, _uid, _used in users_of(session, kind, ids):
        if user_kind != kind or user not in ids:
            links[user_kind, link.name] = link
            by_link[user_kind, link.name].append(user)
    found: list[Use] = []
    for (user_kind, name), users in by_link.items():
        called = titles(session, user_kind, set(users[:_NAMED]))
        named = tuple(called[one] for one in users[:_NAMED])
        found.append(Use(user_kind, name, links[user_kind, name].required, len(users), named))
    return found


def delete_used(
    session: Session, kind: str, ids: Sequence[int], instead: int | None, progress: Progress | None = None
) -> Moved:
    """Put records into the bin that others use: those link to another instead, or to none where they may."""
    own: Tables = session.info["tables"]
    if instead in ids:
        raise UserError(_("It can't stand in for itself."), _("Choose another record."))
    units = {(unit.kind, unit.record_id): unit for unit in _units(session, [(kind, one) for one in ids], Verb.DELETED)}
    for user_kind, link, user, uid, used in users_of(session, kind, ids):
        rights.require(session, user_kind, Right.CHANGE)
        unit = units.setdefault((user_kind, user), Unit(user_kind, user, uid=uid))
        unit.back[column_of(link)] = (used, instead)
        if instead is None and link.required and unit.verb is Verb.CHANGED:
            things = own.registry[user_kind].plural
            raise UserError(
                _("{field} of {things} can't be empty.").format(field=link.label, things=things),
                _("Choose another record in its place."),
            )
    return _carry_out(session, list(units.values()), progress)
