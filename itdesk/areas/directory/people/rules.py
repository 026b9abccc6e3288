"""What follows from a person's values: the full name from its parts, and what can't be true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from itdesk.core.errors import Problem
from itdesk.core.texts import _


def full_name(first_name: object, last_name: object) -> str:
    """Both names joined by a space; either may be empty."""
    return " ".join(part for part in (str(first_name or "").strip(), str(last_name or "").strip()) if part)


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    """The name from its parts, else from the user name or address; it follows a part that changes, unless typed."""
    joined = full_name(values.get("first_name"), values.get("last_name"))
    name = str(values.get("name") or "").strip()
    before = full_name(original.get("first_name"), original.get("last_name"))
    follows = bool(original) and before != joined and name == before == original.get("name")
    if (not name or follows) and joined:
        return {"name": joined}
    return {} if name else {"name": values.get("username") or str(values.get("email") or "").partition("@")[0] or None}


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """Nobody leaves before starting."""
    start_on, end_on = values.get("start_on"), values.get("end_on")
    if isinstance(start_on, date) and isinstance(end_on, date) and end_on < start_on:
        yield Problem("end_on", _("The last day is before the first day."))


def has_left(end_on: date | None, *, is_active: bool, today: date) -> bool:
    """Whether somebody is gone: marked as no longer active, or past the last day."""
    return not is_active or (end_on is not None and end_on < today)
