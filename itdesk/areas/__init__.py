"""What exists: a line per record type and per page, in the order of the sidebar and its tabs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any, Protocol

from itdesk.core.record import RecordType
from itdesk.core.registry import Registry, RegistryOnDemand
from itdesk.core.rights import Deed, Role, Standing, Verb, grant_of, may, sees_all
from itdesk.core.texts import N_, _


class Here(Protocol):
    """The part of `itdesk.ui.desk.Desk` that says what is shown to whom."""

    @property
    def workspace(self) -> Any:
        """The firm's settings."""
        ...

    @property
    def standing(self) -> Standing:
        """The role of the person here."""
        ...


@dataclass(frozen=True, slots=True)
class Area:
    """A place in the sidebar; its key is the name of its folder. hidden ones open from the workspace's menu."""

    key: str
    title_text: str
    icon: str
    letter: str
    hidden: bool = False

    @property
    def title(self) -> str:
        """The area's name in the language in use."""
        return _(self.title_text)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record type or a page: its folder below areas. own_page: the folder has a page.py with make_page(desk).

    tab is the word on its tab; several entries with one tab share it behind a switcher; none: no tab of its own.
    has_list: the page shows its records in a list, and so views of them. deed: the page is for those alone who may do it.
    """

    folder: str
    tab: str = ""
    own_page: bool = False
    is_record: bool = True
    has_list: bool = True
    deed: Deed | None = None


AREAS = (
    Area("home", N_("Home"), "home", "H"),
    Area("helpdesk", N_("Help desk"), "help", "T"),
    Area("inventory", N_("Inventory"), "inv", "I"),
    Area("vendors", N_("Vendors"), "vendor", "V"),
    Area("finance", N_("Finance"), "fin", "F"),
    Area("continuity", N_("Continuity"), "cont", "C"),
    Area("reports", N_("Reports"), "rep", "R"),
    Area("directory", N_("People and places"), "users", "U", hidden=True),
)

ENTRIES: tuple[Entry, ...] = (
    Entry("home.overview", N_("Home"), own_page=True, is_record=False),
    Entry("home.search", N_("Search"), own_page=True, is_record=False),
    Entry("helpdesk.tickets", N_("Tickets"), own_page=True),
    Entry("helpdesk.ticket_categories", N_("Settings")),
    Entry("helpdesk.service_levels", N_("Settings")),
    Entry("helpdesk.announcements", N_("Settings")),
    Entry("inventory.hardware", N_("Hardware"), own_page=True),
    Entry("inventory.licences", N_("Licences"), own_page=True),
    Entry("inventory.certificates", N_("Certificates")),
    Entry("inventory.models", N_("Models")),
    Entry("inventory.makers", N_("Models")),
    Entry("inventory.categories", N_("Models")),
    Entry("vendors.vendors", N_("Vendors")),
    Entry("vendors.contracts", N_("Contracts"), own_page=True),
    Entry("finance.budgets", N_("Budgets"), own_page=True, has_list=False),
    Entry("finance.budget_lines", N_("Lines")),
    Entry("finance.budget_groups", N_("Lines")),
    Entry("continuity.plans", N_("Recovery plans"), own_page=True, has_list=False),
    Entry("continuity.systems", N_("Systems")),
    Entry("reports.catalogue", N_("Reports"), own_page=True, is_record=False, deed=Deed.REPORTS),
    Entry("directory.people", N_("People")),
    Entry("directory.departments", N_("Departments")),
    Entry("directory.sites", N_("Sites")),
    Entry("directory.places", N_("Sites")),
    Entry("directory.calendars", N_("Calendars")),
    Entry("directory.custom_fields", N_("Custom fields"), own_page=True, has_list=False),
)


ALWAYS = frozenset({"home", "directory"})  # areas that nobody can do without


@cache
def tab_of(folder: str) -> str:
    """The folder that names an entry's tab: the first of those that share it."""
    area = folder.partition(".")[0]
    word = next((entry.tab for entry in ENTRIES if entry.folder == folder), "")
    return next((one.folder for one in ENTRIES if one.tab == word and one.folder.startswith(f"{area}.")), folder)


def is_on(folder: str, switched_off: frozenset[str]) -> bool:
    """Whether an entry is shown in a workspace that has these areas and tabs switched off."""
    return not switched_off & {folder, tab_of(folder), folder.partition(".")[0]}


def off_for(desk: Here) -> frozenset[str]:
    """What isn't shown to the person here: what the firm switched off, and what isn't theirs to see."""
    off: frozenset[str] = desk.workspace.switched_off
    role = desk.standing.role
    if sees_all(role):
        return off
    return off | {
        entry.folder
        for entry in ENTRIES
        if (entry.is_record and not _is_listed(entry, role)) or (entry.deed is not None and not may(role, entry.deed))
    }


def _is_listed(entry: Entry, role: Role) -> bool:
    grant = grant_of(record_of(entry).rights, role)
    return Verb.READ in grant.verbs and grant.listed


def entries_on(switched_off: frozenset[str]) -> tuple[Entry, ...]:
    """What is shown in a workspace that has these areas and tabs switched off."""
    return tuple(entry for entry in ENTRIES if is_on(entry.folder, switched_off))


def kinds_on(switched_off: frozenset[str]) -> tuple[str, ...]:
    """Kinds of records whose pages are shown."""
    return tuple(entry.folder.rpartition(".")[2] for entry in entries_on(switched_off) if entry.is_record)


@cache
def registry() -> Registry:
    """Every record type; imports declarations alone, each when it is asked for, neither tables nor pages."""
    makers = {entry.folder.rpartition(".")[2]: partial(record_of, entry) for entry in ENTRIES if entry.is_record}
    return RegistryOnDemand(makers)


def record_of(entry: Entry) -> RecordType:
    """The declaration in an entry's folder."""
    record: RecordType = import_module(f"itdesk.areas.{entry.folder}.record").RECORD
    return record


def title_of(entry: Entry) -> str:
    """The word for an entry: a record type's plural, or a page's tab."""
    return record_of(entry).plural if entry.is_record else _(entry.tab)


def takers() -> Mapping[str, Callable[[Any, Any], object]]:
    """What the keeper of a shared workspace does with a letter, by what it is about."""
    folders = ("helpdesk.kiosk", "helpdesk.tickets")
    found: dict[str, Callable[[Any, Any], object]] = {}
    for folder in folders:
        found |= import_module(f"itdesk.areas.{folder}.letters").TAKERS
    return found


def load_models() -> None:
    """Import every table, so that the metadata is whole."""
    for entry in ENTRIES:
        if entry.is_record:
            import_module(f"itdesk.areas.{entry.folder}.models")


def on_server() -> tuple[Any, ...]:
    """What features have a server do for logins with no rights of their own."""
    return (import_module("itdesk.areas.helpdesk.kiosk.on_server").ON_SERVER,)
