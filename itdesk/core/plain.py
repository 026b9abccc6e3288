"""Values as JSON holds them, in history and in drafts, and back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from itdesk.core.record import Kind


def plain(value: object) -> object:
    """A value as JSON takes it."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value


def typed(kind: Kind, value: Any) -> Any:
    """A plain value as a record holds it."""
    if value is None:
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.INSTANT:
        return datetime.fromisoformat(value)
    if kind in (Kind.MONEY, Kind.DECIMAL):
        return Decimal(value)
    return value
