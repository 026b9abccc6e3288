"""What every record type can do, on both engines, found out from its declaration; new types are covered by themselves.

In the workspace that they share each type has a custom field of every kind besides its own: what holds for the declared
fields holds for these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from itdesk.areas import load_models, registry
from itdesk.core.errors import ChangedElsewhere, Invalid, UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.grams import norm
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.steps import between
from itdesk.db import attachments, comments, history, links, lists, records, search, tags
from itdesk.db.database import Database
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.lists import ListSpec
from itdesk.files.export import Column, write_table
from itdesk.files.importing import import_file
from tests.custom_fields import add_custom_fields
from tests.statements import counted
from tests.valid_values import NUMBERS, WORDS, Create, linked_first, required_values, values_for, wrong_values

KINDS = [record_type.kind for record_type in registry()]
ORDERED = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.DATE)


@dataclass
class Desk:
    """A workspace that all tests of an engine share; each makes records of its own."""

    database: Database
    create: Create

    def save(self, kind: str, values: dict[str, object]) -> int:
        with self.database.writing() as session:
            return records.save(session, records.Draft(kind, dict(values)))

    def new(self, kind: str) -> tuple[int, dict[str, object]]:
        """A record with every field filled, and its values as they have to come back."""
        record_type = self.database.registry[kind]
        values = values_for(record_type, self.create)
        record_id = self.save(kind, values)
        with self.database.reading() as session:
            return record_id, records.draft(session, kind, record_id).values

    def clear(self, kind: str) -> None:
        for record_id in self.ids(ListSpec(kind, (), (), ())):
            with self.database.writing() as session:
                records.delete(session, kind, record_id)

    def ids(self, spec: ListSpec) -> list[int]:
        with self.database.reading() as session:
            return list(lists.ids(session, spec))


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    load_models()
    if request.param == "sqlite":
        location: str | Path = tmp_path_factory.mktemp("every") / "firm.itdesk"
    else:
        location = request.getfixturevalue("postgres_server").create()
    create_workspace(location, registry(), name="Firm").close()
    database = open_database(str(location), registry(), patience=5.0)
    add_custom_fields(database)
    shared = Desk(database, lambda _kind: 0)
    shared.create = linked_first(database.registry, shared.save)
    yield shared
    database.close()


@pytest.fixture(params=KINDS)
def record_type(request: pytest.FixtureRequest, desk: Desk) -> RecordType:
    """The type under test; where a choice is unique, what took it before makes room."""
    found = desk.database.registry[request.param]
    if any(declared.unique and declared.kind is Kind.CHOICE for declared in found.fields):
        desk.clear(found.kind)
    return found


def shown(record_type: RecordType) -> list[Field]:
    return [declared for declared in record_type.fields if not declared.secret]


def test_saved_record_reads_back_as_it_was_typed(desk: Desk, record_type: RecordType) -> None:
    values = values_for(record_type, desk.create)
    record_id = desk.save(record_type.kind, values)
    with desk.database.reading() as session:
        draft = records.draft(session, record_type.kind, record_id)
    expected = record_type.filled(values, {})
    for declared in record_type.typed:
        if expected.get(declared.name) is not None:
            assert draft.values[declared.name] == expected[declared.name], declared.name
            assert type(draft.values[declared.name]) is type(_plain(expected[declared.name])), declared.name
    if record_type.number_prefix:
        assert draft.values[record_type.number_field]
    assert draft.version == 1


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value


def test_number_is_given_where_none_is_typed(desk: Desk, record_type: RecordType) -> None:
    values = values_for(record_type, desk.create) | (
        {record_type.number_field: None} if record_type.number_prefix else {}
    )
    first, second = desk.save(record_type.kind, values), None
    with desk.database.reading() as session:
        title = records.title_of(session, record_type.kind, first)
    assert title
    if record_type.number_prefix:
        again = values_for(record_type, desk.create) | {record_type.number_field: None}
        second = desk.save(record_type.kind, again)
        with desk.database.reading() as session:
            numbers = [
                records.draft(session, record_type.kind, one).values[record_type.number_field]
                for one in (first, second)
            ]
        assert all(str(number).startswith(record_type.number_prefix) for number in numbers)
        assert numbers[0] != numbers[1]


def test_same_draft_saved_twice_is_one_record(desk: Desk, record_type: RecordType) -> None:
    draft = records.Draft(record_type.kind, values_for(record_type, desk.create))
    with desk.database.writing() as session:
        first = records.save(session, draft)
    with desk.database.writing() as session:
        assert records.save(session, draft) == first


def test_list_shows_every_column_in_one_statement(desk: Desk, record_type: RecordType) -> None:
    record_id, values = desk.new(record_type.kind)
    columns = tuple(declared.name for declared in shown(record_type))
    spec = ListSpec(record_type.kind, columns, (), record_type.sort)
    with desk.database.reading() as session, counted(session) as statements:
        row = lists.rows(session, spec, [record_id])[record_id]
        assert len(statements) == 1
        lists.page(session, spec, limit=50)
        lists.page(session, spec, limit=1)
        assert len(statements) == 3
    seen = dict(zip(columns, row[1:], strict=True))
    for declared in shown(record_type):
        if declared.computed:
            continue
        if declared.kind is Kind.LINK and values[declared.name] is not None:
            with desk.database.reading() as session:
                assert seen[declared.name] == records.title_of(session, declared.to, values[declared.name])
        elif declared.kind is not Kind.LINK:
            assert seen[declared.name] == values[declared.name], declared.name


def test_list_sorts_by_every_column_and_pages_through_all(desk: Desk, record_type: RecordType) -> None:
    """The list of a few: full ones, and some alike that have nothing but what they must have."""
    kind, word = record_type.kind, f"few{next(WORDS)}"
    few = [desk.new(kind)[0] for _each in range(2)]
    few += [desk.save(kind, required_values(record_type, desk.create)) for _each in range(2)]
    with desk.database.writing() as session:
        tags.put(session, kind, few, add=[word])
    tagged = Filter("tags", Operator.CONTAINS, word)
    with desk.database.reading() as session:
        for declared in shown(record_type):
            for sign in ("", "-"):
                spec = ListSpec(kind, (declared.name,), (tagged,), (sign + declared.name,))
                ids = list(lists.ids(session, spec))
                assert sorted(ids) == sorted(few)
                assert _paged(session, spec) == ids, f"{sign}{declared.name}"
                if declared.kind in ORDERED:
                    _assert_ordered(session, spec, ids, falling=bool(sign))


def _paged(session: Any, spec: ListSpec) -> list[int]:
    found, after = [], None
    while True:
        page = lists.page(session, spec, after=after, limit=2)
        found += [row[0] for row in page.rows]
        after = page.next
        if after is None:
            return found


def _assert_ordered(session: Any, spec: ListSpec, ids: list[int], *, falling: bool) -> None:
    rows = lists.rows(session, spec, ids)
    values = [rows[one][1] for one in ids if rows[one][1] is not None]
    assert values == sorted(values, reverse=falling)


def test_every_filter_finds_and_leaves_out(desk: Desk, record_type: RecordType) -> None:
    record_id, _values = desk.new(record_type.kind)
    with desk.database.reading() as session:
        for name in record_type.filters:
            declared = record_type.by_name[name]
            value = _stored_value(session, record_type, declared, record_id)
            for one, finds in _filters_for(declared, value):
                spec = ListSpec(record_type.kind, (name,), (one,), ())
                found = list(lists.ids(session, spec))
                assert (record_id in found) is finds, (one, value)
                assert lists.count(session, spec) == len(found)


def _stored_value(session: Any, record_type: RecordType, declared: Field, record_id: int) -> Any:
    column = f"{declared.name}.id" if declared.kind is Kind.LINK else declared.name
    return lists.rows(session, ListSpec(record_type.kind, (column,), (), ()), [record_id])[record_id][1]


def _filters_for(declared: Field, value: Any) -> Iterator[tuple[Filter, bool]]:
    name = declared.name
    yield Filter(name, Operator.EMPTY), value is None
    yield Filter(name, Operator.NOT_EMPTY), value is not None
    if value is None:
        return
    if declared.kind is not Kind.INSTANT:
        yield Filter(name, Operator.IS, value), True
        yield Filter(name, Operator.IS, (value,)), True
        yield Filter(name, Operator.IS_NOT, value), False
    if declared.kind in TEXTUAL:
        yield Filter(name, Operator.CONTAINS, str(value)[1:].upper()), True
        yield Filter(name, Operator.CONTAINS, "no such text"), False
    if declared.kind in (*ORDERED, Kind.INSTANT):
        yield Filter(name, Operator.AT_LEAST, value), True
        yield Filter(name, Operator.AT_MOST, value), True
    if declared.kind is Kind.DATE:
        yield Filter(name, Operator.BEFORE, value), False
        yield Filter(name, Operator.AFTER, value), False
        yield Filter(name, Operator.AFTER, "today+36500"), False


def test_every_view_works(desk: Desk, record_type: RecordType) -> None:
    desk.new(record_type.kind)
    for view in record_type.views:
        columns = view.columns or record_type.columns
        spec = ListSpec(record_type.kind, columns, view.filters, view.sort or record_type.sort, view.group_by)
        ids = desk.ids(spec)
        with desk.database.reading() as session:
            assert lists.count(session, spec) == len(ids), view.label_text
            assert set(lists.rows(session, spec, ids)) == set(ids)
            lists.totals(session, spec)
            if view.group_by:
                assert sum(group.number for group in lists.groups(session, spec)) == len(ids)


def test_money_adds_up_by_currency(desk: Desk, record_type: RecordType) -> None:
    money = [declared.name for declared in record_type.fields if declared.kind is Kind.MONEY and not declared.secret]
    if not money:
        return
    made = [desk.new(record_type.kind)[0] for _each in range(3)]
    own = ("currency",) if "currency" in record_type.by_name else ("id",)  # without one it is the workspace's
    spec = ListSpec(record_type.kind, (*own, *money), (), ())
    with desk.database.reading() as session:
        totals = lists.totals(session, spec, made)
        rows = [lists.rows(session, spec, made)[one] for one in made]
    for place, name in enumerate(money, start=2):
        expected: dict[str, Decimal] = {}
        for row in rows:
            if row[place] is not None:
                currency = row[1] or "" if own == ("currency",) else ""
                expected[currency] = expected.get(currency, Decimal(0)) + row[place]
        assert {currency: total for currency, total in totals.get(name, {}).items() if total} == {
            currency: total for currency, total in expected.items() if total
        }


def test_search_finds_text_of_every_searched_field(desk: Desk, record_type: RecordType) -> None:
    for name in record_type.search:
        declared = record_type.by_name[name]
        if declared.kind not in (Kind.TEXT, Kind.LONG) or declared.length < 40:
            continue
        word = f"Zq{next(WORDS)}ümläut"
        values = values_for(record_type, desk.create) | {name: f"before {word} after"}
        if record_type.check and any(problem.field == name for problem in record_type.check(values)):
            continue
        record_id = desk.save(record_type.kind, values)
        with desk.database.reading() as session:
            hits = search.find(session, norm(word)[1:], 20).hits
        assert (record_type.kind, record_id) in {(hit.kind, hit.id) for hit in hits}, name
        spec = ListSpec(record_type.kind, (record_type.title,), (), (), search_text=word.upper())
        assert desk.ids(spec) == [record_id], name


def test_record_is_found_by_what_people_call_it(desk: Desk, record_type: RecordType) -> None:
    record_id, values = desk.new(record_type.kind)
    for name in record_type.match:
        if "|" not in name and values[name] is not None and record_type.by_name[name].kind in TEXTUAL:
            with desk.database.reading() as session:
                found = records.find(session, record_type.kind, str(values[name]).upper())
            assert found == record_id, name
    with desk.database.reading() as session:
        title = records.title_of(session, record_type.kind, record_id)
        offered = records.choices_for(session, record_type.kind, title, 50)
    assert (record_id, title) in {(one[0], one[1]) for one in offered}


def test_change_is_saved_and_told_by_history(desk: Desk, record_type: RecordType) -> None:
    record_id, before = desk.new(record_type.kind)
    with desk.database.reading() as session:
        draft = records.draft(session, record_type.kind, record_id)
    wanted = values_for(record_type, desk.create, number=next(NUMBERS[record_type.kind]))
    draft.values.update({declared.name: wanted[declared.name] for declared in record_type.typed})
    with desk.database.writing() as session:
        assert records.save(session, draft) == record_id
    with desk.database.reading() as session:
        after = records.draft(session, record_type.kind, record_id)
        told = history.of(session, record_type.kind, record_id)
    changed = {name for name in before if before[name] != after.values[name]}
    assert changed
    on_the_way = [
        between(one.steps, before[one.name], after.values[one.name]) for one in record_type.typed if one.steps
    ]
    assert after.version == 2 + (sum(map(len, on_the_way)) if desk.database.is_server else 0)
    by_label = {change.field: change for change in told if not change.part}
    for name in changed:
        change = by_label[record_type.by_name[name].label]
        if record_type.by_name[name].secret:
            assert str(before[name]) not in (change.old, change.new)
        else:
            assert change.old != change.new, name


def test_two_who_save_the_same_field_are_told(desk: Desk, record_type: RecordType) -> None:
    record_id, before = desk.new(record_type.kind)
    name = _free_text(record_type)
    with desk.database.reading() as session:
        mine, theirs = (records.draft(session, record_type.kind, record_id) for _each in range(2))
    theirs.values[name], mine.values[name] = "theirs", "mine"
    with desk.database.writing() as session:
        records.save(session, theirs)
    with pytest.raises(ChangedElsewhere) as refused, desk.database.writing() as session:
        records.save(session, mine)
    found = refused.value
    assert (found.original[name], found.theirs[name], found.yours[name]) == (before[name], "theirs", "mine")
    with desk.database.reading() as session:
        assert records.draft(session, record_type.kind, record_id).values[name] == "theirs"


def _free_text(record_type: RecordType) -> str:
    """A text that nothing else follows from."""
    for declared in reversed(record_type.typed):
        if declared.kind is Kind.LONG or (declared.kind is Kind.TEXT and declared.name not in ("currency", "zone")):
            return declared.name
    raise AssertionError(f"{record_type.kind} has no text at all")


def test_two_who_save_different_fields_both_keep_theirs(desk: Desk, record_type: RecordType) -> None:
    record_id, _before = desk.new(record_type.kind)
    texts = [
        declared for declared in record_type.typed if declared.kind in (Kind.TEXT, Kind.LONG) and declared.length > 20
    ]
    if len(texts) < 2:
        return
    first, last = texts[0].name, texts[-1].name
    with desk.database.reading() as session:
        mine, theirs = (records.draft(session, record_type.kind, record_id) for _each in range(2))
    theirs.values[first], mine.values[last] = f"theirs {next(WORDS)}", "mine"
    wanted = theirs.values[first]
    with desk.database.writing() as session:
        records.save(session, theirs)
    with desk.database.writing() as session:
        records.save(session, mine)
    with desk.database.reading() as session:
        now = records.draft(session, record_type.kind, record_id).values
    assert (now[first], now[last]) == (wanted, "mine")


def test_deleted_record_leaves_lists_and_comes_back(desk: Desk, record_type: RecordType) -> None:
    record_id, values = desk.new(record_type.kind)
    spec = ListSpec(record_type.kind, (record_type.title,), (), ())
    with desk.database.writing() as session:
        records.delete(session, record_type.kind, record_id)
    assert record_id not in desk.ids(spec)
    with desk.database.reading() as session:
        title = records.title_of(session, record_type.kind, record_id)
        assert record_id not in {one[0] for one in records.choices_for(session, record_type.kind, title, 50)}
    with desk.database.writing() as session:
        records.restore(session, record_type.kind, record_id)
    assert record_id in desk.ids(spec)
    with desk.database.reading() as session:
        assert records.draft(session, record_type.kind, record_id).values == values


def test_unique_value_is_free_again_while_its_record_is_in_the_bin(desk: Desk, record_type: RecordType) -> None:
    unique = [declared.name for declared in record_type.typed if declared.unique]
    for name in unique:
        record_id, values = desk.new(record_type.kind)
        other = values_for(record_type, desk.create) | {name: values[name]}
        with pytest.raises(Invalid) as refused:
            desk.save(record_type.kind, other)
        assert [problem.field for problem in refused.value.problems] == [name]
        with desk.database.writing() as session:
            records.delete(session, record_type.kind, record_id)
        desk.save(record_type.kind, other)
        with pytest.raises(UserError), desk.database.writing() as session:
            records.restore(session, record_type.kind, record_id)


def test_wrong_values_are_refused_with_their_field(desk: Desk, record_type: RecordType) -> None:
    for declared in record_type.typed:
        for wrong in wrong_values(declared):
            if wrong is None and (record_type.fill is not None or declared.name == record_type.number_field):
                continue
            values = values_for(record_type, desk.create) | {declared.name: wrong}
            if (
                declared.kind is Kind.LINK
                and isinstance(wrong, int)
                and record_type.filled(values, {})[declared.name] is None
            ):
                continue  # such a record has no such link at all
            with pytest.raises(Invalid) as refused:
                desk.save(record_type.kind, values)
            assert declared.name in {problem.field for problem in refused.value.problems}, (declared.name, wrong)
            assert refused.value.problems[0].message.endswith((".", "…"))


def test_exported_list_comes_back_as_it_was(desk: Desk, record_type: RecordType, tmp_path: Path) -> None:
    record_id, values = desk.new(record_type.kind)
    written = [declared for declared in record_type.typed if not declared.secret]
    spec = ListSpec(record_type.kind, tuple(declared.name for declared in written), (), ())
    with desk.database.reading() as session:
        row = lists.rows(session, spec, [record_id])[record_id]
    for file in (tmp_path / "list.csv", tmp_path / "list.xlsx"):
        zone = ZoneInfo(desk.database.workspace.zone)
        assert write_table(file, [Column.of(declared) for declared in written], [row[1:]], zone=zone) == 1
        with desk.database.writing() as session:
            records.delete(session, record_type.kind, record_id)
        before = set(desk.ids(spec))
        tried = import_file(desk.database, record_type.kind, file, dry_run=True)
        assert set(desk.ids(spec)) == before
        outcome = import_file(desk.database, record_type.kind, file)
        for one in (tried, outcome):
            assert (one.taken, one.changed, one.refused, one.created) == (1, 0, [], {})
        (record_id,) = set(desk.ids(spec)) - before
        with desk.database.reading() as session:
            again = records.draft(session, record_type.kind, record_id).values
        for declared in written:
            assert again[declared.name] == values[declared.name], (file.suffix, declared.name)


def test_empty_record_is_refused_or_saved_but_never_breaks(desk: Desk, record_type: RecordType) -> None:
    with desk.database.reading() as session:
        draft = records.blank(session.info["registry"], record_type.kind)
    missing = [
        declared.name
        for declared in record_type.typed
        if declared.required and record_type.filled(draft.values, {}).get(declared.name) is None
    ]
    if not missing:
        return
    with pytest.raises(Invalid) as refused, desk.database.writing() as session:
        records.save(session, draft)
    assert {problem.field for problem in refused.value.problems} & set(missing)


def test_what_hangs_on_it_is_told_found_and_comes_back_from_the_bin(
    desk: Desk, record_type: RecordType, tmp_path: Path
) -> None:
    kind = record_type.kind
    record_id, _values = desk.new(kind)
    other, _values = desk.new("departments" if kind != "departments" else "sites")
    far = ("departments" if kind != "departments" else "sites", other)
    words = {name: f"Qz{next(WORDS)}{name}" for name in ("tag", "comment", "file", "text")}
    (tmp_path / f"{words['file']}.txt").write_text(words["text"])
    with desk.database.writing() as session:
        tags.put(session, kind, [record_id], add=[words["tag"]])
        comments.add(session, kind, record_id, words["comment"])
        attachments.add(session, kind, record_id, tmp_path / f"{words['file']}.txt", text=words["text"])
        links.add(session, (kind, record_id), "depends_on", far, note="why")

    def seen() -> tuple[object, ...]:
        with desk.database.reading() as session:
            return (
                [tag.name for tag in tags.of(session, kind, record_id)],
                [one.body for one in comments.of(session, kind, record_id).comments],
                [one.name for one in attachments.list(session, kind, record_id)],
                [(one.word, one.record_id, one.note) for one in links.of(session, kind, record_id)],
                [(one.word, one.record_id) for one in links.of(session, *far) if one.kind == kind],
                {name: [hit.id for hit in search.find(session, word).hits] for name, word in words.items()},
                lists.page(session, ListSpec(kind, ("tags",), (Filter("tags", Operator.CONTAINS, words["tag"]),))).rows,
            )

    whole = (
        [words["tag"]],
        [words["comment"]],
        [f"{words['file']}.txt"],
        [("Depends on", other, "why")],
        [("Is needed by", record_id)],
        {key: [record_id] for key in words},
        [(record_id, words["tag"])],
    )
    assert seen() == whole
    with desk.database.reading() as session:
        told = {one.part for one in history.of(session, kind, record_id) if one.verb == "added"}
    assert {part.partition(" ")[0] for part in told} - {"Loan"} == {"Tag", "Comment", "File", "Link"}
    with desk.database.writing() as session:
        records.delete(session, kind, record_id)
    assert seen()[4:] == ([], {key: [] for key in words}, [])
    with desk.database.writing() as session:
        records.restore(session, kind, record_id)
    assert seen() == whole
