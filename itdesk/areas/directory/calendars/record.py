"""The record type of working calendars."""

from __future__ import annotations

from itdesk.areas.directory.calendars.rules import check, fill
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, READS, Grant, Inside, granted
from itdesk.core.texts import N_

_HOURS = N_("Ranges such as 09:00-12:30, 13:30-17:30. Empty: a day off.")
_OFFICE = "09:00-17:30"


def _day(name: str, label: str, default: str, *aliases: str) -> Field:
    return Field(name=name, label_text=label, length=120, default=default or None, aliases=aliases, hint_text=_HOURS)


# A ticket of their own is promised in working hours.
_PROMISED = Grant(verbs=READ, hides=frozenset({"notes"}), inside={"calendar_days": Inside()}, listed=False)

RECORD = RecordType(
    kind="calendars",
    table="calendars",
    singular_text=N_("Working calendar"),
    plural_text=N_("Working calendars"),
    icon="cal",
    title="name",
    subtitle=("zone",),
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            unique=True,
            length=150,
            width=200,
            aliases=("Calendar", "Calendar name", "Business hours", "Kalender"),
        ),
        Field(
            name="zone",
            label_text=N_("Time zone"),
            length=64,
            aliases=("Timezone", "Zone", "Zeitzone"),
            hint_text=N_("Such as Europe/London. Empty: the workspace's."),
        ),
        _day("monday", N_("Monday"), _OFFICE, "Mon", "Montag"),
        _day("tuesday", N_("Tuesday"), _OFFICE, "Tue", "Dienstag"),
        _day("wednesday", N_("Wednesday"), _OFFICE, "Wed", "Mittwoch"),
        _day("thursday", N_("Thursday"), _OFFICE, "Thu", "Donnerstag"),
        _day("friday", N_("Friday"), _OFFICE, "Fri", "Freitag"),
        _day("saturday", N_("Saturday"), "", "Sat", "Samstag"),
        _day("sunday", N_("Sunday"), "", "Sun", "Sonntag"),
        Field(
            name="holidays_country",
            label_text=N_("Public holidays of"),
            length=2,
            aliases=("Country", "Holidays country", "Land"),
            hint_text=N_("Two letters, such as GB or DE. Empty: no public holidays."),
        ),
        Field(
            name="holidays_part",
            label_text=N_("Part of the country"),
            length=20,
            aliases=("Subdivision", "State", "Bundesland"),
            hint_text=N_("Such as ENG, SCT or BY, where holidays differ."),
        ),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "zone", "monday", "friday", "saturday", "holidays_country", "holidays_part"),
    groups=(
        Group(N_("Calendar"), ("name", "zone")),
        Group(N_("Hours"), ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")),
        Group(N_("Public holidays"), ("holidays_country", "holidays_part")),
        Group(N_("Notes"), ("notes",)),
    ),
    created=("name", "zone", "holidays_country"),
    filters=("zone", "holidays_country"),
    search=("name", "zone", "notes"),
    import_keys=("name",),
    match=("name",),
    sort=("name",),
    views=(View(N_("All calendars")),),
    fill=fill,
    check=check,
    rights=granted(technician=READS, staff=_PROMISED),
    empty_text=N_("When somebody is there. Due times of tickets count these hours alone."),
)
