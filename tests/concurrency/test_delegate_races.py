"""Several people act for one person at once, and the person too: still one desk a day."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.booking.models import Booking, BookingState, Delegation
from app.booking.queries.checks import problems
from app.booking.rules.delegations import Span
from app.booking.services.delegations import give_delegation
from app.core.db import connection, db
from app.core.half import Part
from tests.concurrency.delegates import book_for_a_colleague, give
from tests.concurrency.players import book
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.racing import Runner

MONDAY = date(2026, 3, 2)
DAYS = [date(2026, 3, n) for n in (3, 4, 5, 6)]
HELPERS = 4


@pytest.mark.parametrize("turn", range(2))
def test_helpers_and_the_person_together_book_one_desk_a_day(arena, turn):
    desks = desks_of(make_workplace(desks=HELPERS + 1))
    anna = make_user()
    crew = []
    for desk in desks[1:]:
        helper = make_user()
        give_delegation(helper.id, Span(MONDAY), by=actor(anna))
        wishes = [(desk.id, day, Part.DAY) for day in DAYS]
        plan = {"user_id": helper.id, "ward_id": anna.id, "wishes": wishes}
        crew.append(Runner(book_for_a_colleague, plan))
    own = [(desks[0].id, day, Part.DAY) for day in DAYS]
    crew.append(Runner(book, {"user_id": anna.id, "wishes": own}))
    arena.race(crew)
    db.session.rollback()
    held = sa.select(Booking.day).where(
        Booking.user_id == anna.id, Booking.state == BookingState.ACTIVE
    )
    assert sorted(connection().scalars(held)) == DAYS
    assert problems() == []


def test_a_delegation_that_is_given_many_times_at_once_is_given_once(arena):
    anna, luca = make_user(), make_user()
    plan = {"user_id": anna.id, "delegate_id": luca.id, "first": MONDAY}
    arena.race([Runner(give, plan) for _n in range(HELPERS)])
    db.session.rollback()
    assert connection().scalar(sa.select(sa.func.count()).select_from(Delegation)) == 1
