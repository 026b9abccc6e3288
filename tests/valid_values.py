"""Values that a record type accepts, made from its declaration alone, so that tests cover new types by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.registry import Registry

NUMBERS: defaultdict[str, count[int]] = defaultdict(lambda: count(1))  # by kind, so that choices take turns
# texts that have to be members of a public list
KNOWN = {"currency": "GBP", "zone": "Europe/London", "holidays_country": "GB", "holidays_part": "SCT"}
WORDS = count(1)
FIRST_DAY = date(2024, 1, 8)

Create = Callable[[str], int]  # makes a record of a kind with what it requires; its id


def value_of(declared: Field, number: int, place: int, create: Create) -> object:
    """A value of the field's kind that differs with number; days rise with the field's place, so that ends follow starts."""
    if declared.kind is Kind.LINK:
        return create(declared.to)
    if declared.kind is Kind.CHOICE:
        assert declared.choices is not None
        members = list(declared.choices)
        return members[number % len(members)].value
    whole = (declared.minimum or 0) + number % 50 + 1
    makers: Mapping[Kind, Callable[[], object]] = {
        Kind.INTEGER: lambda: whole,
        Kind.DECIMAL: lambda: Decimal(whole) + Decimal("0.25"),
        Kind.MONEY: lambda: Decimal(whole) + Decimal("0.95"),
        Kind.DATE: lambda: FIRST_DAY + timedelta(days=place * 40 + number % 28),
        Kind.INSTANT: lambda: datetime(2024, 1, 8, 9, tzinfo=UTC) + timedelta(days=place, minutes=number),
        Kind.YES_NO: lambda: number % 2 == 0,
        Kind.EMAIL: lambda: f"{declared.name}.{number}@example.org",
        Kind.URL: lambda: f"https://example.org/{declared.name}/{number}",
        Kind.PHONE: lambda: f"+44 20 7946 {number:04}",
        Kind.LONG: lambda: f"First line {number}\nÜberall „{declared.name}“ {number}",
    }
    if declared.kind in makers:
        return makers[declared.kind]()
    return KNOWN.get(declared.name, f"{declared.name} {number} ßé"[-declared.length :].strip())


def values_for(record_type: RecordType, create: Create, number: int | None = None) -> dict[str, object]:
    """A value for every field that may be typed, except what its check refuses and what it links to of its own kind.

    Where the check names a field, its suggestion is taken if it has one, else the first value, else nothing.
    """
    number = next(NUMBERS[record_type.kind]) if number is None else number
    values: dict[str, object] = {declared.name: declared.first_value() for declared in record_type.stored}
    for place, declared in enumerate(record_type.typed):
        if not (declared.kind is Kind.LINK and declared.to == record_type.kind):
            values[declared.name] = value_of(declared, number, place, create)
    return _accepted(record_type, values)


def required_values(record_type: RecordType, create: Create) -> dict[str, object]:
    """The least that can be saved."""
    number = next(NUMBERS[record_type.kind])
    values: dict[str, object] = {declared.name: declared.first_value() for declared in record_type.stored}
    for place, declared in enumerate(record_type.typed):
        takes_turns = declared.unique and declared.kind is Kind.CHOICE
        wanted = declared.required or declared.name == record_type.title
        if takes_turns or (wanted and values[declared.name] is None):
            values[declared.name] = value_of(declared, number, place, create)
    return _accepted(record_type, values)


def _accepted(record_type: RecordType, values: dict[str, object]) -> dict[str, object]:
    for _attempt in range(len(values)):
        problems = list(record_type.check(record_type.filled(values, {}))) if record_type.check else []
        if not problems:
            break
        for problem in problems:
            declared = record_type.by_name[problem.field]
            values[problem.field] = (
                _read(declared, problem.suggestion) if problem.suggestion else declared.first_value()
            )
    return values


def _read(declared: Field, suggestion: str) -> object:
    """A suggestion as a value; dates are suggested in ISO form."""
    readers: Mapping[Kind, Callable[[str], object]] = {
        Kind.DATE: date.fromisoformat,
        Kind.INTEGER: int,
        Kind.DECIMAL: Decimal,
        Kind.MONEY: Decimal,
    }
    return readers.get(declared.kind, str)(suggestion)


def wrong_values(declared: Field) -> list[object]:
    """Values that no field of this kind may take."""
    wrong: Mapping[Kind, list[object]] = {
        Kind.TEXT: ["x" * (declared.length + 1), "two\nlines", "nul\x00", 7],
        Kind.EMAIL: ["nobody", "a b@example.org"],
        Kind.PHONE: ["9" * (declared.length + 1)],
        Kind.URL: ["h" * (declared.length + 1)],
        Kind.LONG: ["nul\x00", 7],
        Kind.INTEGER: ["seven", Decimal("7.5"), 2**40],
        Kind.DECIMAL: ["seven", Decimal("NaN"), Decimal("0.00001")],
        Kind.MONEY: ["1o", Decimal("Infinity"), Decimal("0.00001")],
        Kind.DATE: ["2026-02-31", 20260231],
        Kind.INSTANT: ["noon", datetime(2026, 3, 1, 12)],  # noqa: DTZ001 -- without a zone is what is wrong
        Kind.YES_NO: ["maybe", 7],
        Kind.CHOICE: ["no such choice"],
        Kind.LINK: ["somebody", 10**9],
    }
    found = list(wrong[declared.kind])
    if declared.minimum is not None:
        found.append(Decimal(declared.minimum - 1) if declared.kind is not Kind.INTEGER else declared.minimum - 1)
    if declared.required:
        found.append(None)
    return found


def linked_first(registry: Registry, save: Callable[[str, dict[str, object]], int]) -> Create:
    """A Create that saves the least, and first what it has to link to; each kind gets one record at most."""
    made: dict[str, int] = {}

    def create(kind: str) -> int:
        if kind not in made:
            made[kind] = save(kind, required_values(registry[kind], create))
        return made[kind]

    return create
