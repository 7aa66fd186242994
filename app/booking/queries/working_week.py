"""The working week around a day: the person's desks, and what else is planned."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.booking.queries.bookings import Held
from app.booking.rules.places import Places
from app.core.calendar import is_working_day
from app.core.half import Half, Part
from app.pola.rules.day_kinds import NEAR, DayKind
from app.pola.rules.planned import Planning


class WeekDay(NamedTuple):
    """A day of the strip: whether it is worked, the person's desks, what else is planned."""

    day: date
    is_worked: bool
    bookings: list[Held]
    # Nothing but the halves without a desk; both alike are told as one whole day.
    planned: list[tuple[Part, DayKind]]


def week_of(
    day: date, bookings: Sequence[Held], known: Places, plan: Planning | None
) -> list[WeekDay]:
    """Return Monday to Friday around a day, with the person's desks and, for them, the plan."""
    monday = day - timedelta(days=day.weekday())
    week = []
    for d in (monday + timedelta(days=n) for n in range(5)):
        held = [b for b in bookings if b.day == d]
        is_worked = is_working_day(d, known.subdivision)
        planned = _without_desk(d, held, plan) if plan else []
        week.append(WeekDay(d, is_worked, held, planned))
    return week


def _without_desk(day: date, held: Sequence[Held], plan: Planning) -> list[tuple[Part, DayKind]]:
    """Return what is planned for the halves for which the person holds no desk."""
    taken = {half for booking in held for half in booking.part.halves}
    kinds = {half: plan.kind(day, half) for half in Half if half not in taken}
    kinds = {half: kind for half, kind in kinds.items() if kind not in NEAR}
    if len(kinds) == len(Half) and len(set(kinds.values())) == 1:
        return [(Part.DAY, kinds[Half.AM])]
    return [(Part.of([half]), kind) for half, kind in kinds.items()]
