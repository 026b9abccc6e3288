"""A month that opens below a field to pick a day from."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from itdesk.core.texts import _
from itdesk.ui import icons
from itdesk.ui.theme import Theme


class CalendarPopup(QFrame):
    """A month to pick a day from; arrows move, Enter picks, Esc leaves. Weeks begin as they do in the locale."""

    picked = Signal(object)

    def __init__(self, parent: QWidget, day: date, locale: str = "en_GB") -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("look", "popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = Theme.current()
        self.calendar = QCalendarWidget()
        self.calendar.setAccessibleName(_("Calendar"))
        self.calendar.setLocale(QLocale(locale))
        self.calendar.setFirstDayOfWeek(QLocale(locale).firstDayOfWeek())
        self.calendar.setGridVisible(False)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setFixedSize(theme.px(308), theme.px(252))
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        self.calendar.setHeaderTextFormat(_ink(theme.color("text-2")))
        for weekday in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.calendar.setWeekdayTextFormat(weekday, _ink(theme.color("text-2")))
        for name, icon, words in (
            ("qt_calendar_prevmonth", "left", _("Previous month")),
            ("qt_calendar_nextmonth", "right", _("Next month")),
        ):
            button = self.calendar.findChild(QToolButton, name)
            if button is not None:
                icons.put(button, icon, "text")
                button.setAccessibleName(words)
                button.setToolTip(words)
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self.calendar)

    def open_below(self, field: QWidget) -> None:
        """Show it under the field, inside the screen."""
        self.adjustSize()
        corner = field.mapToGlobal(QPoint(0, field.height() + 2))
        room = self.screen().availableGeometry()
        if corner.y() + self.height() > room.bottom():
            corner.setY(field.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        self.move(corner)
        self.show()
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self.picked.emit(date(day.year(), day.month(), day.day()))
        self.close()


def _ink(colour: QColor) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(colour)
    return made
