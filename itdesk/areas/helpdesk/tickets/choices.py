"""The closed sets of a ticket: what it is, where it stands, how far it reaches, how it came."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class TicketKind(Choice):
    """Something broke, or somebody would like something."""

    FAULT = "fault", N_("Fault"), "amber", "warn", ("incident", "bug", "problem", "störung", "fehler", "1")
    REQUEST = (
        "request",
        N_("Request"),
        "accent",
        "plus",
        ("service request", "feature request", "feature", "support", "task", "question", "anfrage", "wunsch", "0"),
    )


class Status(Choice):
    """Where a ticket stands."""

    NEW = (
        "new",
        N_("New"),
        "accent",
        "ring-dashed",
        ("open", "opened", "registered", "incoming", "unassigned", "neu", "offen"),
    )
    IN_PROGRESS = (
        "in_progress",
        N_("In progress"),
        "accent",
        "ring-half",
        (
            "active",
            "assigned",
            "accepted",
            "work in progress",
            "started",
            "reopened",
            "processing",
            "processing (assigned)",
            "processing (planned)",
            "in bearbeitung",
            "zugewiesen",
            "in arbeit",
        ),
    )
    WAITING = (
        "waiting",
        N_("Waiting"),
        "amber",
        "ring-pause",
        (
            "pending",
            "on hold",
            "hold",
            "feedback",
            "awaiting user info",
            "awaiting problem",
            "awaiting vendor",
            "awaiting evidence",
            "awaiting change",
            "waiting for customer",
            "wartend",
            "wartet",
            "zurückgestellt",
        ),
    )
    RESOLVED = (
        "resolved",
        N_("Resolved"),
        "green",
        "ring-check",
        ("solved", "done", "fixed", "completed", "complete", "gelöst", "erledigt", "behoben"),
    )
    CLOSED = (
        "closed",
        N_("Closed"),
        "grey",
        "ring-x",
        ("cancelled", "canceled", "rejected", "withdrawn", "geschlossen", "abgeschlossen", "abgelehnt"),
    )


OPEN = (Status.NEW, Status.IN_PROGRESS, Status.WAITING)
DONE = (Status.RESOLVED, Status.CLOSED)


class Level(Choice):
    """Impact and urgency; bare figures are read as ITIL counts them, from 1 for high."""

    HIGH = "high", N_("High"), "red", "bars-3", ("1", "1 - high", "hoch")
    MEDIUM = "medium", N_("Medium"), "amber", "bars-2", ("2", "2 - medium", "normal", "moderate", "mittel")
    LOW = "low", N_("Low"), "grey", "bars-1", ("3", "3 - low", "4", "4 - low", "5", "niedrig", "gering")


class Source(Choice):
    """How it reached the help desk."""

    KIOSK = "kiosk", N_("Shared PC"), "grey", "desktop", ("self-service", "self service", "portal", "web", "formular")
    EMAIL = "email", N_("Email"), "grey", "mail", ("e-mail", "mail", "mailbox")
    PHONE = "phone", N_("Phone"), "grey", "phone", ("call", "telephone", "telefon", "anruf")
    WALK_IN = (
        "walk_in",
        N_("In person"),
        "grey",
        "user",
        ("walk-in", "walk in", "direct", "persönlich", "helpdesk", "direct opening"),
    )
    MONITORING = "monitoring", N_("Monitoring"), "grey", "bell", ("event", "alert", "überwachung", "ids")


class Waiting(Choice):
    """What a waiting ticket waits for."""

    PERSON = "person", N_("Answer"), "amber", "user", ("user", "customer", "requester", "benutzer")
    VENDOR = "vendor", N_("Vendor"), "amber", "vendor", ("supplier", "lieferant")
    PARTS = "parts", N_("Parts"), "amber", "tag", ("delivery", "ersatzteil")
    APPROVAL = "approval", N_("Approval"), "amber", "check", ("freigabe", "genehmigung")
    DATE = "date", N_("A date"), "amber", "cal", ("planned", "termin")


class Via(Choice):
    """How a message came or went."""

    APP = "app", N_("Help desk"), "grey", "help"
    KIOSK = "kiosk", N_("Shared PC"), "grey", "desktop"
    EMAIL = "email", N_("Email"), "grey", "mail"
    PHONE = "phone", N_("Phone"), "grey", "phone"


class QueueView(Choice):
    """The views of the queue."""

    MINE = "mine", N_("My open tickets"), "grey", "user"
    OPEN = "open", N_("All open tickets"), "grey", "help"
    UNASSIGNED = "unassigned", N_("Not assigned"), "grey", "users"
    WAITING = "waiting", N_("Waiting"), "grey", "pause"
    SNOOZED = "snoozed", N_("Hidden for now"), "grey", "clock"
