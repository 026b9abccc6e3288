"""What a service level is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.core.errors import Problem
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import NAMES, READS, granted
from itdesk.core.texts import N_, _


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    reply, resolve = values.get("reply_minutes"), values.get("resolve_minutes")
    if isinstance(reply, int) and isinstance(resolve, int) and reply > resolve:
        yield Problem("reply_minutes", _("The first reply would be due after the fix."), str(resolve))


RECORD = RecordType(
    kind="service_levels",
    table="service_levels",
    singular_text=N_("Service level"),
    plural_text=N_("Service levels"),
    icon="clock",
    fields=(
        Field(name="name", label_text=N_("Name"), required=True, length=120, width=200),
        Field(
            name="priority",
            label_text=N_("For priority"),
            kind=Kind.CHOICE,
            choices=Priority,
            required=True,
            unique=True,
            default=Priority.NORMAL,
        ),
        Field(
            name="reply_minutes",
            label_text=N_("First reply within, min"),
            kind=Kind.INTEGER,
            required=True,
            minimum=1,
            hint_text=N_("Working minutes"),
        ),
        Field(
            name="resolve_minutes",
            label_text=N_("Fixed within, min"),
            kind=Kind.INTEGER,
            required=True,
            minimum=1,
            hint_text=N_("Working minutes; while a ticket waits, the clock stands"),
        ),
        Field(
            name="calendar",
            label_text=N_("Working hours"),
            kind=Kind.LINK,
            to="calendars",
            hint_text=N_("Empty: the workspace's."),
        ),
    ),
    title="name",
    subtitle=("priority",),
    columns=("name", "priority", "reply_minutes", "resolve_minutes", "calendar"),
    groups=(Group(N_("Service level"), ("name", "priority", "reply_minutes", "resolve_minutes", "calendar")),),
    created=("name", "priority", "reply_minutes", "resolve_minutes", "calendar"),
    filters=("priority", "calendar"),
    search=("name",),
    import_keys=("priority",),
    match=("name",),
    sort=("resolve_minutes",),
    views=(View(N_("All service levels")),),
    check=_check,
    rights=granted(technician=READS, staff=NAMES),  # what a ticket of theirs is promised
    empty_text=N_(
        "A service level says how soon tickets of a priority are answered and fixed. Without one, nothing is ever late."
    ),
)
