"""What a budget line is."""

from __future__ import annotations

from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READS, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="budget_lines",
    table="budget_lines",
    singular_text=N_("Budget line"),
    plural_text=N_("Budget lines"),
    icon="list",
    fields=(
        Field(
            name="name",
            label_text=N_("Line"),
            required=True,
            width=220,
            aliases=("line", "budget line", "item", "posten"),
        ),
        Field(
            name="budget",
            label_text=N_("Budget"),
            kind=Kind.LINK,
            to="budgets",
            required=True,
            width=150,
            aliases=("year", "financial year", "haushalt"),
        ),
        Field(
            name="group",
            label_text=N_("Group"),
            kind=Kind.LINK,
            to="budget_groups",
            required=True,
            create_missing=True,
            width=150,
            aliases=("category", "heading", "gruppe", "kategorie"),
        ),
        Field(
            name="vendor",
            label_text=N_("Vendor"),
            kind=Kind.LINK,
            to="vendors",
            create_missing=True,
            width=150,
            aliases=("supplier", "lieferant"),
            hint_text=N_("Empty means various"),
        ),
        Field(
            name="cost_centre",
            label_text=N_("Cost centre"),
            length=80,
            aliases=("cost center", "account", "gl code", "kostenstelle", "konto"),
        ),
        Field(
            name="position",
            label_text=N_("Order"),
            kind=Kind.INTEGER,
            default=0,
            minimum=0,
            aliases=("order", "reihenfolge"),
        ),
        Field(name="currency", label_text=N_("Currency"), length=3, computed=True),
        Field(name="planned", label_text=N_("Budget for the year"), kind=Kind.MONEY, computed=True, width=110),
        Field(name="spent", label_text=N_("Spent"), kind=Kind.MONEY, computed=True, width=110),
        Field(name="notes", label_text=N_("Notes"), kind=Kind.LONG, aliases=("comment", "notizen")),
    ),
    title="name",
    subtitle=("budget", "group"),
    columns=("name", "budget", "group", "vendor", "cost_centre", "planned", "spent"),
    groups=(
        Group(N_("Line"), ("name", "budget", "group", "vendor", "cost_centre", "position")),
        Group(N_("Sums"), ("planned", "spent", "currency")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "budget", "group", "vendor", "cost_centre"),
    filters=("budget", "group", "vendor", "cost_centre"),
    search=("name", "cost_centre", "notes"),
    import_keys=("budget|name",),
    match=("name",),
    sort=("group", "position", "name"),
    views=(View(N_("All lines")), View(N_("By budget"), group_by="budget"), View(N_("By vendor"), group_by="vendor")),
    rights=granted(technician=READS),
    empty_text=N_("Lines say what the money is for. Each has its months in the budget."),
)
