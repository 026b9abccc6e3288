"""The record types as a role sees them: without the fields that it never sees, wherever they are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from itdesk.core.filters import Filter, parts_of
from itdesk.core.record import Field, Fill, RecordType, View
from itdesk.core.registry import Registry
from itdesk.core.rights import Role, grant_of


def narrowed(registry: Registry, role: Role) -> Registry:
    """Without hidden fields, and without those that a firm added itself, which nobody said a role may see."""
    hidden = {one.kind: _hidden(one, role) for one in registry}
    return Registry(_narrow(one, hidden) for one in registry)


def _hidden(record_type: RecordType, role: Role) -> frozenset[str]:
    grant = grant_of(record_type.rights, role)
    own = frozenset(one.name for one in record_type.fields if one.custom)
    return frozenset() if grant.sees_all else grant.hides | own


def _narrow(record_type: RecordType, hidden: Mapping[str, frozenset[str]]) -> RecordType:
    gone = hidden[record_type.kind]
    fields = tuple(_linked(one, hidden) for one in record_type.fields if one.name not in gone)
    if not gone and fields == record_type.fields:
        return record_type

    def left(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in names if not gone & set(name.removeprefix("-").split("|")))

    given = {one.name: one.first_value() for one in record_type.fields if one.name in gone}
    return replace(
        record_type,
        fields=fields,
        subtitle=left(record_type.subtitle),
        columns=left(record_type.columns),
        groups=tuple(replace(one, names=left(one.names)) for one in record_type.groups if left(one.names)),
        created=left(record_type.created),
        filters=left(record_type.filters),
        search=left(record_type.search),
        import_keys=left(record_type.import_keys),
        match=left(record_type.match),
        sort=left(record_type.sort),
        views=tuple(_view(one, gone) for one in record_type.views if not _filtered(one.filters, gone)),
        fill=_fill(record_type.fill, given),
        check=None if gone else record_type.check,
        rights={},
    )


def _linked(declared: Field, hidden: Mapping[str, frozenset[str]]) -> Field:
    gone = hidden.get(declared.to, frozenset())
    parts = {column: name for column, name in declared.part_aliases.items() if name not in gone}
    starts = {name: value for name, value in declared.starts.items() if name not in gone}
    if len(parts) == len(declared.part_aliases) and len(starts) == len(declared.starts):
        return declared
    return replace(declared, part_aliases=parts, starts=starts, gives=())


def _view(view: View, gone: frozenset[str]) -> View:
    return replace(
        view,
        columns=tuple(name for name in view.columns if name not in gone),
        sort=tuple(name for name in view.sort if name.removeprefix("-") not in gone),
        group_by="" if view.group_by in gone else view.group_by,
    )


def _filtered(filters: Iterable[Filter], gone: frozenset[str]) -> bool:
    return any(one.field in gone or _filtered(parts_of(one), gone) for one in filters)


def _fill(fill: Fill | None, given: Mapping[str, object]) -> Fill | None:
    """What follows from the values that are seen, as though the rest were what it is in a new record."""
    if fill is None or not given:
        return fill

    def filled(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
        found = fill({**given, **values}, {**given, **original} if original else original)
        return {name: value for name, value in found.items() if name not in given}

    return filled
