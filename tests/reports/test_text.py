"""Text in every script: cleaned, ordered, shaped, wrapped, found again; and never read as anything but text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itdesk.reports.bidi import levels, reads_from_right, visual_order
from itdesk.reports.document import BODY, TABLE, Document, Imprint
from itdesk.reports.fonts import face, face_for
from itdesk.reports.text import Run, Style, clean, elide, set_line, width_of, wrap

SAMPLES = {
    "latin": "Harbour & Pine Łódź Ünïcode £1,234 −12 “quoted”",
    "greek": "Ελληνικά",
    "cyrillic": "Привет мир",
    "han": "服务器 数据",
    "kana": "サーバー かな",
    "hangul": "한국어 문장",
    "hebrew": "שלום עולם",
    "arabic": "العربية نص",
    "devanagari": "हिन्दी",
    "thai": "ภาษาไทย",
    "symbols": "→ ✓ ☐ ▲",
    "georgian": "ქართული",
}


def _drawn(path: Path, imprint: Imprint, lines: dict[str, str] | list[str]) -> None:
    with Document(path, imprint, title="Scripts") as document:
        document.new_page()
        for text in lines.values() if isinstance(lines, dict) else lines:
            for style in (BODY, BODY.bold()):
                document.text(text, style)


def test_every_script_is_drawn_and_can_be_copied(
    tmp_path: Path, imprint: Imprint, pages: Callable[[Path], list[str]]
) -> None:
    path = tmp_path / "scripts.pdf"
    _drawn(path, imprint, SAMPLES)
    (text,) = pages(path)
    for name, sample in SAMPLES.items():
        assert text.count(sample) == 2, name


@pytest.mark.parametrize("name", SAMPLES)
def test_every_letter_of_the_samples_has_a_font(name: str) -> None:
    first = face(400)
    assert all(face_for(character, first) for character in SAMPLES[name] if not character.isspace())


def test_fonts_are_embedded_with_a_way_back_to_text(tmp_path: Path, imprint: Imprint) -> None:
    path = tmp_path / "scripts.pdf"
    _drawn(path, imprint, SAMPLES)
    data = path.read_bytes()
    fonts = data.count(b"/Subtype /Type0")
    assert fonts >= 10
    assert data.count(b"/FontFile2") == fonts
    assert data.count(b"/ToUnicode") == fonts
    assert b"Helvetica" not in data


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\tb\r\nc\rd\u2028e\x85f", "a b\nc\nd\ne\nf"),
        ("nul\x00bell\x07", "nulbell"),
        ("\u202egnp.exe", "gnp.exe"),
        ("\ud800x", "\ufffdx"),
        ("e\u0301", "é"),
        ("z" + "\u0316" * 50, "z" + "\u0316" * 3),
        ("soft\u00adhyphen \ufeffmark", "softhyphen mark"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_direction_is_that_of_the_first_letter() -> None:
    assert reads_from_right("123 שלום abc")
    assert not reads_from_right("abc שלום")


def test_order_of_mixed_lines() -> None:
    # from the Unicode annex: he said "CAR MEANS CAR", with capitals standing for Hebrew letters
    text = "abc אבג דה"
    assert levels(text, from_right=False) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert levels("אב 12", from_right=True) == [1, 1, 1, 2, 2]
    assert visual_order([0, 1, 2, 1, 0]) == [0, 3, 2, 1, 4]


def test_parentheses_turn_in_text_from_the_right() -> None:
    pieces = set_line([Run("(אב)", BODY)])
    first, last = pieces[0], pieces[-1]
    mirrored = face(400).glyph("("), face(400).glyph(")")
    assert (first.glyphs[0].number, last.glyphs[-1].number) == mirrored


@given(st.lists(st.text(max_size=40), max_size=5), st.floats(5, 300))
@settings(max_examples=150, deadline=None)
def test_wrapping_loses_nothing_but_spaces(parts: list[str], width: float) -> None:
    style = Style(9, 12)
    runs = [Run(part, style) for part in parts]
    wrapped = "".join(run.text for line in wrap(runs, width) for run in line)
    whole = "".join(clean(part) for part in parts)
    assert wrapped.replace(" ", "") == whole.replace(" ", "").replace("\n", "")


@given(st.text(alphabet="abc de服务器。（", max_size=80), st.floats(30, 200))
@settings(max_examples=150, deadline=None)
def test_no_line_is_wider_than_its_room(text: str, width: float) -> None:
    style = Style(9, 12)
    for line in wrap([Run(text, style)], width):
        assert width_of(line) <= width + 0.5 or sum(len(run.text) for run in line) == 1


def test_words_hold_over_a_change_of_style() -> None:
    bold, plain = BODY.bold(), BODY
    lines = list(wrap([Run("Start with ", plain), Run("Live", bold), Run("!", plain)], 62))
    assert "".join(run.text for run in lines[-1]) == "Live!"


def test_huge_words_are_cut_in_time_that_grows_with_them() -> None:
    lines = list(wrap([Run("x" * 200_000, TABLE)], 100))
    assert sum(len(run.text) for line in lines for run in line) == 200_000


@given(st.text(max_size=200), st.floats(10, 200))
@settings(max_examples=200, deadline=None)
def test_elided_text_fits(text: str, width: float) -> None:
    shown = elide(text, TABLE, width)
    assert "\n" not in shown
    assert width_of([Run(shown, TABLE)], kern=False) <= width or shown in {"…", ""}


def test_the_dots_of_arabic_letters_are_drawn(tmp_path: Path, imprint: Imprint) -> None:
    import pypdfium2

    ink = []
    for number, letter in enumerate("\u066e\u0628\u062a"):  # the same letter with no dot, one and two
        path = tmp_path / f"{number}.pdf"
        with Document(path, imprint, title="x") as written:
            written.new_page(furniture=False)
            written.text(letter * 3, Style(40, 50))
        document = pypdfium2.PdfDocument(path)
        bitmap = document[0].render(scale=1)
        ink.append(sum(1 for value in bytes(bitmap.buffer) if value < 128))
        bitmap.close()
        document.close()
    assert ink[0] < ink[1] < ink[2]
