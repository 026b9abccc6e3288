"""Definitions of custom fields: read when a workspace opens and whenever they change, and what follows from a change.

Reading is plain SQL that both engines take, so that the first moments of a start can do it without SQLAlchemy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from itdesk.core.custom import FIELDS, KINDS, Definition, OwnValue, extended
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.registry import Registry

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.orm import Session

Ask = Callable[[str], Iterable[Sequence[Any]]]  # runs a statement without parameters; its rows
_PLAIN = (
    "id", "record_kind", "key", "label", "value_kind", "link_to", "is_required", "is_unique", "is_searched",
    "is_listed", "default_value", "hint", "group_title", "deleted_at",
)  # fmt: skip
_CHOICES = "SELECT field_id, key, label, tone, archived FROM custom_choices ORDER BY position, id"


def registry_of(ask: Ask, declared: Registry) -> Registry:
    """The declared record types with the custom fields that this workspace defines."""
    return extended(declared, read(ask, declared)) if FIELDS in declared else declared


def asking(connection: Connection) -> Ask:
    """Statements by a connection of SQLAlchemy's."""
    return lambda statement: connection.exec_driver_sql(statement).all()


def read(ask: Ask, declared: Registry) -> list[Definition]:
    """Every definition, those in the bin included, in the order in which forms show them."""
    narrowed = [link for link in declared[FIELDS].in_columns if link.kind is Kind.LINK]
    names = [f'"{name}"' for name in (*_PLAIN, *(f"{link.name}_id" for link in narrowed))]
    asked = f"SELECT {', '.join(names)} FROM {declared[FIELDS].table} ORDER BY position, id"  # noqa: S608 -- names of ours
    rows = list(ask(asked))
    return _Reading(ask, declared, narrowed).all(rows) if rows else []


class _Reading:
    """One look at the definitions, with what lies around them."""

    def __init__(self, ask: Ask, declared: Registry, narrowed: Sequence[Field]) -> None:
        self._ask = ask
        self._declared = declared
        self._narrowed = narrowed
        self._trees: dict[str, dict[int, list[int]]] = {}

    def all(self, rows: Sequence[Sequence[Any]]) -> list[Definition]:
        """The definitions in these rows."""
        values: defaultdict[int, list[OwnValue]] = defaultdict(list)
        for field_id, key, label, tone, archived in self._ask(_CHOICES):
            values[field_id].append(OwnValue(key, label, tone, archived=bool(archived)))
        named = [dict(zip(_PLAIN, row, strict=False)) | {"chosen": row[len(_PLAIN) :]} for row in rows]
        return [self._definition(row, values[row["id"]]) for row in named if row["value_kind"] in KINDS]

    def _definition(self, row: dict[str, Any], values: Sequence[OwnValue]) -> Definition:
        return Definition(
            id=row["id"],
            record_kind=row["record_kind"],
            key=row["key"],
            label=row["label"],
            kind=Kind(row["value_kind"]),
            to=row["link_to"] or "",
            required=bool(row["is_required"]),
            unique=bool(row["is_unique"]),
            searched=bool(row["is_searched"]),
            listed=bool(row["is_listed"]),
            default=row["default_value"] or "",
            hint=row["hint"] or "",
            group=row["group_title"] or "",
            only=self._only(row["record_kind"], row["chosen"]),
            values=tuple(values),
            binned=row["deleted_at"] is not None,
        )

    def _only(self, kind: str, chosen: Sequence[int | None]) -> frozenset[int] | None:
        """The categories whose records have the field: the one that was chosen, with all that are part of it."""
        category = self._declared[kind].category if kind in self._declared else None
        for link, top in zip(self._narrowed, chosen, strict=True):
            if top is not None and category is not None and category.to == link.to:
                if link.to not in self._trees:
                    self._trees[link.to] = self._tree(self._declared[link.to])
                return frozenset(_below(top, self._trees[link.to]))
        return None

    def _tree(self, categories: RecordType) -> dict[int, list[int]]:
        """Of categories that are parts of others: those directly below each."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for link in categories.in_columns:
            if link.kind is Kind.LINK and link.to == categories.kind:
                above = f"{link.name}_id"
                asked = f"SELECT id, {above} FROM {categories.table} WHERE {above} IS NOT NULL"  # noqa: S608 -- names of ours
                for own, parent in self._ask(asked):
                    found[parent].append(own)
        return found


def _below(top: int, tree: dict[int, list[int]]) -> set[int]:
    found: set[int] = set()
    waiting = [top]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += tree.get(one, ())
    return found


def concerns(registry: Registry, kinds: AbstractSet[str]) -> bool:
    """Whether changes to records of these kinds may change which fields record types have."""
    if FIELDS in kinds:
        return True
    return not kinds.isdisjoint(_narrowing(registry))


@lru_cache(maxsize=4)  # asked after every commit
def _narrowing(registry: Registry) -> frozenset[str]:
    """Kinds that sort records of which some have fields of their own."""
    return frozenset(
        record_type.category.to for record_type in registry if _is_narrowed(record_type) and record_type.category
    )


def _is_narrowed(record_type: RecordType) -> bool:
    return any(declared.only is not None for declared in record_type.custom)


def follow(session: Session) -> None:
    """After definitions were written in this transaction: the session knows them, and so does the search index."""
    from itdesk.db.custom_values import holders
    from itdesk.db.mapping import Tables

    before: Registry = session.info["registry"]
    after = registry_of(asking(session.connection()), session.info["declared"])
    session.info["registry"], session.info["tables"], session.info["shapes"] = after, Tables(after), {}
    for record_type in after:
        old = before[record_type.kind]
        changed = _searched(old) ^ _searched(record_type)
        for field_id in sorted(changed):
            _index(session, record_type.kind, session.connection().execute(holders(field_id)).scalars().all())


def _searched(record_type: RecordType) -> set[int]:
    return {
        declared.custom for declared in record_type.custom if declared.name in record_type.search or declared.unique
    }


def _index(session: Session, kind: str, ids: Iterable[int]) -> None:
    from itdesk.db import indexing

    indexing.index(session, [(kind, one) for one in ids])
