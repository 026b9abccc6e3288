"""A cell of a file as a value of its field, or the reason why it is none: one reader per column, each text read once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from itdesk.core import validation
from itdesk.core.amounts import detect_decimal, parse_number, parse_yes_no, read_amount
from itdesk.core.choices import Choice
from itdesk.core.dates import DateColumn, detect_order, parse_date, parse_instant
from itdesk.core.errors import Unreadable
from itdesk.core.formats import format_typed_date
from itdesk.core.grams import norm
from itdesk.core.record import TEXTUAL, Field, Kind
from itdesk.core.texts import _
from itdesk.files.workbooks import Value

# What tables write where there is nothing to say; a text may mean it, anything else can't.
NOTHING = frozenset(
    {"-", "–", "—", "n/a", "na", "#n/a", "none", "null", "nil", "(null)", "keine", "k.a.", "k. a.", "unbekannt"}
)
_PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?").fullmatch
MOST_SEEN = 5_000  # different texts of a column that are kept
_SERIALS = range(20_000, 80_000)  # days since 1900 that a spreadsheet shows as dates from 1954 to 2119
_FIRST_DAY = date(1899, 12, 30)
_DATED = (Kind.DATE, Kind.INSTANT)
_NUMBERED = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY)


@dataclass(frozen=True, slots=True)
class Way:
    """How a file's cells are read: the workspace's locale, currency and zone, and the person's choices.

    order and decimal are what a column showed or the person chose; tax is a percentage to take off the amounts.
    """

    locale: str
    currency: str
    zone: ZoneInfo
    today: date
    order: str = "dmy"
    decimal: str = ""
    tax: Decimal = field(default_factory=Decimal)


class Read(NamedTuple):
    """A value that was read; currency is what its text names, is_nothing that the cell holds a word for nothing."""

    value: object
    currency: str = ""
    is_nothing: bool = False


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a cell can't be read, what to do, and what was probably meant."""

    why: str
    cure: str = ""
    suggestion: str = ""


Result = Read | Wrong
_EMPTY = Read(None)


class Reader:
    """Reads the cells of one column for one field."""

    def __init__(self, declared: Field, way: Way) -> None:
        self.declared = declared
        self.way = way
        self.seen: dict[str, Result] = {}
        self._words = _choice_words(declared.choices) if declared.choices else {}
        self.nothings = 0
        self.plain_limit = validation.longest(declared) if declared.kind in (Kind.TEXT, Kind.LONG) else 0

    def read(self, cell: Value) -> Result:
        """The cell's value, or why it is none. An empty cell is an empty value."""
        if cell is None:
            return _EMPTY
        if isinstance(cell, str):
            if len(cell) <= self.plain_limit and cell.isprintable():  # no line ends and no control characters
                return Read(cell.strip() or None)
            found = self.seen.get(cell)
            if found is None:
                found = self._judged(self._text, cell)
                if len(self.seen) < MOST_SEEN:
                    self.seen[cell] = found
        else:
            found = self._judged(self._typed, cell)
        if isinstance(found, Read) and found.is_nothing:
            self.nothings += 1
        return found

    def _judged(self, read: Callable[..., Read], cell: Value) -> Result:
        """Read a cell and check it against what the field declares."""
        try:
            found = read(cell)
        except Unreadable as problem:
            suggestion = problem.suggestion
            if self.declared.kind is Kind.INTEGER:
                suggestion = suggestion.removesuffix(".00").removesuffix(",00")
            return Wrong(problem.message, problem.cure.replace(problem.suggestion, suggestion), suggestion)
        value = found.value
        if self.declared.kind is Kind.MONEY and self.way.tax and isinstance(value, Decimal):
            value = (value * 100 / (100 + self.way.tax)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        if isinstance(value, str):
            value = validation.cleaned(self.declared, value)
        if value is None or self.declared.kind in (Kind.LINK, Kind.TAGS):
            return found._replace(value=value)
        flaw = validation.problem_with(self.declared, value)
        if flaw is not None:
            cure = _("Try {value}.").format(value=flaw.suggestion) if flaw.suggestion else ""
            return Wrong(flaw.message, cure or self._cure(), flaw.suggestion)
        return found._replace(value=value)

    def _cure(self) -> str:
        if self.declared.kind in TEXTUAL:
            return _("Shorten or correct it in the file.")
        return _("Correct it in the file.")

    # -- texts

    def _text(self, text: str) -> Read:
        kind = self.declared.kind
        if kind is Kind.LONG:
            return Read(text.replace("\r\n", "\n").replace("\r", "\n").rstrip())
        if kind in TEXTUAL:
            return Read(" ".join(text.split()) if "\n" in text or "\r" in text or "\t" in text else text)
        word = text.strip()
        if kind is Kind.CHOICE:
            return self._choice(word)
        if word.casefold() in NOTHING or not word:
            return Read(None, is_nothing=bool(word))
        if kind is Kind.TAGS:
            return Read(word)
        if kind is Kind.LINK:
            return Read(" ".join(word.split()))
        if kind is Kind.YES_NO:
            return Read(parse_yes_no(word))
        if kind in _DATED:
            return Read(self._dated(word))
        return self._number(word)

    def _dated(self, word: str) -> object:
        if self.declared.kind is Kind.DATE:
            return parse_date(word, today=self.way.today, order=self.way.order, past=True)
        now = datetime.combine(self.way.today, time(), self.way.zone)
        return parse_instant(word, now=now, zone=self.way.zone, order=self.way.order, past=True)

    def _number(self, word: str) -> Read:
        locale, decimal = self.way.locale, self.way.decimal
        if decimal == "." and _PLAIN_NUMBER(word) and self.declared.kind is not Kind.INTEGER:
            return Read(Decimal(word))
        if self.declared.kind is Kind.INTEGER:
            return Read(int(parse_number(word, locale=locale, decimal=decimal, whole=True)))
        amount = read_amount(word, locale=locale, decimal=decimal, loose=True)
        if self.declared.kind is Kind.MONEY:
            return Read(amount.value, amount.currency)
        return Read(parse_number(word, locale=locale, decimal=decimal) if amount.currency else amount.value)

    def _choice(self, word: str) -> Read:
        value = self._words.get(norm(word))
        if value is not None:
            return Read(value)
        if word.casefold() in NOTHING or not word:
            return Read(None, is_nothing=bool(word))
        from rapidfuzz import process  # only where a word is not one of the field's own

        labels = {norm(member.label): member.label for member in self.declared.choices or ()}
        near = process.extractOne(norm(word), list(labels), score_cutoff=72)
        suggestion = labels[near[0]] if near else ""
        raise Unreadable(
            _("“{value}” is none of: {choices}.").format(value=_short(word), choices=", ".join(labels.values())),
            _("Try {value}.").format(value=suggestion) if suggestion else _("Use one of them, or leave it empty."),
            suggestion=suggestion,
        )

    # -- cells that a spreadsheet has typed

    def _typed(self, cell: Value) -> Read:
        kind = self.declared.kind
        if kind in TEXTUAL or kind in (Kind.CHOICE, Kind.LINK, Kind.TAGS):
            return self._text(_said(cell))
        if kind in _DATED:
            return self._typed_date(cell)
        if kind is Kind.YES_NO:
            return Read(cell) if isinstance(cell, bool) else self._text(_said(cell))
        if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
            return self._typed_number(Decimal(cell))
        return self._text(_said(cell))

    def _typed_number(self, number: Decimal) -> Read:
        if self.declared.kind is not Kind.INTEGER:
            return Read(number.quantize(Decimal("0.0001"), ROUND_HALF_EVEN) if abs(number) < 10**15 else number)
        if number == number.to_integral_value():
            return Read(int(number))
        return self._text(_said(number))

    def _typed_date(self, cell: Value) -> Read:
        if isinstance(cell, datetime):
            moment = cell.replace(tzinfo=self.way.zone)
            return Read(cell.date() if self.declared.kind is Kind.DATE else moment)
        if isinstance(cell, date):
            return Read(cell if self.declared.kind is Kind.DATE else datetime.combine(cell, time(), self.way.zone))
        if isinstance(cell, int) and not isinstance(cell, bool) and cell in _SERIALS:
            suggestion = format_typed_date(_FIRST_DAY + timedelta(days=cell), self.way.locale)
            raise Unreadable(
                _("“{value}” is a number, not a date.").format(value=cell),
                _("Try {value}.").format(value=suggestion),
                suggestion=suggestion,
            )
        return self._text(_said(cell))


def _said(cell: Value) -> str:
    """A typed cell as its text."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, date):
        return cell.isoformat() if not isinstance(cell, datetime) else cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _choice_words(choices: type[Choice]) -> dict[str, str]:
    """Every spelling of every choice: its value, its word in the language in use and in English."""
    words: dict[str, str] = {}
    for member in choices:
        for word in (member.value, member.value.replace("_", " "), member.name, member.label, member.label_text):
            words.setdefault(norm(word), member.value)
    return words


def is_choice(declared: Field, text: str) -> bool:
    """Whether the text is one of the field's choices in any spelling."""
    return declared.choices is not None and norm(text.strip()) in _choice_words(declared.choices)


def date_column(declared: Field, texts: Iterable[str], default: str) -> DateColumn | None:
    """What the texts of a column show about its dates; None for fields that hold none."""
    return detect_order(texts, default=default) if declared.kind in _DATED else None


def decimal_sign(declared: Field, texts: Iterable[str], locale: str) -> str:
    """The decimal sign that the texts of a column show; empty for fields that hold no numbers."""
    return detect_decimal(texts, locale=locale) if declared.kind in _NUMBERED else ""
