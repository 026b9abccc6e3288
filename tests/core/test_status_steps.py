"""The way between two values that are no step apart."""

from __future__ import annotations

import pytest

from itdesk.core.steps import between

STEPS = {"a": ("b",), "b": ("c", "a"), "c": ("d",)}


@pytest.mark.parametrize(
    ("old", "new", "way"),
    [("a", "b", ()), ("a", "d", ("b", "c")), ("b", "b", ()), ("d", "a", ()), ("?", "a", ()), (None, "a", ())],
)
def test_the_shortest_way(old: object, new: str, way: tuple[str, ...]) -> None:
    assert between(STEPS, old, new) == way
