"""Where the marks of a chart stand: bars, a histogram, a line. Pure geometry, in SVG's units.

x grows to the right, y downwards. Words and colours come from the template; the
numbers of each chart stand in a table below it as well.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 640.0
# Horizontal bars: room for the label before them and the number after.
LABEL_WIDTH, VALUE_WIDTH = 185.0, 135.0
ROW, BAR = 32.0, 20.0
# Upright charts: room for the numbers of the axis, for words below, for a number above.
LEFT, RIGHT, TOP, BOTTOM = 76.0, 16.0, 30.0, 36.0
HEIGHT = 240.0
MOST_TICKS = 5
# Every so many labels of a long axis can be read.
MOST_LABELS = 6


@dataclass(frozen=True)
class Bar:
    """A bar; `text_x` and `text_y` are where its number is written."""

    x: float
    y: float
    width: float
    height: float
    text_x: float
    text_y: float


@dataclass(frozen=True)
class Tick:
    """A line of the grid, and the number that it stands for."""

    value: float
    at: float


@dataclass(frozen=True)
class Bars:
    """A chart of bars with the size that it needs; ticks run along its longer axis."""

    width: float
    height: float
    # Where labels end and bars begin.
    left: float
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...] = ()


@dataclass(frozen=True)
class Line:
    """Lines over the same points: for each its pieces, a gap where nothing was counted."""

    width: float
    height: float
    left: float
    xs: tuple[float, ...]
    # Of each line its points, those left out of which nothing is known.
    points: tuple[tuple[tuple[float, float], ...], ...]
    paths: tuple[str, ...]
    ticks: tuple[Tick, ...]
    # Places of the points whose label is written.
    labelled: tuple[int, ...]


def steps(highest: float) -> tuple[float, ...]:
    """Return round numbers from 0 to at least the highest: 1, 2 or 5 times a power of ten apart."""
    if highest <= 0:
        return (0.0, 1.0)
    rough = highest / (MOST_TICKS - 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1, 2, 5, 10) if n * power >= rough * (1 - 1e-9))
    count = math.ceil(highest / step - 1e-9)
    return tuple(round(n * step, 10) for n in range(count + 1))


def spans(pairs: Sequence[tuple[float, float]], highest: float = 0) -> Bars:
    """Return horizontal bars from a lower to a higher value, on a scale that reaches `highest`."""
    least = min((low for low, _high in pairs), default=0)
    least, most = min(0.0, least), max([highest, *(high for _low, high in pairs)])
    room = WIDTH - LABEL_WIDTH - VALUE_WIDTH
    scale = room / ((most - least) or 1)
    bars = []
    for place, (low, high) in enumerate(pairs):
        y = place * ROW + (ROW - BAR) / 2
        x = LABEL_WIDTH + (low - least) * scale
        width = (high - low) * scale
        bars.append(Bar(x, y, width, BAR, x + width + 6, y + BAR / 2))
    return Bars(WIDTH, max(1, len(pairs)) * ROW, LABEL_WIDTH, tuple(bars))


def bars(values: Sequence[float], highest: float = 0) -> Bars:
    """Return horizontal bars from nought, one below the other."""
    return spans([(0.0, value) for value in values], highest)


def histogram(values: Sequence[float]) -> Bars:
    """Return upright bars beside each other, as wide as there is room, over a grid."""
    grid = steps(max(values, default=0))
    high, scale = _floor(), (_floor() - TOP) / grid[-1]
    step = (WIDTH - LEFT - RIGHT) / max(1, len(values))
    found = []
    for place, value in enumerate(values):
        x, height = LEFT + place * step, value * scale
        found.append(Bar(x + 2, high - height, step - 4, height, x + step / 2, high - height - 7))
    return Bars(WIDTH, HEIGHT, LEFT, tuple(found), _ticks(grid, scale))


def line(series: Sequence[Sequence[float | None]], highest: float = 0) -> Line:
    """Return lines over equally distant points, all on one scale that reaches `highest`."""
    told = [value for values in series for value in values if value is not None]
    grid = steps(max([highest, *told]))
    scale = (_floor() - TOP) / grid[-1]
    count = max((len(values) for values in series), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(1, count - 1)
    xs = tuple(LEFT + place * step for place in range(count))
    ys = tuple(
        tuple(None if value is None else _floor() - value * scale for value in values)
        for values in series
    )
    every = max(1, math.ceil(count / MOST_LABELS))
    return Line(
        WIDTH,
        HEIGHT,
        LEFT,
        xs,
        tuple(
            tuple((x, y) for x, y in zip(xs, points, strict=False) if y is not None)
            for points in ys
        ),
        tuple(path(xs, points) for points in ys),
        _ticks(grid, scale),
        tuple(range(0, count, every)),
    )


def _floor() -> float:
    return HEIGHT - BOTTOM


def _ticks(grid: Sequence[float], scale: float) -> tuple[Tick, ...]:
    return tuple(Tick(value, _floor() - value * scale) for value in grid)


def path(xs: Sequence[float], ys: Sequence[float | None]) -> str:
    """Return SVG's words for a line that is lifted over gaps."""
    words, is_down = [], False
    for x, y in zip(xs, ys, strict=False):
        if y is not None:
            words.append(f"{'L' if is_down else 'M'}{x:.1f} {y:.1f}")
        is_down = y is not None
    return " ".join(words)
