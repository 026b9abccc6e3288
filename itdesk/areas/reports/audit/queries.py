"""What an audit can see in the data: each check counts what it looked at and names what is not as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.models import Plan
from itdesk.areas.continuity.systems.models import System
from itdesk.areas.directory.people.models import Person
from itdesk.areas.inventory.hardware.choices import Status
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.licences import queries as licences
from itdesk.areas.inventory.licences.models import Licence, LicenceSeat
from itdesk.areas.inventory.models.models import Model
from itdesk.areas.vendors.contracts import queries as contracts
from itdesk.areas.vendors.contracts.models import Contract
from itdesk.core.formats import format_date
from itdesk.core.texts import _, ngettext

NOTICE_AHEAD = 90  # days before a last day to cancel that it should be decided
PROVEN_WITHIN = timedelta(days=365)
TOLERATED = 10  # per cent of what was looked at that counts as partly met


@dataclass(frozen=True, slots=True)
class Failing:
    """One thing that isn't as it should be: what it is, and the fact that says so."""

    what: str
    name: str
    fact: str


@dataclass(frozen=True, slots=True)
class Checked:
    """One check: how many were looked at, and those that failed it. days says how soon it should be settled."""

    key: str
    area: str
    text: str
    looked_at: int
    failed: tuple[Failing, ...]
    title: str  # of the finding, if any failed
    matters: str
    to_do: str
    major: bool = False
    days: int = 60

    @property
    def share(self) -> int:
        """Failed per cent of what was looked at, rounded up."""
        return -(-100 * len(self.failed) // self.looked_at) if self.looked_at else 0


Probe = Callable[[Session, date, str], Checked]


def checks(session: Session, today: date) -> tuple[Checked, ...]:
    """Every check as of a day."""
    locale = session.info["workspace"].locale
    return tuple(probe(session, today, locale) for probe in PROBES)


def _kept(*conditions: ColumnElement[bool]) -> Select[str, str]:
    """Devices in use that meet the conditions, with what names them."""
    return (
        select(Hardware.tag, func.coalesce(Model.name, Hardware.name, ""))
        .outerjoin(Model, Model.id == Hardware.model_id)
        .where(Hardware.deleted_at.is_(None), Hardware.status == str(Status.IN_USE), *conditions)
        .order_by(Hardware.tag)
    )


def _in_use(session: Session) -> int:
    found = session.scalar(
        select(func.count()).where(Hardware.deleted_at.is_(None), Hardware.status == str(Status.IN_USE))
    )
    return found or 0


def _devices(session: Session, fact: str, *conditions: ColumnElement[bool]) -> tuple[Failing, ...]:
    return tuple(Failing(tag, name, fact) for tag, name in session.execute(_kept(*conditions)))


def _holder(session: Session, _today: date, _locale: str) -> Checked:
    failed = _devices(
        session,
        _("nobody and no place"),
        Hardware.person_id.is_(None),
        Hardware.used_place_id.is_(None),
        Hardware.place_id.is_(None),
    )
    return Checked(
        "holder",
        _("Equipment"),
        _("Every device in use has a person or a place"),
        _in_use(session),
        failed,
        ngettext("{n} device in use belongs to nobody", "{n} devices in use belong to nobody", len(failed)),
        _("Nobody misses a device that nobody has: it is lost, or leaves with somebody, unseen."),
        _("Find each one and write down who has it."),
    )


def _leavers(session: Session, today: date, locale: str) -> Checked:
    gone = and_(Person.deleted_at.is_(None), or_(Person.is_active.is_(False), Person.end_on < today))
    statement = (
        select(Hardware.tag, Person.name, Person.end_on)
        .join(Person, Person.id == Hardware.person_id)
        .where(Hardware.deleted_at.is_(None), gone)
        .order_by(Hardware.tag)
    )
    failed = tuple(
        Failing(tag, name, _("left {day}").format(day=format_date(left, locale)) if left else _("left"))
        for tag, name, left in session.execute(statement)
    )
    held = session.scalar(select(func.count()).where(Hardware.deleted_at.is_(None), Hardware.person_id.is_not(None)))
    return Checked(
        "leavers",
        _("Equipment"),
        _("People who left have handed everything in"),
        held or 0,
        failed,
        ngettext(
            "{n} device is still with somebody who left", "{n} devices are still with people who left", len(failed)
        ),
        _("What leaves with people takes the firm's data with it."),
        _("Ask for it back, then check it in."),
        major=True,
        days=14,
    )


def _warranty(session: Session, today: date, _locale: str) -> Checked:
    uncovered = and_(Hardware.warranty_end_on < today, Hardware.contract_id.is_(None))
    failed = _devices(session, _("warranty over, no contract"), uncovered)
    return Checked(
        "warranty",
        _("Equipment"),
        _("Devices in use are under warranty or covered by a contract"),
        _in_use(session),
        failed,
        ngettext(
            "{n} device in use has neither warranty nor contract",
            "{n} devices in use have neither warranty nor contract",
            len(failed),
        ),
        _("A repair is paid in full, and nobody promises when it is done."),
        _("Extend, cover or replace them, the ones that most people depend on first."),
        days=90,
    )


def _age(session: Session, today: date, locale: str) -> Checked:
    statement = (
        select(Hardware.tag, func.coalesce(Model.name, Hardware.name, ""), Hardware.end_of_life_on)
        .outerjoin(Model, Model.id == Hardware.model_id)
        .where(Hardware.deleted_at.is_(None), Hardware.status == str(Status.IN_USE), Hardware.end_of_life_on < today)
        .order_by(Hardware.end_of_life_on, Hardware.tag)
    )
    failed = tuple(
        Failing(tag, name, _("due {day}").format(day=format_date(due, locale)))
        for tag, name, due in session.execute(statement)
    )
    return Checked(
        "age",
        _("Equipment"),
        _("Devices are replaced by the end of their useful life"),
        _in_use(session),
        failed,
        ngettext("{n} device is past its useful life", "{n} devices are past their useful life", len(failed)),
        _("Old devices fail more often and get no updates."),
        _("Plan their replacement in the next budget."),
        days=120,
    )


def _serials(session: Session, _today: date, _locale: str) -> Checked:
    failed = _devices(
        session, _("no serial number"), or_(Hardware.serial_number.is_(None), Hardware.serial_number == "")
    )
    return Checked(
        "serials",
        _("Equipment"),
        _("Every device in use has its serial number on record"),
        _in_use(session),
        failed,
        ngettext("{n} device has no serial number", "{n} devices have no serial number", len(failed)),
        _("Without it no warranty can be claimed, and a stolen device can't be reported."),
        _("Read them off at the next visit."),
        days=120,
    )


def _licence_count(session: Session) -> int:
    return session.scalar(select(func.count()).where(Licence.deleted_at.is_(None))) or 0


def _seats(session: Session, today: date, _locale: str) -> Checked:
    failed = tuple(
        Failing(one.name, "", ngettext("{n} seat too few", "{n} seats too few", one.missing).format(n=one.missing))
        for one in licences.summary(session, today).short
    )
    return Checked(
        "seats",
        _("Licences"),
        _("No licence is given to more people or devices than were bought"),
        _licence_count(session),
        failed,
        ngettext("{n} licence has too few seats", "{n} licences have too few seats", len(failed)),
        _("Using more than was bought breaks the licence; an audit by the maker costs more than the seats."),
        _("Take seats back or buy the missing ones."),
        major=True,
        days=21,
    )


def _idle(session: Session, today: date, locale: str) -> Checked:
    idle = licences.idle_seats(session, today)
    failed = tuple(
        Failing(
            one.licence,
            one.holder,
            _("has left")
            if one.has_left
            else _("last used {day}").format(day=format_date(one.last_used_on, locale))
            if one.last_used_on
            else _("never used"),
        )
        for one in idle
    )
    kept = select(func.count(LicenceSeat.id)).join(Licence, Licence.id == LicenceSeat.licence_id)
    given = session.scalar(kept.where(Licence.deleted_at.is_(None))) or 0
    return Checked(
        "idle",
        _("Licences"),
        _("Seats that are given are used"),
        given,
        failed,
        ngettext("{n} seat was not used for 90 days", "{n} seats were not used for 90 days", len(failed)),
        _("They are paid for at the next renewal again."),
        _("Take them back before the licence renews."),
        days=60,
    )


def _expired(session: Session, today: date, locale: str) -> Checked:
    statement = (
        select(Licence.name, Licence.expires_on)
        .where(Licence.deleted_at.is_(None), Licence.expires_on < today)
        .order_by(Licence.expires_on)
    )
    failed = tuple(
        Failing(name, "", _("ended {day}").format(day=format_date(day, locale)))
        for name, day in session.execute(statement)
    )
    return Checked(
        "expired",
        _("Licences"),
        _("No licence on the list has ended"),
        _licence_count(session),
        failed,
        ngettext("{n} licence has ended", "{n} licences have ended", len(failed)),
        _("What still runs on it is unlicensed; what doesn't should leave the list."),
        _("Renew them or take them off the devices."),
        days=30,
    )


def _proof(session: Session, _today: date, _locale: str) -> Checked:
    bare = and_(
        or_(Licence.order_number.is_(None), Licence.order_number == ""),
        or_(Licence.purchase_order.is_(None), Licence.purchase_order == ""),
        Licence.contract_id.is_(None),
    )
    names = session.scalars(select(Licence.name).where(Licence.deleted_at.is_(None), bare).order_by(Licence.name))
    failed = tuple(Failing(name, "", _("no order, no contract")) for name in names)
    return Checked(
        "proof",
        _("Licences"),
        _("Each licence names its order or contract"),
        _licence_count(session),
        failed,
        ngettext("{n} licence has no proof of purchase", "{n} licences have no proof of purchase", len(failed)),
        _("What can't be proven counts as not bought."),
        _("Look the orders up and write their numbers down."),
        days=60,
    )


def _contract_count(session: Session, today: date) -> int:
    return len(contracts.running(session, today))


def _missed(session: Session, today: date, locale: str) -> Checked:
    failed = tuple(
        Failing(row.number, row.name, _("last day was {day}").format(day=format_date(row.decide_by, locale)))
        for row in contracts.to_decide(session, today, 0)
        if row.decide_by is not None and row.decide_by < today
    )
    return Checked(
        "missed",
        _("Contracts"),
        _("No last day to cancel has gone by undecided"),
        _contract_count(session, today),
        failed,
        ngettext(
            "{n} contract's last day to cancel went by", "{n} contracts' last days to cancel went by", len(failed)
        ),
        _("It renews whether it is wanted or not."),
        _("Decide now, and ask whether a late notice is accepted."),
        major=True,
        days=7,
    )


def _coming(session: Session, today: date, locale: str) -> Checked:
    failed = tuple(
        Failing(row.number, row.name, _("decide by {day}").format(day=format_date(row.decide_by, locale)))
        for row in contracts.to_decide(session, today, NOTICE_AHEAD)
        if row.decide_by is not None and row.decide_by >= today
    )
    return Checked(
        "coming",
        _("Contracts"),
        _("Contracts are decided 90 days before the last day to cancel"),
        _contract_count(session, today),
        failed,
        ngettext("{n} contract waits for a decision", "{n} contracts wait for a decision", len(failed)),
        _("Offers of others take time to get."),
        _("Decide each by its day."),
        days=30,
    )


def _owned(session: Session, _today: date, _locale: str) -> Checked:
    bare = or_(Contract.owner_id.is_(None), Contract.price.is_(None))
    statement = (
        select(func.coalesce(Contract.number, ""), Contract.name, Contract.owner_id)
        .where(Contract.deleted_at.is_(None), bare)
        .order_by(Contract.number)
    )
    failed = tuple(
        Failing(number, name, _("nobody looks after it") if owner is None else _("no price"))
        for number, name, owner in session.execute(statement)
    )
    count = session.scalar(select(func.count()).where(Contract.deleted_at.is_(None))) or 0
    return Checked(
        "owned",
        _("Contracts"),
        _("Each contract has a price and somebody who looks after it"),
        count,
        failed,
        ngettext(
            "{n} contract has no price or nobody who looks after it",
            "{n} contracts have no price or nobody who looks after them",
            len(failed),
        ),
        _("What nobody looks after renews by itself."),
        _("Name somebody and write the price down."),
        days=60,
    )


def _reviewed(session: Session, today: date, locale: str) -> Checked:
    plans = session.execute(
        select(Plan.name, Plan.review_on).where(Plan.deleted_at.is_(None)).order_by(Plan.name)
    ).all()
    failed = tuple(
        Failing(name, "", _("due {day}").format(day=format_date(day, locale)) if day else _("no date"))
        for name, day in plans
        if day is None or day < today
    )
    return Checked(
        "reviewed",
        _("Recovery"),
        _("Each recovery plan was reviewed in time"),
        len(plans),
        failed,
        ngettext("{n} recovery plan is due for review", "{n} recovery plans are due for review", len(failed)),
        _("A plan that names people who left or devices that are gone costs hours when it is needed."),
        _("Read it through with the people it names."),
        days=30,
    )


def _proven(session: Session, today: date, locale: str) -> Checked:
    systems = session.execute(
        select(System.name, System.last_proven_on)
        .where(System.deleted_at.is_(None), System.needs_proof.is_(True))
        .order_by(System.priority, System.name)
    ).all()
    failed = tuple(
        Failing(name, "", _("last {day}").format(day=format_date(day, locale)) if day else _("never"))
        for name, day in systems
        if day is None or day < today - PROVEN_WITHIN
    )
    return Checked(
        "proven",
        _("Recovery"),
        _("Each system that must come back was restored as a test within a year"),
        len(systems),
        failed,
        ngettext("{n} system was not restored as a test", "{n} systems were not restored as a test", len(failed)),
        _("A backup that was never restored is a hope."),
        _("Restore one after the other, and write down how long it took."),
        major=True,
        days=30,
    )


PROBES: Iterable[Probe] = (
    _holder,
    _leavers,
    _warranty,
    _age,
    _serials,
    _seats,
    _idle,
    _expired,
    _proof,
    _missed,
    _coming,
    _owned,
    _reviewed,
    _proven,
)
