"""What an announcement is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import NAMES, granted
from itdesk.core.texts import N_, _


def _now() -> datetime:
    return datetime.now(UTC)


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    first, last = values.get("from_at"), values.get("until_at")
    if isinstance(first, datetime) and isinstance(last, datetime) and last <= first:
        yield Problem("until_at", _("It would end before it starts."))


RECORD = RecordType(
    kind="announcements",
    table="announcements",
    singular_text=N_("Announcement"),
    plural_text=N_("Announcements"),
    icon="info",
    fields=(
        Field(name="title", label_text=N_("What happened"), required=True, length=120, width=260),
        Field(
            name="body",
            label_text=N_("What we do"),
            kind=Kind.LONG,
            hint_text=N_("Who works on it and when it is ready"),
        ),
        Field(name="from_at", label_text=N_("Shown from"), kind=Kind.INSTANT, required=True, default=_now),
        Field(name="until_at", label_text=N_("Shown until"), kind=Kind.INSTANT),
        Field(
            name="ticket",
            label_text=N_("Ticket"),
            kind=Kind.LINK,
            to="tickets",
            hint_text=N_("“Same for me” adds people to this ticket"),
        ),
        Field(name="category", label_text=N_("Category"), kind=Kind.LINK, to="ticket_categories"),
    ),
    title="title",
    columns=("title", "from_at", "until_at", "ticket", "category"),
    groups=(Group(N_("Announcement"), ("title", "body", "from_at", "until_at", "ticket", "category")),),
    created=("title", "body", "until_at", "ticket", "category"),
    filters=("from_at", "until_at", "category"),
    search=("title", "body"),
    import_keys=("title",),
    match=("title",),
    sort=("-from_at",),
    views=(View(N_("All announcements")), View(N_("Without an end"), (Filter("until_at", Operator.EMPTY),))),
    check=_check,
    rights=granted(staff=NAMES),
    empty_text=N_(
        "Tell people what you know already. It stands on the shared screen, and saves you ten tickets about the same printer."
    ),
)
