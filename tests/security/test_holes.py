"""Every class of hole that programs of this kind had has its test; those that lie beside what they test are named here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]

HOLES: dict[str, tuple[str, ...]] = {
    "injection into SQL (GLPI CVE-2025-24799, CVE-2023-28849)": (
        "security/test_sql.py::test_filters_find_what_python_finds",
        "security/test_sql.py::test_only_declared_columns_are_sorted_shown_or_filtered_by",
        "test_architecture.py::test_sql_is_never_put_together_from_data",
    ),
    "markup out of data (Zammad CVE-2018-1000154, Snipe-IT GHSA-4g25-wj72-chxg, GLPI CVE-2026-42321)": (
        "security/test_shown.py::test_nothing_is_fetched",
        "ui/test_parts.py::test_label_shows_markup_as_it_is",
        "test_architecture.py::test_labels_show_text_as_it_is",
    ),
    "links (RTIR CVE-2026-105456)": (
        "security/test_links.py::test_other_schemes_are_left_alone_wherever_a_link_stands",
    ),
    "reports (osTicket CVE-2026-22200, ReportLab CVE-2023-33733, CVE-2020-28463)": (
        "reports/test_reports.py::test_nothing_but_our_own_files_is_opened",
        "reports/test_reports.py::test_markup_is_printed_as_it_was_typed",
        "reports/test_reports.py::test_thousands_of_hostile_texts_build",
    ),
    "formulas in exports (RT CVE-2025-61873, Snipe-IT WS-2022-0345)": (
        "files/test_list_tables.py::test_what_a_spreadsheet_could_run_is_made_harmless",
        "files/test_list_tables.py::test_xlsx_is_typed_and_holds_no_formula",
        "files/test_clipboard.py::test_formulas_are_texts_in_every_form_and_bare_again_when_they_come_back",
    ),
    "names and kinds of files (Snipe-IT GHSA-xwqx-x38c-cw95)": (
        "db/test_attachments.py::test_a_name_is_stored_as_data",
        "db/test_attachments.py::test_a_name_is_safe_on_every_system",
    ),
    "code out of data (GLPI CVE-2026-22248, CVE-2022-35914)": (
        "security/test_code.py::test_nothing_runs_what_it_reads",
    ),
    "rights (GLPI CVE-2026-42318, RT's forward bypass)": (
        "security/test_rights_read.py::test_nobody_reads_what_isnt_granted",
        "security/test_rights_write.py::test_each_path_is_open_to_whom_it_is_granted",
        "security/test_rights_write.py::test_undo_takes_nothing_back_that_its_person_may_not_change",
        "security/test_rights_by_command.py::test_search_and_export_hold_to_the_person",
    ),
    "bombs and entities in spreadsheets": (
        "files/test_tables.py::test_hostile_spreadsheets_are_refused_before_they_unfold",
        "files/test_tables.py::test_refusing_hostile_spreadsheets_takes_little_memory",
    ),
    "texts that take for ever (RT CVE-2014-9472)": (
        "security/test_slow_texts.py::test_twice_the_text_takes_about_twice_the_time",
        "areas/helpdesk/test_ticket_page.py::test_ten_megabytes_are_not_pasted_and_not_laid_out",
    ),
    "workspaces of strangers": ("security/test_hostile_workspace.py::test_commands_inside_a_file_never_run",),
    "guessing (osTicket's enumeration of tickets)": (
        "areas/helpdesk/test_kiosk.py::test_reported_answered_and_rated_by_its_receipt",
        "areas/helpdesk/test_kiosk.py::test_pins_are_stored_salted",
        "db/test_encrypted.py::test_wrong_tries_wait_longer_each_time",
    ),
}


@pytest.mark.parametrize("hole", HOLES)
def test_the_tests_of_a_class_are_there(hole: str) -> None:
    for name in HOLES[hole]:
        file, _mark, test = name.partition("::")
        defined = {
            node.name
            for node in ast.parse((TESTS / file).read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        assert test in defined, name
