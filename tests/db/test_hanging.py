"""Tags, comments and links on both engines: what they refuse, what history tells, and that each line can be taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itdesk.core.errors import Invalid, UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.meanings import MEANINGS
from itdesk.db import comments, history, link_meanings, links, lists, records, search, tags, undoing
from itdesk.db.check import check
from itdesk.db.engine import Database
from itdesk.db.lists import ListSpec
from itdesk.files.importing import import_file
from tests.db.making import last_operation, made
from tests.statements import counted


@pytest.fixture
def ticket(database: Database) -> int:
    return made(database, "tickets", title="Printer")


def _names(database: Database, kind: str, record_id: int) -> list[str]:
    with database.reading() as session:
        return [tag.name for tag in tags.of(session, kind, record_id)]


def _undo_last(database: Database) -> bool:
    """Take back what the newest operation did; whether anything was left to do."""
    newest = last_operation(database)
    with database.writing() as session:
        return bool(undoing.take_back(session, newest).records)


def _told(database: Database, kind: str, record_id: int) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.verb, one.part) for one in history.of(session, kind, record_id) if one.part]


# ---------------------------------------------------------------- tags


def test_one_tag_serves_every_kind_whatever_its_case(database: Database, ticket: int) -> None:
    laptop = made(database, "laptops", name="T14")
    with database.writing() as session:
        assert tags.put(session, "tickets", [ticket], add=["Büro  Nord", "vip"]) == 1
        assert tags.put(session, "laptops", [laptop], add=["buro nord"]) == 1
        assert tags.put(session, "laptops", [laptop], add=["VIP"], remove=["absent"]) == 1
        assert tags.put(session, "laptops", [laptop], add=["vip"]) == 0
    assert _names(database, "laptops", laptop) == ["Büro Nord", "vip"]
    with database.reading() as session:
        assert [(tag.name, tag.used) for tag in tags.every(session)] == [("Büro Nord", 2), ("vip", 2)]
        assert [tag.name for tag in tags.offered(session, "nor")] == ["Büro Nord"]
        assert {(hit.kind, hit.id) for hit in search.find(session, "büro").hits} == {
            ("tickets", ticket),
            ("laptops", laptop),
        }
    assert _told(database, "tickets", ticket) == [("added", "Tag “vip”"), ("added", "Tag “Büro Nord”")]
    with database.writing() as session:
        tags.put(session, "laptops", [laptop], remove=["VIP"])
    assert _names(database, "laptops", laptop) == ["Büro Nord"]
    with database.reading() as session:
        assert [hit.id for hit in search.find(session, "vip").hits] == [ticket]


@pytest.mark.parametrize("name", ["", "x" * 61, "a,b", "a;b"])
def test_what_is_no_tag_is_refused(database: Database, ticket: int, name: str) -> None:
    with database.writing() as session:
        tags.put(session, "tickets", [ticket], add=["one"])
    with database.reading() as session:
        [tag] = tags.every(session)
    with pytest.raises(UserError), database.writing() as session:
        tags.rename(session, tag.id, name)
    assert _names(database, "tickets", ticket) == ["one"]


def test_a_cell_holds_several_tags() -> None:
    assert tags.split(" Alpha, beta;alpha\nGamma ,,") == ["Alpha", "beta", "Gamma"]


def test_renaming_a_tag_is_seen_by_search_and_refuses_another_ones_name(database: Database, ticket: int) -> None:
    with database.writing() as session:
        tags.put(session, "tickets", [ticket], add=["old", "other"])
    with database.reading() as session:
        old, other = tags.every(session)
    with database.writing() as session:
        tags.rename(session, old.id, "Zebra")
    with database.reading() as session:
        assert [hit.id for hit in search.find(session, "zebra").hits] == [ticket]
        assert search.find(session, "old").hits == []
    with pytest.raises(UserError, match="already"), database.writing() as session:
        tags.rename(session, other.id, "ZEBRA")


def test_merged_and_deleted_tags_come_back_where_they_were(database: Database, ticket: int) -> None:
    second = made(database, "tickets", title="Second")
    with database.writing() as session:
        tags.put(session, "tickets", [ticket, second], add=["wlan"])
        tags.put(session, "tickets", [ticket], add=["wifi"])
    with database.reading() as session:
        wifi, wlan = tags.every(session)
    with database.writing() as session:
        tags.merge(session, wlan.id, wifi.id)
    assert (_names(database, "tickets", ticket), _names(database, "tickets", second)) == (["wifi"], ["wifi"])
    with database.reading() as session:
        assert [tag.name for tag in tags.every(session)] == ["wifi"]
        assert tags.offered(session, "wl") == []
    assert _undo_last(database)
    assert (_names(database, "tickets", ticket), _names(database, "tickets", second)) == (["wifi", "wlan"], ["wlan"])
    with database.writing() as session:
        tags.drop(session, wifi.id)
    assert _names(database, "tickets", ticket) == ["wlan"]
    assert _undo_last(database)
    assert _names(database, "tickets", ticket) == ["wifi", "wlan"]
    with database.reading() as session:
        assert [(tag.name, tag.tone) for tag in tags.every(session)] == [
            ("wifi", wifi.tone),
            ("wlan", wlan.tone),
        ]
    with database.writing() as session:
        tags.drop(session, wifi.id)
    with database.writing() as session:
        tags.put(session, "tickets", [second], add=["WiFi"])
    with database.reading() as session:
        assert ("wifi", wifi.tone) in {(tag.name, tag.tone) for tag in tags.of(session, "tickets", second)}
    assert check(database) == []


def test_many_records_are_tagged_with_few_statements(database: Database) -> None:
    ids = [made(database, "laptops", name=f"L{place}") for place in range(30)]
    with database.writing() as session, counted(session) as asked:
        assert tags.put(session, "laptops", ids, add=["lot"]) == 30
    few = len(asked)
    with database.writing() as session, counted(session) as asked:
        tags.put(session, "laptops", ids[:15], remove=["lot"])
    assert few < 45, asked
    with database.reading() as session:
        assert [(tag.name, tag.used) for tag in tags.worn_by(session, "laptops", ids)] == [("lot", 15)]


@pytest.mark.parametrize("first", ["add", "remove"])
def test_a_tag_put_on_or_taken_off_is_taken_back_by_its_history(database: Database, ticket: int, first: str) -> None:
    with database.writing() as session:
        tags.put(session, "tickets", [ticket], add=["vip"])
    if first == "remove":
        with database.writing() as session:
            tags.put(session, "tickets", [ticket], remove=["vip"])
    assert _undo_last(database)
    assert _names(database, "tickets", ticket) == ([] if first == "add" else ["vip"])
    assert _undo_last(database)
    assert _names(database, "tickets", ticket) == (["vip"] if first == "add" else [])


# ---------------------------------------------------------------- comments


def _people(database: Database) -> tuple[int, int]:
    return made(database, "people", name="Ana"), made(database, "people", name="Ben")


def test_who_is_meant_is_told_until_they_look(database: Database, ticket: int) -> None:
    ana, ben = _people(database)
    with database.writing(actor=ana) as session:
        comments.add(
            session, "tickets", ticket, f"Ask [@Ben](person:{ben}) and [@Nobody](person:999), I am [@Ana](person:{ana})"
        )
    with database.reading(actor=ana) as session:
        assert comments.waiting(session) == []
    with database.reading(actor=ben) as session:
        [mention] = comments.waiting(session)
        assert (mention.kind, mention.record_id, mention.title, mention.who) == ("tickets", ticket, "Printer", "Ana")
        assert mention.text == "Ask @Ben and @Nobody, I am @Ana"
        assert comments.of(session, "tickets", ticket).unread
    with database.writing(actor=ben) as session:
        assert comments.mark_read(session, "tickets", ticket) == 1
    with database.reading(actor=ben) as session:
        assert comments.waiting(session) == []
        assert not comments.of(session, "tickets", ticket).unread
        assert [hit.id for hit in search.find(session, "nobody").hits] == [ticket]


def test_only_its_author_changes_a_comment_and_history_keeps_what_it_said(database: Database, ticket: int) -> None:
    ana, ben = _people(database)
    with database.writing(actor=ana) as session:
        written = comments.add(session, "tickets", ticket, "first words")
    for verb in ("edit", "remove"):
        with pytest.raises(UserError, match="Only who wrote"), database.writing(actor=ben) as session:
            comments.edit(session, written, "x") if verb == "edit" else comments.remove(session, written)
    with database.writing(actor=ana) as session:
        comments.edit(session, written, f"[@Ben](person:{ben}) second")
    with database.reading(actor=ben) as session:
        [said] = comments.of(session, "tickets", ticket).comments
        assert (said.who, said.edited, said.mine, said.body) == ("Ana", True, False, f"[@Ben](person:{ben}) second")
        newest = history.of(session, "tickets", ticket)[0]
        assert (newest.part, newest.field, newest.old) == ("Comment", "Text", "first words")
        assert len(comments.waiting(session)) == 1
    with database.writing(actor=ana) as session:
        comments.remove(session, written)
    with database.reading(actor=ben) as session:
        assert comments.of(session, "tickets", ticket).total == 0
        assert comments.waiting(session) == []
        assert search.find(session, "second").hits == []
    assert _undo_last(database)
    with database.reading(actor=ben) as session:
        assert [one.text for one in comments.waiting(session)] == ["@Ben second"]
        assert [one.who for one in comments.of(session, "tickets", ticket).comments] == ["Ana"]


def test_a_long_thread_is_read_in_a_constant_number_of_statements(database: Database, ticket: int) -> None:
    with database.writing() as session:
        for place in range(30):
            comments.add(session, "tickets", ticket, f"no {place}")
    with database.reading() as session, counted(session) as asked:
        thread = comments.of(session, "tickets", ticket, limit=10)
    assert len(asked) <= 3, asked
    assert (thread.total, [one.body for one in thread.comments][-1], len(thread.comments)) == (30, "no 29", 10)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 20_001])
def test_what_is_no_comment_is_refused(database: Database, ticket: int, body: str) -> None:
    with pytest.raises(UserError, match="saved"), database.writing() as session:
        comments.add(session, "tickets", ticket, body)


# ---------------------------------------------------------------- links


def _laptops(database: Database, *names: str) -> list[tuple[str, int]]:
    return [("laptops", made(database, "laptops", name=name)) for name in names]


def _link(database: Database, near: Any, meaning: str, far: Any, **more: Any) -> int:
    with database.writing() as session:
        return links.add(session, near, meaning, far, **more)


def _read(database: Database, place: tuple[str, int]) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        return [(one.word, one.title, one.note) for one in links.of(session, *place)]


@pytest.mark.parametrize("meaning", MEANINGS, ids=lambda one: one.key)
def test_both_sides_read_a_link_in_their_own_words(database: Database, ticket: int, meaning: Any) -> None:
    [laptop] = _laptops(database, "T14")
    _link(database, laptop, meaning.key, ("tickets", ticket), note="why")
    assert _read(database, laptop) == [(meaning.forward_text, "Printer", "why")]
    assert _read(database, ("tickets", ticket)) == [(meaning.backward_text, "T14", "why")]
    for near, far in ((laptop, ("tickets", ticket)), *([(("tickets", ticket), laptop)] if meaning.is_mutual else [])):
        with pytest.raises(UserError, match="already"):
            _link(database, near, meaning.key, far)
    assert _told(database, *laptop) == [("added", f"Link “{meaning.forward_text}: Printer”")]
    assert _told(database, "tickets", ticket) == [("added", f"Link “{meaning.backward_text}: T14”")]


def test_the_second_word_links_the_other_way_round(database: Database) -> None:
    one, other = _laptops(database, "one", "other")
    _link(database, one, "runs_on", other, forward=False)
    assert _read(database, one) == [("Runs", "other", "")]
    assert _read(database, other) == [("Runs on", "one", "")]


def test_a_circle_is_refused_and_its_way_named(database: Database) -> None:
    one, two, three = _laptops(database, "one", "two", "three")
    _link(database, one, "depends_on", two)
    _link(database, two, "depends_on", three)
    with pytest.raises(UserError, match="three → one → two → three"):
        _link(database, three, "depends_on", one)
    with pytest.raises(UserError, match="three → one → two → three"):
        _link(database, one, "depends_on", three, forward=False)
    with pytest.raises(UserError, match="itself"):
        _link(database, one, "depends_on", one)
    _link(database, three, "connected_to", one)  # no order, no circle


def test_a_link_waits_in_the_bin_and_comes_back(database: Database) -> None:
    one, two = _laptops(database, "one", "two")
    _link(database, one, "depends_on", two)
    with database.writing() as session:
        records.delete(session, *two)
    assert _read(database, one) == []
    with database.writing() as session:
        records.restore(session, *two)
    assert _read(database, one) == [("Depends on", "two", "")]


@pytest.mark.parametrize("verb", ["add", "note", "remove"])
def test_what_was_done_to_a_link_is_taken_back_once_for_both_sides(database: Database, verb: str) -> None:
    one, two = _laptops(database, "one", "two")
    link = _link(database, one, "depends_on", two, note="before")
    with database.writing() as session:
        if verb == "note":
            links.set_note(session, link, "after")
        elif verb == "remove":
            links.remove(session, link)
    assert _undo_last(database)
    assert _read(database, two) == ([] if verb == "add" else [("Is needed by", "one", "before")])


def test_a_firms_own_meaning_is_used_like_the_others(database: Database) -> None:
    one, two = _laptops(database, "one", "two")
    with database.writing() as session:
        key = link_meanings.add_meaning(session, "Feeds", "Is fed by", ordered=True)
    _link(database, one, key, two)
    assert _read(database, two) == [("Is fed by", "one", "")]
    with pytest.raises(UserError, match="circle"):
        _link(database, two, key, one)
    for wrong in (("", ""), ("feeds", "x"), ("depends on", "x"), ("Same", "same")):
        with pytest.raises(Invalid), database.writing() as session:
            link_meanings.add_meaning(session, *wrong, ordered=True)
    with pytest.raises(UserError, match="1 link"), database.writing() as session:
        link_meanings.remove_meaning(session, key)
    with database.reading() as session:
        assert link_meanings.meaning_called(session, "is FED by") == (link_meanings.known_meanings(session)[key], False)


def test_links_of_many_records_are_read_in_one_statement(database: Database) -> None:
    hub, *others = _laptops(database, *(f"n{place}" for place in range(12)))
    with database.writing() as session:
        for place, other in enumerate(others):
            links.add(session, hub, MEANINGS[place % 3].key, other, forward=bool(place % 2))
    with database.reading() as session, counted(session) as asked:
        assert len(links.of(session, *hub)) == 11
    assert len(asked) <= 2, asked


def test_what_a_failure_reaches_is_told_as_a_tree(database: Database, ticket: int) -> None:
    server, host, shop, till, rack = _laptops(database, "server", "host", "shop", "till", "rack")
    _link(database, host, "runs_on", server)
    _link(database, shop, "depends_on", host)
    _link(database, till, "depends_on", shop)
    _link(database, till, "depends_on", host)
    _link(database, server, "part_of", rack)
    _link(database, server, "connected_to", ("tickets", ticket))
    with database.reading() as session, counted(session) as asked:
        found = links.impact(session, *server)
    assert len(asked) <= 14, asked
    assert [(one.depth, one.title, one.word, one.again) for one in found.lines] == [
        (1, "host", "Runs on", False),
        (2, "shop", "Depends on", False),
        (3, "till", "Depends on", False),
        (2, "till", "Depends on", False),
        (1, "rack", "Has part", False),
    ]
    assert (found.title, found.more) == ("server", False)
    with database.reading() as session:
        short = links.impact(session, *server, depth=1)
    assert ([one.title for one in short.lines], short.more) == (["host", "rack"], True)


# ---------------------------------------------------------------- tags in lists


def _spec(*filters: Filter, **more: Any) -> ListSpec:
    return ListSpec("laptops", ("name", "tags"), filters, more.pop("sort", ("name",)), **more)


def test_lists_show_filter_sort_and_group_by_tags(database: Database) -> None:
    a, b, c = (made(database, "laptops", name=name) for name in "abc")
    with database.writing() as session:
        tags.put(session, "laptops", [a, b], add=["Zoo"])
        tags.put(session, "laptops", [a], add=["äpfel"])
        tags.put(session, "people", [c], add=["Zoo"])  # the same number of another kind
    with database.reading() as session:
        apple, zoo = tags.every(session)
        has = lambda operator, value=None: list(  # noqa: E731 -- read beside what it has to be
            lists.ids(session, _spec(Filter("tags", operator, value)))
        )
        assert [row[2] for row in lists.page(session, _spec()).rows] == ["äpfel, Zoo", "Zoo", None]
        assert has(Operator.IS, zoo.id) == [a, b]
        assert has(Operator.IS, (zoo.id, apple.id)) == [a, b]
        assert has(Operator.IS, (apple.id, None)) == [a, c]
        assert has(Operator.IS_NOT, apple.id) == [b, c]
        assert has(Operator.IS_NOT, (apple.id, None)) == [b]
        assert has(Operator.IS_NOT, (apple.id, zoo.id)) == [c]
        assert has(Operator.EMPTY) == [c]
        assert has(Operator.NOT_EMPTY) == [a, b]
        assert has(Operator.CONTAINS, "APF") == [a]
        assert list(lists.ids(session, _spec(sort=("-tags",)))) == [b, a, c]
        grouped = lists.groups(session, _spec(group_by="tags"))
        assert [(one.label, one.number) for one in grouped] == [("äpfel, Zoo", 1), ("Zoo", 1), ("", 1)]
        assert lists.count(session, _spec(Filter("tags", Operator.IS, zoo.id))) == 2
        assert records.title_of(session, "tags", zoo.id) == "Zoo"
        assert records.choices_for(session, "tags", "zo") == [(zoo.id, "Zoo", "")]


def test_a_column_of_tags_comes_in_with_a_file(database: Database, tmp_path: Path) -> None:
    old = made(database, "laptops", name="old", tag="T1")
    with database.writing() as session:
        tags.put(session, "laptops", [old], add=["kept"])
    file = tmp_path / "laptops.csv"
    file.write_text(f'Tag,Name,Labels\nT1,old,"kept; New"\nT2,fresh,new\nT3,plain,\nT4,wrong,{"x" * 70}\n')
    tried = import_file(database, "laptops", file, update_by="tag", dry_run=True)
    outcome = import_file(database, "laptops", file, update_by="tag")
    for one in (tried, outcome):
        assert (one.taken, one.changed, one.same, [bad.row for bad in one.refused]) == (2, 1, 0, [5])
    with database.reading() as session:
        rows = lists.page(session, _spec()).rows
        assert [row[1:] for row in rows] == [("fresh", "New"), ("old", "kept, New"), ("plain", None)]
    again = import_file(database, "laptops", file, update_by="tag")
    assert (again.taken, again.changed, again.same) == (0, 0, 3)
