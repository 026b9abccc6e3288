"""Icons have as many pixels as the screen they stand on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter

from itdesk.paths import resource
from itdesk.ui import icons

NAMES = sorted(file.stem for file in resource("icons").glob("*.svg") if file.stem != "logo")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_every_icon_has_the_pixels_of_the_screen(settings_home: None, ratio: float) -> None:
    assert len(NAMES) > 40
    for name in NAMES:
        drawn = icons.pixmap(name, dpr=ratio)
        side = icons.default_size(name)
        assert drawn.devicePixelRatio() == ratio, name
        assert drawn.width() == drawn.height() == round(side * ratio), name
        assert drawn.deviceIndependentSize().width() == pytest.approx(side, abs=0.5), name


def test_what_is_painted_on_a_sharp_screen_is_not_an_enlarged_small_one(settings_home: None) -> None:
    sharp = QImage(32, 32, QImage.Format.Format_ARGB32_Premultiplied)
    sharp.setDevicePixelRatio(2)
    sharp.fill(0)
    with QPainter(sharp) as painter:
        icons.paint(painter, QRect(0, 0, 16, 16), "search", "text")
    enlarged = icons.pixmap("search", "text", dpr=1).toImage().scaled(32, 32)
    enlarged.setDevicePixelRatio(2)
    own = icons.pixmap("search", "text", dpr=2).toImage().convertToFormat(sharp.format())
    assert sharp == own
    assert sharp != enlarged.convertToFormat(sharp.format())
