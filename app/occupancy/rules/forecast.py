"""How many desks will be booked: from past weeks, and from what is booked already.

Three steps, for a workplace's half-day: the mean of the same weekday and half over
twelve weeks, where each week back counts less; plus or minus how many more or fewer
bookings there are now than there usually were so early, which counts the more, the
more of a day is usually booked by then; never fewer than are booked already, never
more than may be taken.

Every forecast of the past is made again as it would have been made then, with what
was known then alone: its errors say how far off the next ones may be.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS_BACK = 12
WEEKS_AHEAD = 4
WEEKS_TRIED = 8
# What a week counts for, compared with the one after it.
FADE = 0.8
# With fewer days than these nothing is foretold, nor a range from fewer errors.
FEWEST_DAYS = 3
FEWEST_ERRORS = 10
# Of ten past days one lay below the range and one above it.
LOWEST, HIGHEST = 0.1, 0.9

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class PastHalf:
    """A half-day of a workplace that is over; `cap` is 0 if it was closed.

    `by_then` are the desks that were booked one, two, three and four weeks ahead,
    in the sense of `weeks_ahead`.
    """

    day: date
    booked: int
    cap: int
    by_then: tuple[int, ...]


@dataclass(frozen=True)
class ComingHalf:
    """A half-day to come: what may be taken, what is now, and what was when today began."""

    day: date
    cap: int
    booked: int
    this_morning: int


@dataclass(frozen=True)
class Expected:
    """What is expected of a half-day, in desks; None where too little is known to tell."""

    day: date
    cap: int
    booked: int
    desks: int | None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Trial:
    """A forecast of the past beside what became of it, and what `same as last week` said."""

    weeks_ahead: int
    expected: float
    naive: int
    booked: int


@dataclass(frozen=True)
class Score:
    """Mean absolute errors over some trials, in desks."""

    trials: int
    error: float
    naive_error: float

    @property
    def is_better(self) -> bool:
        """Return True when the forecast was nearer than `same as last week`."""
        return self.error < self.naive_error


def weeks_ahead(day: date, origin: date) -> int:
    """Return in which week after `origin` a day lies: 1 for the next seven days."""
    return ((day - origin).days + 6) // 7


def forecast(
    today: date,
    past: Sequence[PastHalf],
    coming: Iterable[ComingHalf],
    errors: Mapping[int, Sequence[float]],
) -> list[Expected]:
    """Return what is expected of each half-day to come of one workplace and half.

    `errors` are what was booked less what was expected, by weeks ahead.
    """
    known = _by_weekday(past)
    found = []
    for half in coming:
        ahead = weeks_ahead(half.day, today)
        same = _recent(known[half.day.weekday()], today)
        expected = _expect(ahead, half.this_morning, half.cap, today, same)
        if expected is None or not half.cap:
            found.append(Expected(half.day, half.cap, half.booked, None))
        else:
            found.append(_told(half, expected, errors.get(ahead, ())))
    return found


def trials(today: date, past: Sequence[PastHalf]) -> list[Trial]:
    """Return the forecasts of the last eight weeks, made again week by week.

    Each knows the days before its own and no later one.
    """
    known = _by_weekday(past)
    found = []
    for weeks in range(1, WEEKS_TRIED + WEEKS_AHEAD + 1):
        origin = today - weeks * WEEK
        for half in past:
            ahead = weeks_ahead(half.day, origin)
            is_tried = half.day > origin and half.day >= today - WEEKS_TRIED * WEEK
            if not half.cap or not is_tried or ahead > WEEKS_AHEAD:
                continue
            same = _recent(known[half.day.weekday()], origin)
            expected = _expect(ahead, half.by_then[ahead - 1], half.cap, origin, same)
            if expected is not None:
                found.append(Trial(ahead, expected, same[-1].booked, half.booked))
    return found


def errors_by_week(tried: Iterable[Trial]) -> dict[int, list[float]]:
    """Return by how many desks more than expected were booked, by weeks ahead."""
    found: dict[int, list[float]] = defaultdict(list)
    for trial in tried:
        found[trial.weeks_ahead].append(trial.booked - trial.expected)
    return dict(found)


def score(tried: Sequence[Trial]) -> Score | None:
    """Return the mean absolute errors of some trials; None without any."""
    if not tried:
        return None
    return Score(
        len(tried),
        sum(abs(t.booked - t.expected) for t in tried) / len(tried),
        sum(abs(t.booked - t.naive) for t in tried) / len(tried),
    )


def _by_weekday(past: Iterable[PastHalf]) -> dict[int, list[PastHalf]]:
    """Return the days on which the workplace was open, the oldest first."""
    found: dict[int, list[PastHalf]] = defaultdict(list)
    for half in sorted(past, key=lambda p: p.day):
        if half.cap:
            found[half.day.weekday()].append(half)
    return found


def _recent(same: Sequence[PastHalf], origin: date) -> list[PastHalf]:
    """Return the days of the twelve weeks before `origin`."""
    return [half for half in same if origin - WEEKS_BACK * WEEK <= half.day < origin]


def _expect(
    ahead: int, booked: int, cap: int, origin: date, same: Sequence[PastHalf]
) -> float | None:
    """Return the desks expected, from those booked at `origin`; None with too few days."""
    if len(same) < FEWEST_DAYS:
        return None
    weights = [FADE ** ((origin - half.day).days // 7) for half in same]
    usual = _mean(weights, [half.booked for half in same])
    usual_by_then = _mean(weights, [half.by_then[ahead - 1] for half in same])
    # Weeks before, a few bookings more mean people in a hurry rather than a fuller day.
    share = min(1.0, usual_by_then / usual) if usual else 0.0
    # A sum of fractions is never quite whole: ranges would grow by a desk.
    expected = round(usual + share * (booked - usual_by_then), 6)
    return max(float(booked), min(float(cap), expected))


def _mean(weights: Sequence[float], values: Sequence[int]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)


def _told(half: ComingHalf, expected: float, errors: Sequence[float]) -> Expected:
    """Return the forecast in whole desks, with the range that held eight times of ten."""
    most = max(half.cap, half.booked)
    desks = min(most, max(half.booked, _rounded(expected)))
    if len(errors) < FEWEST_ERRORS:
        return Expected(half.day, half.cap, half.booked, desks)
    ranked = sorted(errors)
    low = math.floor(expected + ranked[math.floor(LOWEST * len(ranked))])
    high = math.ceil(expected + ranked[math.ceil(HIGHEST * len(ranked)) - 1])
    return Expected(
        half.day,
        half.cap,
        half.booked,
        desks,
        min(desks, max(half.booked, low)),
        max(desks, min(most, high)),
    )


def _rounded(desks: float) -> int:
    return math.floor(desks + 0.5)
