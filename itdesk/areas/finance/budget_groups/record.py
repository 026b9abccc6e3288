"""What a budget group is."""

from __future__ import annotations

from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READS, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="budget_groups",
    table="budget_groups",
    singular_text=N_("Budget group"),
    plural_text=N_("Budget groups"),
    icon="folder",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            length=120,
            width=240,
            aliases=("group", "gruppe"),
        ),
        Field(
            name="position",
            label_text=N_("Order"),
            kind=Kind.INTEGER,
            default=0,
            minimum=0,
            aliases=("order", "reihenfolge"),
        ),
    ),
    title="name",
    columns=("name", "position"),
    groups=(Group(N_("Budget group"), ("name", "position")),),
    created=("name", "position"),
    search=("name",),
    import_keys=("name",),
    match=("name",),
    sort=("position", "name"),
    views=(View(N_("All groups")),),
    rights=granted(technician=READS),
    empty_text=N_("Groups gather budget lines, such as hardware or software, with a sum for each."),
)
