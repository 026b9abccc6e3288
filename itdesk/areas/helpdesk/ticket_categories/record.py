"""What a ticket category is."""

from __future__ import annotations

from itdesk.areas.helpdesk.ticket_categories.choices import Picture
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import NAMES, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="ticket_categories",
    table="ticket_categories",
    singular_text=N_("Ticket category"),
    plural_text=N_("Ticket categories"),
    icon="tag",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            length=120,
            width=200,
            aliases=("category", "kategorie"),
        ),
        Field(
            name="parent",
            label_text=N_("Part of"),
            kind=Kind.LINK,
            to="ticket_categories",
            aliases=("parent category",),
        ),
        Field(
            name="example",
            label_text=N_("Examples"),
            width=260,
            hint_text=N_("One line that people read under the picture"),
        ),
        Field(name="picture", label_text=N_("Picture"), kind=Kind.CHOICE, choices=Picture),
        Field(name="on_kiosk", label_text=N_("On the shared screen"), kind=Kind.YES_NO, default=False),
        Field(name="position", label_text=N_("Order"), kind=Kind.INTEGER, default=0, minimum=0),
        Field(name="is_active", label_text=N_("In use"), kind=Kind.YES_NO, default=True),
    ),
    title="name",
    subtitle=("parent",),
    columns=("name", "parent", "example", "on_kiosk", "position", "is_active"),
    groups=(
        Group(N_("Category"), ("name", "parent", "is_active")),
        Group(N_("On the shared screen"), ("on_kiosk", "example", "picture", "position")),
    ),
    created=("name", "parent", "on_kiosk", "picture", "example"),
    filters=("is_active", "on_kiosk", "parent"),
    search=("name", "example"),
    import_keys=("name",),
    match=("name",),
    sort=("position", "name"),
    views=(
        View(N_("In use"), (Filter("is_active", Operator.IS, True),)),
        View(N_("On the shared screen"), (Filter("on_kiosk", Operator.IS, True),), sort=("position",)),
        View(N_("All categories")),
    ),
    rights=granted(staff=NAMES),
    empty_text=N_("Categories say what tickets are about, so that reports can tell what breaks most."),
)
