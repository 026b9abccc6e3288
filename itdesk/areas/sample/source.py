"""The sample's texts and figures as they ship, and its calendar: every date is moved so that the story ends today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.core.dates import add_months
from itdesk.paths import resource

TOLD_ON = date(2026, 11, 20)  # the day on which the texts and figures were written down
TOLD_AT = time(11, 54)
MONTHS_GONE = 7  # of the financial year, on that day


@dataclass(frozen=True, slots=True)
class Story:
    """When it is: today, and the instant up to which things have happened."""

    today: date
    now: datetime
    zone: ZoneInfo

    @classmethod
    def of(cls, today: date, now: datetime | None = None) -> Story:
        """The story that ends on a day: at this moment if the day is today, else before noon."""
        zone = ZoneInfo(cls.read("firm")["zone"])
        here = datetime.now(UTC).astimezone(zone)
        if now is None:
            now = here if here.date() == today else datetime.combine(today, TOLD_AT, tzinfo=zone)
        return cls(today, now.astimezone(UTC), zone)

    @staticmethod
    def read(name: str) -> dict[str, Any]:
        """One of the sample's files."""
        told: dict[str, Any] = json.loads(resource("sample", f"{name}.json").read_text(encoding="utf-8"))
        return told

    def day(self, told: str | None) -> date | None:
        """A date of the texts, moved by as many days as the story."""
        return None if told is None else date.fromisoformat(told) + (self.today - TOLD_ON)

    def year_start(self) -> date:
        """The first day of the financial year in which as many months are over as there were."""
        return add_months(self.today.replace(day=1), -MONTHS_GONE)

    def minutes_on(self, minutes: float) -> datetime:
        """An instant so many minutes after now; before it where they are negative."""
        return self.now + timedelta(minutes=minutes)

    def at(self, days: int, clock: str) -> datetime:
        """A time of the day, so many days from today, on the firm's clock."""
        local = datetime.combine(self.today + timedelta(days=days), time.fromisoformat(clock), tzinfo=self.zone)
        return local.astimezone(UTC)

    def dated(self, values: dict[str, Any]) -> dict[str, Any]:
        """Values whose names say that they are dates, moved."""
        return {name: self.day(value) if name.endswith("_on") else value for name, value in values.items()}
