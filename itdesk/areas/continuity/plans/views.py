"""What a plan is read as: frozen rows for its editor, its paper and its checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from itdesk.areas.continuity.plans.live import Resolved
from itdesk.areas.continuity.plans.rules import Score, SystemFacts
from itdesk.areas.vendors.contracts.queries import Row as ContractRow
from itdesk.areas.vendors.vendors.queries import ToCall


@dataclass(frozen=True, slots=True)
class StepView:
    """A step with its live values. who is a name, however it is filled."""

    id: int
    number: int
    body: str  # as it is edited
    shown: Resolved
    person_id: int | None
    vendor_id: int | None
    cover_id: int | None
    who: str
    cover: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class SystemRow:
    """What must come back: promised and proven."""

    id: int
    name: str
    priority: int
    back_within_hours: Decimal
    may_lose_hours: Decimal | None
    needs_proof: bool
    last_proven_on: date | None
    proven_minutes: int | None
    hardware_id: int | None
    hardware: str
    vendors: tuple[str, ...]
    vendor_ids: tuple[int, ...]
    work_that_stops: str
    people_count: int | None
    day_cost: Decimal | None
    currency: str

    @property
    def facts(self) -> SystemFacts:
        """What the rules read of it."""
        return SystemFacts(
            name=self.name,
            goal_minutes=int(self.back_within_hours * 60),
            needs_proof=self.needs_proof,
            last_proven_on=self.last_proven_on,
            proven_minutes=self.proven_minutes,
        )


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its number, steps and completeness."""

    id: int
    version: int
    parent_id: int | None
    position: int
    number: str
    depth: int
    kind: str
    title: str
    body: str
    starts_when: str
    check_body: str
    back_body: str
    shown_body: Resolved
    shown_starts_when: Resolved
    shown_check: Resolved
    shown_back: Resolved
    steps: tuple[StepView, ...]
    total_minutes: int
    system: SystemRow | None
    score: Score
    cover: tuple[str, ...]  # sentences: nobody covers for …

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text in it as it is edited."""
        return (self.body, self.starts_when, self.check_body, self.back_body, *(step.body for step in self.steps))


@dataclass(frozen=True, slots=True)
class CallBox:
    """A box of the call tree in reading order; phone is its own, else the person's or the vendor's of today."""

    id: int
    parent_id: int | None
    depth: int
    name: str
    duty: str
    phone: str
    note: str
    stand_in: str
    person_id: int | None
    vendor_id: int | None
    stand_in_id: int | None
    own_phone: str = ""  # typed for this plan alone


@dataclass(frozen=True, slots=True)
class Document:
    """A whole plan as of a day. score is of a hundred; needs_you counts sections that are wrong."""

    id: int
    version: int
    name: str
    subtitle: str
    edition: int
    status: str
    owner: str
    owner_title: str
    owner_id: int | None
    approver: str
    agreed_on: date | None
    site: str
    review_on: date | None
    last_tested_on: date | None
    tested_what: str
    copies: str
    no_answer_minutes: int
    purpose: str
    sections: tuple[SectionView, ...]
    calls: tuple[CallBox, ...]
    systems: tuple[SystemRow, ...]
    vendors: tuple[ToCall, ...]
    contracts: tuple[ContractRow, ...]
    score: int
    needs_you: int
