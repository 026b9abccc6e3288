"""The shared PC's second step: press a picture, see what is known already, tell the rest in one's own words."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from itdesk.areas.helpdesk.kiosk.asking import is_by_functions
from itdesk.areas.helpdesk.kiosk.page_bars import TintBar
from itdesk.areas.helpdesk.kiosk.page_buttons import BigButton, PictureTile
from itdesk.areas.helpdesk.kiosk.page_sheet import Sheet
from itdesk.areas.helpdesk.kiosk.page_words import WordsEdit
from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.theme import Theme


class TileGrid(QWidget):
    """Pictures in three columns, fewer where there is no room; one at most is pressed."""

    pressed = Signal(int)  # the category's id

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Pictures"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(16)
        self._group: QButtonGroup | None = None
        self._columns = 0
        self.tiles: list[tuple[Any, PictureTile]] = []

    def show_tiles(self, tiles: Any, chosen: int | None = None) -> None:
        """Show these, with one of them pressed."""
        for _tile, button in self.tiles:
            button.hide()
            self._grid.removeWidget(button)
            button.deleteLater()
        self._group = QButtonGroup(self)
        self.tiles = []
        for number, tile in enumerate(tiles, 1):
            button = PictureTile(tile.name, tile.example, tile.picture, number)
            button.setChecked(tile.id == chosen)
            button.clicked.connect(partial(self._clicked, tile.id))
            self._group.addButton(button)
            self.tiles.append((tile, button))
        self._columns = 0
        self._lay_out()

    @property
    def chosen(self) -> Any:
        """What is pressed, or None."""
        return next((tile for tile, button in self.tiles if button.isChecked()), None)

    def press(self, number: int) -> bool:
        """Press one by its number, counted from 1."""
        if not 1 <= number <= len(self.tiles):
            return False
        self.tiles[number - 1][1].click()
        return True

    def focus(self) -> bool:
        """Give the keyboard to the pressed one, or to the first."""
        buttons = [button for _tile, button in self.tiles]
        for button in [*(one for one in buttons if one.isChecked()), *buttons]:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def _clicked(self, category_id: int, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- a Qt slot
        self.pressed.emit(category_id)

    def _lay_out(self) -> None:
        columns = max(1, min(3, self.width() // Theme.current().px(250)))
        if columns == self._columns:
            return
        self._columns = columns
        for place, (_tile, button) in enumerate(self.tiles):
            self._grid.addWidget(button, place // columns, place % columns)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def minimumSizeHint(self) -> QSize:
        return QSize(Theme.current().px(200), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()


class ProblemSheet(Sheet):
    """Pictures, announcements and words. Joining an announced ticket ends here."""

    back_wanted = Signal()
    done = Signal()
    join_wanted = Signal(int)  # the announcement's id

    def __init__(self, desk: Desk) -> None:
        photo = "" if is_by_functions(desk) else _("You can add a photo in the next step.")
        super().__init__(_("What is the problem with?"), f"{_('Press a picture.')} {photo}".strip())
        self._desk = desk
        self.grid = TileGrid()
        self.grid.pressed.connect(self._pressed)
        self._news = QVBoxLayout()
        self._news.setSpacing(8)
        self.words = WordsEdit(_("Tell us in your own words"))
        self.words.finished.connect(self.go_on)
        self.words.textChanged.connect(self.error.hide)
        self.column.addWidget(self.grid)
        self._news.setContentsMargins(0, 10, 0, 0)
        self.column.addLayout(self._news)
        self.column.addSpacing(8)
        self.column.addWidget(label(_("Tell us in your own words"), "section", buddy=self.words))
        self.column.addWidget(self.words)
        self.usual = label("", "lead", "text-2", wrap=True)
        self.usual.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.back = BigButton(_("Back"), icon="left", run=self.back_wanted.emit)
        self.next = BigButton(_("Next"), after="arrow", kind="primary", run=self.go_on)
        self.foot.addWidget(self.back)
        self.foot.addWidget(self.usual, 1)
        self.foot.addWidget(self.next)

    def begin(self) -> None:
        """Take the keyboard: the pictures first, the words once one is pressed."""
        self.setFocus()  # until the pictures are there
        self.read()
        if self.grid.tiles:
            self._place_focus()

    def _place_focus(self) -> None:
        if self.grid.chosen is not None or not self.grid.focus():
            self.words.setFocus()

    def forget(self) -> None:
        """Start anew."""
        self.words.clear()
        self.error.hide()
        self.grid.show_tiles([tile for tile, _button in self.grid.tiles])
        self._show_news(())

    def read(self) -> None:
        """Look up pictures, announcements and the usual answer time."""
        now = datetime.now(UTC)

        def usual(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk.asking import asked

            return asked(session).usual_reply_minutes(session, now)

        self.read_pictures()
        self._read_news()
        self._desk.read(self, usual, self._show_usual, self._refused, key="usual")  # slower than the pictures

    def read_pictures(self) -> None:
        """Look up the pictures alone, so that they are there when the step is reached."""

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk.asking import asked

            return asked(session).tiles(session)

        self._desk.read(self, job, self._show, self._refused, key="tiles")

    def _show(self, tiles: Any) -> None:
        if [tile for tile, _button in self.grid.tiles] != list(tiles):
            chosen = self.grid.chosen
            self.grid.show_tiles(tiles, chosen.id if chosen is not None else None)
        self.grid.setVisible(bool(tiles))
        self.text.setVisible(bool(tiles))
        if self.hasFocus():
            self._place_focus()

    def _show_usual(self, minutes: int | None) -> None:
        from itdesk.core.formats import format_duration

        words = _("Usual answer time: {time}").format(time=format_duration(minutes)) if minutes is not None else ""
        self.usual.setText(words)

    def _read_news(self) -> None:
        now, chosen = datetime.now(UTC), self.grid.chosen
        category = chosen.id if chosen is not None else None

        def job(session: Any) -> Any:
            from itdesk.areas.helpdesk.kiosk.asking import asked

            return asked(session).news(session, now, category)

        self._desk.read(self, job, self._show_news, self._refused, key="news")

    def _show_news(self, found: Any) -> None:
        clear(self._news)
        for one in found:
            button = None
            if one.can_join:
                button = BigButton(
                    _("Same for me"), kind="link", strong=True, run=partial(self.join_wanted.emit, one.id)
                )
                button.setAccessibleDescription(one.title)
            self._news.addWidget(TintBar("amber", "info", one.title, one.body, button))

    def _refused(self, error: UserError) -> None:
        self.error.show_error(error.message, error.cure, again=self.read)

    def _pressed(self, _category_id: int) -> None:
        self._read_news()
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_on(self) -> None:
        """To the last step, once there are words."""
        if not self.words.toPlainText().strip():
            self.error.show_error(_("Tell us in a few words what is wrong."))
            self.words.setFocus()
            return
        self.done.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.text()
        if len(digit) == 1 and digit in "123456789" and self.grid.press(int(digit)):
            return
        super().keyPressEvent(event)
