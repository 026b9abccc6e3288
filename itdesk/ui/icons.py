"""Icons and status shapes: SVG drawn in a colour of the theme, kept per name, colour, size and pixel ratio."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

import shiboken6
from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from itdesk.paths import resource
from itdesk.ui.theme import Theme
from itdesk.ui.turns import in_turns

if TYPE_CHECKING:
    from itdesk.ui.drawn_icons import DrawnIcons

SHAPES = frozenset({
    "ring", "ring-dashed", "ring-half", "ring-pause", "ring-check", "ring-x", "disc-check", "disc-x", "square", "diamond",
    "triangle", "urgent", "bars-1", "bars-2", "bars-3",
})  # fmt: skip
MIRRORED = frozenset({"arrow", "left", "right", "reply", "undo", "step"})  # turned round in right-to-left layouts

_STROKE = b"#53555D"
_PAPER = b"#FFFFFF"
_LARGE = 32
_PORTION = 4  # icons of things that aren't seen, drawn anew in one turn
_sources: dict[str, bytes] = {}
_pixmaps: dict[tuple[str, int, int, int, float, bool], QPixmap] = {}


class _Kept:
    drawn: DrawnIcons | None = None  # while a start lasts


class _Iconed(Protocol):
    def setIcon(self, icon: QIcon, /) -> object: ...


def pixmap(name: str, tone: str = "text-2", size: int = 0, dpr: float = 0, paper: str = "surface") -> QPixmap:
    """The icon in the colour of a token; size in logical pixels (16, shapes 12), dpr of the screen unless given.

    paper is the token of what lies inside a filled shape.
    """
    theme = Theme.current()
    return _pixmap(name, theme.color(tone), theme.color(paper), size or default_size(name), dpr)


def default_size(name: str) -> int:
    """The size it is drawn for, grown with the font scale."""
    return Theme.current().px(12 if name in SHAPES else 16)


def icon(name: str, tone: str = "text-2", size: int = 0) -> QIcon:
    """A QIcon for menus and actions, dimmed while disabled. It keeps the colours of now: `put` follows the theme."""
    made = QIcon(pixmap(name, tone, size))
    made.addPixmap(pixmap(name, "line-input", size), QIcon.Mode.Disabled)
    made.addPixmap(pixmap(name, tone, size), QIcon.Mode.Selected)
    return made


def put(target: _Iconed, name: str, tone: str = "text-2", size: int = 0) -> None:
    """Give a button or action its icon, and again whenever the theme changes."""
    if not _followed:
        Theme.current().theme_changed.connect(_recolour)
    _followed[target] = (name, tone, size)
    target.setIcon(icon(name, tone, size))


def paint(
    painter: QPainter,
    box: QRect | QRectF,
    name: str,
    tone: str | QColor = "text-2",
    *,
    size: int = 0,
    paper: str = "surface",
) -> None:
    """Draw the icon in the middle of box."""
    theme = Theme.current()
    hue = tone if isinstance(tone, QColor) else theme.color(tone)
    side = size or default_size(name)
    dpr = painter.device().devicePixelRatio()
    drawn = _pixmap(name, hue, theme.color(paper), side, dpr)
    middle = QRectF(box).center()
    painter.drawPixmap(QPoint(round(middle.x() - side / 2), round(middle.y() - side / 2)), drawn)


def _pixmap(name: str, hue: QColor, paper: QColor, size: int, dpr: float) -> QPixmap:
    ratio = dpr or QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]
    mirrored = name in MIRRORED and QGuiApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    key = (name, hue.rgba(), paper.rgba(), size, ratio, mirrored)
    found = _pixmaps.get(key)
    if found is None:
        side = QSize(round(size * ratio), round(size * ratio))
        words = " ".join(map(str, key))
        found = _Kept.drawn.find(words, side) if _Kept.drawn else None
        if found is None:
            found = _draw(name, hue, paper, size, side, mirrored=mirrored)
            if _Kept.drawn:
                _Kept.drawn.add(words, found)
        found.setDevicePixelRatio(ratio)
        _pixmaps[key] = found
    return found


def begin_with(drawn: DrawnIcons) -> None:
    """Take from these what was drawn before, and tell them what is drawn, until the start is over."""
    _Kept.drawn = drawn


def start_is_over() -> None:
    """Keep what this start drew for the next one."""
    drawn, _Kept.drawn = _Kept.drawn, None
    if drawn is not None:
        drawn.save()


def _draw(name: str, hue: QColor, paper: QColor, size: int, side: QSize, *, mirrored: bool) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer  # a start has its icons from earlier ones

    if name not in _sources:
        _sources[name] = resource("icons", f"{name}.svg").read_bytes()
    svg = _sources[name]
    if name in SHAPES:
        svg = svg.replace(_PAPER, paper.name().encode())
    if size >= _LARGE:
        svg = svg.replace(b'stroke-width="1.4"', b'stroke-width="1"')  # twice as large, not twice as heavy
    svg = svg.replace(_STROKE, hue.name().encode())
    drawn = QPixmap(side)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setOpacity(hue.alphaF())
    if mirrored:
        painter.translate(drawn.width(), 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(drawn.rect()))
    painter.end()
    return drawn


_followed: WeakKeyDictionary[_Iconed, tuple[str, str, int]] = WeakKeyDictionary()


def _recolour() -> None:
    """What is seen changes with the theme; the entries of menus follow, some in each turn."""
    hidden = [one for one in list(_followed) if not _recolour_seen(one)]
    portions = [hidden[start : start + _PORTION] for start in range(0, len(hidden), _PORTION)]
    in_turns(Theme.current(), *(partial(_recolour_some, portion) for portion in portions))


def _recolour_seen(target: _Iconed) -> bool:
    seen = isinstance(target, QWidget) and shiboken6.isValid(target) and target.isVisible()
    if seen:
        _recolour_some([target])
    return seen


def _recolour_some(targets: Sequence[_Iconed]) -> None:
    for target in targets:
        if shiboken6.isValid(target) and target in _followed:  # a menu's entry may have gone with its menu
            name, tone, size = _followed[target]
            target.setIcon(icon(name, tone, size))
