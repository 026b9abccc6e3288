"""Page of the settings on what is told while nobody looks at the windows: whether, when not, and what closing does."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QTime
from PySide6.QtWidgets import QCheckBox

from itdesk.core.quiet import NEVER
from itdesk.core.texts import _
from itdesk.ui.preferences import Preferences
from itdesk.ui.settings_pages import FormPage
from itdesk.ui.tray import has_tray

HOURS = range(24)


class TellingPage(FormPage):
    """Off until somebody wants it; without a tray it says what happens instead."""

    def __init__(self) -> None:
        super().__init__(_("Messages"), _("For you alone, on this computer, while another app is in front."))
        chosen = Preferences.current().settings
        change = Preferences.current().change
        self.wanted = self._tick(
            _("Messages"),
            _("Tell me of new tickets, messages and deadlines"),
            is_on=chosen.tell_outside,
            hint=_("Of tickets that are yours, nobody's, or that you follow; never of what you did yourself."),
        )
        beside = _("They appear beside the tray and behind the bell; a click opens the record.")
        without = _("This desktop has no tray: they stand behind the bell, and the task bar marks the window.")
        self.note(beside if has_tray() else without)
        hours = [(_hour(one), one) for one in HOURS]
        self.quiet_from = self.choice(
            _("Quiet from"), [(_("Never"), NEVER), *hours], chosen.quiet_from, self._choose_quiet
        )
        self.quiet_until = self.choice(
            _("Quiet until"),
            hours,
            chosen.quiet_until,
            lambda hour: change(quiet_until=hour),
            _("What comes meanwhile is told when the quiet hours are over."),
        )
        self.stays = self._tick(
            _("Closing"),
            _("Stay in the tray when the last window is closed"),
            is_on=chosen.stay_in_tray,
            hint=_("Its icon brings the window back; Ctrl+Q quits."),
        )
        self.wanted.toggled.connect(lambda on: change(tell_outside=on))
        self.wanted.toggled.connect(self._show_what_counts)
        self.stays.toggled.connect(lambda on: change(stay_in_tray=on))
        self._show_what_counts()
        self.column.addStretch(1)

    def _tick(self, title: str, words: str, *, is_on: bool, hint: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(is_on)
        self.add(title, box, hint)
        box.setAccessibleName(words)
        return box

    def _choose_quiet(self, hour: int) -> None:
        Preferences.current().change(quiet_from=hour)
        self._show_what_counts()

    def _show_what_counts(self) -> None:
        """Nothing of the rest does anything while nothing is told; without a tray there is nowhere to stay."""
        told = self.wanted.isChecked()
        self.show_row(self.quiet_from, shown=told)
        self.show_row(self.quiet_until, shown=told and self.quiet_from.currentData() != NEVER)
        self.show_row(self.stays, shown=told and has_tray())


def _hour(hour: int) -> str:
    return QLocale().toString(QTime(hour, 0), QLocale.FormatType.ShortFormat)
