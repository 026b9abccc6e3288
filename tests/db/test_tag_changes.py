"""Another name or colour of a tag is a step that goes back and comes again, on both engines."""

from __future__ import annotations

import pytest

from itdesk.core.errors import UserError
from itdesk.db import tags, undoing
from itdesk.db.engine import Database
from tests.db.making import last_operation


def tag(database: Database) -> tuple[int, str, str]:
    with database.reading() as session:
        (found,) = tags.every(session)
    return found.id, found.name, found.tone


def named(database: Database, name: str) -> int:
    with database.writing() as session:
        return tags.named(session, [name])[name]


def test_name_and_colour_go_back_and_come_again(database: Database) -> None:
    tag_id = named(database, "urgent")
    first = tag(database)
    with database.writing() as session:
        tags.rename(session, tag_id, "Very urgent")
        tags.recolour(session, tag_id, "red")
    assert tag(database)[1:] == ("Very urgent", "red")
    operation = last_operation(database)
    with database.writing() as session:
        back = undoing.take_back(session, operation)
    assert tag(database) == first
    with database.writing() as session:
        undoing.take_back(session, back.operation)
    assert tag(database)[1:] == ("Very urgent", "red")


def test_tag_that_somebody_renamed_since_stays_and_is_named(database: Database) -> None:
    tag_id = named(database, "urgent")
    with database.writing() as session:
        tags.rename(session, tag_id, "Very urgent")
    operation = last_operation(database)
    with database.writing() as session:
        tags.rename(session, tag_id, "Red")
    with pytest.raises(UserError, match=r"The tag “Red” was changed since \("), database.writing() as session:
        undoing.take_back(session, operation)
    assert tag(database)[1] == "Red"
