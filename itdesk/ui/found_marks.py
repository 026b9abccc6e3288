"""Marking words in what a page shows: in texts that are laid out by a document, and in labels of plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Protocol

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QLabel, QScrollArea, QTextEdit, QWidget

from itdesk.ui.theme import Theme

MOST = 2000  # hits that are marked in one text


class Findable(Protocol):
    """What a FindBar looks through."""

    def find(self, words: str) -> int:
        """Mark every hit; how many there are, -1 where that is told later. No words mark nothing."""
        ...

    def show_hit(self, number: int) -> None:
        """Mark this one, counted from 0, above the others, and bring it into sight."""
        ...


class TextMarks:
    """Over rich texts, read in order; scroll is the area that they lie in, where they don't scroll themselves."""

    def __init__(self, texts: Callable[[], Sequence[QTextEdit]], scroll: QScrollArea | None = None) -> None:
        self._texts = texts
        self._scroll = scroll
        self._hits: list[tuple[QTextEdit, QTextCursor]] = []

    def find(self, words: str) -> int:
        """Mark every hit."""
        self._hits = [(text, hit) for text in self._texts() for hit in _hits_in(text, words)] if words else []
        self._mark(-1)
        return len(self._hits)

    def show_hit(self, number: int) -> None:
        """Bring it into sight."""
        self._mark(number)
        text, hit = self._hits[number]
        if self._scroll is None:
            at = QTextCursor(hit)
            at.setPosition(hit.selectionStart())
            text.setTextCursor(at)
            text.ensureCursorVisible()
        else:
            box = text.cursorRect(hit)
            inside = text.viewport().mapTo(_inside(self._scroll), box.center())
            self._scroll.ensureVisible(inside.x(), inside.y(), 40, 80)

    def _mark(self, current: int) -> None:
        by_text: dict[QTextEdit, list[QTextEdit.ExtraSelection]] = {text: [] for text in self._texts()}
        for number, (text, hit) in enumerate(self._hits):
            if shiboken6.isValid(text):
                by_text.setdefault(text, []).append(_selection(hit, current=number == current))
        for text, marks in by_text.items():
            text.setExtraSelections(marks)


def _hits_in(text: QTextEdit, words: str) -> Iterator[QTextCursor]:
    document = text.document()
    hit = document.find(words)
    for _number in range(MOST):
        if hit.isNull():
            return
        yield hit
        hit = document.find(words, hit)


def _selection(hit: QTextCursor, *, current: bool) -> QTextEdit.ExtraSelection:
    theme = Theme.current()
    made = QTextEdit.ExtraSelection()
    look = QTextCharFormat()
    look.setBackground(theme.color("accent" if current else "selected"))
    look.setFontUnderline(True)
    look.setForeground(theme.color("on-accent" if current else "text"))
    made.cursor, made.format = hit, look
    return made


class LabelMarks:
    """Over labels of plain text in a scroll area, read in order; they are plain again when nothing is looked for."""

    def __init__(self, labels: Callable[[], Sequence[QLabel]], scroll: QScrollArea) -> None:
        self._labels = labels
        self._scroll = scroll
        self._plain: dict[QLabel, str] = {}  # what stood in those that are marked
        self._hits: list[tuple[QLabel, int, int]] = []
        self._current = -1

    def find(self, words: str) -> int:
        """Mark every hit."""
        self._restore()
        self._current = -1
        if words:
            wanted = re.compile(re.escape(words), re.IGNORECASE)
            for label in self._labels():
                spans = [found.span() for found in wanted.finditer(label.text())][:MOST]
                self._hits += [(label, first, last) for first, last in spans]
                if spans:
                    self._plain[label] = label.text()
        for label in self._plain:
            self._mark(label)
        return len(self._hits)

    def show_hit(self, number: int) -> None:
        """Bring it into sight."""
        before, self._current = self._current, number
        shown = self._hits[number][0]
        for label in {self._hits[before][0] if before >= 0 else shown, shown}:
            self._mark(label)
        text = self._plain[shown]
        share = self._hits[number][1] / max(1, len(text))
        at = shown.mapTo(_inside(self._scroll), shown.rect().topLeft())
        self._scroll.ensureVisible(at.x(), at.y() + round(share * shown.height()), 0, 80)

    def _mark(self, label: QLabel) -> None:
        theme, plain = Theme.current(), self._plain[label]
        parts, end = [], 0
        for number, (one, first, last) in enumerate(self._hits):
            if one is not label:
                continue
            ground, ink = ("accent", "on-accent") if number == self._current else ("selected", "text")
            style = f"background-color:{theme.color(ground).name()};color:{theme.color(ink).name()}"
            style += ";text-decoration:underline"  # seen on the ground of a note as well
            parts += [escape(plain[end:first]), f"<span style='{style}'>{escape(plain[first:last])}</span>"]
            end = last
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setText(f"<span style='white-space:pre-wrap'>{''.join(parts)}{escape(plain[end:])}</span>")

    def _restore(self) -> None:
        for label, plain in self._plain.items():
            if shiboken6.isValid(label):
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setText(plain)
        self._plain, self._hits = {}, []


def _inside(scroll: QScrollArea) -> QWidget:
    return scroll.widget() or scroll
