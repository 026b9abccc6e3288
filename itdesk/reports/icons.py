"""The app's own icons on paper: the small part of SVG that they use, as PDF operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import acos, ceil, cos, hypot, pi, sin, sqrt, tan
from xml.etree import ElementTree as ET

from itdesk.core.charts import Point
from itdesk.paths import resource
from itdesk.reports.surface import Surface, rgb

_NUMBER = re.compile(r"[-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?")
_COMMAND = re.compile(r"([MmLlHhVvCcSsAaZz])([^MmLlHhVvCcSsAaZz]*)")
_TAKES = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "a": 7, "z": 0}


def draw_icon(surface: Surface, name: str, at: Point, size: float, token: str) -> None:
    """Draw an icon of resources/icons with its top left corner at a point; an unknown name draws nothing."""
    shapes, side = _shapes(name)
    if not shapes:
        return
    unit = size / side
    colours = {"ink": rgb(token), "faint": rgb(token, 0.28), "paper": rgb("surface")}
    body = " ".join(
        template.format(fill=colours.get(fill, ""), stroke=colours.get(stroke, "")) for template, fill, stroke in shapes
    )
    surface.raw(f"q {unit:.4f} 0 0 {-unit:.4f} {at[0]:.2f} {surface.height - at[1]:.2f} cm 1 J 1 j {body} Q")


@cache
def _shapes(name: str) -> tuple[tuple[tuple[str, str, str], ...], float]:
    path = resource("icons", f"{name}.svg") if re.fullmatch(r"[a-z0-9-]+", name) else None
    if path is None or not path.is_file():
        return (), 1
    root = ET.fromstring(path.read_text(encoding="utf-8"))  # noqa: S314 -- ships with the app
    side = float(root.get("viewBox", "0 0 16 16").split()[2])
    return tuple(_shape(element, root) for element in root), side


def _shape(element: ET.Element, root: ET.Element) -> tuple[str, str, str]:
    """Operators with places for the two colours, and which colour each is."""

    def value(name: str, otherwise: str = "") -> str:
        return element.get(name) or root.get(name) or otherwise

    fill, stroke = _ink(value("fill", "none")), _ink(value("stroke", "none"))
    if float(value("fill-opacity", "1")) < 1:
        fill = "faint"
    paint = "B" if fill and stroke else "f" if fill else "S" if stroke else "n"
    operators = f"{float(value('stroke-width', '1')):.2f} w {_outline(element)} {paint}"
    if fill:
        operators = f"{{fill}} rg {operators}"
    if stroke:
        operators = f"{{stroke}} RG {operators}"
    return operators, fill, stroke


def _ink(colour: str) -> str:
    return "" if colour == "none" else "paper" if colour.upper() == "#FFFFFF" else "ink"


def _outline(element: ET.Element) -> str:
    kind = element.tag.rpartition("}")[2]

    def number(name: str) -> float:
        return float(element.get(name, "0"))

    if kind == "path":
        return " ".join(_path(element.get("d", "")))
    if kind == "circle":
        x, y, r = number("cx"), number("cy"), number("r")
        d = f"M{x - r} {y}A{r} {r} 0 1 1 {x + r} {y}A{r} {r} 0 1 1 {x - r} {y}Z"
        return " ".join(_path(d))
    if kind == "rect":
        x, y, wide, tall = number("x"), number("y"), number("width"), number("height")
        r = min(number("rx"), wide / 2, tall / 2)
        if not r:
            return f"{x:.3f} {y:.3f} {wide:.3f} {tall:.3f} re"
        turn = f"A{r} {r} 0 0 1"
        d = (
            f"M{x + r} {y}H{x + wide - r}{turn} {x + wide} {y + r}V{y + tall - r}{turn} {x + wide - r} {y + tall}"
            f"H{x + r}{turn} {x} {y + tall - r}V{y + r}{turn} {x + r} {y}Z"
        )
        return " ".join(_path(d))
    return ""


def _steps(d: str) -> Iterator[tuple[str, list[float]]]:
    """Each command with the numbers of one use of it."""
    for command, text in _COMMAND.findall(d):
        numbers = _numbers(text, arc=command in "Aa")
        takes = _TAKES[command.lower()]
        if not takes:
            yield command, []
            continue
        for start in range(0, len(numbers) - takes + 1, takes):
            # a move with more points goes on as lines
            yield ({"M": "L", "m": "l"}.get(command, command) if start else command), numbers[start : start + takes]


def _numbers(text: str, *, arc: bool) -> list[float]:
    if not arc:
        return [float(found) for found in _NUMBER.findall(text)]
    numbers: list[float] = []
    place = 0
    while place < len(text):
        # the two flags of an arc may stand without a space after them
        found = re.compile(r"[\s,]*([01])").match(text, place) if len(numbers) % 7 in (3, 4) else None
        found = found or re.compile(rf"[\s,]*({_NUMBER.pattern})").match(text, place)
        if not found:
            break
        numbers.append(float(found[1]))
        place = found.end()
    return numbers


def _path(d: str) -> Iterator[str]:
    x = y = start_x = start_y = 0.0
    control: tuple[float, float] | None = None
    for command, numbers in _steps(d):
        kind = command.lower()
        base_x, base_y = (x, y) if command.islower() else (0.0, 0.0)
        after: tuple[float, float] | None = None
        if kind == "z":
            x, y = start_x, start_y
            yield "h"
        elif kind in "ml":
            x, y = base_x + numbers[0], base_y + numbers[1]
            if kind == "m":
                start_x, start_y = x, y
            yield f"{x:.3f} {y:.3f} {kind}"
        elif kind in "hv":
            x, y = (base_x + numbers[0], y) if kind == "h" else (x, base_y + numbers[0])
            yield f"{x:.3f} {y:.3f} l"
        elif kind in "cs":
            points = [(base_x + a, base_y + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
            if kind == "s":
                points.insert(0, (2 * x - control[0], 2 * y - control[1]) if control else (x, y))
            after = points[1]
            x, y = points[2]
            yield " ".join(f"{a:.3f} {b:.3f}" for a, b in points) + " c"
        else:
            end = (base_x + numbers[5], base_y + numbers[6])
            yield from _arc((x, y), numbers, end)
            x, y = end
        control = after


def _arc(start: tuple[float, float], numbers: list[float], end: tuple[float, float]) -> Iterator[str]:
    """A circle's arc as curves (SVG 1.1, appendix F.6.5, for equal radii, the only ones our icons have)."""
    radius = max(numbers[0], hypot(end[0] - start[0], end[1] - start[1]) / 2)
    half_x, half_y = (start[0] - end[0]) / 2, (start[1] - end[1]) / 2
    length = half_x**2 + half_y**2
    if not length or not radius:
        return
    out = sqrt(max(0.0, radius**2 / length - 1)) * (-1 if numbers[3] == numbers[4] else 1)
    centre = (out * half_y + (start[0] + end[0]) / 2, -out * half_x + (start[1] + end[1]) / 2)

    def angle(point: tuple[float, float]) -> float:
        x, y = (point[0] - centre[0]) / radius, (point[1] - centre[1]) / radius
        return acos(max(-1.0, min(1.0, x))) * (1 if y >= 0 else -1)

    first, last = angle(start), angle(end)
    if numbers[4] and last <= first:
        last += 2 * pi
    elif not numbers[4] and last >= first:
        last -= 2 * pi
    count = ceil(abs(last - first) / (pi / 2) - 1e-9)
    turns = [first + (last - first) * step / count for step in range(count + 1)]
    for one, other in pairwise(turns):
        k = 4 / 3 * tan((other - one) / 4) * radius
        points = (
            (centre[0] + radius * cos(one) - k * sin(one), centre[1] + radius * sin(one) + k * cos(one)),
            (centre[0] + radius * cos(other) + k * sin(other), centre[1] + radius * sin(other) - k * cos(other)),
            (centre[0] + radius * cos(other), centre[1] + radius * sin(other)),
        )
        yield " ".join(f"{x:.3f} {y:.3f}" for x, y in points) + " c"
