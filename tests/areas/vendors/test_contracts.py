"""Contracts in a workspace: their line of time, decisions, notice, and what depends on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from itdesk.areas.continuity.plans.models import PlanSection, PlanStep
from itdesk.areas.vendors.choices import ContractStatus, Decision, Pressing
from itdesk.areas.vendors.contracts import operations, queries
from itdesk.areas.vendors.vendors.queries import to_call, vendor_facts
from itdesk.core.errors import Invalid, UserError
from itdesk.core.filters import Filter
from itdesk.db import lists, records
from itdesk.db.database import Database
from tests.areas.making import change, make

TODAY = date(2026, 11, 20)


@dataclass
class Firm:
    vendor: int
    fibre: int
    support: int


@pytest.fixture
def firm(database: Database) -> Firm:
    with database.writing() as session:
        vendor = make(
            session,
            "vendors",
            name="Lanternet",
            legal_name="Lanternet Ltd",
            account_number="HP-4471",
            support_phone="0300 555 0117",
            city="Bristol",
        )
        owner = make(session, "people", name="Mara Ellison")
        fibre = make(
            session,
            "contracts",
            name="Lanternet fibre",
            vendor=vendor,
            start_on=date(2023, 2, 18),
            end_on=date(2027, 2, 18),
            renewal="auto",
            renewal_months=12,
            notice=90,
            price=Decimal(345),
            price_period="month",
            owner=owner,
            price_rise_percent=Decimal("4.2"),
            price_rise_on=date(2027, 2, 18),
        )
        support = make(
            session,
            "contracts",
            name="Hardware support",
            vendor=vendor,
            start_on=date(2025, 12, 28),
            end_on=date(2026, 12, 28),
            price=Decimal(1180),
            currency="EUR",
        )
        make(session, "contracts", name="Old", vendor=vendor, start_on=date(2020, 1, 1), end_on=date(2021, 1, 1))
        make(
            session,
            "contracts",
            name="Ink",
            vendor=vendor,
            start_on=date(2020, 1, 1),
            renewal="rolling",
            notice=30,
            price=Decimal(260),
            price_period="month",
        )
    return Firm(vendor, fibre, support)


def test_timeline(database: Database, firm: Firm) -> None:
    with database.reading() as session:
        drawn = queries.timeline(session, TODAY)
    assert (drawn.first, drawn.last) == (date(2026, 10, 1), date(2027, 12, 31))
    assert [one.row.name for one in drawn.rows] == ["Lanternet fibre", "Hardware support", "Ink"]
    assert [one.row.pressing for one in drawn.rows] == [Pressing.TODAY, Pressing.SOON, Pressing.NONE]
    assert drawn.rows[0].row.words == "auto-renews 12 months"
    assert drawn.totals == {"GBP": Decimal(4140 + 3120), "EUR": Decimal(1180)}
    assert drawn.to_decide == 2


def test_sql_status_and_sums_agree_with_rules(database: Database, firm: Firm) -> None:
    with database.writing() as session:
        change(session, "contracts", firm.support, decision="noticed", noticed_on=TODAY)
    with database.reading() as session:
        for day in (date(2019, 1, 1), date(2020, 6, 1), TODAY, date(2026, 12, 29), date(2030, 1, 1)):
            spec = lists.ListSpec("contracts", ("name",))
            for contract_id, _name in lists.page(session, spec).rows:
                contract = session.get_one(queries.Contract, contract_id)
                said = session.scalar(queries.select(queries.status_on(day)).where(queries.Contract.id == contract_id))
                assert said == queries.rules.status(queries.terms_from(contract), day)
        page = lists.page(session, lists.ListSpec("contracts", ("name", "annual_cost"), (Filter("name", value="Ink"),)))
        assert page.rows[0][2] == Decimal(3120)


def test_to_decide_leaves_out_what_is_decided(database: Database, firm: Firm) -> None:
    with database.reading() as session:
        assert [row.name for row in queries.to_decide(session, TODAY, 30)] == ["Lanternet fibre"]
        assert [row.name for row in queries.to_decide(session, TODAY, 60)] == ["Lanternet fibre", "Hardware support"]
    with database.writing() as session:
        operations.let_renew(session, firm.fibre, TODAY)
    with database.reading() as session:
        assert [row.name for row in queries.to_decide(session, TODAY, 60)] == ["Hardware support"]
        again = queries.to_decide(session, date(2027, 11, 1), 60)
        assert [(row.name, row.decide_by) for row in again] == [("Lanternet fibre", date(2027, 11, 20))]


def test_rolled_forward_lists_speak_of_the_present_term(database: Database, firm: Firm) -> None:
    with database.writing() as session:
        operations.let_renew(session, firm.fibre, TODAY)
    later = date(2027, 3, 1)
    with database.writing() as session:
        assert operations.roll_forward(session, date(2027, 2, 18)) == 0
        assert operations.roll_forward(session, later) == 1
        assert operations.roll_forward(session, later) == 0
    with database.reading() as session:
        values = records.draft(session, "contracts", firm.fibre).values
        assert (values["end_on"], values["decide_by_on"]) == (date(2028, 2, 18), date(2027, 11, 20))
        assert (values["decision"], values["decided_on"]) == (Decision.UNDECIDED, None)


def test_notice_in_time_and_too_late(database: Database, firm: Firm) -> None:
    with database.writing() as session:
        letter = operations.give_notice(session, firm.fibre, TODAY)
    assert letter.subject == "Notice to end Lanternet fibre"
    assert "on 18 Feb 2027" in letter.body
    assert "customer number HP-4471" in letter.body
    assert letter.body.endswith("Mara Ellison\nFirm")
    assert letter.address == "Lanternet Ltd\nBristol"
    with database.reading() as session:
        told = queries.card(session, firm.fibre, TODAY)
        assert (told.row.decision, told.noticed_on, told.renews_until) == (Decision.NOTICED, TODAY, None)
        status = session.scalar(queries.select(queries.status_on(TODAY)).where(queries.Contract.id == firm.fibre))
        assert status == ContractStatus.LEAVING
    with database.writing() as session:
        operations.undecide(session, firm.fibre)
        late = operations.give_notice(session, firm.fibre, date(2026, 11, 21))
    assert late.ends_on == date(2028, 2, 18)


def test_renewed_by_agreement(database: Database, firm: Firm) -> None:
    with database.writing() as session:
        with pytest.raises(UserError, match="on or before"):
            operations.renew(session, firm.support, until=date(2026, 12, 28), today=TODAY)
        operations.plan_to_leave(session, firm.support, TODAY)
        operations.renew(session, firm.support, until=date(2027, 12, 28), today=TODAY, price=Decimal(1250))
    with database.reading() as session:
        told = queries.card(session, firm.support, TODAY)
        assert (told.row.term_end, told.row.annual_cost, told.row.decision) == (
            date(2027, 12, 28),
            Decimal(1250),
            Decision.UNDECIDED,
        )


def test_card_and_what_depends_on_it(database: Database, firm: Firm) -> None:
    with database.writing() as session:
        router = make(session, "hardware", tag="HP-NW-001", contract=firm.fibre)
        plan = make(session, "plans", name="Recovery plan")
        number = records.draft(session, "contracts", firm.fibre).values["number"]
        section = PlanSection(plan_id=plan, position=1, title="Internet")
        session.add(section)
        session.flush()
        body = f"Call Lanternet, {{{{contract:{number}}}}}"
        session.add(PlanStep(plan_id=plan, section_id=section.id, position=1, body=body))
    with database.reading() as session:
        told = queries.card(session, firm.fibre, TODAY)
        assert {(one.kind, one.id) for one in told.dependants} == {("hardware", router), ("plans", plan)}
        assert told.renews_until == date(2028, 2, 18)
        assert told.notice_words == "90 days"
        assert told.raised_annual_cost == Decimal("4313.88")
        cost = {
            one.name: one.amount for one in queries.costs_between(session, date(2026, 4, 1), date(2027, 3, 31), TODAY)
        }
        assert cost["Lanternet fibre"] == Decimal("4168.98")


def test_vendor(database: Database, firm: Firm) -> None:
    with database.reading() as session:
        facts = vendor_facts(session, firm.vendor, TODAY)
        assert facts.annual_cost == {"GBP": Decimal(7260), "EUR": Decimal(1180)}
        assert facts.linked == (("contracts", 4),)
        assert [(one.phone, one.account_number) for one in to_call(session, (firm.vendor,))] == [
            ("0300 555 0117", "HP-4471")
        ]
        page = lists.page(session, lists.ListSpec("vendors", ("name", "running_contracts")))
        assert page.rows[0][1] == "Lanternet"


def test_a_contract_that_renews_needs_its_end(database: Database, firm: Firm) -> None:
    with database.writing() as session, pytest.raises(Invalid) as refused:
        make(session, "contracts", name="X", vendor=firm.vendor, start_on=TODAY, renewal="auto")
    assert [problem.field for problem in refused.value.problems] == ["end_on"]
