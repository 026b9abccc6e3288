"""Who acts in a session, and whether they may: asked here, by every path, before something is read or written.

Reading is held to it once more by what stands before the tables (`shadows`), writing by what history is told (`gate`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from itdesk.core.errors import NotAllowed
from itdesk.core.filters import ACTORS
from itdesk.core.record import Field, RecordType
from itdesk.core.rights import FREE, Deed, Grant, Role, Standing, Verb, counts_as, grant_of, may, may_set, role_named
from itdesk.core.texts import _, ngettext
from itdesk.db.mapping import Tables, column_of
from itdesk.db.tables import workspace

if TYPE_CHECKING:
    from itdesk.db.records import Draft

_SLICE = 500


def standing_of(role: Callable[[Any], Any], tables: Tables, actor: int | None) -> Standing:
    """Where a person stands; role gives the first value of a select."""
    if actor is None or ACTORS not in tables.classes or "role" not in tables.registry[ACTORS].by_name:
        return FREE
    people: Any = tables[ACTORS].__table__
    found = role_named(role(select(people.c.role).where(people.c.id == actor)))
    chosen = role(select(workspace.c.consultant)) if found is Role.CONSULTANT else ""
    return Standing(counts_as(found, chosen or ""), actor)


def standing(session: Session) -> Standing:
    """Of the person for whom the session was opened."""
    found: Standing = session.info["standing"]
    return found


def role_of(session: Session) -> Role:
    """The acting person's role."""
    return standing(session).role


def granted(session: Session, kind: str) -> Grant:
    """What the acting person's role is granted of a kind."""
    return grant_of(session.info["declared"][kind].rights, standing(session).role)


def is_held(session: Session) -> bool:
    """Whether the acting person sees less than everything."""
    return bool(session.info["held"])


def allowed(session: Session, kind: str, verb: Verb) -> bool:
    """Whether the acting person may."""
    return standing(session).is_free or verb in granted(session, kind).verbs


def allowed_deed(session: Session, deed: Deed) -> bool:
    """Whether the acting person may do what concerns the whole workspace."""
    return may(standing(session).role, deed)


def require(session: Session, kind: str, verb: Verb) -> None:
    """Refuse what the acting person may not."""
    if not allowed(session, kind, verb):
        raise refused(session, kind, verb)


def refused(session: Session, kind: str, verb: Verb) -> NotAllowed:
    """What is said to somebody who may not."""
    plural = session.info["registry"][kind].plural
    sentence = {
        Verb.READ: _("You may not read {kind} in this workspace."),
        Verb.CREATE: _("You may not add {kind} in this workspace."),
        Verb.CHANGE: _("You may not change {kind} in this workspace."),
        Verb.DELETE: _("You may not delete {kind} in this workspace."),
    }[verb]
    return NotAllowed(sentence.format(kind=plural), _("Ask its administrator for the right to."))


def require_deed(session: Session, deed: Deed) -> None:
    """Refuse what concerns the whole workspace where the acting person may not."""
    if not allowed_deed(session, deed):
        raise NotAllowed(refusal(deed), _("Ask its administrator for the right to."))


def refusal(deed: Deed) -> str:
    """What is said to those who may not."""
    return _REFUSED_DEED[deed]()


_REFUSED_DEED: Mapping[Deed, Callable[[], str]] = {
    Deed.SETTINGS: lambda: _("You may not change the settings of this workspace."),
    Deed.FIELDS: lambda: _("You may not change the custom fields of this workspace."),
    Deed.IMPORT: lambda: _("You may not import into this workspace."),
    Deed.BACKUP: lambda: _("You may not back up this workspace."),
    Deed.RESTORE: lambda: _("You may not restore this workspace."),
    Deed.ERASE: lambda: _("You may not delete for good in this workspace."),
    Deed.MERGE: lambda: _("You may not merge records in this workspace."),
    Deed.BIN: lambda: _("You may not look into the bin of this workspace."),
    Deed.SHARED_VIEWS: lambda: _("You may not change views that others see."),
    Deed.TAGS: lambda: _("You may not change tags for everybody."),
    Deed.HISTORY: lambda: _("You may not see who changed what in this workspace."),
    Deed.COMMENTS: lambda: _("You may not read the comments in this workspace."),
    Deed.REPORTS: lambda: _("You may not print the reports of this workspace."),
    Deed.SHARED_SCREEN: lambda: _("You may not open the shared screen of this workspace."),
}


# ---------------------------------------------------------------- rows


def own_rows(table: Any, record_type: RecordType, names: Sequence[str], person: int | None) -> ColumnElement[bool]:
    """The rows in which one of these fields names the person."""
    columns = [table.c.id if name == "id" else table.c[column_of(record_type.by_name[name])] for name in names]
    return or_(*(column == person for column in columns))


def unseen(session: Session, kind: str, ids: Iterable[int]) -> list[int]:
    """Of these records those that the acting person may not see, whether they are there or not; for a role that sees all, none."""
    wanted = sorted(set(ids))
    grant = granted(session, kind)
    if standing(session).is_free or (Verb.READ in grant.verbs and not grant.own):
        return []
    if Verb.READ not in grant.verbs:
        return wanted
    table: Any = session.info["tables"][kind].__table__
    mine = own_rows(table, session.info["declared"][kind], grant.own, standing(session).person)
    seen: set[int] = set()
    for start in range(0, len(wanted), _SLICE):
        asked = select(table.c.id).where(table.c.id.in_(wanted[start : start + _SLICE]), mine)
        seen |= set(session.connection().execute(asked).scalars())
    return [one for one in wanted if one not in seen]


def require_rows(session: Session, kind: str, ids: Iterable[int]) -> None:
    """Refuse records that the acting person may not see; it is not told whether they are there."""
    if not standing(session).is_free and unseen(session, kind, ids):
        raise NotAllowed(
            _("This {kind} is not visible to you.").format(kind=session.info["registry"][kind].singular.lower()),
            _("Ask its administrator for the right to."),
        )


# ---------------------------------------------------------------- columns


def require_fields(session: Session, kind: str, names: Iterable[str], *, new: bool = False) -> None:
    """Refuse fields to which the acting person may not give a value, each by its name."""
    if standing(session).is_free:
        return
    record_type: RecordType = session.info["declared"][kind]
    grant = granted(session, kind)
    typed = [record_type.by_name[name] for name in dict.fromkeys(names) if name in record_type.by_name]
    barred = [one for one in typed if not one.given and not may_set(grant, one.name, new=new)]
    if barred:
        raise fields_refused(barred)


def fields_refused(barred: Sequence[Field]) -> NotAllowed:
    """What is said to somebody who may not give these fields a value."""
    names = ", ".join(f"“{one.label}”" for one in barred)
    said = ngettext("You may not change {fields} here.", "You may not change {fields} here.", len(barred))
    return NotAllowed(said.format(fields=names), _("Ask its administrator for the right to."), field=barred[0].name)


def writable(session: Session, edited: Draft) -> Draft:
    """A draft that the acting person may save, with what its role doesn't see as it is stored; else refused."""
    verb = Verb.CREATE if edited.id is None else Verb.CHANGE
    if standing(session).is_free:
        return edited
    require(session, edited.kind, verb)
    if edited.id is not None:
        require_rows(session, edited.kind, [edited.id])
    record_type: RecordType = session.info["registry"][edited.kind]
    before = edited.original if edited.id is not None else {one.name: one.first_value() for one in record_type.stored}
    touched = [name for name, value in edited.values.items() if value != before.get(name)]
    require_fields(session, edited.kind, touched, new=edited.id is None)
    grant = granted(session, edited.kind)
    kept = [one for one in record_type.stored if one.name in grant.hides | grant.private]
    if not kept or not is_held(session):
        return edited
    stored = _stored(session, record_type, edited.id, kept)
    return replace(edited, values={**edited.values, **stored}, original={**edited.original, **stored})


def kept_from(session: Session, kind: str) -> frozenset[str]:
    """Columns that the server keeps from the login that writes."""
    if not session.info["masked"]:
        return frozenset()
    grant = granted(session, kind)
    fields = session.info["declared"][kind].in_columns
    return frozenset(column_of(one) for one in fields if one.name in grant.hides or (one.secret and not grant.sees_all))


def _stored(session: Session, record_type: RecordType, record_id: int | None, names: Sequence[Field]) -> dict[str, Any]:
    if record_id is None:
        return {one.name: one.first_value() for one in names}
    table: Any = session.info["tables"][record_type.kind].__table__
    columns = [table.c[column_of(one)] for one in names if not one.custom]
    row = session.connection().execute(select(*columns).where(table.c.id == record_id)).first()
    return {} if row is None else dict(zip((one.name for one in names if not one.custom), row, strict=True))
