"""The strip of the next working days, with what can be booked on each at one workplace."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.booking.queries.availability import Counts, DayCounts
from app.booking.rules.places import WorkplaceFacts
from app.core.half import Part

STRIP_DAYS = 10


@dataclass(frozen=True)
class StripDay:
    """A day of the strip; no counts where there is no workplace."""

    day: date
    counts: DayCounts | None
    # Its desks are still to be drawn: what is free cannot be booked yet.
    is_drawn: bool = False


def strip_of(
    days: Sequence[date], shown: WorkplaceFacts | None, counts: Counts, now: datetime
) -> list[StripDay]:
    """Return the strip of a workplace's days; `now` is Italian wall-clock time."""
    if shown is None:
        return [StripDay(day, None) for day in days]
    return [StripDay(d, counts[d, shown.id], shown.is_to_be_drawn(d, now)) for d in days]


def next_free(
    days: Iterable[date],
    part: Part,
    counts: Counts,
    workplaces: Collection[WorkplaceFacts],
    now: datetime,
) -> date | None:
    """Return the first of these days on which some workplace has a desk for this part."""
    return next(
        (
            day
            for day in days
            if any(
                counts[day, w.id].free(part) and not w.is_to_be_drawn(day, now) for w in workplaces
            )
        ),
        None,
    )
