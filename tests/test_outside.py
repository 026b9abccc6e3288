"""While nobody looks at the window, what others do is told outside of it; nothing of that exists until it is wanted."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon, QWidget

from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.ui.preferences import Preferences
from itdesk.ui.settings_dialog import SettingsDialog
from tests.at_window import Person


@dataclass
class Desktop:
    """A desktop with a tray (the tests' platform has none): what its icon was asked to show."""

    messages: list[tuple[str, str]] = field(default_factory=list)
    icons: list[Any] = field(default_factory=list)


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Desktop:
    here = Desktop()

    def show(icon: QSystemTrayIcon, title: str, text: str, *_more: object) -> None:
        here.messages.append((title, text))
        here.icons.append(icon)

    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", show)
    return here


@pytest.fixture
def elsewhere(at_window: Person) -> Iterator[QWidget]:
    """Another app, which has the keyboard."""
    other = QWidget()
    other.show()
    other.activateWindow()
    at_window.wait(lambda: QApplication.activeWindow() is other)
    yield other
    other.close()
    other.deleteLater()


def want(person: Person, **more: object) -> Any:
    """Wish to be told; what tells, once it knows where to begin."""
    Preferences.current().change(tell_outside=True, **more)
    outside = person.shell.windows._outside
    person.wait(lambda: outside is not None and outside._told is not None)
    return outside


def ana_and_bo(person: Person) -> tuple[int, int]:
    ana = person.put("people", first_name="Ana", last_name="Vidal", role="administrator")
    bo = person.put("people", first_name="Bo", last_name="Lind", role="administrator")
    person.shell.seat.become(ana)
    person.wait(lambda: person.shell.desk.actor == ana)
    return ana, bo


def by(person: Person, actor: int, title: str) -> int:
    """A ticket that somebody makes, here or at another computer."""
    from itdesk.db import records

    with person.database.writing(actor=actor) as session:
        draft = records.blank(person.shell.desk.registry, "tickets")
        draft.values["title"] = title
        return records.save(session, draft)


def test_message_leads_to_the_ticket(at_window: Person, desktop: Desktop, elsewhere: QWidget) -> None:
    ana, bo = ana_and_bo(at_window)
    want(at_window)
    by(at_window, ana, "My own")
    ticket = by(at_window, bo, "Screen flickers")
    at_window.wait(lambda: desktop.messages)
    ((title, text),) = desktop.messages
    assert title == "New ticket by Bo Lind"
    assert text.endswith("Screen flickers")
    assert "Screen flickers" in at_window.window.notices.kept[0].text
    desktop.icons[0].messageClicked.emit()
    at_window.wait(lambda: QApplication.activeWindow() is at_window.window)
    at_window.wait(lambda: at_window.window.place == "helpdesk.tickets" and at_window.page.queue.current == ticket)


def test_several_are_one_message(at_window: Person, desktop: Desktop, elsewhere: QWidget) -> None:
    _ana, bo = ana_and_bo(at_window)
    want(at_window)
    for number in range(4):
        by(at_window, bo, f"Trouble {number}")
    at_window.wait(lambda: desktop.messages)
    assert desktop.messages[0][0] == "4 new tickets"
    assert len(desktop.messages) == 1
    assert len([one for one in at_window.window.notices.kept if "new tickets" in one.text]) == 1


def test_who_looks_is_not_told(at_window: Person, desktop: Desktop) -> None:
    _ana, bo = ana_and_bo(at_window)
    outside = want(at_window)
    before = outside._told
    by(at_window, bo, "Screen flickers")
    at_window.wait(lambda: outside._told != before)
    assert desktop.messages == []


def test_quiet_hours_hold_back_and_tell_afterwards(at_window: Person, desktop: Desktop, elsewhere: QWidget) -> None:
    _ana, bo = ana_and_bo(at_window)
    outside = want(at_window)
    Preferences.current().change(quiet_from=0, quiet_until=23)
    Preferences.current().change(quiet_from=23, quiet_until=22) if _is_eleven() else None
    by(at_window, bo, "In the night")
    outside.look()
    at_window.wait()
    assert desktop.messages == []
    Preferences.current().change(quiet_from=-1)
    outside.look()
    at_window.wait(lambda: desktop.messages)
    assert desktop.messages[0][1].endswith("In the night")


def _is_eleven() -> bool:
    from datetime import datetime

    return datetime.now().astimezone().hour == 23


def test_without_a_tray_the_bell_has_it_and_the_settings_say_so(at_window: Person, elsewhere: QWidget) -> None:
    _ana, bo = ana_and_bo(at_window)
    outside = want(at_window)
    assert outside.tray is None
    by(at_window, bo, "Screen flickers")
    at_window.wait(lambda: at_window.window.notices.unread)
    assert "Screen flickers" in at_window.window.notices.kept[0].text
    at_window.shell.open_settings("telling")
    at_window.wait()
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    words = [one.text() for one in dialog.telling.findChildren(QLabel) if one.isVisible()]
    assert any("This desktop has no tray" in one for one in words)
    assert not dialog.telling.stays.isVisible()


def test_chosen_in_the_settings_by_keys(at_window: Person, desktop: Desktop) -> None:
    at_window.press("Ctrl+,")
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    dialog.activateWindow()
    dialog.show_page("telling")
    page = dialog.telling
    assert not page.quiet_from.isVisible()
    page.wanted.setFocus()
    at_window.press("Space", "Tab", "Home", *["Down"] * 21)
    assert page.quiet_from.currentData() == 20
    assert page.quiet_until.isVisible()
    kept = Settings.load(settings_file())
    assert (kept.tell_outside, kept.quiet_from) == (True, 20)
    assert at_window.shell.windows._outside is not None
    page.wanted.setFocus()
    at_window.press("Space")
    assert at_window.shell.windows._outside is None


def test_last_window_stays_behind_the_icon_where_that_is_chosen(at_window: Person, desktop: Desktop) -> None:
    outside = want(at_window)
    second = at_window.shell.windows.open("vendors.contracts")
    Preferences.current().change(stay_in_tray=True)
    second.window.close()
    assert at_window.shell.windows.shells == [at_window.shell]
    at_window.window.close()
    assert not at_window.window.isVisible()
    assert at_window.shell.windows.shells == [at_window.shell]
    outside.tray.menu.actions()[0].trigger()
    assert at_window.window.isVisible()
    Preferences.current().change(stay_in_tray=False)


def test_nothing_of_it_is_brought_in_until_it_is_wanted() -> None:
    asked = "import itdesk.app, itdesk.shell, sys; print([n for n in sys.modules if n.endswith(('.outside', '.tray'))])"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True, timeout=60)
    assert said.stdout.strip() == "[]"
