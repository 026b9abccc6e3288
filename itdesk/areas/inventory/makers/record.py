"""The record type of makers."""

from __future__ import annotations

from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="makers",
    table="makers",
    singular_text=N_("Maker"),
    plural_text=N_("Makers"),
    icon="vendor",
    title="name",
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=200,
            width=220,
            aliases=("Maker", "Manufacturer", "Publisher", "Brand", "Vendor", "Make", "Hersteller", "Marke"),
        ),
        Field(
            name="website",
            label_text=N_("Website"),
            kind=Kind.URL,
            length=500,
            width=200,
            aliases=("URL", "Web site", "Homepage", "Webseite"),
        ),
        Field(
            name="support_phone",
            label_text=N_("Support phone"),
            kind=Kind.PHONE,
            length=60,
            width=140,
            aliases=("Phone", "Hotline", "Telephone", "Support telephone", "Telefon"),
        ),
        Field(
            name="support_email",
            label_text=N_("Support email"),
            kind=Kind.EMAIL,
            aliases=("Email", "E-mail", "Mail", "Support mail", "E-Mail-Adresse"),
        ),
        Field(
            name="support_url",
            label_text=N_("Support page"),
            kind=Kind.URL,
            length=500,
            width=200,
            aliases=("Support URL", "Support website", "Warranty lookup URL"),
        ),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung"),
        ),
    ),
    columns=("name", "support_phone", "support_email", "support_url", "website"),
    groups=(
        Group(N_("Maker"), ("name", "website")),
        Group(N_("Support"), ("support_phone", "support_email", "support_url")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "website", "support_phone"),
    filters=("name",),
    search=("name", "support_phone", "website", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(View(N_("All makers")),),
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"notes"}), inside={}, listed=False)),
    empty_text=N_("Who makes the hardware and software, and where to ask when it fails."),
)
