"""What the shared PC gives at the end: number, code and PIN to take along, on paper where there is a printer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QFrame, QVBoxLayout

from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton
from itdesk.areas.helpdesk.kiosk.page_sheet import Sheet
from itdesk.core.formats import format_instant
from itdesk.core.texts import N_, _
from itdesk.ui.desk import Desk
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label, restyle
from itdesk.ui.sections import IconMark
from itdesk.ui.shared import How
from itdesk.ui.theme import Theme

_THANKS = {
    How.DONE: N_("Thank you. The help desk has it."),
    How.SENT: N_("Thank you. It is on its way to the help desk."),
    How.WAITS: N_("Thank you. It is kept here and sent as soon as the network is back."),
}
SLIP = 200  # points: fits the 80 mm roll of a receipt printer as well as a page


class Figure(QFrame):
    """A word and what has to be copied, large enough to read from a step away."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 14, 12, 16)
        column.setSpacing(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._name = name
        self._compact = False
        self._value = label("", "huge", selectable=True)
        for part in (label(name, "lead", "text-2"), self._value):
            part.setAlignment(middle)
            column.addWidget(part)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), Theme.current().px(180 if self._compact else 256)), hint.height())

    def set_compact(self, *, compact: bool) -> None:
        """Take less room."""
        self._compact = compact
        restyle(self._value, role="figure" if compact else "huge")
        self.updateGeometry()

    @property
    def value(self) -> str:
        """What it shows."""
        return self._value.text()

    def show_value(self, value: str) -> None:
        """Show it, and spell it out for screen readers."""
        self._value.setText(value)
        self._value.setAccessibleName(f"{self._name}: {' '.join(value)}")


class ReceiptSheet(Sheet):
    """The number with code and PIN, or only a sentence for somebody who joined an announced ticket."""

    finished = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__("", "")
        self._desk = desk
        self._receipt: Any = None
        self._mark = IconMark("disc-check", "green", Theme.current().px(48))
        self.column.insertWidget(0, self._mark, 0, Qt.AlignmentFlag.AlignHCenter)
        self.number, self.code, self.pin = Figure(_("Number")), Figure(_("Code")), Figure(_("PIN"))
        figures = FlowLayout(gap=16, centred=True)
        for figure in (self.number, self.code, self.pin):
            figures.addWidget(figure)
        self.column.addLayout(figures)
        self.advice = label("", "lead", wrap=True)
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(4)
        self.column.addWidget(self.advice)
        self.goes = label("", "lead", "text-2", wrap=True)
        self.print = BigButton(_("Print"), icon="printer", run=self._print)
        self.print.setVisible(False)
        # asked once, while the help desk sets the screen up: it can take a while
        self._printer = QPrinterInfo.defaultPrinter()
        self.finish = BigButton(_("Done"), icon="check", kind="primary", run=self.finished.emit)
        self.foot.addWidget(self.goes, 1)
        self.foot.addWidget(self.print)
        self.foot.addWidget(self.finish)

    def set_compact(self, *, compact: bool) -> None:
        """Leave the drawing out, and make the figures smaller."""
        super().set_compact(compact=compact)
        self._mark.setVisible(not compact)
        for figure in (self.number, self.code, self.pin):
            figure.set_compact(compact=compact)

    def show_receipt(self, receipt: Any, how: How = How.DONE) -> None:
        """Number, code and PIN; it is the only time that the PIN is shown. What was sent as a letter has no number yet."""
        self._receipt = receipt
        self.title.setText(_(_THANKS[how]))
        self.text.setText(_("Write these down or take a photo of them."))
        self.text.show()
        for figure, value in ((self.number, receipt.number), (self.code, receipt.code), (self.pin, receipt.pin)):
            figure.show_value(value)
            figure.setVisible(bool(value))
        self.advice.setText(
            _(
                "With code and PIN you see the answer on this screen, under “Look after my ticket”. The PIN can't be shown again."
            )
        )
        self.print.setVisible(not self._printer.isNull())
        self.error.hide()

    def show_joined(self, number: str) -> None:
        """Only a sentence: the announced ticket isn't this person's own."""
        self._receipt = None
        self.title.setText(_("The help desk knows that you have it too."))
        self.text.setText(_("You were added to {number}. There is nothing else to do.").format(number=number))
        self.text.show()
        for figure in (self.number, self.code, self.pin):
            figure.hide()
        self.advice.setText("")
        self.print.hide()
        self.error.hide()

    def show_seconds(self, left: int) -> None:
        """Say when this page goes by itself."""
        self.goes.setText(_("This page closes in {n} s. Touch it to keep it longer.").format(n=left))

    def begin(self) -> None:
        """Take the keyboard; Enter ends."""
        self.finish.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """The same as Done."""
        self.finished.emit()

    def forget(self) -> None:
        """Start anew."""
        self._receipt = None
        for figure in (self.number, self.code, self.pin):
            figure.show_value("")

    def _print(self) -> None:
        printer = QPrinter(self._printer)
        lines = slip_lines(self._desk.workspace, self._receipt, datetime.now(UTC))
        if not print_slip(printer, lines):
            self.error.show_error(
                _("The printer did not take it."), _("Write the three down instead."), again=self._print
            )


def slip_lines(workspace: Any, receipt: Any, now: datetime) -> list[tuple[str, int, bool]]:
    """What stands on the paper: text, size in points, bold."""
    number = [(_("Number {number}").format(number=receipt.number), 18, True)] if receipt.number else []
    return [
        (_("{firm} IT help").format(firm=workspace.name), 11, True),
        (format_instant(now, workspace.zone, workspace.locale), 9, False),
        *number,
        (_("Code {code}").format(code=receipt.code), 18, True),
        (_("PIN {pin}").format(pin=receipt.pin), 18, True),
        (_("Enter code and PIN at the shared PC, under “Look after my ticket”."), 9, False),
    ]


def print_slip(printer: QPrinter, lines: Sequence[tuple[str, int, bool]]) -> bool:
    """Print lines below each other, in black; False if the printer refused."""
    painter = QPainter()
    if not painter.begin(printer):
        return False
    scale = printer.resolution() / 72
    painter.scale(scale, scale)
    y = 0.0
    for text, size, bold in lines:
        face = QFont(Theme.current().font("body", 600 if bold else 400))
        face.setPixelSize(size)  # the painter is scaled to points
        painter.setFont(face)
        room = QRectF(0, y, SLIP, 1000)
        flags = Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, text)
        y += painter.boundingRect(room, flags, text).height() + 5
    return painter.end()
