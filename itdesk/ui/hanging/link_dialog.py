"""Linking a record with any other: what the link means, and a search over everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QListView, QWidget

from itdesk.core.texts import _
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import ItemDelegate, Items, Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import firm_key, text_key
from itdesk.ui.hanging.steps import do
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.core.meanings import Meaning

SHOWN = 30
_LAST: dict[str, tuple[str, bool]] = {}  # the meaning that was chosen last for a kind, until the app quits


class LinkDialog(Dialog):
    """Meaning, record and note; Down and Up move in the list while one types, Enter links."""

    def __init__(self, desk: Desk, near: tuple[str, int], parent: QWidget) -> None:
        super().__init__(parent, _("Link a record"), act=_("Link"), icon="link")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk, self._near = desk, near
        self.meaning = QComboBox()
        self.meaning.setAccessibleName(_("What the link means"))
        own = Button(_("New meaning…"), kind="link", run=self._new_meaning)
        top = QHBoxLayout()
        top.addWidget(self.meaning, 1)
        top.addWidget(own)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Search all records"))
        self.line.setAccessibleName(_("Search all records"))
        self.line.installEventFilter(self)
        self._items = Items(self)
        self.list = QListView()
        self.list.setModel(self._items)
        self.list.setItemDelegate(ItemDelegate(self.list, line_height=32, margin=8))
        self.list.setAccessibleName(_("Records found"))
        self.list.setFixedHeight(Theme.current().px(32) * 7 + 4)
        self.list.doubleClicked.connect(lambda _index: self.accept())
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Note (optional)"))
        self.note.setAccessibleName(_("Note on the link"))
        self.note.setMaxLength(2000)
        self.body.addLayout(top)
        for part in (self.line, self.list, self.note):
            self.body.addWidget(part)
        self.keep_typed(desk, text_key(*near, "link"), _("Note on the link"), {"note": self.note})
        self._found_for: str | None = None
        self._hurried = False
        self._wait = QTimer(self, singleShot=True, interval=120)
        self._wait.timeout.connect(self._find)
        self.line.textEdited.connect(lambda _text: self._wait.start())
        self.line.setFocus()
        self._read_meanings("")
        self._find()

    def _read_meanings(self, chosen: str) -> None:
        def read(session: Any) -> list[Meaning]:
            from itdesk.db.link_meanings import known_meanings

            return list(known_meanings(session).values())

        self._desk.read(self, read, lambda found: self._show_meanings(found, chosen), key="meanings")

    def _show_meanings(self, found: list[Meaning], chosen: str) -> None:
        self.meaning.clear()
        for one in found:
            for forward in (True,) if one.is_mutual else (True, False):
                self.meaning.addItem(one.word(forward=forward), (one.key, forward))
        wanted = (chosen, True) if chosen else _LAST.get(self._near[0], ("relates_to", True))
        places = [self.meaning.itemData(row) for row in range(self.meaning.count())]
        self.meaning.setCurrentIndex(places.index(wanted) if wanted in places else 0)

    def _find(self) -> None:
        text, near = self.line.text().strip(), self._near

        def read(session: Any) -> list[tuple[str, int, str, str]]:
            from itdesk.db import links

            return links.offered(session, near, text, SHOWN)

        self._desk.read(self, read, lambda found: self._show(text, found), key="found")

    def _show(self, text: str, found: list[tuple[str, int, str, str]]) -> None:
        if text != self.line.text().strip():
            return
        self._found_for = text
        registry = self._desk.registry
        self._items.show(
            [
                Line((kind, record_id), title, registry[kind].icon, end=subtitle or registry[kind].singular)
                for kind, record_id, title, subtitle in found
            ]
        )
        if found:
            self.list.setCurrentIndex(self._items.index(0))
        if self._hurried:
            self._hurried = False
            self.accept()

    def accept(self) -> None:
        """Link; whoever presses Enter before the list has followed the typing waits for it."""
        if self._found_for != self.line.text().strip():
            self._hurried = True
            self._wait.stop()
            self._find()
            return
        row = self.list.currentIndex().row()
        item = self._items.items[row] if row >= 0 else None
        if not isinstance(item, Line) or not isinstance(item.key, tuple):
            self.say_wrong(_("Nothing is called “{text}”. Type less of it.").format(text=self.line.text().strip()))
            return
        self._link(item.key, item.text)

    def _link(self, far: tuple[str, int], title: str) -> None:
        near, note = self._near, self.note.text()
        key, forward = self.meaning.currentData()

        def write(session: Any) -> int:
            from itdesk.db import links

            return links.add(session, near, key, far, forward=forward, note=note)

        def done(_link_id: int) -> None:
            _LAST[near[0]] = (key, forward)
            self.done(Dialog.DialogCode.Accepted)

        words = _("Linked: {word} {title}").format(word=self.meaning.currentText(), title=title)
        failed = lambda error: self.say_wrong(str(error))  # noqa: E731 -- read beside its use
        do(self._desk, self, write, words, done=done, failed=failed, tell=True)

    def _new_meaning(self) -> None:
        dialog = MeaningDialog(self._desk, self)
        dialog.added = self._read_meanings
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}.get(
                Qt.Key(event.key())
            )
            if step is not None:
                row = max(0, min(self._items.rowCount() - 1, self.list.currentIndex().row() + step))
                self.list.setCurrentIndex(self._items.index(row))
                return True
        return super().eventFilter(watched, event)


class MeaningDialog(Dialog):
    """A meaning of the firm's own: a word for each side, and whether one needs the other."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, _("New meaning for links"), act=_("Add"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self.added: Any = None
        self.forward = QLineEdit()
        self.backward = QLineEdit()
        for field, name, example in (
            (self.forward, _("One side reads"), _("Is powered by")),
            (self.backward, _("The other side reads"), _("Powers")),
        ):
            field.setMaxLength(60)
            field.setAccessibleName(name)
            field.setPlaceholderText(example)
            self.body.addWidget(label(name, "body", "text-2", buddy=field))
            self.body.addWidget(field)
        self.ordered = QCheckBox(_("The first needs the second: circles are refused, failures reach it"))
        self.body.addWidget(self.ordered)
        typed = {"forward": self.forward, "backward": self.backward}
        self.keep_typed(desk, firm_key("meaning"), _("New meaning for links"), typed)
        self.forward.setFocus()

    def accept(self) -> None:
        """Add it; the dialog stays with the sentence where that is refused."""
        forward, backward, ordered = self.forward.text(), self.backward.text(), self.ordered.isChecked()

        def write(session: Any) -> str:
            from itdesk.db.link_meanings import add_meaning

            return add_meaning(session, forward, backward, ordered=ordered)

        def done(key: str) -> None:
            if self.added is not None:
                self.added(key)
            self.done(Dialog.DialogCode.Accepted)

        self._desk.write(self, write, done, lambda error: self.say_wrong(str(error)))
