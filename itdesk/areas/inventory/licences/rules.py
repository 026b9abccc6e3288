"""What seats add up to: the balance in words, what could be saved before a renewal, and what can't be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from itdesk.core import money
from itdesk.core.errors import Problem
from itdesk.core.texts import _, ngettext

IDLE_DAYS = 90  # a seat that nobody used for so long is idle
MANY_SPARE = Decimal("0.25")  # from this part of what was bought on, spare seats are worth a thought


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:  # noqa: ARG001 -- one signature
    """The currency's code in capitals."""
    currency = values.get("currency")
    if isinstance(currency, str) and currency != currency.strip().upper():
        return {"currency": currency.strip().upper()}
    return {}


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """The currency is one."""
    currency = values.get("currency")
    if isinstance(currency, str) and currency and not money.is_currency(currency):
        yield Problem("currency", _("There is no currency of this code. Use three letters, such as GBP or EUR."))


def is_active(expires_on: date | None, today: date) -> bool:
    """Whether it may be used today; the day on which it ends is its last."""
    return expires_on is None or expires_on >= today


def used_since(today: date) -> date:
    """The first day that counts as recently used."""
    return today - timedelta(days=IDLE_DAYS)


def is_used(last_used_on: date | None, today: date) -> bool:
    """Whether a seat was used within 90 days; one that was never used isn't."""
    return last_used_on is not None and last_used_on >= used_since(today)


@dataclass(frozen=True, slots=True)
class Balance:
    """bought minus given, as a word with a tone of the theme: red over, blue many spare, grey else."""

    free: int | None
    text: str
    tone: str


def balance(seats: int | None, given: int) -> Balance:
    """The position: "2 over", "Even", "3 spare", or "No limit" where no number was bought."""
    if seats is None:
        return Balance(None, _("No limit"), "grey")
    free = seats - given
    if free < 0:
        return Balance(free, ngettext("{number} over", "{number} over", -free).format(number=-free), "red")
    if free == 0:
        return Balance(0, _("Even"), "grey")
    tone = "blue" if worth_a_thought(free, seats) else "grey"
    return Balance(free, ngettext("{number} spare", "{number} spare", free).format(number=free), tone)


def seat_cost(annual_cost: Decimal | None, seats: int | None, currency: str) -> Decimal | None:
    """What one seat costs a year, rounded to the smallest coin."""
    if annual_cost is None or not seats:
        return None
    return money.rounded(annual_cost / seats, currency)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to buy at the next renewal instead: keep seats, of which free were never given and idle unused; saving a year."""

    keep: int
    free: int
    idle: int
    saving: Decimal

    @property
    def text(self) -> str:
        """The reason in words, such as: 3 free, 1 idle."""
        parts = []
        if self.free:
            parts.append(ngettext("{number} free", "{number} free", self.free).format(number=self.free))
        if self.idle:
            parts.append(ngettext("{number} idle", "{number} idle", self.idle).format(number=self.idle))
        return ", ".join(parts)


def advice(seats: int | None, given: int, used: int, annual_cost: Decimal | None, currency: str) -> Advice | None:
    """What could be saved by buying as many seats as are used, the rest at the price of a seat.

    None where it isn't worth a renewal's trouble: fewer than two seats, or less than a quarter of them.
    """
    if not seats or not annual_cost or not worth_a_thought(seats - used, seats):
        return None
    saving = money.rounded(annual_cost * (seats - used) / seats, currency)
    return Advice(used, max(seats - given, 0), min(given, seats) - used, saving)


def worth_a_thought(spare: int, seats: int) -> bool:
    """Whether so many seats of those bought are enough to do something about."""
    return spare >= 2 and Decimal(spare) >= seats * MANY_SPARE


def shortfall_cost(seats: int | None, given: int, annual_cost: Decimal | None, currency: str) -> Decimal | None:
    """What the missing seats would cost a year at today's price of a seat; None where none is missing or it is unknown."""
    if not seats or given <= seats or annual_cost is None:
        return None
    return money.rounded(annual_cost * (given - seats) / seats, currency)


def masked(key: str) -> str:
    """A licence key with only its last four characters to see, and none of them where it is short."""
    tail = key[-4:] if len(key) >= 12 else ""
    return f"••••-••••-{tail}" if tail else "••••" if key else ""
