"""What a recovery plan is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.areas.continuity.plans.choices import PlanStatus
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, Inside, Verb, granted
from itdesk.core.texts import N_, _


def _fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    taken_back = original.get("status") == PlanStatus.AGREED and values.get("status") != PlanStatus.AGREED
    return {"agreed_on": None} if taken_back else {}


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    if values.get("status") == PlanStatus.AGREED and values.get("agreed_on") is None:
        yield Problem("agreed_on", _("Say on which day it was agreed."))


# the owner agrees to a plan, in their own name; its text is the team's
_RIGHTS = granted(
    owner=Grant(
        verbs=READ | {Verb.CHANGE},
        changes=frozenset({"status", "approver", "agreed_on"}),
        adds={"plan_editions": Inside(adds=True, own="agreed_by_id")},
    )
)

RECORD = RecordType(
    kind="plans",
    table="plans",
    singular_text=N_("Recovery plan"),
    plural_text=N_("Recovery plans"),
    icon="cont",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            width=280,
            aliases=("plan", "title", "titel"),
        ),
        Field(
            name="subtitle",
            label_text=N_("What it is for"),
            hint_text=N_("One line for the cover, such as: what to do when the office is not there"),
        ),
        Field(
            name="edition", label_text=N_("Version"), kind=Kind.INTEGER, required=True, default=1, minimum=1, width=80
        ),
        Field(
            name="status",
            label_text=N_("Status"),
            kind=Kind.CHOICE,
            choices=PlanStatus,
            required=True,
            default=PlanStatus.DRAFT,
            width=120,
        ),
        Field(
            name="owner",
            label_text=N_("Owner"),
            kind=Kind.LINK,
            to="people",
            width=150,
            aliases=("responsible", "verantwortlich"),
        ),
        Field(
            name="approver",
            label_text=N_("Signed off by"),
            kind=Kind.LINK,
            to="people",
            width=150,
            aliases=("approved by",),
        ),
        Field(name="agreed_on", label_text=N_("Signed off on"), kind=Kind.DATE),
        Field(
            name="site", label_text=N_("Site"), kind=Kind.LINK, to="sites", width=130, aliases=("location", "standort")
        ),
        Field(
            name="review_on",
            label_text=N_("Review by"),
            kind=Kind.DATE,
            width=110,
            aliases=("next review", "review date"),
        ),
        Field(name="last_tested_on", label_text=N_("Last tested"), kind=Kind.DATE, width=110, aliases=("last test",)),
        Field(name="tested_what", label_text=N_("What was tested"), hint_text=N_("Such as: file server, 3 h 10 min")),
        Field(
            name="copies",
            label_text=N_("Who has a copy"),
            hint_text=N_("Places where a printed copy lies when nothing works"),
        ),
        Field(
            name="no_answer_minutes",
            label_text=N_("Call the next after, min"),
            kind=Kind.INTEGER,
            required=True,
            default=15,
            minimum=1,
        ),
        Field(name="purpose", label_text=N_("Notes"), kind=Kind.LONG, aliases=("description", "notes", "notizen")),
    ),
    title="name",
    subtitle=("site", "status"),
    columns=("name", "edition", "status", "owner", "site", "review_on", "last_tested_on"),
    groups=(
        Group(N_("Plan"), ("name", "subtitle", "edition", "owner", "site", "no_answer_minutes", "copies", "purpose")),
        Group(N_("Sign-off"), ("status", "approver", "agreed_on")),
        Group(N_("Review and test"), ("review_on", "last_tested_on", "tested_what")),
    ),
    created=("name", "owner", "site", "review_on"),
    filters=("status", "owner", "site", "review_on", "last_tested_on"),
    search=("name", "subtitle", "copies", "purpose"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(
        View(N_("All plans")),
        View(N_("To review"), (Filter("review_on", Operator.BEFORE, "today+30"),), sort=("review_on",)),
    ),
    fill=_fill,
    check=_check,
    rights=_RIGHTS,
    empty_text=N_(
        "A recovery plan says who does what when a system, the internet or the office is gone. Print it before you need it."
    ),
)
