"""The tables of custom fields: a field's own values live inside its definition; what records hold is the store's."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.core.texts import N_
from itdesk.db.base import Part, Record, unique_while_kept


class CustomField(Record):
    """A field that the firm added to a record type."""

    __tablename__ = "custom_fields"

    record_kind: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    value_kind: Mapped[str] = mapped_column(String(20))
    link_to: Mapped[str | None] = mapped_column(String(40))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"), index=True)
    ticket_category_id: Mapped[int | None] = mapped_column(ForeignKey("ticket_categories.id"), index=True)
    is_required: Mapped[bool] = mapped_column(Boolean, default=False)
    is_unique: Mapped[bool] = mapped_column(Boolean, default=False)
    is_searched: Mapped[bool] = mapped_column(Boolean, default=False)
    is_listed: Mapped[bool] = mapped_column(Boolean, default=False)
    default_value: Mapped[str | None] = mapped_column(String(255))
    hint: Mapped[str | None] = mapped_column(String(255))
    group_title: Mapped[str | None] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer, default=0)

    __table_args__ = (
        Index("ix_custom_fields_record_kind_position", "record_kind", "position"),
        unique_while_kept("custom_fields", "key"),
    )


class CustomChoice(Part):
    """One value of a field's own list. Records keep its key, so it can be called otherwise at any time."""

    __tablename__ = "custom_choices"
    LABEL = N_("Value")
    LABELS: ClassVar = {
        "label": N_("Word"),
        "key": N_("Key"),
        "tone": N_("Colour"),
        "position": N_("Order"),
        "archived": N_("No longer offered"),
    }
    PARENT = ("custom_fields", "field_id")
    SEARCHED = ("label",)

    field_id: Mapped[int] = mapped_column(ForeignKey("custom_fields.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    label: Mapped[str] = mapped_column(String(60))
    tone: Mapped[str] = mapped_column(String(10), default="grey")
    position: Mapped[int] = mapped_column(Integer, default=0)
    archived: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (UniqueConstraint("field_id", "key"),)
