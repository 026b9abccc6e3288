"""How complete a plan is, what does not add up, and how sections are numbered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.continuity.plans import rules, tokens
from itdesk.areas.continuity.plans.choices import Completeness, SectionKind
from itdesk.areas.continuity.plans.rules import Placed, Score, SectionFacts, StepFacts, SystemFacts

STEPS = tuple(
    StepFacts(number, who, is_person, cover, minutes)
    for number, who, is_person, cover, minutes in (
        (1, "Mara", True, False, 5),
        (2, "Mara", True, False, 10),
        (3, "Mara", True, False, 20),
        (4, "Pollard & Finch", False, False, 150),
        (5, "Mara", True, True, 20),
    )
)
FILE_SERVER = SystemFacts("File server", 240, True, date(2026, 5, 14), 190)
PROCEDURE = SectionFacts(
    SectionKind.PROCEDURE, "Text", "The drive is missing.", "Open three folders.", STEPS, FILE_SERVER
)


def test_procedure_without_cover_is_in_work() -> None:
    score = rules.section_score(PROCEDURE)
    assert (score.points, score.state) == (90, Completeness.IN_WORK)
    assert score.reasons == ("Nobody covers for Mara in steps 1 to 3.",)
    assert rules.duration(rules.total_minutes(STEPS)) == "3 h 25 min"


def test_procedure_that_is_wrong_counts_less() -> None:
    never = SectionFacts(
        SectionKind.PROCEDURE, "Text", "x", "y", STEPS[3:], SystemFacts("BIM models", 60, True, None, None)
    )
    score = rules.section_score(never)
    assert (score.points, score.state) == (60, Completeness.WRONG)
    assert score.reasons == (
        "Steps add up to 2 h 50 min. The goal is 1 h.",
        "BIM models has never been restored as a test.",
    )


def test_empty_procedure_says_what_is_missing() -> None:
    score = rules.section_score(SectionFacts(SectionKind.PROCEDURE))
    assert (score.points, score.state) == (0, Completeness.EMPTY)
    assert score.reasons == (
        "It doesn't say when to start.",
        "It has no steps.",
        "It doesn't say how to check that it worked.",
    )
    half = rules.section_score(
        SectionFacts(SectionKind.PROCEDURE, steps=(StepFacts(1), StepFacts(2, "Mara", True, True)))
    )
    assert "Steps without a time: 1, 2." in half.reasons
    assert "Steps without anybody who does them: 1." in half.reasons


def test_tables_are_as_complete_as_their_entries() -> None:
    def score(kind: SectionKind, entries: int, wanting: int) -> int:
        return rules.section_score(SectionFacts(kind, entries=entries, entries_wanting=wanting)).points

    assert score(SectionKind.CALL_TREE, 4, 0) == 100
    assert score(SectionKind.CALL_TREE, 4, 1) == 75
    assert score(SectionKind.SYSTEMS, 0, 0) == 0


def test_chapter_is_as_complete_as_its_parts() -> None:
    own = rules.section_score(SectionFacts(SectionKind.TEXT, has_children=True))
    parts = [Score(100, Completeness.COMPLETE), Score(60, Completeness.WRONG), Score(0, Completeness.EMPTY)]
    whole = rules.parent_score(own, parts)
    assert (whole.points, whole.state) == (53, Completeness.WRONG)
    assert rules.parent_score(own, parts[:1]).state is Completeness.COMPLETE
    assert rules.plan_score(parts) == 53
    assert rules.plan_score([]) == 0


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([1, 2, 3], "1 to 3"),
        ([1, 2], "1, 2"),
        ([5, 1, 2, 3], "1 to 3, 5"),
        ([7], "7"),
        ([], ""),
        ([1, 3, 5, 6, 7], "1, 3, 5 to 7"),
    ],
)
def test_ranges(numbers: list[int], words: str) -> None:
    assert rules.ranges(numbers) == words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (None, "—"),
        ("1", "1 hour"),
        ("4", "4 hours"),
        ("24", "24 hours"),
        ("168", "7 days"),
        ("0.5", "30 minutes"),
        ("1.5", "1.5 hours"),
    ],
)
def test_hours_in_words(hours: str | None, words: str) -> None:
    assert rules.hours_in_words(Decimal(hours) if hours else None) == words


placed = st.lists(
    st.builds(Placed, st.integers(1, 12), st.none() | st.integers(1, 14), st.integers(0, 5)),
    unique_by=lambda row: row.id,
)


@given(placed)
def test_every_section_is_numbered_once_even_in_a_broken_tree(rows: list[Placed]) -> None:
    told = rules.numbered(rows)
    assert sorted(row for row, _number, _depth in told) == sorted(row.id for row in rows)
    assert len({number for _row, number, _depth in told}) == len(rows)
    assert all(number.count(".") == depth for _row, number, depth in told)


def test_sections_are_numbered_in_their_order() -> None:
    rows = [Placed(1, None, 2), Placed(2, None, 1), Placed(3, 1, 1), Placed(4, 1, 0)]
    assert rules.numbered(rows) == ((2, "1", 0), (1, "2", 0), (4, "2.1", 1), (3, "2.2", 1))


def test_ending_sentence() -> None:
    today = date(2026, 11, 20)
    assert (
        rules.ending_sentence("CON-007", date(2026, 12, 28), "28 Dec", "Step 3", today)
        == "CON-007 ends on 28 Dec. Step 3 relies on it."
    )
    assert "ended on" in rules.ending_sentence("CON-007", date(2026, 11, 1), "1 Nov", "Step 3", today)


def test_tokens_are_found_and_told_apart() -> None:
    text = "Call {{vendor:Halden|support_phone}} with {{ contract : CON-007 }}, {{nonsense:x}} and {{ not a token."
    found = tokens.tokens(text)
    assert [(token.kind, token.key, token.part) for token in found] == [
        ("vendors", "Halden", "support_phone"),
        ("contracts", "CON-007", ""),
        ("", "x", ""),
    ]
    assert tokens.write("vendors", "Halden | {R2}", "support_phone") == "{{vendor:Halden R2|support_phone}}"
    assert tokens.replaced("a {{person:Mara}} b", lambda token: token.key.upper()) == "a MARA b"


@given(st.text())
def test_pieces_joined_are_the_text(text: str) -> None:
    assert "".join(piece if isinstance(piece, str) else piece.source for piece in tokens.split(text)) == text


@given(st.text(min_size=1).filter(lambda key: key.replace("|", "").replace("{", "").replace("}", "").strip()))
def test_a_written_token_is_read_again(key: str) -> None:
    written = tokens.write("hardware", key)
    (token,) = tokens.tokens(written)
    assert token.kind == "hardware"
    assert tokens.write("hardware", token.key) == written
