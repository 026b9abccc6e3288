"""The closed sets of a recovery plan."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class PlanStatus(Choice):
    """Where a plan stands."""

    DRAFT = "draft", N_("Draft"), "grey", "edit", ("entwurf",)
    SIGN_OFF = "sign_off", N_("For sign-off"), "amber", "clock", ("for approval", "in review", "zur freigabe")
    AGREED = "agreed", N_("Agreed"), "green", "check", ("approved", "freigegeben")


class SectionKind(Choice):
    """What a section holds besides its text."""

    TEXT = "text", N_("Text"), "grey", "doc"
    PROCEDURE = "procedure", N_("Steps"), "grey", "step"
    CALL_TREE = "call_tree", N_("Call tree"), "grey", "call"
    SYSTEMS = "systems", N_("Systems and priorities"), "grey", "server"
    VENDORS = "vendors", N_("Vendors and contracts"), "grey", "vendor"


class Completeness(Choice):
    """How far a section is."""

    COMPLETE = "complete", N_("Complete"), "green", "ring-check"
    IN_WORK = "in_work", N_("In work"), "accent", "ring-half"
    WRONG = "wrong", N_("Needs you"), "red", "warn"
    EMPTY = "empty", N_("Empty"), "grey", "ring-dashed"
