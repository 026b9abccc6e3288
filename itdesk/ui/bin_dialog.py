"""The bin of the workspace: what was deleted, with what hangs on it; out of it again, or gone for good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count, format_when
from itdesk.core.progress import Progress
from itdesk.core.rights import Deed
from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog, ask
from itdesk.ui.labels import label
from itdesk.ui.pick_list import PickList
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.bin import Binned, Moved

WAIT_MS = 150
PAGE = 500  # records that are read at once
WIDE = 720
HIGH = 320


class BinDialog(Dialog):
    """Everything that was deleted, or one kind of it. Deleting for good is the only thing here that is asked about."""

    def __init__(self, desk: Desk, parent: QWidget, kind: str = "") -> None:
        super().__init__(parent, _("Bin"), act=_("Restore"), safe=_("Close"), icon="undo")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk = desk
        self._found: tuple[Binned, ...] = ()
        self._most = PAGE
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(_("Kind"))
        self.kinds.addItem(_("Everything"), "")
        for record_type in desk.registry:
            self.kinds.addItem(record_type.plural, record_type.kind)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self.words = QLineEdit()
        self.words.setPlaceholderText(_("Find in the bin"))
        self.words.setAccessibleName(_("Find in the bin"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.words, 1)
        head.addWidget(self.kinds)
        self.list = PickList(_("Deleted records"), HIGH)
        self.told = label("", "small", "text-2", wrap=True)
        self.erase = Button(_("Delete for good…"), icon="trash", run=self._ask_erase)
        self.empty = Button(_("Empty the bin…"), run=self._ask_empty)
        self.body.addLayout(head)
        self.body.addWidget(self.list)
        self.body.addWidget(self.told)
        self.buttons.insertWidget(0, self.erase)
        self.buttons.insertWidget(1, self.empty)
        self.setFixedWidth(Theme.current().px(WIDE))
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._read)
        self.words.textEdited.connect(lambda _text: self._wait.start())
        self.words.textEdited.connect(lambda _text: self._begin_anew())
        self.kinds.currentIndexChanged.connect(lambda _index: self._begin_anew())
        self.kinds.currentIndexChanged.connect(lambda _index: self._read())
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.list.picked.connect(self._tell)
        desk.changed.connect(self._wait.start)
        for button in (self.act, self.erase, self.empty):
            button.setVisible(
                not desk.database.read_only and desk.may_do(Deed.ERASE if button is not self.act else Deed.MERGE)
            )
        self.words.setFocus()
        self._read()

    def _begin_anew(self) -> None:
        self._most = PAGE

    def _scrolled(self, value: int) -> None:
        """More is read when the end of what was read is in sight."""
        if len(self._found) >= self._most and value >= self.list.verticalScrollBar().maximum():
            self._most += PAGE
            self._read()

    def _read(self) -> None:
        kind, words, most = str(self.kinds.currentData()), self.words.text(), self._most

        def read(session: Any) -> list[Binned]:
            from itdesk.db import bin as bin_

            return bin_.listed(session, kind, words, most)

        self._desk.read(self, read, self._show, key="bin")

    def _show(self, found: Sequence[Binned]) -> None:
        grew = len(self._found) and tuple(found[: len(self._found)]) == self._found
        at, scrolled = self.list.currentIndex().row(), self.list.verticalScrollBar().value()
        self._found = tuple(found)
        now, workspace = datetime.now(UTC), self._desk.workspace
        lines = []
        for one in found:
            when = format_when(one.at, now=now, zone=workspace.zone, locale=workspace.locale)
            said = _("{when}, by {who}").format(when=when, who=one.who) if one.who else when
            record_type = self._desk.registry[one.kind]
            lines.append(Line((one.kind, one.record_id), one.title or record_type.singular, record_type.icon, end=said))
        self.list.show_lines(lines)
        if grew and at >= 0:
            self.list.setCurrentIndex(self.list.items.index(at))
            self.list.verticalScrollBar().setValue(scrolled)

    def places(self) -> list[tuple[str, int]]:
        """What is picked."""
        return [key for key in self.list.chosen() if isinstance(key, tuple)]

    def _tell(self) -> None:
        picked = self.places()
        self.act.setEnabled(bool(picked))
        self.erase.setEnabled(bool(picked))
        self.empty.setEnabled(bool(self._found))
        if not self._found:
            self.told.setText(_("Nothing lies in the bin.") if not self.words.text() else _("Nothing here fits."))
        elif len(picked) > 1:
            self.told.setText(ngettext("{n} picked", "{n} picked", len(picked)).format(n=format_count(len(picked))))
        elif picked:
            self._read_hanging(*picked[0])

    def _read_hanging(self, kind: str, record_id: int) -> None:
        def read(session: Any) -> list[tuple[str, int]]:
            from itdesk.db import bin as bin_

            return bin_.hangs_on(session, kind, record_id)

        def show(found: list[tuple[str, int]]) -> None:
            what = ", ".join(f"{word} {format_count(number)}" for word, number in found)
            self.told.setText(_("With it: {what}").format(what=what) if what else _("Nothing hangs on it."))

        self._desk.read(self, read, show, key="hanging")

    def accept(self) -> None:
        """Restore what is picked; the dialog stays for more."""
        places = self.places()
        if not places:
            return

        def write(session: Any, progress: Progress) -> Moved:
            from itdesk.db import bin as bin_

            return bin_.restore(session, places, progress)

        def words(moved: Moved) -> str:
            names = [one.title for one in self._found if (one.kind, one.record_id) in moved.places]
            if len(names) == 1:
                return _("{what} restored").format(what=names[0])
            return ngettext("{n} restored", "{n} restored", len(names)).format(n=format_count(len(names)))

        def done(moved: Moved) -> None:
            self.say_wrong(" ".join(moved.kept))
            if moved.places:
                self._desk.tell_done(words(moved))
            self._read()

        self._desk.write(self, write, done, self._refuse, what=_("Restoring"), step=words)

    def _refuse(self, error: UserError) -> None:
        self.say_wrong(str(error))

    def _ask_erase(self) -> None:
        self._erase(self.places())

    def _ask_empty(self) -> None:
        """Everything that fits, however little of it was read so far."""
        kind, words = str(self.kinds.currentData()), self.words.text()

        def read(session: Any) -> list[tuple[str, int]]:
            from itdesk.db import bin as bin_

            return bin_.places(session, kind, words)

        self._desk.read(self, read, self._erase, key="all")

    def _erase(self, places: list[tuple[str, int]]) -> None:
        names = [one.title for one in self._found if (one.kind, one.record_id) in set(places)]
        title = ngettext("Delete {n} record for good?", "Delete {n} records for good?", len(places))
        text = _("{names} and everything that hangs on them: this is the one thing that can't be undone.")
        shown = ", ".join(names[:5]) + ("…" if len(places) > 5 else "")
        if not places or not ask(
            self, title.format(n=format_count(len(places))), text.format(names=shown), act=_("Delete for good"),
            safe=_("Keep them"), danger=True, icon="trash",
        ):  # fmt: skip
            return

        def write(session: Any, progress: Progress) -> int:
            from itdesk.db import erasing

            return erasing.erase(session, places, progress)

        def done(number: int) -> None:
            self._desk.notify(ngettext("{n} gone for good", "{n} gone for good", number).format(n=format_count(number)))
            self._read()

        self._desk.write(self, write, done, self._refuse, what=_("Deleting for good"))
