"""What this person chose on this computer, in use: changed in one place, kept at once, and told to every window."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from itdesk.paths import settings_file
from itdesk.settings import Settings
from itdesk.ui.theme import Theme


class Preferences(QObject):
    """`Preferences.current()` is the only one. What another process wrote meanwhile stays: each change reads first."""

    changed = Signal()

    _current: Preferences | None = None

    @classmethod
    def current(cls) -> Preferences:
        """The one of this process; made on first use."""
        if cls._current is None:
            cls._current = cls()
        return cls._current

    @property
    def settings(self) -> Settings:
        """As they are stored now."""
        return Settings.load(settings_file())

    def change(self, **chosen: Any) -> None:
        """Choose, keep, and show it in every window."""
        before = self.settings
        settings = replace(before, **chosen)
        if settings == before:
            return
        settings.save(settings_file())
        if look_of(settings) != look_of(before):
            Theme.current().begin_gently(partial(use, Theme.current(), settings))
        self.changed.emit()


def look_of(settings: Settings) -> dict[str, Any]:
    """What of the settings decides how the app looks."""
    return {
        "mode": settings.theme,
        "percent": settings.percent,
        "density": settings.density,
        "contrast": settings.contrast,
        "less_motion": settings.less_motion == "on",
    }


def use(theme: Theme, settings: Settings) -> None:
    """Give the app the look that the settings ask for."""
    theme.choose(**look_of(settings))
