"""What a form asks of the store: a record with its titles; run with a session, off the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from itdesk.core.record import Kind, RecordType

if TYPE_CHECKING:
    from itdesk.db.records import Draft


def read_whole(
    session: Any, record_type: RecordType, kind: str, record_id: int
) -> tuple[Draft, dict[str, str], dict[str, object]]:
    """A record, the titles of what it links to, and what the app computes of it."""
    from itdesk.db import lists, records

    draft = records.draft(session, kind, record_id)
    names = tuple(one.name for one in record_type.fields if one.computed or one.kind is Kind.LINK)
    found = lists.rows(session, lists.ListSpec(kind, names), [record_id]).get(record_id) if names else None
    values = dict(zip(names, found[1:], strict=True)) if found else {}
    titles = {name: str(value or "") for name, value in values.items() if record_type.by_name[name].kind is Kind.LINK}
    computed = {name: value for name, value in values.items() if record_type.by_name[name].computed}
    return draft, titles, computed
