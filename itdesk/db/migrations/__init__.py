"""Which schema this version of the app knows; Alembic is imported only when there is something to migrate."""

from __future__ import annotations

from pathlib import Path

EPOCH = 1  # PRAGMA user_version: rises when older apps must not even look at the tables
# Oldest first. The names alone are read: twenty microseconds at a start, and nobody has to remember a list.
REVISIONS = tuple(sorted(file.name[:4] for file in (Path(__file__).parent / "versions").glob("[0-9]*_*.py*")))
HEAD = REVISIONS[-1]
