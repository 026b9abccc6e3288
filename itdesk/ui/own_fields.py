"""Fields of the firm's own in the panel of a page that shows its records in its own way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.core.record import RecordType
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.fact_rows import FactRows
from itdesk.ui.layouts import clear
from itdesk.ui.record_jobs import read_whole
from itdesk.ui.sections import Section


class OwnFields(QWidget):
    """Those of one record that hold something; without any it takes no room."""

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_record(self, record_id: int) -> None:
        """Read a record's; the fields are those that there are now."""
        record_type = self._desk.registry[self._kind]
        if not record_id or not record_type.custom:
            self.hide()
            return

        def read(session: Any) -> Any:
            return read_whole(session, record_type, record_type.kind, record_id)

        def done(found: Any) -> None:
            draft, titles, computed = found
            self._show(record_type, {**draft.values, **computed}, titles)

        self._desk.read(self, read, done, lambda _error: self.hide(), key="own")

    def _show(self, record_type: RecordType, values: Mapping[str, object], titles: Mapping[str, str]) -> None:
        clear(self._column)
        shown = [
            one
            for one in record_type.custom
            if not one.secret and record_type.has(one, values) and values.get(one.name) not in (None, "")
        ]
        section, rows = Section(_("Fields of the firm")), FactRows(self._desk, record_type)
        for declared in shown:
            rows.add(section, declared, values, titles)
        self._column.addWidget(section)
        self.setVisible(bool(shown))
