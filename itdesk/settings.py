"""What this person chose on this computer: theme, language, size, and the workspaces opened lately."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

RECENT = 12


@dataclass(frozen=True, slots=True)
class RecentWorkspace:
    """A workspace that was open here: its path or address (never with a password), its name, and when."""

    location: str
    name: str
    opened_at: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Read once at start and written at each change; a damaged file counts as none, and is kept beside the new one."""

    theme: str = "system"
    language: str = ""
    percent: int = 100
    density: str = "normal"
    begin: str = "last"  # with what the app begins: "last" is what was open when it was left, "home" each one's Home
    one_key: bool = True
    less_motion: str = "system"  # or "on", "off"
    contrast: str = "system"  # or "on", "off"
    open: tuple[str, ...] = field(default=())
    first_hour_hidden: tuple[str, ...] = field(default=())  # workspaces, by their uid
    recent: tuple[RecentWorkspace, ...] = field(default=())

    @classmethod
    def load(cls, file: Path) -> Self:
        """The settings in file, or the first ones where it is missing or can't be understood."""
        try:
            stored = json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError):
            return cls._after_damage(file)
        return cls._from_stored(stored) if isinstance(stored, dict) else cls._after_damage(file)

    @classmethod
    def _after_damage(cls, file: Path) -> Self:
        if file.is_file():
            file.replace(file.with_suffix(".damaged"))
        return cls()

    @classmethod
    def _from_stored(cls, stored: dict[str, Any]) -> Self:
        first = cls()

        def chosen(name: str) -> Any:
            value = stored.get(name)
            return value if isinstance(value, type(getattr(first, name))) else getattr(first, name)

        recent = tuple(
            RecentWorkspace(entry["location"], entry["name"], entry["opened_at"])
            for entry in stored.get("recent") or ()
            if isinstance(entry, dict)
            and all(isinstance(entry.get(key), str) for key in ("location", "name", "opened_at"))
        )
        listed = ("open", "first_hour_hidden")
        plain = {one.name: chosen(one.name) for one in fields(cls) if one.name not in ("recent", *listed)}
        lists: dict[str, Any] = {
            name: tuple(one for one in stored.get(name) or () if isinstance(one, str)) for name in listed
        }
        return cls(**plain, **lists, recent=recent[:RECENT])

    def save(self, file: Path) -> None:
        """Write the whole file anew, so that a crash leaves the old or the new one."""
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(file)

    def opened(self, location: str, name: str) -> Self:
        """These settings with a workspace at the head of the recent ones."""
        now = RecentWorkspace(location, name, datetime.now(UTC).isoformat(timespec="seconds"))
        others = tuple(known for known in self.recent if known.location != location)
        return replace(self, recent=(now, *others)[:RECENT])

    def forgotten(self, location: str) -> Self:
        """These settings without a workspace that is gone."""
        return replace(self, recent=tuple(known for known in self.recent if known.location != location))
