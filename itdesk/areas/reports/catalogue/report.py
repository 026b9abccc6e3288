"""The reports by name: what each is, and how it gets from the workspace into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.people.models import Person
from itdesk.areas.reports.catalogue.choices import REPORTS, ReportKey
from itdesk.core.dates import FIRST_YEAR, LAST_YEAR
from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import chaining, rights

if TYPE_CHECKING:
    from itdesk.db.engine import Database
    from itdesk.reports.document import Imprint

__all__ = ["REPORTS", "Choices", "imprint_of", "write_report"]


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen for a report: a record instead of the usual one, devices for labels, the label to begin at."""

    record_id: int | None = None
    ids: Sequence[int] | None = None
    first: int = 1


Write = Callable[[Path, "Imprint", Callable[[int, int], object] | None, Callable[[], bool] | None], int]


def imprint_of(session: Session, currency: str = "") -> Imprint:
    """Whose report it is and who makes it, now."""
    from itdesk.reports.document import Imprint

    workspace, actor = session.info["workspace"], session.info["actor"]
    made_by = session.scalar(select(Person.name).where(Person.id == actor)) if actor is not None else None
    return Imprint(
        firm=workspace.name,
        made_by=made_by or _("itdesk"),
        made_at=datetime.now(UTC),
        locale=workspace.locale,
        currency=currency or workspace.currency,
        mark=workspace.mark,
        logo=workspace.logo,
        history=chaining.printed(session),
    )


def compose(session: Session, key: str, as_of: date, choices: Choices) -> tuple[Imprint, Write]:
    """Read everything that a report needs; what comes back writes it without the database."""
    if key == ReportKey.BUDGET:
        from itdesk.areas.finance.budgets import report as budgets
        from itdesk.reports.budget import write_budget

        sheet = budgets.compose(session, as_of, choices.record_id)
        imprint = imprint_of(session, budgets.currency_of(session, as_of, choices.record_id))
        return imprint, lambda path, who, progress, cancelled: write_budget(
            path, who, sheet, progress=progress, cancelled=cancelled
        )
    if key == ReportKey.AUDIT:
        from itdesk.areas.reports.audit import report as audits
        from itdesk.reports.audit import write_audit

        audit = audits.compose(session, as_of)
        return imprint_of(session), lambda path, who, progress, cancelled: write_audit(
            path, who, audit, progress=progress, cancelled=cancelled
        )
    if key == ReportKey.RECOVERY:
        from itdesk.areas.continuity.plans import report as plans
        from itdesk.reports.recovery import write_recovery_plan

        plan = plans.compose(session, as_of, choices.record_id)
        return imprint_of(session), lambda path, who, progress, cancelled: write_recovery_plan(
            path, who, plan, progress=progress, cancelled=cancelled
        )
    if key == ReportKey.LABELS:
        from itdesk.areas.inventory.hardware import report as labels
        from itdesk.reports.labels import write_labels

        labelled = labels.compose(session, choices.ids, first=choices.first)
        return imprint_of(session), lambda path, who, progress, cancelled: write_labels(
            path, who, labelled, progress=progress, cancelled=cancelled
        )
    raise UserError(
        _("There is no report called {name}.").format(name=f"“{key}”"),
        _("Use one of: {names}.").format(names=", ".join(REPORTS)),
    )


def write_report(
    database: Database,
    key: str,
    path: Path,
    *,
    as_of: date,
    choices: Choices | None = None,
    progress: Progress | None = None,
    actor: int | None = None,
) -> int:
    """Read in one short session, then write the PDF; its number of pages."""
    if path.suffix.lower() != ".pdf":
        raise UserError(
            _("{file} doesn't end in .pdf.").format(file=f"“{path.name}”"), _("Let its name end with .pdf.")
        )
    if not FIRST_YEAR <= as_of.year <= LAST_YEAR:
        raise UserError(
            _("{day} lies too far away for a report.").format(day=as_of.isoformat()),
            _("Use a year from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR),
        )
    with database.reading(actor=actor, report=True) as session:
        rights.require_deed(session, Deed.REPORTS)
        imprint, write = compose(session, key, as_of, choices or Choices())
    steps: Any = None if progress is None else progress.step
    stopped = None if progress is None else lambda: progress.cancelled
    return write(path, imprint, steps, stopped)
