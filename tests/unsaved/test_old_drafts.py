"""Texts that version 0.1.0 kept, each kind in one file for the whole workspace, are drafts of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from itdesk.paths import user_data_dir
from tests.at_window import window_on


def left_by_the_first_version(uid: str, name: str, texts: dict[str, str]) -> Path:
    file = user_data_dir() / "drafts" / f"{uid}{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(texts), encoding="utf-8")
    return file


def test_reply_that_the_first_version_kept_stands_in_its_ticket(firm_file: Path, qtbot: QtBot) -> None:
    with window_on(firm_file, qtbot) as person:
        ticket = person.put("tickets", title="No picture")
        uid = person.shell.desk.workspace.uid
    old = left_by_the_first_version(uid, "", {f"ticket:{ticket}:reply": "Dear Beth", "ticket:x:reply": "no ticket"})
    with window_on(firm_file, qtbot) as person:
        page: Any = person.shell.show_kind("tickets")
        page.open_record(ticket)
        person.wait(lambda: page.reading.composer.text.toPlainText() == "Dear Beth")
        assert not old.exists()
        assert old.with_suffix(".taken").exists()


def test_text_of_a_plan_that_the_first_version_kept_stands_in_its_section(firm_file: Path, qtbot: QtBot) -> None:
    from itdesk.areas.continuity.plans import operations

    with window_on(firm_file, qtbot) as person:
        uid = person.shell.desk.workspace.uid
        with person.database.writing(actor=None) as session:
            plan = operations.new_plan(session, "Office", owner_id=None, chapters=False)
            section = operations.add_section(session, plan, "Power", "text")
    kept = json.dumps({"seen": "", "text": "Call the electrician"})
    left_by_the_first_version(uid, "-plans", {f"section/{section}/body": kept, "section/9/body": "not JSON"})
    with window_on(firm_file, qtbot) as person:
        page: Any = person.shell.show_kind("plans")
        page.open_record(plan)
        person.wait(lambda: page.pane.paper is not None)
        person.wait(lambda: page.pane.paper.body.source.toPlainText() == "Call the electrician")
        page.pane.finish()
        person.wait(lambda: not person.shell.desk.drafts.read_all())
