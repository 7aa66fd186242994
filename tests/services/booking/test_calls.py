"""A freed desk is kept for those who wait until the line was asked about it."""

from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.waiting import called_on, calls
from app.booking.services.bookings import book_desk, cancel_booking
from app.booking.services.days import answer_call, is_called
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core.db import transaction
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_workplace(desks=3)


@pytest.fixture
def held(larga):
    """Whoever holds the three desks on Tuesday, and three people who wait for one."""
    held = [(user, make_booking(user, desk, TUESDAY)) for user, desk in people(larga)]
    for user, _desk in people(larga):
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(user))
    return held


def people(larga):
    return [(make_user(), desk) for desk in desks_of(larga)]


def free(one):
    user, booking = one
    cancel_booking(booking, by=actor(user))


def answer(call):
    day, workplace_id, number = call
    with transaction():
        answer_call(workplace_id, day, number)


def test_whoever_is_slow_to_ask_answers_only_for_what_they_heard(larga, held):
    free(held[0])
    [heard] = calls()
    # Meanwhile somebody else asked the whole line, and then another desk became free.
    serve_waiting(by=SYSTEM)
    assert calls() == []
    free(held[1])
    answer(heard)
    assert is_called(larga.id, TUESDAY)
    with pytest.raises(Refused) as refused:
        book_desk(desks_of(larga)[1].id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert [str(code) for code in refused.value.codes] == ["waited_for"]


def test_an_answer_that_comes_late_takes_no_later_one_back(larga, held):
    free(held[0])
    [first] = calls()
    free(held[1])
    [second] = calls()
    answer(second)
    answer(first)
    assert calls() == []
    assert called_on(TUESDAY) == set()
    assert not is_called(larga.id, TUESDAY)
