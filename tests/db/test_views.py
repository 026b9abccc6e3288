"""Saved views on both engines: whose they are, who may change them, where each person keeps them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itdesk.core.errors import UserError
from itdesk.core.saved_views import SavedView, Sharing, Standing
from itdesk.db import views
from itdesk.db.engine import Database
from tests.db.making import made

STATE = {"columns": ["name"], "filters": [["state", "is", "new"]]}


def save(database: Database, view: SavedView, person: int | None) -> SavedView:
    with database.writing(actor=person) as session:
        return views.save(session, view)


def seen(database: Database, person: int | None) -> list[str]:
    with database.reading(actor=person) as session:
        return [view.name for view in views.known(session).views]


def test_a_view_is_its_owners_until_it_is_shared(database: Database) -> None:
    ann, bo = made(database, "people", name="Ann"), made(database, "people", name="Bo")
    mine = save(database, SavedView("laptops", "Mine", STATE), ann)
    assert (seen(database, ann), seen(database, bo), seen(database, None)) == (["Mine"], [], [])
    shared = save(database, replace(mine, sharing=Sharing.TEAM, icon="flag", tone="red"), ann)
    with database.reading(actor=bo) as session:
        found = views.known(session).views[0]
    assert (found.owner_name, found.icon, found.tone, found.state) == ("Ann", "flag", "red", STATE)
    with pytest.raises(UserError, match="belongs to somebody else"):
        save(database, replace(found, name="Ours"), bo)
    with pytest.raises(UserError, match="belongs to somebody else"), database.writing(actor=bo) as session:
        views.remove(session, found.uid)
    save(database, replace(shared, sharing=Sharing.OPEN), ann)
    with database.reading(actor=bo) as session:
        ours = views.known(session).views[0]
    renamed = save(database, replace(ours, name="Ours"), bo)
    assert (renamed.owner, seen(database, ann)) == (ann, ["Ours"])


def test_what_somebody_saved_meanwhile_is_not_overwritten(database: Database) -> None:
    view = save(database, SavedView("laptops", "All", STATE, Sharing.OPEN), None)
    save(database, replace(view, state={"columns": ["tag"]}), None)
    with pytest.raises(UserError, match="saved the view “All” meanwhile"):
        save(database, replace(view, state={"columns": ["cost"]}), None)
    with database.reading() as session:
        assert views.known(session).views[0].state == {"columns": ["tag"]}


def test_a_deleted_view_comes_back_with_its_places(database: Database) -> None:
    view = save(database, SavedView("laptops", "All", STATE), None)
    with database.writing(actor=None) as session:
        views.stand(session, "laptops", view.uid, Standing(pinned=1, is_first=True))
        gone = views.remove(session, view.uid)
    assert seen(database, None) == []
    with database.writing(actor=None) as session:
        assert views.save(session, gone).uid == view.uid
    with database.reading() as session:
        known = views.known(session)
    assert known.standings["laptops", view.uid] == Standing(pinned=1, is_first=True)


def test_each_person_pins_six_and_opens_with_one(database: Database) -> None:
    ann = made(database, "people", name="Ann")
    with database.writing(actor=ann) as session:
        for number in range(6):
            views.stand(session, "laptops", f"View {number}", Standing(pinned=number, is_first=True))
    with pytest.raises(UserError, match="6 views are pinned"), database.writing(actor=ann) as session:
        views.stand(session, "makers", "All", Standing(pinned=6))
    with database.writing(actor=None) as session:
        views.stand(session, "makers", "All", Standing(pinned=0))
    with database.reading(actor=ann) as session:
        standings = views.known(session).standings
    assert [key for (_kind, key), one in standings.items() if one.is_first] == ["View 5"]
    assert len(standings) == 6


def test_views_that_were_deleted_take_no_room_in_the_sidebar(database: Database) -> None:
    for number in range(6):
        view = save(database, SavedView("laptops", f"View {number}", STATE), None)
        with database.writing(actor=None) as session:
            views.stand(session, "laptops", view.uid, Standing(pinned=number))
    with database.writing(actor=None) as session:
        views.remove(session, view.uid)
    with database.writing(actor=None) as session:
        views.stand(session, "laptops", "All", Standing(pinned=9))
    with database.reading() as session:
        assert views.known(session).standings["laptops", "All"].pinned == 9


def test_others_hear_of_a_saved_view(database: Database) -> None:
    told: list[frozenset[str]] = []
    database.on_change(told.append)
    save(database, SavedView("laptops", "All", STATE), None)
    assert told == [frozenset({"views"})]
    assert database.notice_others() == frozenset()
