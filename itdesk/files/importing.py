"""Importing a table into one kind of record: a dry run and the real one take the same way, the real one in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from itdesk.core.dates import order_of
from itdesk.core.errors import UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Kind, RecordType, Verb
from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import batches, intake, rights
from itdesk.db.changes import WorkSession
from itdesk.db.database import Database
from itdesk.db.gathering import gathering
from itdesk.files.cells import Way
from itdesk.files.deciding import FILE_ROW, Decider, Row
from itdesk.files.export import Column, write_table
from itdesk.files.linking import Links
from itdesk.files.matching import suggest
from itdesk.files.planning import (
    ColumnFacts,
    Job,
    Outcome,
    Verdict,
    facts_of,
    notes_on,
    survey,
    with_targets,
)
from itdesk.files.tables import TableFile, open_table
from itdesk.files.tagging import Tagging
from itdesk.files.workbooks import Value

CHUNK = 1000
PREVIEW = 100
NAMED = 5  # rows that a note names one by one


def import_file(
    database: Database,
    kind: str,
    path: str | Path,
    *,
    mapping_name: str = "",
    update_by: str = "",
    dry_run: bool = False,
    refused_path: Path | None = None,
    actor: int | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Import a file by one of its saved mappings, else by the names of its columns; rows that are refused go to a file.

    update_by names the field by which known records are found and changed; without it they are refused. Rows are taken
    or refused one by one, and all that are taken are stored in one transaction or, if it fails, none.
    """
    job = Job(kind, Path(path), update_by=update_by)
    if mapping_name:
        with database.reading(actor=actor) as session:
            job.targets = batches.mapping(session, kind, mapping_name)
    outcome = run(database, job, dry_run=dry_run, actor=actor, progress=progress)
    if refused_path is not None and outcome.refused:
        write_refused(job, outcome, refused_path, ZoneInfo(database.workspace.zone))
    return outcome


def run(
    database: Database, job: Job, *, dry_run: bool, actor: int | None = None, progress: Progress | None = None
) -> Outcome:
    """Carry a job out, or find out what it would do; Stop leaves everything as it was."""
    with opened(job) as table:
        if dry_run:
            with database.reading(actor=actor) as session:
                return _Import(session, table, job, progress, dry=True).run()
        return database.write(lambda session: _Import(session, table, job, progress, dry=False).run(), actor=actor)


def opened(job: Job) -> TableFile:
    """The job's table."""
    return open_table(job.path, sheet=job.sheet, encoding=job.encoding, delimiter=job.delimiter, header=job.header)


def matched(session: WorkSession, table: TableFile, job: Job) -> list[ColumnFacts]:
    """Where each column of a table goes: the person's choice, what was chosen for such columns before, or by their names."""
    record_type: RecordType = session.info["registry"][job.kind]
    facts = facts_of(suggest(record_type, table.headers, table.preview(PREVIEW)))
    targets = job.targets if job.targets is not None else batches.remembered(session, job.kind, table.headers)
    with_targets(record_type, facts, targets)
    return facts


class _Import:
    """One run over one table inside one session."""

    def __init__(
        self, session: WorkSession, table: TableFile, job: Job, progress: Progress | None, *, dry: bool
    ) -> None:
        self.session = session
        self.table = table
        self.job = job
        self.progress = progress
        self.dry = dry
        self.record_type: RecordType = session.info["registry"][job.kind]
        self.outcome = Outcome(job.kind, dry)
        self.way = _way(session)
        rights.require_deed(session, Deed.IMPORT)
        rights.require(session, job.kind, Verb.CREATE)
        self.facts = matched(session, table, job)
        rights.require_fields(
            session, job.kind, [one.target.partition(".")[0] for one in self.facts if one.target], new=True
        )
        if not any(column.target for column in self.facts):
            raise _nothing_matched(self.record_type, table)
        self._check_update_by()
        self.columns, self.count = survey(self.record_type, table, self.facts, job, self.way)
        self.links = Links(session, session.info["registry"], dry)
        for plan in self.columns:
            if plan.declared.kind is Kind.LINK:
                self.links.expect(plan.declared, [plan.part])
        self.own_links = [
            plan.declared.name
            for plan in self.columns
            if plan.declared.kind is Kind.LINK and plan.declared.to == job.kind
        ]
        self.decider = Decider(
            session,
            self.record_type,
            self.columns,
            width=len(table.headers),
            job=job,
            way=self.way,
            links=self.links,
        )
        self.tagging = Tagging(session, job.kind, self.columns)
        self._late: dict[str, list[tuple[int, int]]] = {}

    def _check_update_by(self) -> None:
        name = self.job.update_by
        if name and name not in self.record_type.by_name:
            names = ", ".join(key.rpartition("|")[2] for key in self.record_type.import_keys)
            raise UserError(
                _("{kind} have no field called {name}.").format(kind=self.record_type.plural, name=f"“{name}”"),
                _("Use one of: {names}.").format(names=names),
            )

    def _require_names(self, rows: Sequence[Row]) -> None:
        """Refuse to update by a field of which the file says nothing, before every row is taken for a new one."""
        name = self.job.update_by
        if (
            name
            and name not in {column.target for column in self.facts}
            and not any(map(self.decider.names_record, rows))
        ):
            raise UserError(
                _("No column of the file goes to {field}, by which records should be found.").format(
                    field=f"“{self.record_type.by_name[name].label}”"
                ),
                _("Match a column to it, or find them by another field."),
            )

    def run(self) -> Outcome:
        """Every row of the table."""
        if self.own_links:
            self._expect_rows()
        done = 0
        with nullcontext() if self.dry else gathering(self.session):
            for chunk in self._chunks():
                self._step(done)
                done += len(chunk)
                self._take(chunk)
        self._set_late_links()
        self._step(done)
        self._report()
        return self.outcome

    def _take(self, chunk: Sequence[tuple[int, tuple[Value, ...]]]) -> None:
        """Read some rows, decide on them and store them."""
        rows = [self.decider.read(number, cells) for number, cells in chunk]
        self.tagging.read(rows)
        self._require_names(rows)
        for row in rows:
            self.decider.link(row)
            self.decider.identify(row)
        self._decide(rows)
        self._store(rows)

    def _step(self, done: int) -> None:
        if self.progress is not None:
            what = _("Checking rows") if self.dry else _("Importing rows")
            self.progress.step(done, self.count, what)

    def _chunks(self) -> Iterator[list[tuple[int, tuple[Value, ...]]]]:
        rows = self.table.numbered_rows()
        while chunk := list(islice(rows, CHUNK)):
            skipped = [number for number, _cells in chunk if number in self.job.skipped]
            self.outcome.verdicts.update(dict.fromkeys(skipped, Verdict.SKIPPED))
            yield [one for one in chunk if one[0] not in self.job.skipped]

    def _expect_rows(self) -> None:
        """Make the file's own rows known by their names first: a manager may stand below those whom she manages."""
        called = self.links.called(self.job.kind)
        for number, cells in self.table.numbered_rows():
            row = self.decider.read(number, cells)
            if row.refusals or number in self.job.skipped:
                continue
            values = self.record_type.filled({**row.values}, {})
            texts = {name: str(values[name]) for name in called.names if values.get(name) is not None}
            if texts and called.find(texts) is None:
                called.add(FILE_ROW - number, [values.get(name) for name in called.names])
        for plan in self.columns:
            plan.reader.nothings = 0

    def _decide(self, rows: Sequence[Row]) -> None:
        ids = [row.known for row in rows if row.known is not None and not row.refusals]
        before = intake.stored(self.session, self.record_type, ids) if ids else {}
        for row in rows:
            self.decider.decide(row, before.get(row.known) if row.known is not None else None)
            if row.refusals:
                self.outcome.refused.extend(row.refusals)
                self.outcome.verdicts[row.number] = Verdict.REFUSED

    def _store(self, rows: Sequence[Row]) -> None:
        fresh = [row for row in rows if row.after and row.before is None]
        changed = [(row, _difference(row)) for row in rows if row.after and row.before is not None]
        for row in (*fresh, *(row for row, new in changed if new)):
            self.links.want(row.after, self.record_type)
        self.links.store()
        self._insert(fresh)
        altered = [(row, new) for row, new in changed if new]
        tagged = self.tagging.new([row for row, _new in changed])
        for row, new in changed:
            is_new = bool(new) or row.number in tagged
            self.outcome.changed += is_new
            self.outcome.same += not is_new
            self.outcome.verdicts[row.number] = Verdict.CHANGED if is_new else Verdict.SAME
            if row.before is not None:
                self._became(row, row.before.id)
        if not self.dry and altered:
            rights.require(self.session, self.job.kind, Verb.CHANGE)
            stored = [
                (row.before, self._without_late(row, self.links.real(new, self.record_type)))
                for row, new in altered
                if row.before is not None
            ]
            intake.change_many(self.session, self.record_type, [(old, new) for old, new in stored if new])
        if not self.dry:
            self.tagging.put((row.number, self.outcome.ids[row.number]) for row in rows if row.after)

    def _insert(self, fresh: Sequence[Row]) -> None:
        self.outcome.taken += len(fresh)
        for row in fresh:
            self.outcome.verdicts[row.number] = Verdict.NEW
        if self.dry or not fresh:
            return
        ready = [self.links.real(row.after, self.record_type) for row in fresh]
        waiting = [self._take_waiting(values) for values in ready]
        ids = intake.insert(self.session, self.job.kind, ready)
        for row, stored_id, links in zip(fresh, ids, waiting, strict=True):
            self._became(row, stored_id)
            for name, value in links.items():
                self._late.setdefault(name, []).append((stored_id, value))

    def _became(self, row: Row, stored_id: int) -> None:
        self.outcome.ids[row.number] = stored_id
        if self.own_links:
            self.links.became(FILE_ROW - row.number, stored_id)

    def _take_waiting(self, values: dict[str, object]) -> dict[str, int]:
        """Take links to rows that are not stored yet out of the values."""
        waiting = {}
        for name in self.own_links:
            value = values.get(name)
            if isinstance(value, int) and value < 0:
                waiting[name] = value
                values[name] = None
        return waiting

    def _without_late(self, row: Row, values: dict[str, object]) -> dict[str, object]:
        """Keep links to rows that are not stored yet for the end; the values without them."""
        for name in self.own_links:
            value = values.get(name)
            if isinstance(value, int) and value < 0 and row.before is not None:
                self._late.setdefault(name, []).append((row.before.id, value))
                del values[name]
        return values

    def _set_late_links(self) -> None:
        for name, links in self._late.items():
            real = [(own, self.links.real({name: other}, self.record_type)[name]) for own, other in links]
            there = [(own, other) for own, other in real if isinstance(other, int) and other > 0]
            intake.set_links(self.session, self.record_type, name, there)
            if len(there) < len(links):
                self.links.hints.append(
                    _("{count} links of {field} stay empty: the rows that they mean were refused.").format(
                        count=len(links) - len(there), field=f"“{self.record_type.by_name[name].label}”"
                    )
                )

    def _report(self) -> None:
        outcome = self.outcome
        outcome.columns = self.facts
        for plan in self.columns:
            plan.facts.nothings = plan.reader.nothings
            facts = self.links.facts.get(plan.declared.name)
            if facts is not None and not plan.part:
                plan.facts.found, plan.facts.added, plan.facts.unknown = facts.found, facts.added, facts.unknown
        outcome.created = dict(_in_words_order(self.links.created()))
        outcome.notes = [*notes_on(self.facts, self.table, self.way), *self._own_notes(), *self.links.hints]
        outcome.refused.sort(key=lambda refusal: refusal.row)
        if not self.dry and (outcome.taken or outcome.changed):
            targets = {column.header: column.target for column in self.facts}
            outcome.operation = batches.note(
                self.session,
                self.job.kind,
                self.job.path.name,
                counts=(outcome.taken, outcome.changed, len({refusal.row for refusal in outcome.refused})),
                targets=targets,
            )

    def _own_notes(self) -> Iterator[str]:
        for field, rows in self.decider.itself.items():
            named = ", ".join(map(str, rows[:NAMED])) + ("…" if len(rows) > NAMED else "")
            yield _("{field} can't be the record itself and stays empty in {count} rows ({rows}).").format(
                field=field, count=len(rows), rows=named
            )


def _difference(row: Row) -> dict[str, object]:
    before = row.before.values if row.before else {}
    return {name: value for name, value in row.after.items() if name in before and value != before[name]}


def _in_words_order(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    yield from sorted(counts.items())


def _way(session: WorkSession) -> Way:
    workspace = session.info["workspace"]
    zone = ZoneInfo(workspace.zone)
    return Way(
        locale=workspace.locale,
        currency=workspace.currency,
        zone=zone,
        today=datetime.now(zone).date(),
        order=order_of(workspace.locale),
    )


def _nothing_matched(record_type: RecordType, table: TableFile) -> UserError:
    return UserError(
        _("None of the columns of {file} is known: {columns}.").format(
            file=f"“{table.path.name}”", columns=", ".join(table.headers[:8])
        ),
        _("Name them like the fields of {kind}: {fields}.").format(
            kind=record_type.plural, fields=", ".join(one.label for one in record_type.typed[:8])
        ),
    )


def write_refused(job: Job, outcome: Outcome, path: Path, zone: ZoneInfo) -> int:
    """The refused rows as they stand in the file, with the reasons in a last column; how many there are."""
    reasons: dict[int, str] = {}
    for refusal in outcome.refused:
        sentence = f"{refusal.column}: {refusal.why} {refusal.cure}".strip()
        reasons[refusal.row] = f"{reasons[refusal.row]} {sentence}" if refusal.row in reasons else sentence
    with opened(job) as table:
        width = len(table.headers)
        columns = [Column(header) for header in (*table.headers, _("Problem"))]
        rows = (
            (*_as_texts(cells[:width]), reasons[number]) for number, cells in table.numbered_rows() if number in reasons
        )
        return write_table(path, columns, rows, zone=zone, title=_("Refused rows"))


def _as_texts(cells: Sequence[Value]) -> Iterator[object]:
    for cell in cells:
        yield cell.isoformat(sep=" ") if isinstance(cell, datetime) else cell
