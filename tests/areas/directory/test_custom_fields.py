"""Custom fields from their definition to every place that shows them, on both engines."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from itdesk.areas import registry
from itdesk.areas.directory.custom_fields import converting, operations
from itdesk.core.custom import FIELDS, OwnValue
from itdesk.core.errors import Invalid, UserError
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Kind
from itdesk.db import check, history, lists, records, search, undoing
from itdesk.db import operations as steps
from itdesk.db.database import Database
from itdesk.db.engine import open_database
from itdesk.db.lists import ListSpec
from itdesk.db.records import Draft
from tests.custom_fields import define
from tests.statements import counted


@pytest.fixture
def firm(database: Database) -> Database:
    return database


def add(firm: Database, kind: str, label: str, holds: Kind, **values: object) -> str:
    """A custom field; its key."""
    with firm.writing() as session:
        field_id = define(session, kind, label, holds, **values)
    return key_of(firm, kind, field_id)


def key_of(firm: Database, kind: str, field_id: int) -> str:
    return next(one.name for one in firm.registry[kind].custom if one.custom == field_id)


def put(firm: Database, kind: str, **values: object) -> int:
    with firm.writing() as session:
        draft = records.blank(session.info["registry"], kind)
        draft.values.update(values)
        return records.save(session, draft)


def change(firm: Database, kind: str, record_id: int, **values: object) -> str:
    """A change as a form makes it; the operation by which it can be taken back."""
    with firm.writing() as session:
        draft = records.draft(session, kind, record_id)
        draft.values.update(values)
        records.save(session, draft)
        return steps.named(session, "Change") or ""


def values_of(firm: Database, kind: str, record_id: int) -> dict[str, object]:
    with firm.reading() as session:
        return records.draft(session, kind, record_id).values


def ids(firm: Database, kind: str, *filters: Filter, **more: Any) -> list[int]:
    with firm.reading() as session:
        return list(lists.ids(session, ListSpec(kind, ("id",), filters, **more)))


def test_field_is_there_once_it_is_defined_and_elsewhere_after_a_look(firm: Database, location: str) -> None:
    other = open_database(location, registry(), patience=5.0)
    try:
        key = add(firm, "sites", "Alarm code", Kind.TEXT)
        assert key == "x_alarm_code"
        site = put(firm, "sites", name="Leeds", **{key: "4711"})
        assert key not in other.registry["sites"].by_name
        told: list[frozenset[str]] = []
        other.on_change(told.append)
        other.notice_others()
        assert FIELDS in told[0]
        assert values_of(other, "sites", site)[key] == "4711"
    finally:
        other.close()


def test_somebody_who_does_not_know_the_field_yet_leaves_its_value_alone(firm: Database, location: str) -> None:
    other = open_database(location, registry(), patience=5.0)
    try:
        site = put(firm, "sites", name="Leeds")
        with other.reading() as session:
            draft = records.draft(session, "sites", site)
        key = add(firm, "sites", "Alarm code", Kind.TEXT)
        change(firm, "sites", site, **{key: "4711"})
        draft.values["city"] = "Leeds"
        with other.writing() as session:
            records.save(session, draft)
        other.notice_others()
        draft.values["phone"] = "0113 496 0000"
        with other.writing() as session:
            records.save(session, draft)
        assert values_of(firm, "sites", site)[key] == "4711"
        assert values_of(firm, "sites", site)["phone"] == "0113 496 0000"
    finally:
        other.close()


def test_reading_a_record_takes_one_statement_more_however_many_fields_there_are(firm: Database) -> None:
    for place in range(5):
        add(firm, "sites", f"Field {place}", Kind.DECIMAL)
    site = put(firm, "sites", name="Leeds", x_field_1=Decimal(1), x_field_3=Decimal(3))
    with firm.reading() as session, counted(session) as statements:
        draft = records.draft(session, "sites", site)
    assert (draft.values["x_field_1"], draft.values["x_field_2"]) == (Decimal(1), None)
    assert len(statements) == 2


def test_list_without_a_custom_column_asks_what_it_asked_before(firm: Database) -> None:
    put(firm, "sites", name="Leeds")
    spec = ListSpec("sites", ("name", "city"), sort=("name",))
    with firm.reading() as session, counted(session) as before:
        lists.page(session, spec)
    add(firm, "sites", "Alarm code", Kind.TEXT)
    with firm.reading() as session, counted(session) as after:
        lists.page(session, spec)
    assert after == before


def test_history_tells_old_and_new_and_one_change_of_both_kinds_is_one_step(firm: Database) -> None:
    colour = add(firm, "sites", "Colour", Kind.CHOICE)
    since = add(firm, "sites", "Ours since", Kind.DATE)
    site = put(firm, "sites", name="Leeds", **{colour: "red"})
    operation = change(firm, "sites", site, city="Leeds", **{colour: "blue", since: date(2020, 3, 1)})
    with firm.reading() as session:
        told = {one.field: (one.old, one.new) for one in history.of(session, "sites", site) if one.field}
        assert told == {"City": ("", "Leeds"), "Colour": ("Red", "Blue"), "Ours since": ("", "1 Mar 2020")}
        assert records.draft(session, "sites", site).version == 2
    with firm.writing() as session:
        again = undoing.take_back(session, operation).operation
    assert {name: values_of(firm, "sites", site)[name] for name in ("city", colour, since)} == {
        "city": None, colour: "red", since: None,
    }  # fmt: skip
    with firm.writing() as session:
        undoing.take_back(session, again)
    assert values_of(firm, "sites", site)[colour] == "blue"


def test_taking_back_leaves_what_others_changed_since(firm: Database) -> None:
    code = add(firm, "sites", "Alarm code", Kind.TEXT)
    keys = add(firm, "sites", "Keys", Kind.DECIMAL)
    site = put(firm, "sites", name="Leeds", **{code: "1", keys: Decimal(1)})
    operation = change(firm, "sites", site, **{code: "2", keys: Decimal(2)})
    change(firm, "sites", site, **{code: "3"})
    with firm.writing() as session:
        undone = undoing.take_back(session, operation)
    assert "Alarm code" in undone.kept[0]
    assert (values_of(firm, "sites", site)[code], values_of(firm, "sites", site)[keys]) == ("3", Decimal(1))


def test_deleted_field_goes_with_its_values_and_comes_back_with_them(firm: Database) -> None:
    code = add(firm, "sites", "Alarm code", Kind.TEXT, is_searched=True)
    site = put(firm, "sites", name="Leeds", **{code: "zq4711"})
    field_id = firm.registry["sites"].by_name[code].custom
    with firm.writing() as session:
        records.delete(session, FIELDS, field_id)
    assert code not in firm.registry["sites"].by_name
    with firm.reading() as session:
        assert search.find(session, "zq4711").hits == []
        assert history.of(session, "sites", site)
    change(firm, "sites", site, city="Leeds")
    with firm.writing() as session:
        records.restore(session, FIELDS, field_id)
    assert values_of(firm, "sites", site)[code] == "zq4711"
    with firm.reading() as session:
        assert [hit.id for hit in search.find(session, "zq4711").hits] == [site]
    assert check.check(firm) == []


def test_search_finds_what_a_field_holds_from_when_it_is_searched(firm: Database) -> None:
    code = add(firm, "sites", "Alarm code", Kind.TEXT)
    site = put(firm, "sites", name="Leeds", **{code: "zq4711"})
    field_id = firm.registry["sites"].by_name[code].custom
    with firm.reading() as session:
        assert search.find(session, "zq4711").hits == []
    change(firm, FIELDS, field_id, is_searched=True)
    with firm.reading() as session:
        assert [hit.id for hit in search.find(session, "zq4711").hits] == [site]


def test_renamed_field_keeps_its_key_and_a_renamed_value_its_records(firm: Database) -> None:
    with firm.writing() as session:
        draft = Draft(FIELDS, {"record_kind": "sites", "label": "Colour", "value_kind": "choice"})
        field_id = operations.save(session, draft, [OwnValue("", "Red", "red"), OwnValue("", "Blue", "accent")])
    key = key_of(firm, "sites", field_id)
    site = put(firm, "sites", name="Leeds", **{key: "red"})
    with firm.writing() as session:
        draft = records.draft(session, FIELDS, field_id)
        draft.values["label"] = "Paint"
        operations.save(
            session, draft, [OwnValue("blue", "Blue", "accent"), OwnValue("red", "Crimson", "red", archived=True)]
        )
    declared = firm.registry["sites"].by_name[key]
    assert (declared.label, [one.label for one in declared.choices or ()]) == ("Paint", ["Blue", "Crimson"])
    assert ids(firm, "sites", Filter(key, Operator.IS, "red")) == [site]
    with pytest.raises(UserError, match="1 record"), firm.writing() as session:
        operations.save(session, records.draft(session, FIELDS, field_id), [OwnValue("blue", "Blue")])


def test_choices_sort_by_their_own_order(firm: Database) -> None:
    colour = add(firm, "sites", "Colour", Kind.CHOICE)
    made = {word: put(firm, "sites", name=word, **{colour: word}) for word in ("old", "red", "blue")}
    assert ids(firm, "sites", sort=(colour,)) == [made["red"], made["blue"], made["old"]]


def test_two_fields_are_not_called_the_same_and_keys_never_return(firm: Database) -> None:
    with firm.writing() as session:
        first = operations.save(
            session, Draft(FIELDS, {"record_kind": "sites", "label": "Code 2", "value_kind": "text"}), []
        )
    with pytest.raises(UserError) as refused, firm.writing() as session:
        operations.save(session, Draft(FIELDS, {"record_kind": "sites", "label": "code 2", "value_kind": "text"}), [])
    assert refused.value.field == "label"
    with firm.writing() as session:
        records.delete(session, FIELDS, first)
    with firm.writing() as session:
        second = operations.save(
            session, Draft(FIELDS, {"record_kind": "sites", "label": "Code 2", "value_kind": "text"}), []
        )
    assert key_of(firm, "sites", second) == "x_code_2_2"


def test_required_field_is_asked_of_new_records_and_of_nobody_who_changes_something_else(firm: Database) -> None:
    old = put(firm, "sites", name="Leeds")
    code = add(firm, "sites", "Alarm code", Kind.TEXT, is_required=True)
    change(firm, "sites", old, city="Leeds")
    with pytest.raises(Invalid) as refused:
        put(firm, "sites", name="York")
    assert [problem.field for problem in refused.value.problems] == [code]
    filled = put(firm, "sites", name="York", **{code: "1"})
    with pytest.raises(Invalid):
        change(firm, "sites", filled, **{code: None})


def test_field_of_a_category_is_for_its_tickets_and_those_of_its_parts(firm: Database) -> None:
    printing = put(firm, "ticket_categories", name="Printing")
    toner = put(firm, "ticket_categories", name="Toner", parent=printing)
    phones = put(firm, "ticket_categories", name="Phones")
    key = add(firm, "tickets", "Tray", Kind.TEXT, is_required=True, default_value="A4", ticket_category=printing)
    declared = firm.registry["tickets"].by_name[key]
    assert declared.only == {printing, toner}
    ring = put(firm, "tickets", title="It rings", category=phones)
    assert values_of(firm, "tickets", ring)[key] is None
    jam = put(firm, "tickets", title="It jams", category=toner)
    assert values_of(firm, "tickets", jam)[key] == "A4"
    with pytest.raises(Invalid):
        change(firm, "tickets", jam, **{key: None})
    change(firm, "ticket_categories", phones, parent=printing)
    assert firm.registry["tickets"].by_name[key].only == {printing, toner, phones}


def test_unique_value_belongs_to_one_record_and_is_free_while_it_lies_in_the_bin(firm: Database) -> None:
    code = add(firm, "sites", "Alarm code", Kind.TEXT, is_unique=True)
    first = put(firm, "sites", name="Leeds", **{code: "4711"})
    with pytest.raises(Invalid, match="4711"):
        put(firm, "sites", name="York", **{code: "4711"})
    with firm.writing() as session:
        records.delete(session, "sites", first)
    put(firm, "sites", name="York", **{code: "4711"})
    with pytest.raises(Invalid), firm.writing() as session:
        records.restore(session, "sites", first)


def test_record_that_a_custom_link_names_is_not_deleted(firm: Database) -> None:
    link = add(firm, "people", "Key holder of", Kind.LINK, link_to="sites")
    site = put(firm, "sites", name="Leeds")
    put(firm, "people", first_name="Joe", last_name="Ash", **{link: site})
    with pytest.raises(UserError, match="Joe Ash"), firm.writing() as session:
        records.delete(session, "sites", site)


DEFAULTS = {"decimal": "1,200.5", "yes_no": "yes", "choice": "Red", "date": "1/3/2027"}


def with_default(firm: Database, kind: str, typed: str) -> int:
    draft = Draft(FIELDS, {"record_kind": "sites", "label": kind, "value_kind": kind, "default_value": typed})
    with firm.writing() as session:
        return operations.save(session, draft, [OwnValue("", "Red")])


def test_default_is_read_as_its_kind(firm: Database) -> None:
    made = {kind: with_default(firm, kind, typed) for kind, typed in DEFAULTS.items()}
    blank = records.blank(firm.registry, "sites").values
    found = {kind: blank[key_of(firm, "sites", field_id)] for kind, field_id in made.items()}
    assert found == {"decimal": Decimal("1200.5"), "yes_no": True, "choice": "red", "date": date(2027, 3, 1)}
    with pytest.raises(UserError) as refused:
        with_default(firm, "money", "heavy")
    assert refused.value.field == "default_value"


def test_texts_become_numbers_only_where_each_of_them_is_one(firm: Database) -> None:
    weight = add(firm, "sites", "Weight", Kind.TEXT)
    field_id = firm.registry["sites"].by_name[weight].custom
    good = put(firm, "sites", name="Leeds", **{weight: "1,200.5"})
    bad = put(firm, "sites", name="York", **{weight: "heavy"})
    with firm.reading() as session:
        trial = converting.attempt(session, field_id, Kind.DECIMAL)
    assert (trial.converted, trial.failed, [(one.title, one.value) for one in trial.failures]) == (
        1,
        1,
        [("York", "heavy")],
    )
    with pytest.raises(UserError, match="1 value"), firm.writing() as session:
        converting.convert(session, field_id, Kind.DECIMAL)
    change(firm, "sites", bad, **{weight: "7"})
    with firm.writing() as session:
        converting.convert(session, field_id, Kind.DECIMAL)
    assert ids(firm, "sites", Filter(weight, Operator.AT_LEAST, Decimal(100))) == [good]
    with firm.reading() as session:
        assert {"1,200.5", "heavy", "7"} & {one.old for one in history.of(session, "sites", bad)} == {"heavy"}


def test_texts_become_a_choice_and_texts_again(firm: Database) -> None:
    paint = add(firm, "sites", "Paint", Kind.TEXT)
    field_id = firm.registry["sites"].by_name[paint].custom
    site = put(firm, "sites", name="Leeds", **{paint: "Deep blue"})
    with firm.writing() as session:
        converting.convert(session, field_id, Kind.CHOICE)
    assert values_of(firm, "sites", site)[paint] == "deep_blue"
    with firm.reading() as session:
        spec = ListSpec("sites", ("name",), group_by=paint)
        assert [(group.label, group.number) for group in lists.groups(session, spec)] == [("Deep blue", 1)]
    with firm.writing() as session:
        converting.convert(session, field_id, Kind.TEXT)
    assert values_of(firm, "sites", site)[paint] == "Deep blue"


def turn(firm: Database, name: str, to: Kind, **how: bool) -> str:
    """A field of sites becomes one of another kind; the operation by which that can be taken back."""
    field_id = firm.registry["sites"].by_name[name].custom
    with firm.writing() as session:
        converting.convert(session, field_id, to, **how)
        return steps.named(session, "Turned") or ""


def take_back(firm: Database, operation: str) -> undoing.TakenBack:
    with firm.writing() as session:
        return undoing.take_back(session, operation)


TURNS: dict[Kind, tuple[object, object, Kind]] = {
    Kind.TEXT: ("1,200.5", "heavy", Kind.DECIMAL),
    Kind.LONG: ("One line", "Two\nlines", Kind.TEXT),
    Kind.DECIMAL: (Decimal("7.5"), Decimal(8), Kind.MONEY),
    Kind.MONEY: (Decimal("7.50"), Decimal(8), Kind.TEXT),
    Kind.DATE: (date(2026, 3, 1), date(2026, 4, 1), Kind.TEXT),
    Kind.CHOICE: ("red", "old", Kind.TEXT),
    Kind.YES_NO: (True, False, Kind.TEXT),
}


@pytest.mark.parametrize("kind", TURNS)
def test_field_of_another_kind_is_a_step_that_goes_back_and_again_whole(firm: Database, kind: Kind) -> None:
    *held, to = TURNS[kind]
    name = add(firm, "sites", "Weight", kind, is_searched=True)
    sites = [put(firm, "sites", name=f"Site {place}", **{name: value}) for place, value in enumerate(held)]
    done = turn(firm, name, to, emptying=True)
    turned = [values_of(firm, "sites", one)[name] for one in sites]
    assert turned != held or to is Kind.MONEY
    back = take_back(firm, done)
    assert (firm.registry["sites"].by_name[name].kind, back.kept) == (kind, ())
    assert [values_of(firm, "sites", one)[name] for one in sites] == held
    take_back(firm, back.operation)
    assert firm.registry["sites"].by_name[name].kind is to
    assert [values_of(firm, "sites", one)[name] for one in sites] == turned


def test_value_that_could_not_be_turned_comes_back_and_is_found_again(firm: Database) -> None:
    weight = add(firm, "sites", "Weight", Kind.TEXT, is_searched=True)
    york = put(firm, "sites", name="York", **{weight: "heavy"})
    done = turn(firm, weight, Kind.DECIMAL, emptying=True)
    with firm.reading() as session:
        assert search.find(session, "heavy", 5).hits == []
        assert [(one.old, one.new) for one in history.of(session, "sites", york)][:1] == [("heavy", "")]
    take_back(firm, done)
    with firm.reading() as session:
        assert [hit.id for hit in search.find(session, "heavy", 5).hits] == [york]
    assert check.check(firm) == []


def test_values_given_since_a_field_was_turned_stay_as_its_old_kind_allows(firm: Database) -> None:
    weight = add(firm, "sites", "Weight", Kind.TEXT)
    leeds, york = (put(firm, "sites", name=name, **{weight: "1,200"}) for name in ("Leeds", "York"))
    done = turn(firm, weight, Kind.DECIMAL)
    change(firm, "sites", york, **{weight: Decimal("12.5")})
    new = put(firm, "sites", name="Hull", **{weight: Decimal(3)})
    back = take_back(firm, done)
    assert [values_of(firm, "sites", one)[weight] for one in (leeds, york, new)] == ["1,200", "12.5", "3"]
    assert [re.sub(r" \(.*\)", "", one) for one in back.kept] == ["Weight of York was changed since, so it stays."]
    change(firm, "sites", leeds, **{weight: "heavy"})
    with pytest.raises(UserError, match="Weight of Leeds was changed since"):
        take_back(firm, back.operation)
    assert firm.registry["sites"].by_name[weight].kind is Kind.TEXT


def test_field_that_was_turned_again_is_not_turned_back_past_it(firm: Database) -> None:
    weight = add(firm, "sites", "Weight", Kind.TEXT)
    put(firm, "sites", name="Leeds", **{weight: "12"})
    first = turn(firm, weight, Kind.DECIMAL)
    turn(firm, weight, Kind.MONEY)
    with pytest.raises(UserError, match="Holds of Weight was changed since"):
        take_back(firm, first)
    assert firm.registry["sites"].by_name[weight].kind is Kind.MONEY


def test_link_whose_record_went_is_told_when_its_field_would_be_one_again(firm: Database) -> None:
    near = add(firm, "sites", "Nearest", Kind.LINK, link_to="sites")
    leeds = put(firm, "sites", name="Leeds")
    york = put(firm, "sites", name="York", **{near: leeds})
    done = turn(firm, near, Kind.TEXT)
    assert values_of(firm, "sites", york)[near] == "Leeds"
    with firm.writing() as session:
        records.delete(session, "sites", leeds)
    with pytest.raises(UserError, match="Nearest of York was Leeds, which lies in the bin now"):
        take_back(firm, done)
    with firm.writing() as session:
        records.restore(session, "sites", leeds)
    take_back(firm, done)
    assert values_of(firm, "sites", york)[near] == leeds


def test_texts_become_a_choice_a_second_time(firm: Database) -> None:
    paint = add(firm, "sites", "Paint", Kind.TEXT)
    site = put(firm, "sites", name="Leeds", **{paint: "Deep blue"})
    for kind in (Kind.CHOICE, Kind.TEXT, Kind.CHOICE):
        turn(firm, paint, kind)
    assert values_of(firm, "sites", site)[paint] == "deep_blue"


def test_more_fields_than_a_file_joins_tables_can_be_shown_together(firm: Database) -> None:
    with firm.writing() as session:
        for place in range(70):
            define(session, "sites", f"Field {place}", Kind.DECIMAL, position=place)
    columns = tuple(one.name for one in firm.registry["sites"].custom)
    site = put(firm, "sites", name="Leeds", **{columns[0]: Decimal(1), columns[69]: Decimal(70)})
    with firm.reading() as session:
        row = lists.rows(session, ListSpec("sites", columns), [site])[site]
        assert (row[1], row[70]) == (Decimal(1), Decimal(70))


def test_list_finds_the_values_of_a_filter_by_their_index(firm: Database) -> None:
    weight = add(firm, "sites", "Weight", Kind.DECIMAL)
    rows = [{"name": f"Site {place}", weight: Decimal(place % 500)} for place in range(3000)]
    with firm.writing() as session:
        records.insert_many(session, "sites", rows)
        session.connection().exec_driver_sql("ANALYZE")
    spec = ListSpec("sites", ("name", weight), (Filter(weight, Operator.IS, Decimal(7)),), sort=("name",))
    with firm.reading() as session, counted(session) as statements:
        found = lists.page(session, spec).rows
        assert [row[2] for row in found] == [Decimal(7)] * 6
        explain = "EXPLAIN QUERY PLAN " if session.info["dialect"].name == "sqlite" else "EXPLAIN "
        asked = re.sub(r"%\(f0\)s|%s", "70000", re.sub(r"%\(limit\)s", "100", statements[0]))
        plan = " ".join(str(row) for row in session.connection().exec_driver_sql(explain + asked).all())
    assert "ix_custom_values_number" in plan, plan
