"""Drafts on the disk: whole, private, one person's, and never in the way of typing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from itdesk.core.errors import UserError
from itdesk.paths import user_data_dir
from itdesk.ui.drafts import Drafts


@pytest.fixture(autouse=True)
def _own_home(settings_home: None) -> None:
    pass


def folder(person: int = 0) -> Path:
    return user_data_dir() / "drafts" / "uid" / str(person)


def typed(key: str, text: str, person: int = 0) -> Drafts:
    drafts = Drafts("uid")
    drafts.belong_to(person)
    drafts.set(key, text, "Reply")
    assert drafts.flush()
    return drafts


def test_draft_outlives_the_app_and_a_blank_one_is_forgotten() -> None:
    drafts = typed("text/tickets/1/reply", "Dear Beth")
    drafts.set("text/tickets/2/reply", "  ")
    drafts.close()
    again = Drafts("uid")
    assert again.get("text/tickets/1/reply") == "Dear Beth"
    assert [kept.title for kept in again.read_all()] == ["Reply"]
    again.drop("text/tickets/1/reply")
    again.close()
    assert Drafts("uid").read_all() == []
    assert list(folder().iterdir()) == []


def test_draft_cut_off_by_a_power_cut_is_set_aside_and_the_others_are_there() -> None:
    typed("text/tickets/1/reply", "Dear Beth").close()
    (torn,) = folder().glob("*.json")
    typed("text/tickets/2/note", "Ask Owen").close()
    torn.write_text(torn.read_text(encoding="utf-8")[:40], encoding="utf-8")
    again = Drafts("uid")
    assert again.get("text/tickets/1/reply") == ""
    assert again.get("text/tickets/2/note") == "Ask Owen"
    assert torn.with_suffix(".damaged").is_file()
    again.set("text/tickets/1/reply", "Again")
    again.close()
    assert Drafts("uid").get("text/tickets/1/reply") == "Again"


@pytest.mark.parametrize("wrong", ["[]", '{"key": 1}', '{"key": "a", "title": "b", "at": "c", "data": 5}', "null"])
def test_file_that_is_no_draft_is_set_aside(wrong: str) -> None:
    folder().mkdir(parents=True)
    (folder() / "0.json").write_text(wrong, encoding="utf-8")
    assert Drafts("uid").read_all() == []
    assert (folder() / "0.damaged").read_text(encoding="utf-8") == wrong


@pytest.mark.skipif(os.name != "posix", reason="modes of files are the system's own elsewhere")
def test_only_its_owner_reads_a_draft() -> None:
    typed("text/tickets/1/reply", "Her salary is").close()
    (file,) = folder().glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder().stat().st_mode) == 0o700


def test_each_person_has_their_own() -> None:
    drafts = typed("text/tickets/1/reply", "Mine", person=4)
    drafts.belong_to(5)
    assert drafts.get("text/tickets/1/reply") == ""
    drafts.set("text/tickets/1/reply", "Theirs")
    drafts.belong_to(4)
    assert drafts.get("text/tickets/1/reply") == "Mine"
    drafts.close()
    assert [len(list(folder(person).iterdir())) for person in (4, 5)] == [1, 1]


def test_drafts_that_cannot_be_written_are_told_once_and_kept(qtbot: QtBot) -> None:
    told: list[UserError] = []
    drafts = Drafts("uid")
    drafts.failed.connect(told.append)
    folder().parent.mkdir(parents=True)
    folder().write_text("a file where the folder should be", encoding="utf-8")
    for text in ("one", "two"):
        drafts.set("text/tickets/1/reply", text)
        with qtbot.waitSignal(drafts._answered):
            drafts.flush()
    assert len(told) == 1
    assert drafts.get("text/tickets/1/reply") == "two"
    folder().unlink()
    drafts.close()
    assert Drafts("uid").get("text/tickets/1/reply") == "two"


def test_it_is_on_the_disk_after_a_pause_without_anybody_asking(qtbot: QtBot) -> None:
    drafts = Drafts("uid")
    drafts.set("text/tickets/1/reply", "Dear Beth")
    assert not folder().exists()
    qtbot.waitUntil(lambda: len(list(folder().glob("*.json"))) == 1, timeout=3000)
    drafts.close()
