"""Whoever may back a server's workspace up may take it along, and merges what their login lets them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from itdesk.core.errors import UserError
from itdesk.core.rights import Role
from itdesk.db import comments, records
from itdesk.db.along.merging import look, merge
from itdesk.db.along.origin import check_out_of
from itdesk.db.along.questions import Side
from itdesk.db.changes import finish
from itdesk.db.engine import open_database
from tests.security.rights_firm import OWN, Undone
from tests.security.server_firm import ServerFirm


@pytest.fixture
def whole(server_firm: ServerFirm) -> Iterator[ServerFirm]:
    """Tables of other tests' record types, if there are any, can be read meanwhile: nobody says who may."""
    others = "SELECT format('app.%I', tablename) FROM pg_tables WHERE schemaname = 'app' AND tablename ~ '^[tu]_'"
    names = [name for (name,) in server_firm.root.execute(others).fetchall()]
    for name in names:
        server_firm.root.execute(f"GRANT SELECT ON {name} TO PUBLIC")
        server_firm.root.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")
    yield server_firm
    for name in names:
        server_firm.root.execute(f"REVOKE SELECT ON {name} FROM PUBLIC")
        server_firm.root.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")


def test_a_technician_takes_it_along_and_merges_it_back(whole: ServerFirm, tmp_path: Path) -> None:
    copy, ticket = tmp_path / "copy.itdesk", whole.firm.records["tickets", OWN]
    with pytest.MonkeyPatch.context() as patch, whole.app_as(Role.TECHNICIAN, patch) as database:
        check_out_of(database, copy)
        with closing(open_database(copy, database.registry)) as there, there.writing() as session:
            comments.add(session, "tickets", ticket, "written on the way")
            draft = records.draft(session, "tickets", ticket)
            draft.values["title"] = "Changed on the way"
            records.save(session, draft)
            new = records.blank(session.info["registry"], "makers")
            new.values["name"] = "Met on the way"
            records.save(session, new)
        with database.reading() as session:
            plan = look(session, copy)
        with suppress(Undone), database.writing() as session:
            merged = merge(session, copy, {one.key: Side.THERE for one in plan.questions})
            finish(session)
            session.connection().execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            assert (merged.records, merged.inside, plan.questions) == (2, 1, [])
            assert records.draft(session, "tickets", ticket).values["title"] == "Changed on the way"
            raise Undone


def test_staff_take_nothing_along(server_firm: ServerFirm, tmp_path: Path) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        server_firm.app_as(Role.STAFF, patch) as database,
        pytest.raises(UserError),
    ):
        check_out_of(database, tmp_path / "copy.itdesk", actor=server_firm.firm.people[Role.STAFF])
    assert list(tmp_path.iterdir()) == []
