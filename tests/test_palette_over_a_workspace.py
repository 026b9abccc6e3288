"""Ctrl+K over a real workspace: actions, places, records by words, numbers and people, and what they open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from itdesk import areas
from itdesk.ui.create_dialog import CreateDialog
from itdesk.ui.palette import Palette
from itdesk.ui.tasks import work
from tests.opening import Opened, open_shell


@pytest.fixture
def opened(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    made = open_shell(qtbot, tmp_path)
    mara = made.make("people", name="Mara Ellison", role="administrator", email="mara@example.org")
    made.make("people", name="Owen Marsh", role="staff")
    made.make("hardware", tag="HP-WS-014")
    made.make("tickets", title="Plotter prints pale lines", description="A grey stripe", requester=mara)
    made.make("tickets", title="Cannot print", description="The plotter again", requester=mara)
    made.settle()
    yield made
    work().close()


def palette_of(opened: Opened) -> Palette:
    opened.shell.window.palette_wanted.emit()
    palette = opened.shell.window.findChild(Palette)
    assert palette is not None
    return palette


def typed(opened: Opened, palette: Palette, text: str) -> list[str]:
    """What it lists for a text, once every answer is there."""
    palette.field.clear()
    QTest.keyClicks(palette.field, text)
    opened.until(lambda: not palette._pause.isActive() and work().idle)
    return [row.title for row in palette.rows.rows]


def section(titles: list[str], heading: str) -> list[str]:
    headings = {"Do", "Go to", "Records"}
    if heading not in titles:
        return []
    rest = titles[titles.index(heading) + 1 :]
    ends = [place for place, title in enumerate(rest) if title in headings]
    return rest[: ends[0]] if ends else rest


def test_one_palette_a_window(opened: Opened) -> None:
    first = palette_of(opened)
    first.close_now()
    assert palette_of(opened) is first
    assert first.isVisible()
    assert len(opened.shell.window.findChildren(Palette)) == 1


def test_every_page_is_a_place_and_opens(opened: Opened) -> None:
    palette = palette_of(opened)
    places = palette._places
    assert len(places) == len([entry for entry in areas.ENTRIES if entry.tab])
    assert len({place.title for place in places}) == len(places)
    assert "People and places › People" in [place.title for place in places]  # of an area that the sidebar hides
    shown = {}
    for place in places:
        place.run()
        opened.settle()
        page: Any = opened.shell.window.page
        shown[place.title] = (opened.shell.window.place, getattr(page, "_shown", None))
    assert len(set(shown.values())) == len(places)
    assert shown["Help desk › Announcements"][0] == "helpdesk.ticket_categories"


def test_a_place_is_found_by_what_lies_there(opened: Opened) -> None:
    titles = typed(opened, palette_of(opened), "announcement")
    assert section(titles, "Go to") == ["Help desk › Announcements"]
    assert "New announcement" in section(titles, "Do")


def test_areas_are_places_and_no_actions(opened: Opened) -> None:
    titles = typed(opened, palette_of(opened), ">go to")
    assert not [title for title in titles if title.startswith("Go to ")]


def test_actions_of_page_window_and_menus(opened: Opened) -> None:
    opened.shell.window.go_to("directory.departments")
    opened.settle()
    palette = palette_of(opened)
    assert section(typed(opened, palette, ">"), "Do")[0] == "New department"
    assert typed(opened, palette, ">keys of") == ["Do", "Keys of this screen"]
    assert typed(opened, palette, ">shared pc") == ["Do", "Shared PC screen"]
    assert typed(opened, palette, ">new depart") == ["Do", "New department"]


def test_action_runs(opened: Opened) -> None:
    palette = palette_of(opened)
    typed(opened, palette, ">new department")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    dialog = opened.shell.window.findChild(CreateDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "New department"
    dialog.reject()


def test_records_by_words_begin_with_those_that_are_called_so(opened: Opened) -> None:
    palette = palette_of(opened)
    assert section(typed(opened, palette, "plotter"), "Records") == ["Plotter prints pale lines", "Cannot print"]
    row = palette.rows.rows[-1]
    assert row.detail == "Ticket · The plotter again"
    assert row.icon == "help"


def test_record_opens(opened: Opened) -> None:
    palette = palette_of(opened)
    typed(opened, palette, "HP-WS-014")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    opened.settle()
    assert opened.shell.window.place == "inventory.hardware"


def test_numbers(opened: Opened) -> None:
    palette = palette_of(opened)
    assert typed(opened, palette, "#1001") == ["Records", "Plotter prints pale lines"]
    assert typed(opened, palette, "#014") == ["Records", "HP-WS-014"]
    assert typed(opened, palette, "#hd-1002") == ["Records", "Cannot print"]
    assert typed(opened, palette, "#plotter") == ["Nothing fits “plotter”."]


def test_people(opened: Opened) -> None:
    palette = palette_of(opened)
    assert typed(opened, palette, "@ma") == ["Records", "Mara Ellison", "Owen Marsh"]
    assert palette.rows.rows[1].detail.endswith("mara@example.org")
    assert typed(opened, palette, "@plotter") == ["Nothing fits “plotter”."]


def test_tab_offers_what_can_be_made_of_a_record(opened: Opened) -> None:
    palette = palette_of(opened)
    typed(opened, palette, "@owen")
    QTest.keyClick(palette.field, Qt.Key.Key_Tab)
    offered = [row.title for row in palette.rows.rows]
    assert offered[:2] == ["Do with Owen Marsh", "Open"]
    QTest.keyClicks(palette.field, "ticket with requester")
    assert [row.title for row in palette.rows.rows][:2] == [
        "Do with Owen Marsh",
        "New ticket with this as requester",
    ]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    dialog = opened.shell.window.findChild(CreateDialog)
    assert dialog is not None
    opened.settle()
    assert dialog.form.values()["requester"] == 2
    dialog.done(0)


def test_the_ticket_in_front_comes_first(opened: Opened) -> None:
    opened.shell.window.go_to("helpdesk.tickets")
    opened.settle()
    page: Any = opened.shell.window.page
    opened.until(lambda: page.subject() is not None)
    palette = palette_of(opened)
    assert palette.tag.text == page.subject().name
    titles = typed(opened, palette, "as")
    assert titles[:3] == ["Do with this ticket", "Assign", "Assign to me"]
    assert titles.count("Assign") == 1


def test_question_mark_shows_the_keys(opened: Opened) -> None:
    from itdesk.ui.key_sheet import KeySheet

    QTest.keyClicks(palette_of(opened).field, "?")
    sheet = opened.shell.window.findChild(KeySheet)
    assert sheet is not None
    sheet.accept()


def test_read_only_offers_nothing_new(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    first = open_shell(qtbot, tmp_path)
    first.settle()
    first.shell.window.close()
    opened = open_shell(qtbot, tmp_path, read_only=True)
    opened.shell.window.go_to("directory.departments")
    opened.settle()
    titles = typed(opened, palette_of(opened), ">new ")
    assert not [title for title in titles if title.startswith("New ") and title != "New window"]
    work().close()
