"""A declaration that names what it doesn't declare fails at once, with the record type and the name."""

from __future__ import annotations

import pytest

from itdesk.core.errors import UserError
from itdesk.core.filters import Filter
from itdesk.core.record import DeclarationError, Field, Group, Kind, RecordType, View
from itdesk.core.registry import Registry


def record_type(**changed: object) -> RecordType:
    given = {
        "kind": "lamps",
        "table": "lamps",
        "singular_text": "Lamp",
        "plural_text": "Lamps",
        "icon": "bulb",
        "fields": (Field(name="name", label_text="Name", required=True),),
        "title": "name",
        "columns": ("name",),
        "groups": (Group("Lamp", ("name",)),),
    }
    return RecordType(**{**given, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"columns": ("nmae",)},
        {"title": "nmae"},
        {"groups": (Group("Lamp", ("nmae",)),)},
        {"sort": ("-nmae",)},
        {"match": ("name|nmae",)},
        {"views": (View("All", filters=(Filter("nmae"),)),)},
        {"views": (View("All", group_by="nmae"),)},
    ],
)
def test_unknown_name_fails_with_kind_and_name(changed: dict[str, object]) -> None:
    with pytest.raises(DeclarationError, match=r"lamps.*nmae"):
        record_type(**changed)


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        (Field(name="maker", label_text="Maker", kind=Kind.LINK), "to"),
        (Field(name="colour", label_text="Colour", kind=Kind.CHOICE), "choices"),
        (Field(name="cost", label_text="Cost", kind=Kind.MONEY), "currency"),
    ],
)
def test_field_that_misses_its_other_half_fails(declared: Field, reason: str) -> None:
    with pytest.raises(DeclarationError, match=reason):
        record_type(fields=(Field(name="name", label_text="Name"), declared))


def test_link_to_a_kind_that_does_not_exist_fails() -> None:
    linked = record_type(
        fields=(
            Field(name="name", label_text="Name"),
            Field(name="maker", label_text="Maker", kind=Kind.LINK, to="makers"),
        )
    )
    with pytest.raises(DeclarationError, match=r"lamps\.maker.*makers"):
        Registry([linked])


def test_unknown_kind_is_a_sentence_that_names_the_known_ones() -> None:
    with pytest.raises(UserError, match="lamps"):
        Registry([record_type()])["lamp"]


def test_part_aliases_name_a_field_of_the_linked_kind() -> None:
    maker = Field(
        name="maker", label_text="Maker", kind=Kind.LINK, to="lamps", part_aliases={"Maker's site": "webiste"}
    )
    linked = record_type(fields=(Field(name="name", label_text="Name"), maker))
    with pytest.raises(DeclarationError, match=r"lamps\.maker.*webiste"):
        Registry([linked])
    with pytest.raises(DeclarationError, match="only a link"):
        record_type(fields=(Field(name="name", label_text="Name", part_aliases={"Maker": "name"}),))


def test_fill_adds_what_follows_and_sees_what_was_before() -> None:
    shouting = record_type(fill=lambda values, original: {} if original else {"name": str(values["name"]).upper()})
    assert shouting.filled({"name": "desk"}, {}) == {"name": "DESK"}
    assert shouting.filled({"name": "desk"}, {"name": "hall"}) == {"name": "desk"}
    assert record_type().filled({"name": "desk"}, {}) == {"name": "desk"}
