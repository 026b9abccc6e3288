"""The priorities of tickets, since each has a service level."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Priority(Choice):
    """In which order tickets are worked on, most pressing first."""

    URGENT = (
        "urgent",
        N_("Urgent"),
        "red",
        "urgent",
        (
            "critical",
            "1 - critical",
            "immediate",
            "very high",
            "major",
            "blocker",
            "p1",
            "dringend",
            "sofort",
            "sehr hoch",
            "kritisch",
        ),
    )
    HIGH = "high", N_("High"), "amber", "bars-3", ("2 - high", "important", "p2", "hoch", "wichtig")
    NORMAL = (
        "normal",
        N_("Normal"),
        "grey",
        "bars-2",
        ("medium", "moderate", "3 - moderate", "3 - medium", "p3", "mittel"),
    )
    LOW = (
        "low",
        N_("Low"),
        "grey",
        "bars-1",
        ("4 - low", "5 - planning", "planning", "minor", "very low", "p4", "niedrig", "gering"),
    )
