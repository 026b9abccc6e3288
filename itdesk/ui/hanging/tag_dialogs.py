"""Putting tags on one record or many, and looking after the tags themselves: names, colours, merging."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QWidget,
)

from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import firm_key
from itdesk.ui.hanging.asking import PickDialog, TextDialog
from itdesk.ui.hanging.steps import do
from itdesk.ui.hanging.tag_paint import TagChip
from itdesk.ui.labels import label
from itdesk.ui.layouts import clear
from itdesk.ui.menus import menu_of
from itdesk.ui.page import Action
from itdesk.ui.popup_rows import ROW, PopupRows
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.tags import Tag

_NAME = Qt.ItemDataRole.UserRole


class TagDialog(Dialog):
    """Type to find a tag or make one; Enter or Space ticks. A tag that only some of the records have is half ticked."""

    def __init__(self, desk: Desk, kind: str, ids: Sequence[int], parent: QWidget) -> None:
        what = desk.registry[kind]
        number = len(ids)
        title = _("Tags") if number == 1 else _("Tags of {n} {things}").format(n=number, things=what.plural.lower())
        super().__init__(parent, title, act=_("Save"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._kind, self._ids = desk, kind, list(ids)
        self._states: dict[str, Qt.CheckState] = {}  # by name, of what was there or was ticked
        self._before: dict[str, Qt.CheckState] = {}
        self._filled_for: str | None = None  # what was typed when the list was read
        self._hurried = False  # Enter came before the list had followed the typing
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("Find or add a tag"))
        self.line.setAccessibleName(_("Find or add a tag"))
        self.line.setMaxLength(60)
        self.line.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Tags"))
        self.list.setItemDelegate(PopupRows(self.list))
        self.list.setFixedHeight(Theme.current().px(ROW) * 8 + 4)
        self.list.itemClicked.connect(self._toggle)
        self.list.installEventFilter(self)
        self.body.addWidget(self.line)
        self.body.addWidget(self.list)
        self.body.addWidget(Button(_("Manage tags…"), kind="link", run=self._manage), 0, Qt.AlignmentFlag.AlignLeading)
        self.act.key = "Ctrl+Return"
        self._wait = QTimer(self, singleShot=True, interval=80)
        self._wait.timeout.connect(self._find)
        self.line.textEdited.connect(lambda _text: self._wait.start())
        self.line.setFocus()
        self._read()

    def _read(self) -> None:
        kind, ids = self._kind, self._ids

        def read(session: Any) -> list[Tag]:
            from itdesk.db import tags

            return tags.worn_by(session, kind, ids)

        def done(worn: list[Tag]) -> None:
            for tag in worn:
                whole = tag.used == len(ids)
                self._before[tag.name] = Qt.CheckState.Checked if whole else Qt.CheckState.PartiallyChecked
            self._states = {**self._before, **self._states}
            self._find()

        self._desk.read(self, read, done, key="worn")

    def _find(self) -> None:
        typed = " ".join(self.line.text().split())

        def read(session: Any) -> list[str]:
            from itdesk.db import tags

            return [tag.name for tag in tags.offered(session, typed)]

        self._desk.read(self, read, lambda found: self._fill(typed, found), key="offered")

    def _fill(self, typed: str, found: list[str]) -> None:
        if typed != " ".join(self.line.text().split()):
            return
        self.list.clear()
        folded = typed.casefold()
        own = [name for name in self._states if folded in name.casefold() and name not in found]
        names = sorted([*own, *found], key=lambda name: (self._states.get(name) is None and not typed, name.casefold()))
        for name in names:
            self._add_row(name, name)
        if typed and folded not in {name.casefold() for name in names}:
            self._add_row(typed, _("Add “{name}”").format(name=typed))
        self.list.setCurrentRow(0)
        self._filled_for = typed
        if self._hurried:
            self._take_typed()

    def _take_typed(self) -> None:
        """Tick the first tag that fits what is typed, once the list has followed."""
        self._hurried = self._filled_for != " ".join(self.line.text().split())
        if self._hurried:
            self._wait.stop()
            self._find()
        elif (item := self.list.currentItem()) is not None:
            self._toggle(item)
            self.line.clear()
            self._find()

    def _add_row(self, name: str, shown: str) -> None:
        item = QListWidgetItem(shown)
        item.setData(_NAME, name)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(self._states.get(name, Qt.CheckState.Unchecked))
        self.list.addItem(item)

    def _toggle(self, item: QListWidgetItem) -> None:
        name = item.data(_NAME)
        on = self._states.get(name, Qt.CheckState.Unchecked) is not Qt.CheckState.Checked
        self._states[name] = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        item.setText(name)
        item.setCheckState(self._states[name])

    def accept(self) -> None:
        """Store what was ticked and unticked; the dialog stays with the sentence where that is refused."""
        changed = {name for name, state in self._states.items() if state is not self._before.get(name)}
        add = [name for name in changed if self._states[name] is Qt.CheckState.Checked]
        remove = [name for name in changed if self._states[name] is Qt.CheckState.Unchecked and name in self._before]
        if not add and not remove:
            self.done(Dialog.DialogCode.Accepted)
            return
        then = lambda: self.done(Dialog.DialogCode.Accepted)  # noqa: E731 -- read beside its use
        put_tags(self._desk, self, (self._kind, self._ids), add, remove, then=then)

    def _manage(self) -> None:
        dialog = ManageTags(self._desk, self)
        dialog.finished.connect(lambda _code: self._read())
        dialog.open()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key, item = event.key(), self.list.currentItem()
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        elif enter and self.line.text().strip():
            self._take_typed()
        elif enter:
            self.accept()
        elif watched is self.line and key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
        elif key == Qt.Key.Key_Space and item is not None and (watched is self.list or not self.line.text()):
            self._toggle(item)
        else:
            return super().eventFilter(watched, event)
        return True


def put_tags(
    desk: Desk,
    owner: Any,
    records: tuple[str, Sequence[int]],
    add: Sequence[str],
    remove: Sequence[str],
    *,
    then: Any = None,
) -> None:
    """Write tags of records of one kind as one step; owner.say_wrong tells what is refused, where there is one."""
    kind, ids = records

    def write(session: Any) -> int:
        from itdesk.db import tags

        return tags.put(session, kind, ids, add, remove)

    named = [*(f"+ {name}" for name in add), *(f"− {name}" for name in remove)]
    words = _("Tags: {names}").format(names=", ".join(named))
    if len(ids) > 1:
        number = ngettext("{n} record", "{n} records", len(ids)).format(n=len(ids))
        words = _("{what} on {records}").format(what=words, records=number)
    refuse = getattr(owner, "say_wrong", None)
    failed = (lambda error: refuse(str(error))) if callable(refuse) else None
    done = lambda _n: then() if then else None  # noqa: E731 -- read beside its use
    do(desk, owner, write, words, done=done, failed=failed, tell=len(ids) > 1)


class ManageTags(Dialog):
    """Every tag with how many records have it: rename, another colour, merge into another, delete."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, _("Manage tags"), act=_("Close"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.safe.hide()
        self._desk = desk
        self._tags: list[Tag] = []
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self._holder)
        scroll.setFixedHeight(Theme.current().px(320))
        self.body.addWidget(scroll)
        self._read()

    def _read(self) -> None:
        def read(session: Any) -> list[Tag]:
            from itdesk.db import tags

            return tags.every(session)

        self._desk.read(self, read, self._show, key="tags")

    def _show(self, found: list[Tag]) -> None:
        self._tags = found
        clear(self._grid)
        for row, tag in enumerate(found):
            chip = TagChip(tag.name, tag.tone, removable=False)
            chip.clicked.connect(lambda _checked=False, one=tag: self._rename(one))
            used = ngettext("{n} record", "{n} records", tag.used).format(n=tag.used)
            more = Button(icon="dots", kind="quiet", small=True, name=_("More for {tag}").format(tag=tag.name))
            more.clicked.connect(lambda _checked=False, one=tag, at=more: self._menu(one, at))
            self._grid.addWidget(chip, row, 0, Qt.AlignmentFlag.AlignLeading)
            self._grid.addWidget(label(used, "small", "text-2"), row, 1)
            self._grid.addWidget(more, row, 2)
        if not found:
            self._grid.addWidget(label(_("There are no tags yet."), "body", "text-2"), 0, 0)
        self._grid.setRowStretch(len(found) + 1, 1)

    def _menu(self, tag: Tag, button: QWidget) -> None:
        actions: list[Action | None] = [
            Action(_("Rename…"), partial(self._rename, tag), icon="edit"),
            Action(_("Colour…"), partial(self._recolour, tag), icon="sun"),
            Action(_("Merge into another…"), partial(self._merge, tag), icon="merge"),
            None,
            Action(_("Delete"), partial(self._drop, tag), icon="trash"),
        ]
        menu = menu_of(actions, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _rename(self, tag: Tag) -> None:
        dialog = TextDialog(self, _("Rename tag"), _("Name"), tag.name, act=_("Rename"))

        def write(session: Any) -> None:
            from itdesk.db import tags

            tags.rename(session, tag.id, dialog.text)

        renamed = _("Tag {old} renamed to {new}")
        dialog.wanted.connect(lambda: self._write(dialog, write, renamed.format(old=tag.name, new=dialog.text.strip())))
        dialog.keep(self._desk, firm_key(f"tag/{tag.id}"), _("Rename tag"))
        dialog.open()

    def _recolour(self, tag: Tag) -> None:
        words = {
            "blue": _("Blue"),
            "violet": _("Violet"),
            "green": _("Green"),
            "amber": _("Amber"),
            "red": _("Red"),
            "grey": _("Grey"),
        }
        dialog = PickDialog(self, _("Colour of {tag}").format(tag=tag.name), list(words.items()), act=_("Choose"))
        dialog.pick(tag.tone)

        def write(session: Any) -> None:
            from itdesk.db import tags

            tags.recolour(session, tag.id, str(dialog.picked))

        dialog.wanted.connect(lambda: self._write(dialog, write, _("Colour of tag {name}").format(name=tag.name)))
        dialog.open()

    def _merge(self, tag: Tag) -> None:
        others = [(one.id, one.name) for one in self._tags if one.id != tag.id]
        if not others:
            self.say_wrong(_("There is no other tag."))
            return
        dialog = PickDialog(self, _("Merge {tag} into").format(tag=tag.name), others, act=_("Merge"))

        def write(session: Any) -> None:
            from itdesk.db import tags

            tags.merge(session, tag.id, int(str(dialog.picked)))

        words = _("Tag {name} merged").format(name=tag.name)
        dialog.wanted.connect(lambda: self._write(dialog, write, words))
        dialog.open()

    def _drop(self, tag: Tag) -> None:
        def write(session: Any) -> None:
            from itdesk.db import tags

            tags.drop(session, tag.id)

        self._write(self, write, _("Tag {name} deleted").format(name=tag.name))

    def _write(self, asking: Dialog, job: Any, words: str) -> None:
        def done(_result: object) -> None:
            if asking is not self:
                asking.done(Dialog.DialogCode.Accepted)
            self._read()
            self._desk.changed.emit(frozenset({"tags"}))

        def failed(error: object) -> None:
            asking.say_wrong(str(error))

        do(self._desk, self, job, words, done=done, failed=failed, tell=True)
