"""Which schema this version of the app knows; Alembic is imported only when there is something to migrate."""

from __future__ import annotations

from pathlib import Path

EPOCH = 1  # PRAGMA user_version: rises when older apps must not even look at the tables
# Oldest first. The names alone are read: twenty microseconds at a start, and nobody has to remember a list.
_NAMES = [file.name for file in (Path(__file__).parent / "versions").iterdir()]
REVISIONS = tuple(sorted(name[:4] for name in _NAMES if name[0].isdigit() and ".py" in name))
HEAD = REVISIONS[-1]
