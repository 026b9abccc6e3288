"""Copying rows and cells of a list for spreadsheets, mail and Markdown, and pasting a spreadsheet's block over its rows."""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from itdesk.core.reach import purse_places, purses
from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.core.value_texts import field_of
from itdesk.ui.bulk_fields import counted
from itdesk.ui.desk import Desk
from itdesk.ui.only_read import say_only_read

if TYPE_CHECKING:
    from itdesk.files.pasting import Pasted
    from itdesk.ui.record_list import RecordList
    from itdesk.ui.record_table import RecordTable

MOST = 100_000  # rows that go onto the clipboard
TABS = "text/tab-separated-values"


def copy_rows(table: RecordTable, *, markdown: bool = False) -> None:
    """Put the selected rows on the clipboard with their titles; they are read first, so it may follow in a moment."""
    selected = table.selected_ids()
    ids = list(selected[:MOST]) or ([table.current_id()] if table.current_id() else [])
    if ids:
        _copy(table, ids, table.list_state.columns, markdown=markdown, titled=True)


def copy_cell(table: RecordTable) -> None:
    """Put the current cell on the clipboard."""
    if table.current_id():
        _copy(table, [table.current_id()], (table.current_name(),), markdown=False, titled=False)


def _copy(table: RecordTable, ids: list[int], names: Sequence[str], *, markdown: bool, titled: bool) -> None:
    desk, record_type = table.records.desk, table.record_type
    space, kind = desk.workspace, record_type.kind
    read_names = tuple(dict.fromkeys((*names, *purses(record_type, names))))
    places = purse_places(read_names)[: len(names)]

    def read(session: Any) -> tuple[str, str]:
        from itdesk.db import lists
        from itdesk.files import clipboard

        found = lists.rows(session, lists.ListSpec(kind, read_names), ids)
        rows = [found[one][1:] for one in ids if one in found]
        fields = [field_of(record_type, name) for name in names]
        way = clipboard.Way(space.locale, space.currency, space.zone)
        currencies = [[str(row[at] or "") if at >= 0 else "" for at in places] for row in rows]
        block = clipboard.block_of(fields, [row[: len(names)] for row in rows], currencies, way)
        if markdown:
            return clipboard.as_markdown(block), ""
        return clipboard.as_tabs(block, titled=titled), clipboard.as_html(block, titled=titled) if titled else ""

    def done(found: tuple[str, str]) -> None:
        text, html = found
        put_out(text, html)
        what = counted(record_type, len(ids)) if titled else text[:60]
        desk.notify(_("Copied: {text}").format(text=what))

    desk.read(table, read, done, key="copy")


def put_out(text: str, html: str = "") -> None:
    """Put a block on the clipboard: as text, as tabbed columns and, where html is the same as a table, as that too."""
    data = QMimeData()
    data.setText(text)
    data.setData(TABS, text.encode())
    if html:
        data.setData("text/html", html.encode())
    QGuiApplication.clipboard().setMimeData(data)
    _stays_readable()


@cache
def _stays_readable() -> None:
    """At the end of the app a plain text takes the place of what Python made, which Qt would end after Python has ended."""
    atexit.register(_leave_plain_text)


def _leave_plain_text() -> None:
    board = QGuiApplication.clipboard() if QGuiApplication.instance() is not None else None
    data = board.mimeData() if board is not None else None
    if board is not None and data is not None and data.hasFormat(TABS):  # Qt may have let go of it already
        board.setText(board.text())


def has_table() -> bool:
    """Whether there is text on the clipboard that isn't the name of a file."""
    board = QGuiApplication.clipboard()
    return bool(board.text().strip()) and not any(url.isLocalFile() for url in board.mimeData().urls())


def paste(shown: RecordList) -> None:
    """Offer what the copied block would change in the rows from the current cell on, or its rows as new records."""
    desk, record_type, table = shown.desk, shown.record_type, shown.table
    if not desk.may_work(record_type.kind):
        say_only_read(desk, record_type)
        return
    text = QGuiApplication.clipboard().text()
    columns, first = table.list_state.columns, table.list_state.columns.index(table.current_name())
    current = table.current_id()
    selected = list(table.selected_ids())
    below = list(table.records.ids_from(table.currentIndex().row()))

    def read(session: Any) -> tuple[Pasted | None, bytes]:
        from itdesk.files import clipboard, pasting

        rows = clipboard.rows_of(text)
        titled = len(rows) > 1 and pasting.is_header(record_type, rows[0])
        if titled:
            named = pasting.names_of(record_type, rows[0])
            ids = selected if len(selected) == len(rows) - 1 > 1 and all(named) else []
            body, names = rows[1:], named
        else:
            names = ["" if "." in one else one for one in columns[first : first + len(rows[0])]]
            body, ids = rows, pasting.targets(rows, below, selected, current)
            if len(names) < len(rows[0]):
                ids = []
        if ids:
            return pasting.changes_for(session, record_type, body, names, ids), b""
        heads = [field_of(record_type, name).label if name else "" for name in names]
        heads += [""] * (len(rows[0]) - len(heads))
        return None, clipboard.as_file(rows if titled else [heads, *rows])

    def done(found: tuple[Pasted | None, bytes]) -> None:
        pasted, file = found
        if pasted is None:
            shown.table_pasted.emit(file)
        else:
            offer(desk, record_type, pasted, shown.window())

    desk.read(shown, read, done, key="paste")


def offer(desk: Desk, record_type: RecordType, pasted: Pasted, parent: QWidget) -> None:
    """Show what the cells would change, to be written as one step."""
    from itdesk.ui.several_dialog import SeveralDialog

    if not pasted.wanted:
        desk.notify(" ".join(pasted.notes))
        return
    title = _("Paste over {things}").format(things=counted(record_type, len(pasted.wanted)))
    dialog = SeveralDialog(desk, record_type, title, parent, notes=pasted.notes)
    dialog.judge(pasted.wanted, _("Pasting over {things}").format(things=counted(record_type, len(pasted.wanted))))
    dialog.open()
