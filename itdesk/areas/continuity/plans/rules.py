"""How complete a plan is, what in it does not add up, and in which order sections are numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from itdesk.areas.continuity.plans.choices import Completeness, SectionKind
from itdesk.core.choices import Choice
from itdesk.core.texts import N_, _, ngettext

FULL = 100
PER_ANSWER = 20  # a procedure answers five questions
NO_COVER = 10  # a step that only one person can do
WRONG_AT_MOST = 60  # a section that is wrong is not more than this complete
ENDS_SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class StepFacts:
    """What the rules read of a step; who is a name, empty where nobody does it."""

    number: int
    who: str = ""
    is_person: bool = True
    has_cover: bool = False
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SystemFacts:
    """What the rules read of a system; minutes are whole."""

    name: str
    goal_minutes: int | None = None
    needs_proof: bool = True
    last_proven_on: date | None = None
    proven_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """What the rules read of a section. wrong are sentences found elsewhere, such as a contract that ends."""

    kind: str
    body: str = ""
    starts_when: str = ""
    check_body: str = ""
    steps: tuple[StepFacts, ...] = ()
    system: SystemFacts | None = None
    entries: int = 0  # of the call tree, the systems or the vendors that the section shows
    entries_wanting: int = 0  # of them, those that lack what they are for, such as a telephone number
    wrong: tuple[str, ...] = ()
    has_children: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """Points of a hundred, what they mean, and what is missing, in sentences."""

    points: int
    state: Completeness
    reasons: tuple[str, ...] = ()


def section_score(facts: SectionFacts) -> Score:
    """How complete a section is by itself; a parent's own text is optional."""
    points, reasons = _answers(facts)
    wrong = (*facts.wrong, *_wrong_about_time(facts))
    if wrong:
        return Score(min(points, WRONG_AT_MOST), Completeness.WRONG, (*wrong, *reasons))
    if points == 0:
        return Score(0, Completeness.EMPTY, tuple(reasons))
    return Score(points, Completeness.COMPLETE if points == FULL else Completeness.IN_WORK, tuple(reasons))


def _answers(facts: SectionFacts) -> tuple[int, list[str]]:
    if facts.kind == SectionKind.PROCEDURE:
        return _procedure(facts)
    if facts.kind in (SectionKind.CALL_TREE, SectionKind.SYSTEMS, SectionKind.VENDORS):
        return _table(facts)
    if facts.body.strip() or facts.has_children:
        return FULL, []
    return 0, [_("Nothing is written here yet.")]


def _procedure(facts: SectionFacts) -> tuple[int, list[str]]:
    steps = facts.steps
    answers = (
        (bool(facts.starts_when.strip()), _("It doesn't say when to start.")),
        (bool(steps), _("It has no steps.")),
        (bool(steps) and all(step.who for step in steps), _("Steps without anybody who does them: {steps}.")),
        (bool(steps) and all(step.minutes for step in steps), _("Steps without a time: {steps}.")),
        (bool(facts.check_body.strip()), _("It doesn't say how to check that it worked.")),
    )
    lacking = (
        (),
        (),
        tuple(step.number for step in steps if not step.who),
        tuple(step.number for step in steps if not step.minutes),
        (),
    )
    points = sum(PER_ANSWER for given, _reason in answers if given)
    reasons = [
        reason.format(steps=ranges(numbers))
        for (given, reason), numbers in zip(answers, lacking, strict=True)
        if not given and ("{steps}" not in reason or numbers)
    ]
    if uncovered := cover_sentences(steps):
        points = max(0, points - NO_COVER)
        reasons += uncovered
    return points, reasons


def _table(facts: SectionFacts) -> tuple[int, list[str]]:
    if not facts.entries:
        return (FULL // 2, [_("Its table is empty.")]) if facts.body.strip() else (0, [_("Its table is empty.")])
    if not facts.entries_wanting:
        return FULL, []
    whole = FULL * (facts.entries - facts.entries_wanting) // facts.entries
    lacking = ngettext("{count} entry is incomplete.", "{count} entries are incomplete.", facts.entries_wanting)
    return max(1, whole), [lacking.format(count=facts.entries_wanting)]


def _wrong_about_time(facts: SectionFacts) -> list[str]:
    out: list[str] = []
    system = facts.system
    if facts.kind != SectionKind.PROCEDURE or system is None:
        return out
    total = total_minutes(facts.steps)
    if system.goal_minutes is not None and total > system.goal_minutes:
        out.append(over_goal(total, system.goal_minutes))
    if sentence := proof_sentence(system):
        out.append(sentence)
    return out


def proof_sentence(system: SystemFacts) -> str:
    """What is wrong with a system's proof; empty where nothing is."""
    if system.needs_proof and system.last_proven_on is None:
        return _("{system} has never been restored as a test.").format(system=system.name)
    goal, proven = system.goal_minutes, system.proven_minutes
    if goal is not None and proven is not None and proven > goal:
        return _("{system} took {proven} in the last test. The goal is {goal}.").format(
            system=system.name, proven=duration(proven), goal=duration(goal)
        )
    return ""


def over_goal(total: int, goal: int) -> str:
    """The sentence for steps that take longer than promised."""
    return _("Steps add up to {total}. The goal is {goal}.").format(total=duration(total), goal=duration(goal))


def total_minutes(steps: Iterable[StepFacts]) -> int:
    """What all steps take one after another."""
    return sum(step.minutes or 0 for step in steps)


def cover_sentences(steps: Sequence[StepFacts]) -> list[str]:
    """A sentence per person for whom nobody covers, with the steps."""
    alone: dict[str, list[int]] = {}
    for step in steps:
        if step.who and step.is_person and not step.has_cover:
            alone.setdefault(step.who, []).append(step.number)
    return [
        ngettext(
            "Nobody covers for {who} in step {steps}.", "Nobody covers for {who} in steps {steps}.", len(numbers)
        ).format(who=who, steps=ranges(numbers))
        for who, numbers in alone.items()
    ]


def ranges(numbers: Sequence[int]) -> str:
    """1 to 3, 5 and 6 as people write it: "1 to 3, 5, 6"."""
    out: list[str] = []
    ordered = sorted(set(numbers))
    start = 0
    for place in range(1, len(ordered) + 1):
        if place < len(ordered) and ordered[place] == ordered[place - 1] + 1:
            continue
        run = ordered[start:place]
        if len(run) > 2:
            out.append(_("{first} to {last}").format(first=run[0], last=run[-1]))
        else:
            out.extend(str(number) for number in run)
        start = place
    return ", ".join(out)


def duration(minutes: int) -> str:
    """5 min, 4 h or 2 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    return (
        _("{hours} h {minutes} min").format(hours=hours, minutes=rest) if rest else _("{hours} h").format(hours=hours)
    )


def hours_in_words(hours: Decimal | None) -> str:
    """4 hours, 1 hour, 30 minutes, 7 days from a hundred hours on; a dash where nothing is promised."""
    if hours is None:
        return "—"
    if hours >= 100 and hours % 24 == 0:
        days = int(hours // 24)
        return ngettext("{count} day", "{count} days", days).format(count=days)
    if hours < 1:
        minutes = int((hours * 60).to_integral_value(ROUND_HALF_UP))
        return ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes)
    text = f"{hours.normalize():f}"
    return ngettext("{count} hour", "{count} hours", 1 if hours == 1 else 2).format(count=text)


def parent_score(own: Score, children: Sequence[Score]) -> Score:
    """A chapter is as complete as its parts on average, and wrong where one of them is."""
    if not children:
        return own
    points = _mean([child.points for child in children])
    if own.state is Completeness.WRONG or any(child.state is Completeness.WRONG for child in children):
        return Score(min(points, FULL), Completeness.WRONG, own.reasons)
    if points == FULL:
        return Score(FULL, Completeness.COMPLETE)
    return Score(points, Completeness.EMPTY if points == 0 else Completeness.IN_WORK, own.reasons)


def plan_score(leaves: Sequence[Score]) -> int:
    """The mean of the sections that have no parts, of a hundred."""
    return _mean([leaf.points for leaf in leaves])


def _mean(points: Sequence[int]) -> int:
    if not points:
        return 0
    return int((Decimal(sum(points)) / len(points)).to_integral_value(ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Placed:
    """A section in its tree, as rows have it."""

    id: int
    parent_id: int | None
    position: int


def numbered(rows: Iterable[Placed]) -> tuple[tuple[int, str, int], ...]:
    """(id, "5.1", depth) in reading order. Rows whose parents are missing or go round in a circle stand on the top level."""
    every = sorted(rows, key=lambda row: (row.position, row.id))
    known = {row.id for row in every}
    by_parent: dict[int | None, list[Placed]] = {}
    for row in every:
        by_parent.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    out: list[tuple[int, str, int]] = []
    seen: set[int] = set()

    def walk(children: Sequence[Placed], prefix: str, depth: int, first: int = 1) -> None:
        for place, row in enumerate((row for row in children if row.id not in seen), start=first):
            number = f"{prefix}.{place}" if prefix else str(place)
            seen.add(row.id)
            out.append((row.id, number, depth))
            walk(by_parent.get(row.id, ()), number, depth + 1)

    walk(by_parent.get(None, ()), "", 0)
    for row in every:
        if row.id not in seen:
            walk((row,), "", 0, 1 + sum(1 for _id, _number, depth in out if depth == 0))
    return tuple(out)


class FindingKind(Choice):
    """What does not add up."""

    NEVER_PROVEN = "never_proven", N_("Never tested"), "red", "warn"
    CONTRACT_ENDS = "contract_ends", N_("Contract ends"), "amber", "warn"
    TOO_LONG = "too_long", N_("Takes too long"), "red", "warn"
    NO_COVER = "no_cover", N_("Nobody covers"), "amber", "warn"
    UNKNOWN = "unknown", N_("Not in your data"), "amber", "warn"
    GONE = "gone", N_("No longer there"), "amber", "warn"
    NO_PHONE = "no_phone", N_("No telephone number"), "amber", "warn"
    REVIEW = "review", N_("Review is late"), "amber", "clock"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence that the plan's reader should know, where it stands, and the record that settles it."""

    kind: FindingKind
    text: str
    section_id: int | None = None
    record_kind: str = ""
    record_id: int | None = None
    in_step: bool = False


def ending_sentence(number: str, ends_on: date, day_text: str, place: str, today: date) -> str:
    """CON-007 ends on 28 Dec. Step 3 relies on it. place is the words for where it is relied on, such as Step 3."""
    said = _("{number} ended on {day}.") if ends_on < today else _("{number} ends on {day}.")
    return f"{said.format(number=number, day=day_text)} {_('{place} relies on it.').format(place=place)}"


def next_edition(values: Mapping[str, object]) -> int:
    """The number of the version after this one."""
    edition = values.get("edition")
    return edition + 1 if isinstance(edition, int) else 1
