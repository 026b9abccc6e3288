"""Several records at once: judged as saving each alone would, written as judged or not at all, on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.several import Change, How, Outdated, Verdict
from itdesk.db import history, lists, records, search, several, tags, undoing
from itdesk.db.engine import Database
from itdesk.db.lists import ListSpec
from tests.db.making import last_operation, made


def laptops(database: Database, count: int = 4, **values: object) -> list[int]:
    given = {"name": "Laptop", "cost": Decimal(100), "currency": "GBP", **values}
    return [made(database, "laptops", **{**given, "name": f"{given['name']} {number}"}) for number in range(count)]


def judged(database: Database, ids: list[int], *asked: Change) -> Any:
    with database.reading() as session:
        return several.judge(session, "laptops", ids, asked)


def stored(database: Database, *names: str) -> list[tuple[Any, ...]]:
    with database.reading() as session:
        return [row[1:] for row in lists.page(session, ListSpec("laptops", names, (), ("name",))).rows]


def counts(judgement: Any) -> dict[str, int]:
    return {str(verdict): len(those) for verdict, those in judgement.by_verdict.items() if those}


def test_what_is_seen_is_what_is_written(database: Database) -> None:
    ids = laptops(database)
    with database.writing() as session:
        draft = records.draft(session, "laptops", ids[1])
        draft.values["is_spare"] = True
        records.save(session, draft)
    seen = judged(database, ids, Change("is_spare", How.SET, True), Change("notes", How.SET, " checked "))
    assert counts(seen) == {"changed": 4}
    assert seen.records[0].pairs == {"is_spare": (False, True), "notes": (None, " checked ")}
    assert seen.records[1].pairs == {"notes": (None, " checked ")}
    assert seen.records[0].title == "Laptop 0"
    assert database.write(lambda session: several.change(session, seen)) == 4
    assert stored(database, "is_spare", "notes") == [(True, " checked ")] * 4
    again = judged(database, ids, Change("is_spare", How.SET, True))
    assert counts(again) == {"same": 4}


def test_one_step_with_history_search_and_version_that_goes_back_and_comes_again(database: Database) -> None:
    ids = laptops(database)
    maker = made(database, "makers", name="Fernglas")
    seen = judged(database, ids, Change("maker", How.SET, maker))
    assert seen.titles["makers"] == {maker: "Fernglas"}
    database.write(lambda session: several.change(session, seen))
    with database.reading() as session:
        told = history.of(session, "laptops", ids[2])[0]
        assert (told.field, told.old, told.new) == ("Maker", "", "Fernglas")
        assert {hit.id for hit in search.find(session, "fernglas", 20, ["laptops"]).hits} == set(ids)
        assert records.draft(session, "laptops", ids[0]).version == 2
    operation = last_operation(database)
    database.write(lambda session: undoing.take_back(session, operation))
    assert stored(database, "maker") == [(None,)] * 4
    back = last_operation(database)
    database.write(lambda session: undoing.take_back(session, back))
    assert stored(database, "maker") == [("Fernglas",)] * 4


def test_refused_ones_say_why_and_the_others_change(database: Database) -> None:
    ids = laptops(database)
    with database.writing() as session:
        records.delete(session, "laptops", ids[3])
    with database.writing() as session:
        draft = records.draft(session, "laptops", ids[0])
        draft.values |= {"cost": None, "currency": None}
        records.save(session, draft)
    gone = made(database, "people", name="Ana")
    with database.writing() as session:
        records.delete(session, "people", gone)
    more = judged(database, ids, Change("cost", How.ADD, Decimal("10.50")))
    assert counts(more) == {"changed": 2, "refused": 2}
    assert [one.why for one in more.by_verdict[Verdict.REFUSED]] == [
        "Cost is empty, so there is nothing to add to.",
        "It lies in the bin.",
    ]
    database.write(lambda session: several.change(session, more))
    assert stored(database, "cost") == [(None,), (Decimal("110.50"),), (Decimal("110.50"),)]
    given_away = judged(database, ids[:3], Change("person", How.SET, gone))
    assert [one.why for one in given_away.records] == ["User is no longer there. Choose another."] * 3
    unnamed = judged(database, ids[:3], Change("name", How.CLEAR))
    assert [one.why for one in unnamed.records] == ["Name can't stay empty."] * 3


def test_a_unique_value_goes_to_one_alone(database: Database) -> None:
    ids = laptops(database, 3)
    seen = judged(database, ids, Change("tag", How.SET, "LT-1"))
    assert counts(seen) == {"changed": 1, "refused": 2}
    assert seen.records[1].why == "Tag “LT-1” is already used by Laptop 0."
    database.write(lambda session: several.change(session, seen))
    assert judged(database, ids[1:], Change("tag", How.SET, "LT-1")).records[0].why == seen.records[1].why


def test_a_text_gets_a_line_a_day_moves_and_each_of_its_own(database: Database) -> None:
    ids = laptops(database, 2, notes="old", bought_on=date(2026, 1, 31))
    wanted = [
        (ids[0], [Change("notes", How.ADD, "new"), Change("bought_on", How.ADD, 30)]),
        (ids[1], [Change("bought_on", How.CLEAR), Change("cost", How.REFUSE, "12x", why="“12x” is no amount.")]),
    ]
    with database.reading() as session:
        seen = several.judge_each(session, "laptops", wanted)
    assert (seen.records[1].why, seen.records[1].field) == ("“12x” is no amount.", "cost")
    assert database.write(lambda session: several.change(session, seen)) == 1
    assert stored(database, "notes", "bought_on") == [
        ("old\nnew", date(2026, 3, 2)),
        ("old", date(2026, 1, 31)),
    ]


def test_somebody_elses_change_since_the_preview_stops_all_of_it(database: Database) -> None:
    ids = laptops(database)
    seen = judged(database, ids, Change("cost", How.SET, Decimal(500)))
    with database.writing() as session:
        draft = records.draft(session, "laptops", ids[2])
        draft.values["cost"] = Decimal(321)
        records.save(session, draft)
    with pytest.raises(Outdated) as caught:
        database.write(lambda session: several.change(session, seen))
    assert "Laptop 2: Somebody else changed Cost meanwhile." in str(caught.value)
    assert stored(database, "cost")[0] == (Decimal(100),)
    with database.writing() as session:
        draft = records.draft(session, "laptops", ids[2])
        draft.values |= {"cost": Decimal(500), "notes": "theirs"}
        records.save(session, draft)
    assert database.write(lambda session: several.change(session, seen)) == 3  # it has the value: nobody minds
    assert stored(database, "cost", "notes")[2] == (Decimal(500), "theirs")


@pytest.mark.parametrize("after", [1, 2, 3])
def test_stopped_in_the_middle_nothing_is_changed(database: Database, after: int) -> None:
    """Two slices are written, then their texts are: it is stopped before the second, or between the texts."""
    given = [{"name": f"Laptop {number}", "currency": "GBP"} for number in range(600)]
    with database.writing() as session:
        ids = records.insert_many(session, "laptops", given)
    told: list[int] = []

    class Stopping(Progress):
        def step(self, done: int, of: int = 0, what: str = "") -> None:
            told.append(done)
            if len(told) > after:
                self.cancel()
            super().step(done, of, what)

    seen = judged(database, ids, Change("notes", How.SET, "x"))
    with pytest.raises(Stopped):
        database.write(lambda session: several.change(session, seen, Stopping()))
    assert len(told) == after + 1
    assert {one for (one,) in stored(database, "notes")} == {None}
    assert judged(database, ids, Change("notes", How.SET, "x")).by_verdict == seen.by_verdict


def test_tags_are_put_on_taken_off_and_set(database: Database) -> None:
    ids = laptops(database, 3)
    with database.writing() as session:
        tags.put(session, "laptops", ids[:1], ["Loan"])
    on = judged(database, ids, Change("tags", How.ADD, ("loan", "Pool")))
    assert on.records[0].pairs == {"tags": ("Loan", "Loan, Pool")}
    database.write(lambda session: several.change(session, on))
    with database.reading() as session:
        assert [one.name for one in tags.of(session, "laptops", ids[2])] == ["Loan", "Pool"]
    both = judged(database, ids, Change("tags", How.TAKE, ("LOAN",)), Change("notes", How.SET, "x"))
    database.write(lambda session: several.change(session, both))
    assert stored(database, "tags", "notes") == [("Pool", "x")] * 3
    assert counts(judged(database, ids, Change("tags", How.SET, ("pool",)))) == {"same": 3}
    with pytest.raises(UserError, match="too long"):
        judged(database, ids, Change("tags", How.ADD, ("x" * 61,)))
