"""Any list as a PDF, composed from the database: exactly what it shows, with its filters, groups and sums in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from itdesk.core.filter_texts import conditions, in_words, linked
from itdesk.core.formats import format_number
from itdesk.core.grouping import head_text, levels
from itdesk.core.paper import Paper
from itdesk.core.progress import Progress
from itdesk.core.reach import purse_places, purses, reaching
from itdesk.core.record import RecordType
from itdesk.core.row_rules import Rule
from itdesk.core.summaries import Summary
from itdesk.core.summary_texts import foot_words
from itdesk.core.texts import _
from itdesk.core.value_texts import TRAILING, ValueTexts, field_of, list_order
from itdesk.db import chaining, history, lists, records
from itdesk.db.lists import ListSpec
from itdesk.db.summing import facts
from itdesk.reports.badges import Badge
from itdesk.reports.document import Imprint
from itdesk.reports.listing import ListColumn, Listing, write_listing
from itdesk.reports.tables import AnyRow, Cell, Kind, Row

PORTION = 1000
INDENT = 8  # points of a head within another


def write_list(
    session: Session,
    spec: ListSpec,
    path: Path,
    *,
    title: str = "",
    ids: Sequence[int] | None = None,
    rules: Sequence[Rule] = (),
    feet: Mapping[str, Summary] | None = None,
    paper: Paper | None = None,
    most: int = 0,
    progress: Progress | None = None,
) -> int:
    """Write a list, or these of its records in the order given, to a PDF; how many rows it has. title names the view.

    most ends it after so many rows, for a look at it; counts and sums stay those of all.
    """
    registry, order = session.info["registry"], [name.removeprefix("-") for name in spec.sort]
    record_type: RecordType = reaching(registry, registry[spec.kind], (*spec.columns, *order))
    count = lists.count(session, spec) if ids is None else len(ids)
    texts = ValueTexts.of(record_type, session.info["workspace"])
    sums = lists.totals(session, spec, ids)
    shown = _feet(session, texts, spec, feet) if feet and ids is None else _totals(texts, spec, sums)
    said = [] if ids is not None else _conditions(session, record_type, texts, spec)
    rows = _rows(session, texts, spec, ids, rules)
    listing = Listing(
        title=title or record_type.plural,
        columns=[
            ListColumn(texts.header(name), "right" if field_of(record_type, name).kind in TRAILING else "left")
            for name in spec.columns
        ]
        + ([ListColumn(_("Rule"))] if rules else []),
        rows=islice(rows, most) if most else rows,
        count=count,
        conditions=said,
        sorted_by=list_order(record_type, spec.sort or record_type.sort),
        totals=[*shown, *([""] if rules and shown else [])],
    )
    write_listing(
        path,
        imprint_of(session),
        listing,
        paper=paper,
        progress=progress.step if progress is not None else None,
        cancelled=(lambda: progress.cancelled) if progress is not None else None,
    )
    return count


def imprint_of(session: Session) -> Imprint:
    """Whose list it is and who makes it, now."""
    workspace, actor = session.info["workspace"], session.info["actor"]
    made_by = history.people(session, {actor}).get(actor, "") if actor is not None else ""
    return Imprint(
        firm=workspace.name,
        made_by=made_by or _("itdesk"),
        made_at=datetime.now(UTC),
        locale=workspace.locale,
        currency=workspace.currency,
        mark=workspace.mark,
        logo=workspace.logo,
        history=chaining.printed(session),
    )


def _conditions(session: Session, record_type: RecordType, texts: ValueTexts, spec: ListSpec) -> list[str]:
    kinds = session.info["registry"]
    titles = {key: records.title_of(session, *key) for key in linked(kinds, record_type, spec.filters)}
    said = [" ".join(in_words(texts, one, titles, kinds)) for one in conditions(spec.filters)]
    return [*said, _("contains “{text}”").format(text=spec.search_text)] if spec.search_text else said


def _totals(texts: ValueTexts, spec: ListSpec, sums: dict[str, Any]) -> list[str]:
    if not any(sums.values()):
        return []
    shown = [texts.sums(name, sums[name]) if sums.get(name) else "" for name in spec.columns]
    if not shown[0]:
        shown[0] = _("Total")
    return shown


def _feet(session: Session, texts: ValueTexts, spec: ListSpec, feet: Mapping[str, Summary]) -> list[str]:
    """What the view's columns tell in their feet, word and value."""
    names = [name for name in spec.columns if name in feet]
    found = facts(session, spec, names)
    said = {name: " ".join(foot_words(texts, name, feet[name], found[name])) for name in names}
    return [said.get(name, "") for name in spec.columns] if said else []


def _rows(
    session: Session, texts: ValueTexts, spec: ListSpec, ids: Sequence[int] | None, rules: Sequence[Rule]
) -> Iterator[AnyRow]:
    wanted = ids if ids is not None else lists.ids(session, spec)
    names = spec.columns
    read = (*names, *purses(texts.record_type, names))
    at = purse_places(read)
    asked_rules = tuple(rule.filters for rule in rules)
    asking = ListSpec(spec.kind, read, rules=asked_rules)
    heads = _heads(session, texts, spec) if spec.group_by and ids is None else {}
    for start in range(0, len(wanted), PORTION):
        part = wanted[start : start + PORTION]
        found = lists.rows(session, asking, part)
        for place, one in enumerate(part, start):
            for head in heads.get(place, ()):
                yield Row([*head.cells, ""], head.kind) if rules else head
            row = found.get(one)
            if row is not None:
                values = row[1:]
                cells = [
                    texts.cell(name, value, str(values[purse] or "") if purse >= 0 else "")
                    for name, value, purse in zip(names, values, at, strict=False)
                ]
                yield _marked(cells, rules, row[-1]) if rules else tuple(cells)


def _marked(cells: list[str], rules: Sequence[Rule], met: int | None) -> AnyRow:
    """The row with a column behind the others that names the rule which it meets, if any."""
    if met is None:
        return (*cells, "")
    return Row([*cells, Cell(badge=Badge(rules[met].name, rules[met].tone))])


def _heads(session: Session, texts: ValueTexts, spec: ListSpec) -> dict[int, list[Row]]:
    """The heads of the groups by the place of their first record, outer ones first."""
    found: dict[int, list[Row]] = {}
    place = 0
    depth = levels(spec.group_by)
    for value, label, count, sums, level in lists.groups(session, spec):
        shown = head_text(texts, depth[level], value, label)
        cells: list[str | Cell] = [Cell(f"{shown} ({format_number(count, texts.locale)})", indent=INDENT * level)]
        cells += [texts.sums(name, sums[name]) if sums.get(name) else "" for name in spec.columns[1:]]
        found.setdefault(place, []).append(Row(cells, Kind.GROUP))
        place += count if level == len(depth) - 1 else 0
    return found
