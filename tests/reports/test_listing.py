"""A list as PDF: nothing is lost at page ends, order and filters are told, width decides which way the page lies."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from itdesk.core.errors import Stopped, UserError
from itdesk.core.marks import COLOURS, mark_of
from itdesk.core.progress import Progress
from itdesk.reports.document import Document
from itdesk.reports.listing import ListColumn, Listing, write_listing
from itdesk.reports.tables import Cell, Kind, Row

NARROW = (ListColumn("Tag"), ListColumn("Name"), ListColumn("Cost", "right"))


def _rows(count: int) -> list[tuple[str, str, str]]:
    return [(f"HP-{number:05}", f"Laptop {number}", f"£{number:,}") for number in range(count)]


def test_every_row_is_there_once_and_in_order(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    count = write_listing(path, imprint, Listing("Hardware", NARROW, iter(_rows(700)), totals=("Total", "", "£1")))
    read = pages(path)
    assert len(read) == count
    tags = [word for page in read for word in page.split() if word.startswith("HP-")]
    assert tags == [f"HP-{number:05}" for number in range(700)]
    assert all("Tag" in page and "Cost" in page for page in read)
    assert "Total" in read[-1]
    assert "HP-00699" in read[-1]  # a total never stands alone on a page


def test_filters_order_and_count_are_told(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    listing = Listing(
        "Hardware", NARROW, iter(_rows(3)), conditions=("Status is In use", "Place is Bath"), sorted_by="Name"
    )
    write_listing(path, imprint, listing)
    (text,) = pages(path)
    assert "Status is In use · Place is Bath" in text
    assert "3 rows · Sorted by Name" in text
    assert "Made on 20 November 2026 by Mara Ellison" in text
    assert "Page 1 of 1" in text


@pytest.mark.parametrize(("columns", "lies"), [(3, False), (14, True)])
def test_page_lies_when_columns_need_it(tmp_path: Path, imprint, columns: int, lies: bool) -> None:
    import pypdfium2

    path = tmp_path / "list.pdf"
    listing = Listing("Wide", [ListColumn(f"Column {n}") for n in range(columns)], [["some words here"] * columns] * 40)
    write_listing(path, imprint, listing)
    document = pypdfium2.PdfDocument(path)
    width, height = document[0].get_size()
    document.close()
    assert (width > height) is lies


def test_empty_list_says_so(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    assert write_listing(path, imprint, Listing("Hardware", NARROW, ())) == 1
    assert "0 rows" in pages(path)[0]


def test_group_row_stays_with_its_first_line(tmp_path: Path, imprint, pages) -> None:
    def rows():
        for number in range(60):
            yield Row((f"Group {number}", "", ""), Kind.GROUP)
            yield (f"Line {number}", "x", "1")

    path = tmp_path / "list.pdf"
    write_listing(path, imprint, Listing("Groups", NARROW, rows()))
    for text in pages(path):
        lines = [line for line in text.split("\n") if line.startswith(("Group", "Line"))]
        assert lines[-1].startswith("Line")


def test_long_text_wraps_and_ends_in_an_ellipsis(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    write_listing(
        path, imprint, Listing("Long", NARROW, [("A", "word " * 5000, "1"), (Cell("B", 600), "x" * 10**6, "2")])
    )
    (text,) = pages(path)
    assert text.count("…") == 2


def test_stop_leaves_nothing(tmp_path: Path, imprint) -> None:
    progress = Progress()

    def rows():
        for number, row in enumerate(_rows(5000)):
            if number == 2000:
                progress.cancel()
            yield row

    with pytest.raises(Stopped):
        write_listing(tmp_path / "list.pdf", imprint, Listing("Hardware", NARROW, rows()), progress=progress.step)
    with pytest.raises(Stopped, match="No file"):
        write_listing(tmp_path / "list.pdf", imprint, Listing("Hardware", NARROW, _rows(600)), cancelled=lambda: True)
    assert list(tmp_path.iterdir()) == []


def test_stop_keeps_the_file_that_was_there(tmp_path: Path, imprint) -> None:
    path = tmp_path / "list.pdf"
    path.write_bytes(b"yesterday's")
    with pytest.raises(Stopped):
        write_listing(path, imprint, Listing("Hardware", NARROW, _rows(600)), cancelled=lambda: True)
    assert path.read_bytes() == b"yesterday's"


def test_progress_counts_rows(tmp_path: Path, imprint) -> None:
    told: list[tuple[int, int]] = []
    listing = Listing("Hardware", NARROW, _rows(1200), count=1200)
    write_listing(tmp_path / "list.pdf", imprint, listing, progress=lambda done, of: told.append((done, of)))
    assert told[:2] == [(500, 1200), (1000, 1200)]


def test_folder_that_is_gone_and_target_that_is_a_folder_are_told(tmp_path: Path, imprint) -> None:
    with pytest.raises(UserError, match="isn't there any more"):
        write_listing(tmp_path / "gone" / "list.pdf", imprint, Listing("Hardware", NARROW, ()))
    (tmp_path / "list.pdf").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        write_listing(tmp_path / "list.pdf", imprint, Listing("Hardware", NARROW, ()))
    assert [path.name for path in tmp_path.iterdir()] == ["list.pdf"]


@pytest.mark.skipif(not Path("/dev/full").exists() or os.name != "posix", reason="needs a device that is always full")
def test_full_disk_is_told(tmp_path: Path, imprint, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open
    monkeypatch.setattr(
        "itdesk.reports.document.os.open",
        lambda path, flags, mode=0o777: (
            real("/dev/full", os.O_WRONLY) if str(path).endswith(".part") else real(path, flags, mode)
        ),
    )
    with pytest.raises(UserError, match="disk is full"):
        write_listing(tmp_path / "list.pdf", imprint, Listing("Hardware", NARROW, _rows(3)))


def test_same_input_gives_the_same_bytes(tmp_path: Path, imprint) -> None:
    for name in ("one.pdf", "other.pdf"):
        write_listing(tmp_path / name, imprint, Listing("Hardware", NARROW, _rows(50)))
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a folder that nobody can write to")
def test_read_only_folder_is_told(imprint) -> None:
    with pytest.raises(UserError, match="can't be written to") as told:
        write_listing(Path("/sys/kernel/list.pdf"), imprint, Listing("Hardware", NARROW, ()))
    assert told.value.cure


def test_groups_and_totals_are_no_rows_and_their_names_run_on(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    name = "A group whose name is far longer than the first column is wide"
    rows = [Row((name, "", "1"), Kind.GROUP), ("A", "b", "1"), ("B", Cell("In use", icon="ring-check"), "2")]
    write_listing(path, imprint, Listing("Groups", NARROW, rows, totals=("Total", "", "3")))
    (text,) = pages(path)
    assert "2 rows" in text
    assert name in text


def test_copied_rows_stay_rows(tmp_path: Path, imprint, pages) -> None:
    path = tmp_path / "list.pdf"
    rows = [(f"A{n}", Cell(f"B{n}", 600, "red-text"), Cell(f"שלום C{n}")) for n in range(5)]
    write_listing(path, imprint, Listing("Order", NARROW, rows))
    words = [word for word in pages(path)[0].split() if word[0] in "ABC" and word[1:].isdigit()]
    assert words == [f"{letter}{n}" for n in range(5) for letter in "ABC"]


def test_reports_written_at_once_are_those_written_alone(tmp_path: Path, imprint) -> None:
    rows = [(f"HP-{n}", "服务器 שלום हिन्दी", f"£{n}") for n in range(200)]

    def write(name: str) -> bytes:
        write_listing(tmp_path / name, imprint, Listing("Hardware", NARROW, rows))
        return (tmp_path / name).read_bytes()

    with ThreadPoolExecutor(4) as pool:
        written = set(pool.map(write, [f"{n}.pdf" for n in range(8)]))
    assert written == {write("alone.pdf")}


def test_mark_of_the_firm_stands_on_each_page(tmp_path: Path, imprint, pages) -> None:
    marked = replace(imprint, mark=mark_of(imprint.firm, "ruby", "HX"))
    with Document(tmp_path / "marked.pdf", marked, title="List") as document:
        document.new_page()
        document.new_page()
    assert all("HX" in page and imprint.firm in page for page in pages(tmp_path / "marked.pdf"))
    picture = pypdfium2.PdfDocument(tmp_path / "marked.pdf")[0].render(scale=2).to_pil()
    ruby = tuple(int(COLOURS["ruby"][0][at : at + 2], 16) for at in (1, 3, 5))
    assert picture.convert("RGB").getpixel((2 * 59, 2 * 33)) == ruby


def test_logo_stands_in_place_of_the_tile_and_is_stored_once(tmp_path: Path, imprint, pages) -> None:
    held = io.BytesIO()
    Image.new("RGB", (400, 100), (200, 30, 30)).save(held, "PNG")
    sizes = []
    for count in (1, 20):
        logo = replace(imprint, mark=mark_of("X", "ruby", "HX"), logo=held.getvalue())
        with Document(tmp_path / "logo.pdf", logo, title="List") as document:
            for _page in range(count):
                document.new_page()
        assert all("HX" not in page for page in pages(tmp_path / "logo.pdf"))
        found = pypdfium2.PdfDocument(tmp_path / "logo.pdf")
        sizes.append(sum(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in found[count - 1].get_objects()))
    assert sizes == [1, 1]
