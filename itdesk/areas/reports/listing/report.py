"""Any list as a file: what stands in it as CSV or XLSX, or exactly what it shows as PDF."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from itdesk.areas.reports.catalogue.report import imprint_of
from itdesk.core.errors import UserError
from itdesk.core.filter_texts import conditions, in_words, linked
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType, View
from itdesk.core.texts import _
from itdesk.core.value_texts import TRAILING, ValueTexts, field_of
from itdesk.db import lists, records
from itdesk.db.lists import ListSpec

if TYPE_CHECKING:
    from itdesk.db.engine import Database

PORTION = 2000


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
    if path.suffix.lower() == ".pdf":
        return _write_pdf(database, spec, path, progress, actor)
    from itdesk.files.export import Column, write_table

    record_type = database.registry[spec.kind]
    columns = [Column.of(field_of(record_type, name)) for name in spec.columns]
    with database.reading(actor=actor) as session:
        count = lists.count(session, spec)
        rows = (row[1:] for row in _rows(session, spec))
        return write_table(
            path,
            columns,
            rows,
            zone=ZoneInfo(database.workspace.zone),
            title=record_type.plural,
            of=count,
            progress=progress,
        )


def _rows(session: Session, spec: ListSpec) -> Iterator[tuple[Any, ...]]:
    """Every row in the list's order, a portion at a time."""
    after = None
    while True:
        page = lists.page(session, spec, after, PORTION)
        yield from page.rows
        if page.next is None:
            return
        after = page.next


def _write_pdf(database: Database, spec: ListSpec, path: Path, progress: Progress | None, actor: int | None) -> int:
    from itdesk.reports.listing import ListColumn, Listing, write_listing

    record_type = database.registry[spec.kind]
    texts = ValueTexts.of(record_type, database.workspace)
    has_currency = "currency" in record_type.by_name
    asked = spec if not has_currency or "currency" in spec.columns else _with_currency(spec)
    place = asked.columns.index("currency") + 1 if has_currency else 0
    with database.reading(actor=actor) as session:
        count = lists.count(session, spec)
        titles = {key: records.title_of(session, *key) for key in linked(record_type, spec.filters)}
        said = [" ".join(in_words(texts, one, titles)) for one in conditions(spec.filters)]
        sums = lists.totals(session, spec)

        def shown() -> Iterator[tuple[str, ...]]:
            for row in _rows(session, asked):
                currency = str(row[place] or "") if place else ""
                yield tuple(
                    texts.cell(name, value, currency)
                    for name, value in zip(spec.columns, row[1 : len(spec.columns) + 1], strict=True)
                )

        listing = Listing(
            title=record_type.plural,
            columns=[
                ListColumn(texts.header(name), "right" if field_of(record_type, name).kind in TRAILING else "left")
                for name in spec.columns
            ],
            rows=shown(),
            count=count,
            conditions=said,
            sorted_by=", ".join(field_of(record_type, name.removeprefix("-")).label for name in spec.sort),
            totals=[texts.sums(name, sums[name]) if name in sums else "" for name in spec.columns]
            if any(sums.values())
            else (),
        )
        steps: Any = None if progress is None else progress.step
        stopped = None if progress is None else lambda: progress.cancelled
        write_listing(path, imprint_of(session), listing, progress=steps, cancelled=stopped)
    return count


def _with_currency(spec: ListSpec) -> ListSpec:
    return ListSpec(
        spec.kind, (*spec.columns, "currency"), spec.filters, spec.sort, spec.group_by, spec.search_text, spec.deleted
    )
