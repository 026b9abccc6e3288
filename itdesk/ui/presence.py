"""Tells others on the server which record is in front in this window, and shows who else has it in front."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer

from itdesk.core.errors import UserError
from itdesk.core.texts import _, ngettext
from itdesk.ui import voice
from itdesk.ui.badges import Badge

if TYPE_CHECKING:
    from itdesk.db.presence import Here
    from itdesk.ui.desk import Desk
    from itdesk.ui.others import Others
    from itdesk.ui.palette_rows import Subject
    from itdesk.ui.window import Window

log = logging.getLogger(__name__)
RESTS = 600  # milliseconds that a record stays in front before others hear of it
AGAIN = 20_000  # milliseconds after which they are told once more


class Presence(QObject):
    """One for each window. Does nothing on a file, where one app has all windows."""

    def __init__(self, window: Window, desk: Desk, others: Others) -> None:
        super().__init__(window)
        self._window, self._desk = window, desk
        self._told: tuple[str, int, bool] | None = None
        self._here: tuple[Here, ...] = ()
        self._followed: Any = None
        self._settled = QTimer(self, singleShot=True, interval=RESTS)
        self._settled.timeout.connect(self._tell)
        self._again = QTimer(self, interval=AGAIN)
        self._again.timeout.connect(partial(self._tell, again=True))
        others.looked.connect(self._read)
        desk.when_whole(self._begin)

    @cached_property
    def _uid(self) -> str:
        from itdesk.core.uids import new_uid  # on a server alone: what makes chance takes a twentieth of a start

        return new_uid()

    def _begin(self) -> None:
        if not shiboken6.isValid(self):  # the window may be closed by now
            return
        if self._desk.database.is_server and not self._desk.database.read_only:
            self._window.place_shown.connect(self._went)
            self._desk.unsaved.changed.connect(self._settled.start)
            self._again.start()
            self._went()

    def stop(self) -> None:
        """The window goes: nothing is in front any more."""
        self._settled.stop()
        self._again.stop()
        if self._told is not None:
            self._write(partial(_left, self._uid), self._show)

    def _went(self, _place: str = "") -> None:
        """Another page is in front: it says itself when its record changes."""
        page = self._window.page
        if self._followed is not None:
            self._followed.disconnect(self._settled.start)
        self._followed = getattr(page, "actions_changed", None)
        if self._followed is not None:
            self._followed.connect(self._settled.start)
        self._settled.start()

    def _in_front(self) -> tuple[str, int, bool] | None:
        named: Callable[[], Subject | None] | None = getattr(self._window.page, "subject", None)
        subject = named() if named is not None else None
        if subject is None or not subject.record_id:
            return None
        return subject.kind, subject.record_id, bool(self._desk.unsaved.dirty())

    def _tell(self, *, again: bool = False) -> None:
        now = self._in_front()
        if now == self._told and not (again and now):
            return
        self._told = now
        if now is None:
            self._show(())
            self._write(partial(_left, self._uid), self._show)
        else:
            self._write(partial(_entered, self._uid, *now), partial(self._answered, now))

    def _write(self, job: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        """Past the steps of undo: it is no change of a record. What can't be written is told by who looks for others."""
        database, actor = self._desk.database, self._desk.actor
        self._desk.work.write(self, lambda: database.write(job, actor=actor), done, self._failed)

    def _read(self) -> None:
        if self._told is not None:
            self._desk.read(
                self,
                partial(_others, self._uid, *self._told[:2]),
                partial(self._answered, self._told),
                self._failed,
                key="presence",
            )

    def _answered(self, asked: tuple[str, int, bool], here: tuple[Here, ...]) -> None:
        if self._told is not None and asked[:2] == self._told[:2]:
            self._show(here)

    def _failed(self, error: UserError) -> None:
        """Others don't hear of this window just now; that the server is out of reach is told elsewhere."""
        log.warning("others can't be told what is in front: %s", error)

    def _show(self, here: tuple[Here, ...]) -> None:
        if here == self._here:
            return
        self._here = here
        badge = badge_of(here)
        self._window.topbar.show_here(badge)
        if badge is not None:
            voice.say(self._window.topbar, badge.text)


def badge_of(here: tuple[Here, ...]) -> Badge | None:
    """Who else has the record in front, those who change it first."""
    if not here:
        return None
    first = here[0]
    name, more = first.name or _("Somebody"), len(here) - 1
    if first.is_changing:
        alone = _("{name} is changing this")
        several = ngettext("{name} is changing this, {n} other looks", "{name} is changing this, {n} others look", more)
    else:
        alone = _("{name} is looking at this")
        several = ngettext("{name} and {n} other look at this", "{name} and {n} others look at this", more)
    text = (several if more else alone).format(name=name, n=more)
    return Badge(text, "amber" if first.is_changing else "blue", "edit" if first.is_changing else "eye")


def _entered(window: str, kind: str, record_id: int, is_changing: bool, session: Any) -> tuple[Here, ...]:  # noqa: FBT001 -- bound in a partial
    from itdesk.db import presence

    return presence.enter(session, window, kind, record_id, is_changing=is_changing)


def _left(window: str, session: Any) -> tuple[Here, ...]:
    from itdesk.db import presence

    presence.leave(session, window)
    return ()


def _others(window: str, kind: str, record_id: int, session: Any) -> tuple[Here, ...]:
    from itdesk.db import presence

    return presence.others(session, window, kind, record_id)
