"""Fields that a firm adds itself: from their definitions to record types that hold them as if they were declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from itdesk.core.choices import Choice
from itdesk.core.grams import norm
from itdesk.core.record import Field, Group, Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.core.texts import N_

FIELDS = "custom_fields"  # the kind whose records are the definitions
KINDS = (Kind.TEXT, Kind.LONG, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.LINK, Kind.YES_NO)
PREFIX = "x_"  # no declared field's name begins so
TODAY = "today"
_LONGEST_KEY = 40
_WIDTH = 130


class OwnChoice(Choice):
    """A value of a firm's own list: its word is the firm's and not translated. archived ones are no longer offered."""

    archived: bool

    @property
    def label(self) -> str:
        """The word for it."""
        return self.label_text


@dataclass(frozen=True, slots=True)
class OwnValue:
    """One value of a firm's own list."""

    key: str
    label: str
    tone: str = "grey"
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A custom field as it is stored; only are the ids of the categories that have it, None for all records."""

    id: int
    record_kind: str
    key: str
    label: str
    kind: Kind
    to: str = ""
    required: bool = False
    unique: bool = False
    searched: bool = False
    listed: bool = False
    default: str = ""
    hint: str = ""
    group: str = ""
    only: frozenset[int] | None = None
    values: tuple[OwnValue, ...] = ()
    binned: bool = False


def key_of(label: str, taken: Iterable[str] = ()) -> str:
    """The name by which views, mappings and history know a field for ever: from its first label, unlike all others."""
    plain = re.sub(r"[^a-z0-9]+", "_", norm(label)).strip("_")[:_LONGEST_KEY] or "field"
    return _unlike(PREFIX + plain, taken)


def plain_key(label: str, taken: Iterable[str] = ()) -> str:
    """The key of one of a choice's own values: from its first word for it, unlike those of the others."""
    plain = re.sub(r"[^\w]+", "_", norm(label)).strip("_")[:_LONGEST_KEY] or "value"
    return _unlike(plain, taken)


def _unlike(wanted: str, taken: Iterable[str]) -> str:
    known = set(taken)
    found, number = wanted, 2
    while found in known:
        found, number = f"{wanted}_{number}", number + 1
    return found


def choices_of(values: Sequence[OwnValue]) -> type[OwnChoice]:
    """The closed set of a firm's own values."""
    make = cast("Any", OwnChoice)  # mypy knows no enums made of data
    made = make(
        "OwnChoice",
        [(f"OWN_VALUE_{place}", (one.key, one.label, one.tone, "square")) for place, one in enumerate(values)],
    )
    for one in values:
        made(one.key).archived = one.archived
    return cast("type[OwnChoice]", made)


def is_archived(choice: Choice) -> bool:
    """Whether a value is kept where it stands and no longer offered."""
    return isinstance(choice, OwnChoice) and choice.archived


def field_of(one: Definition) -> Field:
    """The field that a definition means."""
    return Field(
        name=one.key,
        label_text=one.label,
        kind=one.kind,
        required=one.required,
        unique=one.unique,
        choices=choices_of(one.values) if one.kind is Kind.CHOICE else None,
        to=one.to,
        default=first_value(one.kind, one.default),
        hint_text=one.hint,
        width=_WIDTH,
        custom=one.id,
        only=one.only,
    )


def first_value(kind: Kind, written: str) -> object:
    """A default as it is stored, as a value; date.today for today, None for what can't be one."""
    if not written or kind is Kind.LINK:
        return None
    if kind is Kind.DATE:
        return date.today if written == TODAY else _day(written)
    if kind in (Kind.DECIMAL, Kind.MONEY):
        try:
            return Decimal(written)
        except InvalidOperation:
            return None
    return written == "yes" if kind is Kind.YES_NO else written


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


class OwnRegistry(Registry):
    """Record types of which some hold custom fields; definitions are those by which they do."""

    def __init__(self, record_types: Iterable[RecordType], definitions: Mapping[str, tuple[Definition, ...]]) -> None:
        super().__init__(record_types)
        self.definitions = definitions


def definitions_of(registry: Registry, kind: str) -> tuple[Definition, ...]:
    """By which definitions a record type has the fields that it has: another answer means other fields."""
    return registry.definitions.get(kind, ()) if isinstance(registry, OwnRegistry) else ()


def extended(registry: Registry, definitions: Sequence[Definition]) -> Registry:
    """The record types with the firm's own fields, in the order of the definitions; the same registry if there are none.

    What another version of the app defined and this one can't hold (an unknown kind) is left out.
    """
    by_kind: dict[str, list[Definition]] = {}
    for one in definitions:
        if one.record_kind in registry and one.kind in KINDS and (one.kind is not Kind.LINK or one.to in registry):
            by_kind.setdefault(one.record_kind, []).append(one)
    if not by_kind:
        return registry
    wanted = {kind: tuple(ones) for kind, ones in by_kind.items()}
    return OwnRegistry((_with(one, wanted.get(one.kind, ())) for one in registry), wanted)


def _with(record_type: RecordType, definitions: Sequence[Definition]) -> RecordType:
    if not definitions:
        return record_type
    fresh: dict[str, Definition] = {}
    for one in definitions:
        if not one.binned and one.key not in record_type.by_name:
            fresh.setdefault(one.key, one)
    fields = {key: field_of(one) for key, one in fresh.items()}
    return replace(
        record_type,
        fields=(*record_type.fields, *fields.values()),
        columns=(*record_type.columns, *(one.key for one in fresh.values() if one.listed)),
        groups=_groups(record_type, fresh),
        created=(*record_type.created, *(one.key for one in fresh.values() if one.required))
        if record_type.created
        else (),
        filters=(*record_type.filters, *(key for key, one in fields.items() if one.kind is not Kind.LONG)),
        search=(*record_type.search, *(one.key for one in fresh.values() if one.searched)),
        former=tuple(field_of(one) for one in definitions if one.binned),
    )


def _groups(record_type: RecordType, fresh: Mapping[str, Definition]) -> tuple[Group, ...]:
    """Each custom field in the group that it names: one of the form's own, or a new one at its end."""
    titles = {
        title.casefold(): group.label_text for group in record_type.groups for title in (group.label_text, group.label)
    }
    added: dict[str, list[str]] = {}
    for one in fresh.values():
        wanted = one.group.strip()
        added.setdefault(titles.get(wanted.casefold(), wanted), []).append(one.key)
    kept = [replace(group, names=(*group.names, *added.pop(group.label_text, ()))) for group in record_type.groups]
    loose = added.pop("", None)
    own = [Group(title, tuple(names), own=True) for title, names in added.items()]
    more = [Group(N_("More"), tuple(loose))] if loose else []
    return (*kept, *own, *more)
