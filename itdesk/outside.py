"""Tells what came while nobody looks at the windows of a workspace: beside the tray, or through the task bar without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from itdesk import areas
from itdesk.core.quiet import is_quiet
from itdesk.core.texts import _
from itdesk.news_words import in_one_line, message_of
from itdesk.ui.avatars import tile_icon
from itdesk.ui.page import Action
from itdesk.ui.preferences import Preferences
from itdesk.ui.tray import Tray, has_tray
from itdesk.windows import Windows, quit_all

if TYPE_CHECKING:
    from itdesk.areas.home.overview.news import Mark, News

SOON = 500  # milliseconds after a change, so that several in a row are told together
LOOK_EVERY = 60_000  # milliseconds between two looks at deadlines
ONE_BY_ONE = 3  # pieces of news that the list behind the bell tells one by one
ALERT = 0  # milliseconds for which the task bar's entry asks for attention: until somebody looks


class Outside(QObject):
    """Exists while a person wants to be told. The last window that is closed may stay behind its icon."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows, self._desk = windows, windows.desk
        self._told: Mark | None = None
        self._last: News | None = None
        self._hidden: list[Any] = []
        workspace = self._desk.workspace
        self.tray: Tray | None = None
        if has_tray():
            ways = (
                Action(_("Open"), self.come_forward, icon="home"),
                None,
                Action(_("Quit itdesk"), self._quit, icon="x"),
            )
            self.tray = Tray(tile_icon(workspace.name, workspace.mark), workspace.name, ways, self)
            self.tray.wanted.connect(self.come_forward)
            self.tray.message_clicked.connect(self.open_last)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self.look)
        self._minute = QTimer(self, interval=LOOK_EVERY)
        self._minute.timeout.connect(self.look)
        self._minute.start()
        self._desk.changed.connect(self._changed)
        for shell in windows.shells:
            self.watch(shell.window)
        self.look()

    def _changed(self, _kinds: frozenset[str]) -> None:
        self._soon.start()

    def look(self) -> None:
        """See what came since the last look; in quiet hours it waits until they are over."""
        chosen = Preferences.current().settings
        if is_quiet(datetime.now().astimezone().hour, chosen.quiet_from, chosen.quiet_until):
            return
        told, now = self._told, datetime.now(UTC)
        shown = areas.kinds_on(self._desk.workspace.switched_off)

        def read(session: Any) -> tuple[list[News], Mark]:
            from itdesk.areas.home.overview import news

            return ([], news.mark(session, now)) if told is None else news.since(session, told, now, shown)

        self._desk.read(self, read, self._found, key="outside")

    def _found(self, found: tuple[list[News], Mark]) -> None:
        news, self._told = found
        if news and not self._is_looked_at():
            self._tell(news)

    def _is_looked_at(self) -> bool:
        """Whether one of the workspace's windows, or something over it, has the keyboard."""
        active: QObject | None = QApplication.activeWindow()
        ours = [shell.window for shell in self._windows.shells]
        while active is not None and active not in ours:
            active = active.parent()
        return active is not None

    def _tell(self, news: Sequence[News]) -> None:
        zone = self._desk.workspace.zone
        self._last = news[-1]
        window = self._windows.front.window
        title, text = message_of(news, zone)
        for words, one in in_one_line(news, zone) if len(news) <= ONE_BY_ONE else ((title, news[-1]),):
            window.notices.news(words, Action(_("Open"), partial(self._desk.open_record, one.kind, one.id)))
        if self.tray is not None:
            self.tray.tell(title, text)
        else:
            QApplication.alert(window, ALERT)

    def open_last(self) -> None:
        """Show what the last message was about."""
        self.come_forward()
        if self._last is not None:
            self._windows.front.open_record(self._last.kind, self._last.id)

    # A window that is closed and stays

    def watch(self, window: QObject) -> None:
        """Let a window stay behind the icon when it is closed as the last one."""
        window.installEventFilter(self)

    def come_forward(self) -> None:
        """Bring back what was closed, before all other windows."""
        hidden, self._hidden = self._hidden, []
        for window in hidden:
            if shiboken6.isValid(window):
                window.show()
        self._windows.front.come_forward()

    def _quit(self) -> None:
        self.come_forward()  # whatever is asked on the way out stands over its window
        quit_all()

    def _stays(self, window: Any) -> bool:
        wanted = self.tray is not None and Preferences.current().settings.stay_in_tray
        alone = [shell.window for shell in self._windows.shells] == [window]
        return wanted and alone and window.asks and not self._windows.is_ending

    def end(self) -> None:
        """Nobody wants to be told any more."""
        self._desk.changed.disconnect(self._changed)
        if self._hidden:
            self.come_forward()
        if self.tray is not None:
            self.tray.end()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Close and self._stays(watched):
            event.ignore()
            self._hidden.append(watched)
            watched.hide()  # type: ignore[attr-defined]
            return True
        return False
