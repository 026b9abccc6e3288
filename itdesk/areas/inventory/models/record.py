"""The record type of models."""

from __future__ import annotations

from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="models",
    table="models",
    singular_text=N_("Model"),
    plural_text=N_("Models"),
    icon="desktop",
    title="name",
    subtitle=("maker", "model_number"),
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=200,
            width=220,
            aliases=("Model", "Model name", "Asset model", "Modell", "Modellname"),
        ),
        Field(
            name="maker",
            label_text=N_("Maker"),
            kind=Kind.LINK,
            to="makers",
            create_missing=True,
            width=160,
            aliases=("Manufacturer", "Brand", "Make", "Hersteller", "Marke"),
        ),
        Field(
            name="category",
            label_text=N_("Category"),
            kind=Kind.LINK,
            to="categories",
            create_missing=True,
            width=140,
            aliases=("Type", "Device type", "Kategorie", "Typ"),
        ),
        Field(
            name="model_number",
            label_text=N_("Model number"),
            length=120,
            width=130,
            aliases=("Model no", "Part number", "Product number", "Reference", "SKU", "Modellnummer", "Produktnummer"),
        ),
        Field(
            name="useful_life_months",
            label_text=N_("Useful life, months"),
            kind=Kind.INTEGER,
            minimum=1,
            aliases=("EOL", "EOL months", "Useful life", "Lifetime", "Nutzungsdauer"),
            hint_text=N_("When to replace it, and how long its value is written off. Empty: the category's."),
        ),
        Field(
            name="is_requestable",
            label_text=N_("May be asked for"),
            kind=Kind.YES_NO,
            default=False,
            aliases=("Requestable", "Is requestable", "Anforderbar"),
        ),
        Field(
            name="minimum_stock",
            label_text=N_("Spares to keep"),
            kind=Kind.INTEGER,
            minimum=0,
            aliases=("Min Qty", "Min amt", "Minimum quantity", "Minimum stock", "Mindestbestand"),
            hint_text=N_("Fewer spare ones than this show as short."),
        ),
        Field(
            name="fieldset",
            label_text=N_("Set of fields"),
            length=150,
            aliases=("Fieldset", "Custom fieldset"),
            hint_text=N_("What the program that it came from calls its own fields."),
        ),
        Field(name="in_use", label_text=N_("In use"), kind=Kind.INTEGER, computed=True),
        Field(name="spare", label_text=N_("Spare"), kind=Kind.INTEGER, computed=True),
        Field(name="is_short", label_text=N_("Short of spares"), kind=Kind.YES_NO, computed=True),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Model notes", "Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "maker", "category", "model_number", "useful_life_months", "in_use", "spare", "minimum_stock"),
    groups=(
        Group(N_("Model"), ("name", "maker", "category", "model_number")),
        Group(N_("Life and stock"), ("useful_life_months", "minimum_stock", "is_requestable", "fieldset")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "maker", "category", "useful_life_months"),
    filters=("maker", "category", "is_requestable", "is_short", "useful_life_months", "fieldset"),
    search=("name", "model_number", "notes"),
    import_keys=("name",),
    match=("name", "model_number"),
    sort=("name",),
    views=(
        View(N_("All models")),
        View(N_("By maker"), group_by="maker"),
        View(N_("Short of spares"), filters=(Filter("is_short", Operator.IS, True),)),
    ),
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"minimum_stock", "notes"}), inside={}, listed=False)),
    empty_text=N_("What several devices have in common: maker, category, and how long they last."),
)
