"""Fields of linked records, one step away: "device.model" names the model of the device that a record links to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

from itdesk.core.filters import Filter, parts_of
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of, listable


class Kinds(Protocol):
    """Record types by kind, such as a Registry."""

    def __getitem__(self, kind: str) -> RecordType:
        """The record type of a kind."""
        ...


@dataclass(frozen=True, slots=True)
class Reached:
    """The field behind a name, the record type that declares it, and what it is called from where one stands."""

    record_type: RecordType
    declared: Field
    label: str


def reach(kinds: Kinds, record_type: RecordType, name: str) -> Reached:
    """The field behind a name that `is_known`."""
    link, dot, own = name.partition(".")
    if not dot:
        declared = field_of(record_type, name)
        return Reached(record_type, declared, declared.label)
    through = field_of(record_type, link)
    other = kinds[through.to]
    declared = field_of(other, own)
    label = _("{link} › {field}").format(link=through.label, field=declared.label)
    return Reached(other, declared, label)


def called(reached: Reached, name: str) -> Field:
    """The field as editors take it that make filters: under the name by which it was reached."""
    return replace(reached.declared, name=name)


def beyond(kinds: Kinds, record_type: RecordType, link: str) -> tuple[str, ...]:
    """Names of what can be reached through a link; none for other fields."""
    declared = field_of(record_type, link)
    if declared.kind is not Kind.LINK:
        return ()
    other = kinds[declared.to]
    first = [name for name in other.filters if not field_of(other, name).secret]
    return tuple(f"{link}.{name}" for name in dict.fromkeys((*first, *listable(other))))


def is_known(kinds: Kinds, record_type: RecordType, name: str) -> bool:
    """Whether a list of this type can be filtered by the name."""
    if name == "id" or name in listable(record_type):
        return True
    link, dot, own = name.partition(".")
    through = record_type.by_name.get(link)
    if not dot or through is None or through.kind is not Kind.LINK or through.secret:
        return False
    return own in listable(kinds[through.to])


def reaching(kinds: Kinds, record_type: RecordType, names: Iterable[str] | None = None) -> RecordType:
    """The record type with fields of linked records among its own, as lists show them: these names, or all there are.

    They are never typed. The currency of their amounts comes along.
    """
    links = [one.name for one in record_type.fields if one.kind is Kind.LINK and not one.secret]
    wanted = [name for link in links for name in beyond(kinds, record_type, link)] if names is None else names
    known = [name for name in dict.fromkeys(wanted) if "." in name and is_known(kinds, record_type, name)]
    amounts = [name for name in known if reach(kinds, record_type, name).declared.kind is Kind.MONEY]
    beside = [name for name in map(purse_of, amounts) if is_known(kinds, record_type, name)]
    found = [_shown(reach(kinds, record_type, name), name) for name in dict.fromkeys((*known, *beside))]
    return replace(record_type, fields=(*record_type.fields, *found)) if found else record_type


def purse_of(name: str) -> str:
    """The name of the field that holds the currency of an amount, beside it or on the same linked record."""
    link, dot, _own = name.rpartition(".")
    return f"{link}{dot}currency"


def purses(record_type: RecordType, names: Iterable[str]) -> tuple[str, ...]:
    """The fields that say in which currency these columns' amounts are; none where it is the workspace's for all."""
    known = record_type.by_name
    amounts = [name for name in names if name in known and known[name].kind is Kind.MONEY]
    return tuple(dict.fromkeys(purse for purse in map(purse_of, amounts) if purse in known))


@lru_cache
def purse_places(names: tuple[str, ...]) -> tuple[int, ...]:
    """For each column of a row as read, where in it the currency of an amount there stands, or -1."""
    places = {name: place for place, name in enumerate(names)}
    return tuple(places.get(purse_of(name), -1) for name in names)


def _shown(reached: Reached, name: str) -> Field:
    declared = reached.declared
    return Field(
        name=name,
        label_text=reached.label,
        kind=declared.kind,
        choices=declared.choices,
        to=declared.to,
        computed=True,
        width=declared.width,
        length=declared.length,
    )


def all_known(kinds: Kinds, record_type: RecordType, one: Filter) -> bool:
    """Whether every field that a filter is about can be filtered by."""
    parts = parts_of(one)
    if parts:
        return all(all_known(kinds, record_type, part) for part in parts)
    return is_known(kinds, record_type, one.field)
