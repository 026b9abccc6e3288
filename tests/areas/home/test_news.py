"""What is told to somebody who doesn't look, on both engines: what others did to their tickets, and deadlines, each once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from itdesk.areas.helpdesk.tickets import operations
from itdesk.areas.helpdesk.tickets.models import Ticket
from itdesk.areas.home.overview import news
from itdesk.areas.home.overview.news import Mark, News, Sort
from itdesk.db.engine import Database
from tests.areas.making import london, make

NOW = london(20, "10:00")
KINDS = ("tickets", "contracts", "plans")


class Desk:
    """Ana, who is told, and Bo, who does things."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.writing() as session:
            self.ana = make(session, "people", first_name="Ana", last_name="Vidal", role="technician")
            self.bo = make(session, "people", first_name="Bo", last_name="Lind", role="technician")
        with database.reading(actor=self.ana) as session:
            self.mark: Mark = news.mark(session, NOW)

    def ticket(self, actor: int | None, title: str, **values: object) -> int:
        with self.database.writing(actor=actor) as session:
            return make(session, "tickets", title=title, opened_at=NOW, **values)

    def told(self, minutes: int = 0, actor: int | None = 0) -> list[News]:
        """What Ana (or another) is told so many minutes after the start."""
        with self.database.reading(actor=self.ana if actor == 0 else actor) as session:
            found, self.mark = news.since(session, self.mark, NOW + timedelta(minutes=minutes), KINDS)
        return found


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def said(found: list[News]) -> list[tuple[Sort, str, str]]:
    return [(one.sort, one.title.partition(" ")[2], one.who) for one in found]


def test_new_tickets_of_others_are_told_once(desk: Desk) -> None:
    desk.ticket(desk.bo, "Screen flickers")
    desk.ticket(None, "Mouse is gone", requester=desk.bo)  # from the shared PC, where nobody is known to the app
    desk.ticket(desk.ana, "My own")
    desk.ticket(desk.bo, "Bo keeps this", assignee=desk.bo)
    assert said(desk.told()) == [
        (Sort.TICKET, "Screen flickers", "Bo Lind"),
        (Sort.TICKET, "Mouse is gone", "Bo Lind"),
    ]
    assert desk.told() == []


def test_messages_are_told_of_tickets_that_are_hers_or_followed(desk: Desk) -> None:
    hers = desk.ticket(desk.ana, "Hers", assignee=desk.ana)
    his, followed = (desk.ticket(desk.bo, title, assignee=desk.bo) for title in ("His", "Followed"))
    with desk.database.writing(actor=desk.ana) as session:
        operations.follow(session, followed, desk.ana)
        operations.reply(session, hers, "I am on it", now=NOW)
    assert said(desk.told()) == [(Sort.TICKET, "Followed", "Bo Lind")]
    for ticket in (hers, his, followed):
        with desk.database.writing(actor=desk.bo) as session:
            operations.reply(session, ticket, "Thanks", now=NOW)
            operations.add_note(session, ticket, "Twice", now=NOW)
    assert said(desk.told()) == [(Sort.MESSAGE, "Hers", "Bo Lind"), (Sort.MESSAGE, "Followed", "Bo Lind")]


def test_deadline_is_told_an_hour_before_and_not_again(desk: Desk) -> None:
    ticket = desk.ticket(desk.ana, "Soon due")
    with desk.database.writing(actor=desk.ana) as session:
        session.get_one(Ticket, ticket).due_at = NOW + timedelta(minutes=90)
    assert desk.told(minutes=29) == []
    assert [(one.sort, one.at) for one in desk.told(minutes=30)] == [(Sort.DUE, NOW + timedelta(minutes=90))]
    assert desk.told(minutes=31) == []
    assert desk.told(minutes=89) == []


def test_what_is_due_on_a_day_is_told_as_the_day_begins(desk: Desk) -> None:
    with desk.database.writing(actor=desk.ana) as session:
        make(session, "plans", name="Fire", review_on=date(2026, 11, 21))
        make(session, "plans", name="Flood", review_on=date(2026, 11, 22))
    assert desk.told(minutes=60) == []
    found = desk.told(minutes=24 * 60)
    assert [(one.sort, one.title) for one in found] == [(Sort.REVIEW, "Fire")]
    assert desk.told(minutes=25 * 60) == []


def test_with_nobody_chosen_what_nobody_did_is_ones_own(desk: Desk) -> None:
    desk.ticket(None, "From here")
    desk.ticket(desk.bo, "From Bo", assignee=desk.bo)
    assert said(desk.told(actor=None)) == [(Sort.TICKET, "From Bo", "Bo Lind")]


def test_what_a_workspace_does_not_use_is_not_told(desk: Desk) -> None:
    desk.ticket(desk.bo, "Screen flickers")
    with desk.database.reading(actor=desk.ana) as session:
        found, _mark = news.since(session, desk.mark, NOW, ())
    assert found == []


def test_ticket_in_the_bin_is_no_news(desk: Desk) -> None:
    from itdesk.db import records

    ticket = desk.ticket(desk.bo, "By mistake")
    with desk.database.writing(actor=desk.bo) as session:
        records.delete(session, "tickets", ticket)
    assert desk.told() == []
