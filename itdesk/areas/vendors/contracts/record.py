"""What a contract is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.areas.vendors.choices import ContractKind, ContractStatus, Decision, NoticeUnit, PricePeriod, Renewal
from itdesk.areas.vendors.contracts import rules
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import granted
from itdesk.core.texts import N_


def _fill(values: Mapping[str, object], _original: Mapping[str, object]) -> Mapping[str, object]:
    return rules.values_that_follow(values)


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    return rules.problems(values)


_RUNNING = Filter("status", Operator.IS, (str(ContractStatus.RUNNING), str(ContractStatus.LEAVING)))

RECORD = RecordType(
    kind="contracts",
    table="contracts",
    singular_text=N_("Contract"),
    plural_text=N_("Contracts"),
    icon="doc",
    number_prefix="CON-",
    fields=(
        Field(
            name="number",
            label_text=N_("Number"),
            length=40,
            unique=True,
            width=90,
            aliases=("contract number", "vertragsnummer"),
        ),
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            width=220,
            aliases=("contract", "title", "contract name", "bezeichnung", "vertrag"),
        ),
        Field(
            name="vendor",
            label_text=N_("Vendor"),
            kind=Kind.LINK,
            to="vendors",
            required=True,
            create_missing=True,
            width=150,
            aliases=("supplier", "provider", "company", "lieferant", "anbieter", "vertragspartner"),
        ),
        Field(
            name="kind",
            label_text=N_("Type"),
            kind=Kind.CHOICE,
            choices=ContractKind,
            required=True,
            default=ContractKind.SUBSCRIPTION,
            aliases=("contract type", "category", "vertragsart", "art"),
        ),
        Field(
            name="reference",
            label_text=N_("Their number"),
            length=80,
            aliases=("reference", "vendor reference", "aktenzeichen"),
        ),
        Field(name="terms", label_text=N_("What it covers"), aliases=("description", "service", "leistung"), width=200),
        Field(
            name="status", label_text=N_("Status"), kind=Kind.CHOICE, choices=ContractStatus, computed=True, width=120
        ),
        Field(
            name="start_on",
            label_text=N_("Starts"),
            kind=Kind.DATE,
            required=True,
            width=110,
            aliases=("start", "start date", "begin", "begin date", "vertragsbeginn", "beginn", "laufzeitbeginn"),
        ),
        Field(
            name="end_on",
            label_text=N_("Ends"),
            kind=Kind.DATE,
            width=110,
            aliases=(
                "end",
                "end date",
                "expires",
                "expiration date",
                "renewal date",
                "vertragsende",
                "ende",
                "laufzeitende",
            ),
            hint_text=N_("The end of the present term; empty if it rolls on each month"),
        ),
        Field(
            name="renewal",
            label_text=N_("If nobody acts"),
            kind=Kind.CHOICE,
            choices=Renewal,
            required=True,
            default=Renewal.ENDS,
            width=140,
            aliases=("renewal type", "auto renew", "renewal mode", "verlängerung"),
        ),
        Field(
            name="renewal_months",
            label_text=N_("Renews for, months"),
            kind=Kind.INTEGER,
            minimum=1,
            aliases=("renewal period", "renewal term", "verlängerung monate"),
        ),
        Field(
            name="notice",
            label_text=N_("Notice"),
            kind=Kind.INTEGER,
            minimum=0,
            aliases=("notice period", "notice days", "cancellation period", "kündigungsfrist"),
            hint_text=N_("How long before the end it has to be given"),
        ),
        Field(
            name="notice_unit",
            label_text=N_("Notice counted in"),
            kind=Kind.CHOICE,
            choices=NoticeUnit,
            required=True,
            default=NoticeUnit.DAYS,
        ),
        Field(
            name="notice_in_writing",
            label_text=N_("Notice in writing"),
            kind=Kind.YES_NO,
            default=True,
            aliases=("in writing",),
        ),
        Field(
            name="decide_by_on",
            label_text=N_("Last day for notice"),
            kind=Kind.DATE,
            given=True,
            width=120,
            hint_text=N_("For the term that ends on the date above"),
        ),
        Field(
            name="at_end",
            label_text=N_("At the end"),
            length=120,
            hint_text=N_("What has to happen, such as return the machine"),
        ),
        Field(
            name="price",
            label_text=N_("Price"),
            kind=Kind.MONEY,
            minimum=0,
            width=100,
            aliases=("cost", "amount", "contract cost", "preis", "kosten", "betrag"),
        ),
        Field(
            name="price_period",
            label_text=N_("Paid"),
            kind=Kind.CHOICE,
            choices=PricePeriod,
            required=True,
            default=PricePeriod.YEAR,
            aliases=("billing cycle", "billing period", "payment frequency", "zahlweise", "abrechnung"),
        ),
        Field(
            name="currency",
            label_text=N_("Currency"),
            length=3,
            aliases=("währung",),
            hint_text=N_("Three letters. Empty: the workspace's."),
        ),
        Field(name="annual_cost", label_text=N_("A year"), kind=Kind.MONEY, computed=True, width=100),
        Field(
            name="price_rise_percent",
            label_text=N_("Price rise, %"),
            kind=Kind.DECIMAL,
            aliases=("uplift", "price increase", "preiserhöhung"),
        ),
        Field(name="price_rise_on", label_text=N_("Price rises on"), kind=Kind.DATE),
        Field(
            name="budget_line",
            label_text=N_("Budget line"),
            kind=Kind.LINK,
            to="budget_lines",
            aliases=("budget", "cost centre"),
        ),
        Field(
            name="owner",
            label_text=N_("Owner"),
            kind=Kind.LINK,
            to="people",
            aliases=("responsible", "contract owner", "verantwortlich"),
            hint_text=N_("Who decides about it"),
        ),
        Field(name="site", label_text=N_("Site"), kind=Kind.LINK, to="sites", aliases=("location", "standort")),
        Field(
            name="decision",
            label_text=N_("Decision"),
            kind=Kind.CHOICE,
            choices=Decision,
            required=True,
            default=Decision.UNDECIDED,
            width=120,
        ),
        Field(name="decided_on", label_text=N_("Decided on"), kind=Kind.DATE),
        Field(name="noticed_on", label_text=N_("Notice given on"), kind=Kind.DATE),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("comment", "comments", "notizen", "bemerkung"),
        ),
    ),
    title="name",
    subtitle=("number", "vendor"),
    columns=("number", "name", "vendor", "status", "end_on", "renewal", "decide_by_on", "decision", "annual_cost"),
    groups=(
        Group(N_("Contract"), ("number", "name", "vendor", "kind", "reference", "terms", "status", "owner", "site")),
        Group(
            N_("Terms"),
            (
                "start_on",
                "end_on",
                "renewal",
                "renewal_months",
                "notice",
                "notice_unit",
                "notice_in_writing",
                "decide_by_on",
                "at_end",
            ),
        ),
        Group(
            N_("Price"),
            ("price", "price_period", "currency", "annual_cost", "price_rise_percent", "price_rise_on", "budget_line"),
        ),
        Group(N_("Decision"), ("decision", "decided_on", "noticed_on")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "vendor", "start_on", "end_on", "renewal", "notice", "price", "price_period"),
    filters=(
        "status",
        "vendor",
        "kind",
        "renewal",
        "end_on",
        "decide_by_on",
        "decision",
        "owner",
        "site",
        "budget_line",
        "price",
    ),
    search=("number", "name", "reference", "terms", "at_end", "notes"),
    import_keys=("number", "name"),
    match=("number", "name", "reference"),
    sort=("decide_by_on", "name"),
    views=(
        View(N_("Running contracts"), (_RUNNING,)),
        View(
            N_("To decide in 60 days"),
            (
                _RUNNING,
                Filter("decision", Operator.IS, str(Decision.UNDECIDED)),
                Filter("decide_by_on", Operator.BEFORE, "today+60"),
            ),
            sort=("decide_by_on",),
        ),
        View(N_("Ending in 60 days"), (_RUNNING, Filter("end_on", Operator.BEFORE, "today+60")), sort=("end_on",)),
        View(N_("By vendor"), (_RUNNING,), group_by="vendor"),
        View(N_("All contracts"), sort=("number",)),
    ),
    fill=_fill,
    check=_check,
    rights=granted(),
    empty_text=N_("Contracts belong here so that you hear of the last day to cancel before it has gone by."),
)
