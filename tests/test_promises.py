"""The list of promises names tests that are there, so that none is left out of a run of faults unnoticed."""

from __future__ import annotations

from tests.faults.cases import is_there
from tests.faults.promises import PROMISES


def test_every_test_that_a_promise_names_is_there() -> None:
    named = [name for promise in PROMISES for name in (*promise.tests, *promise.controls)]
    assert [name for name in named if not is_there(name)] == []
    assert [one.number for one in PROMISES if not (one.runs or one.tests or one.untested)] == []
