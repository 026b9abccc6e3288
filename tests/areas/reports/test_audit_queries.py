"""Audit findings are counted from what is stored, on both engines, down to none; reports read in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans import report as plans
from itdesk.areas.finance.budgets import report as budgets
from itdesk.areas.inventory.hardware import report as labels
from itdesk.areas.reports.audit import queries
from itdesk.areas.reports.audit import report as audit
from itdesk.core.errors import UserError
from itdesk.db.engine import Database
from tests.areas.making import make
from tests.statements import counted

TODAY = date(2026, 11, 20)
LAST_WEEK = TODAY - timedelta(days=7)


def found(database: Database) -> dict[str, tuple[int, int]]:
    with database.reading() as session:
        return {one.key: (len(one.failed), one.looked_at) for one in queries.checks(session, TODAY)}


def wrong(session: Session, name: str = "") -> None:
    """One thing wrong for each check, beside one that is right."""
    here = make(session, "people", first_name="Beth", last_name=f"Carrow{name}")
    gone = make(session, "people", first_name="Owen", last_name=f"Hale{name}", end_on=LAST_WEEK)
    make(session, "hardware", tag=f"OK{name}", status="in_use", serial_number=f"1{name}", person=here)
    make(session, "hardware", tag=f"X1{name}", status="in_use", serial_number=f"2{name}")
    make(session, "hardware", tag=f"X2{name}", status="in_repair", serial_number=f"3{name}", person=gone)
    make(
        session,
        "hardware",
        tag=f"X3{name}",
        status="in_use",
        person=here,
        warranty_end_on=LAST_WEEK,
        end_of_life_on=LAST_WEEK,
    )
    make(session, "licences", name=f"Ended{name}", seats=3, expires_on=LAST_WEEK)
    vendor = make(session, "vendors", name=f"Lanternet{name}")
    term = {"vendor": vendor, "start_on": date(2026, 1, 1), "renewal": "auto", "notice": 30}
    make(session, "contracts", name=f"Missed{name}", end_on=TODAY + timedelta(days=20), owner=here, **term)
    make(
        session,
        "contracts",
        name=f"Coming{name}",
        end_on=TODAY + timedelta(days=50),
        owner=here,
        price=Decimal(5),
        **term,
    )
    make(session, "plans", name=f"Plan{name}", review_on=LAST_WEEK)
    make(session, "systems", name=f"Mail{name}", back_within_hours=4, needs_proof=True)


def test_nothing_stored_is_nothing_found(database: Database) -> None:
    assert set(found(database).values()) == {(0, 0)}


def test_each_check_counts_what_fails_of_what_it_looks_at(database: Database) -> None:
    with database.writing() as session:
        wrong(session)
    said = found(database)
    assert said["holder"] == (1, 3)
    assert said["leavers"] == (1, 3)
    assert said["warranty"] == (1, 3)
    assert said["age"] == (1, 3)
    assert said["serials"] == (1, 3)
    assert said["expired"] == (1, 1)
    assert said["proof"] == (1, 1)
    assert said["missed"] == (1, 2)
    assert said["coming"] == (1, 2)
    assert said["owned"] == (1, 2)
    assert said["reviewed"] == (1, 1)
    assert said["proven"] == (1, 1)
    assert all(failed <= looked_at for failed, looked_at in said.values())


def test_findings_name_the_thing_and_the_fact(database: Database) -> None:
    with database.writing() as session:
        wrong(session)
    with database.reading() as session:
        (leavers,) = [one for one in queries.checks(session, TODAY) if one.key == "leavers"]
    assert leavers.failed == (queries.Failing("X2", "Owen Hale", "left 13 Nov 2026"),)
    assert leavers.share == 34


def test_share_of_nothing_is_nothing() -> None:
    nothing = queries.Checked("k", "a", "t", 0, (), "", "", "")
    assert nothing.share == 0


def test_reports_of_an_empty_workspace_say_what_is_missing(database: Database) -> None:
    with database.reading() as session:
        for compose in (budgets.compose, plans.compose):
            with pytest.raises(UserError) as refused:
                compose(session, TODAY)
            assert refused.value.cure
        with pytest.raises(UserError, match="no device"):
            labels.compose(session)


def test_labels_are_of_devices_that_are_still_here_or_of_those_asked_for(database: Database) -> None:
    with database.writing() as session:
        ids = {
            status: make(session, "hardware", tag=f"T-{status}", status=status)
            for status in ("in_use", "spare", "retired", "disposed", "lost")
        }
    with database.reading() as session:
        assert [one.tag for one in labels.compose(session).labels] == ["T-in_use", "T-spare"]
        asked = labels.compose(session, [ids["retired"]], first=5)
    assert ([one.tag for one in asked.labels], asked.first) == (["T-retired"], 5)


def test_budget_report_reads_the_budget_that_today_is_in(database: Database) -> None:
    with database.writing() as session:
        for year in (2025, 2026):
            made = make(session, "budgets", name=f"IT {year}", start_on=date(year, 4, 1), currency="EUR")
            group = make(session, "budget_groups", name=f"Group {year}")
            make(session, "budget_lines", name=f"Line {year}", budget=made, group=group)
    with database.reading() as session:
        written = budgets.compose(session, TODAY)
        assert [group.name for group in written.groups] == ["Group 2026"]
        assert budgets.currency_of(session, TODAY) == "EUR"
        assert budgets.currency_of(session, date(1999, 1, 1)) in {"EUR", session.info["workspace"].currency}


Compose = Callable[[Session], object]


@pytest.mark.parametrize(
    "compose",
    [
        lambda session: queries.checks(session, TODAY),
        lambda session: audit.compose(session, TODAY),
        lambda session: budgets.compose(session, TODAY),
        lambda session: plans.compose(session, TODAY),
        labels.compose,
    ],
    ids=["checks", "audit", "budget", "plan", "labels"],
)
def test_statements_do_not_grow_with_the_workspace(database: Database, compose: Compose) -> None:
    with database.writing() as session:
        made = make(session, "budgets", name="IT", start_on=date(2026, 4, 1), currency="GBP")
        group = make(session, "budget_groups", name="Hardware")
    numbers = []
    for names in (("a",), ("b", "c", "d", "e")):
        with database.writing() as session:
            for name in names:
                wrong(session, name)
                make(session, "budget_lines", name=f"Line {name}", budget=made, group=group)
        with database.reading() as session, counted(session) as statements:
            compose(session)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
