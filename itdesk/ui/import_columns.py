"""Where each column of a file goes: its name, its first values, an open choice, and what happens with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from itdesk.core.texts import _, ngettext
from itdesk.ui.buttons import Button
from itdesk.ui.flow import FlowLayout
from itdesk.ui.import_state import ORDERS, Effect, order_words
from itdesk.ui.labels import ElidedLabel, label, rule
from itdesk.ui.layouts import clear
from itdesk.ui.sections import IconMark
from itdesk.ui.theme import Theme

EDGE = 16
SHOWN = 60  # columns at once; more come by a link
NEW_FIELD = "+"  # no target is called so
_NAME, _SAMPLES, _ARROW, _TARGET, _EFFECT, _LINK = range(1, 7)


class _Combo(QComboBox):
    def wheelEvent(self, event: object) -> None:
        """Scrolls the page, not the choice."""
        event.ignore()  # type: ignore[attr-defined]


class ColumnsPart(QWidget):
    """The upper table of step two. Every choice is told at once; the page answers with new effects."""

    target_chosen = Signal(str, str)  # column, target
    ask_wanted = Signal(str, str)  # column, what
    order_chosen = Signal(str)  # order of all dates, empty for as each column shows
    header_chosen = Signal(bool)
    key_chosen = Signal(str)
    mapping_chosen = Signal(str)
    save_wanted = Signal()
    field_wanted = Signal(str)  # a field of the firm's own for this column

    def __init__(self, targets: Sequence[tuple[str, str]], *, may_add: bool = False) -> None:
        super().__init__()
        self._targets = list(targets)
        self._may_add = may_add
        self._filling = False
        self._rows: dict[str, tuple[_Combo, IconMark, QLabel, Button, QHBoxLayout]] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar())
        self._holder = QWidget()
        self._grid = wide_grid(self._holder, _WIDTHS, _SHARES)
        column.addWidget(self._holder)
        self._more = Button("", kind="link", run=self._show_more)
        self._more.hide()
        column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeading)
        self._waiting: list[tuple[str, str, str]] = []
        self._shown: dict[str, str] = {}

    def _bar(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar, gap=12)
        flow.setContentsMargins(EDGE, 10, EDGE, 10)
        flow.addWidget(_tall(label(_("Columns"), "strong")))
        self.summary = label("", "small", "text-2")
        flow.addWidget(_tall(self.summary))
        self.mapping = _Combo()
        self.mapping.setAccessibleName(_("Saved matching"))
        self.mapping.activated.connect(lambda _place: self.mapping_chosen.emit(self.mapping.currentData() or ""))
        self.mapping.hide()
        flow.addWidget(self.mapping)
        flow.addWidget(_tall(Button(_("Save matching…"), kind="link", run=self.save_wanted.emit)))
        self.header = QCheckBox(_("First row has names"))
        self.header.clicked.connect(self.header_chosen)
        flow.addWidget(_tall(self.header))
        self.key = _Combo()
        self.key.activated.connect(lambda _place: self.key_chosen.emit(self.key.currentData() or ""))
        flow.addWidget(_named(_("Found again by"), self.key))
        self.order = _Combo()
        self.order.addItem(_("As they show"), "")
        for order in ORDERS:
            words = order_words(order)
            self.order.addItem(words[:1].upper() + words[1:], order)
        self.order.activated.connect(lambda _place: self.order_chosen.emit(self.order.currentData() or ""))
        flow.addWidget(_named(_("Dates"), self.order))
        return bar

    # what is shown

    def offer(self, targets: Sequence[tuple[str, str]]) -> None:
        """Offer these targets from now on; what is shown keeps the old ones until it is shown anew."""
        self._targets = list(targets)

    def show_columns(self, columns: Sequence[tuple[str, str, str]]) -> None:
        """Show these columns anew: name, first values, target."""
        clear(self._grid)
        add_head(
            self._grid,
            {
                _NAME: _("In your file"),
                _SAMPLES: _("First values"),
                _TARGET: _("Goes to"),
                _EFFECT: _("What happens"),
            },
            len(_WIDTHS),
        )
        self._rows.clear()
        self._waiting = list(columns)
        self._show_more()

    def _show_more(self) -> None:
        now, self._waiting = self._waiting[:SHOWN], self._waiting[SHOWN:]
        for name, samples, target in now:
            self._add_row(name, samples, target)
        left = len(self._waiting)
        self._more.setVisible(left > 0)
        self._more.setText(ngettext("Show {n} more column", "Show {n} more columns", left).format(n=left))
        self._more.setContentsMargins(16, 0, 0, 0)

    def _add_row(self, name: str, samples: str, target: str) -> None:
        row = 2 * len(self._rows) + 1
        theme = Theme.current()
        self._grid.setRowMinimumHeight(row, theme.px(36))
        title = ElidedLabel(name)
        title.setFont(theme.font("body", 500))
        self._grid.addWidget(title, row, _NAME)
        self._grid.addWidget(ElidedLabel(samples, "body", "text-2"), row, _SAMPLES)
        self._grid.addWidget(IconMark("arrow", "text-2"), row, _ARROW)
        combo = _Combo()
        combo.setMaxVisibleItems(18)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(8)
        combo.setAccessibleName(_("Where {column} goes").format(column=name))
        combo.addItem(_("Do not import"), "")
        if self._may_add:
            combo.addItem(_("Add a field for it…"), NEW_FIELD)
        for value, words in self._targets:
            combo.addItem(words, value)
        combo.setCurrentIndex(max(0, combo.findData(target)))
        combo.activated.connect(lambda _place, name=name, combo=combo: self._chosen(name, combo))
        self._grid.addWidget(combo, row, _TARGET)
        line = QHBoxLayout()
        line.setSpacing(8)
        mark = IconMark("ring", "grey", theme.px(12))
        said = ElidedLabel("–", "body", "text-2")
        link = Button(_("Change"), kind="link", run=partial(self._ask, name))
        link.hide()
        line.addWidget(mark)
        line.addWidget(said, 1)
        self._grid.addLayout(line, row, _EFFECT)
        self._grid.addWidget(link, row, _LINK, Qt.AlignmentFlag.AlignTrailing)
        self._grid.addWidget(rule(), row + 1, 0, 1, len(_WIDTHS) + 2)
        self._rows[name] = (combo, mark, said, link, line)

    def _chosen(self, name: str, combo: QComboBox) -> None:
        if combo.currentData() == NEW_FIELD:
            combo.setCurrentIndex(max(0, combo.findData(self._shown.get(name, ""))))
            self.field_wanted.emit(name)
        else:
            self.target_chosen.emit(name, combo.currentData())

    def show_effects(self, effects: dict[str, Effect], targets: dict[str, str]) -> None:
        """Show what happens with each column, and where it goes now."""
        self._asks = {name: effect.asks for name, effect in effects.items()}
        self._shown = dict(targets)
        for name, (combo, mark, words, link, line) in list(self._rows.items()):
            effect = effects.get(name)
            if effect is None:
                continue
            place = combo.findData(targets.get(name, ""))
            if place != combo.currentIndex():
                combo.setCurrentIndex(max(0, place))
            words.setText(effect.text)
            words.setProperty("tone", "amber-text" if effect.tone == "amber" else "text-2")
            words.style().unpolish(words)
            words.style().polish(words)
            fresh = IconMark(effect.icon, effect.tone, Theme.current().px(12))
            line.replaceWidget(mark, fresh)
            mark.hide()
            mark.deleteLater()
            link.setVisible(bool(effect.asks))
            self._rows[name] = (combo, fresh, words, link, line)
        matched = sum(bool(target) for target in targets.values())
        self.summary.setText(_("{n} of {m} matched. We remember this for next time.").format(n=matched, m=len(targets)))

    def show_keys(self, keys: Sequence[tuple[str, str]], current: str) -> None:
        """Offer the fields by which known records are found again."""
        self.key.clear()
        for value, words in keys:
            self.key.addItem(words, value)
        self.key.addItem(_("Nothing, only add"), "")
        self.key.setCurrentIndex(max(0, self.key.findData(current)))

    def show_mappings(self, names: Sequence[str]) -> None:
        """Offer the matchings that were saved under a name."""
        self.mapping.clear()
        self.mapping.addItem(_("Matched by name"), "")
        for name in names:
            self.mapping.addItem(name, name)
        self.mapping.setVisible(bool(names))

    def _ask(self, name: str) -> None:
        self.ask_wanted.emit(name, self._asks.get(name, ""))

    _asks: dict[str, str] = {}  # noqa: RUF012 -- replaced, never changed

    def combo_of(self, name: str) -> QComboBox:
        """The choice of a column."""
        return self._rows[name][0]


_WIDTHS = {_NAME: 100, _SAMPLES: 100, _ARROW: 16, _TARGET: 150, _EFFECT: 150, _LINK: 60}
_SHARES = {_NAME: 3, _SAMPLES: 6, _TARGET: 4, _EFFECT: 8}


def _tall(widget: QWidget) -> QWidget:
    """As high as a field, so that a line of them has one middle."""
    widget.setMinimumHeight(Theme.current().px(32))
    return widget


def _named(name: str, combo: QComboBox) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    combo.setAccessibleName(name)
    combo.setMinimumWidth(Theme.current().px(130))
    row.addWidget(label(name, "small", "text-2", buddy=combo))
    row.addWidget(combo)
    return holder


def wide_grid(holder: QWidget, widths: Mapping[int, int], shares: Mapping[int, int]) -> QGridLayout:
    """A grid from edge to edge; widths in pixels at 100 %, shares of what is left."""
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(0)
    for place, width in widths.items():
        grid.setColumnMinimumWidth(place, Theme.current().px(width))
    for edge in (0, len(widths) + 1):
        grid.setColumnMinimumWidth(edge, EDGE - 12)  # with the gap beside it the page's edge
    for place, share in shares.items():
        grid.setColumnStretch(place, share)
    return grid


def add_head(grid: QGridLayout, words: Mapping[int, str], columns: int, *, trailing: int = -1) -> None:
    """The row of titles on its own ground."""
    ground = QFrame()
    ground.setProperty("look", "subtle")
    height = Theme.current().px(30)
    ground.setFixedHeight(height)
    grid.addWidget(ground, 0, 0, 1, columns + 2)
    for place, word in words.items():
        title = label(word, "small", "text-2")
        title.setFixedHeight(height)
        if place == trailing:
            title.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(title, 0, place)
