"""Reading tables: what real programs write, what is damaged, what is hostile."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from itdesk.core.errors import UserError
from itdesk.files.compound import _contained
from itdesk.files.encodings import detect_encoding
from itdesk.files.tables import open_table
from itdesk.files.texts import detect_delimiter
from tests.files.spreadsheets import claim_size, ods, shared, xlsx


def read(path: Path, **options):
    with open_table(path, **options) as table:
        return table.headers, list(table.rows())


def refusal(path: Path, **options) -> UserError:
    with pytest.raises(UserError) as refused, open_table(path, **options) as table:
        list(table.rows())
    assert refused.value.cure
    return refused.value


# ---------------------------------------------------------------- text files


def test_csv_rows_have_the_numbers_that_a_spreadsheet_shows(samples):
    with open_table(samples / "hardware.csv") as table:
        assert (table.encoding, table.delimiter, table.header, table.row_count) == ("utf-8-sig", ",", 1, 5)
        assert table.headers[:3] == ("Asset No", "Description", "User")
        numbered = dict(table.numbered_rows())
    assert list(numbered) == [2, 3, 4, 5, 7]
    assert numbered[2][7] == "old dock, see Tom"
    assert numbered[4][7] == "two\r\nlines"
    assert numbered[7][2] is None


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter", "cell"),
    [
        ("geraete.csv", "cp1252", ";", "Größer & Söhne"),
        ("utf16.csv", "utf-16", "\t", "Łódź"),
        ("sjis.csv", "cp932", ",", "東京本社"),
        ("cyrillic.csv", "cp1251", ";", "Москва, склад"),
    ],
)
def test_encoding_and_delimiter_are_found_out(samples, name, encoding, delimiter, cell):
    with open_table(samples / name) as table:
        assert (table.encoding, table.delimiter) == (encoding, delimiter)
        assert cell in table.preview(1)[0]


_WORDS = {
    "cp1252": "Name;Straße\nJörg Größe;Überweg\nHélène Lefèvre;à côté\nÅsa Öberg;Malmö\n",
    "cp1250": "Imię;Miejsce\nŁukasz Wiśniewski;Łódź\nGrażyna Dąbrowska;źródło\n",
    "cp1254": "Ad;Yer\nIşık Şahin;İstanbul\nÖğüt;Iğdır\n",
    "cp1251": "Имя;Место\nПринтер HP;Санкт-Петербург\n",
    "koi8_r": "Имя;Место\nИван Петров;Москва\n",
    "cp1253": "Όνομα;Τόπος\nΓιώργος Παπαδόπουλος;Αθήνα\n",
    "euc_jp": "名前,場所\n山田太郎,東京本社\nプリンター,会議室\n",
    "gb18030": "姓名,地点\n王小明,北京办公室\n打印机,会议室\n",
    "big5": "姓名,地點\n王小明,臺北辦公室\n印表機,會議室\n",
    "cp949": "이름,장소\n김철수,서울 본사\n프린터,회의실\n",
}


@pytest.mark.parametrize("encoding", _WORDS)
def test_short_texts_in_older_encodings_read_right(tmp_path, encoding):
    path = tmp_path / "short.csv"
    for unicode_encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", encoding):
        path.write_bytes(_WORDS[encoding].encode(unicode_encoding))
        assert path.read_bytes().decode(detect_encoding(path)).lstrip("\ufeff") == _WORDS[encoding], unicode_encoding


def test_what_the_person_chooses_wins(samples):
    with open_table(samples / "geraete.csv", encoding="cp437", delimiter=",", header=False) as table:
        assert (table.encoding, table.delimiter, table.header, table.headers[0]) == ("cp437", ",", 0, "Column A")
    assert "no encoding" in str(refusal(samples / "geraete.csv", encoding="klingon"))
    assert "row 2" in str(refusal(samples / "geraete.csv", encoding="utf-8")).lower()


def test_titles_above_the_table_are_not_its_header(samples):
    with open_table(samples / "preamble.csv") as table:
        assert (table.header, table.headers) == (4, ("Tag", "Name", "Cost"))
        assert list(table.numbered_rows()) == [(5, ("A-1", "One", "10.50")), (6, ("A-2", "Two", "11"))]


def test_ragged_rows_lose_nothing_and_names_are_distinct(samples):
    headers, rows = read(samples / "ragged.csv")
    assert headers == ("a", "b", "b (2)", "Column D")
    assert rows == [("1", "2", "3", "4"), ("5", None, None, None), ("6", "7", "8", "9", "10")]


def test_carriage_returns_end_rows(samples):
    assert read(samples / "mac.csv") == (("a", "b"), [("1", "2"), ("3", "x\ry")])


def test_nul_characters_are_left_out_and_counted(samples):
    with open_table(samples / "nul.csv") as table:
        assert list(table.rows()) == [("1", "xy")]
        assert table.notes == ("1 NUL character was left out.",)


def test_unclosed_quote_names_its_row(samples):
    assert "opens in row 3" in refusal(samples / "unclosed.csv").message


def test_bytes_of_another_encoding_name_their_row(tmp_path):
    path = tmp_path / "mixed.csv"
    path.write_bytes(b"a,b\n1,2\n3,\xff\xfe\xfd\n")
    assert "Row 3" in refusal(path, encoding="utf-8").message


def test_formulas_that_an_export_made_harmless_are_restored(tmp_path):
    path = tmp_path / "back.csv"
    path.write_text("a\n'=1+1\n''=1\n'plain\n'+44 20\n")
    assert [row[0] for row in read(path)[1]] == ["=1+1", "'=1", "'plain", "+44 20"]


@pytest.mark.parametrize(("text", "delimiter"), [("a;b\n1,5;2\n", ";"), ("a\tb, c\n1\t2\n", "\t"), ("a|b\n1|2\n", "|"), ("one\ntwo\n", ","), ("sep=|\na|b", "|"), ('"a;x",b\n1,2\n', ",")])  # fmt: skip
def test_detect_delimiter(text, delimiter):
    assert detect_delimiter(text) == delimiter


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=2, max_size=4),
        min_size=1,
        max_size=5,
    )
)
def test_any_text_is_a_table_or_a_sentence(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes("\n".join(",".join(row) for row in rows).encode())
    try:
        read(path)
    except UserError as problem:
        refused = problem
        assert refused.message


# ---------------------------------------------------------------- spreadsheets


def test_cells_keep_their_types(tmp_path):
    path = tmp_path / "types.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, hidden = book.add_worksheet("IT"), book.add_worksheet("Old")
    hidden.hide()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(2, 1, ["Tag", "Count", "Cost", "Bought", "At", "Used", "Empty"])
    sheet.write_string(3, 1, "A-1")
    sheet.write_number(3, 2, 12)
    sheet.write_number(3, 3, 0.1 + 0.2)
    sheet.write_datetime(3, 4, datetime(2024, 2, 29), day)  # noqa: DTZ001 -- spreadsheets know no zones
    sheet.write_datetime(3, 5, datetime(2024, 2, 29, 14, 30), moment)  # noqa: DTZ001
    sheet.write_boolean(3, 6, True)
    book.close()
    with open_table(path) as table:
        assert (table.sheets, table.hidden_sheets, table.sheet, table.header) == (("IT", "Old"), ("Old",), "IT", 3)
        assert table.headers == ("Tag", "Count", "Cost", "Bought", "At", "Used", "Empty")
        at = datetime(2024, 2, 29, 14, 30)  # noqa: DTZ001
        assert list(table.numbered_rows()) == [(4, ("A-1", 12, Decimal("0.3"), date(2024, 2, 29), at, True, None))]
    assert "no sheet called" in str(refusal(path, sheet="Missing"))
    assert "no rows" in str(refusal(path, sheet="Old"))


def test_spreadsheet_is_read_whatever_its_name_ends_with(tmp_path):
    path = xlsx(
        tmp_path / "book.csv",
        ['<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'],
    )
    assert read(path) == (("x",), [(1,)])
    path = ods(
        tmp_path / "book.xlsx",
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    )
    assert read(path) == (("x",), [])


def test_old_workbook_with_its_stream_in_a_container_of_our_own(tmp_path):
    records = [
        bytes.fromhex("0908080000051000b7130000"),
        bytes.fromhex("4200020004b0")[:4] + b"\xe4\x04",
        b"\x85\x00\x08\x00" + (47).to_bytes(4, "little") + b"\x00\x00\x01S",
        bytes.fromhex("0a000000"),
    ]
    stream = b"".join(records)
    sheet = (
        bytes.fromhex("0908080000051000b7130000")
        + bytes.fromhex("03020e00000000000000")
        + b"\0\0\0\0\0\0\x45\x40"
        + bytes.fromhex("0a000000")
    )
    start = len(stream)
    stream = stream.replace((47).to_bytes(4, "little"), start.to_bytes(4, "little"))
    path = tmp_path / "old.xls"
    path.write_bytes(_contained(stream + sheet).getvalue())
    assert read(path, header=False) == (("Column A",), [(42,)])


_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_FAR = "reach to XFD1048576"


def _bombs(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that would take all memory, and what each is told."""
    blanks = [" " * 5_000_000] * 8
    repeated = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'
    prefixed = '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    entities = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    texts = [f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001)]
    return {
        "far cell": (xlsx(folder / "1.xlsx", [_ROW, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>']), _FAR),
        "far cell in a near row": (
            xlsx(folder / "2.xlsx", ['<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>']),
            _FAR,
        ),
        "far cell in other quotes": (
            xlsx(folder / "3.xlsx", ["<row r='1'><c r='A1'><v>1</v></c><c  r='XFD1048576'><v>1</v></c></row>"]),
            _FAR,
        ),
        "far cell with a prefix": (
            xlsx(
                folder / "4.xlsx",
                ['<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'],
                root=prefixed,
            ),
            _FAR,
        ),
        "no places": (
            xlsx(
                folder / "5.xlsx",
                ["<row><c><v>1</v></c></row>"] * 1000 + ["<row>" + "<c><v>1</v></c>" * 16_000 + "</row>"],
            ),
            "reach to",
        ),
        "a million columns": (
            xlsx(folder / "6.xlsx", ['<row r="1">' + "<c><v>1</v></c>" * 1_000_000 + "</row>"]),
            "columns",
        ),
        "unfolds": (xlsx(folder / "7.xlsx", [_ROW, *blanks]), "unfold"),
        "claims gigabytes": (claim_size(xlsx(folder / "8.xlsx", [_ROW]), 0xF0000000), "unfold"),
        "claims less": (claim_size(xlsx(folder / "9.xlsx", [_ROW, *blanks]), 500), "unfold"),
        "long text": (xlsx(folder / "10.xlsx", [_ROW], shared("y" * 3_000_000)), "unfold"),
        "repeated text": (xlsx(folder / "11.xlsx", texts, shared("y" * 32_000)), "unfold"),
        "claims texts": (xlsx(folder / "12.xlsx", [_ROW], shared("y", unique=999_999_999)), "unfold"),
        "entities": (ods(folder / "13.ods", "", prolog=entities), "declarations"),
        "repeats": (ods(folder / "14.ods", repeated), _FAR),
    }


def test_hostile_spreadsheets_are_refused_before_they_unfold(tmp_path):
    for name, (path, said) in _bombs(tmp_path).items():
        begun = time.process_time()
        assert said in str(refusal(path)), name
        assert time.process_time() - begun < 2, name


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells the peak of a process here")
def test_refusing_hostile_spreadsheets_takes_little_memory(tmp_path):
    paths = [str(path) for path, _said in _bombs(tmp_path).values()]
    program = (
        "import sys\nfrom itdesk.core.errors import UserError\nfrom itdesk.files.tables import open_table\n"
        "for path in sys.argv[1:]:\n    try:\n        open_table(path)\n    except UserError:\n        continue\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *paths],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert int(done.stdout) < 200_000  # kilobytes


def test_damaged_spreadsheets_are_refused_with_a_sentence(tmp_path):
    """Parts of real workbooks changed at random never bring more than a sentence, and never end the process."""
    chance = random.Random(7)
    whole = tmp_path / "whole.xlsx"
    book = xlsxwriter.Workbook(str(whole))
    sheet = book.add_worksheet()
    for row in range(20):
        sheet.write_row(row, 0, [f"text {row}", row, row / 7])
    book.close()
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    edits = (b"999999999", b"XFD1048576", b"", b"s", b"\xff", b"<", b"A0", b"-1")
    path = tmp_path / "broken.xlsx"
    for _round in range(150):
        changed = dict(parts)
        name = chance.choice(
            [part for part in parts if "sheet" in part or "workbook" in part or "Strings" in part or "styles" in part]
        )
        data = bytearray(parts[name])
        at = chance.randrange(len(data))
        data[at : at + chance.randrange(12)] = chance.choice(edits)
        changed[name] = bytes(data)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in changed.items():
                archive.writestr(part, content)
        try:
            read(path)
        except UserError as problem:
            assert problem.cure  # noqa: PT017 -- either way is right


# ---------------------------------------------------------------- files that are something else


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\0" * 5000, "nothing but zeros"),
        (b"%PDF-1.4\n1 0 obj", "a PDF"),
        (b"SQLite format 3\0" + b"\0" * 100, "SQLite database or a workspace"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
        (b"<!DOCTYPE html><html><table><tr><td>1", "a web page"),
        (b'<?xml version="1.0"?><Set><Server/></Set>', "an XML document"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "spreadsheet of 2003",
        ),
        (b'{"a": 1}', "a JSON document"),
        (b"Received: from x\nFrom: y\n\nhi", "an e-mail"),
        (b"BEGIN:VCALENDAR\n", "address book or a calendar"),
        (bytes(range(256)) * 20, "a binary file"),
        (b"PK\3\4 and then nothing", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b"\x1f\x8b\x08\0", "compressed"),
    ],
)
def test_files_that_are_something_else_are_named(tmp_path, content, said):
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert said in str(refusal(path))


def test_folders_missing_files_and_plain_archives_are_named(tmp_path):
    assert "is a folder" in str(refusal(tmp_path))
    assert "There is no file" in str(refusal(tmp_path / "nothing.csv"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("table.csv", "a,b\n1,2\n")
    assert "ZIP archive" in str(refusal(tmp_path / "a.zip"))


def test_endless_lines_cells_and_columns_are_refused(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "x" * 12_000_000)
    assert "more than 10,000,000 characters" in str(refusal(path))
    path.write_text('a,b\n"' + "x\n" * 6_000_000 + '"\n')
    assert "more than 10,000,000 characters" in str(refusal(path))
    path.write_text(",".join(["c"] * 20_000) + "\n")
    assert "20000 cells" in str(refusal(path))


# ---------------------------------------------------------------- real files


def test_every_real_table_is_read_or_refused_with_a_sentence(real_data):
    seen = 0
    for folder in ("01_assets_tables", "08_risk_audit_tables", "10_tickets", "11_malformed"):
        for path in sorted((real_data / folder).rglob("*")):
            if not path.is_file():
                continue
            seen += 1
            begun = time.process_time()
            try:
                headers, rows = read(path)
            except UserError as problem:
                assert problem.cure, path  # noqa: PT017 -- either way is right
            else:
                assert headers, path
                assert all(len(row) >= len(headers) for row in rows), path
            assert time.process_time() - begun < 2, path
    assert seen > 100


def test_real_tables_hold_what_their_authors_say(real_data):
    tables = real_data / "01_assets_tables"
    with open_table(tables / "snipe-it" / "assets-sample.csv") as table:
        assert (table.row_count, table.headers[2], table.encoding) == (22, "Asset Tag", "utf-8-sig")
    with open_table(tables / "snipe-it" / "licenses-sample.csv") as table:
        assert table.row_count == 50
    assert read(tables / "openpyxl-xlsx" / "mac_date.xlsx", header=False)[1] == [(date(2016, 10, 3),)]
    assert read(tables / "tablib" / "dates.xls") == (("birth_date",), [(date(2015, 4, 12),)])
    assert read(tables / "tablib" / "ragged.ods") == (("a", "b", "c", "d"), [(1, None, True, None)])
    assert read(tables / "csvkit" / "test_utf16_little.csv")[1][1] == ("4", "5", "ʤ")
    assert read(tables / "csvkit" / "bad_skip_lines.csv")[0] == ("column_a", "column_b", "column_c")
    assert "password" in str(refusal(tables / "apache-poi-xlsx" / "protected_passtika.xlsx"))
    with open_table(tables / "apache-poi-xlsx" / "TwoSheetsOneHidden.xlsx") as table:
        assert table.hidden_sheets == ("Sheet1",)
    with open_table(tables / "apache-poi-xlsx" / "SampleSS.strict.xlsx") as table:
        assert table.sheets == ("First Sheet", "Sheet Number 2", "Sheet3")
    assert "row 2" in str(refusal(tables / "redmine-csv" / "unclosed_quoted_field.csv"))


def test_csv_spectrum_is_read_as_its_authors_expect(real_data):
    folder = real_data / "11_malformed" / "csv-spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        if path.stem == "location_coordinates":  # its expected file holds another telephone number
            continue
        headers, rows = read(path)
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text())
        assert [dict(zip(headers, row, strict=True)) for row in rows] == expected, path.name
