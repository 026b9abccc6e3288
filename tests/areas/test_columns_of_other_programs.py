"""Every column of real files from other programs has a home: a field, a part of a link, or a reason to be left out."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from itdesk.areas import registry
from itdesk.core.record import RecordType

SNIPE_IT = "01_assets_tables/snipe-it"
FILES = (
    (f"{SNIPE_IT}/assets-sample.csv", "hardware"),
    (f"{SNIPE_IT}/licenses-sample.csv", "licences"),
    (f"{SNIPE_IT}/models-sample.csv", "models"),
    (f"{SNIPE_IT}/users-sample.csv", "people"),
    ("08_risk_audit_tables/ciso-assistant-imports/sample_assets.csv", "hardware"),
    ("10_tickets/endava-tickets/all_tickets.even.csv", "tickets"),
    ("10_tickets/servicenow-incident-log/incident_event_log.even.csv", "tickets"),
)


def plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.replace("_", " ")).strip().casefold()


def homes(record_type: RecordType) -> dict[str, str]:
    """Where each known column name goes."""
    found = {plain(name): "left out" for name in record_type.left_out}
    for declared in record_type.typed:
        found |= {plain(alias): f"{declared.name}.{part}" for alias, part in declared.part_aliases.items()}
    for declared in record_type.typed:
        found |= {plain(name): declared.name for name in (declared.name, declared.label_text, *declared.aliases)}
    return found


@pytest.mark.parametrize(("file", "kind"), FILES)
def test_every_column_has_a_home_of_its_own(real_data: Path, file: str, kind: str) -> None:
    with (real_data / file).open(encoding="utf-8-sig", newline="") as opened:
        header = next(csv.reader(opened))
    known = homes(registry()[kind])
    found = [known.get(plain(name)) for name in header]
    assert None not in found, [name for name in header if plain(name) not in known]
    taken = [home for home in found if home != "left out"]
    assert len(taken) == len(set(taken)), sorted(home for home in taken if home and taken.count(home) > 1)


def test_columns_of_a_plain_list_of_things_are_mostly_taken(real_data: Path) -> None:
    with (real_data / "01_assets_tables/csvkit/realdata/ks_1033_data.csv").open(encoding="utf-8") as opened:
        header = next(csv.reader(opened))
    known = homes(registry()["hardware"])
    assert {plain(name) for name in header if plain(name) not in known} == {"state", "ui"}


@pytest.mark.parametrize(
    ("kind", "header", "home"),
    [
        ("hardware", "Inventarnummer", "tag"),
        ("hardware", "Seriennummer", "serial_number"),
        ("hardware", "Hersteller", "maker"),
        ("hardware", "Standort", "place"),
        ("hardware", "Garantie bis", "warranty_end_on"),
        ("hardware", "Checked Out To: First Name", "person.first_name"),
        ("hardware", "Checked Out To: Location", "used_place"),
        ("hardware", "Checkout Type", "left out"),
        ("licences", "Lizenzschlüssel", "key"),
        ("licences", "Username", "person.username"),
        ("people", "Nachname", "last_name"),
        ("people", "Gravatar", "left out"),
        ("models", "Min Qty", "minimum_stock"),
        ("tickets", "Subject", "title"),
        ("tickets", "Betreff", "title"),
        ("tickets", "Tracker", "kind"),
        ("tickets", "Due date", "due_at"),
        ("tickets", "Zugewiesen an", "assignee"),
        ("tickets", "Requester email", "requester.email"),
        ("tickets", "Configuration item", "hardware"),
        ("tickets", "Eröffnungsdatum", "opened_at"),
        ("vendors", "Kundennummer", "account_number"),
        ("vendors", "Ansprechpartner", "contact_name"),
        ("contracts", "Kündigungsfrist", "notice"),
        ("contracts", "Vertragsende", "end_on"),
        ("contracts", "Supplier", "vendor"),
        ("budget_lines", "Kostenstelle", "cost_centre"),
        ("systems", "RTO", "back_within_hours"),
    ],
)
def test_names_that_other_programs_use(kind: str, header: str, home: str) -> None:
    assert homes(registry()[kind])[plain(header)] == home
