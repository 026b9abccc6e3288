"""Amounts as tables and sentences print them: whole units, a real minus, and a unit told once in the header."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from itdesk.core.formats import format_money, format_number
from itdesk.core.locales import currency_symbol
from itdesk.core.texts import _
from itdesk.reports.document import TABLE, Imprint
from itdesk.reports.tables import Cell, Column, natural_width
from itdesk.reports.text import Style

NOTABLY = Decimal("0.05")  # over its budget by more than this share, an amount is red


@dataclass(frozen=True, slots=True)
class Money:
    """How a report writes amounts of its one currency."""

    imprint: Imprint

    @property
    def symbol(self) -> str:
        return currency_symbol(self.imprint.currency, self.imprint.locale)

    def full(self, amount: Decimal) -> str:
        """£1,234, rounded to whole units."""
        return format_money(amount.quantize(Decimal(1)), self.imprint.currency, self.imprint.locale)

    def bare(self, amount: Decimal) -> str:
        """1,234."""
        return format_number(amount, self.imprint.locale, places=0)

    def signed(self, amount: Decimal) -> str:
        """+36, −12, 0."""
        text = self.bare(amount)
        return f"+{text}" if amount > 0 and text.strip("0") else text

    def percent(self, part: Decimal, whole: Decimal, *, sign: bool = True) -> str:
        """+5.3 %, −0.5 %, or nothing where there is no whole."""
        if not whole:
            return ""
        text = format_number(part / whole * 100, self.imprint.locale, places=1)
        plus = "+" if sign and part > 0 and text.strip("0.,") else ""
        return f"{plus}{text} %"

    def left(self, budget: Decimal, expected: Decimal, *, bold: bool = False) -> Cell:
        """Budget less expected: minus is over, and red and bold where it is over by more than a twentieth."""
        amount = budget - expected
        red = amount < 0 and -amount > budget * NOTABLY
        return Cell(self.signed(amount), 600 if red or bold else 0, "red-text" if red else "")

    def column(self, title: str, amounts: Iterable[Decimal], *, least: float = 50, colour: str = "text") -> Column:
        """A column as wide as its amounts, in bold, need."""
        bold = Style(TABLE.size, TABLE.leading, 600)
        texts = [self.signed(amount) for amount in amounts]
        wide = natural_width([*texts, *title.split()], bold, 160)
        return Column(title, max(wide, least), align="right", colour=colour)


def in_thousands(amounts: Iterable[Decimal], limit: int) -> bool:
    """Whether amounts are so large that a table or chart should count in thousands."""
    return any(abs(amount) >= limit for amount in amounts)


def unit(symbol: str, *, thousands: bool) -> str:
    """£, or £ thousand."""
    return _("{currency} thousand").format(currency=symbol) if thousands else symbol
