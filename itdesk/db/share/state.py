"""What a window shows of a shared workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class State:
    """keeps: this process does; else name and pc say who. published_at: of the copy that everybody reads.

    is_free: the keeper left properly. silent_for: seconds without a word from it. waiting: letters that the shared folder
    doesn't have yet. boxed: letters that the keeper has not published. left: a file with what was written here after
    somebody else had taken over.
    """

    keeps: bool
    name: str = ""
    pc: str = ""
    published_at: datetime | None = None
    is_reached: bool = True
    is_free: bool = False
    silent_for: float = 0.0
    waiting: int = 0
    boxed: int = 0
    aside: int = 0
    is_overtaken: bool = False
    left: Path | None = None
    end: str = ""  # why nothing is kept or taken in any more: sharing was stopped
    place: str = ""  # where the workspace lies since then
    is_other: bool = False  # what is published now is of another version of itdesk, and isn't shown here
