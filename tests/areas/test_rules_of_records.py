"""What each kind of record promises besides, broken past the app and named by the check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from itdesk import areas
from itdesk.db import sqlite
from itdesk.db.check import check
from itdesk.db.engine import Database, open_database

BROKEN = (
    ("closed", "UPDATE tickets SET closed_at = NULL WHERE status = 'closed'"),
    ("resolved", "UPDATE tickets SET resolved_at = NULL WHERE status = 'resolved'"),
    ("negative", "UPDATE ticket_time SET minutes = -5"),
    ("fewer than no seats", "UPDATE licences SET seats = -1 WHERE id = 1"),
    ("another plan", "UPDATE plan_sections SET plan_id = plan_id + 1 WHERE id = (SELECT parent_id FROM plan_sections WHERE parent_id NOT NULL)"),
    ("section of another plan", "UPDATE plan_steps SET plan_id = plan_id + 1 WHERE id = 1"),
    ("same place", "UPDATE plan_steps SET position = 1"),
    ("Contracts", "UPDATE contracts SET end_on = '1999-01-01' WHERE end_on NOT NULL"),
    ("Budgets", "UPDATE budgets SET end_on = '1999-01-01'"),
    ("came back", "UPDATE hardware_loans SET back_at = '1999-01-01T00:00:00.000000Z'"),
)  # fmt: skip


@pytest.fixture
def copied(sample: Path, tmp_path: Path) -> Path:
    from itdesk.db.backup import copy_file

    copy_file(sample, tmp_path / "copy.itdesk")
    return tmp_path / "copy.itdesk"


def opened(path: Path) -> Database:
    return open_database(path, areas.registry(), read_only=True)


def test_the_sample_firm_is_in_order(copied: Path) -> None:
    with closing(opened(copied)) as database:
        assert check(database) == []


@pytest.mark.parametrize(("says", "statement"), BROKEN)
def test_what_a_kind_promises(copied: Path, says: str, statement: str) -> None:
    with closing(sqlite.connect(copied)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        assert connection.execute(statement).rowcount > 0
    with closing(opened(copied)) as database:
        assert any(one.check == "rules" and says in one.message for one in check(database))
