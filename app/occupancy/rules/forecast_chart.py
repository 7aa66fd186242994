"""A forecast as a picture: the line, the band around it, the limit above it.

Pure geometry in SVG's units; every number stands in the table below the picture too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.occupancy.rules.charts import path, steps
from app.occupancy.rules.forecast import Expected

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 24.0, 16.0, 56.0


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and the number of desks that it stands for."""

    desks: float
    y: float


@dataclass(frozen=True)
class Mark:
    """A day on the axis: where its name stands, and its two dots, None when there is none."""

    day: Expected
    x: float
    expected: float | None
    booked: float | None
    # A gap before it shows the weekend.
    begins_week: bool


@dataclass(frozen=True)
class ForecastChart:
    """The lines as SVG's paths, lifted over closed days; a band for each unbroken run."""

    width: float
    height: float
    foot: float
    expected: str
    limit: str
    bands: tuple[str, ...]
    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]


def forecast_chart(days: Sequence[Expected]) -> ForecastChart:
    """Return the chart of a workplace's half on the days to come."""
    highest = max((max(day.cap, day.booked) for day in days), default=0)
    grid, foot = steps(highest), HEIGHT - BOTTOM
    scale = (foot - TOP) / grid[-1]

    def at(desks: float | None) -> float | None:
        return None if desks is None else round(foot - desks * scale, 1)

    step = (WIDTH - LEFT - RIGHT) / max(1, len(days) - 1)
    xs = [round(LEFT + place * step, 1) for place in range(len(days))]
    marks = tuple(
        Mark(
            day,
            x,
            at(day.desks),
            at(day.booked) if day.cap else None,
            begins_week=place > 0 and day.day.weekday() < days[place - 1].day.weekday(),
        )
        for place, (x, day) in enumerate(zip(xs, days, strict=True))
    )
    ranges = [(x, at(day.low), at(day.high)) for x, day in zip(xs, days, strict=True)]
    return ForecastChart(
        width=WIDTH,
        height=HEIGHT,
        foot=foot,
        expected=path(xs, [mark.expected for mark in marks]),
        limit=path(xs, [at(day.cap or None) for day in days]),
        bands=_bands(ranges),
        marks=marks,
        ticks=tuple(Tick(desks, round(foot - desks * scale, 1)) for desks in grid),
    )


def _bands(ranges: Sequence[tuple[float, float | None, float | None]]) -> tuple[str, ...]:
    """Return a closed path around each run of days that have a range."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for x, low, high in ranges:
        if low is None or high is None:
            runs.append([])
        else:
            runs[-1].append((x, low, high))
    return tuple(_closed(run) for run in runs if len(run) > 1)


def _closed(run: Sequence[tuple[float, float, float]]) -> str:
    there = [f"{x} {high}" for x, _low, high in run]
    back = [f"{x} {low}" for x, low, _high in reversed(run)]
    return f"M{' L'.join(there + back)} Z"
