"""Everything that exists is declared: a record type, a part, a table or a deed without its line fails here."""

from __future__ import annotations

import dataclasses

import pytest

from itdesk.areas import ENTRIES, load_models, record_of, registry
from itdesk.core.record import DeclarationError, RecordType
from itdesk.core.rights import ALL, DEEDS, EVERYONE, SEE_ALL, Deed, Grant, Role, Verb, counts_as, grant_of, granted
from itdesk.db import rights
from itdesk.db.base import Base, Part, Record
from itdesk.db.mapping import Tables
from itdesk.db.shadows import RULES, Shadows

load_models()
TYPES = [record_of(entry) for entry in ENTRIES if entry.is_record]
HUNG = {"attachments", "attachment_versions", "comments", "record_tags", "links"}


@pytest.mark.parametrize("record_type", TYPES, ids=[one.kind for one in TYPES])
def test_each_record_type_says_what_each_role_may(record_type: RecordType) -> None:
    assert record_type.rights is not EVERYONE
    named = set(Role) - {Role.CONSULTANT}
    assert set(record_type.rights) == named
    assert record_type.rights[Role.ADMINISTRATOR] == ALL
    for role in (Role.AUDITOR, Role.OWNER):
        assert Verb.READ in record_type.rights[role].verbs
    assert record_type.rights[Role.AUDITOR].verbs == {Verb.READ}


def test_who_sees_everything_is_known_without_the_declarations() -> None:
    for role in Role:
        whole = all(grant_of(one.rights, role).sees_all for one in TYPES)
        assert whole is (counts_as(role) in SEE_ALL), role


def test_rows_inside_that_a_role_sees_are_there() -> None:
    own = Tables(registry())
    for record_type in TYPES:
        parts = {part.__tablename__: part for part in own.parts[record_type.kind]}
        for role, grant in record_type.rights.items():
            for name, inside in {**(grant.inside or {}), **grant.adds}.items():
                assert name in {*parts, *HUNG}, (record_type.kind, role, name)
                for column in {one for one, _value in inside.only} | ({inside.own} - {""}):
                    assert column in Base.metadata.tables[name].c


def test_who_sees_own_records_alone_changes_not_whose_they_are() -> None:
    for record_type in TYPES:
        for grant in record_type.rights.values():
            if grant.own and Verb.CHANGE in grant.verbs:
                assert grant.changes is not None
                assert not grant.changes & set(grant.own)


def test_every_table_has_its_line() -> None:
    own = Tables(registry())
    classes = {mapper.class_ for mapper in Base.registry.mappers}
    of_tests = {cls for cls in classes if not cls.__module__.startswith("itdesk.")}
    declared = {cls.__tablename__ for cls in classes - of_tests if issubclass(cls, Record | Part)}
    known = {cls.__tablename__ for cls in own.classes.values()}
    known |= {part.__tablename__ for parts in own.parts.values() for part in parts}
    assert declared == known
    rest = set(Base.metadata.tables) - known - {cls.__tablename__ for cls in of_tests}
    assert rest == set(RULES)


def test_every_table_is_stood_before_for_staff() -> None:
    statements = list(Shadows(Tables(registry()), rights.Standing(Role.STAFF, 7), "sqlite").statements())
    assert len(statements) == len(Base.metadata.tables)
    kept = [one for one in statements if one.endswith("WHERE FALSE")]
    for name in ("history", "budgets", "budget_amounts", "contracts", "comments", "custom_values", "ticket_time"):
        assert any(f'"{name}"' in one for one in kept), name


def test_every_deed_has_its_roles() -> None:
    assert set(DEEDS) == set(Deed)
    assert all(Role.ADMINISTRATOR in roles for roles in DEEDS.values())
    writes = set(Deed) - {Deed.HISTORY, Deed.BIN, Deed.COMMENTS, Deed.REPORTS}
    for deed in writes:
        assert not DEEDS[deed] & {Role.STAFF, Role.AUDITOR, Role.OWNER}, deed


def test_a_grant_of_an_unknown_field_fails_at_import() -> None:
    with pytest.raises(DeclarationError, match="rights of staff names 'nonsense'"):
        dataclasses.replace(TYPES[0], rights=granted(staff=Grant(hides=frozenset({"nonsense"}))))
