"""The settings of a firm, as every screen has them; without SQLAlchemy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from itdesk.core.marks import Mark, mark_of

SETTINGS = (
    "name",
    "currency",
    "locale",
    "zone",
    "fiscal_month",
    "uid",
    "colour",
    "tile",
    "logo",
    "switched_off",
    "sample",
    "consultant",
)  # columns, in the order that workspace_of takes


@dataclass(frozen=True, slots=True)
class Workspace:
    """The firm's own settings. fiscal_month is the month, 1 to 12, in which its year starts.

    switched_off are areas and tabs that aren't shown; sample is the operation that wrote made-up records.
    consultant is the role whose rights a consultant has; empty for a technician's.
    """

    name: str
    currency: str
    locale: str
    zone: str
    fiscal_month: int
    uid: str
    colour: str = ""
    tile: str = ""
    logo: bytes = b""
    switched_off: frozenset[str] = frozenset()
    sample: str = ""
    consultant: str = ""

    @property
    def mark(self) -> Mark:
        """Its tile: what was chosen, else what the name gives."""
        return mark_of(self.name, self.colour, self.tile)


def workspace_of(row: Sequence[Any]) -> Workspace:
    """The settings from the columns of SETTINGS as they are stored."""
    stored = dict(zip(SETTINGS, row, strict=True))
    return Workspace(
        name=stored["name"],
        currency=stored["currency"],
        locale=stored["locale"],
        zone=stored["zone"],
        fiscal_month=stored["fiscal_month"],
        uid=stored["uid"],
        colour=stored["colour"] or "",
        tile=stored["tile"] or "",
        logo=bytes(stored["logo"] or b""),
        switched_off=frozenset((stored["switched_off"] or "").split()),
        sample=stored["sample"] or "",
        consultant=stored["consultant"] or "",
    )
