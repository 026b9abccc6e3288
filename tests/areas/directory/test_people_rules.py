"""A person's name follows its parts until somebody types it."""

from __future__ import annotations

from datetime import date

import pytest

from itdesk.areas.directory.people.rules import check, fill, full_name, has_left


@pytest.mark.parametrize(
    ("first", "last", "whole"),
    [("Ada", "Lovelace", "Ada Lovelace"), (" Juan ", None, "Juan"), (None, "Ng", "Ng"), ("", None, "")],
)
def test_full_name_joins_what_is_there(first: str | None, last: str | None, whole: str) -> None:
    assert full_name(first, last) == whole


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"first_name": "Ada", "last_name": "Lovelace"}, "Ada Lovelace"),
        ({"first_name": "Juan", "username": "jlow9"}, "Juan"),
        ({"username": "jlow9", "email": "j@x.org"}, "jlow9"),
        ({"email": "ada@example.org"}, "ada"),
        ({"name": "  "}, None),
    ],
)
def test_empty_name_comes_from_what_is_known(values: dict[str, object], name: str | None) -> None:
    assert fill(values, {}) == {"name": name}


def test_typed_name_stays_and_joined_name_follows_its_parts() -> None:
    joined = {"name": "Ada Byron", "first_name": "Ada", "last_name": "Byron"}
    assert fill({**joined, "last_name": "Lovelace"}, joined) == {"name": "Ada Lovelace"}
    assert fill({**joined, "name": "Ada L.", "last_name": "Lovelace"}, joined) == {}
    typed = {"name": "The Countess", "first_name": "Ada", "last_name": "Byron"}
    assert fill({**typed, "last_name": "Lovelace"}, typed) == {}
    assert fill(joined, joined) == {}


def test_leaving_before_starting_is_a_problem() -> None:
    assert [p.field for p in check({"start_on": date(2026, 3, 2), "end_on": date(2026, 3, 1)})] == ["end_on"]
    assert not list(check({"start_on": date(2026, 3, 2), "end_on": date(2026, 3, 2)}))


def test_somebody_has_left_after_the_last_day() -> None:
    today = date(2026, 3, 2)
    assert not has_left(today, is_active=True, today=today)
    assert has_left(date(2026, 3, 1), is_active=True, today=today)
    assert has_left(None, is_active=False, today=today)
