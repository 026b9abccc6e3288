"""Asks somebody who they are, and for their password where they have one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox, QWidget

from itdesk.core.texts import _
from itdesk.ui.labels import label
from itdesk.ui.secret_dialog import SecretDialog

if TYPE_CHECKING:
    from itdesk.db.signing_in import Candidate


class SignInDialog(SecretDialog):
    """Accepted once the person in front said their password; `person` is their id. With one person nobody is chosen."""

    def __init__(
        self,
        parent: QWidget | None,
        database: Any,
        people: Sequence[Candidate],
        title: str,
        text: str = "",
        *,
        chosen: int | None = None,
        act: str = "",
        safe: str = "",
    ) -> None:
        super().__init__(
            parent, title, text, _("Password"), act=act or _("Sign in"), trying=_("Signing in…"), safe=safe
        )
        self._database = database
        self._people = tuple(people)
        self.who = QComboBox()
        self.who.setAccessibleName(_("Who are you?"))
        for one in self._people:
            self.who.addItem(one.name, one.id)
        self.who.setCurrentIndex(max(0, self.who.findData(chosen)))
        self._who_label = label(_("Who are you?"), "body", "text-2", buddy=self.who)
        self.body.insertWidget(0, self._who_label)
        self.body.insertWidget(1, self.who)
        for widget in (self._who_label, self.who):
            widget.setVisible(len(self._people) > 1)
        self.setTabOrder(self.who, self.field)
        self.without = label(_("Nobody gave this person a password."), "small", "text-2", wrap=True)
        self.body.addWidget(self.without)
        self.who.currentIndexChanged.connect(self._show)
        self._show()
        (self.field if self._one.has_password else self.who).setFocus()

    @property
    def _one(self) -> Candidate:
        return self._people[self.who.currentIndex()]

    @property
    def person(self) -> int:
        """Who is in front."""
        return self._one.id

    def _show(self) -> None:
        for widget in (self.name, self.field, self.shown):
            widget.setVisible(self._one.has_password)
        self.without.setVisible(not self._one.has_password)
        self.forget_tries()
        if not self._one.has_password:
            self.who.setFocus()

    def missing(self) -> str:
        return _("Type the password.") if self._one.has_password else ""

    def trial(self, typed: str) -> Callable[[], object]:
        database, person = self._database, self.person

        def check() -> None:
            from itdesk.db import signing_in

            signing_in.check(database, person, typed)

        return check
