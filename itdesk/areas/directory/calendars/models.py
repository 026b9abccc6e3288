"""The tables of working calendars and of their own days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from itdesk.db.base import Part, Record, unique_while_kept


class Calendar(Record):
    """A working week, the country whose public holidays are off, and days of its own."""

    __tablename__ = "calendars"

    name: Mapped[str] = mapped_column(String(150))
    zone: Mapped[str | None] = mapped_column(String(64))
    monday: Mapped[str | None] = mapped_column(String(120))
    tuesday: Mapped[str | None] = mapped_column(String(120))
    wednesday: Mapped[str | None] = mapped_column(String(120))
    thursday: Mapped[str | None] = mapped_column(String(120))
    friday: Mapped[str | None] = mapped_column(String(120))
    saturday: Mapped[str | None] = mapped_column(String(120))
    sunday: Mapped[str | None] = mapped_column(String(120))
    holidays_country: Mapped[str | None] = mapped_column(String(2))
    holidays_part: Mapped[str | None] = mapped_column(String(20))
    notes: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("ix_calendars_name_id", "name", "id"), unique_while_kept("calendars", "name"))


class CalendarDay(Part):
    """A day that differs: hours as on weekdays, empty for a day off; it wins over a public holiday."""

    __tablename__ = "calendar_days"
    PARENT = ("calendars", "calendar_id")
    SEARCHED = ("name",)

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendars.id"))
    on_date: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(150))
    hours: Mapped[str | None] = mapped_column(String(120))

    __table_args__ = (UniqueConstraint("calendar_id", "on_date"),)
