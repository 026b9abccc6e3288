"""A workspace that was closed for long opens with contracts in their present term."""

from __future__ import annotations

from contextlib import closing
from datetime import date

from itdesk.areas.vendors.contracts.queries import renewed_by_itself
from itdesk.core.dates import add_months
from itdesk.core.registry import Registry
from itdesk.db import history, records
from itdesk.db.database import Database
from itdesk.db.engine import open_database
from itdesk.wishes import up_to_date
from tests.areas.making import make


def test_contracts_are_rolled_forward_once(database: Database) -> None:
    today = date.today()  # noqa: DTZ011 -- the app asks the same clock
    with database.writing() as session:
        vendor = make(session, "vendors", name="Lanternet")
        ended = add_months(today, -1)
        fibre = make(
            session,
            "contracts",
            name="Fibre",
            vendor=vendor,
            start_on=add_months(ended, -12),
            end_on=ended,
            renewal="auto",
        )
    for _again in range(2):
        up_to_date(database)
        with database.reading() as session:
            assert renewed_by_itself(session, today) == ()
            assert records.draft(session, "contracts", fibre).values["end_on"] == add_months(ended, 12)
            assert len([line for line in history.of(session, "contracts", fibre) if line.field == "Ends"]) == 1


def test_a_workspace_that_is_only_read_is_left_alone(location: str, registry: Registry) -> None:
    with closing(open_database(location, registry)) as opened, opened.writing() as session:
        vendor = make(session, "vendors", name="Lanternet")
        make(
            session,
            "contracts",
            name="Fibre",
            vendor=vendor,
            start_on=date(2020, 1, 1),
            end_on=date(2021, 1, 1),
            renewal="auto",
        )
    read = open_database(location, registry, read_only=True)
    with up_to_date(read).reading() as session:
        assert len(renewed_by_itself(session, date(2026, 1, 1))) == 1
    read.close()
