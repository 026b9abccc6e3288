"""The meanings that links may have: those of the app, and those that a firm added."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from itdesk.core.errors import Invalid, Problem, UserError
from itdesk.core.grams import norm
from itdesk.core.meanings import MEANINGS, OWN, Meaning
from itdesk.core.texts import _, ngettext
from itdesk.core.uids import new_uid
from itdesk.db import tables

rows = tables.link_meanings
_LONGEST = 60


def known_meanings(session: Session) -> dict[str, Meaning]:
    """Every meaning by its key, the app's before the firm's."""
    found = {one.key: one for one in MEANINGS}
    for row in session.connection().execute(select(rows).order_by(rows.c.id)):
        key = OWN + row.uid
        found[key] = Meaning(key, row.forward, row.backward, row.ordered, "from" if row.ordered else "")
    return found


def add_meaning(session: Session, forward: str, backward: str, *, ordered: bool) -> str:
    """Add a meaning of the firm's own; its key. Without a second word both sides read the first."""
    there, back = " ".join(forward.split()), " ".join(backward.split()) or " ".join(forward.split())
    problems = [Problem("forward", _("Say what the link means."))] if not there else []
    for name, text in (("forward", there), ("backward", back)):
        if len(text) > _LONGEST:
            sentence = _("This is {n} characters long; {most} fit.").format(n=len(text), most=_LONGEST)
            problems.append(Problem(name, sentence))
    words = {norm(one.word(forward=side)) for one in known_meanings(session).values() for side in (True, False)}
    if norm(there) in words:
        problems.append(Problem("forward", _("There is such a link already: {word}.").format(word=f"“{there}”")))
    if ordered and norm(there) == norm(back):
        problems.append(Problem("backward", _("Where one needs the other, each side has its own word.")))
    if problems:
        raise Invalid(problems)
    uid = new_uid()
    values = {"uid": uid, "forward": there, "backward": back, "ordered": ordered}
    session.connection().execute(insert(rows).values(values))
    return OWN + uid


def remove_meaning(session: Session, key: str) -> None:
    """Take off a meaning of the firm's own; refused while links have it."""
    used = select(func.count()).select_from(tables.links).where(tables.links.c.meaning == key)
    number = session.connection().execute(used).scalar_one()
    if number:
        raise UserError(
            ngettext("{n} link has this meaning.", "{n} links have this meaning.", number).format(n=number),
            _("Remove them first, or keep it."),
        )
    session.connection().execute(delete(rows).where(rows.c.uid == key.removeprefix(OWN)))


def meaning_called(session: Session, word: str) -> tuple[Meaning, bool] | None:
    """The meaning that one side reads so, and whether it is the side that a link starts from."""
    wanted = norm(" ".join(word.split()))
    for one in known_meanings(session).values():
        if wanted in (norm(one.word(forward=True)), norm(one.key)):
            return one, True
        if wanted == norm(one.word(forward=False)):
            return one, False
    return None
