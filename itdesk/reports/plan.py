"""What a recovery plan is made of, as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from itdesk.reports.listing import ListColumn
from itdesk.reports.tables import AnyRow


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to call; more has further lines, such as a second number or who stands in."""

    name: str
    role: str = ""
    phone: str = ""
    more: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """Who is called first in a branch of the tree, and whom that person calls."""

    first: Contact
    then: Sequence[Contact] = ()


@dataclass(frozen=True, slots=True)
class CallTree:
    """Who starts, and the branches below."""

    top: Contact
    branches: Sequence[Branch] = ()


@dataclass(frozen=True, slots=True)
class System:
    """back_in and may_lose are minutes; proven_minutes with proven_on is the last test, test_needed False says none is due."""

    name: str
    priority: int | None = None
    back_in: int | None = None
    may_lose: int | None = None
    vendors: str = ""
    proven_on: date | None = None
    proven_minutes: int | None = None
    test_needed: bool = True


@dataclass(frozen=True, slots=True)
class Impact:
    """What stands still when a system does."""

    system: str
    work: str
    people: int | None = None
    cost_a_day: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Systems:
    """Which systems come back in which order."""

    systems: Sequence[System]
    impacts: Sequence[Impact] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """text is Markdown."""

    text: str
    who: str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """How one thing is brought back. facts are names with values ("Back in", "4 hours"); the texts are Markdown."""

    steps: Sequence[Step]
    facts: Sequence[tuple[str, str]] = ()
    start_when: str = ""
    check: str = ""
    going_back: str = ""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A table out of the data: backups and where they are, vendors, exercises."""

    columns: Sequence[ListColumn]
    rows: Sequence[AnyRow]


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part. body is Markdown; block comes after it; procedures, call trees and systems begin a page."""

    title: str
    body: str = ""
    block: CallTree | Systems | Procedure | PlanTable | None = None
    parts: Sequence[Section] = ()


@dataclass(frozen=True, slots=True)
class RecoveryPlan:
    """facts stand at the foot of the cover ("Version", "7, 20 November 2026"); call_first and then call_next on top of it."""

    title: str
    sections: Sequence[Section]
    subtitle: str = ""
    running: str = ""
    facts: Sequence[tuple[str, str]] = ()
    call_first: Contact | None = None
    call_next: Contact | None = None
    small_print: str = ""
