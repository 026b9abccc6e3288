"""What a person reads of a record's values: in cells, panels, chips and conflicts; pure, so that readers prepare it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from itdesk.core.formats import format_date, format_instant, format_money, format_number
from itdesk.core.locales import currency_symbol
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import N_, _, language

EMPTY = "–"
NUMERIC = frozenset({Kind.INTEGER, Kind.DECIMAL, Kind.MONEY})
TRAILING = NUMERIC | {Kind.DATE, Kind.INSTANT}  # aligned with the end of their column
LONGEST_CELL = 500  # characters of a cell; a longer text is read in its record

_OWN = {
    "id": Field(name="id", label_text=N_("Number in the workspace"), kind=Kind.INTEGER, given=True),
    "created_at": Field(name="created_at", label_text=N_("Created"), kind=Kind.INSTANT, given=True),
    "updated_at": Field(name="updated_at", label_text=N_("Changed"), kind=Kind.INSTANT, given=True),
}


def field_of(record_type: RecordType, name: str) -> Field:
    """The declared field, or one of the three that every record has."""
    return record_type.by_name.get(name) or _OWN[name]


def listable(record_type: RecordType) -> tuple[str, ...]:
    """Names of what a list can show, in the order of declaration, columns that are shown at first before the others."""
    names = [declared.name for declared in record_type.fields if not declared.secret]
    rest = [name for name in (*names, "created_at", "updated_at") if name not in record_type.columns]
    return (*record_type.columns, *rest)


def noun(text: str) -> str:
    """A record type's word inside a sentence: "Asset" becomes "asset", "SLA" stays, and so does every German noun."""
    if language().startswith("de"):
        return text
    return text[:1].lower() + text[1:] if text[1:2].islower() or len(text) == 1 else text


def list_order(record_type: RecordType, order: Sequence[str]) -> str:
    """The order of a list in words: "cost, highest first then name"."""
    words = []
    for entry in order[:3]:
        declared = field_of(record_type, entry.removeprefix("-"))
        word = noun(declared.label)
        if entry.startswith("-"):
            if declared.kind in (Kind.DATE, Kind.INSTANT):
                word = _("{field}, latest first").format(field=word)
            elif declared.kind in NUMERIC:
                word = _("{field}, highest first").format(field=word)
            else:
                word = _("{field}, from the end").format(field=word)
        words.append(word)
    return _(" then ").join(words)


class ValueTexts:
    """Texts of one record type's values, by the workspace's locale, currency and zone."""

    def __init__(self, record_type: RecordType, locale: str, currency: str, zone: str) -> None:
        self.record_type = record_type
        self.locale = locale
        self.currency = currency
        self.zone = zone

    @classmethod
    def of(cls, record_type: RecordType, workspace: Any) -> ValueTexts:
        """For the workspace that is open."""
        return cls(record_type, workspace.locale, workspace.currency, workspace.zone)

    def about(self, record_type: RecordType) -> ValueTexts:
        """The texts of another record type's values in the same workspace."""
        return ValueTexts(record_type, self.locale, self.currency, self.zone)

    def header(self, name: str) -> str:
        """The column's title; a sum's says its currency once, so that cells needn't."""
        declared = field_of(self.record_type, name)
        if declared.kind is Kind.MONEY:
            return f"{declared.label} {currency_symbol(self.currency, self.locale)}"
        return declared.label

    def cell(self, name: str, value: object, currency: str = "") -> str:
        """In a column: without the currency where it is the workspace's; the shared dash for nothing."""
        if value is None or value == "":
            return EMPTY
        if isinstance(value, Decimal) and field_of(self.record_type, name).kind is Kind.MONEY:
            if currency and currency != self.currency:
                return format_money(value, currency, self.locale)
            return format_number(value, self.locale, places=0 if value == value.to_integral_value() else 2)
        shown = self.text(name, value, currency)
        return " ".join(shown[:LONGEST_CELL].split()) if len(shown) > LONGEST_CELL or "\n" in shown else shown

    def text(self, name: str, value: object, currency: str = "") -> str:
        """By itself: sums with their currency; nothing for nothing."""
        if value is None or value == "":
            return ""
        declared = field_of(self.record_type, name)
        if declared.kind is Kind.CHOICE:
            return self.choices[name].get(str(value), (str(value), "", ""))[0]
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, datetime):
            return format_instant(value, self.zone, self.locale)
        if isinstance(value, date):
            return format_date(value, self.locale)
        if declared.kind is Kind.MONEY and isinstance(value, Decimal):
            return format_money(value, currency or self.currency, self.locale)
        if isinstance(value, Decimal | int) and declared.kind in NUMERIC and name != "id":
            return format_number(value, self.locale)
        return str(value)

    def sums(self, name: str, totals: Mapping[str, Decimal]) -> str:
        """Totals by currency, the workspace's first and, as in cells, without its sign: 1,200 + €80."""
        own = [totals[code] for code in (self.currency, "") if code in totals]
        others = [code for code in sorted(totals) if code not in (self.currency, "")]
        shown = [self.cell(name, sum(own, Decimal(0)))] if own else []
        return " + ".join([*shown, *(format_money(totals[code], code, self.locale) for code in others)])

    @cached_property
    def choices(self) -> Mapping[str, Mapping[str, tuple[str, str, str]]]:
        """Of each choice field: word, tone and icon by stored value."""
        return {
            declared.name: {str(choice): (choice.label, choice.tone, choice.icon) for choice in declared.choices}
            for declared in self.record_type.fields
            if declared.choices is not None
        }
