"""A copy that was taken along, worked in, and merged back: everything of both sides is there afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itdesk.core.errors import UserError
from itdesk.core.saved_views import SavedView, Sharing, Standing
from itdesk.db import attachments, comments, links, records, tables, tags, undoing, views, workspace
from itdesk.db.along.merging import look, merge
from itdesk.db.along.origin import check_out_of
from itdesk.db.along.questions import Decisions, Merged, Side
from itdesk.db.check import check
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY, Message
from tests.db.test_whole import fill


def change(session: Any, kind: str, record_id: int, **values: object) -> None:
    draft = records.draft(session, kind, record_id)
    draft.values |= values
    records.save(session, draft)


@contextmanager
def away(database: Database, copy: Path) -> Iterator[Any]:
    """A session that writes into the copy, which is taken along first if it isn't there."""
    if not copy.exists():
        check_out_of(database, copy)
    with closing(open_database(copy, REGISTRY)) as there, there.writing() as session:
        yield session


def come_back(database: Database, copy: Path, decisions: Decisions | None = None) -> Merged:
    with database.reading() as session:
        plan = look(session, copy)
    assert {one.key for one in plan.questions} == set(decisions or {})
    merged = database.write(lambda session: merge(session, copy, decisions or {}))
    assert check(database) == []
    return merged


def values(database: Database, kind: str, record_id: int) -> dict[str, Any]:
    with database.reading() as session:
        return dict(records.draft(session, kind, record_id).values)


def test_what_was_done_on_both_sides_is_there(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    (tmp_path / "b.bin").write_bytes(b"made on the way" * 30000)
    with away(database, copy) as there:
        records.restore(there, "laptops", 1)
        change(there, "tickets", 1, title="Printer, third floor")
        person = make(there, "people", name="Met on the way", email="met@example.com")
        ticket = make(there, "tickets", title="Made there", person=person)
        there.add(Message(ticket_id=ticket, body="written there"))
        there.add(Message(ticket_id=1, body="written there too"))
        attachments.add(there, "tickets", 1, tmp_path / "b.bin")
        comments.add(there, "tickets", 1, f"See [@Met](person:{person})")
        tags.put(there, "tickets", [1, ticket], ["away"], ["urgent"])
        links.add(there, ("tickets", ticket), "connected_to", ("tickets", 1))
    with database.writing() as session:
        make(session, "people", name="Came meanwhile")
        make(session, "tickets", title="Made here")
        change(session, "tickets", 1, state="open")
        session.add(Message(ticket_id=1, body="written here"))
    merged = come_back(database, copy)
    assert merged.renumbered == (("HD-1002", "HD-1003"),)
    assert values(database, "tickets", 1) | {"title": "Printer, third floor", "state": "open"} == values(
        database, "tickets", 1
    )
    with database.reading() as session:
        assert [one["title"] for one in rows(session, "t_tickets")] == [
            "Printer, third floor",
            "Made here",
            "Made there",
        ]
        assert values(database, "tickets", 3)["number"] == "HD-1003"
        met = next(one["id"] for one in rows(session, "t_people") if one["name"] == "Met on the way")
        assert values(database, "tickets", 3)["person"] == met
        assert {one["body"] for one in rows(session, "t_messages") if one["ticket_id"] == 1} >= {
            "written there too", "written here",
        }  # fmt: skip
        assert [tag.name for tag in tags.of(session, "tickets", 1)] == ["away"]
        assert [tag.name for tag in tags.of(session, "tickets", 3)] == ["away"]
        added = next(file for file in attachments.list(session, "tickets", 1) if file.name == "b.bin")
        assert attachments.open(session, added.id).read() == b"made on the way" * 30000
        assert f"person:{met}" in rows(session, "comments")[-1]["body"]
        assert not records.is_in_bin(session, "laptops", 1)
        assert len([one for one in rows(session, "links") if one["to_id"] == 1 and one["from_id"] == 3]) == 1
    again = come_back(database, copy)
    assert (again.records, again.inside) == (0, 0)


def filled(database: Database, folder: Path) -> None:
    """Something of everything, out of the bin."""
    fill(database, folder)
    with database.writing() as session:
        records.restore(session, "laptops", 1)


def rows(session: Any, table: str) -> list[Any]:
    found = tables.metadata.tables[table]
    return list(session.connection().execute(found.select().order_by(found.c.id)).mappings())


def last_operation(database: Database) -> str:
    with database.reading() as session:
        return str(rows(session, "operations")[-1]["operation"])


def test_a_merge_is_one_step_back_and_comes_again(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    with away(database, copy) as there:
        change(there, "tickets", 1, title="There")
        made_there = make(there, "tickets", title="New there")
        there.add(Message(ticket_id=made_there, body="inside"))
    come_back(database, copy)
    step = last_operation(database)
    database.write(lambda session: undoing.take_back(session, step))
    assert values(database, "tickets", 1)["title"] == "Printer “3”"
    come_back(database, copy)
    assert values(database, "tickets", 1)["title"] == "There"
    with database.reading() as session:
        assert [one["body"] for one in rows(session, "t_messages")].count("inside") == 1
        assert not records.is_in_bin(session, "tickets", made_there)


def asked(database: Database, copy: Path) -> Any:
    with database.reading() as session:
        return look(session, copy).questions


@pytest.mark.parametrize("side", list(Side))
def test_the_same_field_on_both_sides_is_asked_about(database: Database, tmp_path: Path, side: Side) -> None:
    filled(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    with away(database, copy) as there:
        change(there, "laptops", 1, name="There", notes="only there")
        change(there, "tickets", 1, person=make(there, "people", name="Their choice"))
    with database.writing() as session:
        change(session, "laptops", 1, name="Here")
        change(session, "tickets", 1, person=make(session, "people", name="Our choice"))
    first, second = asked(database, copy)
    assert (first.what, first.before, first.here, first.there) == ("Name", "XPS", "Here", "There")
    assert (second.here, second.there) == ("Our choice", "Their choice")
    with pytest.raises(UserError, match="since the copy was compared"):
        database.write(lambda session: merge(session, copy, {first.key: side}))
    come_back(database, copy, {first.key: side, second.key: side})
    assert values(database, "laptops", 1)["name"] == ("Here" if side is Side.HERE else "There")
    assert values(database, "laptops", 1)["notes"] == "only there"
    assert asked(database, copy) == []


@pytest.mark.parametrize("side", list(Side))
def test_deletes_against_edits_are_asked_about(database: Database, tmp_path: Path, side: Side) -> None:
    filled(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    with database.writing() as session:
        other = make(session, "tickets", title="Other")
        comment = comments.add(session, "tickets", other, "as it was")
        kept = comments.add(session, "tickets", other, "nobody touches it here")
    with away(database, copy) as there:
        records.delete(there, "laptops", 1)
        change(there, "tickets", 1, title="Edited there")
        comments.remove(there, comment)
        comments.remove(there, kept)
    with database.writing() as session:
        change(session, "laptops", 1, notes="needed")
        comments.edit(session, comment, "edited here")
        records.delete(session, "tickets", 1)
    questions = asked(database, copy)
    assert [(one.here, one.there) for one in questions] == [
        ("changed", "deleted"), ("deleted", "changed"), ("edited here", "removed"),
    ]  # fmt: skip
    come_back(database, copy, {one.key: side for one in questions})
    theirs = side is Side.THERE
    with database.reading() as session:
        assert records.is_in_bin(session, "laptops", 1) is theirs
        assert records.is_in_bin(session, "tickets", 1) is not theirs
        assert [one["body"] for one in rows(session, "comments") if one["record_id"] == other] == (
            [] if theirs else ["edited here"]
        )
    assert values(database, "tickets", 1)["title"] == ("Edited there" if theirs else "Printer “3”")


def test_one_thing_made_on_both_sides_can_be_told_to_be_one(database: Database, tmp_path: Path) -> None:
    fill(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    with away(database, copy) as there:
        laptop = make(there, "laptops", name="New laptop", tag="L-7")
        comments.add(there, "laptops", laptop, "bought there")
    own = made(database, "laptops", name="The same laptop", tag="L-7")
    [question] = asked(database, copy)
    assert "The same laptop" in question.here
    come_back(database, copy, {question.key: Side.HERE})
    with database.reading() as session:
        assert [one["name"] for one in rows(session, "t_laptops")] == ["XPS", "The same laptop"]
        assert rows(session, "comments")[-1]["record_id"] == own


def test_a_file_that_is_no_copy_of_this_workspace_is_refused(database: Database, tmp_path: Path) -> None:
    create_workspace(tmp_path / "other.itdesk", REGISTRY, name="Other").close()
    with database.reading() as session, pytest.raises(UserError, match="not taken along"):
        look(session, tmp_path / "other.itdesk")
    with closing(open_database(tmp_path / "other.itdesk", REGISTRY)) as other:
        check_out_of(other, tmp_path / "copy.itdesk")
    with database.reading() as session, pytest.raises(UserError, match="another workspace"):
        look(session, tmp_path / "copy.itdesk")


_EDITS = st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.sampled_from(["title", "state"])), max_size=8)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=_EDITS)
def test_changes_that_touch_nothing_of_the_other_side_all_arrive(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[bool, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("along")
    with closing(create_workspace(folder / "here.itdesk", REGISTRY, name="Firm")) as database:
        with database.writing() as session:
            for number in range(1, 4):
                make(session, "tickets", title=f"Ticket {number}")
        check_out_of(database, folder / "copy.itdesk")
        expected, taken = {}, dict[tuple[int, str], bool]()
        with away(database, folder / "copy.itdesk") as there, database.writing() as here:
            for place, (is_there, ticket, field) in enumerate(edits):
                if taken.setdefault((ticket, field), is_there) is not is_there:
                    continue
                value = f"new {place}" if field == "title" else ("open", "done")[place % 2]
                change(there if is_there else here, "tickets", ticket, **{field: value})
                expected[ticket, field] = value
        come_back(database, folder / "copy.itdesk")
        for (ticket, field), value in expected.items():
            assert values(database, "tickets", ticket)[field] == value


def view(session: Any, name: str, **values: Any) -> SavedView:
    return views.save(session, SavedView("tickets", name, values.pop("state", {"columns": ["title"]}), **values))


def named(database: Database) -> dict[str, SavedView]:
    with database.reading() as session:
        return {one.name: one for one in views.of_kind(session, "tickets")}


@pytest.mark.parametrize("side", list(Side))
def test_views_and_settings_come_along_and_go_back_with_the_step(
    database: Database, tmp_path: Path, side: Side
) -> None:
    filled(database, tmp_path)
    copy = tmp_path / "copy.itdesk"
    with database.writing() as session:
        both, only = view(session, "Both"), view(session, "Only there")
        gone = view(session, "Deleted there")
    with away(database, copy) as there:
        met = make(there, "people", name="Met on the way")
        state = {"columns": ["title"], "filters": [["person", "is", [met]]]}
        new = view(there, "Made there", owner=met, state=state, sharing=Sharing.TEAM)
        views.save(there, replace(both, name="Both, there"))
        views.save(there, replace(only, sharing=Sharing.OPEN))
        views.remove(there, gone.uid)
        views.stand(there, "tickets", new.uid, Standing(position=1, pinned=0, is_first=True))
        views.stand(there, "tickets", both.uid, Standing(position=2))
        view(there, "Twin", state={"columns": ["number"]})
        workspace.change(there, {"name": "Firm, there", "zone": "Europe/Berlin"})
    with database.writing() as session:
        make(session, "people", name="So that numbers differ")
        views.save(session, replace(both, name="Both, here"))
        views.stand(session, "tickets", both.uid, Standing(position=3))
        view(session, "Twin")
        workspace.change(session, {"name": "Firm, here"})
    before = named(database)
    questions = asked(database, copy)
    assert {(one.here, one.there) for one in questions} == {
        ("Both, here", "Both, there"),
        ("in the menu, 4", "in the menu, 3"),
        ("Columns: Title", "Columns: Number"),
        ("Firm, here", "Firm, there"),
    }
    come_back(database, copy, {one.key: side for one in questions})
    theirs, found = side is Side.THERE, named(database)
    assert set(found) == {"Made there", f"Both, {side}", "Only there", "Twin"}
    assert found["Twin"].state["columns"] == (["number"] if theirs else ["title"])
    assert found["Only there"].sharing is Sharing.OPEN
    with database.reading() as session:
        [person] = [row["id"] for row in rows(session, "t_people") if row["name"] == "Met on the way"]
        assert found["Made there"].owner == person
        assert found["Made there"].state["filters"] == [["person", "is", [person]]]
        kept = views.known(session).standings
        assert kept["tickets", new.uid] == Standing(1, 0, is_first=True)
        assert kept["tickets", both.uid].position == (2 if theirs else 3)
        settings_now = workspace.stored(session)
        assert (settings_now["name"], settings_now["zone"]) == (f"Firm, {side}", "Europe/Berlin")
    assert asked(database, copy) == []
    step = last_operation(database)
    assert database.write(lambda session: undoing.take_back(session, step)).kept == ()
    assert {name: one.state for name, one in named(database).items()} == {
        name: one.state for name, one in before.items()
    }
    with database.reading() as session:
        settings_now = workspace.stored(session)
        assert (settings_now["name"], settings_now["zone"] != "Europe/Berlin") == ("Firm, here", True)
