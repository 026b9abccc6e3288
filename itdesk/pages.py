"""The pages of a window: one tab a word, and on it the page of each entry that is switched on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from PySide6.QtWidgets import QWidget

from itdesk import areas
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.places import Area, Tab
from itdesk.ui.renewal import Renewal
from itdesk.ui.switcher import Choice, SwitchedPages
from itdesk.ui.window import Window


def places(desk: Desk, switched_off: frozenset[str]) -> tuple[Area, ...]:
    """The sidebar's areas with their tabs, from the list of what exists and is switched on."""
    shown = areas.entries_on(switched_off)
    return tuple(
        Area(area.key, area.title, area.icon, area.letter, _tabs(desk, area.key, shown), hidden=area.hidden)
        for area in areas.AREAS
    )


def _tabs(desk: Desk, area_key: str, shown: Sequence[areas.Entry]) -> tuple[Tab, ...]:
    """One tab a word, in the order of the list; entries with the same word share it."""
    found: dict[str, list[areas.Entry]] = {}
    for entry in shown:
        if entry.tab and entry.folder.partition(".")[0] == area_key:
            found.setdefault(entry.tab, []).append(entry)
    return tuple(Tab(_key(entries[0]), _(word), _maker(desk, entries)) for word, entries in found.items())


def _key(entry: areas.Entry) -> str:
    return entry.folder.rpartition(".")[2]


def _maker(desk: Desk, entries: list[areas.Entry]) -> Callable[[], QWidget]:
    if len(entries) == 1:
        return partial(make_page, desk, entries[0])

    def make() -> QWidget:
        choices = [Choice(_key(entry), areas.title_of(entry), partial(make_page, desk, entry)) for entry in entries]
        return SwitchedPages(choices)

    return make


def make_page(desk: Desk, entry: areas.Entry) -> QWidget:
    """The page of an entry: its own where the folder has one, the general one of its record type otherwise."""
    if entry.own_page:
        own: QWidget = import_module(f"itdesk.areas.{entry.folder}.page").make_page(desk)
        return own
    from itdesk.ui.record_page import RecordPage

    general: QWidget = RecordPage(desk, desk.registry[_key(entry)])
    return general


def why_nowhere(desk: Desk, kind: str, folder: str) -> str:
    """Why records of a kind have no place in the window."""
    things = desk.registry[kind].plural
    if areas.is_on(folder, desk.workspace.switched_off):
        return _("There is no place for {things} here: they aren't yours to see.").format(things=things)
    return _("{things} are switched off in this workspace.").format(things=things)


def follow_fields(desk: Desk, window: Window) -> None:
    """Offer the dialog for a field of the firm's own where it is wanted, and show what was added on every page."""
    Renewal(window, desk.changed, desk.unsaved)

    def offer(kind: str, values: dict[str, object], then: Callable[[str], object] | None) -> None:
        from itdesk.areas.directory.custom_fields.page_dialog import open_field

        if not desk.database.read_only:
            open_field(desk, window, values={"record_kind": kind, **values}, then=then)

    desk.field_wanted.connect(offer)
