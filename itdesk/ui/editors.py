"""One editor per kind of field: what is typed becomes a value when it is asked for, and nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QEvent, QMimeData, QObject, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from itdesk.core import money
from itdesk.core.amounts import parse_number, read_amount
from itdesk.core.dates import order_of, parse_date, parse_instant
from itdesk.core.errors import Unreadable
from itdesk.core.formats import format_date, format_instant, format_number, format_typed_date
from itdesk.core.locales import currency_symbol
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.core.validation import longest, too_long
from itdesk.ui import icons
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label, restyle
from itdesk.ui.theme import Theme

ROOM = 1000  # characters beyond the limit that a line takes, so that a text can be shortened in place


@dataclass(frozen=True, slots=True)
class Way:
    """How the workspace reads and writes values."""

    locale: str
    currency: str
    zone: str

    @classmethod
    def of(cls, desk: Desk) -> Way:
        """The way of the workspace that is open."""
        return cls(desk.workspace.locale, desk.workspace.currency, desk.workspace.zone)

    def now(self) -> datetime:
        """This instant."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day that it is where the workspace is."""
        return self.now().astimezone(ZoneInfo(self.zone)).date()


class Editor(QWidget):
    """A field on a form. `value()` raises Unreadable where what is typed can't be one; the text stays as typed."""

    edited = Signal()  # by the person, at each key or choice
    left = Signal()  # the keyboard went elsewhere
    refused = Signal(str)  # a sentence: more was pasted than the field takes

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__()
        self.declared = declared
        self.way = way
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._inner: QWidget = self

    def _hold(self, inner: QWidget) -> None:
        self._inner = inner
        self._column.addWidget(inner)
        self.setFocusProxy(inner)
        inner.setAccessibleName(self.declared.label)
        inner.installEventFilter(self)

    @property
    def inner(self) -> QWidget:
        """The widget with the keyboard."""
        return self._inner

    def value(self) -> object:
        """What is typed as a value; None for nothing."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value."""
        raise NotImplementedError

    def type_text(self, text: str) -> None:
        """Put in what a suggestion says, as if it were typed."""
        raise NotImplementedError

    def typed(self) -> str:
        """What stands there as text."""
        if isinstance(self._inner, QLineEdit):
            return self._inner.text()
        return self._inner.toPlainText() if isinstance(self._inner, QPlainTextEdit) else ""

    def settle(self) -> None:
        """Show a value that can be read the way lists show it; called when the field is left. Most have nothing to do."""

    def select_all(self) -> None:
        """Mark what stands there, so that typing replaces it."""
        if isinstance(self._inner, QLineEdit | QPlainTextEdit):
            self._inner.selectAll()

    def set_invalid(self, sentence: str) -> None:
        """Show the red border and tell screen readers why; nothing takes it off."""
        restyle(self._inner, invalid="true" if sentence else "false")
        self._inner.setAccessibleDescription(sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inner and event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent):
            stays = {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}
            if event.reason() not in stays:
                self.left.emit()
        return False


class _Line(QLineEdit):
    """A line that takes no more than it can show without delay."""

    overflowed = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self.setMaxLength(most)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._too_much(QApplication.clipboard().text()):
            return
        super().keyPressEvent(event)

    def dropEvent(self, event: Any) -> None:
        if not self._too_much(event.mimeData().text()):
            super().dropEvent(event)

    def contextMenuEvent(self, event: Any) -> None:
        menu = self.createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in menu.actions():
            if action.objectName() == "edit-paste":
                action.triggered.disconnect()
                action.triggered.connect(self._paste)
        menu.popup(event.globalPos())

    def _paste(self) -> None:
        if not self._too_much(QApplication.clipboard().text()):
            self.paste()

    def _too_much(self, text: str) -> bool:
        if len(text) <= self._most:
            return False
        self.overflowed.emit(len(text))
        return True


class TextEditor(Editor):
    """One line: text, email, phone, web address."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.line = _Line(longest(declared) + ROOM)
        self.line.textEdited.connect(self.edited)
        self.line.overflowed.connect(lambda count: self.refused.emit(_nothing_pasted(declared, count)))
        self._hold(self.line)

    def value(self) -> object:
        return self.line.text().strip() or None

    def set_value(self, value: object) -> None:
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def type_text(self, text: str) -> None:
        self.line.setText(text)
        self.edited.emit()


def _nothing_pasted(declared: Field, count: int) -> str:
    return " ".join((too_long(declared, count), _("Nothing was pasted. Attach it as a file instead.")))


class _Paper(QPlainTextEdit):
    """Several lines that refuse a paste which would take seconds to lay out."""

    overflowed = Signal(int)

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def insertFromMimeData(self, source: QMimeData) -> None:
        text = source.text()
        if len(text) + self.document().characterCount() > self._most:
            self.overflowed.emit(len(text))
            return
        self.insertPlainText(text)


class LongEditor(Editor):
    """Several lines, growing with what is written, three to twelve lines high."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.paper = _Paper(longest(declared))
        self.paper.setTabChangesFocus(True)
        self.paper.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.paper.textChanged.connect(self._changed)
        self.paper.overflowed.connect(lambda count: self.refused.emit(_nothing_pasted(declared, count)))
        self._hold(self.paper)
        self._fit()

    def value(self) -> object:
        return self.paper.toPlainText().rstrip() or None

    def set_value(self, value: object) -> None:
        with QSignalBlocker(self.paper):
            self.paper.setPlainText("" if value is None else str(value))
        self._fit()

    def type_text(self, text: str) -> None:
        self.paper.setPlainText(text)

    def _changed(self) -> None:
        self._fit()
        self.edited.emit()

    def _fit(self) -> None:
        lines = min(12, max(3, self.paper.document().blockCount()))
        self.paper.setFixedHeight(lines * Theme.current().line() + 14)


class _ReadLine(Editor):
    """A line whose text is read as a value: numbers, sums, dates. A value that wasn't touched is never read again."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.line = _Line(200)
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
        calendar = CalendarPopup(self, shown)
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


class CalendarPopup(QWidget):
    """A month to pick a day from; arrows move, Enter picks, Esc leaves."""

    picked = Signal(object)

    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setGridVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.calendar)

    def open_below(self, field: QWidget) -> None:
        """Show it under the field."""
        self.move(field.mapToGlobal(QPoint(0, field.height() + 2)))
        self.show()
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()


class InstantEditor(_ReadLine):
    """A day and a time: 28 Dec 09:12, now, +2h."""

    def _read(self, text: str) -> object:
        return parse_instant(text, now=self.way.now(), zone=ZoneInfo(self.way.zone), order=order_of(self.way.locale))

    def _write(self, value: object) -> str:
        return format_instant(value, self.way.zone, self.way.locale) if isinstance(value, datetime) else str(value)


class YesNoEditor(Editor):
    """A tick box with its word behind it."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.box = QCheckBox(declared.label.replace("&", "&&"))
        self.box.clicked.connect(lambda _checked: self.edited.emit())
        self._hold(self.box)

    def value(self) -> object:
        return self.box.isChecked()

    def set_value(self, value: object) -> None:
        self.box.setChecked(bool(value))

    def type_text(self, text: str) -> None:
        self.box.setChecked(text.casefold() in ("yes", _("Yes").casefold(), "true", "1"))
        self.edited.emit()


class _Combo(QComboBox):
    """A list that the wheel changes only while it has the keyboard."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ChoiceEditor(Editor):
    """One of a closed set, with its shape and word."""

    def __init__(self, declared: Field, way: Way) -> None:
        super().__init__(declared, way)
        self.box = _Combo()
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setMinimumContentsLength(8)
        self.box.setMaxVisibleItems(14)
        if not declared.required:
            self.box.addItem("–", None)
        for choice in declared.choices or ():
            self.box.addItem(choice.label, str(choice))
        self._colour()
        self.box.activated.connect(lambda _index: self.edited.emit())
        self._hold(self.box)
        Theme.current().theme_changed.connect(self._colour)

    def _colour(self) -> None:
        for choice in self.declared.choices or ():
            if choice.icon:
                self.box.setItemIcon(self.box.findData(str(choice)), icons.icon(choice.icon, choice.tone))

    def value(self) -> object:
        return self.box.currentData()

    def set_value(self, value: object) -> None:
        place = self.box.findData(None if value in (None, "") else str(value))
        self.box.setCurrentIndex(place)

    def type_text(self, text: str) -> None:
        place = self.box.findText(text, Qt.MatchFlag.MatchFixedString)
        if place >= 0:
            self.box.setCurrentIndex(place)
            self.edited.emit()


class CurrencyEditor(TextEditor):
    """A currency's code; letters become capitals, and what is no currency is refused."""

    def value(self) -> object:
        code = self.line.text().strip().upper()
        if code and not money.is_currency(code):
            raise Unreadable(
                _("There is no currency “{code}”.").format(code=code[:20]),
                _("Type a code like EUR."),
                suggestion=self.way.currency,
            )
        return code or None

    def settle(self) -> None:
        self.line.setText(self.line.text().strip().upper())


_EDITORS: dict[Kind, Callable[[Field, Way], Editor]] = {
    Kind.TEXT: TextEditor,
    Kind.EMAIL: TextEditor,
    Kind.PHONE: TextEditor,
    Kind.URL: TextEditor,
    Kind.LONG: LongEditor,
    Kind.INTEGER: NumberEditor,
    Kind.DECIMAL: NumberEditor,
    Kind.MONEY: MoneyEditor,
    Kind.DATE: DateEditor,
    Kind.INSTANT: InstantEditor,
    Kind.YES_NO: YesNoEditor,
    Kind.CHOICE: ChoiceEditor,
}


def make_editor(desk: Desk, declared: Field) -> Editor:
    """The editor for a field."""
    way = Way.of(desk)
    if declared.kind is Kind.LINK:
        from itdesk.ui.link_editor import LinkEditor  # it stands on this module

        return LinkEditor(desk, declared, way)
    if declared.name == "currency" and declared.kind is Kind.TEXT:
        return CurrencyEditor(declared, way)
    return _EDITORS[declared.kind](declared, way)
