"""How a figure and its bare limit are measured side by side, and the table they end in."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: figure and bare limit in the same unit, ratio = figure / bare, and what we aim at."""

    subject: str
    figure: float
    bare: float
    unit: str
    bare_is: str
    goal: float | None = None
    higher_is_better: bool = False

    @property
    def ratio(self) -> float:
        """How many times the bare limit; for rates, how many times slower than it."""
        if self.higher_is_better:
            return self.bare / self.figure if self.figure else float("inf")
        return self.figure / self.bare if self.bare else float("inf" if self.figure else 0)

    @property
    def verdict(self) -> str:
        """Whether the goal is met; measured figures without a goal only inform."""
        if self.goal is None:
            return ""
        return "met" if self.ratio <= self.goal else "missed"


def seconds(job: Callable[[], object]) -> float:
    """Wall seconds of one call, garbage collected before."""
    gc.collect()
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def interleaved(figure: Callable[[], object], bare: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Median seconds of both, taken in turn in one process so that a noisy machine hurts both alike; one warm-up each."""
    figure()
    bare()
    figures: list[float] = []
    limits: list[float] = []
    for turn in range(rounds):
        pair = ((figure, figures), (bare, limits))
        for job, times in pair if turn % 2 else reversed(pair):
            times.append(seconds(job))
    return statistics.median(figures), statistics.median(limits)


def table(rows: Iterable[Row], days: Iterable[str] = ()) -> str:
    """A Markdown table, cells as wide as their column so that it reads in a terminal too; days are those of the rows' runs."""
    header: tuple[str, ...] = ("Subject", "Figure", "Bare limit", "Ratio", "Goal", "", "The bare limit is")
    lines = [header, *(_cells(row) for row in rows)]
    if told := tuple(days):
        lines = [(*line, day) for line, day in zip(lines, ("Measured", *told), strict=True)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    right = {1, 2, 3, 4}

    def text(line: tuple[str, ...]) -> str:
        cells = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        return "| " + " | ".join(cells) + " |"

    rule = (
        "|"
        + "|".join("-" * (width + 1) + (":" if column in right else "-") for column, width in enumerate(widths))
        + "|"
    )
    return "\n".join((text(lines[0]), rule, *(text(line) for line in lines[1:])))


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else f"{row.goal:g}"
    return (
        row.subject,
        f"{_short(row.figure)} {row.unit}",
        f"{_short(row.bare)} {row.unit}",
        f"{row.ratio:.2f}",
        goal,
        row.verdict,
        row.bare_is,
    )


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
