"""Whatever is dragged into another order is put there by keys as well."""

from __future__ import annotations

from collections.abc import Callable

from tests.at_window import Person
from tests.journeys.by_keys import reach


def new_plan(person: Person) -> None:
    person.press("G, C", "C")
    person.dialog()
    person.type("If the server stops")
    person.press("Return")
    person.wait(lambda: person.page.plan is not None)


def sections(person: Person) -> list[str]:
    return [one.title for one in person.page.plan.sections]


def test_sections_of_a_plan(at_window: Person) -> None:
    new_plan(at_window)
    before = sections(at_window)
    reach(at_window, at_window.page.outline.tree.accessibleName())
    at_window.press("Home", "Down", "Alt+Up")
    at_window.wait(lambda: sections(at_window)[:2] == [before[1], before[0]])
    at_window.press("Alt+Down")
    at_window.wait(lambda: sections(at_window) == before)
    at_window.press("Alt+Up")
    at_window.wait(lambda: sections(at_window) != before)
    at_window.press("Ctrl+Z")
    at_window.wait(lambda: sections(at_window) == before)


def _columns(person: Person) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(person.page.list.state.columns)


def test_columns_of_a_list(at_window: Person) -> None:
    at_window.put("vendors", name="Ash")
    at_window.press("G, V")
    at_window.wait(lambda: at_window.page.list.table.records.ids)
    shown = _columns(at_window)
    before = shown()
    at_window.page.list.open_columns()
    at_window.press("Home", "Down", "Alt+Down")
    at_window.wait(lambda: shown() != before)
    assert sorted(shown()) == sorted(before)
    at_window.press("Alt+Up")
    at_window.wait(lambda: shown() == before)
    at_window.press("Esc")
