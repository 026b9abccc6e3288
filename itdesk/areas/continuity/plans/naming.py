"""The token for a record that a person chose: the first of its names that finds it again, and it alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans import tokens
from itdesk.core.errors import Invalid, UserError
from itdesk.core.texts import _
from itdesk.db import records

_READS_BEST = {"people": ("name",)}  # before what people don't call each other, such as user names
KINDS = ("hardware", "contracts", "vendors", "people", "systems")


@dataclass(frozen=True, slots=True)
class Named:
    """A record that can be named in a text."""

    kind: str
    id: int
    title: str
    subtitle: str


def named(session: Session, text: str, kinds: tuple[str, ...] = KINDS, *, limit: int = 12) -> tuple[Named, ...]:
    """Records that fit what was typed, at most `limit` of each kind, kind after kind."""
    return tuple(
        Named(kind, record_id, title, subtitle)
        for kind in kinds
        for record_id, title, subtitle in records.choices_for(session, kind, text, limit)
    )


def token_for(session: Session, kind: str, record_id: int, part: str = "") -> str:
    """The token that stands for a record, or for one of its values."""
    values = records.draft(session, kind, record_id).values
    for names in (*_READS_BEST.get(kind, ()), *session.info["registry"][kind].match):
        if "|" in names or not values.get(names):
            continue
        key = str(values[names])
        token = tokens.write(kind, key, part)
        (read,) = tokens.tokens(token)
        try:
            found = records.find(session, kind, read.key)
        except Invalid:  # several are called this
            continue
        if found == record_id:
            return token
    title = records.title_of(session, kind, record_id)
    raise UserError(
        _("“{name}” can't be told apart from others in your data.").format(name=title),
        _("Give it a name, tag or number of its own first."),
    )
