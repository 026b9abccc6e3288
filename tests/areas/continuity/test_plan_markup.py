"""What buttons do to Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.areas.continuity.plans import markup


def test_marks_stand_close_to_the_words() -> None:
    assert markup.toggled(" now ", markup.BOLD) == " **now** "
    assert markup.toggled("**now**", markup.BOLD) == "now"
    assert markup.toggled("", markup.BOLD) == "****"


@given(st.text(alphabet="ab c", min_size=1), st.sampled_from([markup.BOLD, markup.ITALIC]))
def test_marking_twice_changes_nothing(text: str, mark: str) -> None:
    if text.strip():
        assert markup.toggled(markup.toggled(text, mark), mark) == text


def test_lists_replace_one_another() -> None:
    assert markup.bulleted("a\nb") == "- a\n- b"
    assert markup.bulleted("- a\n- b") == "a\nb"
    assert markup.numbered("- a\n- b") == "1. a\n2. b"
    assert markup.numbered("1. a\n2. b") == "a\nb"


@pytest.mark.parametrize(("level", "line"), [(0, "Title"), (2, "## Title"), (3, "### Title")])
def test_headings(level: int, line: str) -> None:
    assert markup.headed("# Title", level) == line


def test_links_keep_brackets_and_spaces() -> None:
    assert markup.linked("our [new] page", "https://firm.example/a b") == (
        "[our \\[new\\] page](<https://firm.example/a b>)"
    )
    assert markup.linked("", "https://firm.example") == "[https://firm.example](<https://firm.example>)"
