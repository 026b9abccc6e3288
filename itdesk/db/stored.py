"""How a workspace file stores what is neither text nor whole number; without SQLAlchemy."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

SCALE = 10_000  # four decimal places: more than any currency has


def from_amount(value: Decimal) -> int:
    """A decimal as whole ten-thousandths."""
    scaled = value * SCALE
    whole = int(scaled)
    if whole != scaled:
        raise ValueError(f"{value} has more than four decimal places")
    return whole


def from_stored(value: int) -> Decimal:
    """A stored integer of ten-thousandths as a decimal with two places, or four where it needs them."""
    return Decimal(value).scaleb(-4) if value % 100 else Decimal(value // 100).scaleb(-2)


@lru_cache(maxsize=256)  # an import writes the same moment into each of its rows
def as_text(moment: datetime) -> str:
    """An instant in UTC at a fixed width, so that texts sort as time does."""
    return f"{moment.isoformat(timespec='microseconds')[:-6]}Z"


def from_text(value: str | None) -> datetime | None:
    """An instant as a file stores it."""
    return None if value is None else datetime.fromisoformat(value)  # which reads Z as UTC
