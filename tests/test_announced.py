"""What a screen reader says by itself: toasts, errors beside fields, counts after filtering, long work, the palette."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

from itdesk.ui.foot import ActivityFoot
from itdesk.ui.tasks import Activity
from tests.at_window import Person

POLITE, ASSERTIVE = QAccessible.AnnouncementPoliteness.Polite, QAccessible.AnnouncementPoliteness.Assertive


@dataclass(frozen=True, slots=True)
class Said:
    """One announcement."""

    words: str
    urgent: bool


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Said]]:
    """Everything that is announced while a screen reader listens, in order."""
    said: list[Said] = []

    def listen(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(Said(event.message(), event.politeness() == ASSERTIVE))

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(listen))
    QAccessible.setActive(True)
    yield said
    QAccessible.setActive(False)


def words(heard: list[Said]) -> list[str]:
    return [one.words for one in heard]


def test_what_was_done_and_what_failed_is_said(at_window: Person, heard: list[Said]) -> None:
    at_window.window.notices.done("Laptop handed out")
    at_window.window.notices.failed("The mail server does not answer")
    assert heard == [Said("Laptop handed out", urgent=False), Said("The mail server does not answer", urgent=True)]


def test_error_beside_a_field_is_said_once_when_it_is_left(at_window: Person, heard: list[Said]) -> None:
    at_window.shell.create_record("people", {})
    at_window.fill(name="")
    found = [one for one in heard if "Name" in one.words]
    assert len(found) == 1
    assert found[0].urgent
    form = at_window.dialog().form  # type: ignore[attr-defined]
    described = QAccessible.queryAccessibleInterface(form.rows["name"].editor.inner)
    assert described.text(QAccessible.Text.Description) in found[0].words


def test_count_is_said_after_filtering_and_not_when_others_change_something(
    at_window: Person, heard: list[Said]
) -> None:
    for name in ("Ana Vidal", "Bo Lind", "Ana Roth"):
        at_window.put("people", name=name)
    at_window.shell.show_kind("people")
    at_window.wait()
    assert words(heard) == []
    at_window.press("Ctrl+F")
    at_window.type("ana")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 2)
    assert words(heard)[-1] == "2 people"
    at_window.page.list.change(replace(at_window.page.list.state, text=""))
    at_window.wait()
    said = len(heard)
    at_window.put("people", name="Cy Ode")
    at_window.wait(lambda: len(at_window.page.list.table.records.ids) == 4)
    assert words(heard[said:]) == []


def test_long_work_is_said_when_it_begins(heard: list[Said], settings_home: None) -> None:
    foot = ActivityFoot()
    steps = [Activity(1, "Reading 20,000 rows", done, 20, None, None) for done in (1, 2, 3)]
    for step in steps:
        foot.show_activity([step])
    foot.show_activity([])
    foot.show_activity(steps[:1])
    assert words(heard) == ["Reading 20,000 rows"] * 2
    foot.deleteLater()


def test_palette_says_the_row_that_enter_would_run(at_window: Person, heard: list[Said]) -> None:
    at_window.press("Ctrl+K")
    at_window.type("hardware")
    assert any("Hardware" in one for one in words(heard))
    before = heard[-1]
    at_window.press("Down")
    assert heard[-1] not in {before, ""}
    at_window.type("zzzz qqqq")
    at_window.wait(lambda: any("Nothing" in one for one in words(heard)))


def test_search_says_how_many_it_found(at_window: Person, heard: list[Said]) -> None:
    at_window.put("people", name="Ana Vidal")
    at_window.press("Ctrl+Shift+F")
    at_window.type("vidal")
    at_window.wait(lambda: heard)
    assert "1 result" in words(heard)
