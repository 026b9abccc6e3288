"""What a ticket is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from itdesk.areas.helpdesk.service_levels.choices import Priority
from itdesk.areas.helpdesk.tickets import rules
from itdesk.areas.helpdesk.tickets.choices import DONE, Level, Source, Status, TicketKind, Waiting
from itdesk.core.errors import Problem
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Group, Kind, RecordType, View
from itdesk.core.rights import KEEPS_WORKING, Grant, Inside, granted
from itdesk.core.texts import N_


def _now() -> datetime:
    return datetime.now(UTC)


def _fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    return rules.instants_that_follow(values, original, now=_now())


def _check(values: Mapping[str, object]) -> Iterable[Problem]:
    return rules.problems(values)


_OPEN = Filter("status", Operator.IS_NOT, tuple(str(status) for status in DONE))
_LEFT_OUT = {
    **dict.fromkeys(
        (
            "reassignment_count",
            "reopen_count",
            "sys_mod_count",
            "active",
            "made_sla",
            "progress",
            "done ratio",
            "estimated_hours",
            "estimated time",
            "spent time",
        ),
        N_("Counted again from the ticket's own history."),
    ),
    **dict.fromkeys(
        ("subcategory", "sub_category1", "sub_category2", "business_service", "closed_code"),
        N_("A ticket has one category; the finer ones stay in the other program."),
    ),
    **dict.fromkeys(("assignment_group", "team", "watchers"), N_("A ticket is assigned to one person.")),
    **dict.fromkeys(
        ("opened_by", "sys_created_by", "sys_created_at", "sys_updated_by", "sys_updated_at", "resolved_by", "updated"),
        N_("Who changed what before is the other program's history."),
    ),
    **dict.fromkeys(
        (
            "parent",
            "parent task",
            "follows",
            "related to",
            "relation",
            "simple relation",
            "delayed relation",
            "is duplicate of",
            "problem_id",
            "rfc",
            "caused_by",
            "vendor",
        ),
        N_("Links between tickets are not taken over."),
    ),
    **dict.fromkeys(
        ("knowledge", "u_priority_confirmation", "notify", "private", "row"), N_("This has no counterpart here.")
    ),
}

_RIGHTS = granted(
    staff=Grant(
        verbs=KEEPS_WORKING,
        own=("requester",),
        hides=frozenset({"impact", "urgency", "snoozed_until", "minutes_spent"}),
        sets=frozenset(
            {
                *("title", "description", "kind", "requester", "priority", "category", "hardware", "affects"),
                *("source", "opened_at"),
            }
        ),
        changes=frozenset({"description", "affects", "status", "waiting_reason", "rating"}),
        follows=frozenset({"first_reply_at", "due_at", "resolved_at", "closed_at"}),
        inside={
            "ticket_messages": Inside(only=(("is_note", False),), adds=True, own="author_id"),
            "attachments": Inside(adds=True, own="actor_id"),
        },
    )
)

RECORD = RecordType(
    kind="tickets",
    table="tickets",
    singular_text=N_("Ticket"),
    plural_text=N_("Tickets"),
    icon="help",
    number_prefix="HD-",
    fields=(
        Field(
            name="number",
            label_text=N_("Number"),
            length=40,
            unique=True,
            width=104,
            aliases=(
                "ticket",
                "ticket number",
                "ticket id",
                "incident",
                "id",
                "#",
                "unique_id",
                "nummer",
                "ticketnummer",
            ),
        ),
        Field(
            name="title",
            label_text=N_("Subject"),
            required=True,
            width=360,
            aliases=(
                "title",
                "summary",
                "short description",
                "short_description",
                "issue",
                "betreff",
                "titel",
                "kurzbeschreibung",
                "symptom",
                "u_symptom",
            ),
        ),
        Field(
            name="description",
            label_text=N_("Description"),
            kind=Kind.LONG,
            aliases=("body", "details", "content", "text", "message", "beschreibung", "inhalt", "nachricht"),
        ),
        Field(
            name="kind",
            label_text=N_("Type"),
            kind=Kind.CHOICE,
            choices=TicketKind,
            required=True,
            default=TicketKind.FAULT,
            aliases=("tracker", "ticket_type", "ticket type", "issue type", "art", "typ"),
        ),
        Field(
            name="status",
            label_text=N_("Status"),
            kind=Kind.CHOICE,
            choices=Status,
            steps=rules.NEXT,
            required=True,
            default=Status.NEW,
            width=120,
            aliases=("state", "incident_state", "incident state", "zustand"),
        ),
        Field(
            name="priority",
            label_text=N_("Priority"),
            kind=Kind.CHOICE,
            choices=Priority,
            required=True,
            default=Priority.NORMAL,
            width=100,
            aliases=("severity", "priorität", "prio"),
        ),
        Field(
            name="impact",
            label_text=N_("Impact"),
            kind=Kind.CHOICE,
            choices=Level,
            aliases=("auswirkung",),
            hint_text=N_("How many people or how much work it stops"),
        ),
        Field(
            name="urgency",
            label_text=N_("Urgency"),
            kind=Kind.CHOICE,
            choices=Level,
            aliases=("dringlichkeit",),
            hint_text=N_("How soon it has to work again"),
        ),
        Field(
            name="requester",
            label_text=N_("Requester"),
            kind=Kind.LINK,
            to="people",
            create_missing=True,
            width=160,
            aliases=(
                "caller",
                "caller_id",
                "reported by",
                "reporter",
                "requested by",
                "author",
                "customer",
                "melder",
                "anforderer",
            ),
            part_aliases={"requester email": "email", "caller email": "email", "from": "email", "email": "email"},
        ),
        Field(
            name="assignee",
            label_text=N_("Assigned to"),
            kind=Kind.LINK,
            to="people",
            create_missing=True,
            width=160,
            aliases=(
                "assignee",
                "assigned_to",
                "technician",
                "agent",
                "owner",
                "responsible",
                "user",
                "bearbeiter",
                "zugewiesen an",
            ),
        ),
        Field(
            name="category",
            label_text=N_("Category"),
            kind=Kind.LINK,
            to="ticket_categories",
            create_missing=True,
            width=140,
            aliases=("topic", "request type", "group", "kategorie", "thema"),
        ),
        Field(
            name="hardware",
            label_text=N_("Linked asset"),
            kind=Kind.LINK,
            to="hardware",
            width=120,
            aliases=(
                "asset",
                "asset tag",
                "cmdb_ci",
                "configuration item",
                "device",
                "computer",
                "gerät",
                "inventarnummer",
                "element",
            ),
        ),
        Field(
            name="affects",
            label_text=N_("Affects"),
            aliases=("location", "site", "standort", "ort", "betrifft"),
            hint_text=N_("Who or where, such as 1 person, Studio A"),
        ),
        Field(
            name="source",
            label_text=N_("Came by"),
            kind=Kind.CHOICE,
            choices=Source,
            default=Source.WALK_IN,
            aliases=("contact_type", "contact type", "channel", "via", "request source", "kanal", "quelle"),
        ),
        Field(
            name="waiting_reason",
            label_text=N_("Waits for"),
            kind=Kind.CHOICE,
            choices=Waiting,
            aliases=("pending reason", "hold reason", "on hold reason", "wartegrund"),
        ),
        Field(
            name="opened_at",
            label_text=N_("Opened"),
            kind=Kind.INSTANT,
            required=True,
            default=_now,
            width=130,
            aliases=(
                "opened_at",
                "created",
                "created at",
                "date created",
                "opening date",
                "start_date",
                "start",
                "date",
                "erstellt",
                "erstellt am",
                "eröffnet",
                "eröffnet am",
                "eröffnungsdatum",
                "beginn",
            ),
        ),
        Field(
            name="first_reply_at",
            label_text=N_("First reply"),
            kind=Kind.INSTANT,
            aliases=("first response", "first_response_at"),
        ),
        Field(name="reply_due_at", label_text=N_("Reply due"), kind=Kind.INSTANT, given=True),
        Field(
            name="due_at",
            label_text=N_("Fix due"),
            kind=Kind.INSTANT,
            width=130,
            aliases=(
                "due",
                "due date",
                "due_date",
                "time to resolve",
                "deadline",
                "fällig",
                "fällig am",
                "abgabedatum",
                "frist",
            ),
        ),
        Field(
            name="resolved_at",
            label_text=N_("Resolved at"),
            kind=Kind.INSTANT,
            aliases=(
                "resolved_at",
                "solved",
                "solved at",
                "resolution date",
                "solution date",
                "gelöst am",
                "lösungsdatum",
            ),
        ),
        Field(
            name="closed_at",
            label_text=N_("Closed at"),
            kind=Kind.INSTANT,
            aliases=(
                "closed_at",
                "closed",
                "closed on",
                "closing date",
                "closed date",
                "geschlossen",
                "geschlossen am",
            ),
        ),
        Field(
            name="resolution",
            label_text=N_("How it was solved"),
            kind=Kind.LONG,
            aliases=("solution", "close_notes", "close notes", "resolution notes", "lösung"),
        ),
        Field(name="snoozed_until", label_text=N_("Hidden until"), kind=Kind.INSTANT, given=True),
        Field(name="waiting_since", label_text=N_("Waiting since"), kind=Kind.INSTANT, given=True),
        Field(
            name="paused_minutes", label_text=N_("Minutes paused"), kind=Kind.INTEGER, given=True, default=0, minimum=0
        ),
        Field(name="minutes_spent", label_text=N_("Minutes spent"), kind=Kind.INTEGER, computed=True, width=90),
        Field(
            name="rating",
            label_text=N_("Rating"),
            kind=Kind.INTEGER,
            minimum=1,
            aliases=("satisfaction", "bewertung"),
            hint_text=N_("1 to 5, given by the person who asked"),
        ),
        Field(name="receipt_code", label_text=N_("Receipt"), length=12, unique=True, given=True, secret=True),
        Field(name="pin_hash", label_text=N_("Receipt PIN"), length=120, given=True, secret=True),
    ),
    title="title",
    subtitle=("number", "requester", "status"),
    columns=("number", "title", "requester", "status", "priority", "assignee", "category", "due_at", "opened_at"),
    groups=(
        Group(
            N_("Ticket"),
            ("number", "title", "description", "kind", "status", "waiting_reason", "priority", "impact", "urgency"),
        ),
        Group(N_("People and things"), ("requester", "assignee", "category", "hardware", "affects", "source")),
        Group(
            N_("Times"),
            ("opened_at", "first_reply_at", "reply_due_at", "due_at", "resolved_at", "closed_at", "minutes_spent"),
        ),
        Group(N_("Outcome"), ("resolution", "rating")),
    ),
    created=("title", "requester", "priority", "category", "hardware", "source", "description"),
    filters=(
        "status",
        "priority",
        "requester",
        "assignee",
        "category",
        "hardware",
        "kind",
        "source",
        "opened_at",
        "due_at",
        "rating",
    ),
    search=("number", "title", "description", "affects", "resolution"),
    import_keys=("number",),
    match=("number", "title"),
    sort=("due_at", "-opened_at"),
    views=(
        View(N_("My open tickets"), (_OPEN, Filter("assignee", Operator.IS, "me")), sort=("due_at",)),
        View(N_("All open tickets"), (_OPEN,), sort=("due_at",)),
        View(N_("Not assigned"), (_OPEN, Filter("assignee", Operator.EMPTY)), sort=("due_at",)),
        View(
            N_("Waiting"),
            (Filter("status", Operator.IS, str(Status.WAITING)),),
            sort=("due_at",),
            group_by="waiting_reason",
        ),
        View(
            N_("Done in the last 30 days"), (Filter("resolved_at", Operator.AFTER, "today-30"),), sort=("-resolved_at",)
        ),
        View(N_("All tickets"), sort=("-opened_at",)),
    ),
    fill=_fill,
    check=_check,
    left_out=_LEFT_OUT,
    rights=_RIGHTS,
    empty_text=N_(
        "Requests and faults come here. Log one while somebody is on the phone, or let people report on a shared PC."
    ),
)
