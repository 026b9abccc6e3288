"""What can't be true of a site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from itdesk.core.errors import Problem
from itdesk.core.texts import _


def is_zone(name: str) -> bool:
    """Whether name is a time zone of the IANA list, such as Europe/London."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # what zoneinfo raises for odd names depends on the platform
        return False
    return True


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """A zone is one that exists."""
    zone = values.get("zone")
    if isinstance(zone, str) and zone and not is_zone(zone):
        yield Problem(
            "zone", _("There is no time zone of this name. Use one such as Europe/London or America/Chicago.")
        )
