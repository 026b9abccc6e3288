"""The record type of categories."""

from __future__ import annotations

from itdesk.areas.inventory.categories.choices import Device, Purpose
from itdesk.areas.inventory.categories.rules import fill
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="categories",
    table="categories",
    singular_text=N_("Category"),
    plural_text=N_("Categories"),
    icon="grid",
    title="name",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=200,
            width=220,
            aliases=("Category", "Category name", "Type", "Kategorie", "Typ"),
        ),
        Field(
            name="purpose",
            label_text=N_("For"),
            kind=Kind.CHOICE,
            choices=Purpose,
            default=Purpose.HARDWARE.value,
            required=True,
            aliases=("Category type", "Item type", "Used for", "Art"),
        ),
        Field(
            name="device",
            label_text=N_("Sort of device"),
            kind=Kind.CHOICE,
            choices=Device,
            aliases=("Device type", "Icon", "Geräteart"),
            hint_text=N_("Gives the icon, and views such as laptops over 4 years."),
        ),
        Field(
            name="useful_life_months",
            label_text=N_("Useful life, months"),
            kind=Kind.INTEGER,
            minimum=1,
            aliases=("EOL", "Useful life", "Lifetime", "Nutzungsdauer", "Depreciation months"),
            hint_text=N_("Used where neither the device nor its model says more."),
        ),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "purpose", "device", "useful_life_months"),
    groups=(Group(N_("Category"), ("name", "purpose", "device", "useful_life_months")), Group(N_("Notes"), ("notes",))),
    created=("name", "purpose", "device", "useful_life_months"),
    filters=("purpose", "device"),
    search=("name", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(
        View(N_("All categories")),
        View(N_("For hardware"), filters=(Filter("purpose", Operator.IS, Purpose.HARDWARE.value),)),
        View(N_("For licences"), filters=(Filter("purpose", Operator.IS, Purpose.LICENCES.value),)),
    ),
    fill=fill,
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"notes"}), inside={}, listed=False)),
    empty_text=N_("Laptops, monitors, servers: categories sort what you own and say how long it lasts."),
)
