"""What a record type is: fields declared once, then tuples of names that say where each appears."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as data_field
from enum import StrEnum
from functools import cached_property

from itdesk.core.choices import Choice
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter
from itdesk.core.rights import ALL_VERBS, EVERYONE, Grant, Rights, Role, Verb
from itdesk.core.steps import Steps
from itdesk.core.texts import N_, _

__all__ = [
    "ALL_VERBS",
    "EVERYONE",
    "TAGS",
    "TEXTUAL",
    "Check",
    "DeclarationError",
    "Field",
    "Fill",
    "Grant",
    "Group",
    "Kind",
    "RecordType",
    "Role",
    "Verb",
    "View",
]

Check = Callable[[Mapping[str, object]], Iterable[Problem]]
Fill = Callable[[Mapping[str, object], Mapping[str, object]], Mapping[str, object]]


class Kind(StrEnum):
    """How a value is typed, stored, shown and compared."""

    TEXT = "text"  # one line: str
    LONG = "long"  # several lines: str
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    INTEGER = "integer"  # int
    DECIMAL = "decimal"  # Decimal, up to four places
    MONEY = "money"  # Decimal in the currency of the record's `currency` field
    DATE = "date"  # datetime.date
    INSTANT = "instant"  # aware datetime in UTC
    YES_NO = "yes_no"  # bool
    CHOICE = "choice"  # the value of a Choice
    LINK = "link"  # the integer id of another record; lists show its title
    TAGS = "tags"  # names of tags between commas; filters hold their ids


TEXTUAL = frozenset({Kind.TEXT, Kind.LONG, Kind.EMAIL, Kind.PHONE, Kind.URL})


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field. `to` is the kind that a LINK points to, `aliases` are column names seen in other programs' files.

    computed: read from an expression that the feature's models declare under this name; never typed, saved or imported.
    given: set by the app (numbers, instants), shown but not typed. default may be a function without arguments.
    create_missing: an import may make the linked record from its name. secret: kept out of lists, search and exports.
    gives, for a link: fields of this record that a linked record takes over when an import makes it; both call them the same.
    starts, for a link: values by name that a linked record starts with when an import makes it.
    custom: the id of the definition by which a firm added the field itself; 0 for those that are declared. only: ids of
    the categories whose records have it; None for all.
    part_aliases, for a link: column names of other programs that hold a field of the linked record, and that field's
    name, such as {"Checked Out To: Email": "email"}; an import reads them as `person.email`, beside the link's own text.
    steps: which values may follow which at once, where not all may; a server refuses others (`db.stepping`).
    """

    name: str
    label_text: str
    kind: Kind = Kind.TEXT
    required: bool = False
    unique: bool = False
    length: int = 255
    choices: type[Choice] | None = None
    to: str = ""
    default: object | Callable[[], object] = None
    aliases: tuple[str, ...] = ()
    part_aliases: Mapping[str, str] = data_field(default_factory=dict)
    gives: tuple[str, ...] = ()
    starts: Mapping[str, object] = data_field(default_factory=dict)
    hint_text: str = ""
    computed: bool = False
    given: bool = False
    create_missing: bool = False
    secret: bool = False
    minimum: int | None = None
    width: int = 0
    custom: int = 0
    only: frozenset[int] | None = None
    steps: Steps = data_field(default_factory=dict)

    @property
    def label(self) -> str:
        """The field's name in the language in use; a firm's own field is called as the firm calls it."""
        return self.label_text if self.custom else _(self.label_text)

    @property
    def hint(self) -> str:
        """One line of help under the field."""
        return self.hint_text if self.custom else _(self.hint_text)

    def first_value(self) -> object:
        """The value that a new record starts with."""
        return self.default() if callable(self.default) else self.default


TAGS = Field(
    name="tags", label_text=N_("Tags"), kind=Kind.TAGS, computed=True, to="tags", aliases=("labels", "keywords")
)


@dataclass(frozen=True)
class Group:
    """A titled part of a form; own: the firm gave it its title."""

    label_text: str
    names: tuple[str, ...]
    own: bool = False

    @property
    def label(self) -> str:
        """The group's title in the language in use."""
        return self.label_text if self.own else _(self.label_text)


@dataclass(frozen=True)
class View:
    """A named way to look at a list; sort names carry a leading minus for descending. group_by is a field name."""

    label_text: str
    filters: tuple[Filter, ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    group_by: str = ""

    @property
    def label(self) -> str:
        """The view's name in the language in use."""
        return _(self.label_text)


class DeclarationError(Exception):
    """A record type names something that it doesn't declare."""


@dataclass(frozen=True, kw_only=True)
class RecordType:
    """A kind of record. Every one has the field TAGS besides its own.

    kind is its folder's name and its word on the command line; table its table. title names the record (in links,
    search and headers), number_prefix gives it a human number in the field that number_field names, where that field is
    empty when the record is first saved. import_keys find the same record again, most telling first ("budget|name": by
    both together, where the second has to be there); match are the
    fields by which another file's text finds it as a link ("first|last" joins two by a space). search are the fields
    whose text is searched, created the fields of the small "new" dialog.

    fill(values, original) runs before a record is checked and saved, typed or imported: it returns the values that
    follow from others (a name from its parts, a warranty's end from its months). original holds the values before this
    change, empty for a new record. check comes after it and sees its result, so a required field may be filled.
    left_out: columns of other programs' files that are not taken, with the reason that an import shows.
    fixed: fields that a file doesn't change in a record that is there, with what to do instead.
    former: fields that a firm had added and put into the bin, of which history still tells. rights: what each role is granted.
    """

    kind: str
    table: str
    singular_text: str
    plural_text: str
    icon: str
    fields: tuple[Field, ...]
    title: str
    subtitle: tuple[str, ...] = ()
    number_prefix: str = ""
    number_field: str = "number"
    columns: tuple[str, ...]
    groups: tuple[Group, ...]
    created: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    import_keys: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    fill: Fill | None = None
    check: Check | None = None
    left_out: Mapping[str, str] = data_field(default_factory=dict)
    fixed: Mapping[str, str] = data_field(default_factory=dict)
    empty_text: str = ""
    rights: Rights = data_field(default_factory=lambda: EVERYONE)
    former: tuple[Field, ...] = ()

    def __post_init__(self) -> None:
        if TAGS.name not in {declared.name for declared in self.fields}:
            object.__setattr__(self, "fields", (*self.fields, TAGS))
        names = [declared.name for declared in self.fields]
        doubles = {name for name in names if names.count(name) > 1}
        if doubles:
            raise DeclarationError(f"{self.kind}: declared twice: {', '.join(sorted(doubles))}")
        known = set(names) | {"id", "created_at", "updated_at"}
        for where, used in self._uses():
            for name in used:
                for part in name.removeprefix("-").split("|"):
                    if part not in known:
                        raise DeclarationError(f"{self.kind}: {where} names {part!r}, which is not a field")
        for declared in self.fields:
            reason = _flaw(declared, known)
            if reason:
                raise DeclarationError(f"{self.kind}.{declared.name}: {reason}")

    def _uses(self) -> Iterable[tuple[str, tuple[str, ...]]]:
        yield "title", (self.title,)
        yield "fixed", tuple(self.fixed)
        yield "number_field", (self.number_field,) if self.number_prefix else ()
        for where in ("subtitle", "columns", "created", "filters", "search", "import_keys", "match", "sort"):
            yield where, getattr(self, where)
        for group in self.groups:
            yield f"group {group.label_text}", group.names
        for view in self.views:
            yield f"view {view.label_text}", (*view.columns, *view.sort, *(f.field for f in view.filters))
            yield f"view {view.label_text}", (view.group_by,) if view.group_by else ()
        for role, grant in self.rights.items():
            yield f"rights of {role}", tuple(sorted(grant.names))

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """Fields by their declared names."""
        return {declared.name: declared for declared in self.fields}

    def filled(self, values: Mapping[str, object], original: Mapping[str, object]) -> dict[str, object]:
        """Values with what follows from them; original are the values before this change, empty for a new record."""
        return {**values, **self.fill(values, original)} if self.fill else dict(values)

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """Fields whose values are kept: in a column of the table, or among the custom values."""
        return tuple(declared for declared in self.fields if not declared.computed)

    @cached_property
    def in_columns(self) -> tuple[Field, ...]:
        """Fields with a column of their own in the table."""
        return tuple(declared for declared in self.stored if not declared.custom)

    @cached_property
    def custom(self) -> tuple[Field, ...]:
        """Fields that the firm added itself."""
        return tuple(declared for declared in self.fields if declared.custom)

    @cached_property
    def category(self) -> Field | None:
        """The link that sorts these records, by which custom fields may be for some of them alone."""
        found = self.by_name.get("category")
        return found if found is not None and found.kind is Kind.LINK and not found.computed else None

    def has(self, declared: Field, values: Mapping[str, object]) -> bool:
        """Whether a record with these values has the field: one may be for the records of some categories alone."""
        if declared.only is None or self.category is None:
            return True
        return values.get(self.category.name) in declared.only

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """Fields that a person or a file may set."""
        return tuple(declared for declared in self.fields if not declared.computed and not declared.given)

    @cached_property
    def importable(self) -> tuple[Field, ...]:
        """Fields that a column of a file may go to."""
        return (*self.typed, TAGS)

    @property
    def singular(self) -> str:
        """One of them, in the language in use."""
        return _(self.singular_text)

    @property
    def plural(self) -> str:
        """Several of them, in the language in use."""
        return _(self.plural_text)

    @property
    def empty(self) -> str:
        """What belongs here and why it helps, for the empty list."""
        return _(self.empty_text)


def _flaw(declared: Field, known: set[str]) -> str:
    """What a field lacks to be whole, or nothing."""
    if declared.kind is Kind.LINK and not declared.to:
        return "a link says `to` which kind"
    if declared.kind is Kind.CHOICE and declared.choices is None:
        return "a choice names its `choices`"
    if declared.kind is Kind.MONEY and "currency" not in known and not declared.custom:
        return "money needs a `currency` field beside it"
    if (declared.part_aliases or declared.gives or declared.starts) and declared.kind is not Kind.LINK:
        return "only a link has part_aliases, gives and starts"
    if not known.issuperset(declared.gives):
        return f"gives names what is not a field: {', '.join(sorted(set(declared.gives) - known))}"
    return ""
