"""Editors of one line that is read as a value: numbers, sums of money, days and instants."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from itdesk.core import money
from itdesk.core.amounts import parse_number, read_amount
from itdesk.core.dates import order_of, parse_date, parse_instant
from itdesk.core.errors import Unreadable
from itdesk.core.formats import format_date, format_instant, format_number, format_typed_date
from itdesk.core.locales import currency_symbol
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.calendar_popup import CalendarPopup
from itdesk.ui.field_editor import Editor, Way
from itdesk.ui.labels import label
from itdesk.ui.text_editors import Line


class _ReadLine(Editor):
    """A line whose text is read as a value: numbers, sums, dates. A value that wasn't touched is never read again."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.line = Line(200)
        self._given: object = None
        self._shown = ""
        self.line.textEdited.connect(self.edited)
        self.line.overflowed.connect(
            lambda _count: self.refused.emit(_("This is too long for {field}.").format(field=declared.label))
        )
        self._hold(self.line)

    def value(self) -> object:
        text = self.line.text().strip()
        if text == self._shown:
            return self._given
        return self._read(text) if text else None

    def set_value(self, value: object) -> None:
        self._given = value
        self._shown = "" if value is None else self._write(value)
        self.line.setText(self._shown)

    def type_text(self, text: str) -> None:
        self.line.setText(text)
        self.edited.emit()

    def settle(self) -> None:
        try:
            value = self.value()
        except Unreadable:
            return  # the text stays, and the form says what is wrong with it
        self.set_value(value)

    def _read(self, text: str) -> object:
        raise NotImplementedError

    def _write(self, value: object) -> str:
        raise NotImplementedError


class NumberEditor(_ReadLine):
    """Whole numbers and decimals."""

    def _read(self, text: str) -> object:
        whole = self.declared.kind is Kind.INTEGER
        number = parse_number(text, locale=self.way.locale, whole=whole)
        return int(number) if whole else number

    def _write(self, value: object) -> str:
        return format_number(value, self.way.locale) if isinstance(value, Decimal | int) else str(value)


class MoneyEditor(_ReadLine):
    """A sum, with the sign of its currency before it. A currency that is typed with it is told to the form."""

    currency_named = Signal(str)

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.currency = way.currency
        self._sign = label("", "body", "text-2")
        self._sign.setParent(self.line)
        self.line.installEventFilter(self)
        self.set_currency(way.currency)

    def set_currency(self, currency: str) -> None:
        """The currency of the record."""
        self.currency = currency or self.way.currency
        self._sign.setText(currency_symbol(self.currency, self.way.locale))
        self._place_sign()

    def _read(self, text: str) -> object:
        amount = read_amount(text, locale=self.way.locale)
        if amount.currency and amount.currency not in ("$", self.currency):
            self.currency_named.emit(amount.currency)
        return amount.value

    def _write(self, value: object) -> str:
        if not isinstance(value, Decimal):
            return str(value)
        whole = value == value.to_integral_value()
        return format_number(value, self.way.locale, places=0 if whole else money.digits(self.currency))

    def _place_sign(self) -> None:
        width = self._sign.sizeHint().width()
        right = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self._sign.setGeometry(self.line.width() - width - 10 if right else 10, 0, width, self.line.height())
        self.line.setTextMargins(0 if right else width + 4, 0, width + 4 if right else 0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.Resize:
            self._place_sign()
        return super().eventFilter(watched, event)


class DateEditor(_ReadLine):
    """A day: today, fri, +30d, 31/3 or 28 Dec, or picked from the calendar (Alt+Down)."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.line.setPlaceholderText(
            _("such as today, fri, +30d or {date}").format(date=format_typed_date(way.today(), way.locale))
        )
        pick = QAction(_("Pick from the calendar"), self)
        icons.put(pick, "cal")
        pick.triggered.connect(self.open_calendar)
        self.line.addAction(pick, QLineEdit.ActionPosition.TrailingPosition)

    def _read(self, text: str) -> object:
        return parse_date(text, today=self.way.today(), order=order_of(self.way.locale))

    def _write(self, value: object) -> str:
        return format_date(value, self.way.locale) if isinstance(value, date) else str(value)

    def open_calendar(self) -> None:
        """Show a month to pick from, at the day that stands in the field."""
        try:
            day = self.value()
        except Unreadable:
            day = None
        shown = day if isinstance(day, date) else self.way.today()
        calendar = CalendarPopup(self, shown, self.way.locale)
        calendar.picked.connect(self._pick)
        calendar.open_below(self.line)

    def _pick(self, day: date) -> None:
        self.set_value(day)
        self._shown = ""  # it counts as typed
        self._given = None
        self.edited.emit()
        self._given, self._shown = day, self.line.text()
        self.line.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and _is_alt_down(event):
            self.open_calendar()
            return True
        return super().eventFilter(watched, event)


def _is_alt_down(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


class InstantEditor(_ReadLine):
    """A day and a time: 28 Dec 09:12, now, +2h."""

    def _read(self, text: str) -> object:
        return parse_instant(text, now=self.way.now(), zone=ZoneInfo(self.way.zone), order=order_of(self.way.locale))

    def _write(self, value: object) -> str:
        return format_instant(value, self.way.zone, self.way.locale) if isinstance(value, datetime) else str(value)
