"""What a screen reader is told beyond names and texts: what a painted part is, and what just happened."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget

Role = QAccessible.Role
_ROLE = "spoken_role"


def be(part: QWidget, role: QAccessible.Role) -> None:
    """Let screen readers meet a part of ours as a chart, a document, …; Qt calls what it doesn't know a plain area."""
    part.setProperty(_ROLE, role.value)
    _install()


def say(part: QWidget, words: str, *, urgent: bool = False) -> None:
    """Say what happened to whoever listens, without moving the keyboard. urgent: before whatever is being read."""
    if not words or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(part, words)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


@cache
def _install() -> None:
    QAccessible.installFactory(_told)


def _told(_key: str, thing: QObject) -> QAccessibleInterface | None:
    role = thing.property(_ROLE)
    if role is None or not isinstance(thing, QWidget):
        return None
    return QAccessibleWidget(thing, Role(role), "")  # no name of its own: the part's, as it is when it is asked
