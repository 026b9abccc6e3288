"""Taking back whatever was done, and doing it again, on each engine."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import attachments, history, lists, operations, records, search, tables, undoing
from itdesk.db.engine import Database
from tests.db.making import last_operation, made, make
from tests.db.sample_types import Laptop, Message, Ticket


def take_back(database: Database, operation: str = "", actor: int | None = None) -> undoing.TakenBack:
    """The last operation, or this one."""
    wanted = operation or last_operation(database)
    with database.writing(actor=actor) as session:
        return undoing.take_back(session, wanted)


def values(database: Database, kind: str, record_id: int, *names: str) -> tuple[object, ...]:
    with database.reading() as session:
        found = records.draft(session, kind, record_id)
    return tuple(found.values[name] for name in names)


def change(database: Database, kind: str, record_id: int, actor: int | None = None, **new: object) -> str:
    with database.writing(actor=actor) as session:
        edited = records.draft(session, kind, record_id)
        edited.values.update(new)
        records.save(session, edited)
    return last_operation(database)


def listed(database: Database, kind: str, *columns: str) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        spec = lists.ListSpec(kind, columns)
        ids = lists.ids(session, spec)
        found = lists.rows(session, spec, ids)
        return [found[one][1:] for one in ids]


def found(database: Database, words: str) -> list[str]:
    with database.reading() as session:
        return [hit.title for hit in search.find(session, words, 10).hits]


def test_values_of_every_kind_come_back_and_go_again(database: Database) -> None:
    anna, ben = made(database, "people", name="Anna"), made(database, "people", name="Ben")
    old: dict[str, object] = {
        "name": "Old", "person": anna, "cost": Decimal("12.50"), "currency": "EUR", "bought_on": date(2024, 2, 29),
        "is_spare": True, "notes": "as it was",
    }  # fmt: skip
    new: dict[str, object] = {
        "name": "New", "person": ben, "cost": Decimal(9), "currency": "EUR", "bought_on": None, "is_spare": False,
        "notes": "as it is",
    }  # fmt: skip
    laptop = made(database, "laptops", **old)
    change(database, "laptops", laptop, **new)
    back = take_back(database)
    assert values(database, "laptops", laptop, *old) == tuple(old.values())
    assert (back.kind, back.record_id, back.records, back.kept) == ("laptops", laptop, 1, ())
    assert found(database, "as it was") == ["Old"]
    assert found(database, "as it is") == []
    take_back(database)
    assert values(database, "laptops", laptop, *new) == tuple(new.values())
    take_back(database)
    assert values(database, "laptops", laptop, *old) == tuple(old.values())
    with database.reading() as session:
        assert [line.words for line in history.of(session, "laptops", laptop) if line.field == "Name"] == [
            "Undone: 1 laptop changed", "Done again: 1 laptop changed", "Undone: 1 laptop changed", "",
        ]  # fmt: skip


def test_instants_come_back(database: Database) -> None:
    then, now = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    ticket = made(database, "tickets", title="Printer", due_at=then)
    change(database, "tickets", ticket, due_at=now)
    take_back(database)
    assert values(database, "tickets", ticket, "due_at") == (then,)


def test_what_was_made_goes_into_the_bin_and_comes_back(database: Database) -> None:
    laptop = made(database, "laptops", name="Alpha", tag="A-1")
    assert take_back(database).records == 1
    assert listed(database, "laptops", "name") == []
    assert found(database, "Alpha") == []
    take_back(database)
    assert listed(database, "laptops", "name") == [("Alpha",)]
    assert found(database, "A-1") == ["Alpha"]
    assert values(database, "laptops", laptop, "tag") == ("A-1",)


def test_what_was_deleted_and_restored_goes_back(database: Database) -> None:
    laptop = made(database, "laptops", name="Alpha")
    with database.writing() as session:
        records.delete(session, "laptops", laptop)
    take_back(database)
    assert listed(database, "laptops", "name") == [("Alpha",)]
    take_back(database)
    assert listed(database, "laptops", "name") == []
    with database.writing() as session:
        records.restore(session, "laptops", laptop)
    take_back(database)
    assert listed(database, "laptops", "name") == []


def test_parts_come_back_with_their_ids_and_values(database: Database) -> None:
    ticket = made(database, "tickets", title="Printer")
    with database.writing() as session:
        session.add(Message(ticket_id=ticket, body="It hums"))
    added = last_operation(database)
    with database.reading() as session:
        before = session.execute(select(Message.id, Message.uid, Message.created_at, Message.body)).one()
    with database.writing() as session:
        session.get_one(Message, before.id).body = "It sings"
    take_back(database)
    with database.writing() as session:
        session.delete(session.get_one(Message, before.id))
    assert found(database, "hums") == []
    take_back(database)
    with database.reading() as session:
        assert session.execute(select(Message.id, Message.uid, Message.created_at, Message.body)).one() == before
    assert found(database, "hums") == ["Printer"]
    take_back(database, added)
    with database.reading() as session:
        assert session.scalars(select(Message)).all() == []


def test_a_part_that_went_to_another_record_goes_back(database: Database) -> None:
    first, second = made(database, "tickets", title="One"), made(database, "tickets", title="Two")
    with database.writing() as session:
        session.add(Message(ticket_id=first, body="It hums"))
    with database.writing() as session:
        session.scalars(select(Message)).one().ticket_id = second
    assert found(database, "hums") == ["Two"]
    take_back(database)
    assert found(database, "hums") == ["One"]
    take_back(database)
    assert found(database, "hums") == ["Two"]
    with database.reading() as session:
        for ticket in (first, second):
            assert "moved" in {line.verb for line in history.of(session, "tickets", ticket)}


def test_files_come_back_with_their_content(database: Database, tmp_path: Path) -> None:
    laptop = made(database, "laptops", name="Alpha")
    (tmp_path / "bill.txt").write_text("12.50")
    with database.writing() as session:
        file = attachments.add(session, "laptops", laptop, tmp_path / "bill.txt")
    with database.reading() as session:
        before = attachments.list(session, "laptops", laptop)
    take_back(database)
    with database.reading() as session:
        assert attachments.list(session, "laptops", laptop) == ()
    take_back(database)
    with database.writing() as session:
        attachments.remove(session, file)
    take_back(database)
    with database.reading() as session:
        assert attachments.list(session, "laptops", laptop) == before
        assert attachments.open(session, file).read() == b"12.50"
        assert {line.field for line in history.of(session, "laptops", laptop) if line.part} == {"Name"}


def test_what_others_changed_meanwhile_stays_and_the_rest_goes_back(database: Database) -> None:
    anna = made(database, "people", name="Anna")
    laptop = made(database, "laptops", name="Old", notes="old")
    mine = change(database, "laptops", laptop, name="New", notes="new")
    change(database, "laptops", laptop, anna, notes="hers")
    back = take_back(database, mine)
    assert values(database, "laptops", laptop, "name", "notes") == ("Old", "hers")
    assert [re.sub(r"\(.*\)", "(then)", one) for one in back.kept] == [
        "Notes of Old was changed by Anna since (then), so it stays."
    ]


def test_a_mixture_that_would_be_wrong_is_refused(database: Database) -> None:
    laptop = made(database, "laptops", name="Old", cost=Decimal(5), currency="EUR")
    mine = change(database, "laptops", laptop, cost=None, currency="GBP")
    with database.writing() as session:
        session.get_one(Laptop, laptop).currency = None
    with pytest.raises(UserError, match="would not be right with what others changed: Say in which currency"):
        take_back(database, mine)
    assert values(database, "laptops", laptop, "cost", "currency") == (None, None)


def test_refusals_name_who_or_what(database: Database) -> None:
    anna = made(database, "people", name="Anna")
    laptop = made(database, "laptops", name="Old", tag="A-1")
    created = last_operation(database)
    mine = change(database, "laptops", laptop, name="New")
    change(database, "laptops", laptop, anna, name="Hers")
    with pytest.raises(UserError, match="Name of Hers was changed by Anna since") as refused:
        take_back(database, mine)
    assert "Nothing was changed" in str(refused.value)
    with pytest.raises(UserError, match="Hers was changed by Anna since"):
        take_back(database, created)
    ben = made(database, "people", name="Ben")
    person = last_operation(database)
    used = change(database, "laptops", laptop, person=ben)
    with pytest.raises(UserError, match="Ben is in use by Laptop Hers"):
        take_back(database, person)
    take_back(database, used)
    take_back(database, person)
    with pytest.raises(UserError, match="taken back already"):
        take_back(database, person)
    with pytest.raises(UserError, match="User of Hers was Ben, which lies in the bin"):
        take_back(database, last_operation(database, 1))  # to have Ben again, who is in the bin now


def test_what_is_unique_and_was_given_to_another_is_told(database: Database) -> None:
    laptop = made(database, "laptops", name="Old", tag="A-1")
    with database.writing() as session:
        records.delete(session, "laptops", laptop)
    deleted = last_operation(database)
    made(database, "laptops", name="Next", tag="A-1")
    with pytest.raises(UserError, match="Tag of Old belongs to Next by now"):
        take_back(database, deleted)


def test_a_replaced_record_and_its_replacement_change_places(database: Database) -> None:
    laptop = made(database, "laptops", name="Old", tag="A-1")
    with database.writing() as session:
        records.delete(session, "laptops", laptop)
        make(session, "laptops", name="Next", tag="A-1")
    take_back(database)
    assert listed(database, "laptops", "name") == [("Old",)]
    take_back(database)
    assert listed(database, "laptops", "name") == [("Next",)]


def test_what_was_made_together_goes_together(database: Database) -> None:
    laptop = made(database, "laptops", name="Alpha")
    with database.writing() as session:
        maker = make(session, "makers", name="Acme")
        edited = records.draft(session, "laptops", laptop)
        edited.values["maker"] = maker
        records.save(session, edited)
        make(session, "laptops", name="Beta", maker=maker)
    assert take_back(database).records == 3
    assert listed(database, "laptops", "name", "maker") == [("Alpha", None)]
    assert listed(database, "makers", "name") == []
    take_back(database)
    assert listed(database, "laptops", "name", "maker") == [("Alpha", "Acme"), ("Beta", "Acme")]


def test_secrets_are_not_in_history_and_that_is_said(database: Database) -> None:
    laptop = made(database, "laptops", name="Alpha", pin="1234")
    change(database, "laptops", laptop, pin="9999")
    with pytest.raises(UserError, match="PIN of Alpha is kept out of history"):
        take_back(database)
    change(database, "laptops", laptop, pin="0000", name="Beta")
    back = take_back(database)
    assert back.kept == ("PIN of Alpha is kept out of history, so what it was isn't known.",)
    assert values(database, "laptops", laptop, "name", "pin") == ("Alpha", "0000")


def test_rights_are_asked_for(database: Database) -> None:
    from itdesk.core.rights import EVERYONE, Grant, Role, Verb
    from tests.db.sample_types import LAPTOPS

    staff = made(database, "people", name="Staff", role="staff")
    made(database, "laptops", name="Alpha")
    object.__setattr__(LAPTOPS, "rights", {**EVERYONE, Role.STAFF: Grant(verbs=frozenset({Verb.READ, Verb.CHANGE}))})
    try:
        with pytest.raises(UserError, match="may not delete"):
            take_back(database, actor=staff)
    finally:
        object.__setattr__(LAPTOPS, "rights", EVERYONE)
    assert listed(database, "laptops", "name") == [("Alpha",)]


def test_many_go_back_at_once_and_stopping_leaves_all(database: Database) -> None:
    with database.writing() as session:
        ids = records.insert_many(session, "laptops", [{"name": f"L{n:04}", "tag": f"T{n}"} for n in range(1500)])
    imported = last_operation(database)
    with database.writing() as session:
        for one in ids:
            session.get_one(Laptop, one).notes = f"note {one % 7}"
    edited = last_operation(database)
    change(database, "laptops", ids[3], notes="mine")
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Stopped), database.writing() as session:
        undoing.take_back(session, edited, stopped)
    assert values(database, "laptops", ids[0], "notes") == (f"note {ids[0] % 7}",)
    back = take_back(database, edited)
    assert back.records == 1499
    assert [re.sub(r" \(.*\)", "", one) for one in back.kept] == ["Notes of L0003 was changed since, so it stays."]
    assert {row[0] for row in listed(database, "laptops", "notes")} == {None, "mine"}
    assert take_back(database, imported).records == 1499
    assert listed(database, "laptops", "name") == [("L0003",)]
    take_back(database)
    assert len(listed(database, "laptops", "name")) == 1500
    assert len(found(database, "T1499")) == 1


def test_operations_are_listed_with_their_names_and_what_was_undone(database: Database) -> None:
    anna = made(database, "people", name="Anna")
    with database.writing(actor=anna) as session:
        for name in ("A", "B", "C"):
            make(session, "laptops", name=name)
    with database.writing(actor=anna) as session:
        make(session, "makers", name="Acme")
        assert operations.named(session, "Acme bought") is not None
    with database.writing() as session:
        assert operations.named(session, "nothing at all") is None
    take_back(database)
    with database.reading() as session:
        latest = operations.latest(session)
        told = [(one.words, one.who, one.records, one.undone) for one in latest]
    assert told == [
        ("Acme bought", "Anna", 1, True),
        ("3 laptops added", "Anna", 3, False),
        ("1 person added", "", 1, False),
    ]
    take_back(database)
    with database.reading() as session:
        assert not operations.latest(session)[0].undone


def test_a_step_that_goes_on_is_taken_back_as_one(database: Database) -> None:
    laptop = made(database, "laptops", name="A")
    first = change(database, "laptops", laptop, name="Ab")
    with database.writing() as session:
        operations.go_on(session, first)
        edited = records.draft(session, "laptops", laptop)
        edited.values["name"] = "Abc"
        records.save(session, edited)
    assert last_operation(database) == first
    take_back(database, first)
    assert values(database, "laptops", laptop, "name") == ("A",)
    with database.writing() as session:
        operations.go_on(session, first)  # it was taken back meanwhile: this is another
        assert session.info["pending"].operation != first


def test_a_change_log_row_and_announcement_follow_an_undo(database: Database) -> None:
    heard: list[frozenset[str]] = []
    made(database, "tickets", title="Printer")
    database.on_change(heard.append)
    take_back(database)
    assert heard == [frozenset({"tickets"})]
    with database.reading() as session:
        verbs = session.execute(select(tables.change_log.c.verb).order_by(tables.change_log.c.seq)).scalars().all()
        assert verbs == ["created", "deleted"]
        assert session.execute(select(Ticket.version)).scalar_one() == 2
