"""Where a person was on a page: kept at each step, and gone back to at the next start as far as it exists."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSettings

from itdesk.core.filters import Filter, Operator
from itdesk.files.kept import Seals, closed, opened
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


class WindowSettings(QSettings):
    """What a window remembers; where its pages stood is sealed where the workspace is encrypted."""

    sealer: Seals | None = None


def keep_standing(settings: QSettings, place: str, page: Any) -> None:
    """Remember where the person is on a page, for the next start."""
    standing: Callable[[], dict[str, Any]] | None = getattr(page, "standing", None)
    if standing is not None:
        text = json.dumps(standing()).encode()
        sealer: Seals | None = getattr(settings, "sealer", None)
        settings.setValue(f"pages/{place}", b64encode(closed(text, sealer)).decode() if sealer else text.decode())


def come_back(settings: QSettings, place: str, page: Any) -> None:
    """Put the person where they were on a page at the last start."""
    kept = str(settings.value(f"pages/{place}", ""))
    if not kept or not hasattr(page, "come_back"):
        return
    if not kept.startswith("{"):
        try:
            kept = opened(b64decode(kept), getattr(settings, "sealer", None)).decode()
        except ValueError:  # sealed, and the workspace isn't encrypted any more
            return
    page.come_back(json.loads(kept))
