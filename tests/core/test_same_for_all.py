"""Many records at once: no list of pairs, and no sorting of all of them in one go."""

from __future__ import annotations

import random
from array import array

from itdesk.core.several import Change, How, SameForAll, in_order

CHANGES = (Change("notes", How.CLEAR),)


def test_same_for_all_is_a_sequence_of_pairs() -> None:
    wanted = SameForAll(array("q", [7, 3, 9]), CHANGES)
    assert list(wanted) == [(7, CHANGES), (3, CHANGES), (9, CHANGES)]
    assert (len(wanted), wanted[1], list(wanted[1:])) == (3, (3, CHANGES), [(3, CHANGES), (9, CHANGES)])
    assert dict(wanted) == dict.fromkeys([7, 3, 9], CHANGES)


def test_ids_come_in_order_whichever_way_they_lay() -> None:
    ids = [number * 97 for number in range(2_000)]
    shuffled = ids[:]
    random.Random(4).shuffle(shuffled)
    assert list(in_order(shuffled)) == ids
