"""What an import does with each row: taken, changed, as it is, or refused with a reason; a dry run decides the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.files.cells import Reader, Way, date_column, decimal_sign
from itdesk.files.matching import Match, check_targets
from itdesk.files.tables import TableFile
from itdesk.files.workbooks import Value

SHOWN = 500  # characters of a refused cell that are told


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row is not taken: row is its number in the file, column the file's name for it, value what stands there."""

    row: int
    column: str
    value: str
    why: str
    cure: str = ""
    suggestion: str = ""

    def as_json(self) -> dict[str, object]:
        """The shape that scripts rely on."""
        return {"row": self.row, "column": self.column, "value": self.value, "why": self.why, "cure": self.cure}


@dataclass(slots=True)
class Job:
    """What is to be imported and how. Everything but kind and path is found out where it isn't given.

    targets, orders, decimals and taxes are by column name: the field, "dmy" or the like, the decimal sign, and a
    percentage of tax to take off. corrections replace cells by (row, column name), skipped are rows to leave out.
    """

    kind: str
    path: Path
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    targets: dict[str, str] | None = None
    update_by: str = ""
    orders: dict[str, str] = field(default_factory=dict)
    decimals: dict[str, str] = field(default_factory=dict)
    taxes: dict[str, Decimal] = field(default_factory=dict)
    corrections: dict[tuple[int, str], str] = field(default_factory=dict)
    skipped: frozenset[int] = frozenset()


@dataclass(slots=True)
class ColumnFacts:
    """What is known of one column: where it goes, how its dates and numbers are read, what must be asked.

    is_ambiguous: its dates fit more than one order, two_digit: its years have two digits. found, added and unknown
    count the different texts of a link.
    """

    header: str
    target: str = ""
    confidence: float = 0.0
    why_not: str = ""
    order: str = ""
    is_ambiguous: bool = False
    two_digit: bool = False
    decimal: str = ""
    taxed: bool = False
    nothings: int = 0
    found: int = 0
    added: int = 0
    unknown: int = 0


class RowIds:
    """Ids of records by the number of the row that each became, eight bytes a row."""

    def __init__(self) -> None:
        self._ids = array("q")

    def __getitem__(self, row: int) -> int:
        return self._ids[row]

    def __setitem__(self, row: int, record_id: int) -> None:
        if row >= len(self._ids):
            self._ids.extend([0] * (row + 1 - len(self._ids)))
        self._ids[row] = record_id


@dataclass(slots=True)
class Outcome:
    """What an import did or, in a dry run, would do. created counts records that others name, by their kind."""

    kind: str
    dry: bool
    taken: int = 0
    changed: int = 0
    same: int = 0
    refused: list[Refusal] = field(default_factory=list)
    created: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    columns: list[ColumnFacts] = field(default_factory=list)
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    ids: RowIds = field(default_factory=RowIds)
    operation: str = ""

    def as_json(self) -> dict[str, object]:
        """The shape that scripts rely on."""
        return {
            "taken": self.taken,
            "changed": self.changed,
            "refused": [refusal.as_json() for refusal in self.refused],
            "same": self.same,
            "created": self.created,
            "notes": self.notes,
        }


@dataclass(slots=True)
class ColumnPlan:
    """A column that is read: its place in the row, the field, the part of a linked record, and its reader."""

    index: int
    header: str
    declared: Field
    part: str
    reader: Reader
    facts: ColumnFacts


def facts_of(matches: Sequence[Match]) -> list[ColumnFacts]:
    """What the matching alone says of the columns."""
    return [
        ColumnFacts(match.header, match.target, match.confidence, match.why_not, taxed=match.taxed) for match in matches
    ]


def with_targets(record_type: RecordType, facts: Sequence[ColumnFacts], targets: Mapping[str, str] | None) -> None:
    """Let the person's choices win over the suggested targets; columns that they don't name are left out."""
    if targets is None:
        return
    check_targets(record_type, targets)
    for column in facts:
        chosen = targets.get(column.header, "")
        if chosen != column.target:
            column.target, column.confidence = chosen, 1.0 if chosen else 0.0
            column.why_not = "" if chosen else _("Left out.")


def survey(
    record_type: RecordType, table: TableFile, facts: Sequence[ColumnFacts], job: Job, way: Way
) -> tuple[list[ColumnPlan], int]:
    """Read the whole table once to see how its dates and numbers are written; the plan of each column, and the rows."""
    wanted: dict[int, tuple[Field, str]] = {}
    for index, column in enumerate(facts):
        if column.target:
            name, _dot, part = column.target.partition(".")
            wanted[index] = (record_type.by_name[name], part)
    telling = [index for index, (declared, part) in wanted.items() if _is_telling(declared) and not part]
    texts, count = _distinct(table, telling)
    _judge(facts, {index: wanted[index][0] for index in telling}, texts, job, way)
    plans = []
    for index, (declared, part) in wanted.items():
        column = facts[index]
        own = Way(
            way.locale, way.currency, way.zone, way.today,
            order=column.order or way.order,
            decimal=column.decimal,
            tax=job.taxes.get(column.header, Decimal()),
        )  # fmt: skip
        plans.append(ColumnPlan(index, column.header, declared, part, Reader(declared, own), column))
    return plans, count


def _is_telling(declared: Field) -> bool:
    return declared.kind in (Kind.DATE, Kind.INSTANT, Kind.INTEGER, Kind.DECIMAL, Kind.MONEY)


def _distinct(table: TableFile, columns: Sequence[int]) -> tuple[dict[int, set[str]], int]:
    """The different texts of the columns, and how many rows there are."""
    texts: dict[int, set[str]] = {index: set() for index in columns}
    sets = list(texts.items())
    count = 0
    for row in table.rows():
        count += 1
        for index, known in sets:
            cell = row[index]
            if cell.__class__ is str:
                known.add(cell)
    return texts, count


def _judge(
    facts: Sequence[ColumnFacts], wanted: Mapping[int, Field], texts: Mapping[int, set[str]], job: Job, way: Way
) -> None:
    """Decide each column's order of dates and decimal sign: chosen by the person, shown by the values, else the locale's."""
    undecided = []
    decided = set()
    for index, declared in wanted.items():
        column = facts[index]
        found = date_column(declared, texts[index], way.order)
        if found is not None:
            column.order, column.two_digit = found.order, found.two_digit
            column.is_ambiguous = found.ambiguous
            if job.orders.get(column.header):
                column.order, column.is_ambiguous = job.orders[column.header], False
            elif found.ambiguous:
                undecided.append(column)
            elif len(found.fits) == 1 and found.fits[0] != "ymd":
                decided.add(column.order)
        column.decimal = job.decimals.get(column.header) or decimal_sign(declared, texts[index], way.locale)
    if len(decided) == 1:  # one file is written in one way: a column that shows its order speaks for the others
        for column in undecided:
            column.order, column.is_ambiguous = next(iter(decided)), False


def notes_on(facts: Iterable[ColumnFacts], table: TableFile, way: Way) -> list[str]:
    """Sentences on what was decided without asking, and on what was left out."""
    orders = {"dmy": _("day/month/year"), "mdy": _("month/day/year"), "ymd": _("year/month/day")}
    notes = []
    for column in facts:
        name = f"“{column.header}”"
        if column.is_ambiguous:
            notes.append(
                _("The dates of {column} fit more than one order and were read as {order}.").format(
                    column=name, order=orders[column.order]
                )
            )
        if column.two_digit and column.target:
            first = way.today.year - 79
            notes.append(
                _("The years of {column} have two digits and were read as {first} to {last}.").format(
                    column=name, first=first, last=first + 99
                )
            )
        if column.nothings:
            notes.append(
                _("{count} cells of {column} say that there is nothing and were read as empty.").format(
                    count=column.nothings, column=name
                )
            )
        if column.why_not:
            notes.append(_("{column} was not taken. {reason}").format(column=name, reason=column.why_not))
        if column.taxed and column.target:
            notes.append(_("The name of {column} says that its amounts include tax.").format(column=name))
    return [*notes, *table.notes]


def said(cell: Value) -> str:
    """What stands in a cell, as a person reads it; a very long text is cut."""
    text = "" if cell is None else str(cell)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
