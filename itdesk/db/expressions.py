"""SQL for declared names: columns, titles of linked records, computed values and how each sorts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.sql.util import ClauseAdapter

from itdesk.core.errors import UserError
from itdesk.core.record import TAGS, TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.db import tables as own_tables
from itdesk.db import tag_sql
from itdesk.db.binding import OWN_KINDS
from itdesk.db.custom_values import value_in
from itdesk.db.mapping import Tables, column_of
from itdesk.db.types import Amount, folded

UNSEEN = bindparam("unseen", callable_=lambda: _("not visible to you"), type_=String())
_DEEPEST = 3  # titles that are links to records whose titles are links
_MOST_JOINED = 40  # a file joins 64 tables at most; further custom fields are looked up row by row


class Source:
    """A kind's table and the joins that the asked names need, no others."""

    def __init__(self, tables: Tables, kind: str) -> None:
        self._tables = tables
        self.record_type: RecordType = tables.registry[kind]
        self.table: Table = tables[kind].__table__  # type: ignore[assignment]
        self._from: FromClause = self.table
        self._joined: dict[str, FromClause] = {}

    @property
    def selectable(self) -> FromClause:
        """What to select from: call it after the last name was asked for."""
        return self._from

    def linked(self, link: str) -> Source:
        """A source of its own of the records that a link points to."""
        declared = self.field(link)
        if declared is None or declared.kind is not Kind.LINK:
            raise UserError(_("{field} links to nothing.").format(field=f"“{link}”"), _("Filter by another field."))
        return Source(self._tables, declared.to)

    def field(self, name: str) -> Field | None:
        """The declared field behind a name or NAME.id; None for id and timestamps."""
        own = name.removesuffix(".id")
        if own in OWN_KINDS:
            return None
        declared = self.record_type.by_name.get(own)
        if declared is None:
            raise UserError(
                _("{kind} have no field called {name}.").format(kind=self.record_type.plural, name=f"“{own}”"),
                _("Use one of: {names}.").format(names=", ".join(self.record_type.by_name)),
            )
        return declared

    def kind_of(self, name: str) -> Kind:
        """How the name's values are typed and compared."""
        link, dot, own = name.partition(".")
        if dot and own != "id":
            return self.linked(link).kind_of(own)
        declared = self.field(name)
        return declared.kind if declared else OWN_KINDS[name]

    def value(self, name: str) -> ColumnElement[Any]:
        """What a row of a list shows: a link's title, everything else as stored."""
        if _is_reached(name):
            return self._reached_value(name)
        declared = self.field(name)
        if declared is not None and declared.kind is Kind.LINK and not name.endswith(".id"):
            title = self._linked_title(self.record_type.kind, declared, self.table, declared.name, 1)
            return self._or_unseen(title, name) if self._tables.held else title
        return self.stored(name)

    def _or_unseen(self, title: ColumnElement[Any], link: str) -> ColumnElement[Any]:
        """For somebody who doesn't see everything: what stands for a record that isn't there for them."""
        return func.coalesce(title, case((self.stored(f"{link}.id").is_not(None), UNSEEN)))

    def stored(self, name: str) -> ColumnElement[Any]:
        """The stored or computed value; a link's is the other record's id."""
        declared = self.field(name)
        if declared is None:
            return self.table.c[name]
        if declared.computed:
            return self._computed(self.record_type.kind, declared.name, self.table)
        return self._kept(declared, self.table, declared.name)

    def reached(self, name: str) -> ColumnElement[Any]:
        """The stored value of a name that may be one step away, such as "device.model"."""
        link, dot, own = name.partition(".")
        if not dot or own == "id":
            return self.stored(name)
        through, other = self.field(link), self.linked(link)
        declared = other.field(own)
        if through is None or declared is None:
            raise UserError(_("{field} can't be counted.").format(field=f"“{name}”"), _("Choose another field."))
        joined = self._joined_link(self.record_type.kind, through, self.table, link)
        if declared.computed:
            return self._computed(other.record_type.kind, own, joined)
        return self._kept(declared, joined, name)

    def _reached_value(self, name: str) -> ColumnElement[Any]:
        """What a field of a linked record shows: that record's link by its title, everything else as stored."""
        link, _dot, own = name.partition(".")
        through, other = self.field(link), self.linked(link)
        declared = other.field(own)
        if through is not None and declared is None:
            return self._joined_link(self.record_type.kind, through, self.table, link).c[own]
        if through is not None and declared is not None and declared.kind is Kind.LINK:
            joined = self._joined_link(self.record_type.kind, through, self.table, link)
            return self._linked_title(other.record_type.kind, declared, joined, name, 2)
        return self.reached(name)

    def _declared(self, name: str) -> Field | None:
        """The field behind a name that may be one step away."""
        link, _dot, own = name.partition(".")
        return self.linked(link).field(own) if _is_reached(name) else self.field(name)

    def sort_key(self, name: str) -> ColumnElement[Any]:
        """What a column sorts by: texts folded, choices in the order of their declaration, numbers like HD-1042 by age."""
        if self._is_own_number(name):
            return self.table.c.id
        declared = self._declared(name)
        value = self.value(name)
        if declared is None:
            return value
        if declared.kind is Kind.CHOICE and declared.choices is not None:
            order = {member.value: place for place, member in enumerate(declared.choices)}
            return case(order, value=value)
        if declared.kind in (Kind.LINK, Kind.TAGS) or declared.kind in TEXTUAL:
            return folded(value)
        return value

    def is_nullable(self, name: str) -> bool:
        """Whether the sort key may be missing."""
        if _is_reached(name):
            return True
        declared = self.field(name)
        if declared is None or self._is_own_number(name):
            return name == "deleted_at"
        if declared.computed or declared.custom or declared.kind is Kind.CHOICE:
            return True
        return bool(self.table.c[column_of(declared)].nullable) or declared.kind is Kind.LINK

    def _is_own_number(self, name: str) -> bool:
        """Whether the column is the app's own number, which rises with the id; a tag that people choose doesn't."""
        return name == "number" == self.record_type.number_field and bool(self.record_type.number_prefix)

    def title(self) -> ColumnElement[Any]:
        """The record's title."""
        return self.value(self.record_type.title)

    def _computed(self, kind: str, name: str, rows: FromClause) -> ColumnElement[Any]:
        if name == TAGS.name:
            return tag_sql.names_of(kind, rows)
        expression: ColumnElement[Any] = self._tables.computed(kind)[name]
        if self._tables.registry[kind].by_name[name].kind in (Kind.MONEY, Kind.DECIMAL):
            expression = type_coerce(expression, Amount())
        base = self._tables[kind].__table__
        if rows is base:
            return expression
        return ClauseAdapter(rows).traverse(expression)

    def _kept(self, declared: Field, rows: FromClause, path: str) -> ColumnElement[Any]:
        """A stored field's value: in a column of these rows, or joined from the custom values."""
        if not declared.custom:
            return rows.c[column_of(declared)]
        key = f"{path} own"
        joined = self._joined.get(key)
        if joined is None:
            of_field: ColumnElement[int] = literal_column(str(declared.custom))
            values = own_tables.custom_values
            joined = values.alias(f"own_{path.replace('.', '_')}")
            same = and_(joined.c.field_id == of_field, joined.c.record_id == rows.c.id)
            if len(self._joined) >= _MOST_JOINED:
                return type_coerce(
                    select(value_in(declared, joined)).where(same).correlate(rows).scalar_subquery(),
                    value_in(declared, joined).type,
                )
            self._joined[key] = joined
            self._from = self._from.outerjoin(joined, same)
        return value_in(declared, joined)

    def _linked_title(self, kind: str, link: Field, rows: FromClause, path: str, depth: int) -> ColumnElement[Any]:
        joined = self._joined_link(kind, link, rows, path)
        linked = self._tables.registry[link.to]
        title = linked.by_name[linked.title]
        if title.computed:
            return self._computed(linked.kind, title.name, joined)
        if title.kind is Kind.LINK and depth < _DEEPEST:
            return self._linked_title(link.to, title, joined, f"{path}.{title.name}", depth + 1)
        return joined.c[column_of(title)]

    def _joined_link(self, kind: str, link: Field, rows: FromClause, path: str) -> FromClause:
        joined = self._joined.get(path)
        if joined is None:
            table = self._tables[link.to].__table__
            joined = self._joined[path] = table.alias(f"of_{path.replace('.', '_')}")
            key = self._computed(kind, link.name, rows) if link.computed else self._kept(link, rows, path)
            self._from = self._from.outerjoin(joined, joined.c.id == key)
        return joined


def _is_reached(name: str) -> bool:
    """Whether a name is of a field of a linked record, such as "device.model"; "device.id" is the link itself."""
    _link, dot, own = name.partition(".")
    return bool(dot) and own != "id"
