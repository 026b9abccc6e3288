"""The firm's own settings as they are changed: checked, written with history, and told to every window."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from itdesk.core.errors import UserError
from itdesk.core.locales import is_locale
from itdesk.core.marks import COLOURS, LONGEST
from itdesk.core.rights import AS_CONSULTANT
from itdesk.core.texts import N_, _
from itdesk.db import tables
from itdesk.db.changes import Noted, Verb, pending_of
from itdesk.db.database import WORKSPACE
from itdesk.db.history import people

LARGEST_LOGO = 200_000  # bytes; it is read with the workspace, and stands on every page of a report
_PNG = b"\x89PNG\r\n\x1a\n"
LABELS = {
    "name": N_("Name"),
    "currency": N_("Currency"),
    "locale": N_("Country and language"),
    "zone": N_("Time zone"),
    "fiscal_month": N_("Budget year starts in"),
    "colour": N_("Colour"),
    "tile": N_("Letters on the tile"),
    "logo": N_("Logo"),
    "switched_off": N_("Switched off"),
    "sample": N_("Made-up records"),
    "consultant": N_("A consultant has the rights of"),
}


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One setting that somebody changed: its word, and the values as texts."""

    at: datetime
    who: str
    setting: str
    old: str
    new: str


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """The settings as they are stored; one that can't be is refused by its name."""
    kept = dict(values)
    for name, value in values.items():
        check = _CHECKS.get(name)
        if check is not None:
            kept[name] = check(value)
    return kept


def stored(session: Session) -> dict[str, Any]:
    """Every setting as it is stored now, to put it back later."""
    row = session.connection().execute(select(*(tables.workspace.c[name] for name in LABELS))).one()
    return dict(row._mapping)  # noqa: SLF001 -- SQLAlchemy's own name for a row as a mapping


def change(session: Session, values: Mapping[str, Any]) -> dict[str, Any]:
    """Give settings new values, with history; the old ones of those that changed, which undo it."""
    new, before = checked(values), stored(session)
    changed = {name: value for name, value in new.items() if before[name] != value}
    if not changed:
        return {}
    connection = session.connection()
    connection.execute(update(tables.workspace).values(**changed))
    uid = connection.execute(select(tables.workspace.c.uid)).scalar_one()
    noted = {name: (_plain(before[name]), _plain(value)) for name, value in changed.items()}
    pending_of(session).note(Noted(WORKSPACE, 1, uid, Verb.CHANGED, noted))
    return {name: before[name] for name in changed}


def written_by(session: Session, operation: str) -> dict[str, tuple[Any, Any]]:
    """What an operation changed in the settings: old and new as they are stored; empty if it changed none."""
    log = tables.history
    wanted = select(log.c.changes).where(log.c.operation == operation, log.c.kind == WORKSPACE).order_by(log.c.id)
    found: dict[str, tuple[Any, Any]] = {}
    for text in session.connection().execute(wanted).scalars():
        for name, (old, new) in json.loads(text).items():
            found[name] = (found[name][0] if name in found else as_stored(name, old), as_stored(name, new))
    return found


def put_back(session: Session, written: Mapping[str, tuple[Any, Any]], operation: str = "") -> None:
    """Give settings the values they had before; refused where somebody changed one of them since."""
    now = stored(session)
    since = [name for name, (_old, new) in written.items() if now[name] != new]
    if since:
        from itdesk.db import reasons

        names = ", ".join(_(LABELS[name]) for name in since)
        found = reasons.since(session, operation, WORKSPACE, 1, column=since[0])
        raise UserError(found.changed(names), _("Nothing was changed."))
    change(session, {name: old for name, (old, _new) in written.items()})


def _plain(value: Any) -> Any:
    """As history keeps it."""
    return b64encode(value).decode() if isinstance(value, bytes) else value


def as_stored(name: str, value: Any) -> Any:
    """A value of history as the workspace stores it."""
    return b64decode(value) if name == "logo" and value else value


def word(name: str, value: Any) -> str:
    """A setting's value as people read it."""
    return _("a picture") if name == "logo" and value else str(value or "")


def changes(session: Session, limit: int = 50) -> list[SettingChange]:
    """Who changed which setting, newest first."""
    log = tables.history
    wanted = select(log.c.at, log.c.actor_id, log.c.changes).where(log.c.kind == WORKSPACE)
    rows = session.connection().execute(wanted.order_by(log.c.id.desc()).limit(limit)).all()
    names = people(session, {row.actor_id for row in rows})
    return [
        SettingChange(row.at, names.get(row.actor_id, ""), _(LABELS[name]), word(name, old), word(name, new))
        for row in rows
        for name, (old, new) in json.loads(row.changes).items()
        if name in LABELS
    ]


def _name(value: Any) -> str:
    name = str(value).strip()
    if not name or len(name) > 255:
        raise UserError(
            _("A workspace needs a name of up to 255 characters."), _("Give the firm's name."), field="name"
        )
    return name


def _locale(value: Any) -> str:
    if not is_locale(value):
        raise UserError(
            _("{locale} is no locale.").format(locale=f"“{value}”"),
            _("Use a language and a country such as en_GB."),
            field="locale",
        )
    return str(value)


def _currency(value: Any) -> str:
    text = str(value)
    if len(text) != 3 or not text.isascii() or not text.isalpha() or not text.isupper():
        raise UserError(
            _("{currency} is no currency.").format(currency=f"“{text}”"),
            _("Use its three letters, such as GBP."),
            field="currency",
        )
    return text


@cache
def _zones() -> set[str]:
    """Every zone that there is here, looked for on the disk once."""
    from zoneinfo import available_timezones

    return available_timezones()


def _zone(value: Any) -> str:
    if value not in _zones():
        raise UserError(
            _("{zone} is no time zone.").format(zone=f"“{value}”"), _("Use a name such as Europe/London."), field="zone"
        )
    return str(value)


def _month(value: Any) -> int:
    if not 1 <= value <= 12:
        raise UserError(_("A year starts in a month from 1 to 12."), field="fiscal_month")
    return int(value)


def _colour(value: Any) -> str | None:
    if value and value not in COLOURS:
        raise UserError(
            _("{colour} is no colour of a tile.").format(colour=f"“{value}”"),
            _("Use one of: {names}.").format(names=", ".join(COLOURS)),
            field="colour",
        )
    return value or None


def _tile(value: Any) -> str | None:
    text = str(value or "").strip()
    if len(text) > LONGEST:
        raise UserError(_("A tile has room for two letters."), _("Shorten them."), field="tile")
    return text or None


def _logo(value: Any) -> bytes | None:
    if value and (len(value) > LARGEST_LOGO or not value.startswith(_PNG)):
        raise UserError(
            _("This picture can't stand on reports."),
            _("Choose a PNG or JPEG picture; it is made smaller by itself."),
            field="logo",
        )
    return value or None


def _switched_off(value: Any) -> str | None:
    return "\n".join(sorted(value)) if not isinstance(value, str | None) else value or None


def _consultant(value: Any) -> str | None:
    if value and value not in AS_CONSULTANT:
        raise UserError(
            _("A consultant can't have the rights of {role}.").format(role=f"“{value}”"),
            _("Use one of: {names}.").format(names=", ".join(AS_CONSULTANT)),
            field="consultant",
        )
    return value or None


_CHECKS = {
    "name": _name,
    "locale": _locale,
    "currency": _currency,
    "zone": _zone,
    "fiscal_month": _month,
    "colour": _colour,
    "tile": _tile,
    "logo": _logo,
    "switched_off": _switched_off,
    "consultant": _consultant,
}
