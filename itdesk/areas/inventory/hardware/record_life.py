"""Fields of hardware: what an asset cost, how long it lasts, and what else is known of it."""

from __future__ import annotations

from itdesk.core.record import Field, Kind
from itdesk.core.texts import N_

PURCHASE: tuple[Field, ...] = (
    Field(
        name="vendor",
        label_text=N_("Bought from"),
        kind=Kind.LINK,
        to="vendors",
        create_missing=True,
        aliases=("Supplier", "Vendor", "Dealer", "Reseller", "Lieferant", "Händler"),
    ),
    Field(
        name="contract",
        label_text=N_("Covered by"),
        kind=Kind.LINK,
        to="contracts",
        aliases=("Contract", "Support contract", "Vertrag", "Wartungsvertrag"),
        hint_text=N_("The support or lease contract that covers it."),
    ),
    Field(
        name="order_number",
        label_text=N_("Order number"),
        length=100,
        aliases=("Order no", "Purchase order", "PO number", "PO", "Bestellnummer", "Auftragsnummer"),
    ),
    Field(
        name="invoice_number",
        label_text=N_("Invoice number"),
        length=100,
        aliases=("Invoice", "Invoice no", "Rechnung", "Rechnungsnummer"),
    ),
    Field(
        name="purchase_on",
        label_text=N_("Bought on"),
        kind=Kind.DATE,
        width=110,
        aliases=(
            "Purchase date",
            "Date of purchase",
            "Bought",
            "Acquired",
            "Ship date",
            "Delivery date",
            "Startup date",
            "Kaufdatum",
            "Anschaffungsdatum",
            "Lieferdatum",
        ),
    ),
    Field(
        name="purchase_cost",
        label_text=N_("Cost"),
        kind=Kind.MONEY,
        minimum=0,
        width=80,
        aliases=(
            "Purchase cost",
            "Purchase price",
            "Total cost",
            "Price",
            "Value",
            "Acquisition cost",
            "Kaufpreis",
            "Preis",
            "Anschaffungskosten",
            "Anschaffungswert",
        ),
        hint_text=N_("What it cost altogether, without tax."),
    ),
    Field(
        name="currency",
        label_text=N_("Currency"),
        length=3,
        aliases=("Currency code", "Währung"),
        hint_text=N_("Three letters. Empty: the workspace's."),
    ),
    Field(
        name="quantity",
        label_text=N_("Pieces"),
        kind=Kind.INTEGER,
        default=1,
        minimum=1,
        width=60,
        aliases=("Quantity", "Qty", "Amount", "Count", "Menge", "Anzahl", "Stück"),
        hint_text=N_("More than one only for things that share a tag, such as a box of cables."),
    ),
)

LIFE: tuple[Field, ...] = (
    Field(
        name="useful_life_months",
        label_text=N_("Useful life, months"),
        kind=Kind.INTEGER,
        minimum=1,
        aliases=("EOL months", "Useful life", "Lifetime", "Nutzungsdauer", "Depreciation months"),
        hint_text=N_("Empty: the model's, then the category's."),
    ),
    Field(
        name="warranty_months",
        label_text=N_("Warranty, months"),
        kind=Kind.INTEGER,
        minimum=0,
        aliases=("Warranty months", "Warranty", "Warranty duration", "Garantie", "Garantiemonate", "Garantiedauer"),
    ),
    Field(
        name="warranty_end_on",
        label_text=N_("Warranty ends"),
        kind=Kind.DATE,
        width=110,
        aliases=(
            "Warranty expires",
            "Warranty end",
            "Warranty expiration date",
            "Warranty expiration",
            "Garantieende",
            "Garantie bis",
        ),
        hint_text=N_("Follows from the day it was bought and the months, unless typed."),
    ),
    Field(name="warranty_days", label_text=N_("Days left"), kind=Kind.INTEGER, computed=True, width=90),
    Field(
        name="end_of_life_on",
        label_text=N_("Replace on"),
        kind=Kind.DATE,
        width=110,
        aliases=("Asset EOL Date", "EOL date", "EOL", "End of life", "Replace by", "Ersatz am", "Lebensende"),
        hint_text=N_("Follows from the day it was bought and its useful life, unless typed."),
    ),
    Field(name="age_months", label_text=N_("Age, months"), kind=Kind.INTEGER, computed=True, width=70),
    Field(name="book_value", label_text=N_("Book value"), kind=Kind.MONEY, computed=True, width=90),
    Field(
        name="retired_on",
        label_text=N_("Retired on"),
        kind=Kind.DATE,
        aliases=("Decommission date", "Disposal date", "Retired", "Ausmusterung", "Ausgemustert am"),
    ),
    Field(
        name="last_seen_on",
        label_text=N_("Last seen"),
        kind=Kind.DATE,
        width=110,
        aliases=(
            "Last audit date",
            "Last audit",
            "Last inventory date",
            "Date of last physical inventory",
            "Last inventory",
            "Last contact",
            "Letzte Inventur",
            "Zuletzt gesehen",
        ),
    ),
    Field(
        name="company",
        label_text=N_("Company"),
        length=200,
        aliases=("Organisation", "Organization", "Entity", "Domain", "Firma", "Unternehmen", "Mandant"),
    ),
)

NETWORK: tuple[Field, ...] = (
    Field(
        name="operating_system",
        label_text=N_("Operating system"),
        length=150,
        aliases=("OS", "Operating system - Name", "OS name", "Betriebssystem", "Betriebssystem - Name"),
    ),
    Field(
        name="host_name",
        label_text=N_("Host name"),
        length=255,
        aliases=("Hostname", "DNS name", "FQDN", "Network name", "NetBIOS name", "Rechnername"),
    ),
    Field(
        name="ip_address",
        label_text=N_("IP address"),
        length=100,
        aliases=("IP", "IPv4", "IPv4 address", "Network - IP", "IP-Adresse"),
    ),
    Field(
        name="mac_address",
        label_text=N_("MAC address"),
        length=100,
        aliases=("MAC", "Ethernet address", "Physical address", "MAC-Adresse"),
    ),
)

NOTES: tuple[Field, ...] = (
    Field(
        name="model_notes",
        label_text=N_("Notes on the model"),
        kind=Kind.LONG,
        aliases=("Model notes",),
    ),
    Field(
        name="notes",
        label_text=N_("Notes"),
        kind=Kind.LONG,
        aliases=(
            "Asset notes",
            "Note",
            "Comment",
            "Comments",
            "Description",
            "Remarks",
            "Federal supply class name",
            "Notizen",
            "Bemerkung",
            "Bemerkungen",
            "Kommentar",
            "Beschreibung",
        ),
    ),
)
