"""Every declaration agrees with its table, and every name in it is worth showing."""

from __future__ import annotations

import pytest

from itdesk.areas import load_models, registry
from itdesk.core.record import Kind, RecordType
from itdesk.db.mapping import column_of, problems_with

TYPES = list(registry())


def test_declarations_and_tables_agree() -> None:
    load_models()
    assert problems_with(registry()) == []


@pytest.mark.parametrize("record_type", TYPES, ids=lambda record_type: record_type.kind)
def test_table_has_no_column_that_nothing_declares(record_type: RecordType) -> None:
    from itdesk.db.base import Base, Record

    load_models()
    columns = set(Base.metadata.tables[record_type.table].columns.keys())
    brought = {column for base in Record.__mro__ for column in getattr(base, "__annotations__", {})}
    assert columns - {column_of(declared) for declared in record_type.stored} <= brought


@pytest.mark.parametrize("record_type", TYPES, ids=lambda record_type: record_type.kind)
def test_fields_that_are_typed_stand_in_the_form_once(record_type: RecordType) -> None:
    shown = [name for group in record_type.groups for name in group.names]
    assert len(shown) == len(set(shown))
    assert {declared.name for declared in record_type.typed} <= set(shown)


@pytest.mark.parametrize("record_type", TYPES, ids=lambda record_type: record_type.kind)
def test_no_two_fields_claim_the_same_column_of_a_file(record_type: RecordType) -> None:
    claimed: dict[str, str] = {}
    for declared in record_type.typed:
        for name in {text.casefold() for text in (declared.name, declared.label_text, *declared.aliases)}:
            assert claimed.setdefault(name, declared.name) == declared.name, name


@pytest.mark.parametrize("record_type", TYPES, ids=lambda record_type: record_type.kind)
def test_default_views_come_first_and_secrets_stay_out(record_type: RecordType) -> None:
    assert record_type.views
    secret = {declared.name for declared in record_type.fields if declared.secret}
    named = {*record_type.columns, *record_type.search, *record_type.filters, *record_type.sort}
    assert not secret & (named | {name for view in record_type.views for name in view.columns})


@pytest.mark.parametrize("record_type", TYPES, ids=lambda record_type: record_type.kind)
def test_choices_have_words_of_their_own(record_type: RecordType) -> None:
    for declared in record_type.fields:
        if declared.kind is Kind.CHOICE:
            assert declared.choices is not None
            own = {
                member.value: {member.value, member.label_text.casefold(), *(a.casefold() for a in member.aliases)}
                for member in declared.choices
            }
            for member in declared.choices:
                others = set().union(*(said for value, said in own.items() if value != member.value))
                assert not own[member.value] & others, (declared.name, own[member.value] & others)
