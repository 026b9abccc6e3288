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
    LOST = "lost", N_("Lost"), "red", "disc-x", ("stolen", "lost/stolen", "missing", "verloren", "gestohlen")
    RETIRED = (
        "retired",
        N_("Retired"),
        "grey",
        "ring-x",
        ("archived", "out of operation", "decommissioned", "broken - not fixable", "obsolete", "ausgemustert"),
    )
    DISPOSED = "disposed", N_("Disposed of"), "grey", "ring-x", ("sold", "scrapped", "disposed", "entsorgt", "verkauft")


class EventSort(Choice):
    """What was done to a device, as its life shows it."""

    UPGRADE = "upgrade", N_("Upgrade"), "blue", "up", ("erweiterung",)
    REPAIR = "repair", N_("Repair"), "amber", "diamond", ("reparatur",)
    MAINTENANCE = "maintenance", N_("Maintenance"), "grey", "check", ("service", "wartung")
    TEST = "test", N_("Safety test"), "green", "check", ("pat test", "calibration", "prüfung")
    CONFIGURATION = (
        "configuration",
        N_("Set-up change"),
        "grey",
        "sliders",
        ("configuration change", "software support"),
    )
    OTHER = "other", N_("Other"), "grey", "note", ()


GONE = (Status.RETIRED, Status.DISPOSED, Status.LOST)
KEPT = tuple(status for status in Status if status not in GONE)
