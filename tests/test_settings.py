"""Settings survive damage, strangers' values and restarts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from itdesk.settings import RECENT, Settings


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    before = Settings(theme="dark", language="de", percent=125).opened("a.itdesk", "A").opened("b.itdesk", "B")
    before.save(file)
    after = Settings.load(file)
    assert after == before
    assert [known.name for known in after.recent] == ["B", "A"]


def test_opening_again_moves_a_workspace_to_the_head(tmp_path: Path) -> None:
    settings = Settings().opened("a.itdesk", "A").opened("b.itdesk", "B").opened("a.itdesk", "A2")
    assert [known.name for known in settings.recent] == ["A2", "B"]
    assert [known.name for known in settings.forgotten("a.itdesk").recent] == ["B"]


def test_pinned_workspaces_stand_first_and_are_never_dropped(tmp_path: Path) -> None:
    settings = Settings().opened("old.itdesk", "Old", "#2F5E50", "O").pinned("old.itdesk", is_pinned=True)
    for number in range(RECENT + 3):
        settings = settings.opened(f"{number}.itdesk", str(number))
    settings = settings.opened("old.itdesk", "Older", "#5C4B7D", "OL")
    settings.save(tmp_path / "settings.json")
    first = Settings.load(tmp_path / "settings.json").recent[0]
    assert (first.name, first.colour, first.letters, first.is_pinned) == ("Older", "#5C4B7D", "OL", True)
    assert len(settings.recent) == RECENT + 1
    released = settings.pinned("old.itdesk", is_pinned=False)
    assert [one.name for one in released.recent][:2] == ["Older", str(RECENT + 2)]
    assert not released.recent[0].is_pinned


def test_tile_of_a_damaged_file_is_none(tmp_path: Path) -> None:
    entry = {"location": "a", "name": "A", "opened_at": "2026-01-01T00:00:00+00:00"}
    stored = [{**entry, "colour": "red; evil", "letters": "much too long", "is_pinned": "yes"}]
    (tmp_path / "settings.json").write_text(json.dumps({"recent": stored}), encoding="utf-8")
    only = Settings.load(tmp_path / "settings.json").recent[0]
    assert (only.colour, only.letters, only.is_pinned) == ("", "mu", False)


@pytest.mark.parametrize("damage", ["", "{", "[1, 2]", "\x00\x01"])
def test_damaged_file_counts_as_none_and_is_kept(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(damage, encoding="utf-8")
    assert Settings.load(file) == Settings()
    assert (tmp_path / "settings.damaged").read_text(encoding="utf-8") == damage


def test_values_of_the_wrong_type_are_left_at_the_first_ones(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"theme": 7, "percent": "big", "recent": [{"location": 1}, "x"]}), encoding="utf-8")
    assert Settings.load(file) == Settings()
