"""Where a device is in its life."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Status(Choice):
    """The states of a device, in the order of its life."""

    ORDERED = (
        "ordered",
        N_("Ordered"),
        "blue",
        "ring-dashed",
        ("pending", "planned", "on order", "bestellt", "geplant", "requested"),
    )
    SPARE = (
        "spare",
        N_("Spare"),
        "violet",
        "square",
        ("in stock", "stock", "ready to deploy", "deployable", "available", "stored", "lager", "verfügbar", "reserve"),
    )
    IN_USE = (
        "in_use",
        N_("In use"),
        "green",
        "ring-check",
        ("deployed", "in operation", "production", "active", "assigned", "checked out", "in betrieb", "aktiv"),
    )
    IN_REPAIR = (
        "in_repair",
        N_("In repair"),
        "amber",
        "diamond",
        ("repair", "out for repair", "out for diagnostics", "defective", "broken", "in reparatur", "defekt"),
    )
    LOST = "lost", N_("Lost"), "red", "ring-x", ("stolen", "lost/stolen", "missing", "verloren", "gestohlen")
    RETIRED = (
        "retired",
        N_("Retired"),
        "grey",
        "ring-x",
        ("archived", "out of operation", "decommissioned", "broken - not fixable", "obsolete", "ausgemustert"),
    )
    DISPOSED = "disposed", N_("Disposed of"), "grey", "ring-x", ("sold", "scrapped", "disposed", "entsorgt", "verkauft")


GONE = (Status.RETIRED, Status.DISPOSED, Status.LOST)
KEPT = tuple(status for status in Status if status not in GONE)
