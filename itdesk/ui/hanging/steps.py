"""Changes to what hangs on a record, each a step that Ctrl+Z takes back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from itdesk.ui.desk import Desk, Done, Failed, Job


def do(
    desk: Desk,
    owner: QObject,
    job: Job,
    words: str,
    *,
    done: Done | None = None,
    failed: Failed | None = None,
    what: str = "",
    tell: bool = False,
) -> None:
    """Run job(session) as a step called words; tell says it in a toast with the way back. A title (what) as for write."""

    def wrote(result: Any) -> None:
        if tell:
            desk.tell_done(words)
        if done is not None:
            done(result)

    desk.write(owner, job, wrote, failed or desk.refused.emit, what=what, step=words)
