"""What a system is that people can't work without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import granted
from itdesk.core.texts import N_, _


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    if values.get("proven_minutes") is not None and values.get("last_proven_on") is None:
        yield Problem("last_proven_on", _("Say on which day it was proven."))


RECORD = RecordType(
    kind="systems",
    table="systems",
    singular_text=N_("System"),
    plural_text=N_("Systems"),
    icon="server",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            width=200,
            aliases=("system", "service", "process", "dienst"),
        ),
        Field(
            name="priority",
            label_text=N_("Priority"),
            kind=Kind.INTEGER,
            required=True,
            default=2,
            minimum=1,
            width=80,
            aliases=("tier", "priorität"),
            hint_text=N_("1 is brought back first"),
        ),
        Field(
            name="hardware",
            label_text=N_("Runs on"),
            kind=Kind.LINK,
            to="hardware",
            width=120,
            aliases=("asset", "server", "machine", "gerät"),
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
            name="vendor",
            label_text=N_("Vendor"),
            kind=Kind.LINK,
            to="vendors",
            create_missing=True,
            width=140,
            aliases=("supplier", "lieferant"),
        ),
        Field(name="other_vendor", label_text=N_("Second vendor"), kind=Kind.LINK, to="vendors", create_missing=True),
        Field(
            name="back_within_hours",
            label_text=N_("Back in, h"),
            kind=Kind.DECIMAL,
            required=True,
            minimum=0,
            width=80,
            aliases=("rto", "recovery time objective", "wiederanlaufzeit"),
            hint_text=N_("The longest stop we accept (RTO)"),
        ),
        Field(
            name="may_lose_hours",
            label_text=N_("May lose, h"),
            kind=Kind.DECIMAL,
            minimum=0,
            width=80,
            aliases=("rpo", "recovery point objective", "datenverlust"),
            hint_text=N_("The most work we accept to do again (RPO); empty if it holds no work"),
        ),
        Field(
            name="needs_proof",
            label_text=N_("Restore has to be tested"),
            kind=Kind.YES_NO,
            required=True,
            default=True,
        ),
        Field(
            name="last_proven_on",
            label_text=N_("Last proven"),
            kind=Kind.DATE,
            width=110,
            aliases=("last restore test", "last test"),
        ),
        Field(name="proven_minutes", label_text=N_("It took, min"), kind=Kind.INTEGER, minimum=1),
        Field(name="work_that_stops", label_text=N_("Work that stops"), width=200, aliases=("impact", "auswirkung")),
        Field(
            name="people_count",
            label_text=N_("People who stop"),
            kind=Kind.INTEGER,
            minimum=0,
            aliases=("users", "nutzer"),
        ),
        Field(
            name="day_cost",
            label_text=N_("Cost of a day"),
            kind=Kind.MONEY,
            minimum=0,
            width=110,
            aliases=("downtime cost",),
        ),
        Field(
            name="currency",
            label_text=N_("Currency"),
            length=3,
            aliases=("währung",),
            hint_text=N_("Three letters. Empty: the workspace's."),
        ),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("description", "comment", "notizen", "beschreibung"),
        ),
    ),
    title="name",
    subtitle=("hardware", "vendor"),
    columns=(
        "priority",
        "name",
        "hardware",
        "vendor",
        "back_within_hours",
        "may_lose_hours",
        "last_proven_on",
        "people_count",
        "day_cost",
    ),
    groups=(
        Group(N_("System"), ("name", "priority", "hardware", "owner", "vendor", "other_vendor")),
        Group(N_("Promised"), ("back_within_hours", "may_lose_hours")),
        Group(N_("Proven"), ("needs_proof", "last_proven_on", "proven_minutes")),
        Group(N_("When it stops"), ("work_that_stops", "people_count", "day_cost", "currency")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "priority", "hardware", "vendor", "back_within_hours", "may_lose_hours"),
    filters=("priority", "owner", "vendor", "hardware", "back_within_hours", "last_proven_on", "needs_proof"),
    search=("name", "work_that_stops", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("priority", "name"),
    views=(
        View(N_("All systems")),
        View(
            N_("Never proven"),
            (Filter("last_proven_on", Operator.EMPTY), Filter("needs_proof", Operator.IS, True)),
            sort=("priority",),
        ),
    ),
    check=_check,
    rights=granted(),
    empty_text=N_(
        "Name what people can't work without, how fast it must be back, and when you last proved that it can be."
    ),
)
