"""Any list as a file: what stands in it as CSV or XLSX, or exactly what it shows as PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.row_rules import Rule
from itdesk.core.summaries import Summary
from itdesk.core.texts import _
from itdesk.db.lists import ListSpec

if TYPE_CHECKING:
    from itdesk.db.engine import Database


def export_list(database: Database, kind: str, path: Path, *, actor: int | None = None) -> int:
    """Write the whole list of a kind; the number of rows. Secrets are left out, and what the actor doesn't see."""
    record_type = database.registry_for(actor)[kind]
    columns = tuple(declared.name for declared in record_type.fields if not declared.secret)
    if path.suffix.lower() == ".pdf":
        columns = record_type.columns
    return write_list(database, ListSpec(kind, columns, sort=record_type.sort), path, actor=actor)


def write_list(
    database: Database,
    spec: ListSpec,
    path: Path,
    *,
    title: str = "",
    rules: Sequence[Rule] = (),
    feet: Mapping[str, Summary] | None = None,
    progress: Progress | None = None,
    actor: int | None = None,
) -> int:
    """Write a list as it is shown: its columns, filters and order; by the file's ending .csv, .xlsx or .pdf."""
    if path.suffix.lower() not in {".csv", ".xlsx", ".pdf"}:
        raise UserError(
            _("{file} ends with nothing that can be written.").format(file=f"“{path.name}”"),
            _("Let its name end with .csv, .xlsx or .pdf."),
        )
    with database.reading(actor=actor, report=True) as session:
        if path.suffix.lower() == ".pdf":
            from itdesk.reports import list_pages

            return list_pages.write_list(session, spec, path, title=title, rules=rules, feet=feet, progress=progress)
        from itdesk.files import list_tables

        return list_tables.write_list(session, spec, path, progress=progress)
