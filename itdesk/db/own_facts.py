"""What the firm's own fields of one record hold, in words, for paper."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from itdesk.core.formats import format_money
from itdesk.core.record import Kind, RecordType
from itdesk.db import history, lists, records


def own_facts(session: Session, kind: str, record_id: int) -> list[tuple[str, str]]:
    """Labels with values as people of this workspace write them, in the fields' order; empty and secret ones left out."""
    record_type: RecordType = session.info["registry"][kind]
    if not record_type.custom:
        return []
    values = records.draft(session, kind, record_id).values
    fields = [one for one in record_type.custom if not one.secret and record_type.has(one, values)]
    found = lists.rows(session, lists.ListSpec(kind, tuple(one.name for one in fields)), [record_id])
    workspace = session.info["workspace"]
    told: list[tuple[str, str]] = []
    for declared, value in zip(fields, found.get(record_id, (record_id,))[1:], strict=False):
        if declared.kind is Kind.MONEY and isinstance(value, Decimal):
            currency = str(values.get("currency") or workspace.currency)
            words = format_money(value, currency, workspace.locale)
        else:
            words = history.in_words(session, declared, value)
        if words:
            told.append((declared.label, words))
    return told
