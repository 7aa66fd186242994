from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, Series
from app.booking.queries.checks import problems
from app.booking.queries.one_series import preview_change
from app.booking.queries.series import find_series, series_of
from app.booking.rules.series import SeriesDayState, Way
from app.booking.services.bookings import cancel_booking, change_booking
from app.booking.services.openings import open_days
from app.booking.services.series_changes import change_from, end_from, leave_out, take_up
from app.core.db import connection
from app.core.errors import Forbidden
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.weekly import (
    at_midnight,
    booking_of,
    days_of,
    every,
    fill,
    held,
    refusal,
    start,
)

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
TUESDAYS = [TUESDAY, date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24)]
BOOKED, WAITING, MISSED = SeriesDayState.BOOKED, SeriesDayState.WAITING, SeriesDayState.MISSED


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def sofia(app):
    return make_user()


def test_a_series_ended_from_a_day_gives_its_desks_back_from_there_on(larga, sofia):
    series_id = start(sofia, larga, every(2))
    assert end_from(series_id, date(2026, 3, 17), by=actor(sofia)) == 2
    assert list(held(sofia)) == TUESDAYS[:2]
    assert find_series(series_id).facts.to_day == date(2026, 3, 16)
    with at_midnight(TUESDAY):
        assert open_days(by=SYSTEM).total() == 0
    assert problems() == []


def test_a_series_ended_from_its_first_day_has_none(larga, sofia):
    series_id = start(sofia, larga, every(2))
    assert end_from(series_id, MONDAY, by=actor(sofia)) == 4
    assert series_of(sofia.id) == []
    assert refusal(end_from, series_id, MONDAY, by=actor(sofia)) == ["ended"]


def test_a_series_cannot_be_ended_in_the_past_or_after_its_end(larga, sofia):
    series_id = start(sofia, larga, every(2, last=date(2026, 3, 20)))
    by = actor(sofia)
    assert refusal(end_from, series_id, date(2026, 3, 1), by=by) == ["past"]
    assert refusal(end_from, series_id, date(2026, 3, 21), by=by) == ["not_its_day"]
    assert list(held(sofia)) == TUESDAYS[:3]


def test_a_change_of_desk_moves_each_booking_and_keeps_its_event(larga, sofia):
    first, second = desks_of(larga)
    series_id = start(sofia, larga, every(2))
    uids = set(connection().scalars(sa.select(Booking.uid)))
    wish = every(2, first=date(2026, 3, 10))
    new_id, _done = change_from(series_id, second.id, wish, by=actor(sofia))
    assert {day: desk for day, (desk, _part) in held(sofia).items()} == {
        TUESDAYS[0]: first.id,
        TUESDAYS[1]: second.id,
        TUESDAYS[2]: second.id,
        TUESDAYS[3]: second.id,
    }
    assert set(connection().scalars(sa.select(Booking.uid))) == uids
    assert find_series(series_id).facts.to_day == date(2026, 3, 9)
    assert list(days_of(new_id))[:3] == TUESDAYS[1:]
    with at_midnight(TUESDAY):
        assert open_days(by=SYSTEM)[BOOKED] == 1
    assert held(sofia)[date(2026, 3, 31)] == (second.id, Part.AM)
    assert problems() == []


def test_days_that_are_no_longer_wanted_are_given_back_and_new_ones_booked(larga, sofia):
    series_id = start(sofia, larga, every(2))
    desk = desks_of(larga)[0].id
    wish = every(4, first=date(2026, 3, 10))
    plans = preview_change(find_series(series_id), wish, desk, by=actor(sofia))
    ways = {plan.day: plan.way for plan in plans}
    assert ways[date(2026, 3, 10)] is Way.GIVEN_BACK
    assert ways[date(2026, 3, 12)] is Way.AS_WISHED
    _new, done = change_from(series_id, desk, wish, by=actor(sofia))
    assert done[BOOKED] == 3
    days = [TUESDAY, date(2026, 3, 12), date(2026, 3, 19), date(2026, 3, 26)]
    assert list(held(sofia)) == days
    assert problems() == []


def test_a_desk_that_is_held_is_not_given_up_for_one_that_is_taken(larga, sofia):
    first, second = desks_of(larga)
    series_id = start(sofia, larga, every(2))
    make_booking(make_user(), second, TUESDAY, Part.AM)
    wish = every(2)
    (plan, *_rest) = preview_change(find_series(series_id), wish, second.id, by=actor(sofia))
    assert (plan.way, plan.desk.id) == (Way.STAYS, first.id)
    change_from(series_id, second.id, wish, by=actor(sofia))
    assert held(sofia)[TUESDAYS[0]] == (first.id, Part.AM)
    assert held(sofia)[TUESDAYS[1]] == (second.id, Part.AM)


def test_a_longer_part_is_booked_where_it_is_free_and_the_rest_stays_as_it_was(larga, sofia):
    first, second = desks_of(larga)
    series_id = start(sofia, larga, every(2))
    # One's own desk is taken in the afternoon of the first day, all others on the second.
    make_booking(make_user(), first, TUESDAYS[0], Part.PM)
    fill(larga, TUESDAYS[1], Part.PM)
    wish = every(2, part=Part.DAY)
    plans = preview_change(find_series(series_id), wish, first.id, by=actor(sofia))
    assert [plan.way for plan in plans][:3] == [Way.SAME_ROOM, Way.STAYS, Way.AS_WISHED]
    change_from(series_id, first.id, wish, by=actor(sofia))
    assert [held(sofia)[day] for day in TUESDAYS[:3]] == [
        (second.id, Part.DAY),
        (first.id, Part.AM),
        (first.id, Part.DAY),
    ]
    assert problems() == []


def test_a_change_leaves_out_what_was_left_out_and_tries_again_what_was_missed(larga, sofia):
    others = fill(larga, TUESDAYS[1])
    series_id = start(sofia, larga, every(2))
    leave_out(series_id, TUESDAYS[0], by=actor(sofia))
    cancel_booking(others[1], by=SYSTEM)
    desk = desks_of(larga)[0].id
    new_id, done = change_from(series_id, desk, every(2, 4), by=actor(sofia))
    assert TUESDAYS[0] not in held(sofia)
    assert TUESDAYS[1] in held(sofia)
    assert done[BOOKED] == 7
    assert days_of(new_id)[TUESDAYS[0]].is_left_out


def test_a_booking_that_its_person_moved_to_another_day_stays_where_it_is(larga, sofia):
    first, second = desks_of(larga)
    series_id = start(sofia, larga, every(2))
    change_booking(booking_of(sofia, TUESDAY), first.id, THURSDAY, Part.AM, by=actor(sofia))
    assert days_of(series_id)[TUESDAY].booked_day == THURSDAY
    (plan, *_rest) = preview_change(find_series(series_id), every(2), second.id, by=actor(sofia))
    assert plan.way is Way.STAYS
    change_from(series_id, second.id, every(2), by=actor(sofia))
    assert held(sofia)[THURSDAY] == (first.id, Part.AM)


def test_what_is_left_out_of_a_change_is_given_back(larga, sofia):
    series_id = start(sofia, larga, every(2))
    second = desks_of(larga)[1].id
    left = {TUESDAYS[0]}
    new_id, done = change_from(series_id, second, every(2), by=actor(sofia), leave_out=left)
    assert TUESDAYS[0] not in held(sofia)
    assert done == {SeriesDayState.SKIPPED: 1, BOOKED: 3}
    assert days_of(new_id)[TUESDAYS[0]].is_left_out


def test_a_change_that_changes_nothing_or_cannot_be_is_refused(larga, sofia):
    series_id = start(sofia, larga, every(2))
    first, second = desks_of(larga)
    by = actor(sofia)
    assert refusal(change_from, series_id, first.id, every(2), by=by) == ["nothing_to_change"]
    assert refusal(change_from, series_id, second.id, every(), by=by) == ["no_weekday"]
    assert refusal(change_from, series_id, 9999, every(2), by=by) == ["desk_gone"]
    early = every(2, first=date(2026, 3, 1))
    assert refusal(change_from, series_id, second.id, early, by=by) == ["past"]
    assert len(series_of(sofia.id)) == 1
    end_from(series_id, MONDAY, by=by)
    assert refusal(change_from, series_id, second.id, every(2), by=by) == ["ended"]


def test_nobody_changes_somebody_elses_series(larga, sofia):
    series_id = start(sofia, larga, every(2))
    other, second = actor(make_user()), desks_of(larga)[1].id
    for command, words in (
        (end_from, (series_id, TUESDAY)),
        (leave_out, (series_id, TUESDAY)),
        (take_up, (series_id, TUESDAY)),
        (change_from, (series_id, second, every(2))),
    ):
        with pytest.raises(Forbidden):
            command(*words, by=other)
    assert len(held(sofia)) == 4
    assert connection().scalar(sa.select(sa.func.count()).select_from(Series)) == 1
