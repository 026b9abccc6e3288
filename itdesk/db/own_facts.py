"""What the firm's own fields of one record hold, in words, for paper."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from itdesk.core.formats import format_money
from itdesk.core.record import Kind, RecordType
from itdesk.db import history, lists, records


def own_facts_of(session: Session, kind: str, ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """The same of many records: by id, of those that hold anything."""
    record_type: RecordType = session.info["registry"][kind]
    names = tuple(one.name for one in record_type.custom if not one.secret)
    if not names or not ids:
        return {}
    rows = lists.rows(session, lists.ListSpec(kind, names), ids)
    holding = [one for one in ids if one in rows and any(value is not None for value in rows[one][1:])]
    return {one: facts for one in holding if (facts := own_facts(session, kind, one))}


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
