"""The record type of places."""

from __future__ import annotations

from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="places",
    table="places",
    singular_text=N_("Place"),
    plural_text=N_("Places"),
    icon="pin",
    title="name",
    subtitle=("site", "floor"),
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=200,
            width=200,
            aliases=("Location", "Location name", "Place", "Room", "Completename", "Raum", "Ort", "Zimmer"),
        ),
        Field(
            name="site",
            label_text=N_("Site"),
            kind=Kind.LINK,
            to="sites",
            create_missing=True,
            aliases=("Building", "Branch", "Parent", "Parent location", "Child of", "Standort", "Gebäude", "Filiale"),
            part_aliases={"Address": "address", "City": "city", "State": "state", "Country": "country"}
            | {"Postal code": "postal_code", "Zip": "postal_code"},
        ),
        Field(name="floor", label_text=N_("Floor"), length=60, aliases=("Level", "Storey", "Etage", "Stockwerk")),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "site", "floor", "notes"),
    groups=(Group(N_("Place"), ("name", "site", "floor", "notes")),),
    created=("name", "site", "floor"),
    filters=("site", "floor"),
    search=("name", "floor", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(View(N_("All places")), View(N_("By site"), group_by="site")),
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"notes"}), inside={}, listed=False)),
    empty_text=N_("Rooms, cupboards and desks: where a thing is, and where to go when it fails."),
)
