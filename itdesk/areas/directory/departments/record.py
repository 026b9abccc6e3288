"""The record type of departments."""

from __future__ import annotations

from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import READ, Grant, granted
from itdesk.core.texts import N_

RECORD = RecordType(
    kind="departments",
    table="departments",
    singular_text=N_("Department"),
    plural_text=N_("Departments"),
    icon="group",
    title="name",
    subtitle=("code",),
    fields=(
        Field(
            name="name",
            label_text=N_("Name"),
            required=True,
            length=150,
            width=200,
            aliases=("Department", "Department name", "Team", "Abteilung", "Bereich"),
        ),
        Field(
            name="code",
            label_text=N_("Code"),
            length=30,
            aliases=("Cost centre", "Cost center", "Department code", "Number", "Kostenstelle", "Kürzel", "Nummer"),
            hint_text=N_("A short name or the cost centre."),
        ),
        Field(
            name="manager",
            label_text=N_("Manager"),
            kind=Kind.LINK,
            to="people",
            create_missing=True,
            aliases=("Head", "Head of department", "Lead", "Leiter", "Leitung", "Abteilungsleiter"),
            part_aliases={"Manager username": "username", "Manager email": "email"},
        ),
        Field(
            name="parent",
            label_text=N_("Part of"),
            kind=Kind.LINK,
            to="departments",
            create_missing=True,
            aliases=("Parent", "Parent department", "Child of", "Übergeordnet", "Gehört zu"),
        ),
        Field(name="people_count", label_text=N_("People"), kind=Kind.INTEGER, computed=True),
        Field(
            name="notes",
            label_text=N_("Notes"),
            kind=Kind.LONG,
            aliases=("Note", "Comments", "Description", "Notizen", "Bemerkung", "Beschreibung"),
        ),
    ),
    columns=("name", "code", "manager", "parent", "people_count"),
    groups=(Group(N_("Department"), ("name", "code", "manager", "parent")), Group(N_("Notes"), ("notes",))),
    created=("name", "code", "manager", "parent"),
    filters=("manager", "parent"),
    search=("name", "code", "notes"),
    import_keys=("name", "code"),
    match=("name", "code"),
    sort=("name",),
    views=(View(N_("All departments")), View(N_("By parent"), group_by="parent")),
    rights=granted(staff=Grant(verbs=READ, hides=frozenset({"notes"}), inside={}, listed=False)),
    empty_text=N_("Departments group people, and show what each of them costs."),
)
