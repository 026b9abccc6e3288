"""What this person chose on this computer: theme, language, size, and the workspaces opened lately."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

_COLOUR = "#[0-9A-Fa-f]{6}"
LETTERS = 2  # on a tile
RECENT = 12  # besides the pinned ones


@dataclass(frozen=True, slots=True)
class RecentWorkspace:
    """A workspace that was open here: its path or address (never with a password), its name, when, and its tile.

    colour and letters are empty for one that was open before tiles were remembered.
    """

    location: str
    name: str
    opened_at: str
    colour: str = ""
    letters: str = ""
    is_pinned: bool = False


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
    lock_after: int = 15  # minutes without a touch, where a passphrase or password is asked for; 0: never
    tell_outside: bool = False  # what comes while nobody looks at the windows
    stay_in_tray: bool = False  # when the last window is closed
    quiet_from: int = -1  # the hour of the day from which nothing is told outside; -1 is never
    quiet_until: int = 7
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

        recent = tuple(known for entry in stored.get("recent") or () if (known := _recent_from(entry)) is not None)
        listed = ("open", "first_hour_hidden")
        plain = {one.name: chosen(one.name) for one in fields(cls) if one.name not in ("recent", *listed)}
        lists: dict[str, Any] = {
            name: tuple(one for one in stored.get(name) or () if isinstance(one, str)) for name in listed
        }
        return cls(**plain, **lists, recent=_in_order(recent))

    def save(self, file: Path) -> None:
        """Write the whole file anew, so that a crash leaves the old or the new one."""
        file.parent.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")
        beside.replace(file)

    def opened(self, location: str, name: str, colour: str = "", letters: str = "") -> Self:
        """These settings with a workspace at the head of the recent ones; a pinned one keeps its place."""
        found = next((known for known in self.recent if known.location == location), None)
        now = RecentWorkspace(
            location,
            name,
            datetime.now(UTC).isoformat(timespec="seconds"),
            colour=colour,
            letters=letters,
            is_pinned=found is not None and found.is_pinned,
        )
        if found is not None and found.is_pinned:
            return replace(self, recent=tuple(now if known is found else known for known in self.recent))
        others = tuple(known for known in self.recent if known is not found)
        return replace(self, recent=_in_order((now, *others)))

    def looking(self, location: str, name: str, colour: str, letters: str) -> Self:
        """These settings with the name and tile that a workspace has now."""
        return replace(
            self,
            recent=tuple(
                replace(known, name=name, colour=colour, letters=letters) if known.location == location else known
                for known in self.recent
            ),
        )

    def pinned(self, location: str, *, is_pinned: bool) -> Self:
        """These settings with a workspace pinned, behind those that are, or not pinned any more."""
        found = next((known for known in self.recent if known.location == location), None)
        if found is None:
            return self
        changed = replace(found, is_pinned=is_pinned)
        others = tuple(known for known in self.recent if known is not found)
        ordered = (*others, changed) if is_pinned else (changed, *others)
        return replace(self, recent=_in_order(ordered))

    def forgotten(self, location: str) -> Self:
        """These settings without a workspace that is gone."""
        return replace(self, recent=tuple(known for known in self.recent if known.location != location))


def _in_order(recent: tuple[RecentWorkspace, ...]) -> tuple[RecentWorkspace, ...]:
    """The pinned ones first, all of them; of the others those that were open last."""
    pinned = tuple(known for known in recent if known.is_pinned)
    return (*pinned, *tuple(known for known in recent if not known.is_pinned)[:RECENT])


def _recent_from(entry: Any) -> RecentWorkspace | None:
    """One recent workspace as it was stored; None for what is none."""
    if not isinstance(entry, dict):
        return None
    location, name, opened_at = (entry.get(key) for key in ("location", "name", "opened_at"))
    if not (isinstance(location, str) and isinstance(name, str) and isinstance(opened_at, str)):
        return None
    colour, letters = (value if isinstance(value := entry.get(key), str) else "" for key in ("colour", "letters"))
    if not re.fullmatch(_COLOUR, colour):
        colour = ""
    is_pinned = entry.get("is_pinned") is True
    return RecentWorkspace(location, name, opened_at, colour, letters[:LETTERS], is_pinned)
