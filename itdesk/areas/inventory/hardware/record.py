"""The record type of hardware."""

from __future__ import annotations

from itdesk.areas.inventory.categories.choices import Device
from itdesk.areas.inventory.hardware.choices import GONE, KEPT, Status
from itdesk.areas.inventory.hardware.record_asset import ASSET, USE
from itdesk.areas.inventory.hardware.record_life import LIFE, NETWORK, NOTES, PURCHASE
from itdesk.areas.inventory.hardware.rules import check, fill
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Group, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

_KEPT = Filter("status", Operator.IS, tuple(status.value for status in KEPT))

_RIGHTS = granted(
    staff=Grant(
        verbs=READ,
        own=("person",),
        hides=frozenset(
            {
                *("purchase_cost", "currency", "book_value", "vendor", "contract", "order_number", "invoice_number"),
                *("purchase_on", "notes", "model_notes"),
            }
        ),
        inside={},
    )
)

RECORD = RecordType(
    kind="hardware",
    table="hardware",
    singular_text=N_("Asset"),
    plural_text=N_("Hardware"),
    icon="laptop",
    title="tag",
    subtitle=("model", "name", "used_by"),
    number_prefix="AST-",
    number_field="tag",
    fields=(*ASSET, *USE, *PURCHASE, *LIFE, *NETWORK, *NOTES),
    columns=("tag", "model", "used_by", "place", "status", "warranty_end_on", "warranty_days", "purchase_cost"),
    groups=(
        Group(N_("Asset"), ("tag", "name", "model", "maker", "category", "model_number", "serial_number", "quantity")),
        Group(N_("Use"), ("status", "person", "used_place", "place", "company", "last_seen_on")),
        Group(N_("Purchase"), ("vendor", "purchase_on", "purchase_cost", "currency", "order_number", "invoice_number")),
        Group(
            N_("Life"),
            (
                "warranty_months",
                "warranty_end_on",
                "contract",
                "useful_life_months",
                "end_of_life_on",
                "retired_on",
            ),
        ),
        Group(N_("Network"), ("operating_system", "host_name", "ip_address", "mac_address")),
        Group(N_("Notes"), ("notes", "model_notes")),
    ),
    created=("tag", "model", "serial_number", "person", "place", "purchase_on", "purchase_cost", "warranty_months"),
    filters=(
        "status",
        "device",
        "category",
        "model",
        "maker",
        "person",
        "place",
        "site",
        "vendor",
        "contract",
        "purchase_on",
        "purchase_cost",
        "warranty_end_on",
        "warranty_days",
        "end_of_life_on",
        "age_months",
        "due_back_on",
        "last_seen_on",
        "company",
    ),
    search=(
        "tag",
        "name",
        "serial_number",
        "model_number",
        "order_number",
        "invoice_number",
        "host_name",
        "ip_address",
        "mac_address",
        "company",
        "notes",
    ),
    import_keys=("tag", "serial_number"),
    match=("tag", "serial_number", "host_name", "name"),
    sort=("tag",),
    views=(
        View(N_("All hardware"), filters=(Filter("status", Operator.IS_NOT, Status.DISPOSED.value),)),
        View(N_("In use"), filters=(Filter("status", Operator.IS, Status.IN_USE.value),)),
        View(N_("Spare"), filters=(Filter("status", Operator.IS, Status.SPARE.value),)),
        View(N_("By category"), filters=(_KEPT,), group_by="category"),
        View(N_("By person"), filters=(_KEPT, Filter("person", Operator.NOT_EMPTY)), group_by="person"),
        View(
            N_("Warranty ends in 60 days"),
            filters=(
                _KEPT,
                Filter("warranty_end_on", Operator.AFTER, "today-1"),
                Filter("warranty_end_on", Operator.BEFORE, "today+61"),
            ),
            sort=("warranty_end_on",),
        ),
        View(
            N_("Laptops over 4 years"),
            filters=(
                _KEPT,
                Filter("device", Operator.IS, Device.LAPTOP.value),
                Filter("age_months", Operator.AT_LEAST, 48),
            ),
            columns=("tag", "model", "used_by", "place", "status", "purchase_on", "age_months", "purchase_cost"),
            sort=("purchase_on",),
        ),
        View(
            N_("To replace this year"),
            filters=(_KEPT, Filter("end_of_life_on", Operator.BEFORE, "today+366")),
            columns=("tag", "model", "used_by", "place", "end_of_life_on", "age_months", "book_value", "purchase_cost"),
            sort=("end_of_life_on",),
        ),
        View(
            N_("Overdue back"),
            filters=(Filter("due_back_on", Operator.BEFORE, "today"),),
            columns=("tag", "model", "used_by", "place", "due_back_on"),
            sort=("due_back_on",),
        ),
        View(
            N_("Gone"),
            filters=(Filter("status", Operator.IS, tuple(status.value for status in GONE)),),
            columns=("tag", "model", "serial_number", "status", "retired_on", "purchase_on", "purchase_cost"),
            sort=("-retired_on", "tag"),
        ),
    ),
    fill=fill,
    check=check,
    left_out={
        "Checkout Type": N_("Who or which room it is checked out to says it already."),
        "Federal supply category": N_("The number of the category, which is taken by its name."),
        "Federal supply class": N_("The number of the class, which is kept by its name."),
        "FIPS": N_("The number of the county, which is taken by its name."),
    },
    rights=_RIGHTS,
    empty_text=N_("Every device that the firm owns, leases or looks after. Import a list, or add the first one."),
)
