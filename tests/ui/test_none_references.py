"""Qt's calls keep the references to None, or a day's work would end in an abort on Python 3.11."""

from __future__ import annotations

from bench.references import CALLS, DRIFT, drifts


def test_no_call_loses_references_to_none() -> None:
    found = drifts()
    assert len(found) == 15
    assert {name: lost for name, (lost, calls) in found.items() if abs(lost) > DRIFT or calls != CALLS} == {}
