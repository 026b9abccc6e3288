"""What was typed and not saved yet: one file a draft, whole after a crash or a power cut, readable by its owner alone."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from itdesk.core.texts import _
from itdesk.files.kept import Seals, closed, read_kept

_DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Kept:
    """key says where it was typed, title what a person calls that, at when (ISO); data are plain values."""

    key: str
    title: str
    at: str
    data: Mapping[str, Any]

    @classmethod
    def of(cls, stored: Any) -> Self | None:
        """A draft from what its file holds; None where it can't be one."""
        if not isinstance(stored, dict) or not isinstance(stored.get("data"), dict):
            return None
        key, title, at = (stored.get(name) for name in ("key", "title", "at"))
        if not (isinstance(key, str) and isinstance(title, str) and isinstance(at, str)):
            return None
        return cls(key, title, at, stored["data"])


class DraftFolder:
    """The drafts of one person in one workspace on this computer."""

    def __init__(self, folder: Path, sealer: Seals | None = None) -> None:
        self.folder, self._sealer = folder, sealer

    def read(self) -> dict[str, Kept]:
        """All of them by key; a damaged one is set aside under another name."""
        self.take_in_old()
        found: dict[str, Kept] = {}
        for file in sorted(self.folder.glob("*.json")):
            try:
                kept = Kept.of(json.loads(read_kept(file, self._sealer)))
            except (OSError, ValueError):
                kept = None
            if kept is None:
                file.replace(file.with_suffix(_DAMAGED))
            else:
                found[kept.key] = kept
        return found

    def take_in_old(self) -> None:
        """Texts that version 0.1.0 kept, in a file for the whole workspace, become drafts of whoever comes first."""
        uid = self.folder.parent.name
        for file, read in ((f"{uid}.json", _old_ticket), (f"{uid}-plans.json", _old_plan)):
            old = self.folder.parent.parent / file
            try:
                texts = json.loads(old.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            at = datetime.fromtimestamp(old.stat().st_mtime, UTC).isoformat()
            for key, text in texts.items() if isinstance(texts, dict) else ():
                found = read(str(key), str(text))
                if found is not None and not self._file(found[0]).exists():
                    self.write(Kept(found[0], found[1], at, found[2]))
            old.replace(old.with_suffix(".taken"))

    def write(self, kept: Kept) -> None:
        """Keep one: the file is the old or the new one, whatever happens, and lies on the disk when this returns."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self._file(kept.key)
        beside = file.with_suffix(".new")
        text = json.dumps({**asdict(kept), "data": dict(kept.data)}, ensure_ascii=False)
        with open(beside, "wb", opener=_private) as opened:
            opened.write(closed(text.encode(), self._sealer))
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
        _settle(self.folder)

    def remove(self, key: str) -> None:
        """Forget one that was saved or given up."""
        self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        from hashlib import sha256  # brings OpenSSL: not at every start

        return self.folder / f"{sha256(key.encode()).hexdigest()[:32]}.json"


def _old_ticket(key: str, text: str) -> tuple[str, str, Mapping[str, Any]] | None:
    """`ticket:5:reply` and its text."""
    place, _colon, rest = key.partition(":")
    ticket, _colon, sort = rest.partition(":")
    if place != "ticket" or not ticket.isdigit() or sort not in {"reply", "note"}:
        return None
    return f"text/tickets/{ticket}/{sort}", _("Internal note") if sort == "note" else _("Reply"), {"text": text}


def _old_plan(key: str, text: str) -> tuple[str, str, Mapping[str, Any]] | None:
    """`section/5/body`, with what stood there before; the plan's own id was not kept."""
    try:
        data = json.loads(text)
    except ValueError:
        return None
    if not isinstance(data, dict) or not isinstance(data.get("text"), str) or not isinstance(data.get("seen"), str):
        return None
    return f"text/plans/0/{key}", _("Text of a recovery plan"), data


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _settle(folder: Path) -> None:
    """Bring the folder's own entry onto the disk, where the system can."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
