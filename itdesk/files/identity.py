"""Which stored record a row is: by the fields that tell one from another, alone or, as a line of a budget, together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from itdesk.core.record import Kind, RecordType
from itdesk.db import intake
from itdesk.db.changes import WorkSession
from itdesk.files.calling import fold


@dataclass(slots=True)
class Key:
    """Fields that together name a record; the last of them has to be there. known: None where several have this value.

    seen are the rows of the file, by the key that they took.
    """

    names: tuple[str, ...]
    links: frozenset[str]
    unique: bool
    known: dict[str, int | None] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The field that people know the key by."""
        return self.names[-1]

    def of(self, values: Mapping[str, object]) -> str | None:
        """The key of these values, as it is compared; None if they don't have it."""
        last = values.get(self.names[-1])
        if last is None:
            return None
        if len(self.names) == 1:
            return fold(str(last))
        return "\n".join("" if (value := values.get(name)) is None else fold(str(value)) for name in self.names)


class Keys:
    """The keys of one import: `identity` find the same record again, most telling first; `unique` must not be taken."""

    def __init__(self, session: WorkSession, record_type: RecordType, mapped: Iterable[str], update_by: str) -> None:
        self.record_type = record_type
        present = set(mapped)
        wanted = list(_by(record_type, update_by) if update_by else _identifying(record_type))
        fillable = record_type.fill is not None
        self.identity = [self._key(names) for names in wanted if fillable or names[-1] in present]
        singles = {key.name: key for key in self.identity if len(key.names) == 1}
        unique = [one.name for one in record_type.stored if one.unique and one.name in present]
        self.unique = [singles.get(name) or self._key((name,)) for name in unique]
        self.derived = [key.name for key in self.identity if key.name not in present]
        self._load(session)

    def _key(self, names: tuple[str, ...]) -> Key:
        fields = [self.record_type.by_name[name] for name in names]
        links = frozenset(one.name for one in fields if one.kind is Kind.LINK)
        return Key(names, links, unique=len(fields) == 1 and fields[0].unique)

    def _load(self, session: WorkSession) -> None:
        keys = list({id(key): key for key in (*self.identity, *self.unique)}.values())
        asked = list(dict.fromkeys(f"{name}.id" if name in key.links else name for key in keys for name in key.names))
        if not asked:
            return
        plain = [name.removesuffix(".id") for name in asked]
        for record_id, *stored in intake.known(session, self.record_type.kind, asked):
            values = {name: None if value == "" else value for name, value in zip(plain, stored, strict=True)}
            for key in keys:
                text = key.of(values)
                if text is not None:
                    key.known[text] = None if text in key.known else record_id

    def telling(self, values: Mapping[str, object]) -> tuple[Key, str] | None:
        """The most telling key that these values have."""
        for key in self.identity:
            text = key.of(values)
            if text is not None:
                return key, text
        return None

    def to_take(self, values: Mapping[str, object]) -> Iterator[tuple[Key, str]]:
        """Every key that a record with these values takes for itself."""
        telling = self.telling(values)
        if telling:
            yield telling
        for key in self.unique:
            text = key.of(values)
            if text is not None and not (telling and key is telling[0]):
                yield key, text


def _by(record_type: RecordType, name: str) -> Iterator[tuple[str, ...]]:
    """The key that a person named: the field, or what it tells only together with others."""
    together = [tuple(key.split("|")) for key in record_type.import_keys]
    yield next((names for names in together if names[-1] == name), (name,))


def _identifying(record_type: RecordType) -> Iterator[tuple[str, ...]]:
    """Keys by which a row is the same record again. What has a number of its own may share its name with others."""
    for key in record_type.import_keys:
        names = tuple(key.split("|"))
        shared = record_type.number_prefix and names == (record_type.title,)
        if not shared or record_type.by_name[record_type.title].unique:
            yield names
