"""Forty pictures to look at: `python -m tests.screens.pictures FOLDER`.

They are chosen so that each pair of theme, scale, language and fullness meets, over every place and the usual dialogs.
Each scale is a process of its own, since Qt reads it once. Nothing is compared: somebody looks at them.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Any

MANY = 40
THEMES = ("light", "dark")
SCALES = {100: ("1", 100), 125: ("1.25", 100), 150: ("1", 150), 200: ("1.3334", 150)}  # of the screen, of the text
LANGUAGES = ("en", "de", "en_XA", "ar_XB")
FULLNESS = ("full", "empty")
DIALOGS = ("create", "export", "palette", "key_sheet", "importing", "kiosk", "welcome", "settings")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture."""

    place: str
    theme: str
    scale: int
    language: str
    fullness: str

    @property
    def pairs(self) -> set[tuple[object, object]]:
        """Each two settings that meet in it."""
        return set(combinations((self.theme, self.scale, self.language, self.fullness), 2))

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"{self.place.replace('.', '_')}-{self.theme}-{self.scale}-{self.language}-{self.fullness}.png"


def chosen(places: tuple[str, ...]) -> list[Shot]:
    """The pictures, the same each time: the settings that met least so far come first."""
    met: dict[tuple[object, object], int] = {}
    found: list[Shot] = []
    for number in range(MANY):
        place = places[number % len(places)]
        ways = product(THEMES, SCALES, LANGUAGES, FULLNESS)
        shots = [Shot(place, *way) for way in ways if Shot(place, *way) not in found]
        best = min(shots, key=lambda shot: (sum(met.get(pair, 0) for pair in shot.pairs), shot.fullness == "empty"))
        for pair in best.pairs:
            met[pair] = met.get(pair, 0) + 1
        found.append(best)
    return found


def everything() -> tuple[str, ...]:
    """Every place, and every dialog."""
    from itdesk import areas

    return (*(entry.folder for entry in areas.ENTRIES if entry.tab), *DIALOGS)


def main() -> int:
    """Take all of them, a process for each scale; or, in such a process, those of its scale."""
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) > 2:
        _take_all(folder, int(sys.argv[2]))
        return 0
    for scale, (screen, _text) in SCALES.items():
        surroundings = os.environ | {"QT_SCALE_FACTOR": screen, "QT_QPA_PLATFORM": "offscreen"}
        own = [sys.executable, "-m", "tests.screens.pictures", str(folder), str(scale)]
        subprocess.run(own, check=True, env=surroundings)
    return 0


def _take_all(folder: Path, scale: int) -> None:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="itdesk-pictures-") as home:
        os.environ["ITDESK_HOME"] = home
        from PySide6.QtWidgets import QApplication

        from itdesk.areas import load_models, registry
        from itdesk.ui.theme import Theme

        application = QApplication([])
        Theme.current().install(application, mode="light", percent=SCALES[scale][1])
        load_models()
        shots = [shot for shot in chosen(everything()) if shot.scale == scale]
        for number, shot in enumerate(shots):
            file = Path(home) / f"{number}.itdesk"
            _make(file, shot.fullness, registry())
            _take(application, shot, file, folder / shot.name)


def _make(file: Path, fullness: str, registry: Any) -> None:
    from datetime import date

    from itdesk.areas.sample import create_sample
    from tests.at_window import new_firm

    if fullness == "full":
        create_sample(str(file), registry, date(2026, 11, 20)).close()
    else:
        new_firm(file)


def _take(application: Any, shot: Shot, file: Path, picture: Path) -> None:
    from itdesk.ui.language import speak
    from itdesk.ui.theme import Theme
    from tests.at_window import window_on

    speak(application, shot.language)
    Theme.current().set_mode(shot.theme)
    with window_on(file, _Waiting()) as person:  # type: ignore[arg-type] -- waits as qtbot does
        person.window.resize(*((1280, 720) if shot.scale == 200 else (1440, 900)))
        for part in _shown(person, shot.place):
            part.grab().save(str(picture))


def _shown(person: Any, place: str) -> Iterator[Any]:
    """What to take: the window at a place, or a dialog while it is open."""
    from PySide6.QtWidgets import QApplication, QDialog

    from tests.screens import test_screens

    if place not in DIALOGS:
        test_screens.go_to(person, place)
        yield person.window
        return
    if place == "settings":
        person.shell.open_settings()
        person.wait()
        yield next(part for part in QApplication.topLevelWidgets() if isinstance(part, QDialog) and part.isVisible())
        return
    kept: list[Any] = []
    getattr(test_screens, place)(person, lambda part: kept.append(part.grab()) or [])
    yield _Kept(kept[0])


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was taken while it was open."""

    picture: Any

    def grab(self) -> Any:
        """The picture."""
        return self.picture


class _Waiting:
    """Waits as the fixture of pytest-qt does."""

    def waitUntil(self, until: Any, timeout: int = 10_000) -> None:
        from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop

        end = QDeadlineTimer(timeout)
        while not until():
            if end.hasExpired():
                raise TimeoutError
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


if __name__ == "__main__":
    sys.exit(main())
