"""Where a person was on a page: kept at each step, and gone back to at the next start as far as it exists."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSettings

from itdesk.core.filters import Filter, Operator
from itdesk.ui.desk import Desk


def reopen(
    desk: Desk, owner: QObject, kind: str, kept: Mapping[str, Any], open_record: Callable[[int], object]
) -> None:
    """Open the record that a page's `standing()` named; nothing where it named none or it was deleted since."""
    record_id = kept.get("record")
    if not isinstance(record_id, int) or not record_id:
        return

    def read(session: Any) -> bool:
        from itdesk.db import lists

        return lists.count(session, lists.ListSpec(kind, (), (Filter("id", Operator.IS, record_id),))) > 0

    def done(there: bool) -> None:  # noqa: FBT001 -- an answer
        if there:
            open_record(record_id)

    desk.read(owner, read, done, key="reopen")


def keep_standing(settings: QSettings, place: str, page: Any) -> None:
    """Remember where the person is on a page, for the next start."""
    standing: Callable[[], dict[str, Any]] | None = getattr(page, "standing", None)
    if standing is not None:
        settings.setValue(f"pages/{place}", json.dumps(standing()))


def come_back(settings: QSettings, place: str, page: Any) -> None:
    """Put the person where they were on a page at the last start."""
    kept = str(settings.value(f"pages/{place}", ""))
    if kept and hasattr(page, "come_back"):
        page.come_back(json.loads(kept))
