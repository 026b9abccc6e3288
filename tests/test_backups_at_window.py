"""Backups at the window: made by hand and by themselves, tested, told, chosen, and before what changes much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from itdesk.core.errors import UserError
from itdesk.db.backups import due, folder, manifest
from itdesk.db.backups.choices import choices_of
from itdesk.db.backups.manifest import Why
from itdesk.ui.settings_dialog import SettingsDialog
from tests.at_window import Person, agreeing


def page(person: Person) -> Any:
    person.shell.open_settings("backups")
    (dialog,) = person.window.findChildren(SettingsDialog)
    watch = person.shell.desk.backups
    person.wait(lambda: watch.looked is not None and not watch.running)
    return dialog.backups


def settled(person: Person, until: Callable[[], object]) -> None:
    """The thread of backups steps back behind all others, so on a busy machine it takes its time."""
    watch = person.shell.desk.backups
    person.qtbot.waitUntil(lambda: not watch.running and watch._tasks.idle and bool(until()), timeout=60_000)
    person.wait()


def lying(firm_file: Path) -> list[folder.Backup]:
    return folder.listed([firm_file.with_name("firm.itdesk-backups")])


def told(person: Person) -> str:
    return " ".join(one.text for one in person.window.notices.kept)


def test_by_hand_then_tested(at_window: Person, firm_file: Path) -> None:
    shown = page(at_window)
    assert "no good backup" in shown.state.text()
    shown.now.setFocus()
    at_window.press("Space")
    settled(at_window, lambda: lying(firm_file))
    assert "Backed up and checked" in told(at_window)
    assert "Nothing was changed since" in shown.state.text()
    [line] = shown.list.items.items
    assert "By hand" in line.end
    shown.test.setFocus()
    at_window.press("Space")
    settled(at_window, lambda: "is whole" in told(at_window))
    assert "tested" in shown.list.items.items[0].end
    at_window.put("people", first_name="Beth", last_name="Carrow")
    at_window.shell.desk.backups.look(lambda: None)
    settled(at_window, lambda: "There are changes since" in shown.state.text())


def test_by_itself_while_there_are_changes(at_window: Person, firm_file: Path) -> None:
    watch = at_window.shell.desk.backups
    watch.look()
    settled(at_window, lambda: len(lying(firm_file)) == 1)
    watch.look()
    settled(at_window, lambda: True)
    assert len(lying(firm_file)) == 1
    at_window.put("people", first_name="Beth", last_name="Carrow")
    watch.look()
    settled(at_window, lambda: True)
    assert len(lying(firm_file)) == 1  # the hour isn't over
    [one] = lying(firm_file)
    assert one.manifest is not None
    assert one.why is Why.CHANGED
    manifest.write(one.path, replace(one.manifest, made_at=datetime.now(UTC) - timedelta(minutes=61)))
    watch.look()
    settled(at_window, lambda: len(lying(firm_file)) == 2)


def test_a_day_without_a_good_one_is_told_once(at_window: Person, firm_file: Path) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    firm_file.with_name("firm.itdesk-backups").write_text("a file where the folder should be")
    watch = at_window.shell.desk.backups
    watch.look()
    settled(at_window, lambda: watch.trouble)
    watch.look()
    watch.look()
    settled(at_window, lambda: "no good backup for more than a day" in told(at_window))
    assert told(at_window).count("no good backup for more than a day") == 1
    at_window.window.notices.kept[0].action.run()
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    settled(at_window, lambda: "can't be written" in dialog.backups.state.text())


def test_where_and_how_often_is_this_computers_choice(
    at_window: Person, firm_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = page(at_window)
    (tmp_path / "stick").mkdir()
    monkeypatch.setattr(
        "itdesk.ui.settings_backups.QFileDialog.getExistingDirectory", lambda *_a: str(tmp_path / "stick")
    )
    shown.second.choose.click()
    settled(at_window, lambda: "stick" in shown.second.shown.text())
    shown.every.setCurrentIndex(shown.every.findData(30))
    shown.every.activated.emit(shown.every.currentIndex())
    kept = choices_of(at_window.database.workspace.uid, is_server=False)
    assert (kept.minutes, kept.second) == (30, str(tmp_path / "stick"))
    settled(at_window, lambda: True)
    shown.now.click()
    settled(at_window, lambda: folder.listed([tmp_path / "stick"]))
    shown.second.back.click()
    settled(at_window, lambda: not shown.second.back.isVisible())
    assert choices_of(at_window.database.workspace.uid, is_server=False).second == ""


def test_deleting_one_is_asked_about(at_window: Person, firm_file: Path) -> None:
    shown = page(at_window)
    shown.now.click()
    settled(at_window, lambda: lying(firm_file))
    with agreeing("Delete") as asked:
        shown.remove.click()
    assert asked[0].startswith("Delete this backup?")
    settled(at_window, lambda: not lying(firm_file))
    assert not shown.test.isEnabled()


def test_before_many_are_changed(at_window: Person, firm_file: Path) -> None:
    """Unless a fresh one has everything."""
    before = due.before(at_window.database, Why.SEVERAL)
    assert before is not None
    assert due.before(at_window.database, Why.SEVERAL) is None
    at_window.put("people", first_name="Beth", last_name="Carrow")
    assert due.before(at_window.database, Why.SEVERAL) is None
    manifest.write(
        before.backup.path,
        replace(before.backup.manifest, made_at=datetime.now(UTC) - timedelta(minutes=11)),  # type: ignore[type-var]
    )

    def change(session: Any, _progress: Any) -> int:
        from itdesk.db import records

        return records.save(session, records.draft(session, "people", 1))

    at_window.shell.desk.write(
        at_window.shell, change, lambda _n: None, what="Changing", step="Changed", before="several"
    )
    at_window.wait(lambda: len(lying(firm_file)) == 2)
    assert lying(firm_file)[0].why is Why.SEVERAL


def test_that_it_failed_before_keeps_nobody_from_working(at_window: Person, firm_file: Path) -> None:
    firm_file.with_name("firm.itdesk-backups").write_text("a file where the folder should be")
    written: list[int] = []

    def refused(error: UserError) -> None:
        raise AssertionError(error)

    at_window.shell.desk.write(
        at_window.shell, lambda _s, _p: 1, written.append, refused, what="Changing", step="Changed", before="several"
    )
    at_window.wait(lambda: written)
    at_window.wait(lambda: "No backup could be made" in told(at_window))


def test_the_palette_backs_up_and_help_is_there(at_window: Person, firm_file: Path) -> None:
    at_window.press("Ctrl+K")
    at_window.type("back up now")
    at_window.press("Return")
    settled(at_window, lambda: lying(firm_file))
    dialog_page = page(at_window)
    for field in (dialog_page.list, dialog_page.by_itself, dialog_page.every, dialog_page.second.choose):
        assert field.accessibleName()
    assert QApplication.activeWindow() is not None


def test_check_at_the_window_names_what_is_wrong(at_window: Person, firm_file: Path) -> None:
    at_window.put("people", first_name="Beth", last_name="Carrow")
    at_window.press("Ctrl+K")
    at_window.type("check the workspace")
    at_window.press("Return")
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    checks = dialog.check
    checks.begin.setFocus()
    at_window.press("Space")
    settled(at_window, lambda: checks.begin.isEnabled() and "in order" in checks.state.text())
    assert checks.state.text().startswith("Everything is in order")
    with at_window.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE people SET last_name = NULL, name = ''")
        session.connection().exec_driver_sql("DELETE FROM operations")
    checks.check()
    settled(at_window, lambda: "not in order" in checks.state.text())
    assert [one.icon for one in checks.list.items.items].count("warn") >= 2
    checks.list.setCurrentIndex(checks.list.items.index(1))
    assert "operations" in checks.more.text()


def test_everything_is_exported_beside_the_window(
    at_window: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "itdesk.ui.backup_actions.QFileDialog.getSaveFileName", lambda *_a: (str(tmp_path / "all.zip"), "")
    )
    at_window.press("Ctrl+K")
    at_window.type("export everything")
    at_window.press("Return")
    settled(at_window, (tmp_path / "all.zip").exists)
    assert "Everything is in all.zip" in told(at_window)


def test_check_can_be_stopped(at_window: Person) -> None:
    at_window.shell.open_settings("check")
    (dialog,) = at_window.window.findChildren(SettingsDialog)
    dialog.check.check()
    at_window.shell.desk.backups.stop()
    settled(at_window, dialog.check.begin.isEnabled)
    assert "Stopped" in dialog.check.state.text()
