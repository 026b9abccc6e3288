"""Row by row: values read, links found, what follows from them, whether the record is known, and every reason to refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from itdesk.core import validation
from itdesk.core.errors import Problem
from itdesk.core.record import Kind, RecordType
from itdesk.core.texts import _
from itdesk.db.changes import WorkSession
from itdesk.db.intake import Stored
from itdesk.db.numbering import settled
from itdesk.files.calling import WHOLE
from itdesk.files.cells import Read, Way, Wrong
from itdesk.files.identity import Key, Keys
from itdesk.files.linking import Links
from itdesk.files.planning import ColumnPlan, Job, Refusal, said
from itdesk.files.workbooks import Value

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD"})
FILE_ROW = -1_000_000_000  # a row of the file itself, as the target of a link before it is stored


@dataclass(slots=True)
class Row:
    """A row on its way: what was read, which record it is, what it becomes. after is empty for a row that is refused."""

    number: int
    cells: Sequence[Value]
    values: dict[str, object] = field(default_factory=dict)
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    currencies: list[tuple[ColumnPlan, Value, str]] = field(default_factory=list)
    known: int | None = None
    before: Stored | None = None
    after: dict[str, object] = field(default_factory=dict)


class Decider:
    """Decides on rows in the order of the file; what an earlier row took, a later one can't take again."""

    def __init__(
        self,
        session: WorkSession,
        record_type: RecordType,
        columns: Sequence[ColumnPlan],
        *,
        width: int,
        job: Job,
        way: Way,
        links: Links,
    ) -> None:
        self.session = session
        self.width = width
        self.record_type = record_type
        self.columns = columns
        self.job = job
        self.way = way
        self.links = links
        self._followed: dict[tuple[str, object], Problem | None] = {}
        self.itself: dict[str, list[int]] = {}  # rows that name themselves in a link, which then stays empty
        self.headers = {_target(plan): plan.header for plan in columns}
        self._index = {plan.header: plan.index for plan in columns}
        in_parts = {plan.declared.name for plan in columns if plan.part}
        self._whole: dict[str, dict[str, Any]] = {
            plan.header: {} for plan in columns if _is_link(plan) and plan.declared.name not in in_parts
        }
        self._quick: list[tuple[ColumnPlan, int, str, int, dict[str, Any]]] = [
            (
                plan,
                plan.index,
                plan.declared.name,
                plan.reader.plain_limit,
                self._whole.get(plan.header, {}) if _is_link(plan) else plan.reader.seen,
            )
            for plan in columns
        ]
        linked = [one for one in record_type.stored if one.kind is Kind.LINK]
        self._linked = sorted(linked, key=lambda one: bool(one.gives))  # what is handed on has to be found before
        self._defaults = {one.name: one.first_value() for one in record_type.stored}
        numbered = record_type.number_field if record_type.number_prefix else ""
        self._required = [one for one in record_type.stored if one.required and not one.given and one.name != numbered]
        self._has_currency = "currency" in record_type.by_name and not record_type.by_name["currency"].computed
        mapped = {plan.declared.name for plan in columns}
        self.keys = Keys(session, record_type, mapped, job.update_by)

    # -- reading

    def read(self, number: int, cells: Sequence[Value]) -> Row:
        """Read the cells; links stay texts."""
        if self.job.corrections:
            cells = self._corrected(number, cells)
        row = Row(number, cells)
        values = row.values
        for plan, index, name, limit, seen in self._quick:
            cell = cells[index]
            if cell is None:
                continue
            if (
                cell.__class__ is str
            ):  # the ways that nearly every cell goes: a plain text, and a text that was read before
                text: str = cell
                if len(text) <= limit and text.isprintable() and text[0] != " " != text[-1]:
                    values[name] = text
                    continue
                found = seen.get(text)
                if found.__class__ is dict:
                    row.links[name] = found
                    continue
                if found.__class__ is Read and found[0] is not None and not found[1]:
                    values[name] = found[0]
                    continue
            self._read_cell(row, plan, cell)
        self._finish(row)
        return row

    def _corrected(self, number: int, cells: Sequence[Value]) -> Sequence[Value]:
        """The cells with what the person put in their place."""
        changed = list(cells)
        for plan in self.columns:
            changed[plan.index] = self.job.corrections.get((number, plan.header), changed[plan.index])
        return changed

    def _finish(self, row: Row) -> None:
        """What concerns several cells of the row."""
        for plan, cell, currency in row.currencies:
            self._note_currency(row, plan, cell, currency)
        if len(row.cells) > self.width:
            row.refusals.append(self._too_many(row.number, row.cells))

    def _read_cell(self, row: Row, plan: ColumnPlan, cell: Value) -> None:
        """Put a cell's value, and the currency that it names, into the row."""
        name = plan.declared.name
        if plan.part:
            row.links.setdefault(name, {})[plan.part] = " ".join(str(cell).split())
            return
        found = plan.reader.read(cell)
        if isinstance(found, Wrong):
            row.refusals.append(Refusal(row.number, plan.header, said(cell), found.why, found.cure, found.suggestion))
            return
        if found.value is not None and plan.declared.kind is Kind.LINK:
            row.links.setdefault(name, {})[WHOLE] = str(found.value)
            if plan.header in self._whole and isinstance(cell, str):
                self._whole[plan.header][cell] = row.links[name]
        elif found.value is not None:
            row.values[name] = found.value
        if found.currency:
            row.currencies.append((plan, cell, found.currency))

    def _note_currency(self, row: Row, plan: ColumnPlan, cell: Value, currency: str) -> None:
        """An amount that names its currency says what the record's currency is, or contradicts it."""
        if currency == "$":
            currency = self.way.currency if self.way.currency in _DOLLARS else "USD"
        stated = row.values.get("currency") or ("" if self._has_currency else self.way.currency)
        if stated and stated != currency:
            row.refusals.append(
                Refusal(
                    row.number, plan.header, said(cell),
                    _("The amount is in {amount}, the record in {record}.").format(amount=currency, record=stated),
                    _("Give all amounts of a row in one currency."),
                )
            )  # fmt: skip
        elif self._has_currency and currency != self.way.currency:
            row.values["currency"] = currency

    def _too_many(self, number: int, cells: Sequence[Value]) -> Refusal:
        spare = next(said(cell) for cell in reversed(cells) if cell is not None)
        return Refusal(
            number, "", spare, _("This row has more cells than there are columns."),
            _("A delimiter inside a text may have cut it; put the text into quotation marks."),
        )  # fmt: skip

    # -- links and identity

    def link(self, row: Row) -> None:
        """Find the records that the row's links mean; those that another link hands on come first."""
        links = row.links
        for declared in self._linked:
            texts = links.get(declared.name)
            if not texts:
                continue
            found = self.links.resolve(declared, texts, row.values)
            if isinstance(found, Wrong):
                header, value = self._where(declared.name, texts)
                row.refusals.append(Refusal(row.number, header, value, found.why, found.cure, found.suggestion))
            else:
                row.values[declared.name] = found

    def _where(self, name: str, texts: Mapping[str, str]) -> tuple[str, str]:
        for part, text in texts.items():
            target = f"{name}.{part}" if part else name
            if target in self.headers:
                return self.headers[target], text
        return self.record_type.by_name[name].label, ""

    def identify(self, row: Row) -> None:
        """Which stored record the row is, by its most telling key; refused where that can't be said."""
        found = self.keys.telling(self._with_names(row.values))
        if found is not None and found[1] in found[0].known:
            key, text = found
            if not self.job.update_by:
                self._refuse_known(row, key)
            elif key.known[text] is None:
                why = _("Several {kind} have the {field} {value}.").format(
                    kind=self.record_type.plural, field=self._label(key), value=f"“{self._shown(row, key)}”"
                )
                row.refusals.append(self._refusal(row, key.name, why, _("Choose another column to find them by.")))
            else:
                row.known = key.known[text]
        self._drop_itself(row)

    def _drop_itself(self, row: Row) -> None:
        """Nobody is their own manager: a link to the row itself stays empty and is told."""
        for declared in self._linked:
            if declared.to == self.record_type.kind and row.values.get(declared.name) in (
                row.known or 0,
                FILE_ROW - row.number,
            ):
                del row.values[declared.name]
                self.itself.setdefault(declared.label, []).append(row.number)

    def _with_names(self, values: dict[str, object]) -> dict[str, object]:
        """The values with what names the record where the file gives only its parts, such as first and last name."""
        if self.record_type.fill is None or not self.keys.derived:
            return values
        filled = self.record_type.filled({**self._defaults, **values}, {})
        return values | {name: filled.get(name) for name in self.keys.derived}

    def names_record(self, row: Row) -> bool:
        """Whether the row says by what it should be found."""
        return self.keys.telling(self._with_names(row.values)) is not None

    def _label(self, key: Key) -> str:
        return self.record_type.by_name[key.name].label

    def _shown(self, row: Row, key: Key) -> str:
        return said_value(self._with_names(row.values).get(key.name))

    def _refuse_known(self, row: Row, key: Key) -> None:
        why = _("{field} {value} is already there.").format(field=self._label(key), value=f"“{self._shown(row, key)}”")
        cure = _("Update known records by {field} (--update-by {name}), or leave the row out.").format(
            field=self._label(key).lower(), name=key.name
        )
        row.refusals.append(self._refusal(row, key.name, why, cure))

    def _refusal(self, row: Row, name: str, why: str, cure: str = "", suggestion: str = "") -> Refusal:
        header = self.headers.get(name, "")
        value = (
            said(row.cells[self._index[header]]) if header else said_value(row.after.get(name, row.values.get(name)))
        )
        return Refusal(row.number, header or self.record_type.by_name[name].label, value, why, cure, suggestion)

    # -- deciding

    def decide(self, row: Row, before: Stored | None) -> None:
        """What the record becomes, checked as a form would; the row's after is empty if it is refused."""
        if row.refusals:
            return
        row.before = before
        original = before.values if before else {}
        typed = {**(original if before else self._defaults), **row.values}
        after = settled(self.session, self.record_type, typed, original)
        row.after = after
        if before is not None:
            self._refuse_fixed(row, after, original)
        problems = self._problems(after, typed)
        if not problems:
            self._take_keys(row, after)
        for problem in problems:
            cure = _("Try {value}.").format(value=problem.suggestion) if problem.suggestion else self._cure(problem)
            row.refusals.append(self._refusal(row, problem.field, problem.message, cure, problem.suggestion))
        if row.refusals:
            row.after = {}

    def _refuse_fixed(self, row: Row, after: Mapping[str, object], original: Mapping[str, object]) -> None:
        """What a record's other rows lean on stays, whatever a file says."""
        for name, cure in self.record_type.fixed.items():
            if after.get(name) != original.get(name):
                why = _("A file can't change {field} of a record that is there already.").format(
                    field=f"“{self.record_type.by_name[name].label}”"
                )
                row.refusals.append(self._refusal(row, name, why, _(cure)))

    def _cure(self, problem: Problem) -> str:
        if problem.field in {plan.declared.name for plan in self.columns}:
            return _("Correct it in the file.")
        return _("Add a column for it, or correct the others.")

    def _problems(self, after: Mapping[str, object], typed: Mapping[str, object]) -> list[Problem]:
        """What is wrong with the values: cells were checked as they were read, so only what followed is looked at."""
        fields = self.record_type.by_name
        found = [
            Problem(one.name, _("{field} can't stay empty.").format(field=one.label))
            for one in self._required
            if after.get(one.name) is None and self.record_type.has(one, after)
        ]
        were = typed.get
        followed = [(name, value) for name, value in after.items() if value is not were(name) and value is not None]
        for key in followed:
            name, value = key
            if name not in fields or fields[name].kind is Kind.LINK:
                continue
            if key not in self._followed:  # what follows is mostly the same few values
                self._followed[key] = validation.problem_with(fields[name], value)
            problem = self._followed[key]
            found += [problem] if problem else []
        if not found and self.record_type.check is not None:
            found = list(self.record_type.check(after))
        return [problem for problem in found if problem.field in fields]

    def _take_keys(self, row: Row, after: Mapping[str, object]) -> None:
        """Refuse what an earlier row or another record has already; what is free is this row's from now on."""
        taken = list(self.keys.to_take(after))
        for key, text in taken:
            earlier = key.seen.get(text)
            if earlier is not None:
                why = _("This {field} is also in row {row}.").format(field=self._label(key).lower(), row=earlier)
                cure = _("Keep row {row}, or correct one of them.").format(row=earlier)
                row.refusals.append(self._refusal(row, key.name, why, cure))
                return
            if key.unique and key.known.get(text, row.known) != row.known:
                self._refuse_known(row, key)
                return
        for key, text in taken:
            key.seen[text] = row.number


def _is_link(plan: ColumnPlan) -> bool:
    return plan.declared.kind is Kind.LINK


def _target(plan: ColumnPlan) -> str:
    return f"{plan.declared.name}.{plan.part}" if plan.part else plan.declared.name


def said_value(value: object) -> str:
    """A value that no cell holds, as text."""
    return "" if value is None else str(value)
