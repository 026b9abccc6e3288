"""What follows from a declaration alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from itdesk.core.choices import Choice
from itdesk.core.errors import Problem
from itdesk.core.record import Field, Group, Kind, RecordType
from itdesk.core.validation import LONGEST_TEXT, check, cleaned, problem_with


class Light(Choice):
    RED = "red", "Red"


def declared(kind: Kind = Kind.TEXT, **how: object) -> Field:
    return Field(name="a", label_text="Title", kind=kind, to="lamps", choices=Light, **how)


@pytest.mark.parametrize(
    ("field", "value", "sentence", "suggestion"),
    [
        (declared(required=True), None, "Title can't stay empty.", ""),
        (declared(length=5), "abcdef", "Title holds 5 characters; this has 6.", ""),
        (declared(), "a\x00b", "Title contains a character that can't be stored.", "ab"),
        (declared(), "a\ud800b", "Title contains a character that can't be stored.", "ab"),
        (declared(), "a\nb", "Title is one line.", "a b"),
        (declared(Kind.EMAIL), "Ana <ana@firm.com>", "“Ana <ana@firm.com>” is no email address.", "ana@firm.com"),
        (declared(Kind.EMAIL), "ana", "“ana” is no email address.", ""),
        (declared(Kind.URL), "https://fi rm.com", "A web address has no spaces.", "https://firm.com"),
        (declared(Kind.INTEGER, minimum=0), -1, "Title has to be 0 or more.", "0"),
        (declared(Kind.INTEGER), 2**31, "Title is too large a number.", ""),
        (declared(Kind.MONEY), Decimal("NaN"), "Title is too large a number.", ""),
        (declared(Kind.DECIMAL), Decimal("0.00001"), "Title holds four decimal places.", ""),
        (declared(Kind.DATE), datetime(2026, 1, 1, tzinfo=UTC), "Title has to be a date.", ""),
        (declared(Kind.INSTANT), date(2026, 1, 1), "Title has to be a date and a time.", ""),
        (declared(Kind.YES_NO), 1, "Title has to be yes or no.", ""),
        (declared(Kind.LINK), True, "Title has to be another record.", ""),
        (declared(Kind.CHOICE), "blue", "“blue” is none of: Red.", ""),
    ],
)
def test_wrong_value_is_named_with_what_would_be_right(
    field: Field, value: object, sentence: str, suggestion: str
) -> None:
    assert problem_with(field, value) == Problem("a", sentence, suggestion)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (declared(), None),
        (declared(required=True, given=True), None),
        (declared(Kind.LONG), "a\nb" * 1000),
        (declared(Kind.EMAIL), "ana@localhost"),
        (declared(Kind.MONEY), Decimal("-12.50")),
        (declared(Kind.CHOICE), "red"),
        (declared(Kind.LINK), 7),
    ],
)
def test_right_value_passes(field: Field, value: object) -> None:
    assert problem_with(field, value) is None


def test_long_text_has_a_limit_of_its_own() -> None:
    problem = problem_with(declared(Kind.LONG), "x" * (LONGEST_TEXT + 1))
    assert problem is not None
    assert problem.message == "Title holds 1,000,000 characters; this has 1,000,001."


def test_cleaning_keeps_the_shape_of_long_text_only() -> None:
    assert cleaned(declared(), "  a ") == "a"
    assert cleaned(declared(), "   ") is None
    assert cleaned(declared(Kind.LONG), "  a\n") == "  a\n"
    assert cleaned(declared(Kind.LONG), " \n") is None
    assert cleaned(declared(Kind.MONEY), 3) == Decimal(3)


@pytest.mark.parametrize("unseen", ["\u200b\u200b", " \u2060\ufeff ", "\u202e", "\u3164"])
def test_text_of_which_nothing_can_be_seen_is_empty(unseen: str) -> None:
    assert cleaned(declared(), unseen) is None
    assert cleaned(declared(Kind.LONG), unseen) is None
    assert cleaned(declared(), f"{unseen}a") is not None


def test_direction_that_a_text_turns_ends_with_it() -> None:
    """Or the sentence in which it stands would be read backwards."""
    assert cleaned(declared(), "\u202egnp.exe") == "\u202egnp.exe\u202c"
    assert cleaned(declared(), "\u2067x \u202ay") == "\u2067x \u202ay\u202c\u2069"
    assert cleaned(declared(), "\u202egnp.exe\u202c") == "\u202egnp.exe\u202c"
    assert cleaned(declared(), "\u200fשלום\u200f") == "\u200fשלום\u200f"


def test_own_check_of_a_type_comes_after_its_fields() -> None:
    lamps = RecordType(
        kind="lamps",
        table="lamps",
        singular_text="Lamp",
        plural_text="Lamps",
        icon="bulb",
        title="name",
        columns=("name",),
        groups=(Group("Lamp", ("name",)),),
        fields=(Field(name="name", label_text="Name", required=True),),
        check=lambda values: [Problem("name", "No.")] if values["name"] == "dark" else [],
    )
    assert [problem.message for problem in check(lamps, {"name": None})] == ["Name can't stay empty."]
    assert [problem.message for problem in check(lamps, {"name": "dark"})] == ["No."]
    assert check(lamps, {"name": "desk"}) == []


def test_missing_number_is_given_by_the_store() -> None:
    lamps = RecordType(
        kind="lamps",
        table="lamps",
        singular_text="Lamp",
        plural_text="Lamps",
        icon="bulb",
        title="tag",
        number_prefix="L-",
        number_field="tag",
        columns=("tag",),
        groups=(Group("Lamp", ("tag",)),),
        fields=(Field(name="tag", label_text="Tag", required=True, length=5),),
    )
    assert check(lamps, {"tag": None}) == []
    assert check(lamps, {"tag": "123456"}) != []
