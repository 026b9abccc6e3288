"""Looking for damage and for things that don't add up in a workspace; nothing is repaired here."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy.orm import Session

from itdesk.core.errors import Damaged
from itdesk.core.progress import Progress, at_work
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
    """Check the workspace, and count its rows, all at one moment but its pages. kept are heads of its history from outside."""
    steps = progress or Progress()
    beside, found = [one for one in CHECKS if one.is_beside], []
    with ThreadPoolExecutor(1, "check") as pool:
        early = [pool.submit(_on_its_own, database, one, steps) for one in beside]
        with database.as_itself() as session:
            session.info[chain.KEPT] = kept
            for place, one in enumerate(one for one in CHECKS if not one.is_beside):
                steps.step(place, len(CHECKS), one.title)
                found += _findings(session, one)
            steps.step(len(CHECKS) - len(beside), len(CHECKS), ", ".join(one.title for one in beside))
            found[:0] = [one for each in early for one in each.result()]
            is_torn = any(one.check == "file" for one in found)
            rows = {} if is_torn else count_rows(session.connection())
    return Report(tuple(found), rows, tuple(one.name for one in CHECKS))


def _on_its_own(database: Database, one: Check, steps: Progress) -> list[Finding]:
    """One check on a connection of its own; whoever stops the others stops it."""
    with at_work(steps), database.as_itself() as session:
        return _findings(session, one)


def _findings(session: Session, one: Check) -> list[Finding]:
    """One check's findings; that the damage is too great to look at all is one as well."""
    try:
        with sorted_out(session.info["registry"], saving=False):
            return [Finding(one.name, message, number) for message, number in one.look(session)]
    except Damaged as error:
        return [Finding("file", f"{error.message} {error.detail}".strip())]
