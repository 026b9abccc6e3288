"""Theme and text size as a menu offers them, with a tick at what is chosen."""

from __future__ import annotations

from functools import partial

from itdesk.core.texts import _
from itdesk.ui.page import Action
from itdesk.ui.preferences import Preferences
from itdesk.ui.theme import Theme

PERCENTS = (90, 100, 125, 150)


def look_actions() -> list[Action | None]:
    """The themes, a line, the text sizes."""
    theme, choose = Theme.current(), Preferences.current().change
    modes = (("system", _("Theme of the computer")), ("light", _("Light")), ("dark", _("Dark")))
    return [
        *(
            Action(word, partial(choose, theme=mode), icon="check" if theme.mode == mode else "")
            for mode, word in modes
        ),
        None,
        *(
            Action(
                _("Text size {percent} %").format(percent=percent),
                partial(choose, percent=percent),
                icon="check" if theme.percent == percent else "",
            )
            for percent in PERCENTS
        ),
    ]
