"""A copy of a real workspace: fields of one's own, roles, encryption."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from itdesk import areas
from itdesk.core.errors import NotAllowed, UserError
from itdesk.core.record import Kind
from itdesk.db import connecting, records
from itdesk.db.along.merging import look, merge
from itdesk.db.along.origin import check_out_of
from itdesk.db.along.questions import Side
from itdesk.db.check import check
from itdesk.db.engine import Database, Encryption, create_workspace, open_database
from itdesk.db.whole.moving import move
from tests.custom_fields import define


def person(session: Any, **values: object) -> int:
    draft = records.blank(session.info["registry"], "people")
    draft.values |= values
    return records.save(session, draft)


@pytest.mark.parametrize("side", list(Side))
def test_fields_of_ones_own_come_along_and_staff_may_not_merge(tmp_path: Path, side: Side) -> None:
    with closing(create_workspace(tmp_path / "firm.itdesk", areas.registry(), "Firm")) as database:
        with database.writing() as session:
            person(session, first_name="Beth", last_name="Carrow", role="administrator")
        copy = tmp_path / "copy.itdesk"
        check_out_of(database, copy)
        with closing(open_database(copy, areas.registry())) as there:
            in_the_copy(there)
        with database.writing() as session:
            define(session, "people", "Badge", Kind.TEXT)  # another field that is called the same
            staff = person(session, first_name="Sam", last_name="Staff", role="staff")
        with database.reading() as session:
            plan = look(session, copy)
            [question] = plan.questions
        decisions = {question.key: side}
        with pytest.raises(NotAllowed):
            database.write(lambda session: merge(session, copy, decisions), actor=staff)
        database.write(lambda session: merge(session, copy, decisions))
        assert check(database) == []
        assert badges(database) == {"Lee There": "B-2", "first": "B-1"}
        with database.reading() as session:
            fields = session.info["registry"]["people"].custom
            assert [one.label for one in fields] == ["Badge"] * (1 if side is Side.HERE else 2)


def in_the_copy(there: Database) -> None:
    with there.writing() as session:
        define(session, "people", "Badge", Kind.TEXT)
    with there.writing() as session:
        first = records.draft(session, "people", 1)
        first.values["x_badge"] = "B-1"
        records.save(session, first)
        person(session, first_name="Lee", last_name="There", x_badge="B-2")


def badges(database: Database) -> dict[str, object]:
    with database.reading() as session:
        record_type = session.info["registry"]["people"]
        found = {}
        for row in session.fetched("SELECT id, name FROM people", ()):
            values = records.draft(session, "people", row[0]).values
            held = [values[one.name] for one in record_type.custom if one.label == "Badge" and values[one.name]]
            found |= {"first" if row[0] == 1 else row[1]: one for one in held}
        return found


def test_what_is_encrypted_stays_so(tmp_path: Path) -> None:
    from itdesk.core import recovery_code

    place = tmp_path / "firm.itdesk"
    lock = Encryption("four words or more", recovery_code.make())
    with closing(create_workspace(place, areas.registry(), "Firm", encryption=lock)) as database:
        with database.writing() as session:
            person(session, first_name="Canary", last_name="Bird")
        check_out_of(database, tmp_path / "copy.itdesk")
        with database.reading() as session:
            assert look(session, tmp_path / "copy.itdesk").is_empty
    with pytest.raises(UserError, match="encrypted"):
        move(str(place), "postgresql://nobody@localhost:1/none", areas.registry())
    move(str(place), str(tmp_path / "new.itdesk"), areas.registry())
    for name in ("firm", "copy", "new"):
        file = tmp_path / f"{name}.itdesk"
        assert b"Canary" not in file.read_bytes()
        assert file.with_name(f"{file.name}-keys").exists()
        connecting.let_go(file)
