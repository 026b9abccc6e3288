"""What an import page knows of a file and of its columns, as plain values that readers bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itdesk.core.amounts import parse_number, parse_yes_no, read_amount
from itdesk.core.dates import order_of, parse_date
from itdesk.core.errors import UserError
from itdesk.core.record import Kind, RecordType
from itdesk.core.registry import Registry
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import noun

if TYPE_CHECKING:
    from itdesk.files.planning import ColumnFacts, Job

FIRST_ROWS = 14  # of the file as it is, to judge encoding, delimiter and header by
SAMPLES = 3  # first values of a column
ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class Looked:
    """A file at first sight: how it was read, its first rows as they are, and where its columns go."""

    path: Path
    sheet: str
    sheets: tuple[str, ...]
    encoding: str
    delimiter: str
    header: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    facts: tuple[ColumnFacts, ...]
    samples: Mapping[str, tuple[str, ...]]
    mappings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens with a column, in words; icon and tone of its mark. asks: what a link beside it settles."""

    text: str
    icon: str = "ring-check"
    tone: str = "green"
    asks: str = ""  # "tax" or "order"


def look_at(session: Any, job: Job) -> Looked:
    """Open the job's file and match its columns; runs in a reader thread."""
    from itertools import islice

    from itdesk.db import batches
    from itdesk.files.importing import matched, opened

    with opened(replace(job, header=0)) as whole:
        rows = tuple(
            (number, tuple("" if cell is None else str(cell)[:200] for cell in cells))
            for number, cells in islice(whole.numbered_rows(), FIRST_ROWS)
        )
    with opened(job) as table:
        facts = matched(session, table, job)
        samples: dict[str, list[str]] = {header: [] for header in table.headers}
        for cells in table.preview(40):
            for header, cell in zip(table.headers, cells, strict=False):
                text = "" if cell is None else " ".join(str(cell)[:80].split())
                if text and len(samples[header]) < SAMPLES and text not in samples[header]:
                    samples[header].append(text)
        return Looked(
            job.path,
            table.sheet,
            table.sheets,
            table.encoding,
            table.delimiter,
            table.header,
            rows,
            tuple(facts),
            {header: tuple(texts) for header, texts in samples.items()},
            tuple(batches.mappings(session, job.kind)),
        )


def targets_of(registry: Registry, record_type: RecordType) -> list[tuple[str, str]]:
    """Every target that a column can go to, with its words: fields, and parts of links that files are known to have."""
    found: list[tuple[str, str]] = []
    for declared in record_type.importable:
        found.append((declared.name, declared.label))
        if declared.kind is Kind.LINK:
            linked = registry[declared.to]
            found += [
                (f"{declared.name}.{part}", f"{declared.label}: {linked.by_name[part].label}")
                for part in dict.fromkeys(declared.part_aliases.values())
            ]
    return found


def guessed_kind(samples: Sequence[str], locale: str) -> Kind:
    """The kind of field that can hold these texts of a column; text where nothing narrower fits them all."""
    texts = [text.strip() for text in samples if text.strip()]
    readers: tuple[tuple[Kind, Callable[[str], object]], ...] = (
        (Kind.YES_NO, parse_yes_no),
        (Kind.DECIMAL, partial(parse_number, locale=locale)),
        (Kind.MONEY, partial(read_amount, locale=locale)),
        (Kind.DATE, partial(parse_date, today=date.today(), order=order_of(locale))),  # noqa: DTZ011 -- any day will do
    )
    for kind, read in readers if texts else ():
        try:
            for text in texts:
                read(text)
        except UserError:
            continue
        return kind
    return Kind.LONG if any(len(text) > 255 for text in texts) else Kind.TEXT


def first_key(record_type: RecordType, targets: Sequence[str]) -> str:
    """The field by which records are found again: the most telling of those that the file has."""
    keys = (key.rpartition("|")[2] for key in record_type.import_keys)
    return next((name for name in keys if name in targets), "")


def order_words(order: str) -> str:
    """Day/month/year."""
    return {"dmy": _("day/month/year"), "mdy": _("month/day/year"), "ymd": _("year-month-day")}.get(order, order)


def effect_of(registry: Registry, record_type: RecordType, facts: ColumnFacts, job: Job) -> Effect:
    """What happens with a column, the most important first."""
    if not facts.target:
        plain = facts.why_not in ("", _("Left out."), _("No field has this name."))
        return Effect("–" if plain else facts.why_not, "ring", "grey")
    name, _dot, part = facts.target.partition(".")
    declared = record_type.by_name[name]
    if facts.target == job.update_by:
        return Effect(_("Used to find the same {what} again").format(what=noun(record_type.singular)))
    tax = job.taxes.get(facts.header)
    if tax:
        return Effect(_("{percent} % tax is taken off").format(percent=f"{tax:f}"), asks="tax")
    if facts.taxed and declared.kind is Kind.MONEY:
        return Effect(_("Amounts include tax"), "diamond", "amber", "tax")
    if facts.is_ambiguous:
        return Effect(
            _("Read as {order}, it could be another").format(order=order_words(facts.order)),
            "diamond",
            "amber",
            "order",
        )
    read = _dated(facts) if declared.kind in (Kind.DATE, Kind.INSTANT) else None
    if declared.kind is Kind.LINK and not part:
        read = _linked(registry[declared.to], facts)
    if read is not None:
        return read
    if facts.confidence and facts.confidence < 0.9:
        return Effect(_("Matched by likeness"), "ring-half", "accent")
    return Effect(_("Matched by name"))


def _dated(facts: ColumnFacts) -> Effect | None:
    if facts.two_digit:
        words = _("Read as {order}, years have two digits").format(order=order_words(facts.order))
        return Effect(words, "diamond", "amber", "order")
    return Effect(_("Read as {order}").format(order=order_words(facts.order))) if facts.order else None


def _linked(linked: RecordType, facts: ColumnFacts) -> Effect | None:
    things = noun(linked.plural)
    total = facts.found + facts.added + facts.unknown
    if facts.unknown:
        words = _("{n} of {m} {things} are not known").format(n=facts.unknown, m=total, things=things)
        return Effect(words, "diamond", "amber")
    if facts.added:
        new = noun(linked.singular) if facts.added == 1 else things
        return Effect(
            ngettext("{n} new {things} will be added", "{n} new {things} will be added", facts.added).format(
                n=facts.added, things=new
            )
        )
    if facts.found:
        return Effect(_("{n} of {m} {things} found").format(n=facts.found, m=total, things=things))
    return None
