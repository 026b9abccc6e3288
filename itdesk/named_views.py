"""Views by their names, for commands: declared ones, and those that people saved in the workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError
from itdesk.core.record import RecordType
from itdesk.core.saved_views import SavedView, Sharing
from itdesk.core.texts import _
from itdesk.db.list_state import ListState, from_plain, state_of

if TYPE_CHECKING:
    from itdesk.db.engine import Database


def export_view(database: Database, kind: str, path: Path, name: str, *, actor: int | None = None) -> int:
    """Write a view as it is kept: columns, filters, order, groups, coloured rows by their words; the number of rows."""
    from itdesk.areas.reports.listing.report import write_list

    record_type = database.registry_for(actor)[kind]
    called, state = named(database, record_type, name, actor=actor)
    spec = replace(state.spec(record_type), columns=state.columns)
    return write_list(database, spec, path, title=called, rules=state.rules, feet=state.feet, actor=actor)


def named(database: Database, record_type: RecordType, name: str, *, actor: int | None = None) -> tuple[str, ListState]:
    """A view by its name in any case, as it is called and what it shows; of several of one name the team's."""
    wanted = name.casefold()
    for view in record_type.views:
        if wanted in {view.label.casefold(), view.label_text.casefold()}:
            return view.label, state_of(record_type, view)
    saved = _saved(database, record_type.kind, actor)
    for one in saved:
        if one.name.casefold() == wanted:
            return one.name, from_plain(database.registry_for(actor), record_type, one.state)
    known = dict.fromkeys([*(view.label for view in record_type.views), *(one.name for one in saved)])
    raise UserError(
        _("{kind} have no view called {name}.").format(kind=record_type.plural, name=f"“{name}”"),
        _("Use one of: {names}.").format(names=", ".join(known)),
    )


def _saved(database: Database, kind: str, actor: int | None) -> list[SavedView]:
    from itdesk.db import views

    with database.reading(actor=actor) as session:
        return sorted(views.of_kind(session, kind), key=lambda one: one.sharing is Sharing.OWN)
