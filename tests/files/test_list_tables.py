"""Writing tables: typed, harmless, whole or not at all."""

from __future__ import annotations

import os
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.choices import Choice
from itdesk.core.errors import NoSpace, Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Kind
from itdesk.files.export import LONGEST_CELL, Column, harmless, write_table
from itdesk.files.tables import open_table

ZONE = ZoneInfo("Europe/London")


class Colour(Choice):
    RED = "red", "Bright red"
    EQUALS = "equals", "=not a formula"


COLUMNS = [
    Column("Tag"),
    Column("Count", Kind.INTEGER),
    Column("Cost", Kind.MONEY),
    Column("Bought", Kind.DATE),
    Column("At", Kind.INSTANT),
    Column("Used", Kind.YES_NO),
    Column("Colour", Kind.CHOICE, Colour),
]
ROW = (
    "=1+1",
    12,
    Decimal("1234.50"),
    date(2026, 6, 28),
    datetime(2026, 6, 28, 13, 30, tzinfo=UTC),
    True,
    "red",
)


def test_csv_is_iso_and_read_back_as_it_was(tmp_path):
    path = tmp_path / "out.csv"
    assert write_table(path, COLUMNS, [ROW, (None,) * 7], zone=ZONE) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbfTag,Count")
    assert path.read_bytes().splitlines()[1] == b"'=1+1,12,1234.50,2026-06-28,2026-06-28T14:30:00+01:00,Yes,Bright red"
    with open_table(path) as table:
        assert table.preview(1) == [
            ("=1+1", "12", "1234.50", "2026-06-28", "2026-06-28T14:30:00+01:00", "Yes", "Bright red")
        ]


def test_xlsx_is_typed_and_holds_no_formula(tmp_path):
    path = tmp_path / "out.xlsx"
    write_table(
        path,
        COLUMNS,
        [ROW, ("http://x", 10**16, None, date(1899, 1, 1), None, False, "equals")],
        zone=ZONE,
        title="Assets: [all]",
    )
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"hyperlink" not in sheet
        assert b"pane" in sheet
    with open_table(path) as table:
        at = datetime(2026, 6, 28, 14, 30)  # noqa: DTZ001 -- spreadsheets know no zones
        assert table.sheets == ("Assets   all",)
        assert list(table.rows()) == [
            ("=1+1", 12, Decimal("1234.5"), date(2026, 6, 28), at, "Yes", "Bright red"),
            ("http://x", "10000000000000000", None, "1899-01-01", None, "No", "=not a formula"),
        ]


@pytest.mark.parametrize(
    "text", ["=1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1", "＋1", "'=1", "-"]
)
def test_what_a_spreadsheet_could_run_is_made_harmless(text):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["plain", "+44 20 7946 0000", "+49 (89) 123-456", "-12", "-1,200.50", "'quoted'", "a=b", ""]
)
def test_numbers_telephones_and_ordinary_texts_stay(text):
    assert harmless(text) == text


_texts = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12) | st.from_regex(
    r"'{0,3}[=+\-@]?[a-z0-9]{0,4}", fullmatch=True
)


@given(st.lists(_texts.map(lambda text: text.strip(" ")), min_size=1, max_size=6))
def test_csv_gives_back_any_text(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("round") / "t.csv"
    write_table(path, [Column("n"), Column("t")], [("x", text) for text in texts], zone=ZONE)
    with open_table(path, encoding="utf-8-sig", delimiter=",", header=True) as table:
        assert [row[1] or "" for row in table.rows()] == texts


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
def test_xlsx_gives_back_any_text(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("round") / "t.xlsx"
    write_table(path, [Column("n"), Column("t")], [("x", text)], zone=ZONE)
    with open_table(path) as table:
        assert table.preview(1)[0][1] == text


def test_cells_longer_than_a_spreadsheet_allows_are_cut_with_a_mark(tmp_path):
    path = tmp_path / "long.xlsx"
    write_table(path, [Column("t")], [("y" * 100_000,)], zone=ZONE)
    with open_table(path, header=True) as table:
        assert table.preview(1)[0][0] == "y" * (LONGEST_CELL - 1) + "…"


def test_stop_leaves_the_old_file_and_no_rest(tmp_path):
    for name in ("old.csv", "old.xlsx"):
        path = tmp_path / name
        path.write_text("old")
        progress = Progress()

        def rows(progress=progress):
            for number in range(5000):
                if number == 2000:
                    progress.cancel()
                yield (str(number),)

        with pytest.raises(Stopped):
            write_table(path, [Column("n")], rows(), zone=ZONE, of=5000, progress=progress)
        assert path.read_text() == "old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["old.csv", "old.xlsx"]


def test_places_that_can_not_be_written_are_named(tmp_path):
    with pytest.raises(UserError, match="no folder"):
        write_table(tmp_path / "missing" / "a.csv", [Column("n")], [], zone=ZONE)
    with pytest.raises(UserError, match=r"\.csv or \.xlsx"):
        write_table(tmp_path / "a.doc", [Column("n")], [], zone=ZONE)
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_table(tmp_path / "folder.csv", [Column("n")], [], zone=ZONE)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110 -- a device
def test_full_disk_is_told_as_such(tmp_path, monkeypatch):
    for name in ("a.csv", "a.xlsx"):
        full = tmp_path / f"full-{name}"
        full.symlink_to("/dev/full")
        monkeypatch.setattr(
            "itdesk.files.writing.tempfile.mkstemp",
            lambda full=full, **_options: (os.open(full, os.O_WRONLY), str(full)),
        )
        with pytest.raises(NoSpace, match="not enough space"):
            write_table(tmp_path / name, [Column("n")], [("x" * 100_000,)] * 20, zone=ZONE)
        assert not (tmp_path / name).exists()


def test_exported_header_names_are_harmless_too(tmp_path):
    path = tmp_path / "h.csv"
    write_table(path, [Column("=x")], [("1",)], zone=ZONE)
    assert path.read_text(encoding="utf-8-sig").splitlines()[0] == "'=x"
