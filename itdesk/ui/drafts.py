"""Text that was typed and not sent yet, kept across pages, crashes and restarts."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.paths import user_data_dir

PAUSE = 800  # milliseconds after the last key


class Drafts(QObject):
    """Texts by key, in one file for each workspace of this person on this computer.

    `failed` carries a UserError when they can't be written, once until they can be again; in the app they are kept.
    """

    failed = Signal(object)

    def __init__(self, workspace_uid: str, parent: QObject) -> None:
        super().__init__(parent)
        self._file: Path = user_data_dir() / "drafts" / f"{workspace_uid}.json"
        self._texts: dict[str, str] = self._read()
        self._told = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.save)

    def _read(self) -> dict[str, str]:
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}  # none yet, or cut off by a power cut: the texts of before are gone, new ones can be kept
        return {str(key): str(text) for key, text in stored.items()} if isinstance(stored, dict) else {}

    def get(self, key: str) -> str:
        """What was typed here; empty if nothing is left."""
        return self._texts.get(key, "")

    def set(self, key: str, text: str) -> None:
        """Keep what is typed here; blank text forgets it."""
        if text.strip():
            self._texts[key] = text
        else:
            self._texts.pop(key, None)
        self._pause.start()

    def save(self) -> None:
        """Write what there is; called by itself after a pause, and when the window closes."""
        self._pause.stop()
        if not self._texts and not self._file.exists():
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(self._texts, ensure_ascii=False), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            if not self._told:
                self._told = True
                why = _("What you are typing could not be kept on this computer. Leave itdesk open until it is sent.")
                self.failed.emit(UserError(why, _("Free some room on this computer."), detail=str(error)))
            return
        self._told = False
