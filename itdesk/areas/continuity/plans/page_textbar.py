"""The line above the paper: what can be done with the text being written, and whether it is saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout

from itdesk.areas.continuity.plans import markup
from itdesk.areas.continuity.plans.page_dialogs import LinkDialog
from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.labels import ElidedLabel
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar

if TYPE_CHECKING:
    from itdesk.areas.continuity.plans.page import PlanPage


class TextBar(Toolbar):
    """Its buttons never take the focus from the text; the palette has them too, for the keyboard."""

    def __init__(self, page: PlanPage) -> None:
        super().__init__(gap=4)
        self._page = page
        self.setAccessibleName(_("Text"))
        self._style = Button(_("Paragraph"), kind="quiet", small=True, run=self._choose_style)
        self._style.chevron = True
        self._style.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(self._style)
        for action in self.text_actions():
            if action.icon and action.icon != "db":
                button = Button(icon=action.icon, kind="quiet", small=True, key=action.key, name=action.label)
                button.clicked.connect(lambda _checked=False, run=action.run: run())
                self._keep(button, action)
        insert = self._insert()
        data = Button(insert.label, icon=insert.icon, kind="quiet", small=True, key="@", run=insert.run)
        self._keep(data, insert)
        self._state = ElidedLabel("", "small", "text-2")
        self.add(self._state, end=True)

    def _keep(self, button: Button, action: Action) -> None:
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add(button, action=action)

    def _insert(self) -> Action:
        return Action(_("Insert from your data"), self._insert_data, "@", "db", listen=False)

    def text_actions(self) -> list[Action]:
        """What can be done with the text."""
        rewrite = self._rewrite
        return [
            Action(_("Bold"), partial(rewrite, "bold"), "Ctrl+B", "bold", listen=False),
            Action(_("Italic"), partial(rewrite, "italic"), "Ctrl+I", "ital", listen=False),
            Action(_("Points"), partial(rewrite, "points"), icon="list"),
            Action(_("Numbered points"), partial(rewrite, "numbers"), icon="step"),
            Action(_("Link"), self._link, icon="link"),
            self._insert(),
        ]

    def _rewrite(self, what: str) -> None:
        pane = self._page.pane
        if what == "points":
            pane.rewrite(markup.bulleted, lines=True)
        elif what == "numbers":
            pane.rewrite(markup.numbered, lines=True)
        else:
            mark = markup.BOLD if what == "bold" else markup.ITALIC
            pane.rewrite(lambda text: markup.toggled(text, mark))

    def _insert_data(self) -> None:
        self._page.pane.insert_data()

    def _link(self) -> None:
        dialog = LinkDialog(self._page)
        dialog.given.connect(lambda address: self._page.pane.rewrite(lambda text: markup.linked(text, address)))
        dialog.open()

    def _choose_style(self) -> None:
        styles = ((_("Paragraph"), 0), (_("Heading"), 2), (_("Small heading"), 3))
        actions = [
            Action(name, partial(self._page.pane.rewrite, partial(markup.headed, level=level), lines=True))
            for name, level in styles
        ]
        menu_of(actions, self).popup(self._style.mapToGlobal(self._style.rect().bottomLeft()))

    def show_state(self, state: str) -> None:
        """Say whether what was written is saved."""
        words = {
            "typing": _("Draft kept"),
            "saving": _("Saving"),
            "saved": _("Saved"),
            "failed": _("Not saved, draft kept"),
            "conflict": _("Choose a text"),
        }
        self._state.setText(words[state])
        self._state.setAccessibleName(words[state])


class ClosedBar(QFrame):
    """Stands in place of the tools and says why nothing can be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "bar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(IconMark("lock", "text-2"))
        self._words = ElidedLabel("", "body", "text-2")
        row.addWidget(self._words, 1)

    def show_why(self, words: str) -> None:
        """Say another reason."""
        self._words.setText(words)
        self._words.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), Theme.current().px(44) + 1)
