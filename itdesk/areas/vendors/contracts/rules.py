"""When a contract ends, until when it can be left, what it costs a year, and how its bar is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from itdesk.areas.vendors.choices import (
    PAYMENTS_A_YEAR,
    ContractStatus,
    Decision,
    NoticeUnit,
    Pressing,
    PricePeriod,
    Renewal,
)
from itdesk.core.dates import add_months
from itdesk.core.errors import Problem
from itdesk.core.texts import _, ngettext

WEEK = timedelta(days=7)
SOON = timedelta(days=60)
YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Terms:
    """What the rules read of a contract; end_on is the end of the term that the record names."""

    start_on: date | None = None
    end_on: date | None = None
    renewal: str = Renewal.ENDS
    renewal_months: int | None = None
    notice: int | None = None
    notice_unit: str = NoticeUnit.DAYS
    decision: str = Decision.UNDECIDED
    decided_on: date | None = None
    price_period: str = PricePeriod.YEAR


def terms_of(values: Mapping[str, object]) -> Terms:
    """Terms from a draft's values, as far as they are of the right type."""
    start, end, months, notice = (values.get(name) for name in ("start_on", "end_on", "renewal_months", "notice"))
    decided = values.get("decided_on")
    return Terms(
        start_on=start if isinstance(start, date) else None,
        end_on=end if isinstance(end, date) else None,
        renewal=str(values.get("renewal") or Renewal.ENDS),
        renewal_months=months if isinstance(months, int) else None,
        notice=notice if isinstance(notice, int) else None,
        notice_unit=str(values.get("notice_unit") or NoticeUnit.DAYS),
        decision=str(values.get("decision") or Decision.UNDECIDED),
        decided_on=decided if isinstance(decided, date) else None,
        price_period=str(values.get("price_period") or PricePeriod.YEAR),
    )


def before(end_on: date, notice: int, unit: str) -> date:
    """The last day on which notice reaches the other side so long before end_on; months keep the day or take the last."""
    if unit == NoticeUnit.MONTHS:
        return add_months(end_on, -notice)
    return end_on - timedelta(days=notice * (7 if unit == NoticeUnit.WEEKS else 1))


def decide_by_of_term(terms: Terms) -> date | None:
    """The last day for notice in the term that the record names, whether it has gone by or not.

    None where nothing has to be said: it rolls on each month, or it was paid once and simply ends.
    """
    if terms.end_on is None or terms.renewal == Renewal.ROLLING:
        return None
    if terms.renewal == Renewal.ENDS and terms.price_period == PricePeriod.ONCE:
        return None
    return before(terms.end_on, terms.notice or 0, terms.notice_unit)


def term_end(terms: Terms, today: date) -> date | None:
    """The end of the term in which today lies.

    A contract that renews by itself has been renewed as often as it took. After notice, and where it ends, it is the
    end that the record names.
    """
    if terms.end_on is None or terms.renewal != Renewal.AUTO or terms.decision == Decision.NOTICED:
        return terms.end_on
    return next(_ends(terms, terms.end_on, today))


def _ends(terms: Terms, first: date, today: date) -> Iterator[date]:
    """The ends of the terms from today's on.

    Each is counted from the first one, so that a term ending on the 31st doesn't wander to the 28th.
    """
    months = terms.renewal_months or YEAR_MONTHS
    gap = (today.year - first.year) * 12 + today.month - first.month
    times = max(0, gap // months)
    while True:
        end = add_months(first, times * months)
        if end >= today:
            yield end
        times += 1


def decide_by(terms: Terms, today: date) -> date | None:
    """The last day for notice in today's term; it may have gone by, then the contract is bound until after the next one."""
    end = term_end(terms, today)
    return decide_by_of_term(_ending(terms, end)) if end else None


def last_day_to_cancel(terms: Terms, today: date) -> date | None:
    """The next day, today included, until which notice can still be given; None where there is no such day.

    Where the day of this term has gone by and the contract renews by itself, it is the day of the next term.
    """
    if terms.decision == Decision.NOTICED or terms.end_on is None:
        return None
    if terms.renewal == Renewal.AUTO:
        end = next(end for end in _ends(terms, terms.end_on, today) if _notice_day(terms, end) >= today)
        return _notice_day(terms, end)
    day = decide_by_of_term(terms)
    return day if day is not None and day >= today else None


def _notice_day(terms: Terms, end: date) -> date:
    return before(end, terms.notice or 0, terms.notice_unit)


def leaves_on(terms: Terms, today: date) -> date | None:
    """When the contract would be over if notice were given today; None where no end is known."""
    if terms.renewal == Renewal.ROLLING:
        length = terms.notice or 0
        if terms.notice_unit == NoticeUnit.MONTHS:
            return add_months(today, length)
        return today + timedelta(days=length * (7 if terms.notice_unit == NoticeUnit.WEEKS else 1))
    if terms.renewal == Renewal.ENDS or terms.end_on is None or terms.decision == Decision.NOTICED:
        return terms.end_on
    return next(end for end in _ends(terms, terms.end_on, today) if _notice_day(terms, end) >= today)


def _ending(terms: Terms, end: date) -> Terms:
    return replace(terms, end_on=end)


def decision_now(terms: Terms, today: date) -> Decision:
    """The decision on today's term: what was decided on an earlier term is over once the contract has renewed itself."""
    decision = Decision(terms.decision)
    if decision in (Decision.UNDECIDED, Decision.NOTICED) or terms.decided_on is None or terms.decided_on >= today:
        return decision
    return decision if term_end(terms, terms.decided_on) == term_end(terms, today) else Decision.UNDECIDED


def status(terms: Terms, today: date) -> ContractStatus:
    """Where it stands; the COMPUTED expression of the table says the same in SQL."""
    if terms.start_on and terms.start_on > today:
        return ContractStatus.PLANNED
    over = terms.end_on is not None and terms.end_on < today
    if over and (terms.decision == Decision.NOTICED or terms.renewal == Renewal.ENDS):
        return ContractStatus.ENDED
    return ContractStatus.LEAVING if terms.decision == Decision.NOTICED else ContractStatus.RUNNING


def is_open(terms: Terms, today: date) -> bool:
    """Whether somebody still has to do something about the present term: decide, or give the notice decided on."""
    if status(terms, today) is not ContractStatus.RUNNING or decide_by(terms, today) is None:
        return False
    decision = decision_now(terms, today)
    return decision is Decision.UNDECIDED or (decision is Decision.LEAVE and terms.renewal != Renewal.ENDS)


def pressing(terms: Terms, today: date) -> Pressing:
    """How pressing the last day for notice is, for badges and the colour of the mark."""
    day = decide_by(terms, today)
    if day is None or not is_open(terms, today):
        return Pressing.NONE
    return nearness(day, today)


def nearness(day: date, today: date) -> Pressing:
    """How near a day is, whether or not something has to be done."""
    if day < today:
        return Pressing.MISSED
    if day == today:
        return Pressing.TODAY
    if day - today <= WEEK:
        return Pressing.WEEK
    return Pressing.SOON if day - today <= SOON else Pressing.LATER


def annual_cost(price: Decimal | None, period: str) -> Decimal | None:
    """What it costs in twelve months, exact; what is paid once counts once."""
    return None if price is None else price * PAYMENTS_A_YEAR[PricePeriod(period)]


def raised(amount: Decimal, percent: Decimal | None) -> Decimal:
    """An amount after a rise in percent, unrounded."""
    return amount if percent is None else amount + amount * percent / 100


def cost_between(
    price: Decimal | None,
    period: str,
    first: date,
    last: date,
    *,
    rise_percent: Decimal | None = None,
    rise_on: date | None = None,
) -> Decimal:
    """What the months from first to last cost, at a twelfth of a year each, raised from the month of rise_on.

    Months are counted by their first day. Unrounded: round the sum, not the months.
    """
    yearly = annual_cost(price, period)
    if yearly is None:
        return Decimal(0)
    total, month = Decimal(0), first.replace(day=1)
    while month <= last:
        share = yearly / YEAR_MONTHS
        total += raised(share, rise_percent) if rise_on and month >= rise_on.replace(day=1) else share
        month = add_months(month, 1)
    return total


def renewal_words(terms: Terms, at_end: str = "") -> str:
    """auto-renews 12 months; ends, return machine; monthly, 30 days."""
    if terms.renewal == Renewal.AUTO:
        months = terms.renewal_months or YEAR_MONTHS
        return ngettext("auto-renews {count} month", "auto-renews {count} months", months).format(count=months)
    if terms.renewal == Renewal.ROLLING:
        return f"{_('monthly')}, {notice_words(terms)}" if terms.notice else _("monthly")
    return f"{_('ends')}, {at_end}" if at_end else _("ends")


def notice_words(terms: Terms) -> str:
    """90 days."""
    count = terms.notice or 0
    if terms.notice_unit == NoticeUnit.MONTHS:
        return ngettext("{count} month", "{count} months", count).format(count=count)
    if terms.notice_unit == NoticeUnit.WEEKS:
        return ngettext("{count} week", "{count} weeks", count).format(count=count)
    return ngettext("{count} day", "{count} days", count).format(count=count)


class SegmentKind(StrEnum):
    """The parts of a contract's bar."""

    RUNNING = "running"
    TOO_LATE = "too_late"
    RENEWED = "renewed"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, first day to last day."""

    kind: SegmentKind
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Bar:
    """What is drawn for a contract in a window of time; marks outside the window are None."""

    segments: tuple[Segment, ...]
    notice_on: date | None
    end_on: date | None


def bar(terms: Terms, first: date, last: date, today: date) -> Bar:
    """The bar between two days: it runs until notice, is bound until its end, and goes on where nobody leaves."""
    begins = max(first, terms.start_on) if terms.start_on else first
    if begins > last:
        return Bar((), None, None)
    if terms.renewal == Renewal.ROLLING and terms.decision != Decision.NOTICED:
        return Bar((Segment(SegmentKind.ROLLING, begins, last),), None, None)
    end = term_end(terms, today)
    if end is None:
        return Bar((Segment(SegmentKind.RUNNING, begins, last),), None, None)
    notice = decide_by_of_term(_ending(terms, end))
    parts: list[Segment] = []
    free_until = end if notice is None else notice
    _add(parts, SegmentKind.RUNNING, begins, min(free_until, last))
    _add(parts, SegmentKind.TOO_LATE, max(begins, free_until), min(end, last))
    if terms.renewal == Renewal.AUTO and decision_now(terms, today) not in (Decision.NOTICED, Decision.LEAVE):
        _add(parts, SegmentKind.RENEWED, max(begins, end), last)
    return Bar(tuple(parts), _inside(notice, first, last), _inside(end, first, last))


def _add(parts: list[Segment], kind: SegmentKind, first: date, last: date) -> None:
    if first < last or (first == last and kind is SegmentKind.RUNNING):
        parts.append(Segment(kind, first, last))


def _inside(day: date | None, first: date, last: date) -> date | None:
    return day if day is not None and first <= day <= last else None


def values_that_follow(values: Mapping[str, object]) -> dict[str, object]:
    """The last day for notice, and a year as the term of a renewal that names none."""
    out: dict[str, object] = {}
    if values.get("renewal") == Renewal.AUTO and values.get("renewal_months") is None:
        out["renewal_months"] = YEAR_MONTHS
    out["decide_by_on"] = decide_by_of_term(terms_of({**values, **out}))
    return out


def problems(values: Mapping[str, object]) -> Iterable[Problem]:
    """What can't be so, or leaves the last day for notice unknown."""
    terms = terms_of(values)
    if terms.start_on and terms.end_on and terms.end_on < terms.start_on:
        yield Problem("end_on", _("It would end before it starts."))
    if terms.end_on is None and terms.renewal == Renewal.AUTO:
        yield Problem("end_on", _("Say when the present term ends, so that the last day for notice is known."))
    if terms.decision == Decision.NOTICED and values.get("noticed_on") is None:
        yield Problem("noticed_on", _("Say on which day notice was given."))
    currency = values.get("currency")
    if isinstance(currency, str) and currency:
        from itdesk.core.money import is_currency

        if not is_currency(currency):
            yield Problem("currency", _("There is no currency of this code. Use three letters, such as GBP or EUR."))


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice ready to be sent: who gets it, what stands above it, and its text in paragraphs."""

    to: str
    address: str
    subject: str
    body: str
    ends_on: date | None


def notice_letter(
    *,
    firm: str,
    vendor: str,
    address: str,
    contract: str,
    reference: str,
    account_number: str,
    signed_by: str,
    ends_on_text: str,
    ends_on: date | None,
    at_end: str,
) -> Letter:
    """The text of a notice: plain, complete, and asking for a confirmation."""
    names = [contract]
    if reference:
        names.append(_("contract {reference}").format(reference=reference))
    if account_number:
        names.append(_("customer number {number}").format(number=account_number))
    what = ", ".join(names)
    paragraphs = [_("Dear {vendor},").format(vendor=vendor)]
    if ends_on is None:
        paragraphs.append(_("we give notice to end {what} at the earliest possible date.").format(what=what))
    else:
        paragraphs.append(_("we give notice to end {what} on {day}.").format(what=what, day=ends_on_text))
    if at_end:
        paragraphs.append(_("Tell us how you want to arrange this at the end: {what}.").format(what=at_end))
    paragraphs += [
        _("Confirm in writing that you have this notice, and the day on which the contract ends."),
        _("Yours faithfully,"),
        "\n".join(part for part in (signed_by, firm) if part),
    ]
    return Letter(
        to=vendor,
        address=address,
        subject=_("Notice to end {contract}").format(contract=contract),
        body="\n\n".join(paragraphs),
        ends_on=ends_on,
    )
