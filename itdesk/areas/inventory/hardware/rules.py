"""What follows from a device's dates and cost: warranty, replacement, age, book value, and what can't be true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal
from ipaddress import ip_address

from itdesk.areas.inventory.hardware.choices import GONE, Status
from itdesk.core import money
from itdesk.core.dates import add_months
from itdesk.core.errors import Problem
from itdesk.core.texts import N_, _

WORTHLESS = (Status.DISPOSED, Status.LOST)  # written off whatever its age
_ENDS = (("warranty_end_on", "warranty_months"), ("end_of_life_on", "useful_life_months"))
_CENT = Decimal("0.01")
_AFTER = {
    "warranty_end_on": N_("The warranty ends before the asset was bought."),
    "end_of_life_on": N_("The day to replace it is before it was bought."),
    "retired_on": N_("It was retired before it was bought."),
}
_MAC = re.compile(r"[0-9a-f]{12}|[0-9a-f]{16}")


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    """Ends that follow from months, until they are typed; whoever gets a spare one uses it, a spare one has no user."""
    found: dict[str, object] = {}
    for end, months in _ENDS:
        typed, before = values.get(end), original.get(end) if original else None
        untouched = before is not None and typed == before == _months_on(
            original.get("purchase_on"), original.get(months)
        )
        if typed is None or untouched:
            follows = _months_on(values.get("purchase_on"), values.get(months))
            if follows is not None or untouched:
                found[end] = follows
    if values.get("status") in {None, "", Status.SPARE.value} and (values.get("person") or values.get("used_place")):
        taken_back = original.get("status") not in {None, "", Status.SPARE.value} and all(
            values.get(user) == original.get(user) for user in ("person", "used_place")
        )
        found |= {"person": None, "used_place": None} if taken_back else {"status": Status.IN_USE.value}
    if isinstance(currency := values.get("currency"), str) and currency != currency.strip().upper():
        found["currency"] = currency.strip().upper()
    return found


def _months_on(start: object, months: object) -> date | None:
    if not isinstance(start, date) or not isinstance(months, int):
        return None
    return add_months(start, months) if start.year + months // 12 < date.max.year else None


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """Nothing ends before it was bought; addresses and the currency can be read."""
    bought = values.get("purchase_on")
    if isinstance(bought, date):
        for name, message in _AFTER.items():
            day = values.get(name)
            if isinstance(day, date) and day < bought:
                yield Problem(name, _(message))
    currency = values.get("currency")
    if isinstance(currency, str) and currency and not money.is_currency(currency):
        yield Problem("currency", _("There is no currency of this code. Use three letters, such as GBP or EUR."))
    yield from _wrong_addresses(values)


def _wrong_addresses(values: Mapping[str, object]) -> Iterable[Problem]:
    if values.get("ip_address") is None and values.get("mac_address") is None:
        return
    for text in _several(values.get("ip_address")):
        try:
            ip_address(text.partition("/")[0])
        except ValueError:
            yield Problem("ip_address", _("“{text}” is not an IP address, such as 10.0.0.21.").format(text=text))
    for text in _several(values.get("mac_address")):
        if not _MAC.fullmatch(re.sub(r"[:.\-]", "", text.casefold())):
            yield Problem(
                "mac_address",
                _("“{text}” is not a MAC address, such as 3c:07:54:1a:2b:3c.").format(text=text),
            )


def _several(value: object) -> list[str]:
    return re.split(r"[\s,;]+", value.strip()) if isinstance(value, str) and value.strip() else []


def is_gone(status: str) -> bool:
    """Whether it is no longer there to use: retired, disposed of or lost."""
    return status in GONE


def months_between(start: date, end: date) -> int:
    """Whole months from start to end; negative where end is earlier."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def warranty_days(end_on: date | None, today: date) -> int | None:
    """Days of warranty left; negative once it has ended, None where nothing is known."""
    return None if end_on is None else (end_on - today).days


def book_value(cost: Decimal, bought_on: date, life_months: int, on: date) -> Decimal:
    """What it is worth on a day: straight line over life_months, by whole months, down to a hundredth.

    cost x months left / life_months (IAS 16.62); the full cost up to the end of the first month, nothing from the end
    of its life. The last month takes the rounding, so that the months add up to the cost.
    """
    left = life_months - min(max(months_between(bought_on, on), 0), life_months)
    return (cost * left / life_months).quantize(_CENT, rounding=ROUND_DOWN)


def useful_life(
    own: int | None,
    of_model: int | None,
    of_category: int | None,
    bought_on: date | None = None,
    end_of_life_on: date | None = None,
) -> int | None:
    """Months of useful life: the device's own, else its model's, its category's, else up to the day to replace it."""
    until = months_between(bought_on, end_of_life_on) if bought_on and end_of_life_on else None
    return next((months for months in (own, of_model, of_category, until) if months and months > 0), None)


def replace_on(end_of_life_on: date | None, bought_on: date | None, life_months: int | None) -> date | None:
    """The day to replace it: as typed, else the end of its useful life."""
    return end_of_life_on or _months_on(bought_on, life_months)
