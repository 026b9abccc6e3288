"""Icons as finished pictures, kept on this computer: a start draws none of its twenty icons anew, and brings in no SVG for them.

Only what a start draws is kept, in one file; each picture is known by name, colours, size and scale. A file that can't be read, or
is of other icons, another version of the app or of Qt, counts as none.
"""

from __future__ import annotations

import base64
import json
import logging
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, qVersion
from PySide6.QtGui import QImage, QPixmap

from itdesk import __version__
from itdesk.paths import resource

MOST = 400  # pictures in the file: those of a few colour schemes and scales
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied
_DEPTH = 4  # bytes of a point
log = logging.getLogger(__name__)


class DrawnIcons:
    """The pictures of a file, until a start is over."""

    def __init__(self, file: Path) -> None:
        self._file = file
        newest = max(one.stat().st_mtime for one in os.scandir(resource("icons")))
        self._made = f"{__version__} {qVersion()} {newest}"
        self._kept = _read(file, self._made)
        self._new: dict[str, str] = {}

    def find(self, key: str, size: QSize) -> QPixmap | None:
        """The picture of a key, if it was drawn before."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        try:
            data = base64.b64decode(kept)
        except (ValueError, TypeError):  # damaged: it is drawn
            return None
        if len(data) != size.width() * size.height() * _DEPTH:
            return None
        image = QImage(data, size.width(), size.height(), size.width() * _DEPTH, _FORMAT)
        return QPixmap.fromImage(image.copy())  # of its own: the bytes go with this call

    def add(self, key: str, drawn: QPixmap) -> None:
        """Keep a picture for later starts."""
        image = drawn.toImage().convertToFormat(_FORMAT)
        self._new[key] = base64.b64encode(bytes(image.constBits())).decode("ascii")

    def save(self) -> None:
        """Write what was drawn since; where that fails, the next start draws it again."""
        if not self._new:
            return
        pictures = dict([*self._kept.items(), *self._new.items()][-MOST:])
        beside = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps({"made": self._made, "pictures": pictures}), encoding="utf-8")
            beside.replace(self._file)
        except OSError as error:
            log.info("icons are drawn again at the next start: %s", error)


def _read(file: Path, made: str) -> dict[str, str]:
    try:
        kept: Any = json.loads(file.read_text(encoding="utf-8"))
        return dict(kept["pictures"]) if kept["made"] == made else {}
    except (OSError, ValueError, KeyError, TypeError):  # none yet, or damaged: this start draws them
        return {}
