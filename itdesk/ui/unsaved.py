"""Everything in a window that is typed and not saved: what the title bar marks, and what every way out asks about."""

from __future__ import annotations

from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from itdesk.core.texts import _


class Typed(Protocol):
    """An editor; a QObject with the signals `dirty_changed(bool)`, `saved` and `failed`."""

    saved: Any
    failed: Any
    dirty_changed: Any

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that isn't saved."""
        ...

    @property
    def is_saving(self) -> bool:
        """Whether a save is on its way."""
        ...

    def typed_title(self) -> str:
        """What it is about, as a person calls it."""
        ...

    def save(self) -> bool:
        """Begin to save; `saved` or `failed` tells the end."""
        ...

    def keep(self) -> None:
        """Have it on its way to the disk now, as a draft."""
        ...

    def discard(self) -> None:
        """Forget what was typed."""
        ...


class Editing(QObject):
    """What editors that are no forms have in common: whether something is typed, told when that changes."""

    dirty_changed = Signal(bool)
    saved = Signal()
    failed = Signal()
    _dirty = False

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that isn't saved."""
        return self._dirty

    def _mark(self, *, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)


class Unsaved(QObject):
    """Editors say that they exist; whoever closes something asks about them."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editors: list[Any] = []

    def add(self, editor: Typed) -> None:
        """Look after an editor as long as it lives."""
        self._editors = [one for one in self._editors if shiboken6.isValid(one)]
        self._editors.append(editor)
        editor.dirty_changed.connect(self.changed)

    def dirty(self) -> list[Typed]:
        """Editors that hold something unsaved, the newest last."""
        return [one for one in self._editors if shiboken6.isValid(one) and one.is_dirty]

    def title(self) -> str:
        """The newest of them, as a person calls it; empty if everything is saved."""
        dirty = self.dirty()
        return (dirty[-1].typed_title() or _("Unsaved")) if dirty else ""

    def keep(self) -> None:
        """Keep all of it as drafts."""
        for editor in self.dirty():
            editor.keep()

    def may_leave(self, parent: QWidget) -> bool:
        """Ask about each; False as soon as the person stays."""
        from itdesk.ui.leave_dialog import may_leave

        return all(may_leave(one, parent) for one in reversed(self.dirty()))
