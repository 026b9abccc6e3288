"""Imports end to end, on both engines: what is taken, changed, made and refused, and that it can be taken back."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from itdesk.areas import load_models, registry
from itdesk.core.errors import Stopped, UserError
from itdesk.core.progress import Progress
from itdesk.db import batches, history, lists, records, search, undoing
from itdesk.db.database import Database
from itdesk.db.engine import open_database
from itdesk.files.importing import import_file, matched, opened, run
from itdesk.files.planning import Job, Verdict
from itdesk.files.tables import open_table


@pytest.fixture
def database(location: str) -> Iterator[Database]:
    """An empty workspace on each engine."""
    load_models()
    opened_database = open_database(location, registry())
    yield opened_database
    opened_database.close()


def table(path: Path, *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def stored(database: Database, kind: str, *columns: str) -> list[tuple[object, ...]]:
    with database.reading() as session:
        page = lists.page(session, lists.ListSpec(kind, columns, (), ("id",)), limit=500)
        return [tuple(row[1:]) for row in page.rows]


def test_dry_run_and_real_run_decide_alike(database, samples):
    path = samples / "hardware.csv"
    dry = import_file(database, "hardware", path, dry_run=True)
    assert stored(database, "hardware", "tag") == []
    assert stored(database, "people", "name") == []
    real = import_file(database, "hardware", path)
    assert dry.as_json() == real.as_json()
    assert (real.taken, real.changed, real.created) == (2, 0, {"people": 2, "places": 2})
    assert stored(
        database, "hardware", "tag", "person", "place", "purchase_on", "purchase_cost", "currency", "notes"
    ) == [
        ("HP-LT-031", "B Carrow", "Studio A", date(2025, 8, 2), Decimal("1314.00"), "GBP", "Tessera Book 14"),
        ("HP-LT-030", "J Lindqvist", "Bath", date(2023, 1, 18), Decimal("2568.00"), "GBP", "Halden W5"),
    ]


def test_every_refusal_names_row_column_value_reason_and_cure(database, samples):
    outcome = import_file(database, "hardware", samples / "hardware.csv", dry_run=True)
    assert [tuple(refusal.as_json().values()) for refusal in outcome.refused] == [
        (4, "Purch. date", "31/02/2024", "There is no 31 February.", "Try 29/02/2024."),
        (5, "Cost inc VAT", "about 300", "“about 300” is not a number.", "Try 300.00."),
        (7, "Asset No", "HP-LT-031", "This tag is also in row 2.", "Keep row 2, or correct one of them."),
    ]
    assert [refusal.suggestion for refusal in outcome.refused] == ["29/02/2024", "300.00", ""]
    assert outcome.verdicts == {2: "new", 3: "new", 4: "refused", 5: "refused", 7: "refused"}


def test_suggestions_that_were_accepted_and_rows_that_were_skipped(database, samples):
    job = Job("hardware", samples / "hardware.csv")
    job.corrections = {(4, "Purch. date"): "29/02/2024", (5, "Cost inc VAT"): "300.00"}
    job.skipped = frozenset({7})
    job.taxes = {"Cost inc VAT": Decimal(20)}
    outcome = run(database, job, dry_run=False)
    assert (outcome.taken, outcome.refused, outcome.verdicts[7]) == (4, [], Verdict.SKIPPED)
    costs = [row[0] for row in stored(database, "hardware", "purchase_cost")]
    assert costs == [Decimal("1095.00"), Decimal("2140.00"), Decimal("241.25"), Decimal("250.00")]


def test_german_file_in_a_british_workspace_shows_how_it_is_written(database, samples):
    outcome = import_file(database, "hardware", samples / "geraete.csv")
    assert (outcome.taken, outcome.refused) == (2, [])
    assert stored(database, "hardware", "tag", "maker", "purchase_on", "purchase_cost", "place", "person") == [
        ("N-001", "Größer & Söhne", date(2024, 4, 3), Decimal("1249.90"), "Büro München", "Jörg Müller"),
        ("N-002", "Größer & Söhne", date(2023, 11, 17), Decimal("1249.90"), "Köln", "Käthe Weiß"),
    ]


def test_update_by_changes_what_the_file_says_and_leaves_blank_cells_alone(database, tmp_path):
    table(tmp_path / "a.csv", ("Tag", "Name", "Serial", "Notes"), ("A-1", "One", "S1", "old"), ("A-2", "Two", "S2", ""))
    import_file(database, "hardware", tmp_path / "a.csv")
    path = table(
        tmp_path / "b.csv",
        ("Tag", "Name", "Serial", "Notes"),
        ("a-1", "", "S9", "new"),
        ("A-2", "Two", "S2", ""),
        ("A-3", "Three", "", ""),
    )
    refused = import_file(database, "hardware", path, dry_run=True)
    assert [refusal.why for refusal in refused.refused] == [
        "Tag “a-1” is already there.",
        "Tag “A-2” is already there.",
    ]
    outcome = import_file(database, "hardware", path, update_by="tag")
    assert (outcome.taken, outcome.changed, outcome.same, outcome.refused) == (1, 1, 1, [])
    assert stored(database, "hardware", "tag", "name", "serial_number", "notes") == [
        ("a-1", "One", "S9", "new"),
        ("A-2", "Two", "S2", None),
        ("A-3", "Three", None, None),
    ]
    with database.reading() as session:
        first = records.find(session, "hardware", "a-1")
        told = {(line.field, line.old, line.new) for line in history.of(session, "hardware", first)}
        assert ("Serial number", "S1", "S9") in told
        assert records.draft(session, "hardware", first).version == 2
        assert [hit.title for hit in search.find(session, "S9").hits] == ["a-1"]


def test_rows_that_name_the_same_record_twice_are_refused_when_updating(database, tmp_path):
    path = table(tmp_path / "a.csv", ("Tag", "Name"), ("A-1", "One"), ("A-1", "Uno"))
    outcome = import_file(database, "hardware", path, update_by="tag")
    assert (outcome.taken, [refusal.why for refusal in outcome.refused]) == (1, ["This tag is also in row 2."])


def test_links_are_found_by_any_name_and_made_once(database, tmp_path):
    table(
        tmp_path / "p.csv",
        ("Name", "Email", "Username"),
        ("Ruth Abbott", "ruth@firm.example", "rabbott"),
        ("Tom Hale", "tom@firm.example", "thale"),
    )
    import_file(database, "people", tmp_path / "p.csv")
    path = table(
        tmp_path / "h.csv",
        ("Tag", "User", "Checked Out To: Email", "Model", "Manufacturer"),
        ("A-1", "Abbott, Ruth", "", "Book 14", "Tessera"),
        ("A-2", "R Abbott", "", "book 14", "TESSERA"),
        ("A-3", "", "TOM@firm.example", "Book 14", "Tessera"),
        ("A-4", "Tom Hale", "other@firm.example", "W5", "Halden"),
        ("A-5", "n/a", "", "", ""),
    )
    outcome = import_file(database, "hardware", path)
    assert outcome.created == {"makers": 2, "models": 2, "people": 1}
    assert [row[0] for row in stored(database, "hardware", "person")] == [
        "Ruth Abbott",
        "Ruth Abbott",
        "Tom Hale",
        "Tom Hale",
        None,
    ]
    assert stored(database, "models", "name", "maker") == [("Book 14", "Tessera"), ("W5", "Halden")]
    emails = [row[0] for row in stored(database, "people", "email")]
    assert emails == ["ruth@firm.example", "tom@firm.example", "other@firm.example"]


def test_names_that_several_have_are_refused(database, tmp_path):
    table(tmp_path / "p.csv", ("Name", "Email"), ("Jo Lee", "a@firm.example"), ("Jo Lee", "b@firm.example"))
    assert import_file(database, "people", tmp_path / "p.csv").taken == 2
    path = table(tmp_path / "h.csv", ("Tag", "User"), ("A-1", "Jo Lee"))
    assert import_file(database, "hardware", path).refused[0].why == "Several People are called “Jo Lee”."


def test_linked_kinds_that_an_import_may_not_make_are_refused_with_the_nearest(database, tmp_path):
    table(tmp_path / "c.csv", ("Name", "Vendor", "Starts"), ("Support for servers", "Acme", "2026-01-01"))
    assert import_file(database, "contracts", tmp_path / "c.csv").refused == []
    path = table(tmp_path / "h.csv", ("Tag", "Contract"), ("A-1", "Suport for servers"))
    refusal = import_file(database, "hardware", path).refused[0]
    assert (refusal.why, refusal.suggestion) == ("No contract is called “Suport for servers”.", "Support for servers")


def test_managers_below_their_people_are_linked_and_nobody_manages_herself(database, tmp_path):
    path = table(
        tmp_path / "p.csv",
        ("First name", "Last name", "Manager"),
        ("Ann", "One", "Cy Three"),
        ("Bo", "Two", "Bo Two"),
        ("Cy", "Three", "Dan Four"),
    )
    outcome = import_file(database, "people", path)
    assert (outcome.taken, outcome.created, outcome.refused) == (3, {"people": 1}, [])
    assert any("can't be the record itself" in note for note in outcome.notes)
    assert set(stored(database, "people", "name", "manager")) == {
        ("Ann One", "Cy Three"),
        ("Bo Two", None),
        ("Cy Three", "Dan Four"),
        ("Dan Four", None),
    }
    again = import_file(database, "people", path, update_by="name")
    assert (again.taken, again.changed, again.same) == (0, 0, 3)


def test_lines_of_different_budgets_may_share_their_name(database, tmp_path):
    table(tmp_path / "b.csv", ("Name", "From"), ("2026", "2026-01-01"), ("2027", "2027-01-01"))
    assert import_file(database, "budgets", tmp_path / "b.csv").refused == []
    table(tmp_path / "g.csv", ("Name",), ("Software",))
    assert import_file(database, "budget_groups", tmp_path / "g.csv").refused == []
    rows = [("Backup", "2026", "Software"), ("Backup", "2027", "Software"), ("backup", "2027", "Software")]
    path = table(tmp_path / "l.csv", ("Line", "Budget", "Group"), *rows)
    outcome = import_file(database, "budget_lines", path)
    assert (outcome.taken, [refusal.row for refusal in outcome.refused]) == (2, [4])
    again = import_file(database, "budget_lines", path, update_by="name", dry_run=True)
    assert (again.taken, again.same) == (0, 2)


def test_columns_that_the_app_works_out_are_left_out_with_that_reason(database, tmp_path):
    path = table(tmp_path / "h.csv", ("Tag", "Book value", "Colour"), ("A-1", "12", "red"))
    why = {column.header: column.why_not for column in import_file(database, "hardware", path, dry_run=True).columns}
    assert why == {"Tag": "", "Book value": "The app works it out by itself.", "Colour": "No field has this name."}


def test_a_row_is_linked_to_the_one_above_it_as_to_the_one_below(database, tmp_path):
    path = table(
        tmp_path / "p.csv",
        ("First name", "Last name", "Manager"),
        ("Ann", "One", ""),
        ("Bo", "Two", "Ann One"),
        ("Cy", "Three", "Dan Four"),
        ("Dan", "Four", "Bo Two"),
    )
    assert import_file(database, "people", path).taken == 4
    assert set(stored(database, "people", "name", "manager")) == {
        ("Ann One", None),
        ("Bo Two", "Ann One"),
        ("Cy Three", "Dan Four"),
        ("Dan Four", "Bo Two"),
    }


def test_amounts_name_their_currency(database, tmp_path):
    path = table(
        tmp_path / "h.csv",
        ("Tag", "Cost", "Currency"),
        ("A-1", "$12.50", ""),
        ("A-2", "€ 9", "EUR"),
        ("A-3", "€ 9", "GBP"),
        ("A-4", "7", ""),
    )
    outcome = import_file(database, "hardware", path)
    assert [refusal.row for refusal in outcome.refused] == [4]
    assert stored(database, "hardware", "purchase_cost", "currency") == [
        (Decimal("12.50"), "USD"),
        (Decimal("9.00"), "EUR"),
        (Decimal("7.00"), "GBP"),
    ]


def test_one_transaction_takes_everything_or_nothing(database, tmp_path, monkeypatch):
    rows = [(f"A-{number}", f"Maker {number}") for number in range(1500)]
    path = table(tmp_path / "h.csv", ("Tag", "Manufacturer"), *rows)
    progress = Progress()
    step = progress.step

    def stop_later(done: int, of: int = 0, what: str = "") -> None:
        if done >= 1000:
            progress.cancel()
        step(done, of, what)

    monkeypatch.setattr(progress, "step", stop_later)
    with pytest.raises(Stopped):
        import_file(database, "hardware", path, progress=progress)
    assert stored(database, "hardware", "tag") == []
    assert stored(database, "makers", "name") == []
    assert progress.of == 1500


def test_an_import_is_announced_once_with_all_its_kinds(database, samples):
    heard: list[tuple[frozenset[str], int]] = []
    database.on_change(lambda kinds: heard.append((kinds, threading.get_ident())))
    import_file(database, "hardware", samples / "hardware.csv")
    assert heard == [(frozenset({"hardware", "people", "places"}), threading.get_ident())]


def test_imports_are_taken_back_as_a_whole(database, tmp_path):
    table(tmp_path / "a.csv", ("Tag", "Name"), ("A-1", "One"), ("A-2", "Two"))
    import_file(database, "hardware", tmp_path / "a.csv")
    path = table(
        tmp_path / "b.csv",
        ("Tag", "Name", "Manufacturer"),
        ("A-1", "Uno", "Dell"),
        ("A-3", "Three", "Dell"),
        ("A-4", "Four", "HP"),
    )
    outcome = import_file(database, "hardware", path, update_by="tag")
    with database.writing() as session:  # somebody works on one of the new records meanwhile
        edited = records.draft(session, "hardware", outcome.ids[4])
        edited.values["notes"] = "mine"
        records.save(session, edited)
    with database.reading() as session:
        assert [(batch.file_name, batch.taken, batch.changed) for batch in batches.recent(session)] == [
            ("b.csv", 2, 1),
            ("a.csv", 2, 0),
        ]
    with database.writing() as session:
        taken_back = undoing.take_back(session, outcome.operation)  # A-3 and its maker; A-1 has its old values
        assert taken_back.records == 3
        assert "HP is in use" in " ".join(taken_back.kept)
    assert stored(database, "hardware", "tag", "name", "maker") == [
        ("A-1", "One", None),
        ("A-2", "Two", None),
        ("A-4", "Four", "HP"),
    ]
    assert [row[0] for row in stored(database, "makers", "name")] == ["HP"]
    with pytest.raises(UserError, match="taken back already"), database.writing() as session:
        undoing.take_back(session, outcome.operation)


def test_columns_are_remembered_and_mappings_saved_by_name(database, tmp_path):
    path = table(tmp_path / "a.csv", ("Code", "What"), ("A-1", "One"))
    with pytest.raises(UserError, match="None of the columns"):
        import_file(database, "hardware", path)
    job = Job("hardware", path, targets={"Code": "tag", "What": "name"})
    assert run(database, job, dry_run=False).taken == 1
    assert import_file(database, "hardware", path, update_by="tag").same == 1
    with database.writing() as session:
        batches.save_mapping(session, "hardware", "Old list", {"Code": "serial_number", "What": "name"})
        assert batches.mappings(session, "hardware") == ["Old list"]
    assert import_file(database, "hardware", path, mapping_name="Old list").taken == 1
    assert [row[0] for row in stored(database, "hardware", "serial_number")] == [None, "A-1"]
    with pytest.raises(UserError, match="Old list"):
        import_file(database, "hardware", path, mapping_name="New list")


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        ({"Tag": "colour"}, "no field called"),
        ({"Tag": "tag", "Name": "tag"}, "both go to"),
        ({"Tag": "age_months"}, "no field called"),
    ],
)
def test_mappings_that_can_not_be_are_refused(database, tmp_path, targets, said):
    path = table(tmp_path / "a.csv", ("Tag", "Name"), ("A-1", "One"))
    with pytest.raises(UserError, match=said):
        run(database, Job("hardware", path, targets=targets), dry_run=True)


def test_update_by_needs_a_column(database, tmp_path):
    path = table(tmp_path / "a.csv", ("Name",), ("One",))
    with pytest.raises(UserError, match="No column of the file goes to “Tag”"):
        import_file(database, "hardware", path, update_by="tag")
    with pytest.raises(UserError, match="no field called “size”"):
        import_file(database, "hardware", path, update_by="size")


def test_refused_rows_are_written_with_their_reasons_and_can_be_imported_again(database, samples, tmp_path):
    refused = tmp_path / "refused.csv"
    outcome = import_file(database, "hardware", samples / "hardware.csv", refused_path=refused)
    with open_table(refused) as back:
        assert back.headers[-1] == "Problem"
        assert [row[0] for row in back.rows()] == ["HP-MN-043", "HP-PH-013", "HP-LT-031"]
        assert back.preview(1)[0][-1] == "Purch. date: There is no 31 February. Try 29/02/2024."
    refused.write_text(refused.read_text(encoding="utf-8-sig").replace("31/02/2024", "29/02/2024"))
    assert import_file(database, "hardware", refused).taken == 1
    assert len(outcome.refused) == 3


def test_ragged_rows_are_refused_rather_than_cut(database, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Tag,Name\nA-1,One\nA-2,Two,parts\n")
    outcome = import_file(database, "hardware", path)
    assert (outcome.taken, outcome.refused[0].row, outcome.refused[0].value) == (1, 3, "parts")


def test_deadlines_of_imported_tickets_follow_as_for_typed_ones(database, tmp_path):
    path = table(tmp_path / "t.csv", ("Title", "Priority"), ("Printer is on fire", "Urgent"))
    assert import_file(database, "tickets", path).refused == []
    assert stored(database, "tickets", "number", "title")[0][1] == "Printer is on fire"


def test_hostile_texts_are_stored_as_they_are(database, tmp_path):
    evil = [
        "'; DROP TABLE hardware; --",
        "=cmd|' /C calc'!A0",
        "<b>x</b>",
        "%_\\",
        "../../etc/passwd",
        "🙂" * 20,
        "\u202eabc",
    ]
    path = table(tmp_path / "h.csv", ("Tag", "Name"), *((f"A-{number}", text) for number, text in enumerate(evil)))
    assert import_file(database, "hardware", path).refused == []
    evil[-1] += "\u202c"  # a turned direction ends with its text
    assert [row[0] for row in stored(database, "hardware", "name")] == evil


def test_ten_megabytes_in_a_title_are_refused_in_a_sentence(database, tmp_path):
    path = table(tmp_path / "h.csv", ("Tag", "Name"), ("A-1", "x" * 9_000_000), ("A-2", "fine"))
    outcome = import_file(database, "hardware", path)
    assert (outcome.taken, outcome.refused[0].why) == (1, "Name holds 200 characters; this has 9,000,000.")
    assert len(outcome.refused[0].value) < 1000


SNIPE = {
    "hardware": "assets-sample.csv",
    "licences": "licenses-sample.csv",
    "models": "models-sample.csv",
    "people": "users-sample.csv",
}


@pytest.mark.parametrize("kind", SNIPE)
def test_snipe_it_files_are_matched_whole(database, real_data, kind):
    with (
        opened(Job(kind, real_data / "01_assets_tables" / "snipe-it" / SNIPE[kind])) as snipe,
        database.reading() as session,
    ):
        for column in matched(session, snipe, Job(kind, snipe.path)):
            assert column.target or column.why_not != "No field has this name.", column.header


def test_snipe_it_files_are_imported(database, real_data):
    folder = real_data / "01_assets_tables" / "snipe-it"
    assets = import_file(database, "hardware", folder / "assets-sample.csv")
    assert (assets.taken, assets.refused) == (22, [])
    assert assets.created == {"categories": 16, "makers": 13, "models": 2, "people": 9, "places": 16, "vendors": 16}
    users = import_file(database, "people", folder / "users-sample.csv")
    assert (users.taken, users.refused) == (100, [])
    licences = import_file(database, "licences", folder / "licenses-sample.csv")
    assert (licences.taken, {refusal.value for refusal in licences.refused}) == (47, {"sometimes"})
    tag = stored(database, "hardware", "tag", "name", "purchase_on", "purchase_cost", "person", "end_of_life_on")
    assert tag[0] == ("ICC-2065556", "Backhoe", date(2023, 1, 23), Decimal("2266.13"), None, date(2028, 10, 27))
    assert tag[1][4] == "Gage McCrackem"
    again = import_file(database, "hardware", folder / "assets-sample.csv", update_by="tag")
    assert (again.taken, again.changed, again.same, again.created) == (0, 0, 22, {})
    assert users.as_json()["taken"] == 100


def test_property_table_of_a_government_is_imported(database, real_data):
    outcome = import_file(
        database, "hardware", real_data / "01_assets_tables" / "csvkit" / "realdata" / "ks_1033_data.csv"
    )
    assert (outcome.taken, outcome.refused) == (1575, [])
    rows = stored(database, "hardware", "name", "quantity", "purchase_cost", "purchase_on", "place")
    assert rows[0] == ("RIFLE,5.56 MILLIMETER", 1, Decimal("499.00"), date(2006, 5, 19), "ALLEN")
