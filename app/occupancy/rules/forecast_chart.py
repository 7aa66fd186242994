"""A forecast as a picture: the line, the band around it, the limit above it. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.occupancy.rules.charts import Line, line
from app.occupancy.rules.forecast import Expected


@dataclass(frozen=True)
class ForecastChart:
    """The lines of `charts.line`, and the band as closed paths, one for each unbroken run."""

    lines: Line
    expected: str
    limit: str
    bands: tuple[str, ...]
    # Where a day's number stands, and where what is booked already: None on closed days.
    dots: tuple[tuple[float, float | None, float | None], ...]


def forecast_chart(days: Sequence[Expected]) -> ForecastChart:
    """Return the chart of a workplace's half on the days to come."""
    limits = [day.cap or None for day in days]
    booked = [day.booked if day.cap else None for day in days]
    series = [
        [day.desks for day in days],
        [day.low for day in days],
        [day.high for day in days],
        limits,
        booked,
    ]
    drawn = line(series)
    middle, low, high, _limit, held = drawn.ys
    return ForecastChart(
        lines=drawn,
        expected=drawn.paths[0],
        limit=drawn.paths[3],
        bands=_bands(drawn.xs, low, high),
        dots=tuple(zip(drawn.xs, middle, held, strict=True)),
    )


def _bands(
    xs: Sequence[float], low: Sequence[float | None], high: Sequence[float | None]
) -> tuple[str, ...]:
    """Return a closed path around each run of days that have a range."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for x, bottom, top in zip(xs, low, high, strict=True):
        if bottom is None or top is None:
            runs.append([])
        else:
            runs[-1].append((x, bottom, top))
    return tuple(_closed(run) for run in runs if len(run) > 1)


def _closed(run: Sequence[tuple[float, float, float]]) -> str:
    there = [f"{x:.1f} {top:.1f}" for x, _bottom, top in run]
    back = [f"{x:.1f} {bottom:.1f}" for x, bottom, _top in reversed(run)]
    return f"M{' L'.join(there + back)} Z"
