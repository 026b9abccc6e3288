"""What depends on a record, directly and through others: an indented tree with a limit of depth, to be read and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QWidget

from itdesk.core.formats import format_number
from itdesk.core.texts import _, ngettext
from itdesk.ui import icons
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.links import Impact

LEVELS = (1, 2, 3, 5, 10, 20)
FIRST = 5
_PLACE = Qt.ItemDataRole.UserRole


class ImpactDialog(Dialog):
    """Enter opens the record in front; the tree can be written as a PDF."""

    def __init__(self, desk: Desk, place: tuple[str, int], parent: QWidget) -> None:
        super().__init__(parent, _("What depends on this"), act=_("Close"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._desk, self._place = desk, place
        self._impact: Impact | None = None
        self.words = label("", "body", "text-2", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([_("Record"), _("Because")])
        self.tree.setAccessibleName(_("What depends on this"))
        self.tree.setMinimumHeight(Theme.current().px(300))
        self.tree.itemActivated.connect(self._open)
        self.levels = QComboBox()
        for level in LEVELS:
            self.levels.addItem(format_number(level, desk.workspace.locale), level)
        self.levels.setCurrentIndex(LEVELS.index(FIRST))
        self.levels.setAccessibleName(_("Levels that are shown"))
        self.levels.currentIndexChanged.connect(self._read)
        row = QHBoxLayout()
        row.addWidget(label(_("Levels"), "body", "text-2", buddy=self.levels))
        row.addWidget(self.levels)
        row.addStretch(1)
        self.print_button = Button(_("PDF…"), icon="printer", small=True, key="Ctrl+P", run=self._ask_pdf)
        row.addWidget(self.print_button)
        self.body.addWidget(self.words)
        self.body.addWidget(self.tree)
        self.body.addLayout(row)
        self.safe.hide()
        self.setFixedWidth(Theme.current().px(640))
        self.tree.setFocus()
        self._read()

    def _read(self) -> None:
        (kind, record_id), depth = self._place, self.levels.currentData()

        def read(session: Any) -> Impact:
            from itdesk.db import links

            return links.impact(session, kind, record_id, depth)

        self._desk.read(self, read, self._show, key="impact")

    def _show(self, impact: Impact) -> None:
        self._impact = impact
        self.tree.clear()
        parents: dict[int, Any] = {0: self.tree.invisibleRootItem()}
        for line in impact.lines:
            shown = _("{title} (see above)").format(title=line.title) if line.again else line.title
            item = QTreeWidgetItem([shown, line.word])
            icons.put(_Cell(item), self._desk.registry[line.kind].icon)
            item.setToolTip(0, line.subtitle)
            item.setSizeHint(0, QSize(0, Theme.current().row()))
            item.setData(0, _PLACE, (line.kind, line.record_id))
            parents[line.depth - 1].addChild(item)
            parents[line.depth] = item
        self.tree.expandAll()
        self.tree.setColumnWidth(0, self.tree.viewport().width() * 2 // 3)
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        number = len({(line.kind, line.record_id) for line in impact.lines})
        words = ngettext(
            "{n} record feels it when {title} fails.", "{n} records feel it when {title} fails.", number
        ).format(n=number, title=impact.title)
        if not number:
            words = _("Nothing that is linked depends on {title}.").format(title=impact.title)
        if impact.more:
            words = _("{words} There are more below the last level.").format(words=words)
        self.words.setText(words)
        self.print_button.setEnabled(bool(impact.lines))

    def _open(self, item: QTreeWidgetItem) -> None:
        kind, record_id = item.data(0, _PLACE)
        self.accept()
        self._desk.open_record(kind, record_id)

    def _ask_pdf(self) -> None:
        name, _filter = QFileDialog.getSaveFileName(self, _("Save as PDF"), "impact.pdf", "PDF (*.pdf)")
        if name:
            self.write_pdf(Path(name))

    def write_pdf(self, path: Path) -> None:
        """Write the tree as it is shown."""
        impact, words = self._impact, self.words.text()
        if impact is None:
            return

        def read(session: Any, progress: Any) -> int:
            from itdesk.reports.impact import write_impact

            return write_impact(path, session, impact, words, progress)

        said = _("Saved as {file}").format(file=path.name)
        self._desk.read(
            self, read, lambda _pages: self._desk.notify(said), what=_("Writing {file}").format(file=path.name)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_P and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._ask_pdf()
            return
        super().keyPressEvent(event)


class _Cell:
    """An item of a tree as icons are put on things."""

    def __init__(self, item: QTreeWidgetItem) -> None:
        self._item = item

    def setIcon(self, icon: Any) -> None:
        self._item.setIcon(0, icon)
