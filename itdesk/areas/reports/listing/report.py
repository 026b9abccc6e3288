"""Any list as a file: what stands in it as CSV or XLSX, or exactly what it shows as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType, View
from itdesk.core.texts import _
from itdesk.db.lists import ListSpec

if TYPE_CHECKING:
    from itdesk.db.engine import Database


def export_list(database: Database, kind: str, path: Path, *, view_name: str = "") -> int:
    """Write the whole list of a kind, or one of its views by name; the number of rows. Secrets are left out."""
    record_type = database.registry[kind]
    if view_name:
        view = _view(record_type, view_name)
        columns = view.columns or record_type.columns
        spec = ListSpec(kind, columns, view.filters, view.sort or record_type.sort, view.group_by)
    else:
        columns = tuple(declared.name for declared in record_type.fields if not declared.secret)
        if path.suffix.lower() == ".pdf":
            columns = record_type.columns
        spec = ListSpec(kind, columns, sort=record_type.sort)
    return write_list(database, spec, path)


def _view(record_type: RecordType, name: str) -> View:
    for view in record_type.views:
        if name.casefold() in {view.label.casefold(), view.label_text.casefold()}:
            return view
    raise UserError(
        _("{kind} have no view called {name}.").format(kind=record_type.plural, name=f"“{name}”"),
        _("Use one of: {names}.").format(names=", ".join(view.label for view in record_type.views)),
    )


def write_list(
    database: Database, spec: ListSpec, path: Path, *, progress: Progress | None = None, actor: int | None = None
) -> int:
    """Write a list as it is shown: its columns, filters and order; by the file's ending .csv, .xlsx or .pdf."""
    if path.suffix.lower() not in {".csv", ".xlsx", ".pdf"}:
        raise UserError(
            _("{file} ends with nothing that can be written.").format(file=f"“{path.name}”"),
            _("Let its name end with .csv, .xlsx or .pdf."),
        )
    with database.reading(actor=actor) as session:
        if path.suffix.lower() == ".pdf":
            from itdesk.reports import list_pages

            return list_pages.write_list(session, spec, path, progress=progress)
        from itdesk.files import list_tables

        return list_tables.write_list(session, spec, path, progress=progress)
