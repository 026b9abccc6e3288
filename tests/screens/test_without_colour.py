"""Whatever is told by a colour is told without it as well: by a word, a shape or a hatch."""

from __future__ import annotations

import shutil
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from itdesk import areas
from itdesk.core.charts import Box, Span, Timeline
from itdesk.core.charts.bars import Stacks
from itdesk.core.choices import Choice
from itdesk.ui import icons
from itdesk.ui.badges import BadgeLabel
from itdesk.ui.charts import ChartWidget, PainterCanvas
from tests.at_window import window_on
from tests.screens.test_screens import PLACES, go_to

KINDS_OF_CHOICES = sorted(
    {declared.choices for record in areas.registry() for declared in record.stored if declared.choices},
    key=lambda one: one.__name__,
)


def shape(icon: str) -> bytes:
    """An icon in one ink."""
    image = QImage(24, 24, QImage.Format.Format_Grayscale8)
    image.fill(255)
    with QPainter(image) as painter:
        icons.paint(painter, QRect(0, 0, 24, 24), icon, "text")
    return bytes(image.constBits())


@pytest.mark.parametrize("choices", KINDS_OF_CHOICES, ids=lambda one: one.__name__)
def test_states_of_a_field_differ_by_their_words_and_coloured_ones_by_their_shapes(
    choices: type[Choice], settings_home: None
) -> None:
    members = list(choices)
    words = [one.label for one in members]
    assert all(words)
    assert len(set(words)) == len(words)
    shown = [one for one in members if one.icon]
    alike = [
        f"{one.label} and {other.label} differ in colour alone"
        for one, other in combinations(shown, 2)
        if one.tone != other.tone and shape(one.icon) == shape(other.icon)
    ]
    assert alike == []


def test_last_days_for_notice_differ_by_their_diamonds() -> None:
    day, inks = date(2026, 6, 1), set()
    for tone in ("red", "amber", "grey"):
        span = Span("Fibre", date(2026, 1, 1), date(2026, 12, 1), notice_by=day, tone=tone)
        image = QImage(400, 40, QImage.Format.Format_Grayscale8)
        image.fill(255)
        with QPainter(image) as painter:
            calendar = Timeline(date(2026, 1, 1), date(2026, 12, 31), date(2026, 1, 1), (), (span,))
            calendar.draw_row(PainterCanvas(painter), Box(0, 0, 400, 40), span)
        middle = int(calendar.at(day, Box(0, 0, 400, 40)))
        line = [image.pixelColor(middle + x, 20).red() for x in range(7)]
        inks.add((line[0] < 150, line[6] < 150))  # the core, and between it and the rim
    assert len(inks) == 3, inks


@pytest.mark.timeout(300)
def test_badges_have_words_and_parts_of_bars_differ_in_grey(
    sample: Path, qtbot: QtBot, tmp_path: Path, settings_home: None
) -> None:
    file = tmp_path / "walked.itdesk"
    shutil.copy(sample, file)
    found: list[str] = []
    charts = 0
    with window_on(file, qtbot) as person:
        for place in PLACES:
            go_to(person, place)
            badges = [one for one in person.window.findChildren(BadgeLabel) if one.isVisible()]
            found += [f"{place}: a badge without a word" for one in badges if not one.badge.text.strip()]
            for shown in person.window.findChildren(ChartWidget):
                charts += 1
                if isinstance(shown._picture.chart, Stacks):
                    looks = [(part.hatched, part.colour) for part in shown._picture.chart.parts]
                    solid = [colour for hatched, colour in looks if not hatched]
                    if len(solid) > 1:
                        found.append(f"{place}: {' and '.join(solid)} stand on each other without a hatch")
    assert charts
    assert found == []
