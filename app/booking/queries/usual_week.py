"""How a person's usual week stands, day by day."""

from dataclasses import dataclass
from datetime import date

from app.auth.actors import Actor
from app.booking.queries.bookings import Held
from app.booking.queries.habits import Habits
from app.booking.queries.home import Home, home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.queries.waiting import called_on, waits_of
from app.booking.rules.habits import missing_part, usual_days_of
from app.booking.rules.places import Places
from app.booking.rules.waiting import WaitState
from app.core.half import Part


@dataclass(frozen=True)
class UsualDayPlan:
    """A day of the usual week: what is held of it, what is missing, and what can be done."""

    day: date
    part: Part
    held: list[Held]
    # What is wanted and not held yet; None when nothing is missing.
    missing: Part | None
    # What the first page would propose for what is missing.
    home: Home | None = None
    is_waiting: bool = False


def usual_week(habits: Habits, monday: date, *, by: Actor) -> list[UsualDayPlan]:
    """Return each working day of a person's usual week; nothing is held by asking.

    A few queries for each day that is not booked yet.
    """
    known = places()
    waits = {wait.day for wait in waits_of(by.id or 0) if wait.state is WaitState.WAITING}
    days = usual_days_of(habits.usual_days, monday, known.subdivision)
    return [_planned(day, part, habits, known, day in waits, by) for day, part in days]


def _planned(
    day: date, part: Part, habits: Habits, known: Places, is_waiting: bool, by: Actor
) -> UsualDayPlan:
    held = [one for one in habits.held if one.day == day]
    missing = missing_part(part, [half for one in held for half in one.part.halves])
    home = propose_usual(by, known, day, missing) if missing else None
    return UsualDayPlan(day, part, held, missing, home, is_waiting)


def propose_usual(by: Actor, known: Places, day: date, part: Part) -> Home:
    """Return the first page of a day, but for desks that others wait for: nobody else has them."""
    waited_for = frozenset(called_on(day))
    return home_facts(by, known, Wanted(day=day, part=part, not_at=waited_for))
