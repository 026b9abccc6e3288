"""A text of the plan that is read formatted and written as Markdown; it saves itself and loses no word to anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from itdesk.areas.continuity.plans import markup, tokens
from itdesk.areas.continuity.plans.page_formatted import Formatted
from itdesk.core.errors import ChangedElsewhere, UserError
from itdesk.core.texts import _
from itdesk.ui.drafts import Drafts
from itdesk.ui.page import Action
from itdesk.ui.sections import NoticeCard
from itdesk.ui.theme import Theme

PAUSE = 900  # milliseconds after the last key
Saved = Callable[[], None]
Failed = Callable[[UserError], None]
Save = Callable[[str, str, Saved, Failed], None]  # the text, the text that was seen before, and what follows


class _Tokens(QSyntaxHighlighter):
    """Tokens in the source stand out from words."""

    def highlightBlock(self, text: str) -> None:
        form = QTextCharFormat()
        form.setForeground(Theme.current().color("accent-text"))
        form.setBackground(Theme.current().color("selected"))
        start = 0
        for piece in tokens.split(text):
            source = piece if isinstance(piece, str) else piece.source
            length = len(source.encode("utf-16-le")) // 2
            if not isinstance(piece, str):
                self.setFormat(start, length, form)
            start += length


class Source(QPlainTextEdit):
    """The Markdown itself, as high as its lines. Esc and Ctrl+Enter end editing; @ before a word asks for data."""

    left = Signal()
    data_wanted = Signal()
    key_wanted = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(_("{name}, editing").format(name=name))
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._colours = _Tokens(self.document())
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        Theme.current().follow(self, self._recolour)
        self._fit()

    def _recolour(self) -> None:
        self._colours.rehighlight()
        self._fit()

    def _fit(self) -> None:
        lines = max(1, round(self.document().size().height()))
        self.setFixedHeight(max(Theme.current().px(32), lines * self.fontMetrics().lineSpacing() + 22))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._own(event):
            event.accept()
            return True
        return super().event(event)

    @staticmethod
    def _own(event: QKeyEvent) -> bool:
        """Keys that are the window's elsewhere."""
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        return event.key() == Qt.Key.Key_Escape or (
            control and event.key() in {Qt.Key.Key_B, Qt.Key.Key_I, Qt.Key.Key_Return, Qt.Key.Key_Enter}
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._own(event):
            wanted = {Qt.Key.Key_B: markup.BOLD, Qt.Key.Key_I: markup.ITALIC}.get(Qt.Key(event.key()))
            if wanted:
                self.rewrite(lambda text: markup.toggled(text, wanted))
            else:
                self.left.emit()
            return
        if event.text() == "@" and self._before_word():
            self.data_wanted.emit()
            return
        super().keyPressEvent(event)

    def _before_word(self) -> bool:
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        return not before or before[-1].isspace() or before[-1] in "([“\"'"

    def rewrite(self, change: Callable[[str], str], *, lines: bool = False) -> None:
        """Change what is selected, or its whole lines, as one step of this editor's own undo."""
        cursor = self.textCursor()
        if lines:
            first, last = cursor.selectionStart(), cursor.selectionEnd()
            cursor.setPosition(first)
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        elif not cursor.hasSelection():
            cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        start = cursor.selectionStart()
        changed = change(cursor.selectedText().replace("\u2029", "\n"))
        cursor.insertText(changed)
        end = cursor.position()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def insert(self, text: str) -> None:
        """Put a token or an @ where the cursor is."""
        self.textCursor().insertText(text)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            self.left.emit()


class TextField(QWidget):
    """Formatted until it is edited; then it keeps a draft with every key and saves after a pause.

    A text that somebody else changed meanwhile is shown beside one's own, and the person chooses.
    """

    began = Signal()
    ended = Signal()
    state_changed = Signal(str)  # typing, saving, saved, failed, conflict
    data_wanted = Signal()

    def __init__(self, key: str, name: str, placeholder: str, *, save: Save, drafts: Drafts) -> None:
        super().__init__()
        self._key, self._name, self._save, self._drafts = key, name, save, drafts
        place, kind, _plan, rest = key.split("/", 3)
        self._old_key = f"{place}/{kind}/0/{rest}"  # where version 0.1.0 kept it
        self._seen = self._first = ""
        self._saving = self._closing = False
        self._card: NoticeCard | None = None
        self.view = Formatted(name, placeholder)
        self.source = Source(name)
        self.source.setPlaceholderText(placeholder)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(self.view)
        self._column.addWidget(self.source)
        self.source.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.save)
        self.view.edit_wanted.connect(self.edit)
        self.source.textChanged.connect(self._typed)
        self.source.left.connect(self.finish)
        self.source.data_wanted.connect(self.data_wanted)

    @property
    def editing(self) -> bool:
        """Whether the source is shown."""
        return not self.source.isHidden()

    @property
    def in_conflict(self) -> bool:
        """Whether a choice between two texts is open."""
        return self._card is not None

    @property
    def busy(self) -> bool:
        """Whether a text is on its way into the workspace."""
        return self._saving

    @property
    def _dirty(self) -> bool:
        return self.editing and self.source.toPlainText() != self._seen

    def show_text(self, text: str, pieces: Any, *, editable: bool) -> None:
        """Show the stored text; what is being typed stays."""
        self.view.editable = editable
        self.view.show_pieces(pieces)
        if self._saving or self._dirty:
            return
        self._seen = text
        if self._closing:
            self._close()
        elif self.editing:
            self._put(text)
        elif editable:
            self._take_up_draft()

    def _take_up_draft(self) -> None:
        kept = self._drafts.find(self._key) or self._drafts.find(self._old_key)
        if kept is None:
            return
        if kept.data["text"] == self._seen:
            self._drafts.drop(kept.key)
            return
        if kept.key == self._old_key:
            self._drafts.keep(self._key, self._name, kept.data)
            self._drafts.drop(self._old_key)
        self.edit(focus=False)
        self._seen = self._first = kept.data["seen"]
        self._put(kept.data["text"])
        self._pause.start()

    def edit(self, *, focus: bool = True) -> None:
        """Show the source, with the cursor at its end."""
        if not self.view.editable:
            return
        if not self.editing:
            self._first = self._seen
            self._closing = False
            self._put(self._seen)
            self.source.show()
            self.view.hide()
            self.source.moveCursor(QTextCursor.MoveOperation.End)
            self.began.emit()
        if focus:
            self.source.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, text: str) -> None:
        if self.source.toPlainText() != text:
            self.source.blockSignals(True)
            self.source.setPlainText(text)
            self.source.blockSignals(False)

    def _typed(self) -> None:
        text = self.source.toPlainText()
        if not self.editing:
            return
        if text != self._seen:
            self._drafts.keep(self._key, self._name, {"seen": self._seen, "text": text})
        else:
            self._drafts.drop(self._key)
        if not self.in_conflict:
            self._pause.start()
        self.state_changed.emit("typing")

    def save(self) -> None:
        """Save now what was typed; nothing happens if nothing was."""
        self._pause.stop()
        if self._saving or self.in_conflict or not self._dirty:
            return
        text = self.source.toPlainText()
        self._saving = True
        self.state_changed.emit("saving")
        self._save(text, self._seen, lambda: self._saved(text), self._failed)

    def _saved(self, text: str) -> None:
        self._saving = False
        self._seen = text
        if self._dirty:
            self._pause.start()
            return
        self._drafts.drop(self._key)
        self.state_changed.emit("saved")
        if self._closing:
            self._close()

    def _failed(self, error: UserError) -> None:
        self._saving = False
        self._closing = False
        if isinstance(error, ChangedElsewhere):
            theirs = str(next(iter(error.theirs.values())))
            if theirs == self.source.toPlainText():
                self._saved(theirs)
                return
            self._ask(theirs)
            self.state_changed.emit("conflict")
            return
        self.state_changed.emit("failed")

    def _ask(self, theirs: str) -> None:
        def mine() -> str:
            return self.source.toPlainText()

        shown = theirs.strip() or _("They emptied it.")
        self._card = NoticeCard(
            "amber",
            _("Somebody else changed this text while you wrote. Both are safe. This is theirs:"),
            shown,
            (
                Action(_("Keep mine"), lambda: self._choose(mine(), theirs), primary=True),
                Action(_("Take theirs"), lambda: self._choose(theirs, theirs)),
                Action(_("Keep both"), lambda: self._choose(f"{mine().rstrip()}\n\n{theirs.lstrip()}", theirs)),
            ),
        )
        self._column.insertWidget(0, self._card)

    def _choose(self, text: str, theirs: str) -> None:
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        self._seen = theirs
        self._put(text)
        self._typed()
        self.source.setFocus(Qt.FocusReason.OtherFocusReason)
        self.save()
        if not self._dirty and not self._saving:
            self.state_changed.emit("saved")

    def finish(self) -> None:
        """Save and show it formatted; a choice between two texts stays open."""
        if not self.editing or self.in_conflict:
            return
        self._closing = True
        if self._dirty:
            self.save()
        elif not self._saving:
            self._close()

    def _close(self) -> None:
        self._closing = False
        had_focus = self.source.hasFocus()
        if self._first != self._seen:
            self.view.show_text(self._seen)
        self.view.show()
        self.source.hide()
        if had_focus:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ended.emit()
