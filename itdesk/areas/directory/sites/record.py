"""The record type of sites."""

from __future__ import annotations

from itdesk.areas.directory.sites.rules import check
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="sites",
    table="sites",
    singular_text=N_("Site"),
    plural_text=N_("Sites"),
    icon="flag",
    title="name",
    subtitle=("city",),
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=150,
            width=200,
            aliases=("Site", "Site name", "Branch", "Building", "Standort", "Niederlassung", "Gebäude", "Filiale"),
        ),
        Field(name="code", label_text=N_("Code"), length=30, width=90, aliases=("Site code", "Short name", "Kürzel")),
        Field(
            name="address",
            label_text=N_("Address"),
            aliases=("Street", "Street address", "Address 1", "Adresse", "Straße", "Strasse", "Anschrift"),
        ),
        Field(name="city", label_text=N_("City"), length=100, aliases=("Town", "Stadt", "Ort", "Ville")),
        Field(
            name="state",
            label_text=N_("State or county"),
            length=100,
            aliases=("State", "County", "Province", "Region", "Bundesland"),
        ),
        Field(
            name="postal_code",
            label_text=N_("Postal code"),
            length=30,
            aliases=("Postcode", "Zip", "Zip code", "PLZ", "Postleitzahl"),
        ),
        Field(name="country", label_text=N_("Country"), length=100, aliases=("Land", "Country or region")),
        Field(
            name="phone", label_text=N_("Phone"), kind=Kind.PHONE, length=60, aliases=("Telephone", "Telefon", "Tel")
        ),
        Field(
            name="zone",
            label_text=N_("Time zone"),
            length=64,
            aliases=("Zone", "Timezone", "Zeitzone"),
            hint_text=N_("Such as Europe/London. Empty: the workspace's."),
        ),
        Field(
            name="calendar",
            label_text=N_("Working calendar"),
            kind=Kind.LINK,
            to="calendars",
            aliases=("Calendar", "Business hours", "Kalender", "Arbeitszeit"),
            hint_text=N_("Decides when help is due here. Empty: the workspace's."),
        ),
        Field(name="people_count", label_text=N_("People"), kind=Kind.INTEGER, computed=True),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "code", "city", "country", "phone", "calendar", "people_count"),
    groups=(
        Group(N_("Site"), ("name", "code", "phone")),
        Group(N_("Address"), ("address", "city", "state", "postal_code", "country")),
        Group(N_("Working time"), ("zone", "calendar")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "address", "city", "postal_code", "country"),
    filters=("city", "country", "calendar"),
    search=("name", "code", "address", "city", "postal_code", "country", "notes"),
    import_keys=("name", "code"),
    match=("name", "code"),
    sort=("name",),
    views=(View(N_("All sites")), View(N_("By country"), group_by="country")),
    check=check,
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"notes"}), inside={}, listed=False)),
    empty_text=N_("The buildings that the firm works in. Rooms, people and equipment belong to a site."),
)
