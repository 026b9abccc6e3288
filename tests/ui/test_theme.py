"""Tokens to palette and style sheet, and icons in the theme's colours."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QPushButton

from itdesk.paths import resource
from itdesk.ui import icons
from itdesk.ui.theme import Theme


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_style_sheet_has_no_token_left(theme: Theme, mode: str) -> None:
    theme.set_mode(mode)
    body = theme.qss().split("*/", 1)[1]
    assert "@" not in body
    assert not [word for word in body.split() if word.rstrip(";").endswith("sp")]


def test_mode_switches_palette_and_announces_it(qtbot: Any, theme: Theme, qapp: QApplication) -> None:
    with qtbot.waitSignal(theme.theme_changed):
        theme.set_mode("dark")
    assert theme.dark
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(theme.tokens["dark"]["surface"])
    theme.set_mode("light")
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor("#FFFFFF")


def test_both_themes_have_the_same_tokens(theme: Theme) -> None:
    assert theme.tokens["light"].keys() == theme.tokens["dark"].keys()


def test_half_transparent_colour_is_read(theme: Theme) -> None:
    theme.set_mode("dark")
    assert theme.color("shadow").alpha() == 128


def test_scale_grows_fonts_and_rows(theme: Theme) -> None:
    theme.set_percent(150)
    assert theme.font().pixelSize() == 20
    assert theme.row() == 48
    theme.set_percent(10)
    assert theme.percent == 90


def test_figures_have_one_width(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font())
    assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("path", sorted(resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_draws(theme: Theme, path: Any) -> None:
    image = icons.pixmap(path.stem, "accent", dpr=2).toImage()
    assert any(image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height()))


def test_icon_takes_its_colour_and_is_drawn_once(theme: Theme) -> None:
    drawn = icons.pixmap("urgent", "red")
    assert drawn.toImage().pixelColor(2, 6) == theme.color("red")
    assert icons.pixmap("urgent", "red").cacheKey() == drawn.cacheKey()


def test_put_follows_the_theme(qtbot: Any, theme: Theme) -> None:
    button = QPushButton()
    qtbot.addWidget(button)
    icons.put(button, "urgent", "red")
    before = button.icon().cacheKey()
    theme.set_mode("dark")
    qtbot.waitUntil(lambda: button.icon().cacheKey() != before)  # what isn't seen follows in its turn
    assert button.icon().pixmap(12, 12).toImage().pixelColor(2, 6) == theme.color("red")


def test_feature_hook_is_neutral_after_importing_the_kit() -> None:
    code = (
        "import builtins; usual = builtins.__import__; import itdesk.ui\n"
        "from PySide6.QtWidgets import QLabel; assert builtins.__import__ is usual"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
