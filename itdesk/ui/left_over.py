"""What was typed before a crash, a power cut or a quit and not saved: told at the next start, opened or given up one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from itdesk.core.errors import UserError
from itdesk.core.plain import plain
from itdesk.core.registry import Registry
from itdesk.core.texts import _, ngettext
from itdesk.files.drafts import Kept
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import FIRM, FORM, PLACE, TEXT
from itdesk.ui.form_draft import when_kept
from itdesk.ui.labels import label
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme

NAMED = 3  # drafts that the notice names one by one


@dataclass(frozen=True, slots=True)
class Left:
    """A draft that nobody saved; gone: its record was deleted, and rest is what it held then."""

    kept: Kept
    kind: str
    record_id: int | None
    title: str
    detail: str
    rest: Mapping[str, object]
    gone: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is a text beside a record or on a page, rather than fields of a record."""
        return not self.kept.key.startswith(f"{FORM}/")

    @property
    def place(self) -> str:
        """What the key begins with: a form, a text of a record, the page of a kind, or the firm."""
        return self.kept.key.partition("/")[0]


def sift(session: Any, registry: Registry, drafts: Sequence[Kept]) -> tuple[list[Left], list[str]]:
    """Drafts with something that isn't stored, and the keys of those that are stored by now."""
    left: list[Left] = []
    stored: list[str] = []
    for kept in drafts:
        place, kind, rest = [*kept.key.split("/", 2), "", ""][:3]
        if place == FIRM:
            left.append(_of_page(kept, ""))
        if kind not in registry:
            continue  # typed with another version of the app, which may come back
        if place == TEXT:
            left.append(_text(session, kept, kind, int(rest.partition("/")[0])))
        elif place == PLACE:
            left.append(_of_page(kept, kind))
        elif place == FORM:
            one = _form(session, registry, kept, kind)
            if one is None:
                stored.append(kept.key)
            else:
                left.append(one)
    return left, stored


def _of_page(kept: Kept, kind: str) -> Left:
    return Left(kept, kind, None, kept.title, _beginning(kept), {})


def _beginning(kept: Kept) -> str:
    return " ".join(str(kept.data.get("text", "")).split())[:80]


def _text(session: Any, kept: Kept, kind: str, record_id: int) -> Left:
    from itdesk.db import records

    said = kept.title
    if record_id:
        said = _("{what}: {record}").format(what=kept.title, record=records.title_of(session, kind, record_id))
    return Left(kept, kind, record_id, said, _beginning(kept), {})


def _form(session: Any, registry: Registry, kept: Kept, kind: str) -> Left | None:
    from itdesk.db import records

    typed: Mapping[str, Any] = kept.data["typed"]
    detail = ngettext("{n} field", "{n} fields", len(typed)).format(n=len(typed))
    record_id = kept.data["id"]
    if record_id is None:
        is_stored = records.is_stored(session, kind, kept.data["uid"])
        return None if is_stored else Left(kept, kind, None, kept.title, detail, {})
    try:
        values = records.draft(session, kind, record_id).values
    except UserError:  # its row is erased: what was typed is all there is
        return Left(kept, kind, record_id, kept.title, detail, {}, gone=True)
    if all("value" in one and plain(values.get(name)) == one["value"] for name, one in typed.items()):
        return None
    if records.is_in_bin(session, kind, record_id):
        said = _("{what}, deleted meanwhile").format(what=detail)
        return Left(kept, kind, record_id, kept.title, said, _without_numbers(registry, kind, values), gone=True)
    return Left(kept, kind, record_id, kept.title, detail, {})


def _without_numbers(registry: Registry, kind: str, values: Mapping[str, object]) -> dict[str, object]:
    """What a new record may take over from a deleted one: not its number, nor what the app itself writes."""
    typed = registry[kind].typed
    numbered = registry[kind].number_field if registry[kind].number_prefix else ""
    return {one.name: values.get(one.name) for one in typed if one.name != numbered and not one.secret}


def summary(left: Sequence[Left]) -> str:
    """What was not saved, in one line."""
    names = ", ".join(
        one.title
        if one.is_text or not one.detail
        else _("{title} ({detail})").format(title=one.title, detail=one.detail)
        for one in left[:NAMED]
    )
    more = len(left) - NAMED
    if more > 0:
        names = ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=names, n=more)
    said = ngettext("{n} thing was not saved: {names}", "{n} things were not saved: {names}", len(left))
    return said.format(n=len(left), names=names)


class LeftOver(Dialog):
    """The list of drafts with Open and Discard for each; leaving it keeps all of them."""

    opened = Signal(object)  # Left

    def __init__(self, desk: Desk, left: Sequence[Left], parent: QWidget) -> None:
        super().__init__(
            parent,
            _("What was not saved"),
            _("It was typed here and kept on this computer. It stays until you save or discard it."),
            act=_("Close"),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.safe.hide()
        self._desk = desk
        self._rows: dict[str, QWidget] = {}
        self.setFixedWidth(Theme.current().px(620))
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for one in left:
            self._add(one)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.viewport().setAutoFillBackground(False)
        scroll.setMinimumHeight(min(Theme.current().px(360), Theme.current().px(57) * len(left) + 8))
        self.body.addWidget(scroll)
        first = next(iter(self._rows.values()), None)
        if first is not None:
            first.findChildren(Button)[0].setFocus()

    def _add(self, one: Left) -> None:
        row = QFrame()
        row.setProperty("look", "row")
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 8, 4, 8)
        line.setSpacing(10)
        icon = self._desk.registry[one.kind].icon if one.kind else "home"
        line.addWidget(IconMark(icon, "text-2"))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(one.title, "strong", wrap=True))
        detail = _("{detail} · {when}").format(detail=one.detail, when=when_kept(one.kept, self._desk.workspace))
        words.addWidget(label(detail, "small", "text-2", wrap=True))
        line.addLayout(words, 1)
        name = _("Open as new") if one.gone and not one.is_text else _("Open")
        line.addWidget(self._button(name, one, partial(self._open, one)))
        line.addWidget(self._button(_("Discard"), one, partial(self._discard, one)))
        self._rows[one.kept.key] = row
        self._column.addWidget(row)

    @staticmethod
    def _button(word: str, one: Left, run: Callable[[], object]) -> Button:
        button = Button(word, small=True, run=run)
        button.setAccessibleName(_("{do}: {title}").format(do=word, title=one.title))
        return button

    def _open(self, one: Left) -> None:
        self.accept()
        self.opened.emit(one)

    def _discard(self, one: Left) -> None:
        self._desk.drafts.drop(one.kept.key)
        row = self._rows.pop(one.kept.key)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        if not self._rows:
            self.accept()
            return
        next(iter(self._rows.values())).findChildren(Button)[0].setFocus()
