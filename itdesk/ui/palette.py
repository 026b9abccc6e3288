"""Ctrl+K: what can be done here, where one can go, and every record, in one list that is typed into."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import (
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QObject,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.ui.chips import Tag
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.palette_ranking import action_rows, place_rows, record_row
from itdesk.ui.palette_rows import ROW, Answer, Caps, DrawnRows, Found, Help, Place, Row, Rows, Search, Subject
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme
from itdesk.ui.voice import say

__all__ = ["Answer", "Found", "Help", "Palette", "Place", "Search", "Subject"]

WIDTH, TOP = 640, 112
DEBOUNCE_MS = 40
MOST = {"subject": 16, "actions": 8, "places": 6, "records": 12}
AT_FIRST = {"actions": 5, "places": 4, "records": 6}  # while nothing is typed
REMEMBERED_MS = 60_000  # how long after it was left it opens again with what was typed
_KIND = re.compile(r"(\w{1,20}):\s*(.*)", re.DOTALL)


class Palette(QWidget):
    """Covers its window while it is open. `search` is asked after each pause in typing and answers when it can.

    search(words, scope, answer): scope is "" for everything, "#" for numbers, "@" for people, "t:" for a kind that
    kind_named knows by this word; answer(found, note, helps) may come at any time, late answers to older words are
    dropped. Without words it is asked for what was open lately. weigh and used order and count what a person uses.
    """

    closed = Signal()
    keys_wanted = Signal()
    all_wanted = Signal(str)  # everything that these words find

    def __init__(
        self,
        window: QWidget,
        search: Search,
        *,
        weigh: Callable[[str], float] = lambda _key: 0.0,
        used: Callable[[str], object] = lambda _key: None,
        kind_named: Callable[[str], str] = lambda _word: "",
    ) -> None:
        super().__init__(window)
        self._host = window
        self._search = search
        self._weigh, self._used, self._kind_named = weigh, used, kind_named
        self._left = QElapsedTimer()
        self._helps: tuple[Help, ...] = ()
        self._asked = 0
        self._subject: Subject | None = None
        self._actions: tuple[Action, ...] = ()
        self._places: tuple[Place, ...] = ()
        self._found: tuple[Found, ...] = ()
        self._note = ""
        self._said = ""
        self._before: QWidget | None = None
        self.panel = QFrame(self)
        self.panel.setProperty("look", "palette")
        self.field = QLineEdit()
        self.field.setProperty("look", "plain")
        self.field.setProperty("role", "palette")
        self.field.setPlaceholderText(_("Search or do…"))
        self.field.setAccessibleName(_("Search or do"))
        self.tag = Tag("")
        self.tag.removed.connect(self._drop_subject)
        self.list = QListView()
        self.rows = Rows(self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(DrawnRows(self.rows, self.list))
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName(_("Results"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.entered.connect(self._hovered)
        self.list.selectionModel().currentChanged.connect(self._say_row)
        self.list.clicked.connect(self._clicked)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self._ask)
        self._build()
        self.field.textEdited.connect(self._typed)
        self.field.installEventFilter(self)
        window.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("look", "row")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(IconMark("search"))
        row.addWidget(self.tag)
        row.addWidget(self.field, 1)
        row.addWidget(Caps("Esc"))
        head.setFixedHeight(Theme.current().px(56))
        column.addWidget(head)
        column.addWidget(self.list, 1)
        foot = QFrame()
        foot.setProperty("look", "palette-foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        for key, words in (("Up, Down", _("Move")), ("Return", _("Run")), ("Tab", _("See actions for a record"))):
            row.addWidget(Caps(key))
            row.addWidget(label(words, "small", "text-2"))
            row.addSpacing(8)
        row.addStretch()
        row.addWidget(Caps("?"))
        row.addWidget(label(_("All keys"), "small", "text-2"))
        foot.setFixedHeight(Theme.current().px(36))
        column.addWidget(foot)

    def open(
        self, *, actions: Sequence[Action] = (), places: Sequence[Place] = (), subject: Subject | None = None
    ) -> None:
        """Show it, empty, over the window. subject is the record that is selected, actions are the page's others."""
        self._actions, self._places = tuple(actions), tuple(places)
        self._subject = subject
        self._forget_answer()
        focus = QApplication.focusWidget()
        self._before = focus if focus is not self.field else self._before
        if self._left.isValid() and self._left.elapsed() < REMEMBERED_MS:
            self.field.selectAll()
        else:
            self.field.clear()
        self._show_tag()
        self._fit()
        self.show()
        self.raise_()
        self.field.setFocus()
        self._fill()
        self._ask()

    def close_now(self) -> None:
        """Go away and give the keyboard back."""
        if not self.isVisible():
            return
        self._asked += 1
        self._pause.stop()
        self._left.start()
        self.hide()
        if self._before is not None:
            try:
                self._before.setFocus(Qt.FocusReason.OtherFocusReason)
            except RuntimeError:  # it was deleted meanwhile
                self._host.setFocus()
        self._before = None
        self.closed.emit()

    # What is typed

    def _typed(self, _text: str) -> None:
        self._fill()
        self._pause.start()

    def _words(self) -> tuple[str, str]:
        """The scope and the rest of what is typed."""
        text = self.field.text().strip()
        if text[:1] in {">", "#", "@"}:
            return text[0], text[1:].strip()
        kind = _KIND.fullmatch(text)
        if kind is not None and self._kind_named(kind[1]):
            return f"{kind[1]}:", kind[2].strip()
        return "", text

    def _forget_answer(self) -> None:
        self._found, self._note, self._helps = (), "", ()

    def _ask(self) -> None:
        scope, words = self._words()
        self._asked += 1
        number = self._asked
        if scope == ">":
            self._forget_answer()
            self._fill()
            return

        def answer(found: Sequence[Found], note: str = "", helps: Sequence[Help] = ()) -> None:
            if number == self._asked and self.isVisible():
                self._found, self._note, self._helps = tuple(found), note, tuple(helps)
                self._fill(answered=True)

        self._search(words, scope, answer)

    def _fill(self, *, answered: bool = False) -> None:
        scope, words = self._words()
        rows: list[Row] = []
        keep = self._current()
        most = MOST if words or scope else AT_FIRST
        if scope in {"", ">"}:
            subject = self._subject
            if subject is not None:
                rows += _section(subject.heading, action_rows(subject.actions, words, self._weigh), MOST["subject"])
            rows += _section(_("Do"), action_rows(self._actions, words, self._weigh), most["actions"])
        if not scope:
            rows += _section(_("Go to"), place_rows(self._places, words, self._weigh), most["places"])
        if scope != ">":
            rows += self._answer_rows(scope, words, most["records"], answered=answered, alone=not rows)
        if answered and not rows:
            rows.append(Row(_("Nothing fits “{words}”.").format(words=words)))
            say(self.list, rows[0].title)
        self.rows.show(rows)
        self._select(keep)
        self._fit()

    def _answer_rows(self, scope: str, words: str, most: int, *, answered: bool, alone: bool) -> list[Row]:
        """What the search gave so far, where there is more, and what helps where there is nothing."""
        heading = self._kind_named(scope[:-1]) if scope.endswith(":") else _("Records") if words else _("Open lately")
        rows = _section(heading, [record_row(found, words) for found in self._found], most)
        if self._note:
            rows.append(Row(self._note))
        if self._found and words and not scope:
            everything = partial(self.all_wanted.emit, words)
            label_all = _("See all results for “{words}”").format(words=words)
            rows.append(Row(label_all, icon="search", key="Ctrl+Shift+F", run=everything))
        if answered and self._helps:
            said = _("Nothing found. You could") if alone else _("No record found. You could")
            rows.append(Row(said, heading=True))
            say(self.list, rows[-1].title)
            rows += [
                Row(one.label, icon=one.icon, run=one.run or self.field.setFocus, words=one.words)
                for one in self._helps
            ]
        return rows

    # What is chosen

    def _current(self) -> str:
        at = self.list.currentIndex().row()
        moved = 0 <= at < len(self.rows.rows) and at != self._first()
        return self.rows.rows[at].title if moved else ""

    def _first(self) -> int:
        return next((number for number, row in enumerate(self.rows.rows) if row.run is not None), -1)

    def _select(self, title: str) -> None:
        at = next(
            (number for number, row in enumerate(self.rows.rows) if row.run and row.title == title), self._first()
        )
        if at >= 0:
            self.list.setCurrentIndex(self.rows.index(at))
            if at == self._first():
                self.list.scrollToTop()

    def _move(self, by: int) -> None:
        at, rows = self.list.currentIndex().row(), self.rows.rows
        can = [number for number, row in enumerate(rows) if row.run is not None]
        if not can:
            return
        place = can.index(at) if at in can else -1
        wanted = (place + by) % len(can) if abs(by) == 1 else max(0, min(len(can) - 1, place + by))
        self.list.setCurrentIndex(self.rows.index(can[wanted]))
        if wanted == 0:
            self.list.scrollToTop()

    def _say_row(self, index: QModelIndex) -> None:
        """The keyboard stays in the field, so what Enter would run is said."""
        words = str(index.data(Qt.ItemDataRole.AccessibleTextRole)) if index.isValid() else self._said
        if words != self._said:
            self._said = words
            say(self.list, words)

    def _hovered(self, index: QModelIndex) -> None:
        if self.rows.rows[index.row()].run is not None:
            self.list.setCurrentIndex(index)

    def _clicked(self, index: QModelIndex) -> None:
        self._run(self.rows.rows[index.row()])

    def _run(self, row: Row) -> None:
        if row.words:
            self.field.setText(row.words)
            self._typed(row.words)
        elif row.run is not None:
            self.close_now()
            self._left.invalidate()
            self.field.clear()
            if row.use:
                self._used(row.use)
            row.run()

    def _dive(self) -> None:
        """Make the chosen record the subject, and list its own actions."""
        at = self.list.currentIndex().row()
        found = self.rows.rows[at].found if 0 <= at < len(self.rows.rows) else None
        if found is None:
            return
        opening = Action(_("Open"), found.run, "Return", "arrow")
        actions = tuple({one.label: one for one in (opening, *found.actions())}.values())
        self._subject = Subject(found.number or found.title, _("Do with {name}").format(name=found.title), actions)
        self._forget_answer()
        self.field.clear()
        self._show_tag()
        self._fill()

    def _drop_subject(self) -> None:
        self._subject = None
        self._show_tag()
        self._fill()
        self.field.setFocus()

    def _show_tag(self) -> None:
        self.tag.setVisible(self._subject is not None)
        if self._subject is not None:
            self.tag.set_text(self._subject.name)

    # Qt

    def _fit(self) -> None:
        theme = Theme.current()
        self.setGeometry(self._host.rect())
        width = min(theme.px(WIDTH), self.width() - 32)
        top = min(theme.px(TOP), self.height() // 8)
        room = self.height() - top - 32
        height = theme.px(56 + 36) + theme.px(ROW) * max(2, len(self.rows.rows)) + theme.px(12)
        self.panel.setGeometry((self.width() - width) // 2, top, width, min(height, room, theme.px(560)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("scrim"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        shade = theme.color("shadow")
        shade.setAlphaF(shade.alphaF() / 12)
        painter.setBrush(shade)
        below = QRectF(self.panel.geometry()).translated(0, 16)
        for grow in range(0, 48, 4):
            painter.drawRoundedRect(below.adjusted(24 - grow, 24 - grow, grow - 24, grow - 24), 24, 24)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.close_now()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._fit()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's keys wait until this is closed
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._pressed(event)
        return False

    def _pressed(self, event: QKeyEvent) -> bool:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in moves:
            self._move(moves[Qt.Key(key)])
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            at = self.list.currentIndex().row()
            if 0 <= at < len(self.rows.rows):
                self._run(self.rows.rows[at])
        elif key == Qt.Key.Key_Escape or (key == Qt.Key.Key_K and control):
            self.close_now()
        elif key == Qt.Key.Key_Tab:
            self._dive()
        elif key == Qt.Key.Key_Backtab:
            return True
        elif key == Qt.Key.Key_Backspace and not self.field.text() and self._subject is not None:
            self._drop_subject()
        elif event.text() == "?" and not self.field.text():
            self.close_now()
            self.keys_wanted.emit()
        else:
            return False
        return True


def _section(heading: str, rows: list[Row], most: int) -> list[Row]:
    return [Row(heading, heading=True), *rows[:most]] if rows else []
