"""Few letters against titles: what is found, what is better, which letters are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.matching import match


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        ("as", "Assign to…", "As"),
        ("as", "Link an asset…", "as"),
        ("ih", "Inventory › Hardware", "IH"),
        ("hard inv", "Inventory › Hardware", "InvHard"),
        ("ckt", "Ticket", "ckt"),
        ("set", "Asset", "set"),
    ],
)
def test_marked_letters(typed: str, text: str, marked: str) -> None:
    found = match(typed, text)
    assert found.score > 0
    assert "".join(text[place] for place in found.places) == marked


def test_start_of_a_word_beats_initials_beats_the_middle() -> None:
    texts = ["Reassure", "Assign", "Audit steps"]
    ranked = sorted(texts, key=lambda text: -match("as", text).score)
    assert ranked == ["Assign", "Audit steps", "Reassure"]


def test_every_word_has_to_fit() -> None:
    assert match("hardware budget", "Inventory › Hardware").score == 0


def test_a_slip_of_the_finger_is_forgiven() -> None:
    assert match("harware", "Inventory › Hardware").score > 0
    assert match("recieve", "Receive goods").score > 0
    assert match("zzzz", "Receive goods").score == 0


def test_nothing_typed_fits_everything() -> None:
    assert match("  ", "Anything").score > 0


@given(st.text(max_size=12), st.text(max_size=40))
def test_places_lie_in_the_text(typed: str, text: str) -> None:
    found = match(typed, text)
    assert all(0 <= place < len(text) for place in found.places)
    assert list(found.places) == sorted(set(found.places))
