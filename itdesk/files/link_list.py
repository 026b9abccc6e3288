"""Links between records as a list in a file: from what, with which meaning, to what; written and read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType, Verb
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import links, records, rights, tables
from itdesk.db.database import Database
from itdesk.db.expressions import Source
from itdesk.db.hanging import Place
from itdesk.db.link_meanings import known_meanings, meaning_called
from itdesk.files.export import Column, write_table
from itdesk.files.planning import Refusal
from itdesk.files.tables import open_table

KIND = "links"  # the word on the command line, beside the kinds of records
_SLICE = 500
_STEP = 200


@dataclass(slots=True)
class LinksOutcome:
    """What an import of links did; known counts those that were there already."""

    taken: int = 0
    known: int = 0
    refused: list[Refusal] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        """The shape that scripts rely on: that of every import."""
        refused = [refusal.as_json() for refusal in self.refused]
        return {"taken": self.taken, "changed": 0, "refused": refused, "same": self.known}


def heads() -> list[str]:
    """The columns of the file."""
    return [_("From"), _("From kind"), _("Meaning"), _("To"), _("To kind"), _("Note")]


# ---------------------------------------------------------------- writing


def write_links(session: Session, path: Path, kind: str = "", progress: Progress | None = None) -> int:
    """Write all links, or those of one kind's records, to a .csv or .xlsx; how many."""
    rows = tables.links
    wanted = select(rows).order_by(rows.c.id)
    if kind:
        wanted = wanted.where((rows.c.from_kind == kind) | (rows.c.to_kind == kind))
    found = session.connection().execute(wanted).all()
    called = _called(session, [end for row in found for end in _ends(row)])
    known = known_meanings(session)
    registry = session.info["registry"]

    def lines() -> Iterator[tuple[str, ...]]:
        for row in found:
            start, end = _ends(row)
            if start in called and end in called and row.meaning in known:
                word = known[row.meaning].word(forward=True)
                ends = (called[start], registry[start[0]].plural, word, called[end], registry[end[0]].plural)
                yield (*ends, row.note or "")

    zone = ZoneInfo(session.info["workspace"].zone)
    return write_table(path, [Column(name) for name in heads()], lines(), zone=zone, of=len(found), progress=progress)


def _ends(row: Any) -> tuple[Place, Place]:
    return (row.from_kind, row.from_id), (row.to_kind, row.to_id)


def _called(session: Session, places: Sequence[Place]) -> dict[Place, str]:
    """By what each record is found again: its number or tag where it has one, else its title."""
    found: dict[Place, str] = {}
    own = session.info["tables"]
    for kind in dict.fromkeys(place[0] for place in places):
        if kind not in own.classes or not rights.allowed(session, kind, Verb.READ):
            continue
        ids = sorted({one for of_kind, one in places if of_kind == kind})
        for start in range(0, len(ids), _SLICE):
            source = Source(own, kind)
            names = [name for name in source.record_type.match if "|" not in name] or [source.record_type.title]
            values = [source.value(name) for name in (*names, source.record_type.title)]
            table = source.table
            asked = select(table.c.id, *values).select_from(source.selectable)
            asked = asked.where(table.c.id.in_(ids[start : start + _SLICE]), table.c.deleted_at.is_(None))
            for record_id, *texts in session.connection().execute(asked):
                found[kind, record_id] = next((str(text) for text in texts if text), "")
    return found


# ---------------------------------------------------------------- reading


class _OnlyTried(Exception):
    """Ends a dry run, so that nothing of it is kept."""


def import_links(
    database: Database, path: Path, *, dry_run: bool = False, actor: int | None = None, progress: Progress | None = None
) -> LinksOutcome:
    """Add the links of a file in one transaction; a dry run finds out the same and keeps nothing."""
    if not dry_run:
        outcome: LinksOutcome = database.write(lambda session: read_links(session, path, progress), actor=actor)
        return outcome
    tried: list[LinksOutcome] = []

    def try_only(session: Session) -> None:
        tried.append(read_links(session, path, progress))
        raise _OnlyTried

    with suppress(_OnlyTried):
        database.write(try_only, actor=actor)
    return tried[-1]


def read_links(session: Session, path: Path, progress: Progress | None = None) -> LinksOutcome:
    """Add the links of a file; rows that name nothing, several records, or what is refused are told one by one."""
    rights.require_deed(session, Deed.IMPORT)
    outcome = LinksOutcome()
    with open_table(path) as table:
        columns = _columns(table.headers)
        for place, (number, cells) in enumerate(table.numbered_rows()):
            if progress is not None and place % _STEP == 0:
                progress.step(place)
            row = {name: " ".join(str(cells[at] or "").split()) for name, at in columns.items()}
            try:
                outcome.taken += _take(session, row)
            except _Known:
                outcome.known += 1
            except UserError as error:
                said = " · ".join(text for text in (row["from"], row["meaning"], row["to"]) if text)
                outcome.refused.append(Refusal(number, "", said, error.message, error.cure))
    return outcome


class _Known(Exception):
    """The link is there already."""


def _columns(headers: Sequence[str]) -> dict[str, int]:
    names = ("from", "from_kind", "meaning", "to", "to_kind", "note")
    spelled = {norm(header): place for place, header in enumerate(headers)}
    found: dict[str, int] = {}
    for name, word in zip(names, heads(), strict=True):
        for spelling in (word, name, name.replace("_", " ")):
            if norm(spelling) in spelled:
                found.setdefault(name, spelled[norm(spelling)])
    needed = {"from", "meaning", "to"} - set(found)
    missing = [word for name, word in zip(names, heads(), strict=True) if name in needed]
    if missing:
        raise UserError(
            _("The file has no column {names}.").format(names=", ".join(f"“{name}”" for name in missing)),
            _("Its columns are: {names}.").format(names=", ".join(heads())),
        )
    return found


def _take(session: Session, row: Mapping[str, str]) -> int:
    meant = meaning_called(session, row["meaning"])
    if meant is None:
        words = [one.word(forward=side) for one in known_meanings(session).values() for side in (True, False)]
        raise UserError(
            _("No link means {word}.").format(word=f"“{row['meaning']}”"),
            _("Use one of: {names}.").format(names=", ".join(dict.fromkeys(words))),
        )
    near = _place(session, row["from"], row.get("from_kind", ""))
    far = _place(session, row["to"], row.get("to_kind", ""))
    meaning, forward = meant
    if links.is_there(session, near, meaning.key, far, forward=forward):
        raise _Known
    links.add(session, near, meaning.key, far, forward=forward, note=row.get("note", ""))
    return 1


def _place(session: Session, text: str, kind_word: str) -> Place:
    """The one record that is called this, of the kind that the file names or of any."""
    types: list[RecordType] = list(session.info["registry"])
    if kind_word:
        wanted = norm(kind_word)
        types = [one for one in types if wanted in {norm(one.kind), norm(one.singular), norm(one.plural)}]
        if not types:
            raise UserError(_("There are no records called {kind}.").format(kind=f"“{kind_word}”"))
    found = [(one.kind, record_id) for one in types if (record_id := records.find(session, one.kind, text)) is not None]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UserError(_("Nothing is called {name}.").format(name=f"“{text}”"), _("Correct it in the file."))
    raise UserError(
        _("Records of several kinds are called {name}.").format(name=f"“{text}”"),
        _("Say in the file which kind is meant."),
    )
