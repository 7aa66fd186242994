"""Several forget the same past at once, and some are killed: it is forgotten once."""

import random
from datetime import date

import sqlalchemy as sa

from app.booking.models import Booking
from app.booking.queries.checks import problems
from app.core.db import db
from app.pola.models import NearYear, PlannedHalf
from tests.concurrency.counters import keep, rebuild
from tests.concurrency.forgetters import forget
from tests.support.past import bookings_of, count, everything_counted, write_three_months
from tests.support.racing import Fall, Runner

TODAY = date(2026, 3, 2)
DUE, OLD = date(2026, 1, 30), date(2025, 12, 1)


def past():
    """A past of three months; return what was counted of it and how many desks were held."""
    write_three_months()
    return everything_counted(), count(PlannedHalf)


def agrees_with(before, halves):
    """Everything due is forgotten, once, and nothing that was counted has changed."""
    rows = bookings_of()
    assert {row.user_id is None for row in rows if row.day <= DUE} == {True}
    assert {row.user_id is None for row in rows if row.day > DUE} == {False}
    assert min(row.day for row in rows) > OLD
    assert everything_counted() == before
    near = db.session.scalar(sa.select(sa.func.sum(NearYear.municipal_halves)))
    assert near + count(PlannedHalf) == halves


def test_four_who_forget_at_once_while_others_count_forget_once(arena):
    before, halves = past()
    due = count(Booking, Booking.day <= DUE)
    old = count(Booking, Booking.day <= OLD)
    lanes = arena.race([Runner(play, {}) for play in [forget, forget, keep, rebuild] * 2])
    told = [[n for (n,) in lane.notes] for lane in lanes if len(lane.notes) == 2]
    assert (sum(one for one, _ in told), sum(one for _, one in told)) == (due, old)
    agrees_with(before, halves)


def test_whoever_is_killed_while_forgetting_leaves_whole_steps(arena):
    before, halves = past()
    draw = random.Random(4)
    for _ in range(12):
        arena.race([Runner(forget, {}, Fall(notes=0, seconds=draw.uniform(0, 0.08)))])
        assert problems() == []
    arena.race([Runner(forget, {})])
    agrees_with(before, halves)
