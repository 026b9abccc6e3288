"""Title, foot and sidebar of the window tell where one is, what is unsaved, how much there is and in which state it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from itdesk.ui.foot import Foot
from tests.at_window import Person, window_on
from tests.journeys.by_keys import reach


def foot(person: Person) -> str:
    """Everything that the foot of the list in front says."""
    (found,) = person.page.list.findChildren(Foot)
    return " · ".join(one.text() for one in found.findChildren(QLabel) if one.isVisible() and one.text())


@pytest.fixture
def vendors(at_window: Person) -> Person:
    """At the list of three vendors."""
    for name in ("Ash", "Birch", "Cedar"):
        at_window.put("vendors", name=name)
    at_window.press("G, V")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 3)
    at_window.page.list.table.setFocus()
    return at_window


def test_title_names_the_place_and_what_is_typed(vendors: Person) -> None:
    window = vendors.window
    assert window.windowTitle() == "Vendors – Oak & Elm"
    assert not window.isWindowModified()
    vendors.press("Home", "Return")
    vendors.wait(vendors.page._is_open)
    reach(vendors, "Website")
    vendors.type("https://ash.example")
    assert window.isWindowModified()
    assert "Ash" in window.windowTitle()
    assert "[*]" in window.windowTitle()
    vendors.press("Ctrl+Return")
    vendors.wait(lambda: not window.isWindowModified())
    assert "[*]" not in window.windowTitle()
    assert vendors.rows("vendors", "website")[0] == ("https://ash.example",)


def test_foot_tells_count_selection_and_order(vendors: Person) -> None:
    assert "3 vendors" in foot(vendors)
    assert "Sorted by" in foot(vendors)
    vendors.press("Ctrl+A")
    assert "3 selected" in foot(vendors)
    vendors.press("Esc")
    vendors.press("Ctrl+F")
    vendors.type("bir")
    vendors.wait(lambda: "1 vendor" in foot(vendors))


def test_sidebar_tells_what_needs_somebody_and_that_all_is_saved(at_window: Person) -> None:
    sidebar = at_window.window.sidebar
    assert sidebar._state.text() == "Saved"
    at_window.put("people", name="Ana Vidal")
    at_window.shell.show_who()
    at_window.wait(lambda: sidebar.workspace.owner.detail == "1 person")
    at_window.put("tickets", title="Nobody's")
    at_window.press("F5")

    def count() -> int | None:
        return next(row.count for row in sidebar.areas.rows if row.key == "helpdesk")

    at_window.wait(lambda: count() == 1)


def test_sidebar_tells_that_nothing_can_be_written(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot, read_only=True) as person:
        assert person.window.sidebar._state.text() == "Read only"
        assert person.window.sidebar._state_icon.accessibleName() == "Read only"


def test_a_notice_never_covers_what_is_done_to_selected_rows(vendors: Person) -> None:
    from itdesk.ui.bulkbar import BulkBar
    from itdesk.ui.notices import Toasts

    vendors.window.notices.done("Something was done before")
    vendors.press("Ctrl+A")
    (bar,) = vendors.page.findChildren(BulkBar)
    vendors.wait(bar.isVisible)
    (toasts,) = vendors.window.findChildren(Toasts)
    assert toasts.isVisible()
    assert toasts.mapToGlobal(toasts.rect().bottomLeft()).y() < bar.mapToGlobal(bar.rect().topLeft()).y()
    before = toasts.y()
    vendors.press("Esc")
    vendors.wait(lambda: not bar.isVisible())
    assert toasts.y() > before
