"""The sheet of labels that are stuck on devices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.areas.inventory.hardware.choices import Status
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.models.models import Model
from itdesk.core.errors import UserError
from itdesk.core.texts import _

if TYPE_CHECKING:
    from itdesk.reports.labels import LabelSheet

GONE = (str(Status.RETIRED), str(Status.DISPOSED), str(Status.LOST))


def compose(session: Session, ids: Sequence[int] | None = None, *, first: int = 1) -> LabelSheet:
    """Labels of these devices, or of all that are still here, in the order of their tags; first is the label to begin at."""
    from itdesk.reports.labels import Label, LabelSheet

    statement = (
        select(Hardware.tag, func.coalesce(Model.name, Hardware.name, ""))
        .outerjoin(Model, Model.id == Hardware.model_id)
        .where(Hardware.deleted_at.is_(None))
        .order_by(Hardware.tag)
    )
    statement = (
        statement.where(Hardware.id.in_(ids)) if ids is not None else statement.where(Hardware.status.not_in(GONE))
    )
    labels = [Label(tag, name) for tag, name in session.execute(statement)]
    if not labels:
        raise UserError(_("There is no device to print a label for."), _("Add equipment under Inventory first."))
    return LabelSheet(labels, session.info["workspace"].name, first=first, count=len(labels))
