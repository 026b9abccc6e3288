"""Which fields of several records can be changed at once, and how several are counted in words."""

from __future__ import annotations

from itdesk.core.formats import format_count
from itdesk.core.record import Field, RecordType
from itdesk.core.value_texts import noun


def bulk_fields(record_type: RecordType) -> list[Field]:
    """What can be set for several records at once: all that is typed and doesn't have to differ."""
    numbered = record_type.number_field if record_type.number_prefix else ""
    return [
        declared
        for declared in record_type.typed
        if not declared.unique and not declared.secret and declared.name not in (numbered, record_type.title)
    ]


def counted(record_type: RecordType, count: int) -> str:
    """3 assets, 1 asset."""
    words = record_type.singular if count == 1 else record_type.plural
    return f"{format_count(count)} {noun(words)}"
