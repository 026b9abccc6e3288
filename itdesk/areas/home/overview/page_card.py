"""A card of the overview, with its title and link, and the short list that stands in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QSizePolicy, QVBoxLayout, QWidget

from itdesk.ui.buttons import Button
from itdesk.ui.delegates import GroupHead, ItemDelegate, Items, Line
from itdesk.ui.labels import label, restyle, rule
from itdesk.ui.theme import Theme


class Card(QFrame):
    """A card with its title, a link at the end, and what is put into `body`."""

    def __init__(self, title: str, link: str = "", run: Callable[[], object] | None = None) -> None:
        super().__init__()
        restyle(self, look="card")
        self.setAccessibleName(title)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(12)
        head.addWidget(label(title, "strong"))
        head.addStretch(1)
        self.note = label("", "caption", "text-2")
        head.addWidget(self.note)
        if run is not None:
            self.link = Button(link, kind="link", run=run)
            head.addWidget(self.link)
        self._column.addLayout(head)

    def add(self, part: QWidget, *, margin: int = 16) -> None:
        """Put something under what is there."""
        row = QHBoxLayout()
        row.setContentsMargins(margin, 0, margin, 0)
        row.addWidget(part)
        self._column.addLayout(row)

    def add_line(self) -> None:
        """A line from edge to edge."""
        self._column.addWidget(rule())


class CardList(QListView):
    """A short list that is as tall as its rows; Enter or a click opens a row's record."""

    def __init__(self, name: str, open_row: Callable[[object], object], *, line_height: int = 40) -> None:
        super().__init__()
        self.items = Items(self)
        self.setModel(self.items)
        self.setItemDelegate(ItemDelegate(self, line_height=line_height))
        self.setAccessibleName(name)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._open = open_row
        self.clicked.connect(lambda index: self._go(index.row()))
        self.activated.connect(lambda index: self._go(index.row()))
        Theme.current().follow(self, self._fit)

    def show_rows(self, rows: Sequence[GroupHead | Line]) -> None:
        """Show these rows, staying on the one in front."""
        at = self.currentIndex()
        before = self.items.items[at.row()] if at.isValid() else None
        self.items.show(rows)
        self._fit()
        if isinstance(before, Line) and (row := self.items.row_of(before.key)) >= 0:
            self.setCurrentIndex(self.items.index(row))

    def _fit(self) -> None:
        tall = sum(self.sizeHintForRow(row) for row in range(self.items.rowCount()))
        self.setFixedHeight(max(tall, 1))

    def _go(self, row: int) -> None:
        item = self.items.items[row]
        if isinstance(item, Line):
            self._open(item.key)
