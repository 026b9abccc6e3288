"""The table of models."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    column,
    func,
    select,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record

_hardware = table("hardware", column("model_id"), column("status"), column("quantity"), column("deleted_at"))


class Model(Record):
    """What several devices have in common."""

    __tablename__ = "models"

    name: Mapped[str] = mapped_column(String(200))
    maker_id: Mapped[int | None] = mapped_column(ForeignKey("makers.id"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    model_number: Mapped[str | None] = mapped_column(String(120))
    useful_life_months: Mapped[int | None] = mapped_column(Integer)
    is_requestable: Mapped[bool] = mapped_column(Boolean, default=False)
    minimum_stock: Mapped[int | None] = mapped_column(Integer)
    fieldset: Mapped[str | None] = mapped_column(String(150))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_models_name_id", "name", "id"),)


def _pieces(status: str) -> ColumnElement[int]:
    counted = select(func.coalesce(func.sum(_hardware.c.quantity), 0)).select_from(_hardware)
    ours = and_(_hardware.c.model_id == Model.id, _hardware.c.status == status, _hardware.c.deleted_at.is_(None))
    return func.coalesce(counted.where(ours).scalar_subquery(), 0, type_=Integer)


COMPUTED: dict[str, ColumnElement[Any]] = {
    "in_use": _pieces("in_use"),
    "spare": _pieces("spare"),
    "is_short": func.coalesce(_pieces("spare") < Model.minimum_stock, False, type_=Boolean),
}
