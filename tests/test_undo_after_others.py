"""After others moved the data on, Ctrl+Z says of each kind of step who did what, and when, and leaves it as it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from itdesk.core.errors import UserError
from itdesk.db import (
    changes,
    deeds,
    erasing,
    hanging,
    operations,
    tables,
    tag_changes,
    tags,
    undoing,
    views,
    workspace,
)
from itdesk.db.changes import Noted, Verb
from itdesk.db.database import Database
from itdesk.db.deeds import Unit
from itdesk.db.mapping import column_of
from tests.test_steps import HOME, writes
from tests.undo_steps import STEPS, Firm

WHO = re.compile(r"Ana Ferreira.*\(\d{1,2} \w+ \d{4}, \d\d:\d\d|Ana Ferreira.*since \d{1,2} \w+ \d{4}")
APART = ("settings.", "view.", "tag.renamed", "tag.recoloured")  # no records: tested below
NO_VERB = {  # public functions of operations that no person's step calls
    "hardware.device", "licences.licence", "custom_fields.values_of",  # they read
    "contracts.roll_forward",  # the app does it by itself when a workspace opens
    "people.lead",  # who becomes the first administrator; not taken back, see its own words
    "kiosk.submit", "kiosk.join", "kiosk.answer", "kiosk.rate", "kiosk.set_rating",  # the shared PC has no undo
}  # fmt: skip
PLACES = {  # where steps are written that are no verb of an area: by which kind of step they are tried
    "ui/attachments_pane.py:_store": "file.added",
    "ui/attachments_pane.py:remove": "file.removed",
    "ui/attachments_pane.py:rename": "file.renamed",
    "ui/attachments_pane.py:replace": "file.replaced",
    "ui/attachments_pane.py:save": "file.renamed",
    "ui/bin_dialog.py:accept": "record.restored",
    "ui/binned.py:_restore": "record.restored",
    "ui/cell_editor.py:_store": "record.changed",
    "ui/deleting.py:delete_records": "record.deleted",
    "ui/facts_pane.py:write": "licences.give_seat",
    "ui/hanging/comments.py:_remove": "comment.removed",
    "ui/hanging/comments.py:send": "comment.added",
    "ui/hanging/link_dialog.py:_link": "link.added",
    "ui/hanging/link_files.py:import_links": "link.added",
    "ui/hanging/links.py:_note": "link.noted",
    "ui/hanging/links.py:_remove": "link.removed",
    "ui/hanging/links.py:save": "link.noted",
    "ui/hanging/steps.py:do": "comment.edited",
    "ui/hanging/tag_dialogs.py:_write": "tag.merged",
    "ui/hanging/tag_dialogs.py:put_tags": "tag.put",
    "ui/history_pane.py:_put_back": "record.value put back",
    "ui/in_use_dialog.py:accept": "record.deleted where used",
    "ui/merge_back_dialog.py:accept": "records.changed together",
    "ui/merge_dialog.py:accept": "records.merged",
    "ui/operations_dialog.py:take_back": "record.changed",
    "ui/record_form.py:_store": "record.made",
    "ui/restore_dialog.py:accept": "record.changed",
    "ui/settings_workspace.py:change_settings": "settings.changed",
    "ui/several_dialog.py:_write": "records.changed together",
    "ui/shared.py:do": "tickets.reply",
    "ui/views.py:_run": "view.saved",
    "areas/continuity/plans/page_signing.py:_do": "plans.agree",
    "areas/continuity/plans/page.py:_start": "plans.new_plan",
    "areas/continuity/plans/page_writing.py:_do": "plans.move_step",
    "areas/continuity/plans/page_writing.py:field": "plans.edit_section",
    "areas/continuity/plans/page_writing.py:save": "plans.edit_section",
    "areas/directory/custom_fields/page.py:_put_in_order": "custom_fields.put_in_order",
    "areas/directory/custom_fields/page.py:delete": "record.deleted",
    "areas/directory/custom_fields/page_converting.py:accept": "own field.another kind",
    "areas/finance/budgets/page.py:_agreed": "budgets.agree",
    "areas/finance/budgets/page.py:_copy": "budgets.copy_to_next_year",
    "areas/finance/budgets/page.py:_typed": "budgets.set_amount",
    "areas/helpdesk/tickets/page.py:_do": "tickets.set_status",
    "areas/helpdesk/tickets/page_asking.py:send": "tickets.reply",
    "areas/home/overview/page_first.py:_remove": "record.deleted",
    "areas/home/overview/page_first.py:add_sample": "record.made",
    "areas/inventory/hardware/page.py:_write": "hardware.check_out",
    "areas/inventory/licences/page.py:_ask": "licences.take_back",
    "areas/inventory/licences/page.py:take": "licences.take_back",
    "areas/vendors/contracts/page.py:_run": "contracts.give_notice",
}


def verbs() -> set[str]:
    """Public functions of operations that take a session: what a step may call."""
    return {
        f"{file.parent.name}.{function.name}"
        for file in HOME.glob("areas/*/*/operations.py")
        for function in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(function, ast.FunctionDef)
        and not function.name.startswith("_")
        and function.args.args
        and function.args.args[0].arg == "session"
    }


def places() -> set[str]:
    """Functions of pages and the window that write a step."""
    found = {
        f"{file}:{name}" for file, name, call in writes() if any(one.arg in ("step", None) for one in call.keywords)
    }
    for file in sorted([*HOME.glob("ui/**/*.py"), *HOME.glob("areas/**/*.py")]):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(_does(node) for node in ast.walk(function)):
                found.add(f"{file.relative_to(HOME).as_posix()}:{function.name}")
    return found


def _does(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "do"


def test_every_kind_of_step_is_tried() -> None:
    assert verbs() - NO_VERB - STEPS.keys() == set(), "a verb without a step in tests/undo_steps.py"
    known = places()
    assert known - PLACES.keys() == set(), "a place that writes a step which is not tried"
    assert PLACES.keys() - known == set()
    assert set(PLACES.values()) <= STEPS.keys()


# ---------------------------------------------------------------- what somebody else does


def another(value: Any) -> Any:
    """A value like this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime | date):
        return value + timedelta(days=3)
    if isinstance(value, Decimal | int):
        return value + 1
    return "in_progress" if value in ("new", "closed", "resolved") else f"{value or ''} else"


def change_fields(session: Any, unit: Unit) -> bool:
    """Type over one of the fields that the step changed."""
    own = session.info["tables"]
    record_type = own.registry[unit.kind]
    if unit.deed is None or unit.deed.verb is not Verb.CHANGED:
        return False
    record = session.get(own[unit.kind], unit.record_id)
    for declared in record_type.stored:
        column = column_of(declared)
        if column not in unit.deed.changes or declared.given or declared.to:
            continue
        if declared.custom:
            from tests.undo_steps import _change

            _change(session, unit.kind, unit.record_id, **{declared.name: "hers"})
            return True
        now = getattr(record, column)
        if declared.choices is not None:
            values = [one.value for one in declared.choices]
            gone = deeds.value_of(record_type, own[unit.kind].__table__, column, unit.deed.changes[column][0])
            setattr(record, column, next(one for one in values if one not in (now, gone)))
        else:
            setattr(record, column, another(now if now is not None else unit.deed.changes[column][0]))
        session.flush()
        return True
    return False


def change_parts(session: Any, unit: Unit) -> bool:
    """Type over, or take out, one of the parts that the step made or changed."""
    own = session.info["tables"]
    for part in unit.parts:
        table = deeds.part_table(part.part or "")
        if table is None or part.verb not in (Verb.ADDED, Verb.CHANGED) or part.part_id is None:
            continue
        if part.verb is Verb.CHANGED and not set(part.changes) - {"position"}:
            continue
        if table is tables.attachment_versions or (
            table is tables.record_tags and any(one.verb is Verb.REMOVED for one in unit.parts)
        ):
            continue  # what comes in its place is there again, whoever took it off
        if table.name in hanging.PARTS:
            _change_hanging(session, table, part)
            return True
        cls = next(one for one in own.parts[unit.kind] if one.__tablename__ == part.part)
        row = session.get(cls, part.part_id)
        name = next((one for one in _typed(cls) if part.verb is Verb.ADDED), "")
        if name:
            setattr(row, name, another(getattr(row, name)))
        else:
            session.delete(row)
        session.flush()
        return True
    return False


def _typed(cls: Any) -> list[str]:
    """Columns of a part that a person types into."""
    own = {"id", "uid", "version", "created_at", "updated_at", "position", "kind", "content"}
    return [one.name for one in cls.__table__.columns if one.name not in own and not one.foreign_keys]


def _change_hanging(session: Any, table: Any, part: Noted) -> None:
    texts = [one for one in ("body", "name", "note") if one in table.c]
    name = next((one for one in texts if part.verb is Verb.ADDED or one in part.changes), "")
    if not name or part.part_id is None:
        hanging.remove(session, table, part.part_id or 0)
        return
    row = session.connection().execute(select(table.c[name]).where(table.c.id == part.part_id)).scalar()
    hanging.change(session, table, part.part_id, {name: f"{row or ''} else"})


def bin_it(session: Any, unit: Unit) -> bool:
    """Put the record into the bin."""
    record = session.get(session.info["tables"][unit.kind], unit.record_id)
    if record is None or record.deleted_at is not None:
        return False
    record.deleted_at = changes.now()
    session.flush()
    return True


def erase_it(session: Any, unit: Unit) -> bool:
    """Delete the record for good."""
    own = session.info["tables"][unit.kind]
    if session.get(own, unit.record_id) is None:
        return False
    session.execute(update(own.__table__).where(own.__table__.c.id == unit.record_id).values(deleted_at=changes.now()))
    session.expire_all()
    erasing.erase(session, [(unit.kind, unit.record_id)])
    return True


DISTURBANCES: dict[str, Callable[[Any, Unit], bool]] = {
    "its field": change_fields,
    "its part": change_parts,
    "into the bin": bin_it,
    "for good": erase_it,
}


def done(firm: Firm, name: str) -> str:
    """A step that Mara did just now; its operation."""
    job = STEPS[name](firm)
    with firm.database.writing(actor=firm.mine) as session:
        job(session)
        operation = operations.named(session, f"Step {name}")
    assert operation, "a step that writes nothing"
    return operation


def disturbed(firm: Firm, operation: str, how: Callable[[Any, Unit], bool]) -> bool:
    """Whether Ana could do this to what the step was about."""
    with firm.database.reading() as session:
        units = deeds.units_of(session, operation)
    found = False
    for unit in units:
        try:
            with firm.database.writing(actor=firm.other) as session:
                found = (unit.kind in session.info["tables"].classes and how(session, unit)) or found
        except UserError:  # it is in use, which keeps it from going
            continue
    return found


def refused(firm: Firm, operation: str) -> list[str]:
    """What Ctrl+Z says stays as it is."""
    with firm.database.reading() as session:
        before = session.connection().execute(select(tables.history.c.id)).all()
    try:
        with firm.database.writing(actor=firm.mine) as session:
            return list(undoing.take_back(session, operation).kept)
    except UserError as error:
        with firm.database.reading() as session:
            assert session.connection().execute(select(tables.history.c.id)).all() == before
        return [str(error)]


RECORDS = [one for one in STEPS if not one.startswith(APART)]
CASES = [
    *(("sqlite", one) for one in RECORDS),
    *(("postgres", one) for one in RECORDS if one.startswith(("record", "own field", "comment", "budgets"))),
]


@pytest.mark.parametrize(("location", "name"), CASES, indirect=["location"])
def test_step_says_who_moved_the_data_on_and_when(database: Database, tmp_path: Path, name: str) -> None:
    firm = Firm(database, tmp_path)
    assert refused(firm, done(firm, name)) == []
    tried = set()
    for way, how in DISTURBANCES.items():
        operation = done(firm, name)
        if disturbed(firm, operation, how):
            tried.add(way)
            said = refused(firm, operation)
            assert said, f"{way}: taken back over what Ana did"
            assert any(WHO.search(one) for one in said), (way, said)
    assert tried


def _settings(session: Any, _operation: str) -> None:
    workspace.change(session, {"name": "Elm"})


def _view(session: Any, operation: str) -> None:
    uid = next(iter(views.written_by(session, operation)))
    stored = views.get(session, uid)
    if stored is None:
        session.connection().execute(delete(tables.views).where(tables.views.c.uid == uid))
    else:
        views.save(session, replace(stored, name="Hers"))


def _tag(session: Any, operation: str) -> None:
    tag_id = next(iter(tag_changes.written_by(session, operation)))
    tags.rename(session, tag_id, "Hers")
    tags.recolour(session, tag_id, "amber")


AFTER = {"settings.changed": _settings, "view.saved": _view, "tag.renamed": _tag, "tag.recoloured": _tag}


@pytest.mark.parametrize("name", AFTER)
def test_step_beside_records_says_who_moved_it_on(database: Database, tmp_path: Path, name: str) -> None:
    firm = Firm(database, tmp_path)
    assert refused(firm, done(firm, name)) == []
    operation = done(firm, name)
    with firm.database.writing(actor=firm.other) as session:
        AFTER[name](session, operation)
    said = refused(firm, operation)
    assert [bool(WHO.search(one)) for one in said] == [True], said
