"""A printed code: what is mistyped is found in its group, and never taken for another code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core import recovery_code
from itdesk.core.errors import Unreadable


def test_code_has_over_128_bits_and_is_read_however_it_is_typed() -> None:
    code = recovery_code.make()
    assert (recovery_code.LENGTH - 1) * 5 * recovery_code.GROUPS >= 128
    assert recovery_code.read(code.lower().replace("-", " ")) == code
    assert recovery_code.read(code.replace("0", "o").replace("1", "l")) == code
    assert recovery_code.make() != code


@given(place=st.integers(0, 34), sign=st.sampled_from(recovery_code.SIGNS))
def test_one_wrong_character_is_always_found_in_its_group(place: int, sign: str) -> None:
    plain = recovery_code.make().replace("-", "")
    typed = plain[:place] + sign + plain[place + 1 :]
    if typed == plain:
        assert recovery_code.read(typed)
        return
    with pytest.raises(Unreadable, match=f"Group {place // 5 + 1} is"):
        recovery_code.read(typed)


@given(place=st.integers(0, 33))
def test_neighbours_that_changed_places_are_found(place: int) -> None:
    plain = recovery_code.make().replace("-", "")
    typed = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if typed != plain:
        with pytest.raises(Unreadable):
            recovery_code.read(typed)


def test_groups_that_changed_places_are_named() -> None:
    groups = recovery_code.make().split("-")
    groups[2], groups[4] = groups[4], groups[2]
    if groups[2] != groups[4]:
        with pytest.raises(Unreadable, match="Groups 3, 5 are"):
            recovery_code.read("-".join(groups))


def test_code_that_ends_early_says_how_many_groups_there_are() -> None:
    with pytest.raises(Unreadable, match="7 groups of five characters; here are 6"):
        recovery_code.read(recovery_code.make()[:35])
