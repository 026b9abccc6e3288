"""Says why somebody can't change records of a kind, for what answers keys and files that are held over it."""

from __future__ import annotations

from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.ui.desk import Desk


def say_only_read(desk: Desk, record_type: RecordType) -> None:
    """The workspace is only read, or the kind is by the person here."""
    if desk.database.read_only:
        desk.say_read_only()
    else:
        desk.notify(_("{things} can only be read here.").format(things=record_type.plural))
