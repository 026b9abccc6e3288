"""What this person uses in this workspace on this computer, kept in a small file; the palette begins with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer

from itdesk.core.usage import Usage
from itdesk.files.kept import Seals, read_kept, write_kept
from itdesk.paths import user_data_dir
from itdesk.ui.desk import Desk

KEEP_MS = 3000
DWELL_MS = 1200  # what is passed more quickly was not looked at


class Habits(QTimer):
    """Read when it is first asked for, written beside the window after a pause and when the window closes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, singleShot=True, interval=KEEP_MS)
        self._desk = desk
        self._person = -1
        self._usage = Usage()
        self.timeout.connect(self._write_beside)
        self._seen = ""
        self._dwell = QTimer(self, singleShot=True, interval=DWELL_MS)
        self._dwell.timeout.connect(lambda: self.use(self._seen))

    @property
    def _file(self) -> Path:
        return user_data_dir() / "habits" / str(self._desk.workspace.uid) / f"{self._person}.json"

    def _of_person(self) -> Usage:
        if self._person != self._desk.typist:
            self.keep()
            self._person = self._desk.typist
            self._usage = Usage(_read(self._file, self._desk.sealer))
        return self._usage

    def use(self, key: str) -> None:
        """Count one use: "do:LABEL", "place:KEY", "record:KIND:ID"."""
        self._of_person().use(key, datetime.now(UTC))
        self.start()

    def shown(self, kind: str, record_id: int) -> None:
        """Count a record once somebody stays with it."""
        self._seen = f"record:{kind}:{record_id}"
        self._dwell.start()

    def weight(self, key: str) -> float:
        """How much it is used by now."""
        return self._of_person().weight(key, datetime.now(UTC))

    def latest(self, prefix: str, most: int) -> list[str]:
        """What was used last, of keys that begin so."""
        return self._of_person().latest(prefix, most)

    def keep(self) -> None:
        """Write now what was counted and not written yet."""
        if self.isActive():
            self.stop()
            _write(self._file, self._usage, self._desk.sealer)

    def _write_beside(self) -> None:
        work = partial(_write, self._file, Usage(self._usage.stored()), self._desk.sealer)
        self._desk.work.read(self, work, lambda _written: None, key="habits")


def _read(file: Path, sealer: Seals | None) -> dict[str, object]:
    """A damaged file counts as none: what is used is counted anew."""
    try:
        stored = json.loads(read_kept(file, sealer))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _write(file: Path, usage: Usage, sealer: Seals | None) -> bool:
    """Whether it could be written; a full disk costs the order of the palette alone."""
    try:
        write_kept(file, json.dumps(usage.stored(), ensure_ascii=False), sealer)
    except OSError:
        return False
    return True
