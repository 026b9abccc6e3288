"""What a budget is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.areas.finance.budgets import rules
from itdesk.areas.finance.budgets.choices import BudgetStatus
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READS, Grant, Verb, granted
from itdesk.core.texts import N_


def _fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    return rules.dates_that_follow(values, original)


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    return rules.problems(values)


# the owner agrees a budget; its figures are the administrator's
_RIGHTS = granted(
    technician=READS,
    owner=Grant(verbs=frozenset({Verb.READ, Verb.CHANGE}), changes=frozenset({"status", "agreed_on", "agreed_by"})),
)

RECORD = RecordType(
    kind="budgets",
    table="budgets",
    singular_text=N_("Budget"),
    plural_text=N_("Budgets"),
    icon="fin",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            length=120,
            width=200,
            aliases=("budget", "haushalt"),
        ),
        Field(
            name="start_on",
            label_text=N_("From"),
            kind=Kind.DATE,
            required=True,
            width=110,
            aliases=("start", "start date", "begin", "beginn"),
            hint_text=N_("The first day of the financial year"),
        ),
        Field(name="end_on", label_text=N_("To"), kind=Kind.DATE, required=True, given=True, width=110),
        Field(
            name="currency",
            label_text=N_("Currency"),
            length=3,
            aliases=("währung",),
            hint_text=N_("Three letters. Empty: the workspace's."),
        ),
        Field(
            name="status",
            label_text=N_("Status"),
            kind=Kind.CHOICE,
            choices=BudgetStatus,
            required=True,
            default=BudgetStatus.DRAFT,
            width=110,
        ),
        Field(name="agreed_on", label_text=N_("Agreed on"), kind=Kind.DATE, width=110),
        Field(name="agreed_by", label_text=N_("Agreed by"), kind=Kind.LINK, to="people"),
        Field(
            name="owner", label_text=N_("Owner"), kind=Kind.LINK, to="people", aliases=("responsible", "verantwortlich")
        ),
        Field(name="site", label_text=N_("Site"), kind=Kind.LINK, to="sites", hint_text=N_("Empty means every site")),
        Field(name="planned", label_text=N_("Budget"), kind=Kind.MONEY, computed=True, width=110),
        Field(name="spent", label_text=N_("Spent"), kind=Kind.MONEY, computed=True, width=110),
        Field(name="notes", label_text=N_("Notes"), kind=Kind.LONG, aliases=("comment", "notizen")),
    ),
    title="name",
    subtitle=("start_on", "status"),
    columns=("name", "start_on", "end_on", "status", "agreed_on", "planned", "spent"),
    groups=(
        Group(N_("Budget"), ("name", "start_on", "end_on", "currency", "owner", "site", "planned", "spent")),
        Group(N_("Agreed"), ("status", "agreed_on", "agreed_by")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "start_on", "currency", "site"),
    filters=("status", "start_on", "site", "owner"),
    search=("name", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("-start_on",),
    views=(
        View(N_("All budgets")),
        View(N_("Not closed"), (Filter("status", Operator.IS_NOT, str(BudgetStatus.CLOSED)),)),
    ),
    fill=_fill,
    check=_check,
    rights=_RIGHTS,
    empty_text=N_("A budget says what IT may cost in twelve months. Then you see every month whether it will do."),
)
