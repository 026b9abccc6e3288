"""The table of places."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Record


class Place(Record):
    """A place inside a site."""

    __tablename__ = "places"

    name: Mapped[str] = mapped_column(String(200))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    floor: Mapped[str | None] = mapped_column(String(60))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_places_name_id", "name", "id"),)
