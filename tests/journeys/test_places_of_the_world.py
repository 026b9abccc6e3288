"""Dates, numbers, money and weeks as four places of the world write them on screen; files for other programs hold ISO dates."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from itdesk.areas import registry
from itdesk.core.texts import use_language
from itdesk.ui.bulk_fields import counted
from itdesk.ui.calendar_popup import CalendarPopup
from itdesk.ui.export_dialog import write_file
from itdesk.ui.wish import Start, Wish
from itdesk.wishes import open_wish
from tests.at_window import Person, window_on
from tests.opening import make

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Written:
    """How a place writes 9 March 2026, 1,234,567.50 pounds and the first day of a week; typed is that date with keys."""

    locale: str
    day: str
    cost: str
    first: Qt.DayOfWeek
    typed: str


PLACES = [
    Written("de_DE", "9. März 2026", f"1.234.567,50{NO_BREAK}£", Qt.DayOfWeek.Monday, "09.03.2026"),
    Written("en_US", "Mar 9, 2026", "£1,234,567.50", Qt.DayOfWeek.Sunday, "03/09/2026"),
    Written("ja_JP", "2026年3月9日", "£1,234,567.50", Qt.DayOfWeek.Sunday, "2026-03-09"),
    Written("ar_EG", "9 مارس 2026", f"1,234,567.50{NO_BREAK}UK£", Qt.DayOfWeek.Saturday, "09/03/2026"),
]


@pytest.fixture(params=PLACES, ids=lambda one: one.locale)
def written(request: pytest.FixtureRequest) -> Written:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def person(written: Written, settings_home: None, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    """At the hardware of a workspace of that place, with one device bought on 9 March."""
    file = tmp_path / "firm.itdesk"
    open_wish(
        Start(Wish.CREATE, str(file), "Oak & Elm", "EUR", written.locale, "Europe/Berlin", fiscal_month=1)
    ).close()
    with window_on(file, qtbot) as person:
        bought = {"purchase_on": date(2026, 3, 9), "purchase_cost": Decimal("1234567.50")}
        make(person.database, "hardware", currency="GBP", **bought)
        person.shell.show_kind("hardware")
        person.wait()
        shown = person.page.list
        shown.change(replace(shown.state, columns=("tag", "purchase_on", "purchase_cost")))
        person.wait(lambda: shown.table.records.rowCount() == 1 and shown.table.records.columnCount() == 4)
        yield person


def test_a_list_shows_date_and_money_as_they_are_written_there(person: Person, written: Written) -> None:
    records = person.page.list.table.records
    shown = [records.data(records.index(0, column)) for column in (2, 3)]
    assert shown == [written.day, written.cost]


def test_a_date_is_typed_as_there_and_its_weeks_begin_as_there(person: Person, written: Written) -> None:
    person.shell.create_record("contracts", {})
    form = person.dialog().form  # type: ignore[attr-defined]
    form.rows["start_on"].focus()
    person.press("Ctrl+A")
    person.type(written.typed)
    person.press("Alt+Down")
    popup = next(one for one in QApplication.topLevelWidgets() if isinstance(one, CalendarPopup) and one.isVisible())
    assert popup.calendar.selectedDate().toPython() == date(2026, 3, 9)
    assert popup.calendar.firstDayOfWeek() == written.first
    popup.close()


def test_a_file_for_other_programs_has_iso_dates_and_plain_amounts(
    person: Person, written: Written, tmp_path: Path
) -> None:
    shown = person.page.list
    write_file(person.shell.desk, shown.record_type, shown.state, tmp_path / "devices.csv")
    person.wait((tmp_path / "devices.csv").exists)
    with (tmp_path / "devices.csv").open(encoding="utf-8-sig", newline="") as file:
        heads, values = csv.reader(file)
    assert "2026-03-09" in values
    assert "1234567.50" in values
    assert len(heads) == len(values)


@pytest.mark.parametrize(("language", "said"), [("en", "1,234 vendors"), ("de", "1.234 Lieferanten")])
def test_a_count_is_written_as_the_language_of_the_window_writes_it(
    settings_home: None, language: str, said: str
) -> None:
    use_language(language)
    try:
        assert counted(registry()["vendors"], 1234) == said
    finally:
        use_language("en")
