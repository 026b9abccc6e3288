"""The closed sets of a contract."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class ContractKind(Choice):
    """What a contract is about."""

    SUBSCRIPTION = "subscription", N_("Subscription"), "accent", "cloud", ("saas", "abonnement", "abo")
    SUPPORT = "support", N_("Support"), "accent", "help", ("maintenance", "warranty", "wartung", "wartungsvertrag")
    SERVICE = "service", N_("Service"), "accent", "users", ("services", "dienstleistung")
    LEASE = "lease", N_("Lease"), "accent", "swap", ("leasing", "rental", "hire", "miete")
    CONNECTION = (
        "connection",
        N_("Connection"),
        "accent",
        "wifi",
        ("internet", "telecom", "phone", "telephony", "telefon"),
    )
    LICENCE = "licence", N_("Licence"), "accent", "key", ("license", "software", "lizenz")
    INSURANCE = "insurance", N_("Insurance"), "accent", "cert", ("versicherung",)
    OTHER = "other", N_("Other"), "grey", "doc", ("sonstiges",)


class Renewal(Choice):
    """What happens on the last day if nobody does anything."""

    ENDS = "ends", N_("Ends"), "grey", "x", ("none", "never", "manual", "no renewal", "express", "endet", "keine")
    AUTO = (
        "auto",
        N_("Renews by itself"),
        "amber",
        "switch",
        ("automatic", "auto-renew", "auto-renews", "tacit", "automatisch"),
    )
    ROLLING = "rolling", N_("Rolls on each month"), "grey", "arrow", ("monthly", "rolling", "monatlich", "unbefristet")


class NoticeUnit(Choice):
    """In what a notice period is counted."""

    DAYS = "days", N_("days"), "grey", "", ("day", "d", "tage", "tag")
    WEEKS = "weeks", N_("weeks"), "grey", "", ("week", "w", "wochen", "woche")
    MONTHS = "months", N_("months"), "grey", "", ("month", "m", "monate", "monat")


class PricePeriod(Choice):
    """How often the price is paid."""

    MONTH = "month", N_("a month"), "grey", "", ("monthly", "month", "per month", "monatlich")
    QUARTER = "quarter", N_("a quarter"), "grey", "", ("quarterly", "quarter", "per quarter", "vierteljährlich")
    HALF_YEAR = "half_year", N_("every half-year"), "grey", "", ("half-yearly", "semi-annual", "halbjährlich")
    YEAR = "year", N_("a year"), "grey", "", ("yearly", "annual", "annually", "per year", "jährlich")
    ONCE = "once", N_("once"), "grey", "", ("one-off", "one time", "single", "einmalig")


PAYMENTS_A_YEAR = {
    PricePeriod.MONTH: 12,
    PricePeriod.QUARTER: 4,
    PricePeriod.HALF_YEAR: 2,
    PricePeriod.YEAR: 1,
    PricePeriod.ONCE: 1,
}


class Decision(Choice):
    """What was decided about the contract's next end."""

    UNDECIDED = "undecided", N_("Undecided"), "amber", "flag", ("open", "offen")
    KEEP = "keep", N_("Let it renew"), "green", "check", ("renew", "keep", "verlängern")
    LEAVE = "leave", N_("Leave"), "red", "x", ("cancel", "end", "kündigen")
    NOTICED = "noticed", N_("Notice given"), "grey", "mail", ("notice given", "cancelled", "gekündigt")


class ContractStatus(Choice):
    """Where a contract stands today."""

    PLANNED = "planned", N_("Not started"), "violet", "ring-dashed"
    RUNNING = "running", N_("Running"), "green", "ring-check"
    LEAVING = "leaving", N_("Notice given"), "amber", "ring-half"
    ENDED = "ended", N_("Ended"), "grey", "ring-x"


class Pressing(Choice):
    """How pressing the last day to cancel is."""

    TODAY = "today", N_("Today"), "red", "flag"
    WEEK = "week", N_("Within a week"), "red", "warn"
    SOON = "soon", N_("Within 60 days"), "amber", "clock"
    LATER = "later", N_("Later"), "grey", "clock"
    MISSED = "missed", N_("Too late to leave"), "red", "warn"
    NONE = "none", N_("Nothing to decide"), "grey", ""
