"""What other records have against new values of several: a unique one that is taken, a link to a record that is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Problem
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.db import custom_values
from itdesk.db.among import among
from itdesk.db.expressions import Source
from itdesk.db.prepared import prepared
from itdesk.db.titles import titles

New = Sequence[tuple[int, Mapping[str, object]]]


class Others:
    """Remembers what it asked: one question for the values of many records."""

    def __init__(self, session: Session, record_type: RecordType) -> None:
        self._session = session
        self._type = record_type
        self._unique = [one for one in record_type.stored if one.unique]
        self._links = [one for one in record_type.stored if one.kind is Kind.LINK]
        self._there: dict[str, dict[int, bool]] = {}
        self._taken: dict[str, dict[object, int]] = {one.name: {} for one in self._unique}

    def against(self, new: New) -> dict[int, Problem]:
        """By id the first thing that is against a record's new values."""
        found: dict[int, Problem] = {}
        for declared in self._unique:
            self._find_taken(declared, new, found)
        for declared in self._links:
            self._find_gone(declared, new, found)
        return found

    def _find_gone(self, declared: Field, new: New, found: dict[int, Problem]) -> None:
        given = [(one, values[declared.name]) for one, values in new if isinstance(values.get(declared.name), int)]
        known = self._there.setdefault(declared.to, {})
        asked = sorted({value for _one, value in given if isinstance(value, int)} - known.keys())
        if asked:
            there = prepared(self._session, ("there among", declared.to), lambda: self._kept(declared.to))
            known |= dict.fromkeys(asked, False) | {row[0]: True for row in there.all(self._session, {"ids": asked})}
        for one, value in given:
            if declared.to == self._type.kind and one == value:
                sentence = _("{field} can't be the record itself.")
            elif not known[value]:  # type: ignore[index]
                sentence = _("{field} is no longer there. Choose another.")
            else:
                continue
            found.setdefault(one, Problem(declared.name, sentence.format(field=declared.label)))

    def _kept(self, kind: str) -> Select[Any]:
        table: Any = self._session.info["tables"][kind].__table__
        return select(table.c.id).where(among(table.c.id, "ids"), table.c.deleted_at.is_(None))

    def _find_taken(self, declared: Field, new: New, found: dict[int, Problem]) -> None:
        given = [(one, values[declared.name]) for one, values in new if values.get(declared.name) is not None]
        if not given:
            return
        if declared.custom and "pending" in self._session.info:
            custom_values.take_turns(self._session, declared)
        holders = self._holders(declared, [value for _one, value in given])
        earlier = self._taken[declared.name]
        for one, value in given:
            other = next((holder for holder in holders.get(value, ()) if holder != one), earlier.get(value))
            if other is None:
                earlier[value] = one
                continue
            title = titles(self._session, self._type.kind, {other}).get(other, "")
            sentence = _("{field} {value} is already used by {other}.").format(
                field=declared.label, value=f"“{value}”", other=title
            )
            found.setdefault(one, Problem(declared.name, sentence))

    def _holders(self, declared: Field, values: Sequence[object]) -> dict[object, list[int]]:
        def build() -> Select[Any]:
            source = Source(self._session.info["tables"], self._type.kind)
            stored, own = source.stored(declared.name), source.table.c
            asked = select(own.id, stored).select_from(source.selectable)
            return asked.where(among(stored, "values"), own.deleted_at.is_(None))

        key = ("taken among", self._type.kind, declared.name)
        holders: dict[object, list[int]] = {}
        for holder, value in prepared(self._session, key, build).all(self._session, {"values": list(values)}):
            holders.setdefault(value, []).append(holder)
        return holders
