"""Twenty PCs at one shared folder and keepers that are killed: the short form of `tests.faults_share`."""

from __future__ import annotations

from tests import faults_share


def test_nothing_reported_is_lost_or_doubled_though_keepers_are_killed() -> None:
    told = faults_share.run(120, 3)
    assert (told["lost"], told["doubled"], told["put aside"], told["two published"]) == (0, 0, 0, 0)
    assert told["letters"] == 120


def test_a_keeper_killed_at_any_step_leaves_what_it_saved() -> None:
    told = faults_share.sweep(every=23)
    assert (told["lost"], told["stuck"]) == (0, 0)
    assert told["points"] >= 3
