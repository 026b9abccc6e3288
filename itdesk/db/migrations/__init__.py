"""Which schema this version of the app knows; Alembic is imported only when there is something to migrate."""

from __future__ import annotations

EPOCH = 1  # PRAGMA user_version: rises when older apps must not even look at the tables
REVISIONS = ("0001",)  # oldest first; a test compares them with the scripts in versions/
HEAD = REVISIONS[-1]
