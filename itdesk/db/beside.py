"""What history tells of a person besides their record: passwords given, changed and taken away, and when a lock fell.

Each is a line of the person's, with a part that is no table's; nothing of it is taken back, and no secret is in it.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.filters import ACTORS
from itdesk.core.texts import N_, _
from itdesk.db import changes, tables
from itdesk.db.bulk import put_rows
from itdesk.db.changes import Noted, Verb

PASSWORD, LOGIN = "password", "server_login"
LABELS = {PASSWORD: N_("Password"), LOGIN: N_("Login to the server")}
GIVEN, CHANGED, TAKEN, LOCKED, DISABLED = "given", "changed", "taken_away", "locked", "disabled"
WORDS = {
    GIVEN: N_("given"),
    CHANGED: N_("changed by themselves"),
    TAKEN: N_("taken away"),
    LOCKED: N_("too many wrong tries: the next ones have to wait"),
    DISABLED: N_("let in no more"),
}
SAID = "said"  # what the line's changes are under
_COLUMNS = ("at", "actor_id", "verb", "kind", "record_id", "record_uid", "operation", "part", "part_id", "changes")


def tell(session: Session, person: int, part: str, said: str) -> None:
    """Write a line about a person."""
    people: Any = session.info["tables"][ACTORS].__table__
    uid = session.connection().execute(select(people.c.uid).where(people.c.id == person)).scalar() or ""
    pending, verb = changes.pending_of(session), Verb.CHANGED
    told = json.dumps({SAID: [None, said]})
    row = (changes.now(), session.info["actor"], verb, ACTORS, person, uid, pending.operation, part, None, told)
    put_rows(session.connection(), tables.history, _COLUMNS, [row])
    pending.counted.update([(ACTORS, verb)])
    changes.log(session, [Noted(ACTORS, person, uid, verb)])


def in_words(part: str, told: Any) -> tuple[str, str]:
    """What a line is about, and what happened."""
    said = str((told.get(SAID) or ("", ""))[1])
    return _(LABELS[part]), _(WORDS[said]) if said in WORDS else said
