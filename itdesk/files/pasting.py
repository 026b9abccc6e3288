"""A copied block over the records of a list: which cell changes which field of which record, and what can't be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.core.dates import order_of
from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import TAGS, Field, Kind, RecordType
from itdesk.core.several import Change, How, Wanted, tag_names
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.db import finding, lists
from itdesk.db.changes import WorkSession
from itdesk.db.lists import ListSpec
from itdesk.files.cells import Reader, Way, Wrong, date_column, decimal_sign

Rows = Sequence[Sequence[str]]
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD"})


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a block wants of records; notes are sentences on columns that can't be changed."""

    wanted: Wanted
    notes: tuple[str, ...]


def names_of(record_type: RecordType, row: Sequence[str]) -> list[str]:
    """The fields that the cells of a row of titles are called by; empty for those that are none's."""
    known: dict[str, str] = {}
    for one in record_type.fields:
        for word in (one.label, one.name, *one.aliases):
            known.setdefault(norm(word), one.name)
    known |= {norm(one.label): one.name for one in record_type.fields}
    return [known.get(norm(cell.strip()), "") for cell in row]


def is_header(record_type: RecordType, row: Sequence[str]) -> bool:
    """Whether a row holds titles: every cell that isn't empty is what a field is called."""
    named = names_of(record_type, row)
    return any(named) and all(name or not cell.strip() for name, cell in zip(named, row, strict=True))


def targets(rows: Rows, shown: Sequence[int], selected: Sequence[int], current: int) -> list[int]:
    """The records that the rows of a block go to, one after the other; none where it doesn't fit.

    shown are the ids of the list from the current row on. One row goes to every selected record.
    """
    if len(rows) == 1 and len(selected) > 1:
        return list(selected)
    if len(selected) == len(rows):
        return list(selected)
    if len(selected) > 1 or not current or len(shown) < len(rows):
        return []
    return list(shown[: len(rows)])


def changes_for(
    session: WorkSession, record_type: RecordType, rows: Rows, names: Sequence[str], ids: Sequence[int]
) -> Pasted:
    """What the cells say, by the workspace's ways; names are the fields of the columns, ids the records of the rows."""
    every = list(rows) * len(ids) if len(rows) == 1 else list(rows)
    currencies = _currencies(session, record_type, ids)
    columns: list[list[Change]] = []
    notes: list[str] = []
    for place, name in enumerate(names):
        declared = record_type.by_name.get(name)
        if declared is None or ((declared.computed or declared.given) and name != TAGS.name):
            notes.append(_why_not(declared, name))
            continue
        cells = [row[place] for row in rows]
        column = _Column(session, declared, cells)
        columns.append([column.of(row[place], currency) for row, currency in zip(every, currencies, strict=True)])
    wanted = [(one, [column[number] for column in columns]) for number, one in enumerate(ids)]
    return Pasted(wanted if columns else [], tuple(notes))


def _currencies(session: WorkSession, record_type: RecordType, ids: Sequence[int]) -> list[str]:
    """The currency of each record's sums."""
    usual = session.info["workspace"].currency
    if "currency" not in record_type.by_name:
        return [usual] * len(ids)
    found = lists.rows(session, ListSpec(record_type.kind, ("currency",)), ids)
    return [str((found[one][1] if one in found else None) or usual) for one in ids]


def _why_not(declared: Field | None, name: str) -> str:
    label = name if declared is None else declared.label
    return _("{field} is filled by itself, so its column is left out.").format(field=label)


class _Column:
    """Reads the cells of one column."""

    def __init__(self, session: WorkSession, declared: Field, cells: Sequence[str]) -> None:
        self._session = session
        self._declared = declared
        space = session.info["workspace"]
        self._known: dict[str, tuple[Change, str]] = {}
        zone = ZoneInfo(space.zone)
        order = order_of(space.locale)
        dated = date_column(declared, [cell for cell in cells if cell], order)
        self._reader = Reader(
            declared,
            Way(
                space.locale,
                space.currency,
                zone,
                datetime.now(zone).date(),
                order=dated.order if dated else order,
                decimal=decimal_sign(declared, cells, space.locale),
            ),
        )

    def of(self, cell: str, currency: str) -> Change:
        """What a cell wants of a record whose sums are in this currency; an empty one empties the field."""
        if cell not in self._known:
            self._known[cell] = self._read(cell)
        change, named = self._known[cell]
        if not named or named == currency or (named == "$" and currency in _DOLLARS):
            return change
        sentence = _("“{value}” is in another currency than the record, which is in {currency}.")
        return self._wrong(cell, sentence.format(value=cell, currency=currency))

    def _read(self, cell: str) -> tuple[Change, str]:
        """The change, and the currency that the cell names."""
        name = self._declared.name
        if not cell.strip():
            return Change(name, How.CLEAR), ""
        if name == TAGS.name:
            return Change(name, How.SET, tag_names(cell)), ""
        if self._declared.kind is Kind.LINK:
            return self._link(cell), ""
        found = self._reader.read(cell)
        if isinstance(found, Wrong):
            return self._wrong(cell, f"{found.why} {found.cure}".strip()), ""
        return Change(name, How.SET if found.value is not None else How.CLEAR, found.value), found.currency

    def _link(self, cell: str) -> Change:
        try:
            found = finding.find(self._session, self._declared.to, cell)
        except UserError as error:
            return self._wrong(cell, str(error))
        if found is None:
            kind: Any = self._session.info["registry"][self._declared.to]
            return self._wrong(
                cell, _("There is no {kind} called “{name}”.").format(kind=noun(kind.singular), name=cell)
            )
        return Change(self._declared.name, How.SET, found)

    def _wrong(self, cell: str, why: str) -> Change:
        return Change(self._declared.name, How.REFUSE, cell, f"{self._declared.label}: {why}")
