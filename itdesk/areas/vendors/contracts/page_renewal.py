"""Asks until when, and at which price, a contract goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from itdesk.core.dates import parse_date
from itdesk.core.errors import UserError
from itdesk.core.formats import format_date
from itdesk.core.locales import marks
from itdesk.core.money import digits
from itdesk.core.texts import _
from itdesk.ui.amount_edit import AmountEdit
from itdesk.ui.clock import own_today
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import text_key
from itdesk.ui.labels import label


class RenewalDialog(Dialog):
    """Asks; `terms` are what was agreed."""

    def __init__(self, desk: Desk, card: Any, parent: QWidget) -> None:
        locale = desk.workspace.locale
        super().__init__(
            parent, _("Renew {name}").format(name=card.row.name), act=_("Renew"), icon="check", check=self._problem
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._day: date | None = None
        self._order = marks(locale).order
        self._until = QLineEdit()
        self._until.setPlaceholderText(_("31/12/2027 or +1y"))
        self._until.setAccessibleName(_("New end"))
        self._price = AmountEdit(locale, digits(card.row.currency))
        self._price.setPlaceholderText(_("the same, optional"))
        self._price.setAccessibleName(_("New price"))
        self._locale = locale
        self._term_end = card.row.term_end
        form = QFormLayout()
        form.addRow(label(_("New end"), buddy=self._until), self._until)
        form.addRow(label(_("New price"), buddy=self._price), self._price)
        self.body.addLayout(form)
        key = text_key("contracts", card.row.id, "renewal")
        self.keep_typed(desk, key, _("Renewal"), {"until": self._until, "price": self._price})
        self._until.setFocus()

    @property
    def terms(self) -> dict[str, Any]:
        """The last day of the new term and the new price, None for the same."""
        return {"until": self._day, "price": self._price.value}

    def _problem(self) -> str:
        if not self._price.read():
            return self._price.accessibleDescription()
        try:
            start = self._term_end or own_today()
            self._day = parse_date(self._until.text(), today=start, order=self._order)
        except UserError as error:
            return str(error)
        if self._term_end is not None and self._day <= self._term_end:
            return _("It runs until {day} already. Type a later day.").format(
                day=format_date(self._term_end, self._locale)
            )
        return ""
