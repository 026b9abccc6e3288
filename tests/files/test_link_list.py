"""Links as a list in a file: out and in again on both engines, and through the command line's functions."""

from __future__ import annotations

from pathlib import Path

import pytest

from itdesk.core.errors import UserError
from itdesk.db import links
from itdesk.db.engine import Database
from itdesk.files.link_list import import_links, write_links
from tests.db.making import made
from tests.db.sample_types import REGISTRY


@pytest.fixture(scope="session")
def registry() -> object:
    """The store's own kinds: people, makers, laptops and tickets."""
    return REGISTRY


def _words(database: Database, kind: str, record_id: int) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [(one.word, one.title, one.note) for one in links.of(session, kind, record_id)]


def test_links_go_out_and_come_in_again(database: Database, tmp_path: Path) -> None:
    laptop = made(database, "laptops", name="T14", tag="LT-1")
    ticket = made(database, "tickets", title="Printer")
    with database.writing() as session:
        link = links.add(session, ("laptops", laptop), "relates_to", ("tickets", ticket), note="n")
        links.add(session, ("tickets", ticket), "caused_by", ("laptops", laptop))
    file = tmp_path / "links.csv"
    with database.reading() as session:
        assert write_links(session, file) == 2
        assert write_links(session, tmp_path / "none.csv", "people") == 0
    before = _words(database, "laptops", laptop)
    assert before == [("Causes", "Printer", ""), ("Relates to", "Printer", "n")]
    with database.writing() as session:
        links.remove(session, link)
    tried = import_links(database, file, dry_run=True)
    assert len(_words(database, "laptops", laptop)) == 1
    outcome = import_links(database, file)
    for one in (tried, outcome):
        assert (one.taken, one.known, one.refused) == (1, 1, [])
    assert _words(database, "laptops", laptop) == before


def test_rows_that_cannot_be_linked_are_told_and_the_others_taken(database: Database, tmp_path: Path) -> None:
    for name in ("one", "two"):
        made(database, "laptops", name=name)
    made(database, "makers", name="two")
    file = tmp_path / "links.csv"
    file.write_text(
        "From,Meaning,To,To kind,From kind\n"
        "one,is needed by,two,Laptop,\n"
        "one,depends_on,two,laptops,laptops\n"
        "one,Depends on,two,,\n"
        "one,likes,two,laptops,\n"
        "nobody,Runs on,two,laptops,\n"
        "one,Runs on,two,spaceships,\n"
    )
    outcome = import_links(database, file)
    assert outcome.taken == 1
    assert [(one.row, one.why.partition(" ")[0]) for one in outcome.refused] == [
        (3, "That"),
        (4, "Records"),
        (5, "No"),
        (6, "Nothing"),
        (7, "There"),
    ]
    (tmp_path / "other.csv").write_text("A,B\n1,2\n")
    with pytest.raises(UserError, match="no column"):
        import_links(database, tmp_path / "other.csv")
