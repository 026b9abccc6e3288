"""What a merge does, in order: values are the copy's, and are translated when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table


@dataclass(frozen=True, slots=True)
class Make:
    """A record that was made there."""

    kind: str
    uid: str
    values: dict[str, Any]
    there_id: int


@dataclass(frozen=True, slots=True)
class Same:
    """A record that was made there and is the same thing as one that was made here."""

    kind: str
    uid: str
    here_id: int


@dataclass(frozen=True, slots=True)
class Whole:
    """A record that was erased here, with all that is in it there."""

    kind: str
    uid: str


@dataclass(frozen=True, slots=True)
class Unbin:
    """A record comes out of the bin."""

    kind: str
    uid: str


@dataclass(frozen=True, slots=True)
class Change:
    """Fields of a record get the copy's values, by declared name there."""

    kind: str
    uid: str
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AddRow:
    """A row in or on a record that was added there."""

    table: Table
    row: dict[str, Any]
    kind: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Columns of a row get the copy's values."""

    table: Table
    here_id: int
    row: dict[str, Any]  # as it is there
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemoveRow:
    """A row goes."""

    table: Table
    here_id: int


@dataclass(frozen=True, slots=True)
class Bin:
    """A record goes into the bin."""

    kind: str
    uid: str


Act = Make | Same | Whole | Unbin | Change | AddRow | ChangeRow | RemoveRow | Bin
