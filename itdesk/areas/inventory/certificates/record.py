"""The record type of domains and certificates."""

from __future__ import annotations

from itdesk.areas.inventory.certificates.choices import Sort
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="certificates",
    table="certificates",
    singular_text=N_("Certificate"),
    plural_text=N_("Certificates"),
    icon="cert",
    title="name",
    fields=(
        Field(name="name", label_text=N_("Name"), required=True, width=220, aliases=("Domain", "Common name", "CN", "Host")),
        Field(name="sort", label_text=N_("Sort"), kind=Kind.CHOICE, choices=Sort, default=Sort.TLS.value, required=True),
        Field(name="expires_on", label_text=N_("Ends"), kind=Kind.DATE, required=True, aliases=("Expiry", "Not after", "Valid until")),
        Field(name="renews_itself", label_text=N_("Renews by itself"), kind=Kind.YES_NO, default=False, aliases=("Auto-renew",)),
        Field(name="vendor", label_text=N_("Registrar or issuer"), kind=Kind.LINK, to="vendors", create_missing=True, aliases=("Issuer", "Registrar", "CA")),
        Field(name="hardware", label_text=N_("Installed on"), kind=Kind.LINK, to="hardware", aliases=("Server", "Device")),
        Field(name="owner", label_text=N_("Looked after by"), kind=Kind.LINK, to="people", aliases=("Owner", "Contact")),
        Field(name="annual_cost", label_text=N_("Per year"), kind=Kind.MONEY, minimum=0, aliases=("Cost", "Price")),
        Field(name="currency", label_text=N_("Currency"), length=3),
        Field(name="serial_number", label_text=N_("Serial number"), length=100, aliases=("Fingerprint", "Thumbprint")),
        Field(name="notes", label_text=N_("Notes"), kind=Kind.LONG),
    ),
    columns=("name", "sort", "expires_on", "renews_itself", "vendor", "hardware", "owner", "annual_cost"),
    groups=(
        Group(N_("Certificate"), ("name", "sort", "expires_on", "renews_itself", "serial_number")),
        Group(N_("Where and who"), ("vendor", "hardware", "owner", "annual_cost", "currency")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "sort", "expires_on", "vendor", "owner"),
    filters=("sort", "expires_on", "renews_itself", "vendor", "hardware", "owner"),
    search=("name", "serial_number", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("expires_on", "name"),
    views=(
        View(N_("All certificates")),
        View(N_("Ends in 60 days"), (Filter("expires_on", Operator.BEFORE, "today+60"), Filter("renews_itself", Operator.IS, value=False))),
    ),
    rights=granted(),
    empty_text=N_("Domains and certificates end without a word. Listed here, they are seen in time."),
)  # fmt: skip
