import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.booking.models import Booking
from app.booking.queries.checks import problems
from app.core.db import db
from app.core.half import Part
from tests.concurrency.players import go_on
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.racing import Fall, Runner

TUESDAY = date(2026, 3, 3)
RUNNERS = 40


@pytest.mark.parametrize("fall", range(5))
def test_two_hundred_killed_processes_leave_whole_bookings_or_none(arena, fall):
    desks = [desk.id for desk in desks_of(make_workplace(desks=RUNNERS))]
    people = [make_user().id for _ in range(RUNNERS)]
    draw = random.Random(fall)
    runners = [
        Runner(
            go_on,
            {
                "user_id": user,
                "wishes": [
                    (desk, TUESDAY + timedelta(days=n), part)
                    for n, part in enumerate([Part.DAY, Part.AM, Part.PM])
                ],
            },
            Fall(notes=draw.randrange(5), seconds=draw.uniform(0, 0.03)),
        )
        for user, desk in zip(people, desks, strict=True)
    ]
    lanes = arena.race(runners)
    assert problems() == []
    stored = {
        row.user_id: (row.id, row.sequence)
        for row in db.session.execute(sa.select(Booking.user_id, Booking.id, Booking.sequence))
    }
    for user, lane in zip(people, lanes, strict=True):
        if lane.notes:
            # Every step that was told is there, and at most the one begun after it.
            booking, told = lane.notes[-1]
            assert stored[user] in {(booking, told), (booking, told + 1)}
        else:
            assert stored.get(user, (0, 0))[1] == 0
