"""Settings at the window: the look of every window at once, the firm's name and mark with undo, and what is switched off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel

from itdesk.core.marks import COLOURS
from itdesk.palette import open_palette
from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.ui.preferences import use
from itdesk.ui.settings_dialog import SettingsDialog
from itdesk.ui.theme import Theme
from tests.at_window import Person


@pytest.fixture(autouse=True)
def plain_look(settings_home: None) -> Iterator[None]:
    yield
    use(Theme.current(), Settings(theme="light"))


def settings(person: Person) -> Any:
    person.press("Ctrl+,")
    (dialog,) = person.window.findChildren(SettingsDialog)
    dialog.activateWindow()
    return dialog


def choose(person: Person, box: Any, value: object) -> None:
    """As a person does with the arrows and Enter."""
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    person.wait()


def test_look_holds_at_once_in_every_window_and_next_time(at_window: Person) -> None:
    second = at_window.shell.windows.open("vendors.contracts")
    dialog = settings(at_window)
    wide = [at_window.window.sidebar.width(), second.window.sidebar.width()]
    choose(at_window, dialog.look.text_size, 150)
    assert [at_window.window.sidebar.width(), second.window.sidebar.width()] == [round(one * 1.5) for one in wide]
    choose(at_window, dialog.look.theme, "dark")
    assert Theme.current().dark
    choose(at_window, dialog.look.density, "roomy")
    assert Theme.current().row() == 60
    kept = Settings.load(settings_file())
    assert (kept.theme, kept.percent, kept.density) == ("dark", 150, "roomy")
    second.window.close()


def test_strong_contrast_leaves_no_pale_line_or_word(at_window: Person) -> None:
    dialog = settings(at_window)
    theme = Theme.current()
    pale = theme.color("text-3"), theme.color("line")
    choose(at_window, dialog.look.contrast, "on")
    assert theme.color("text-3") == theme.color("text") != pale[0]
    assert theme.color("line") != pale[1]
    choose(at_window, dialog.look.motion, "on")
    assert QApplication.cursorFlashTime() == 0
    choose(at_window, dialog.look.motion, "system")
    assert QApplication.cursorFlashTime() > 0


def test_single_letters_can_be_turned_off(at_window: Person) -> None:
    dialog = settings(at_window)
    dialog.show_page("working")
    dialog.working.one_key.setFocus()
    at_window.press("Space")
    dialog.close()
    at_window.window.activateWindow()
    at_window.press("G, V")
    assert at_window.window.place == "home.overview"
    assert not Settings.load(settings_file()).one_key


def test_name_and_tile_show_everywhere_and_ctrl_z_takes_them_back(at_window: Person) -> None:
    dialog = settings(at_window)
    dialog.show_page("workspace")
    page = dialog.workspace
    page.name.setFocus()
    page.name.selectAll()
    at_window.type("Birch Ltd")
    next(one for one in page._swatches.buttons() if one.colour == "ruby").click()
    page.save.click()
    sidebar = at_window.window.sidebar.workspace
    at_window.wait(lambda: sidebar.owner.name == "Birch Ltd")
    assert sidebar.owner.mark.colour == COLOURS["ruby"][0]
    assert sidebar.owner.mark.letters == "BL"
    assert at_window.window.windowTitle() == "Home – Birch Ltd"
    icon = at_window.window.windowIcon().pixmap(32, 32).toImage()
    assert icon.pixelColor(16, 3) == QColor(COLOURS["ruby"][0])
    at_window.wait(lambda: "Oak & Elm" in page._history.text())
    dialog.close()
    at_window.window.activateWindow()
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: sidebar.owner.name == "Oak & Elm")


def test_what_cannot_be_is_said_at_its_field(at_window: Person) -> None:
    dialog = settings(at_window)
    dialog.show_page("workspace")
    page = dialog.workspace
    page.currency.setText("€")
    page.save.click()
    at_window.wait(page._wrong.text)
    assert "no currency" in page._wrong.text()
    assert page.currency.hasFocus()
    assert at_window.database.workspace.currency == "GBP"


def test_logo_is_made_small_and_kept(at_window: Person, tmp_path: Path) -> None:
    picture = QImage(2000, 1000, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    picture.save(str(tmp_path / "logo.jpg"))
    page = settings(at_window).workspace
    page.take_logo(str(tmp_path / "logo.jpg"))
    page.save.click()
    at_window.wait(lambda: at_window.database.workspace.logo)
    kept = QImage.fromData(at_window.database.workspace.logo)
    assert (kept.width(), kept.height()) == (320, 160)


def places(person: Person) -> str:
    palette = open_palette(person.shell)
    shown = " ".join(one.title for one in palette._places)
    palette.close()
    return shown


def test_switched_off_area_leaves_the_window_and_comes_back_whole(at_window: Person) -> None:
    plan = at_window.put("plans", name="Fire at the office")
    second = at_window.shell.windows.open("continuity.plans")
    at_window.wait()
    at_window.window.activateWindow()
    at_window.wait(at_window.window.isActiveWindow)
    dialog = settings(at_window)
    dialog.show_page("modules")
    tree = dialog.modules.tree
    item = next(
        tree.topLevelItem(row)
        for row in range(tree.topLevelItemCount())
        if tree.topLevelItem(row).text(0) == "Continuity"
    )
    tree.setFocus()
    tree.setCurrentItem(item)
    at_window.press("Space")
    at_window.wait(lambda: "continuity" not in [row.key for row in at_window.window.sidebar.areas.rows])
    assert second.window.place == "home.overview"
    assert "Continuity" not in places(at_window)
    at_window.shell.open_record("plans", plan)
    assert "switched off" in at_window.window.notices.kept[0].text
    at_window.window.go_to("reports.catalogue")
    reports = [one.key for one in at_window.page._items.items]
    assert "recovery" not in reports
    assert "budget" in reports
    assert at_window.rows("plans", "name") == [("Fire at the office",)]

    tree.setFocus()
    at_window.press("Space")
    at_window.wait(lambda: "continuity" in [row.key for row in at_window.window.sidebar.areas.rows])
    assert "Continuity" in places(at_window)
    second.window.close()


def test_home_shows_cards_of_what_is_used(at_window: Person) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    home = at_window.page
    at_window.wait(home._renewals.isVisible)
    page = settings(at_window).modules
    item = next(
        page.tree.topLevelItem(row)
        for row in range(page.tree.topLevelItemCount())
        if page.tree.topLevelItem(row).text(0) == "Vendors"
    )
    item.setCheckState(0, Qt.CheckState.Unchecked)
    at_window.wait(lambda: not home._renewals.isVisible())
    assert home._due.isVisible()


def test_settings_say_their_names_to_a_screen_reader(at_window: Person) -> None:
    dialog = settings(at_window)
    for field in (dialog.look.theme, dialog.working.language, dialog.workspace.zone, dialog.modules.tree):
        assert field.accessibleName()
    assert {"Theme", "Text size", "Contrast", "Motion"} <= {one.text() for one in dialog.look.findChildren(QLabel)}
