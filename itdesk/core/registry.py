"""The record types that exist, found by kind, without knowing any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from itdesk.core.errors import UserError
from itdesk.core.record import DeclarationError, Kind, RecordType
from itdesk.core.texts import _


class Registry:
    """Record types by kind, in the order they were given; links are checked against it once."""

    def __init__(self, record_types: Iterable[RecordType]) -> None:
        self._by_kind = {record_type.kind: record_type for record_type in record_types}
        for record_type in self._by_kind.values():
            for declared in record_type.fields:
                if declared.kind is Kind.LINK and declared.to not in self._by_kind:
                    raise DeclarationError(f"{record_type.kind}.{declared.name}: there is no kind {declared.to!r}")
                for part in (*declared.part_aliases.values(), *declared.starts):
                    if part not in self._by_kind[declared.to].by_name:
                        raise DeclarationError(f"{record_type.kind}.{declared.name}: {declared.to} has no {part!r}")

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self._by_kind.values())

    def __contains__(self, kind: str) -> bool:
        return kind in self._by_kind

    def __getitem__(self, kind: str) -> RecordType:
        if kind not in self._by_kind:
            raise UserError(
                _("There is no kind of record called {kind}.").format(kind=f"“{kind}”"),
                _("Use one of: {kinds}.").format(kinds=", ".join(sorted(self._by_kind))),
            )
        return self._by_kind[kind]


class RegistryOnDemand(Registry):
    """Record types whose declarations are read when somebody asks for them; all of them are checked once all are asked for."""

    def __init__(self, makers: Mapping[str, Callable[[], RecordType]]) -> None:
        self._makers = dict(makers)
        self._known: dict[str, RecordType] = {}
        self._is_whole = False

    def __iter__(self) -> Iterator[RecordType]:
        if not self._is_whole:
            super().__init__([self._found(kind) for kind in self._makers])
            self._is_whole = True
        return super().__iter__()

    def __contains__(self, kind: str) -> bool:
        return kind in self._makers

    def __getitem__(self, kind: str) -> RecordType:
        found = self._known.get(kind)
        if found is not None:
            return found
        if kind not in self._makers:
            tuple(self)
            return super().__getitem__(kind)
        return self._found(kind)

    def _found(self, kind: str) -> RecordType:
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = self._makers[kind]()
        return found
