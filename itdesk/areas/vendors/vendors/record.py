"""What a vendor is."""

from __future__ import annotations

from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="vendors",
    table="vendors",
    singular_text=N_("Vendor"),
    plural_text=N_("Vendors"),
    icon="vendor",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            width=200,
            aliases=("vendor", "supplier", "company", "supplier name", "vendor name", "lieferant", "firma", "anbieter"),
        ),
        Field(
            name="legal_name",
            label_text=N_("Full name"),
            aliases=("legal name", "firmenname"),
            hint_text=N_("As on its letters"),
        ),
        Field(
            name="supplies",
            label_text=N_("Supplies"),
            width=220,
            aliases=("type", "supplier type", "liefert", "branche"),
        ),
        Field(
            name="account_number",
            label_text=N_("Our customer number"),
            length=80,
            width=130,
            aliases=("account", "account number", "customer number", "customer no", "kundennummer"),
        ),
        Field(name="website", label_text=N_("Website"), kind=Kind.URL, aliases=("url", "web", "homepage", "webseite")),
        Field(
            name="phone",
            label_text=N_("Phone"),
            kind=Kind.PHONE,
            width=130,
            aliases=("telephone", "phone number", "telefon", "telefonnummer"),
        ),
        Field(name="email", label_text=N_("Email"), kind=Kind.EMAIL, aliases=("e-mail", "mail", "contact email")),
        Field(
            name="support_phone",
            label_text=N_("Support phone"),
            kind=Kind.PHONE,
            width=130,
            aliases=("support number", "hotline", "support-telefon"),
        ),
        Field(name="support_email", label_text=N_("Support email"), kind=Kind.EMAIL, aliases=("support e-mail",)),
        Field(
            name="support_hours",
            label_text=N_("Support hours"),
            length=80,
            width=100,
            hint_text=N_("Such as 24 h, or 8 to 18"),
            aliases=("supportzeiten",),
        ),
        Field(
            name="contact_name",
            label_text=N_("Contact"),
            width=150,
            aliases=("contact", "contact name", "ansprechpartner"),
        ),
        Field(name="contact_phone", label_text=N_("Contact's phone"), kind=Kind.PHONE, aliases=("contact phone",)),
        Field(name="contact_email", label_text=N_("Contact's email"), kind=Kind.EMAIL),
        Field(
            name="address",
            label_text=N_("Address"),
            kind=Kind.LONG,
            aliases=("street", "anschrift", "adresse", "straße"),
        ),
        Field(name="postcode", label_text=N_("Postcode"), length=20, aliases=("zip", "zip code", "postal code", "plz")),
        Field(name="city", label_text=N_("Town"), length=120, aliases=("town", "city", "ort", "stadt")),
        Field(name="country", label_text=N_("Country"), length=120, aliases=("country", "land")),
        Field(
            name="currency",
            label_text=N_("Currency"),
            length=3,
            hint_text=N_("Three letters of the currency that it bills in."),
            aliases=("währung",),
        ),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("comment", "comments", "notizen", "bemerkung"),
        ),
        Field(
            name="is_active",
            label_text=N_("In use"),
            kind=Kind.YES_NO,
            default=True,
            aliases=("active", "is active", "aktiv"),
        ),
        Field(name="running_contracts", label_text=N_("Running contracts"), kind=Kind.INTEGER, computed=True, width=90),
    ),
    title="name",
    subtitle=("supplies", "account_number"),
    columns=(
        "name",
        "supplies",
        "account_number",
        "support_phone",
        "support_hours",
        "contact_name",
        "running_contracts",
    ),
    groups=(
        Group(
            N_("Vendor"),
            (
                "name",
                "legal_name",
                "supplies",
                "account_number",
                "currency",
                "website",
                "is_active",
                "running_contracts",
            ),
        ),
        Group(N_("When something is broken"), ("support_phone", "support_hours", "support_email")),
        Group(N_("Contact"), ("contact_name", "contact_phone", "contact_email", "phone", "email")),
        Group(N_("Address"), ("address", "postcode", "city", "country")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "supplies", "account_number", "support_phone", "support_hours", "website"),
    filters=("is_active", "supplies", "city", "country"),
    search=("name", "legal_name", "supplies", "account_number", "contact_name", "email", "city", "notes"),
    import_keys=("name",),
    match=("name", "legal_name", "account_number"),
    sort=("name",),
    views=(
        View(N_("In use"), (Filter("is_active", Operator.IS, True),)),
        View(
            N_("Without a support phone"),
            (Filter("support_phone", Operator.EMPTY), Filter("is_active", Operator.IS, True)),
        ),
        View(N_("All vendors")),
    ),
    rights=granted(),
    empty_text=N_("Whom you pay and call belongs here, with the number that helps at night."),
)
