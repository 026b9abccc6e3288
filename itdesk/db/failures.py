"""Every error of the two drivers, sorted once into a sentence that says what happened, what is safe and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from itdesk.core.errors import (
    KEPT,
    ChangedElsewhere,
    Damaged,
    Invalid,
    NoSpace,
    Problem,
    ReadOnlyWorkspace,
    Unreachable,
    UserError,
)
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.core.texts import _
from itdesk.db.filelock import busy
from itdesk.db.sniff import MOVED
from itdesk.db.whereabouts import moved_away

_SQLITE_COLUMNS = re.compile(r"(UNIQUE|NOT NULL) constraint failed: ([\w.]+)(?:, [\w., ]+)?$")
RETRIED = frozenset({"40001", "40P01"})  # serialization failure, deadlock: PostgreSQL undid everything
SORTED = (DBAPIError, PoolTimeout, StaleDataError)  # what sorted_out turns into sentences
_CUT = frozenset({"57P01", "57P02", "57P03", "57P05", "08000", "08003", "08006", "08001", "08004", "25P03", "25P04"})


@contextmanager
def sorted_out(registry: Registry, *, saving: bool) -> Iterator[None]:
    """Let nothing of a driver through: what is raised inside comes out as the error that a person reads."""
    try:
        yield
    except DBAPIError as error:
        raise sort_failure(error, registry, saving=saving) from error
    except PoolTimeout as error:
        raise busy() from error
    except StaleDataError as error:
        raise changed_elsewhere() from error


def changed_elsewhere() -> ChangedElsewhere:
    """The last instant's guard fell: somebody saved between our reading and our writing."""
    return ChangedElsewhere(
        _("Somebody changed this record a moment ago."),
        _("Nothing was saved. Look at their version and save again."),
        original={},
        theirs={},
        yours={},
        version=0,
    )


def sqlstate_of(error: DBAPIError) -> str:
    """PostgreSQL's five-letter code, or nothing."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def is_cut(error: DBAPIError) -> bool:
    """Whether the connection broke, so that nobody knows what became of the last statement."""
    if error.connection_invalidated or sqlstate_of(error) in _CUT:
        return True
    original = error.orig
    return type(original).__module__.startswith("psycopg") and bool(
        type(original).__name__ == "OperationalError" and not sqlstate_of(error)
    )


def sort_failure(error: DBAPIError, registry: Registry, *, saving: bool) -> UserError:
    """The error that a person reads; raises what can only be a bug again."""
    original = error.orig
    module = type(original).__module__
    if module.startswith("sqlcipher3"):
        found = _sort_sqlite(str(getattr(original, "sqlite_errorname", "")), str(original), registry, saving=saving)
    elif module.startswith("psycopg"):
        found = _sort_postgres(error, registry, saving=saving)
    else:
        found = None
    if found is None:
        raise error
    return found


_UNDECODED = "Could not decode to UTF-8"  # the driver goes on with the text itself, which no message needs


def _damaged(said: str, *, saving: bool) -> Damaged:
    cure = _("Close the workspace and open the newest file of its backups folder.")
    if saving:
        cure = f"{_('Nothing of this change was saved.')} {cure}"
    told = _UNDECODED if said.startswith(_UNDECODED) else said
    return Damaged(_("The workspace file is damaged."), cure, detail=told)


def _sort_sqlite(name: str, said: str, registry: Registry, *, saving: bool) -> UserError | None:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")) or "database is locked" in said:
        return busy()
    if name.startswith("SQLITE_READONLY") or "readonly database" in said:
        return read_only()
    if name.startswith("SQLITE_FULL") or said == "database or disk is full":  # a backup tells in words alone
        return no_space(said)
    if name.startswith("SQLITE_IOERR") or said == "disk I/O error":
        return Damaged(
            _("The disk failed to read or write the workspace."),
            _(
                "Nothing of this change was saved. Check the disk or the drive's cable, then copy the workspace elsewhere."
            ),
            detail=said,
        )
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")) or said.startswith(_UNDECODED):
        return _damaged(said, saving=saving)
    if said.startswith("no such table: ") and said.removeprefix("no such table: ") in _own_tables(registry):
        return Damaged(
            _("A part of the workspace is missing."),
            _("Nothing of this change was saved. Close the workspace and open the newest file of its backups folder."),
            detail=said,
        )
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_AUTH")):
        return Unreachable(
            _("The workspace file can't be opened any more."),
            " ".join((_("Check that its drive is connected and that you may open it."), _(KEPT))),
            detail=said,
        )
    if name.startswith("SQLITE_TOOBIG") or "too large" in said.lower():
        return Invalid([Problem("", _("This is more text than one record can hold. Attach it as a file instead."))])
    if name.startswith("SQLITE_CONSTRAINT"):
        return _sort_sqlite_constraint(said, registry)
    return None


def _own_tables(registry: Registry) -> frozenset[str]:
    return frozenset((*(record_type.table for record_type in registry), "alembic_version", "workspace"))


def _sort_sqlite_constraint(said: str, registry: Registry) -> UserError | None:
    if MOVED in said:
        return moved_away()
    found = _SQLITE_COLUMNS.search(said)
    if found:
        table, _dot, column = found[2].partition(".")
        rule = "unique" if found[1] == "UNIQUE" else "required"
        return Invalid([_problem(registry, table, column, rule)])
    if said.startswith("FOREIGN KEY"):
        return Invalid([Problem("", _linked_sentence())])
    return None


def _sort_postgres(error: DBAPIError, registry: Registry, *, saving: bool) -> UserError | None:
    state, said = sqlstate_of(error), str(error.orig)
    if is_cut(error):
        return unreachable(said, saving=saving)
    if state in RETRIED or state in ("55P03", "57014"):  # lock not available, statement timeout
        return busy()
    if state == "25006":
        return moved_away() if MOVED in said else read_only()
    if state in ("53100", "53200"):
        return no_space(said)
    if state == "53300":
        return Unreachable(
            _("The database server has no free place for another user."),
            _("Close itdesk on another PC, or ask who looks after the server to allow more connections."),
            detail=said,
        )
    if state in ("XX001", "XX002", "58030"):
        return Damaged(
            _("The database server reports damaged data or a failing disk."),
            _("Nothing of this change was saved. Tell who looks after the server."),
            detail=said,
        )
    if state == "42501":
        return UserError(
            _("You may not do this in this workspace."), _("Ask its administrator for the right to."), detail=said
        )
    if state in ("54000", "22001", "22003"):
        return Invalid([Problem("", _("A value is longer or larger than its field can hold."))])
    if "NUL (0x00)" in said:
        return Invalid([Problem("", _("The text contains a character that can't be stored."))])
    return _sort_postgres_constraint(error, registry)


def _sort_postgres_constraint(error: DBAPIError, registry: Registry) -> UserError | None:
    state = sqlstate_of(error)
    about = getattr(error.orig, "diag", None)
    table = str(getattr(about, "table_name", "") or "")
    if state == "23514" and ": not a step from " in str(error.orig):
        return Invalid([Problem("", _("From where it is now it can't go there at once. Look at it again."))])
    if state == "23505":
        name = str(getattr(about, "constraint_name", "") or "")
        column = name.removeprefix(f"uq_{table}_").removeprefix(f"ix_{table}_")
        return Invalid([_problem(registry, table, column, "unique")])
    if state == "23502":
        return Invalid([_problem(registry, table, str(getattr(about, "column_name", "") or ""), "required")])
    if state == "23503":
        return Invalid([Problem("", _linked_sentence())])
    return None


def _linked_sentence() -> str:
    return _("This record is linked with another one that is missing or still needs it. Nothing was saved.")


def _problem(registry: Registry, table: str, column: str, rule: str) -> Problem:
    declared = _field_of(registry, table, column)
    name = declared.name if declared else ""
    label = declared.label if declared else column
    if rule == "unique":
        return Problem(name, _("{field} is already used by another record.").format(field=label))
    return Problem(name, _("{field} can't stay empty.").format(field=label))


def _field_of(registry: Registry, table: str, column: str) -> Field | None:
    for record_type in registry:
        if record_type.table == table:
            return _declared(record_type, column)
    return None


def _declared(record_type: RecordType, column: str) -> Field | None:
    for declared in record_type.in_columns:
        if column == (f"{declared.name}_id" if declared.kind is Kind.LINK else declared.name):
            return declared
    return None


def read_only() -> ReadOnlyWorkspace:
    """The sentence for a change in a workspace that can only be read."""
    return ReadOnlyWorkspace(
        _("This workspace is open for reading only."),
        _("Nothing was saved. Copy the file to a folder where you may write, or ask for the right to change it."),
    )


def no_space(detail: str) -> NoSpace:
    """The sentence for a full disk."""
    return NoSpace(
        _("The disk is full."),
        _("Nothing of this change was saved; everything saved before is safe. Make room on the disk and save again."),
        detail=detail,
    )


def unreachable(detail: str, *, saving: bool) -> Unreachable:
    """The sentence for a server that went away."""
    if saving:
        return Unreachable(
            _("The connection to the database server broke before it confirmed the change."),
            " ".join((_(KEPT), _("Save again once the server is back; it will not be stored twice."))),
            detail=detail,
        )
    return Unreachable(
        _("The database server can't be reached."),
        _("What was saved is safe. Check the network and try again."),
        detail=detail,
    )
