"""The action that makes one record of this one and another, for pages that show one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itdesk.core.rights import Deed, Verb
from itdesk.core.texts import _
from itdesk.ui.page import Action

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from itdesk.ui.desk import Desk


def merging(desk: Desk, kind: str, record_id: int, parent: QWidget) -> list[Action]:
    """Nothing where nothing may be changed, or no record is in front."""

    def run() -> None:
        from itdesk.ui.merge_dialog import merge_with

        merge_with(desk, desk.registry[kind], record_id, parent)

    if not (record_id and desk.may_do(Deed.MERGE) and desk.may_work(kind) and desk.may(Verb.DELETE, kind)):
        return []
    return [Action(_("Merge with another…"), run, icon="merge")]
