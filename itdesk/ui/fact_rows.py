"""One field of a record as a row of a panel: a text, a status with its shape, a way to another record or page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QUrl

from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.value_texts import ValueTexts
from itdesk.ui.badges import StatusLabel
from itdesk.ui.desk import Desk
from itdesk.ui.labels import label
from itdesk.ui.outside_links import mail_link, open_link
from itdesk.ui.sections import Section, TextButton

LONGEST = 2000  # characters of a long text beside the list


class FactRows:
    """Rows for the fields of one kind of record."""

    def __init__(self, desk: Desk, record_type: RecordType) -> None:
        self._desk = desk
        self.texts = ValueTexts.of(record_type, desk.workspace)

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """A value in words."""
        return self.texts.text(name, values.get(name), str(values.get("currency") or ""))

    def add(self, section: Section, declared: Field, values: Mapping[str, object], titles: Mapping[str, str]) -> None:
        """Put one field into a section; titles are those of the records that are linked to, by field."""
        name, value = declared.name, values[declared.name]
        if declared.kind is Kind.LONG:
            text = str(value)
            section.add(label(declared.label, "small", "text-2"))
            shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            section.add(label(shown, "body", wrap=True, selectable=True))
        elif declared.kind is Kind.LINK and isinstance(value, int):
            open_it = partial(self._desk.open_record, declared.to, value)
            section.add_row(declared.label, TextButton(titles.get(name, ""), open_it, tone="accent-text"))
        elif declared.kind is Kind.CHOICE and (style := self.texts.choices[name].get(str(value))) and style[2]:
            section.add_row(declared.label, StatusLabel(*style))
        elif declared.kind in (Kind.EMAIL, Kind.URL):
            go = partial(open_address, declared.kind, str(value))
            section.add_row(declared.label, TextButton(str(value), go, tone="accent-text"))
        else:
            section.add_row(declared.label, self.text(name, values))


def open_address(kind: Kind, text: str) -> None:
    """Open a mail address or a web page; any other scheme than the web's and mail's is left alone."""
    open_link(mail_link(text) if kind is Kind.EMAIL else QUrl.fromUserInput(text))
