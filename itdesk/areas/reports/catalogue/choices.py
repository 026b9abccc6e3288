"""Which reports there are."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class ReportKey(Choice):
    """A report by its word on the command line, with its name and icon."""

    BUDGET = "budget", N_("IT budget"), "accent", "fin"
    AUDIT = "audit", N_("IT audit"), "accent", "gov"
    RECOVERY = "recovery", N_("Recovery plan"), "accent", "cont"
    LABELS = "labels", N_("Labels for devices"), "accent", "tag"


REPORTS: tuple[str, ...] = tuple(str(key) for key in ReportKey)

ABOUT: dict[str, str] = {
    "budget": N_("What was spent, how the year will end, and what you are bound to. For the owner."),
    "audit": N_("What is in order, what isn't and what to do about it. To be signed."),
    "recovery": N_("Whom to call and what to do when something stops. For the wall and for home."),
    "labels": N_("A sheet of 24 labels with codes, to be stuck on equipment."),
}

# What the way to what a report is made of is called.
WAYS: dict[str, str] = {
    "budget": N_("Open budgets"),
    "recovery": N_("Open recovery plans"),
    "labels": N_("Go to equipment"),
}

# The folder without which a report has nothing to tell.
BELONGS: dict[str, str] = {"budget": "finance.budgets", "recovery": "continuity.plans", "labels": "inventory.hardware"}
