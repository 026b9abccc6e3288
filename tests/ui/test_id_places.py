"""Records are found among a million ids, by any of them."""

from __future__ import annotations

import random
from array import array

from itdesk.ui.id_places import place_of, places

CHANCE = random.Random(7)


def shuffled(number: int) -> array[int]:
    ids = list(range(1, number + 1))
    CHANCE.shuffle(ids)
    return array("q", ids)


def test_every_id_is_found_where_it_stands() -> None:
    ids = shuffled(3000)
    assert [place_of(ids, one) for one in ids] == list(range(3000))
    assert place_of(ids, 3001) == place_of(ids, 0) == -1
    assert place_of(array("q"), 1) == -1


def test_bytes_that_look_alike_across_two_ids_are_no_hit() -> None:
    wanted = 1 << 32
    across = array("q", [0, 1, 0, wanted])  # the last half of 0 and the first of 1 read as 1 << 32
    assert array("q", [wanted]).tobytes() in across.tobytes()[: 3 * 8]
    assert place_of(across, wanted) == 3


def test_many_are_found_at_once_and_what_is_gone_is_left_out() -> None:
    ids = shuffled(25_000)
    wanted = {ids[0], ids[9_999], ids[10_000], ids[24_999]}
    found = places(ids, wanted | {25_001})
    assert {one: ids[place] for one, place in found.items()} == {one: one for one in wanted}
    assert places(ids, set()) == {}
