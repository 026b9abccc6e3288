"""Who works at this screen: the one who was chosen, else an administrator, else nobody."""

from __future__ import annotations

from itdesk.areas.directory.people.acting import acting_person
from itdesk.db import records
from itdesk.db.database import Database
from tests.areas.making import change, make


def test_nobody_in_an_empty_workspace(database: Database) -> None:
    with database.reading() as session:
        found = acting_person(session, 0)
    assert (found.id, found.name, found.job_title, found.people) == (None, "", "", 0)


def test_chosen_person_else_the_first_active_administrator(database: Database) -> None:
    with database.writing() as session:
        make(session, "people", name="Gone Before", role="administrator", is_active=False)
        luis = make(session, "people", name="Luis Ferreira", job_title="Architect")
        mara = make(session, "people", name="Mara Ellison", role="administrator")
        make(session, "people", name="Tom Later", role="administrator")
    with database.reading() as session:
        chosen, other = acting_person(session, luis), acting_person(session, 0)
    assert (chosen.id, chosen.name, chosen.job_title, chosen.people) == (luis, "Luis Ferreira", "Architect", 3)
    assert (other.id, other.name, other.job_title) == (mara, "Mara Ellison", "")
    with database.writing() as session:
        records.delete(session, "people", luis)
        change(session, "people", mara, is_active=False)
    with database.reading() as session:
        found = acting_person(session, luis)
    assert (found.name, found.people) == ("Tom Later", 1)


def test_without_an_administrator_nobody_is_guessed(database: Database) -> None:
    with database.writing() as session:
        make(session, "people", name="Luis Ferreira")
    with database.reading() as session:
        found = acting_person(session, 0)
    assert (found.id, found.people) == (None, 1)
