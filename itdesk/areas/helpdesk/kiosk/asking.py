"""Which way a session of the shared PC's screen is asked: through the tables, or where its login has none, by functions."""

from __future__ import annotations

from typing import Any


def asked(session: Any) -> Any:
    """What reads for the screen: `queries`, or `by_functions`, which answers the same."""
    functions = session.info.get("functions")
    if functions is not None:
        return functions
    from itdesk.areas.helpdesk.kiosk import queries

    return queries


def told(session: Any) -> Any:
    """What writes for the screen: `operations`, or `by_functions`."""
    functions = session.info.get("functions")
    if functions is not None:
        return functions
    from itdesk.areas.helpdesk.kiosk import operations

    return operations


def is_by_functions(desk: Any) -> bool:
    """Whether the login may call functions alone: then there are no files to send, nothing to join and to rate."""
    return hasattr(desk.database, "functions")
