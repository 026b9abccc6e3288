"""How a person left the lists of one workspace on this computer: what isn't saved as a view, and widths."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from itdesk.core.reach import Kinds
from itdesk.core.record import RecordType
from itdesk.db.list_state import ListState, from_plain, to_plain
from itdesk.files.kept import Seals, read_kept, write_kept

KEPT = 2  # version of what is written


class KeptLists:
    """One file for all lists; a damaged one counts as none, and is kept beside the new one."""

    def __init__(self, file: Path, sealer: Seals | None = None) -> None:
        self.file, self._sealer = file, sealer
        self._kept: dict[str, Any] = {"version": KEPT, "lists": {}, "views": {}}
        try:
            stored = json.loads(read_kept(file, sealer))
        except FileNotFoundError:
            return
        except (OSError, ValueError):
            if file.is_file():
                file.replace(file.with_suffix(".damaged"))
            return
        if isinstance(stored, dict) and stored.get("version") in (1, KEPT):
            self._kept = {**self._kept, **stored, "version": KEPT}
        if isinstance(stored, dict) and stored.get("version") == 1:
            for left in self._kept["lists"].values():
                for plain in left.values():
                    plain.pop("filters", None)  # they were left out, which isn't the same as none

    def state(self, kinds: Kinds, record_type: RecordType, view: str, first: ListState) -> ListState | None:
        """How the person left this view, if they changed it; first is the view as it is saved or declared."""
        plain = self._kept["lists"].get(record_type.kind, {}).get(view)
        if not plain:
            return None
        if list(plain) == ["widths"]:
            return replace(first, widths=from_plain(kinds, record_type, plain).widths)
        left = from_plain(kinds, record_type, plain)
        return left if "filters" in plain else replace(left, filters=first.filters)

    def keep(self, view: str, state: ListState, first: ListState) -> None:
        """Remember what differs from the view as it is saved or declared: everything, or the widths alone."""
        plain: Mapping[str, Any] = {"widths": dict(state.widths)} if state.same_view(first) else to_plain(state)
        self._kept["lists"].setdefault(state.kind, {})[view] = plain
        self._write()

    def forget(self, kind: str, view: str) -> None:
        """Back to the view as it is saved or declared."""
        if self._kept["lists"].get(kind, {}).pop(view, None) is not None:
            self._write()

    def views(self, kind: str) -> dict[str, dict[str, Any]]:
        """Views by name that couldn't go into the workspace: it is read only here, or they were made before it had them."""
        return dict(self._kept["views"].get(kind, {}))

    @property
    def kinds(self) -> list[str]:
        """The kinds that have such views."""
        return [kind for kind, views in self._kept["views"].items() if views]

    def save_view(self, kind: str, name: str, plain: Mapping[str, Any]) -> None:
        """Keep a view under a name, in place of one that had it."""
        self._kept["views"].setdefault(kind, {})[name] = dict(plain)
        self._write()

    def delete_view(self, kind: str, name: str) -> None:
        """Forget a view that lies here."""
        if self._kept["views"].get(kind, {}).pop(name, None) is not None:
            self._write()

    def _write(self) -> None:
        write_kept(self.file, json.dumps(self._kept, ensure_ascii=False, indent=1), self._sealer)
