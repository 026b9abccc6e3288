"""The four reports with the sample firm's figures: what they say, how they are bound, and what hostile text does to them."""

from __future__ import annotations

import builtins
import io
import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from shutil import which

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itdesk.core.errors import Stopped, UserError
from itdesk.reports.audit import AuditReport, Check, Evidence, Finding, Result, Weight, write_audit
from itdesk.reports.blocks import Decision, fill
from itdesk.reports.budget import BudgetGroup, BudgetLine, BudgetReport, Commitment, write_budget
from itdesk.reports.document import BODY, Imprint
from itdesk.reports.labels import Label, LabelSheet, payload, write_labels
from itdesk.reports.listing import ListColumn, Listing, write_listing
from itdesk.reports.markdown import Kind, blocks_of
from itdesk.reports.plan import CallTree, Contact, Procedure, RecoveryPlan, Section, Step
from itdesk.reports.recovery import write_recovery_plan
from tests.reports import figures

Pages = Callable[[Path], list[str]]
Writer = Callable[[Path, Imprint], int]

REPORTS: dict[str, Writer] = {
    "budget": lambda path, imprint: write_budget(path, imprint, figures.BUDGET),
    "audit": lambda path, imprint: write_audit(path, imprint, figures.AUDIT),
    "recovery": lambda path, imprint: write_recovery_plan(path, imprint, figures.PLAN, values=figures.VALUES),
    "labels": lambda path, imprint: write_labels(path, imprint, LabelSheet(figures.LABELS, "Harbour & Pine")),
}


def test_budget_says_what_the_sample_firm_spent(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "budget.pdf"
    assert write_budget(path, imprint, figures.BUDGET) == 3
    first, second, third = pages(path)
    flat = " ".join(first.split())
    assert "We have spent £52,416 of the £91,276 budget, £1,520 less than planned by now." in flat
    assert "By March we expect to be £1,466 (1.6 %) over, because six workstations cost more than in spring." in flat
    assert "−£1,466" in first
    assert "6 new workstations, £1,487 over" in first
    assert "22,117 −1,417 −6.8 %" in first
    assert "by 20 November" in first
    assert "Workstations and laptops" in second
    assert "−1,435" in second
    assert "April to October are actual, November to March are expected." in third
    assert "65,356" in third
    assert "Agreed by Helen Moss, director" in third


def test_audit_says_what_is_wrong_and_what_to_do(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "audit.pdf"
    write_audit(path, imprint, figures.AUDIT)
    read = pages(path)
    first = " ".join(read[0].split())
    assert "9 of 17 checks are met, 3 more than last time." in first
    assert "2 findings are major. BIM models have never been restored as a test." in first
    assert "Run one restore a quarter" in read[1]
    assert any("Machines out of warranty" in page for page in read)


def test_audit_without_findings_says_so(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "audit.pdf"
    checks = (Check("E-1", "Equipment", "All equipment is on the list", Result.MET),)
    write_audit(path, imprint, AuditReport("Today.", checks, ()))
    assert "Everything that was checked is in order." in pages(path)[0]


def test_plan_refers_to_the_right_pages(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "plan.pdf"
    write_recovery_plan(path, imprint, figures.PLAN, values=figures.VALUES)
    read = pages(path)
    assert "Call Mara Ellison, 07700\u00a0900\u00a0101." in read[0] or "07700 900 101" in read[0]
    tree = next(number for number, page in enumerate(read, start=1) if "Call log" in page)
    assert f"Turn to page {tree}, the call tree." in read[0]
    server = next(number for number, page in enumerate(read, start=1) if page.count("5.1 File server") and number > 2)
    assert f"5.1 File server\n{server}" in read[1].replace(" \n", "\n") or f"5.1 File server {server}" in read[1]
    assert "Call Halden support, 020 7946 0142, contract" in read[server - 1]
    assert "Total 3 h 25 min" in read[server - 1]
    assert "38 people" in read[1]


@pytest.mark.parametrize("name", ["budget", "audit", "recovery"])
def test_reports_have_bookmarks_and_metadata(tmp_path: Path, imprint: Imprint, name: str) -> None:
    path = tmp_path / f"{name}.pdf"
    REPORTS[name](path, imprint)
    document = pypdfium2.PdfDocument(path)
    titles = [bookmark.get_title() for bookmark in document.get_toc()]
    assert len(titles) >= 4
    told = document.get_metadata_dict()
    assert told["Title"].startswith("IT ")
    assert told["Author"] == "Mara Ellison"
    assert told["Subject"]
    assert told["CreationDate"] == "D:20261120093000+00'00'"
    assert b"/Lang (en-GB)" in path.read_bytes()
    document.close()


@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_the_same_every_time(tmp_path: Path, imprint: Imprint, name: str) -> None:
    for part in ("one", "other"):
        REPORTS[name](tmp_path / f"{part}.pdf", imprint)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "other.pdf").read_bytes()


@pytest.mark.parametrize("name", REPORTS)
def test_nothing_but_our_own_files_is_opened(
    tmp_path: Path, imprint: Imprint, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary.png"
    canary.write_bytes(b"secret")
    evil = f'<img src="{canary}"/><para><a href="file://{canary}">x</a> ![x]({canary}) {{{{file:{canary}}}}}'
    opened: list[str] = []
    real, real_os = io.open, os.open

    def watch(file: object, *rest: object, **named: object) -> object:
        opened.append(str(file))
        return real(file, *rest, **named)  # type: ignore[call-overload]

    def watch_os(file: object, *rest: object, **named: object) -> int:
        opened.append(str(file))
        return real_os(file, *rest, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(builtins, "open", watch)
    monkeypatch.setattr(io, "open", watch)
    monkeypatch.setattr(os, "open", watch_os)
    monkeypatch.setattr(socket, "socket", lambda *_rest, **_named: pytest.fail("a report went to the network"))
    _hostile(name, tmp_path / "evil.pdf", imprint, evil)
    assert (tmp_path / "evil.pdf").stat().st_size > 1000
    assert not [file for file in opened if "canary" in file]


def test_markup_is_printed_as_it_was_typed(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "list.pdf"
    typed = "<b>bold</b> &amp; <font color=red>"
    write_listing(path, imprint, Listing(typed, (ListColumn(typed),), ((typed,),)))
    assert pages(path)[0].count(typed) >= 3


def _hostile(name: str, path: Path, imprint: Imprint, text: str) -> None:
    """One report with the text in every place that takes one."""
    imprint = replace(imprint, firm=text, made_by=text)
    if name == "budget":
        line = BudgetLine(text, text, [Decimal(1)] * 12, [Decimal(2)] * 3, [Decimal(3)] * 9)
        report = BudgetReport(
            text, figures.MONTHS, 3, (BudgetGroup(text, (line,)),), (Commitment(text, text, text, None, Decimal(1)),),
            (Decision(text, text),), text, text, text, text, ((date(2026, 4, 1), text),),
        )  # fmt: skip
        write_budget(path, imprint, report)
    elif name == "audit":
        finding = Finding(text, Weight.MAJOR, text, text, date(2026, 1, 1), text, text, text, text, text)
        checks = (Check(text, text, text, Result.PARTLY, text),)
        write_audit(path, imprint, AuditReport(text, checks, (finding,), (), text, 1, text, (text,)))
    elif name == "recovery":
        procedure = Procedure((Step(text, text, 5),), ((text, text),), text, text, text)
        contact = Contact(text, text, text, (text,))
        parts = (Section(text, text, CallTree(contact)), Section(text, text, procedure))
        write_recovery_plan(path, imprint, RecoveryPlan(text, parts, text, text, ((text, text),), small_print=text))
    else:
        write_labels(path, imprint, LabelSheet((Label(text, text),), text, text))


def _naughty(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("11_malformed/naughty-strings/*.txt")):
        yield from file.read_text(encoding="utf-8", errors="surrogateescape").split("\n")


ODD = (
    "", " ", "\n", "<b", "&", "&#0;", "</para>", "<img src='/etc/passwd'/>", "{{a:b}}", "{spent}", "**", "%s", "\x00",
    "\ud800", "\u202e\u202d\u2066", "שלום (a) 1", "مرحبا\u200dبك", "e" + "\u0301" * 90, "👩‍👩‍👧‍👦", "𝒳" * 40, "\u0e33" * 30,
    "क्ष" * 30, "()\\", "- [ ] x", "> " * 40, "|a|\n|-|\n|b|", "[a](javascript:x)", "x" * 3000, "\u3002" * 200,
    "\u0600" * 9, "\ue000\uf8ff", "\ufdfa", "\u1100\u1161\u11a8", "a\u00a0" * 300, "\U000e0041\U0010ffff",
)  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_odd_texts_never_break_a_report(tmp_path: Path, imprint: Imprint, name: str) -> None:
    for number, text in enumerate(ODD):
        path = tmp_path / f"{number}.pdf"
        _hostile(name, path, imprint, text)
        document = pypdfium2.PdfDocument(path)
        assert len(document) >= 1
        document.close()


@pytest.mark.parametrize("many", [1000, pytest.param(5000, marks=pytest.mark.long)])
def test_thousands_of_hostile_texts_build(tmp_path: Path, imprint: Imprint, many: int) -> None:
    import random

    chosen = random.Random(7)
    alphabet = "".join(ODD) + "abc <>&/\"'{}*_`#|[]() \n\t"
    texts = ["".join(chosen.choices(alphabet, k=chosen.randrange(60))) for _each in range(many * 9 // 10)]
    texts += [chr(chosen.randrange(0x110000)) * chosen.randrange(1, 9) for _each in range(many // 10)]
    folder = Path(os.environ.get("ITDESK_TEST_DATA", "../shared/data"))
    texts += list(_naughty(folder))
    path = tmp_path / "all.pdf"
    rows = [(text, text, text) for text in texts]
    columns = (ListColumn("A"), ListColumn("B", "right"), ListColumn("C"))
    count = write_listing(path, imprint, Listing("Hostile", columns, rows))
    document = pypdfium2.PdfDocument(path)
    assert len(document) == count
    assert all(page.get_textpage().count_chars() >= 0 for page in document)
    document.close()
    bodies = (Section(f"Part {start}", "\n\n".join(texts[start : start + 250])) for start in range(0, many, 250))
    write_recovery_plan(path, imprint, RecoveryPlan("Hostile", tuple(bodies)))
    pypdfium2.PdfDocument(path).close()


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_builds_every_report(tmp_path: Path, imprint: Imprint, text: str) -> None:
    for name in REPORTS:
        _hostile(name, tmp_path / "any.pdf", imprint, text)


def test_a_megabyte_of_text_in_every_place_builds(tmp_path: Path, imprint: Imprint) -> None:
    rows = [("x" * 10**6, "word " * 200_000, "א" * 10**6)]
    columns = (ListColumn("A"), ListColumn("B"), ListColumn("y" * 10**6))
    path = tmp_path / "long.pdf"
    assert write_listing(path, imprint, Listing("t" * 10**6, columns, rows, (), ("c" * 10**6,))) < 1000


def test_every_label_is_read_back(tmp_path: Path, imprint: Imprint) -> None:
    if not (which("zbarimg") and which("pdftoppm")):
        pytest.skip("no zbarimg or pdftoppm here")
    path = tmp_path / "labels.pdf"
    sheet = LabelSheet(figures.LABELS[:24], "Harbour & Pine", "Broken? Scan this, or call 01305 496 101")
    assert write_labels(path, imprint, sheet) == 1
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", str(path), str(tmp_path / "page")], check=True)
    pictures = [str(picture) for picture in tmp_path.glob("page*.png")]
    read = subprocess.run(["zbarimg", "-q", "--raw", *pictures], check=True, capture_output=True, text=True).stdout
    assert sorted(read.split()) == sorted(payload(label.tag) for label in figures.LABELS[:24])


@pytest.mark.parametrize(("first", "count", "sheets"), [(1, 24, 1), (1, 25, 2), (24, 1, 1), (24, 2, 2), (1, 0, 1)])
def test_sheets_begin_where_asked(tmp_path: Path, imprint: Imprint, first: int, count: int, sheets: int) -> None:
    labels = [Label(f"T-{number}") for number in range(count)]
    assert write_labels(tmp_path / "labels.pdf", imprint, LabelSheet(labels, "Firm", first=first)) == sheets


def test_a_label_off_the_sheet_is_refused(tmp_path: Path, imprint: Imprint) -> None:
    with pytest.raises(UserError) as told:
        write_labels(tmp_path / "labels.pdf", imprint, LabelSheet((), "Firm", first=25))
    assert told.value.field == "first"


@pytest.mark.parametrize("name", ["budget", "audit", "recovery", "labels"])
def test_stop_leaves_nothing(tmp_path: Path, imprint: Imprint, name: str) -> None:
    writers: dict[str, Callable[[], int]] = {
        "budget": lambda: write_budget(tmp_path / "r.pdf", imprint, figures.BUDGET, cancelled=lambda: True),
        "audit": lambda: write_audit(tmp_path / "r.pdf", imprint, figures.AUDIT, cancelled=lambda: True),
        "recovery": lambda: write_recovery_plan(tmp_path / "r.pdf", imprint, figures.PLAN, cancelled=lambda: True),
        "labels": lambda: write_labels(
            tmp_path / "r.pdf", imprint, LabelSheet(figures.LABELS, "Firm"), cancelled=lambda: True
        ),
    }
    with pytest.raises(Stopped):
        writers[name]()
    assert list(tmp_path.iterdir()) == []


def test_no_decision_stands_on_a_page_of_its_own(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    four = tuple(Decision(f"Decide {number} of these", "6 Jan 2027") for number in range(4))
    assert write_budget(tmp_path / "four.pdf", imprint, replace(figures.BUDGET, decisions=four)) == 3
    many = tuple(Decision(f"Decide {number} of these", "6 Jan 2027") for number in range(9))
    write_budget(tmp_path / "many.pdf", imprint, replace(figures.BUDGET, decisions=many))
    assert [page.count("of these") for page in pages(tmp_path / "many.pdf") if "of these" in page] == [9]


def test_a_few_words_over_procedures_share_the_first_ones_page(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "plan.pdf"
    steps = (Step("Call", who="Mara Ellison-Featherstone\nCover: Ruth Abbott"),)
    parts = (Section("Server", block=Procedure(steps)), Section("Office", block=Procedure(())))
    plan = RecoveryPlan("Plan", (Section("Steps", body="One after the other.", parts=parts), Section("Lessons")))
    assert write_recovery_plan(path, imprint, plan) == 5
    _cover, contents, server, office, lessons = pages(path)
    assert "1 Steps" in server
    assert "One after the other." in server
    assert "1.1 Server" in server
    assert "Cover: Ruth Abbott" in server  # whom to ask is never cut
    assert "No steps are written yet." in office
    assert "What to do" not in office
    assert "Nothing is written here yet." in lessons
    assert "Lessons" in contents


def test_a_list_says_on_each_page_what_it_is_of(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "audit.pdf"
    rows = tuple((f"LT-{number}", "warranty over") for number in range(80))
    shown = Evidence("80 laptops", (ListColumn("What"), ListColumn("Why")), rows)
    write_audit(path, imprint, replace(figures.AUDIT, evidence=(shown,)))
    assert "80 laptops, continued" in pages(path)[-1]


def test_an_empty_budget_and_an_empty_plan_build(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "empty.pdf"
    write_budget(path, imprint, BudgetReport("2026", figures.MONTHS, 0, ()))
    assert "This budget has no lines yet." in pages(path)[0]
    write_recovery_plan(path, imprint, RecoveryPlan("Plan", ()))


def test_amounts_follow_locale_and_currency(tmp_path: Path, imprint: Imprint, pages: Pages) -> None:
    path = tmp_path / "budget.pdf"
    write_budget(path, replace(imprint, locale="de_DE", currency="EUR"), figures.BUDGET)
    first = pages(path)[0].replace("\u00a0", " ")
    assert "91.276 €" in first
    assert "20. November 2026" in first


def test_values_are_never_read_for_marks() -> None:
    runs = fill("**{a}** and {b}", BODY, a="**x** {b}", b="{a}")
    assert "".join(run.text for run in runs) == "**x** {b} and {a}"


def test_markdown_keeps_html_as_text_and_fills_live_values() -> None:
    blocks = blocks_of("<b>x</b> {{asset:A-1}} {{gone:B}} `{{asset:A-1}}`", {"asset:A-1": "*not emphasis*"})
    assert "".join(run.text for run in blocks[0].runs) == "<b>x</b> *not emphasis* B (not found) {{asset:A-1}}"


def test_markdown_lists_tables_and_boxes() -> None:
    blocks = blocks_of(
        "# Head\n\n1. one\n2. two\n   - in\n\n- [x] done\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n---\n\n    code"
    )
    assert [block.kind for block in blocks] == [
        Kind.HEADING, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.TABLE, Kind.RULE, Kind.CODE,
    ]  # fmt: skip
    assert [block.marker for block in blocks[1:5]] == ["1.", "2.", "•", "☑"]
    assert blocks[5].rows == (("a", "b"), ("1", "2"))
    assert blocks[5].aligns == ("left", "right")
