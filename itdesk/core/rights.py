"""Who may do what: roles, verbs and deeds, and what a role is granted of a kind of record. Declared beside each record type.

`itdesk.db.rights` enforces it: what somebody may not see isn't there for their session, and what history is told of a
write is what their role is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Verb(StrEnum):
    """What a person may do with a record."""

    READ = "read"
    CREATE = "create"
    CHANGE = "change"
    DELETE = "delete"


class Role(StrEnum):
    """What a person is to the workspace."""

    ADMINISTRATOR = "administrator"
    TECHNICIAN = "technician"
    STAFF = "staff"
    OWNER = "owner"
    AUDITOR = "auditor"
    CONSULTANT = "consultant"


class Deed(StrEnum):
    """What concerns the workspace as a whole, or records of every kind."""

    SETTINGS = "settings"  # name, currency, country, what is switched on
    FIELDS = "fields"  # custom fields
    IMPORT = "import"
    BACKUP = "backup"
    RESTORE = "restore"
    ERASE = "erase"  # for good, out of the bin
    MERGE = "merge"
    BIN = "bin"  # what everybody threw away
    SHARED_VIEWS = "shared_views"
    TAGS = "tags"  # names and colours of tags, for all records at once
    HISTORY = "history"  # who changed what, and the list of what was done
    COMMENTS = "comments"  # the team's words on a record, which no requester reads
    SHARED_SCREEN = "shared_screen"  # the screen on which others report
    REPORTS = "reports"


ALL_VERBS = frozenset(Verb)
READ = frozenset({Verb.READ})
KEEPS_WORKING = ALL_VERBS - {Verb.DELETE}


@dataclass(frozen=True, kw_only=True)
class Inside:
    """What a role that is granted a record sees of one kind of row inside it, or hung on it; no more than its record.

    only: columns with the value that a row has to have. adds: may add rows, which have to be so as well. own: the column
    that names who wrote a row; what is added carries the person's own name there.
    """

    only: tuple[tuple[str, bool | int | str], ...] = ()
    adds: bool = False
    own: str = ""


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a role may do with records of one kind; fields are told by their declared names.

    own: fields that name the person; the role sees those records alone in which one of them does ("id": the person's own
    record). hides: fields that the role never sees. private: fields that it sees on the person's own record alone, which
    `mine` says as `own` does. sets and changes: the fields that it alone may give a new record, and change; None for all.
    keeps: fields that it may neither set nor change. follows: fields that the app gives by itself when the role sets or changes others. inside: what it sees inside records and hung on them, by table;
    None for everything. adds: rows that it may put inside though it changes some fields alone, by table. listed: whether there is a place for them in the window, or they are only picked from. A role sees a record in the bin only where it sees every record of the kind.
    """

    verbs: frozenset[Verb] = frozenset()
    own: tuple[str, ...] = ()
    hides: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    mine: tuple[str, ...] = ()
    sets: frozenset[str] | None = None
    changes: frozenset[str] | None = None
    keeps: frozenset[str] = frozenset()
    follows: frozenset[str] = frozenset()
    inside: Mapping[str, Inside] | None = field(default=None)
    adds: Mapping[str, Inside] = field(default_factory=dict)
    listed: bool = True

    @property
    def sees_all(self) -> bool:
        """Whether every record and every value of the kind is seen, with all that is inside."""
        return Verb.READ in self.verbs and not (self.own or self.hides or self.private) and self.inside is None

    @property
    def names(self) -> frozenset[str]:
        """Fields that it names."""
        return frozenset({*self.own, *self.mine, *self.hides, *self.private, *self.keeps, *self.follows}) | frozenset(
            (*(self.sets or ()), *(self.changes or ()))
        ) - {"id"}


Rights = Mapping[Role, Grant]

ALL = Grant(verbs=ALL_VERBS)
READS = Grant(verbs=READ)
NOTHING = Grant()
NAMES = Grant(
    verbs=READ, inside={}, listed=False
)  # records that staff picks from; nothing inside, nothing hung on them
EVERYONE: Rights = dict.fromkeys(Role, ALL)


def granted(*, technician: Grant = ALL, staff: Grant = NOTHING, owner: Grant = READS, auditor: Grant = READS) -> Rights:
    """Each role's grant of one kind. An administrator may do all; a consultant counts as another role (`counts_as`)."""
    return {
        Role.ADMINISTRATOR: ALL,
        Role.TECHNICIAN: technician,
        Role.STAFF: staff,
        Role.OWNER: owner,
        Role.AUDITOR: auditor,
    }


TEAM = frozenset({Role.ADMINISTRATOR, Role.TECHNICIAN})
SEE_ALL = frozenset({*TEAM, Role.OWNER, Role.AUDITOR})  # every record whole; a start knows it before any declaration
READERS = frozenset({*TEAM, Role.OWNER, Role.AUDITOR})
DEEDS: Mapping[Deed, frozenset[Role]] = {
    Deed.SETTINGS: frozenset({Role.ADMINISTRATOR}),
    Deed.FIELDS: frozenset({Role.ADMINISTRATOR}),
    Deed.IMPORT: TEAM,
    Deed.BACKUP: TEAM,
    Deed.RESTORE: frozenset({Role.ADMINISTRATOR}),
    Deed.ERASE: frozenset({Role.ADMINISTRATOR}),
    Deed.MERGE: TEAM,
    Deed.BIN: READERS,
    Deed.SHARED_VIEWS: TEAM,
    Deed.TAGS: TEAM,
    Deed.HISTORY: READERS,
    Deed.COMMENTS: READERS,
    Deed.SHARED_SCREEN: TEAM,
    Deed.REPORTS: READERS,
}

CONSULTANT_COUNTS_AS = Role.TECHNICIAN
AS_CONSULTANT = tuple(role for role in Role if role is not Role.CONSULTANT)  # what a workspace may choose for one


def counts_as(role: Role, chosen: str = "") -> Role:
    """The role whose grants somebody has; chosen is what the workspace says of consultants."""
    if role is not Role.CONSULTANT:
        return role
    return role_named(chosen) if chosen else CONSULTANT_COUNTS_AS


def role_named(word: object) -> Role:
    """The role behind a stored word; one that isn't known here may do the least."""
    return Role(word) if isinstance(word, str) and word in set(Role) else Role.STAFF


def sees_all(role: Role) -> bool:
    """Whether a role sees every record whole."""
    return counts_as(role) in SEE_ALL


def grant_of(rights: Rights, role: Role) -> Grant:
    """What a role is granted; nothing where it isn't named."""
    return rights.get(counts_as(role), NOTHING)


def may_set(grant: Grant, name: str, *, new: bool) -> bool:
    """Whether a role may give a field a value, in a new record or in one that is there."""
    if name in grant.keeps or name in grant.hides:
        return False
    only = grant.sets if new else grant.changes
    return only is None or name in only


def may(role: Role, deed: Deed) -> bool:
    """Whether a role may do what concerns the whole workspace."""
    return counts_as(role) in DEEDS[deed]


@dataclass(frozen=True, slots=True)
class Standing:
    """The person for whom a session was opened, and their role; nobody in particular is who set the workspace up."""

    role: Role = Role.ADMINISTRATOR
    person: int | None = None

    @property
    def is_free(self) -> bool:
        """Whether everything is allowed."""
        return counts_as(self.role) is Role.ADMINISTRATOR


FREE = Standing()
