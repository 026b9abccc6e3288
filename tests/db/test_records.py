"""Saving, numbering, deleting and finding one record, on both engines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from itdesk.core.errors import ChangedElsewhere, Invalid, UserError
from itdesk.db import history, lists, records, search
from itdesk.db.changes import settle
from itdesk.db.check import check
from itdesk.db.engine import Database, create_workspace, open_database
from tests.db.making import make
from tests.db.sample_types import REGISTRY, Message


def test_saved_values_come_back_exactly(database: Database) -> None:
    with database.writing() as session:
        made = make(session, "laptops", name=" XPS 13 ", cost=Decimal("1200.5"), currency="GBP", notes="a\nb")
    with database.reading() as session:
        read = records.draft(session, "laptops", made)
    assert read.values["name"] == "XPS 13"
    assert read.values["cost"] == Decimal("1200.50")
    assert read.values["notes"] == "a\nb"
    assert read.values["is_spare"] is False
    assert (read.id, read.version) == (made, 1)


def test_a_draft_saved_twice_makes_one_record(database: Database) -> None:
    draft = records.blank(REGISTRY, "makers")
    draft.values["name"] = "Dell"
    for _ in range(2):
        with database.writing() as session:
            made = records.save(session, draft)
    with database.reading() as session:
        assert list(lists.ids(session, lists.ListSpec("makers", ("name",)))) == [made]


def test_numbers_are_given_in_order(database: Database) -> None:
    with database.writing() as session:
        made = [make(session, "tickets", title=f"Ticket {n}") for n in range(3)]
    with database.reading() as session:
        numbers = [records.draft(session, "tickets", one).values["number"] for one in made]
    assert numbers == ["HD-1001", "HD-1002", "HD-1003"]


def test_a_number_that_somebody_typed_is_left_out(database: Database) -> None:
    with database.writing() as session:
        make(session, "tickets", title="Imported", number="HD-1001")
        made = make(session, "tickets", title="New")
    with database.reading() as session:
        assert records.draft(session, "tickets", made).values["number"] == "HD-1002"


def test_money_without_a_currency_is_in_the_workspaces(database: Database) -> None:
    with database.writing() as session:
        made = make(session, "laptops", name="XPS", cost=Decimal(1))
    with database.reading() as session:
        assert records.draft(session, "laptops", made).values["currency"] == database.workspace.currency


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\udcff"}, "name"),
        ({"name": "x", "cost": Decimal("1.23456"), "currency": "GBP"}, "cost"),
        ({"name": "x", "cost": Decimal(-1), "currency": "GBP"}, "cost"),
        ({"name": "x", "maker": 99}, "maker"),
    ],
)
def test_what_is_wrong_is_named_with_its_field(database: Database, values: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught, database.writing() as session:
        make(session, "laptops", **values)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_taken_tag_names_who_has_it(database: Database) -> None:
    with database.writing() as session:
        make(session, "laptops", name="XPS 13", tag="L-1")
    with pytest.raises(Invalid, match="already used by XPS 13"), database.writing() as session:
        make(session, "laptops", name="Other", tag="L-1")


def test_colliding_edits_are_refused_and_others_merged(database: Database) -> None:
    with database.writing() as session:
        made = make(session, "laptops", name="XPS", notes="one")
    with database.reading() as session:
        mine, theirs = records.draft(session, "laptops", made), records.draft(session, "laptops", made)
    theirs.values["notes"] = "theirs"
    with database.writing() as session:
        records.save(session, theirs)
    mine.values["name"] = "XPS 13"
    with database.writing() as session:
        records.save(session, mine)
    with database.reading() as session:
        merged = records.draft(session, "laptops", made)
    assert (merged.values["name"], merged.values["notes"], merged.version) == ("XPS 13", "theirs", 3)
    mine.values["notes"] = "mine"
    with pytest.raises(ChangedElsewhere) as caught, database.writing() as session:
        records.save(session, mine)
    assert caught.value.theirs["notes"] == "theirs"
    assert caught.value.yours["notes"] == "mine"
    assert caught.value.original["notes"] == "one"


def test_a_used_record_is_not_deleted(database: Database) -> None:
    with database.writing() as session:
        maker = make(session, "makers", name="Dell")
        laptop = make(session, "laptops", name="XPS", maker=maker)
    with pytest.raises(UserError, match=r"Laptops \(XPS\)"), database.writing() as session:
        records.delete(session, "makers", maker)
    with database.writing() as session:
        records.delete(session, "laptops", laptop)
        records.delete(session, "makers", maker)
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("laptops", ("name",))) == 0
        assert search.find(session, "XPS").hits == []
    with database.writing() as session:
        records.restore(session, "laptops", laptop)
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("laptops", ("name",))) == 1
        assert [hit.id for hit in search.find(session, "XPS").hits] == [laptop]


def test_history_tells_in_words(database: Database) -> None:
    with database.writing() as session:
        asa = make(session, "people", name="Åsa")
        ticket = make(session, "tickets", title="Printer", person=asa)
    with database.writing(actor=asa) as session:
        edited = records.draft(session, "tickets", ticket)
        edited.values |= {"state": "done", "person": None}
        records.save(session, edited)
        session.add(Message(ticket_id=ticket, body="Fixed"))
    with database.reading() as session:
        lines = history.of(session, "tickets", ticket)
    assert [(line.who, line.verb, line.part, line.field, line.old, line.new) for line in lines] == [
        ("Åsa", "added", "Message", "", "", ""),
        ("Åsa", "changed", "", "State", "New", "Done"),
        ("Åsa", "changed", "", "Person", "Åsa", ""),
        ("", "created", "", "", "", ""),
    ]


def test_found_by_what_people_call_it(database: Database) -> None:
    with database.writing() as session:
        asa = make(session, "people", name="Åsa Öberg", email="asa@example.org")
        make(session, "people", name="Bo")
        make(session, "people", name="Bo")
    with database.reading() as session:
        assert records.find(session, "people", " asa  OBERG ") == asa
        assert records.find(session, "people", "ASA@example.org") == asa
        assert records.find(session, "people", "nobody") is None
        with pytest.raises(Invalid, match="Several"):
            records.find(session, "people", "bo")
        assert records.choices_for(session, "people", "ober") == [(asa, "Åsa Öberg", "asa@example.org")]


def test_changed_kinds_are_told_after_the_commit(database: Database) -> None:
    told: list[frozenset[str]] = []
    database.on_change(told.append)
    with database.writing() as session:
        make(session, "makers", name="Dell")
        ticket = make(session, "tickets", title="Printer")
    with database.writing() as session:
        session.add(Message(ticket_id=ticket, body="Hello"))
    with pytest.raises(Invalid), database.writing() as session:
        make(session, "laptops", name="Undone", maker=make(session, "makers", name="Undone"), tag="x" * 99)
    assert told == [frozenset({"makers", "tickets"}), frozenset({"tickets"})]


def test_many_at_once_are_the_same_as_one_by_one(database: Database) -> None:
    values = [
        {"name": f"XPS {n}", "tag": f"T-{n}", "cost": Decimal(n), "currency": "GBP", "notes": "ü" * n, "pin": "1"}
        for n in range(1, 41)
    ]
    with database.writing() as session:
        one_by_one = [make(session, "laptops", **{**row, "tag": f"O-{row['tag']}"}) for row in values]
        numbered = [make(session, "tickets", title=f"Ticket {n}") for n in range(2)]
    with database.writing() as session:
        at_once = records.insert_many(session, "laptops", values)
        numbered += records.insert_many(session, "tickets", [{"title": f"Ticket {n}"} for n in range(2, 30)])
        numbered.append(make(session, "tickets", title="Ticket 30"))
    with database.reading() as session:
        for slow, fast in zip(one_by_one, at_once, strict=True):
            ours, theirs = records.draft(session, "laptops", slow), records.draft(session, "laptops", fast)
            assert ours.values | {"tag": ""} == theirs.values | {"tag": ""}
            assert (ours.version, len(ours.uid)) == (theirs.version, len(theirs.uid))
            assert len(history.of(session, "laptops", fast)) == 1
        titles = {records.draft(session, "tickets", one).values["number"]: one for one in numbered}
        assert sorted(titles) == [f"HD-{1001 + n}" for n in range(31)]
        assert [hit.id for hit in search.find(session, "T-40").hits] == [at_once[-1], one_by_one[-1]]
    assert check(database) == []


def test_a_taken_value_among_many_is_refused_with_its_field(database: Database) -> None:
    with database.writing() as session:
        make(session, "laptops", name="XPS", tag="T-7")
    rows = [{"name": "Laptop", "tag": f"T-{n}", "is_spare": True} for n in range(40)]
    with pytest.raises(Invalid) as caught, database.writing() as session:
        records.insert_many(session, "laptops", rows)
    assert [problem.field for problem in caught.value.problems] == ["tag"]
    with database.reading() as session:
        assert lists.count(session, lists.ListSpec("laptops", ("name",))) == 1


def test_what_others_write_is_noticed(location: str) -> None:
    ours, theirs = open_database(location, REGISTRY), open_database(location, REGISTRY)
    told: list[frozenset[str]] = []
    ours.on_change(told.append)
    with ours.writing() as session:
        make(session, "makers", name="Dell")
    assert ours.notice_others() == frozenset()  # our own was told at once
    with theirs.writing() as session:
        make(session, "people", name="Zoe")
        make(session, "tickets", title="Printer")
    assert ours.notice_others() == {"people", "tickets"}
    assert ours.notice_others() == frozenset()
    assert theirs.notice_others() == {"makers"}
    assert told == [frozenset({"makers"}), frozenset({"people", "tickets"})]
    ours.close()
    theirs.close()


def test_a_late_commit_is_not_missed(postgres_url: str) -> None:
    create_workspace(postgres_url, REGISTRY, name="Firm").close()
    early, late, watching = (open_database(postgres_url, REGISTRY) for _ in range(3))
    with early.writing() as session:
        make(session, "makers", name="Begun first, committed last")
        settle(session)
        with late.writing() as other:
            make(other, "people", name="Zoe")
        assert watching.notice_others() == frozenset()  # what comes before may still be missing
    assert watching.notice_others() == {"makers", "people"}
    with early.writing() as session:
        make(session, "makers", name="Begun first, committed first")
        with late.writing() as other:
            make(other, "people", name="Logged first, committed last")
            settle(other)
            settle(session)
            session.commit()
            assert watching.notice_others() == {"makers"}
    assert watching.notice_others() == {"people"}
    for database in (early, late, watching):
        database.close()
