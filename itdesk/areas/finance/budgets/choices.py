"""The closed sets of a budget."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class BudgetStatus(Choice):
    """Where a budget stands."""

    DRAFT = "draft", N_("Draft"), "grey", "edit", ("entwurf", "planned")
    AGREED = "agreed", N_("Agreed"), "green", "check", ("approved", "active", "genehmigt", "vereinbart")
    CLOSED = "closed", N_("Closed"), "grey", "lock", ("abgeschlossen", "done")


class Figure(Choice):
    """The three figures of a month."""

    PLANNED = "planned", N_("Budget"), "grey", ""
    ACTUAL = "actual", N_("Spent"), "accent", ""
    FORECAST = "forecast", N_("Expected"), "accent", ""
