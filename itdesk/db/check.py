"""Looking for damage and for things that don't add up in a workspace; nothing is repaired here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from itdesk.core.errors import Damaged
from itdesk.core.progress import Progress
from itdesk.db.backups.heads import Known
from itdesk.db.checks import chain, contents, hanging, history, records, structure
from itdesk.db.checks.rule import Check
from itdesk.db.copying import count_rows
from itdesk.db.database import Database
from itdesk.db.failures import sorted_out

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS, *records.CHECKS, *hanging.CHECKS, *contents.CHECKS, *history.CHECKS, chain.CHECK
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: which check found it, a sentence, and how often."""

    check: str
    message: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at and found. rows counts every table's."""

    findings: tuple[Finding, ...]
    rows: dict[str, int]
    looked: tuple[str, ...] = ()


def check(database: Database) -> list[Finding]:
    """Everything that is wrong with the workspace; empty when it is whole. Reads all of it, so not for every start."""
    return list(examine(database).findings)


def examine(database: Database, progress: Progress | None = None, kept: Sequence[Known] = ()) -> Report:
    """Check the workspace, and count its rows, all at one moment. kept are heads of its history from outside."""
    steps, found = progress or Progress(), []
    with database.as_itself() as session:
        session.info[chain.KEPT] = kept
        for place, one in enumerate(CHECKS):
            steps.step(place, len(CHECKS), one.title)
            found += _findings(session, one)
        is_torn = any(one.check == "file" for one in found)
        rows = {} if is_torn else count_rows(session.connection())
    return Report(tuple(found), rows, tuple(one.name for one in CHECKS))


def _findings(session: Session, one: Check) -> list[Finding]:
    """One check's findings; that the damage is too great to look at all is one as well."""
    try:
        with sorted_out(session.info["registry"], saving=False):
            return [Finding(one.name, message, number) for message, number in one.look(session)]
    except Damaged as error:
        return [Finding("file", f"{error.message} {error.detail}".strip())]
