"""Lists on both engines against a model in Python: pages by any sort, filters, groups, totals."""

from __future__ import annotations

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itdesk.core.errors import UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.grams import matcher, norm
from itdesk.core.grouping import Level, levels
from itdesk.core.periods import days_in
from itdesk.core.summaries import Summary, summed
from itdesk.db import lists, records
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.facets import facets
from itdesk.db.lists import ListSpec
from itdesk.db.summing import facts
from tests import postgres_server as postgres
from tests.db.making import make
from tests.db.sample_types import REGISTRY, Message, State
from tests.statements import counted

ZONE = ZoneInfo("Europe/London")
COLUMNS = ("tag", "name", "maker", "maker.id", "person", "cost", "currency", "bought_on", "is_spare")
Rows = dict[int, dict[str, Any]]


def _today() -> date:
    return datetime.now(ZONE).date()


def _fill(database: Database) -> Rows:
    chance = random.Random(5)
    rows: Rows = {}
    with database.writing() as session:
        makers = {make(session, "makers", name=name): name for name in ("Dell", "apple", "Épson", "Zebra")}
        people = {make(session, "people", name=name): name for name in ("Åsa", "bo", "Öl", "Zoe")}
        for number in range(60):
            maker = chance.choice([None, *makers])
            person = chance.choice([None, *people])
            cost = chance.choice([None, Decimal(chance.randrange(1, 9)) / 4])
            values = {
                "tag": chance.choice([None, f"T-{number}", f"t_{number}"]),
                "name": chance.choice(["xps", "XPS", "Äpfel", "apfel", "100%", "a_b", "東京", "Überprüfung", "straße"]),
                "maker": maker,
                "person": person,
                "cost": cost,
                "currency": chance.choice(["GBP", "EUR"]),
                "bought_on": chance.choice([None, _today() + timedelta(chance.randrange(-40, 40))]),
                "is_spare": chance.random() < 0.3,
            }
            made = make(session, "laptops", **values)
            shown = {"maker": makers.get(maker), "maker.id": maker, "person": people.get(person)}
            rows[made] = {"id": made, **values, **shown}
    with database.writing() as session:
        records.delete(session, "laptops", 60)
        del rows[60]
    return rows


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Rows]]:
    """Sixty laptops with holes, for tests that only read."""
    if request.param == "sqlite":
        place = str(tmp_path_factory.mktemp("lists") / "firm.itdesk")
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        place = server.create()
    create_workspace(place, REGISTRY, name="Firm").close()
    database = open_database(place, REGISTRY)
    yield database, _fill(database)
    database.close()


def _key(name: str) -> Callable[[dict[str, Any]], Any]:
    def key(row: dict[str, Any]) -> Any:
        value = row[name]
        return norm(value).encode() if isinstance(value, str) else value

    return key


def _sorted(rows: Rows, sort: tuple[str, ...]) -> list[int]:
    """Missing values last whichever way; the id breaks ties in the direction of the last name."""
    ordered = list(rows.values())
    names = [
        *sort,
        *(
            ()
            if sort and sort[-1].removeprefix("-") == "id"
            else (("-" if sort and sort[-1][0] == "-" else "") + "id",)
        ),
    ]
    for name in reversed(names):
        key = _key(name.removeprefix("-"))
        there = [row for row in ordered if key(row) is not None]
        there.sort(key=key, reverse=name.startswith("-"))
        ordered = there + [row for row in ordered if key(row) is None]
    return [row["id"] for row in ordered]


SORTS = [
    (),
    ("name",),
    ("-name",),
    ("maker", "-cost"),
    ("-maker", "cost", "name"),
    ("bought_on",),
    ("-bought_on", "-name"),
    ("is_spare", "tag"),
    ("-cost",),
    ("currency", "-bought_on", "name"),
    ("-updated_at",),
]


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_follow_each_other_in_any_order(filled: tuple[Database, Rows], sort: tuple[str, ...]) -> None:
    database, rows = filled
    spec = ListSpec("laptops", COLUMNS, sort=sort)
    with database.reading() as session:
        whole = list(lists.ids(session, spec))
        paged: list[int] = []
        after: tuple[Any, ...] | None = None
        while True:
            page = lists.page(session, spec, after, limit=7)
            paged += [row[0] for row in page.rows]
            for row in page.rows:
                assert row == (row[0], *(rows[row[0]][name] for name in COLUMNS))
            if page.next is None:
                break
            after = page.next
        assert lists.rows(session, spec, whole) == {one: (one, *(rows[one][name] for name in COLUMNS)) for one in rows}
    assert paged == whole
    if "updated_at" not in str(sort):
        assert whole == _sorted(rows, sort or ("name",))
    assert set(whole) == set(rows)


def _in(value: Any, wanted: Any) -> bool:
    return value in (wanted if isinstance(wanted, tuple) else (wanted,))


FILTERS: list[tuple[Filter, Callable[[dict[str, Any]], bool]]] = [
    (Filter("name", Operator.IS, "xps"), lambda r: r["name"] == "xps"),
    (Filter("name", Operator.IS, ("xps", "XPS")), lambda r: r["name"] in ("xps", "XPS")),
    (Filter("tag", Operator.IS_NOT, "T-1"), lambda r: r["tag"] != "T-1"),
    (Filter("tag", Operator.IS, None), lambda r: r["tag"] is None),
    (Filter("tag", Operator.IS, ("T-1", None)), lambda r: r["tag"] in ("T-1", None)),
    (Filter("tag", Operator.IS_NOT, ("T-1", None)), lambda r: r["tag"] not in ("T-1", None)),
    (Filter("name", Operator.CONTAINS, "APF"), lambda r: "apf" in norm(r["name"])),
    (Filter("name", Operator.CONTAINS, "uber"), lambda r: "uber" in norm(r["name"])),
    (Filter("name", Operator.CONTAINS, "STRASSE"), lambda r: "strasse" in norm(r["name"])),
    (Filter("name", Operator.CONTAINS, "京"), lambda r: "京" in r["name"]),
    (Filter("name", Operator.CONTAINS, "%"), lambda r: "%" in r["name"]),
    (Filter("name", Operator.CONTAINS, "_"), lambda r: "_" in r["name"]),
    (Filter("name", Operator.CONTAINS, "\\"), lambda r: "\\" in r["name"]),
    (Filter("name", Operator.CONTAINS, "'; --"), lambda _row: False),
    (Filter("maker", Operator.CONTAINS, "eps"), lambda r: "eps" in norm(r["maker"] or "")),
    (Filter("maker", Operator.IS, 1), lambda r: r["maker.id"] == 1),
    (Filter("maker", Operator.IS, (1, 2)), lambda r: r["maker.id"] in (1, 2)),
    (Filter("maker", Operator.EMPTY), lambda r: r["maker.id"] is None),
    (Filter("maker", Operator.NOT_EMPTY), lambda r: r["maker.id"] is not None),
    (Filter("tag", Operator.EMPTY), lambda r: r["tag"] is None),
    (
        Filter("cost", Operator.AT_LEAST, Decimal("1.25")),
        lambda r: r["cost"] is not None and r["cost"] >= Decimal("1.25"),
    ),
    (Filter("cost", Operator.AT_MOST, "1.25"), lambda r: r["cost"] is not None and r["cost"] <= Decimal("1.25")),
    (Filter("cost", Operator.IS, Decimal("0.5")), lambda r: r["cost"] == Decimal("0.5")),
    (Filter("is_spare", Operator.IS, True), lambda r: r["is_spare"]),
    (Filter("is_spare", Operator.IS_NOT, True), lambda r: not r["is_spare"]),
    (Filter("bought_on", Operator.BEFORE, "today"), lambda r: r["bought_on"] is not None and r["bought_on"] < _today()),
    (
        Filter("bought_on", Operator.AFTER, "today+10"),
        lambda r: r["bought_on"] is not None and r["bought_on"] > _today() + timedelta(10),
    ),
    (
        Filter("bought_on", Operator.AT_LEAST, "today-7"),
        lambda r: r["bought_on"] is not None and r["bought_on"] >= _today() - timedelta(7),
    ),
    (Filter("bought_on", Operator.IS, "today"), lambda r: r["bought_on"] == _today()),
    (Filter("created_at", Operator.AT_LEAST, "today"), lambda _row: True),
    (Filter("created_at", Operator.BEFORE, "today"), lambda _row: False),
    (Filter("id", Operator.AT_MOST, 10), lambda r: r["id"] <= 10),
    (Filter("name", Operator.STARTS, "ap"), lambda r: norm(r["name"]).startswith("ap")),
    (Filter("name", Operator.STARTS, "p"), lambda r: norm(r["name"]).startswith("p")),
    (Filter("tag", Operator.LACKS, "_"), lambda r: "_" not in (r["tag"] or "")),
    (Filter("maker", Operator.LACKS, "eps"), lambda r: "eps" not in norm(r["maker"] or "")),
    (Filter("bought_on", Operator.DURING, "month"), lambda r: _is_in(r["bought_on"], "month")),
    (Filter("bought_on", Operator.DURING, "week-1"), lambda r: _is_in(r["bought_on"], "week-1")),
    (Filter("bought_on", Operator.DURING, "quarter+1"), lambda r: _is_in(r["bought_on"], "quarter+1")),
    (Filter("created_at", Operator.DURING, "week"), lambda _row: True),
    (Filter("created_at", Operator.DURING, "year-1"), lambda _row: False),
    (Filter("maker.name", Operator.IS, "apple"), lambda r: r["maker"] == "apple"),
    (Filter("maker.name", Operator.IS_NOT, "apple"), lambda r: r["maker"] != "apple"),
    (Filter("maker.name", Operator.CONTAINS, "e"), lambda r: "e" in norm(r["maker"] or "")),
    (Filter("maker.name", Operator.LACKS, "e"), lambda r: "e" not in norm(r["maker"] or "")),
    (Filter("maker.name", Operator.EMPTY), lambda r: r["maker"] is None),
    (Filter("maker.name", Operator.NOT_EMPTY), lambda r: r["maker"] is not None),
    (Filter("maker.created_at", Operator.BEFORE, "today"), lambda _row: False),
    (Filter("person.owned_count", Operator.AT_LEAST, 1), lambda r: r["person"] is not None),
    (
        Filter("", Operator.ANY_OF, (Filter("maker", Operator.IS, 1), Filter("is_spare", Operator.IS, True))),
        lambda r: r["maker.id"] == 1 or r["is_spare"],
    ),
    (
        Filter(
            "",
            Operator.ANY_OF,
            (
                Filter("maker.name", Operator.IS, ("Zebra", "Dell")),
                Filter(
                    "",
                    Operator.ALL_OF,
                    (
                        Filter("bought_on", Operator.AT_LEAST, "today-7"),
                        Filter("bought_on", Operator.AT_MOST, "today"),
                    ),
                ),
            ),
        ),
        lambda r: (
            r["maker"] in ("Zebra", "Dell")
            or (r["bought_on"] is not None and _today() - timedelta(7) <= r["bought_on"] <= _today())
        ),
    ),
]


def _is_in(day: date | None, period: str) -> bool:
    span = days_in(period, _today(), 0)
    return span is not None and day is not None and span[0] <= day < span[1]


@pytest.mark.parametrize(
    ("one", "keeps"), FILTERS, ids=lambda value: str(value)[:60] if isinstance(value, Filter) else ""
)
def test_a_filter_keeps_what_the_model_keeps(
    filled: tuple[Database, Rows], one: Filter, keeps: Callable[[dict[str, Any]], bool]
) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name",), (one,), sort=("id",))
    expected = [row["id"] for row in rows.values() if keeps(row)]
    with database.reading() as session:
        assert list(lists.ids(session, spec)) == expected
        assert lists.count(session, spec) == len(expected)


def test_filters_are_joined_by_and_and_bound_anew(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    with database.reading() as session:
        for maker, spare in itertools.product((1, 2, 3), (True, False)):
            both = (Filter("maker", Operator.IS, maker), Filter("is_spare", Operator.IS, spare))
            found = set(lists.ids(session, ListSpec("laptops", ("name",), both)))
            assert found == {one for one, row in rows.items() if row["maker.id"] == maker and row["is_spare"] == spare}


def test_me_is_the_acting_person(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name",), (Filter("person", Operator.IS, "me"),))
    with database.reading(actor=2) as session:
        assert set(lists.ids(session, spec)) == {one for one, row in rows.items() if row["person"] == "bo"}
    with database.reading() as session:
        assert list(lists.ids(session, spec)) == []


def test_groups_count_and_add_up_by_currency(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name", "cost"), group_by="maker", sort=("name",))
    model: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.values():
        model[row["maker.id"]].append(row)
    with database.reading() as session:
        found = lists.groups(session, spec)
        ids = list(lists.ids(session, spec))
        totals = lists.totals(session, spec)
        of_some = lists.totals(session, spec, ids[:9])
    assert [group.label for group in found] == ["apple", "Dell", "Épson", "Zebra", ""]
    for group in found:
        assert group.number == len(model[group.value])
        for currency in ("GBP", "EUR"):
            expected = sum(row["cost"] or 0 for row in model[group.value] if row["currency"] == currency)
            assert group.sums["cost"].get(currency, 0) == expected
    assert totals["cost"]["GBP"] == sum(row["cost"] or 0 for row in rows.values() if row["currency"] == "GBP")
    assert of_some["cost"].get("EUR", 0) == sum(
        rows[one]["cost"] or 0 for one in ids[:9] if rows[one]["currency"] == "EUR"
    )
    order = [rows[one]["maker.id"] for one in ids]
    assert [key for key, _run in itertools.groupby(order)] == [group.value for group in found]


@pytest.mark.parametrize(
    "group_by",
    [
        "maker,person",
        "bought_on:month",
        "-bought_on:week,is_spare",
        "created_at:day,maker",
        "person,bought_on:quarter",
        "bought_on:year",
    ],
)
def test_groups_stand_within_groups_and_dates_within_periods(filled: tuple[Database, Rows], group_by: str) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name", "cost"), group_by=group_by, sort=("-name",))
    found_levels = levels(group_by)

    def value(row: dict[str, Any], level: Level) -> Any:
        if level.name == "created_at":
            return _today()
        stored = row.get(f"{level.name}.id", row[level.name])
        span = days_in(level.span, stored, 0) if level.span and stored else None
        return span[0] if span else stored

    people: dict[Any, Any] = {}
    with database.reading() as session:
        found = lists.groups(session, spec)
        ids = list(lists.ids(session, spec))
        for one, row in lists.rows(session, ListSpec("laptops", ("person.id",)), ids).items():
            people[one] = row[1]
    for one in ids:
        rows[one]["person.id"] = people[one]
    place, path = 0, [None, None]
    for group in found:
        path[group.level] = group.value
        inside = ids[place : place + group.number]
        depth = group.level + 1
        for one in inside:
            assert [value(rows[one], level) for level in found_levels[:depth]] == path[:depth]
        for currency in ("GBP", "EUR"):
            expected = sum(rows[one]["cost"] or 0 for one in inside if rows[one]["currency"] == currency)
            assert group.sums["cost"].get(currency, 0) == expected
        if depth == len(found_levels):
            place += group.number
    assert place == len(ids) == len(rows)
    values = [group.value for group in found if group.level == 0 and group.value is not None]
    assert len(set(values)) == len(values)
    if found_levels[0].span:
        assert values == sorted(values, reverse=found_levels[0].descending)


def test_feet_are_exact_by_currency_in_one_statement(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name",), (Filter("is_spare", Operator.IS, False),))
    kept = [row for row in rows.values() if not row["is_spare"]]
    with database.reading() as session, counted(session) as asked:
        found = facts(session, spec, ["cost", "bought_on", "tag", "maker", "created_at"])
        assert len(asked) == 1
    costs = {
        code: [row["cost"] for row in kept if row["currency"] == code and row["cost"] is not None]
        for code in ("GBP", "EUR")
    }
    assert summed(Summary.SUM, found["cost"]) == {code: sum(costs[code]) for code in costs}
    assert summed(Summary.LEAST, found["cost"]) == {code: min(costs[code]) for code in costs}
    assert summed(Summary.MOST, found["cost"]) == {code: max(costs[code]) for code in costs}
    average = {code: (sum(costs[code]) / len(costs[code])).quantize(Decimal("0.01"), "ROUND_HALF_UP") for code in costs}
    assert summed(Summary.AVERAGE, found["cost"]) == average
    days = [row["bought_on"] for row in kept if row["bought_on"]]
    assert summed(Summary.LEAST, found["bought_on"]) == {"": min(days)}
    assert summed(Summary.MOST, found["bought_on"]) == {"": max(days)}
    assert summed(Summary.FILLED, found["bought_on"]) == {"": len(days)}
    assert summed(Summary.EMPTY, found["tag"]) == {"": sum(row["tag"] is None for row in kept)}
    assert summed(Summary.FILLED, found["maker"]) == {"": sum(row["maker"] is not None for row in kept)}
    assert isinstance(summed(Summary.MOST, found["created_at"])[""], datetime)


def test_rows_tell_the_first_rule_that_they_meet(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    rules = (
        (Filter("maker.name", Operator.IS, "Dell"), Filter("is_spare", Operator.IS, True)),
        (Filter("bought_on", Operator.BEFORE, "today"),),
        (Filter("", Operator.ANY_OF, (Filter("name", Operator.STARTS, "xps"), Filter("tag", Operator.EMPTY))),),
    )

    def met(row: dict[str, Any]) -> int | None:
        holds = (
            row["maker"] == "Dell" and row["is_spare"],
            row["bought_on"] is not None and row["bought_on"] < _today(),
            norm(row["name"]).startswith("xps") or row["tag"] is None,
        )
        return next((place for place, one in enumerate(holds) if one), None)

    spec = ListSpec("laptops", ("name",), (Filter("currency", Operator.IS, "GBP"),), sort=("name",), rules=rules)
    with database.reading() as session, counted(session) as asked:
        page = lists.page(session, spec, limit=10)
        assert len(asked) == 1, "the rules are read with the rows"
        told = {row[0]: row[-1] for row in page.rows}
        told |= {row[0]: row[-1] for row in lists.page(session, spec, page.next, limit=60).rows}
        again = lists.rows(session, spec, list(told))
    assert told == {one: met(row) for one, row in rows.items() if row["currency"] == "GBP"}
    assert {one: row[-1] for one, row in again.items()} == told
    assert set(told.values()) == {0, 1, 2, None}


def test_facets_tell_how_many_records_have_each_value(filled: tuple[Database, Rows]) -> None:
    database, rows = filled
    spec = ListSpec("laptops", ("name",), (Filter("is_spare", Operator.IS, False),))
    kept = [row for row in rows.values() if not row["is_spare"]]
    with database.reading() as session, counted(session) as asked:
        assert facets(session, spec, "maker") == Counter(row["maker.id"] for row in kept)
        assert facets(session, spec, "currency") == Counter(row["currency"] for row in kept)
        assert facets(session, spec, "maker.name") == Counter(row["maker"] for row in kept)
        assert facets(session, spec, "tags") == {None: len(kept)}
    assert len(asked) == 4


def test_a_page_is_one_statement_without_offset(filled: tuple[Database, Rows]) -> None:
    database, _rows = filled
    spec = ListSpec("laptops", COLUMNS, (Filter("is_spare", Operator.IS, False),), sort=("maker", "name"))
    with database.reading() as session:
        page = lists.page(session, spec, limit=5)
        with counted(session) as asked:
            lists.page(session, spec, page.next, limit=5)
    assert len(asked) == 1
    assert "OFFSET" not in asked[0].replace("OFFSET 0", "")  # SQLite's LIMIT is written with an offset of 0


def test_an_unknown_name_is_refused_with_those_there_are(filled: tuple[Database, Rows]) -> None:
    database, _rows = filled
    with database.reading() as session:
        for spec in (
            ListSpec("laptops", ("colour",)),
            ListSpec("laptops", ("name",), (Filter("colour", Operator.IS, 1),)),
            ListSpec("laptops", ("name",), sort=("-colour; DROP TABLE t_laptops",)),
        ):
            with pytest.raises(UserError, match="no field called"):
                lists.page(session, spec)
        with pytest.raises(UserError, match="is no date"):
            lists.page(session, ListSpec("laptops", ("name",), (Filter("bought_on", Operator.AFTER, "soon"),)))


def test_choices_sort_as_declared_and_numbers_by_age(database: Database) -> None:
    with database.writing() as session:
        made = [make(session, "tickets", title=f"T{n}", state=s) for n, s in enumerate(("done", "new", "open", "new"))]
        session.add_all([Message(ticket_id=made[0], body="a"), Message(ticket_id=made[0], body="b")])
    with database.reading() as session:
        by_state = ListSpec("tickets", ("state", "message_count"), sort=("state",))
        assert [row[1:] for row in lists.page(session, by_state).rows] == [
            ("new", 0),
            ("new", 0),
            ("open", 0),
            ("done", 2),
        ]
        grouped = lists.groups(session, ListSpec("tickets", ("title",), group_by="-state"))
        assert [(group.value, group.label, group.number) for group in grouped] == [
            ("done", State.DONE.label, 1),
            ("open", State.OPEN.label, 1),
            ("new", State.NEW.label, 2),
        ]
        assert list(lists.ids(session, ListSpec("tickets", ("title",), sort=("-number",)))) == made[::-1]
        busy = Filter("message_count", Operator.AT_LEAST, 1)
        assert list(lists.ids(session, ListSpec("tickets", ("title",), (busy,)))) == [made[0]]


def test_days_of_instants_are_the_workspaces_own(database: Database) -> None:
    day = date(2026, 7, 1)  # summer time: the day begins at 23:00 UTC
    begin = datetime(2026, 6, 30, 23, tzinfo=UTC)
    with database.writing() as session:
        before, first, last, after = (
            make(session, "tickets", title="T", due_at=moment)
            for moment in (
                begin - timedelta(seconds=1),
                begin,
                begin + timedelta(hours=24, seconds=-1),
                begin + timedelta(hours=24),
            )
        )
    expected = {
        Operator.IS: {first, last},
        Operator.IS_NOT: {before, after},
        Operator.BEFORE: {before},
        Operator.AFTER: {after},
        Operator.AT_LEAST: {first, last, after},
        Operator.AT_MOST: {before, first, last},
    }
    with database.reading() as session:
        for operator, wanted in expected.items():
            for value in (day, day.isoformat()):
                one = Filter("due_at", operator, value)
                assert set(lists.ids(session, ListSpec("tickets", ("title",), (one,)))) == wanted
        exact = Filter("due_at", Operator.IS, begin)
        assert set(lists.ids(session, ListSpec("tickets", ("title",), (exact,)))) == {first}


def test_typed_words_narrow_a_list(database: Database) -> None:
    with database.writing() as session:
        for name in ("ThinkPad X1", "thinkcentre", "MacBook", "X-ray"):
            make(session, "laptops", name=name, notes="shared words")
    with database.reading() as session:
        for words, expected in (
            ("think", 2),
            ("THINK x1", 1),
            ("x", 2),
            ("ma", 1),
            ("nk", 0),
            ("words", 4),
            ("zz", 0),
            ("thi", 2),
            ("xyz", 0),
            ("printing", 0),
        ):
            spec = ListSpec("laptops", ("name",), sort=("name",), search_text=words)
            assert lists.count(session, spec) == expected, words
            assert len(lists.page(session, spec).rows) == expected


def test_typed_words_narrow_a_list_as_a_scan_would(database: Database) -> None:
    names = [
        "abc bcd",
        "abcd",
        "Grüße",
        "grusse",
        "東京都",
        "京都",
        "a-b c",
        "tray_2",
        "XPS 13",
        "xps13",
        "сервер",
        "ser ver",
    ]
    with database.writing() as session:
        made = {make(session, "makers", name=name): name for name in names}
    with database.reading() as session:
        for words in (
            "abc",
            "abcd",
            "bcd abc",
            "gru",
            "GRÜ",
            "grusse",
            "京都",
            "東",
            "xps",
            "xps13",
            "s 1",
            "ser",
            "сер",
            "ab",
            "y_2",
        ):
            matches = matcher(words)
            found = set(lists.ids(session, ListSpec("makers", ("name",), search_text=words)))
            assert found == {one for one, name in made.items() if matches(name)}, words
