"""The record type of custom fields: each record is the definition of a field of another record type."""

from __future__ import annotations

from itdesk.areas.directory.custom_fields.choices import ValueKind
from itdesk.areas.directory.custom_fields.rules import check, fill
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READS, granted
from itdesk.core.texts import N_

ANOTHER = N_("Add another field instead: records hold values of this one.")

RECORD = RecordType(
    kind="custom_fields",
    table="custom_fields",
    singular_text=N_("Custom field"),
    plural_text=N_("Custom fields"),
    icon="sliders",
    title="label",
    subtitle=("record_kind", "value_kind"),
    fields=(
        Field(name="label", label_text=N_("Name"), required=True, length=60, width=180, aliases=("Field", "Feld")),
        Field(
            name="record_kind",
            label_text=N_("On"),
            required=True,
            length=40,
            width=130,
            aliases=("Record type", "Datensatzart"),
            hint_text=N_("The record type's word on the command line, such as hardware."),
        ),
        Field(
            name="key",
            label_text=N_("Key"),
            unique=True,
            length=60,
            width=140,
            hint_text=N_("By this saved views and files know it. Empty: made from the name."),
        ),
        Field(
            name="value_kind",
            label_text=N_("Holds"),
            kind=Kind.CHOICE,
            choices=ValueKind,
            default=ValueKind.TEXT.value,
            required=True,
            width=120,
            aliases=("Type", "Typ"),
        ),
        Field(name="link_to", label_text=N_("Links to"), length=40, hint_text=N_("For links: the other record type.")),
        Field(
            name="category",
            label_text=N_("Only for category"),
            kind=Kind.LINK,
            to="categories",
            hint_text=N_("Hardware, models and licences of other categories don't have it."),
        ),
        Field(
            name="ticket_category",
            label_text=N_("Only for ticket category"),
            kind=Kind.LINK,
            to="ticket_categories",
            hint_text=N_("With everything that is part of it."),
        ),
        Field(name="is_required", label_text=N_("Required"), kind=Kind.YES_NO, default=False),
        Field(name="is_unique", label_text=N_("No two alike"), kind=Kind.YES_NO, default=False),
        Field(name="is_searched", label_text=N_("Found by search"), kind=Kind.YES_NO, default=False),
        Field(name="is_listed", label_text=N_("Column shown at first"), kind=Kind.YES_NO, default=False),
        Field(name="default_value", label_text=N_("Starts as"), width=120),
        Field(name="hint", label_text=N_("Line of help"), width=200),
        Field(name="group_title", label_text=N_("Under the heading"), length=60, width=140),
        Field(name="position", label_text=N_("Order"), kind=Kind.INTEGER, default=0, minimum=0),
    ),
    columns=("label", "record_kind", "value_kind", "is_required", "is_searched", "group_title"),
    groups=(
        Group(N_("Field"), ("label", "record_kind", "value_kind", "link_to", "key")),
        Group(N_("Who has it"), ("category", "ticket_category")),
        Group(N_("Rules"), ("is_required", "is_unique", "is_searched", "is_listed", "default_value")),
        Group(N_("On the form"), ("group_title", "hint", "position")),
    ),
    created=("label", "record_kind", "value_kind"),
    filters=("value_kind", "is_required", "is_unique"),
    search=("label", "record_kind", "hint"),
    import_keys=("key",),
    match=("key", "label"),
    sort=("record_kind", "position"),
    views=(View(N_("All custom fields")), View(N_("By record type"), group_by="record_kind")),
    fill=fill,
    check=check,
    fixed={
        "record_kind": ANOTHER,
        "value_kind": N_("Choose “Change what it holds…” in the list of custom fields: there the values go with it."),
        "link_to": ANOTHER,
    },
    rights=granted(technician=READS),
    empty_text=N_("Whatever else your firm has to write down: add a field to any record, and it works everywhere."),
)
