"""What a list shows, as the window's parts know it: `itdesk.db.list_state`."""

from __future__ import annotations

from itdesk.db.list_state import ListState, fetched, from_plain, ordered, state_of, to_plain

__all__ = ["ListState", "fetched", "from_plain", "ordered", "state_of", "to_plain"]
