"""Fields that belong to no form: what is typed into them is kept as a draft, and asked about before it would be lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import Signal as QtSignal
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from itdesk.files.drafts import Kept
from itdesk.ui.desk import Desk
from itdesk.ui.unsaved import Editing

Value = str | bool


@runtime_checkable
class _Stored(Protocol):
    """A text field whose text is stored in another form than it is shown."""

    @property
    def body(self) -> str: ...

    def show_body(self, body: str) -> None: ...


class TypedFields(Editing):
    """An editor for `desk.unsaved` made of single widgets; `store` begins to save, and `settled` or `refused` ends it.

    stays: leaving may keep it as a draft for later, since saving would send or publish it.
    """

    gone = QtSignal()  # it was stored or given up in another place

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        fields: Mapping[str, QWidget],
        store: Callable[[], object],
        *,
        stays: bool = False,
    ) -> None:
        super().__init__(owner)
        self._desk = desk
        self._fields = dict(fields)
        self._store = store
        self._before: dict[str, Value] = {}
        self.stays = stays
        self.key = self._title = ""
        for field in self._fields.values():
            _changes_of(field).connect(self._changed)
        desk.unsaved.add(self)
        desk.drafts.changed.connect(self._look)

    def begin(self, key: str, title: str) -> Kept | None:
        """What is typed from now on belongs to this key; what was left there stands in the fields again."""
        taken = any(getattr(one, "draft_key", "") == key and _in_sight(one) for one in self._desk.unsaved.dirty())
        self._before = self.values()
        self.key, self._title = key, title
        kept = None if taken else self._desk.drafts.find(key)
        if kept is None:
            self._mark(dirty=False)
        else:
            self._put(kept.data.get("typed") or {})
            self._changed()
        return kept

    def end(self) -> None:
        """What the fields hold from now on is nobody's text; a draft stays where it was kept."""
        self.key = ""
        self._mark(dirty=False)

    def settled(self) -> None:
        """It is stored."""
        self._before = self.values()
        self._mark(dirty=False)
        if self.key:
            self._desk.drafts.drop(self.key)
        self.saved.emit()

    def refused(self) -> None:
        """It could not be stored; the fields keep it."""
        self.failed.emit()

    def values(self) -> dict[str, Value]:
        """What the fields hold now, by their names."""
        return {name: _value_of(field) for name, field in self._fields.items()}

    def _put(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            if name in self._fields:
                _put_into(self._fields[name], value)

    def _changed(self) -> None:
        if not self.key:
            return
        typed = {name: value for name, value in self.values().items() if value != self._before.get(name)}
        self._mark(dirty=bool(typed))
        if typed:
            words = " ".join(value for value in typed.values() if isinstance(value, str) and value)
            self._desk.drafts.keep(self.key, self._title, {"typed": typed, "text": words})
        else:
            self._desk.drafts.drop(self.key)

    def _look(self) -> None:
        """The same draft may stand in two places; what was stored or given up in one is gone in the other."""
        if self._dirty and self.key not in self._desk.drafts.keys:
            self._mark(dirty=False)
            self._put(self._before)
            self.gone.emit()

    # an editor of `desk.unsaved`

    @property
    def draft_key(self) -> str:
        """Where what is typed here is kept."""
        return self.key

    @property
    def is_saving(self) -> bool:
        """Whoever owns the fields begins a save but once."""
        return False

    def typed_title(self) -> str:
        """What is typed here, as a person calls it."""
        return self._title

    def save(self) -> bool:
        """Begin to save."""
        self._store()
        return True

    def keep(self) -> None:
        """Have it on its way to the disk now."""
        self._desk.drafts.save()

    def discard(self) -> None:
        """Forget what was typed, and show what stood there before."""
        self._put(self._before)
        if self.key:
            self._desk.drafts.drop(self.key)
        self._mark(dirty=False)


def _in_sight(editor: object) -> bool:
    owner = editor.parent() if isinstance(editor, TypedFields) else editor
    return not isinstance(owner, QWidget) or owner.isVisible()


def _changes_of(field: QWidget) -> SignalInstance:
    if isinstance(field, (QLineEdit, QPlainTextEdit)):
        return field.textChanged
    if isinstance(field, QComboBox):
        return field.currentTextChanged
    if isinstance(field, QAbstractButton):
        return field.toggled
    raise TypeError(type(field).__name__)


def _value_of(field: QWidget) -> Value:
    if isinstance(field, _Stored):
        return field.body
    if isinstance(field, QLineEdit):
        return field.text()
    if isinstance(field, QPlainTextEdit):
        return field.toPlainText()
    if isinstance(field, QComboBox):
        return field.currentText()
    return isinstance(field, QAbstractButton) and field.isChecked()


def _put_into(field: QWidget, value: Value) -> None:
    if isinstance(field, _Stored):
        field.show_body(str(value))
    elif isinstance(field, QLineEdit):
        field.setText(str(value))
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(str(value))
    elif isinstance(field, QComboBox):
        field.setCurrentText(str(value))
    elif isinstance(field, QAbstractButton):
        field.setChecked(bool(value))
