"""The bin: what lies in it with what, out of it and for good, and what happens to those who use what is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from itdesk.core.errors import UserError
from itdesk.db import attachments, comments, erasing, history, links, lists, records, tags, undoing
from itdesk.db import bin as bin_
from itdesk.db.check import check
from itdesk.db.engine import Database
from tests.db.making import last_operation, made
from tests.db.sample_types import Laptop, Message, Ticket


def delete(database: Database, kind: str, *ids: int, actor: int | None = None) -> bin_.Moved:
    with database.writing(actor=actor) as session:
        return bin_.delete(session, [(kind, one) for one in ids])


def names(database: Database, kind: str) -> list[str]:
    with database.reading() as session:
        spec = lists.ListSpec(kind, (session.info["registry"][kind].title,))
        found = lists.rows(session, spec, lists.ids(session, spec))
        return sorted(str(row[1]) for row in found.values())


def take_back(database: Database) -> undoing.TakenBack:
    last = last_operation(database)
    with database.writing() as session:
        return undoing.take_back(session, last)


def test_what_was_deleted_is_listed_with_who_and_when_the_last_first(database: Database) -> None:
    anna = made(database, "people", name="Anna")
    maker, laptop = made(database, "makers", name="Acme"), made(database, "laptops", name="Alpha")
    delete(database, "makers", maker, actor=anna)
    delete(database, "laptops", laptop)
    with database.reading() as session:
        assert bin_.counts(session) == {"makers": 1, "laptops": 1}
        assert [(one.kind, one.title, one.who) for one in bin_.listed(session)] == [
            ("laptops", "Alpha", ""),
            ("makers", "Acme", "Anna"),
        ]
        assert [one.title for one in bin_.listed(session, "makers")] == ["Acme"]
        assert [one.title for one in bin_.listed(session, words="álp")] == ["Alpha"]
    with database.writing() as session:
        moved = bin_.restore(session, [("makers", maker), ("laptops", laptop), ("laptops", 999)])
    assert moved == bin_.Moved((("makers", maker), ("laptops", laptop)), ())
    assert names(database, "laptops") == ["Alpha"]


def test_what_hangs_on_a_record_lies_in_the_bin_with_it_and_comes_back(database: Database, tmp_path: Path) -> None:
    ticket, other = made(database, "tickets", title="Printer"), made(database, "tickets", title="Scanner")
    (tmp_path / "a.txt").write_text("why")
    with database.writing() as session:
        session.add(Message(ticket_id=ticket, body="It hums"))
        attachments.add(session, "tickets", ticket, tmp_path / "a.txt")
        comments.add(session, "tickets", ticket, "Look at this")
        tags.put(session, "tickets", [ticket], add=["vip"])
        links.add(session, ("tickets", ticket), "depends_on", ("tickets", other))
    delete(database, "tickets", ticket)
    with database.reading() as session:
        assert bin_.hangs_on(session, "tickets", ticket) == [
            ("Message", 1), ("File", 1), ("Comment", 1), ("Link", 1), ("Tag", 1),
        ]  # fmt: skip
    with database.writing() as session:
        bin_.restore(session, [("tickets", ticket)])
    with database.reading() as session:
        assert [one.title for one in links.of(session, "tickets", ticket)] == ["Scanner"]
        assert [file.name for file in attachments.list(session, "tickets", ticket)] == ["a.txt"]


def test_those_in_use_and_those_whose_tag_is_taken_stay(database: Database) -> None:
    used, free = made(database, "makers", name="Acme"), made(database, "makers", name="Other")
    made(database, "laptops", name="Alpha", maker=used)
    moved = delete(database, "makers", used, free)
    assert moved == bin_.Moved((("makers", free),), ("Acme is in use by Laptop Alpha, so it stays.",))
    old = made(database, "laptops", name="Old", tag="A-1")
    delete(database, "laptops", old)
    made(database, "laptops", name="New", tag="A-1")
    with database.writing() as session:
        moved = bin_.restore(session, [("laptops", old)])
    assert moved == bin_.Moved((), ("Tag of Old belongs to New by now.",))


@pytest.mark.parametrize("instead", [True, False])
def test_those_who_use_it_link_to_another_or_to_none_as_one_step(database: Database, instead: bool) -> None:
    acme, other = made(database, "makers", name="Acme"), made(database, "makers", name="Other")
    for name in ("Alpha", "Beta"):
        made(database, "laptops", name=name, maker=acme)
    with database.reading() as session:
        assert bin_.uses(session, "makers", [acme]) == [bin_.Use("laptops", "maker", False, 2, ("Alpha", "Beta"))]
    with database.writing() as session:
        moved = bin_.delete_used(session, "makers", [acme], other if instead else None)
    assert (len(moved.places), moved.kept) == (3, ())
    assert names(database, "makers") == ["Other"]
    with database.reading() as session:
        linked = session.execute(select(Laptop.maker_id)).scalars().all()
        assert linked == [other if instead else None] * 2
        assert check(database) == []
    assert take_back(database).records == 3
    assert names(database, "makers") == ["Acme", "Other"]
    with database.reading() as session:
        assert session.execute(select(Laptop.maker_id)).scalars().all() == [acme, acme]
    with pytest.raises(UserError, match="stand in for itself"), database.writing() as session:
        bin_.delete_used(session, "makers", [acme], acme)


def test_for_good_means_everything_that_hung_on_it_and_no_way_back(database: Database, tmp_path: Path) -> None:
    anna = made(database, "people", name="Anna")
    ticket, kept = made(database, "tickets", title="Printer", person=anna), made(database, "tickets", title="Kept")
    (tmp_path / "a.txt").write_text("why")
    with database.writing() as session:
        for one in (ticket, kept):
            session.add(Message(ticket_id=one, body="It hums"))
            attachments.add(session, "tickets", one, tmp_path / "a.txt")
            comments.add(session, "tickets", one, "Look at this")
            tags.put(session, "tickets", [one], add=["vip"])
        links.add(session, ("tickets", ticket), "depends_on", ("tickets", kept))
    with database.writing() as session:
        assert erasing.erase(session, [("tickets", ticket)]) == 0  # it isn't in the bin
    delete(database, "tickets", ticket)
    with database.writing() as session:
        assert erasing.erase(session, [("tickets", ticket)]) == 1
    with database.reading() as session:
        assert session.execute(select(func.count(Ticket.id))).scalar_one() == 1
        assert session.execute(select(Message.ticket_id)).scalars().all() == [kept]
        assert [file.name for file in attachments.list(session, "tickets", kept)] == ["a.txt"]
        assert links.of(session, "tickets", kept) == []
        assert history.of(session, "tickets", ticket)[0].verb == "erased"
    assert check(database) == []
    with pytest.raises(UserError, match="deleted for good"):
        take_back(database)


def test_who_named_what_is_gone_for_good_names_nobody(database: Database) -> None:
    anna = made(database, "people", name="Anna")
    laptop = made(database, "laptops", name="Alpha", person=anna)
    delete(database, "laptops", laptop)
    delete(database, "people", anna)
    with database.writing() as session:
        assert erasing.erase(session, [("people", anna)]) == 1
    with database.writing() as session:
        bin_.restore(session, [("laptops", laptop)])
    with database.reading() as session:
        assert records.draft(session, "laptops", laptop).values["person"] is None
    assert check(database) == []
