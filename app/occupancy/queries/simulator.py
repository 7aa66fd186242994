"""The answer to a what-if question: what was wanted then, replayed in two worlds."""

from datetime import date, timedelta

from app.booking.queries.retention import forgotten_until
from app.booking.rules.places import Places
from app.core import clock
from app.occupancy.queries.demand import asked_between
from app.occupancy.rules.answers import Answer, compare
from app.occupancy.rules.changes import World, with_ninth
from app.occupancy.rules.periods import Period
from app.occupancy.rules.questions import Question
from app.pola.rules.suppression import FEWEST


def replayable() -> Period:
    """Return the days that can be replayed: until yesterday, as far as their bookings are there."""
    gone = forgotten_until().bookings
    first = gone if gone == date.min else gone + timedelta(days=1)
    return Period(first, clock.today() - timedelta(days=1))


def answer_to(question: Question, known: Places) -> Answer | None:
    """Return the answer; None if fewer than five people booked in those days."""
    asked = asked_between(question.period.first, question.period.last)
    if asked.people < FEWEST:
        return None
    before = World(known.workplaces)
    after = World(known.workplaces, question.changes)
    if question.ninth:
        after = with_ninth(after, known.areas[question.ninth.area], question.ninth.desks)
    near_km = known.policies(clock.today()).near_km
    return compare(before, after, asked, known.areas, near_km)
