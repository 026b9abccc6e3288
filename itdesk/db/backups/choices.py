"""Where the backups of a workspace go and how often they are made: each computer's own choice."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from itdesk.db.sniff import backups_of
from itdesk.paths import user_config_dir, user_data_dir

EVERY = (15, 30, 60, 120, 240)  # minutes to choose from
HOURLY = 60


@dataclass(frozen=True, slots=True)
class Choices:
    """folder is empty for the one beside the workspace; second for none. minutes lie between two while there are changes."""

    by_itself: bool = True
    minutes: int = HOURLY
    folder: str = ""
    second: str = ""

    @property
    def every(self) -> timedelta:
        """The time between two."""
        return timedelta(minutes=self.minutes)


def choices_of(uid: str, *, is_server: bool) -> Choices:
    """What was chosen on this computer. A server has backups of its own, so nothing is copied from it unasked."""
    first = Choices(by_itself=not is_server)
    try:
        stored = json.loads(_file(uid).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return first
    return Choices(**{name: _kept(stored, name, value) for name, value in asdict(first).items()})


def _kept(stored: Any, name: str, first: Any) -> Any:
    value = stored.get(name) if isinstance(stored, dict) else None
    if name == "minutes" and value not in EVERY:
        return first
    return value if isinstance(value, type(first)) else first


def choose(uid: str, choices: Choices) -> None:
    """Keep a choice."""
    file = _file(uid)
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(".new")
    draft.write_text(json.dumps(asdict(choices), ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(file)


def folders_of(path: Path | None, uid: str, choices: Choices) -> list[Path]:
    """Where the backups go: the first folder, and the second if there is one."""
    own = backups_of(path) if path is not None else user_data_dir() / "backups" / uid
    first = Path(choices.folder) if choices.folder else own
    return [first, Path(choices.second)] if choices.second else [first]


def all_folders(path: Path | None, uid: str, choices: Choices) -> list[Path]:
    """Wherever backups may lie: those from before another folder was chosen as well."""
    return list(dict.fromkeys([*folders_of(path, uid, choices), *folders_of(path, uid, Choices())]))


def _file(uid: str) -> Path:
    return user_config_dir() / "backups" / f"{uid}.json"
