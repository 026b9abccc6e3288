"""How wide the columns of a list are: what a kind of field needs, and who gives way where room is short."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itdesk.core.record import Field, Kind

TICKS = 40  # of the column with ticks
LEAST = 65  # per cent of its width that a text column gives way to, before the table scrolls sideways
LEAST_OF_CHOICE = 88
_WIDTHS = {
    Kind.DATE: 110, Kind.INSTANT: 150, Kind.MONEY: 96, Kind.INTEGER: 80, Kind.DECIMAL: 90, Kind.YES_NO: 80,
    Kind.CHOICE: 124, Kind.LINK: 150, Kind.TAGS: 160, Kind.LONG: 240, Kind.EMAIL: 200, Kind.URL: 180,
}  # fmt: skip


def usual_width(declared: Field) -> int:
    """The width of a field's column at 100 per cent, as declared or by its kind."""
    return declared.width or _WIDTHS.get(declared.kind, 160)


def fitted(widths: Mapping[str, int], least: Mapping[str, int], flexible: Sequence[str], room: int) -> dict[str, int]:
    """Widths that fill the room from edge to edge where the flexible columns can grow or give way that far.

    Else they stay as wanted and the list scrolls sideways.
    """
    found = dict(widths)
    over = room - sum(widths.values())
    spare = sum(widths[name] - least[name] for name in flexible)
    if over > 0 and flexible:
        share = sum(widths[name] for name in flexible)
        for name in flexible:
            found[name] += over * widths[name] // share
        found[flexible[-1]] += room - sum(found.values())
    elif over < 0 <= spare + over and spare:
        for name in flexible:
            found[name] += over * (widths[name] - least[name]) // spare
    return found
