"""Fields of the firm's own on the printed plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from itdesk.areas.continuity.plans.report import compose
from itdesk.core.record import Kind
from itdesk.db.database import Database
from itdesk.reports.plan import PlanTable
from tests.areas.making import make
from tests.custom_fields import define

TODAY = date(2026, 11, 20)


def test_printed_plan_ends_with_the_fields_that_hold_something(database: Database) -> None:
    with database.writing() as session:
        for label, kind in (("Insured for", Kind.MONEY), ("Colour", Kind.CHOICE), ("Kept since", Kind.DATE)):
            define(session, "plans", label, kind)
        define(session, "plans", "Kept at", Kind.LINK, link_to="sites")
        define(session, "plans", "Empty one", Kind.TEXT)
    with database.writing() as session:
        bare = make(session, "plans", name="Bare")
        values = {"x_insured_for": Decimal(1200), "x_colour": "red", "x_kept_since": date(2020, 3, 1)}
        leeds = make(session, "sites", name="Leeds")
        plan = make(session, "plans", name="Office", x_kept_at=leeds, **values)
    with database.reading() as session:
        assert compose(session, TODAY, bare).sections == ()
        last = compose(session, TODAY, plan).sections[-1]
    assert last.title == "Fields of the firm"
    assert isinstance(last.block, PlanTable)
    told = {str(name): str(value) for name, value in last.block.rows}
    assert told.pop("Insured for").endswith("1,200")
    assert told == {"Colour": "Red", "Kept since": "1 Mar 2020", "Kept at": "Leeds"}
