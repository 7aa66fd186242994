from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Wait
from app.booking.queries.checks import problems
from app.booking.queries.series import preview
from app.booking.queries.waiting import waits_of
from app.booking.rules.places import DrawFacts
from app.booking.rules.series import SeriesDayState, Way
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking
from app.booking.services.fairness import set_draw
from app.booking.services.openings import open_days
from app.booking.services.series import give_back_days, start_series
from app.booking.services.series_changes import change_from, end_from, leave_out, take_up
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import stop_waiting
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_user, make_workplace
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


def test_one_day_is_given_back_and_had_after_all(larga, sofia):
    series_id = start(sofia, larga, every(2))
    leave_out(series_id, TUESDAY, by=actor(sofia))
    assert TUESDAY not in held(sofia)
    assert days_of(series_id)[TUESDAY].is_left_out
    assert take_up(series_id, TUESDAY, by=actor(sofia)) is BOOKED
    assert TUESDAY in held(sofia)
    assert take_up(series_id, TUESDAY, by=actor(sofia)) is BOOKED
    assert len(held(sofia)) == 4


def test_a_day_that_is_not_open_yet_is_left_out_beforehand(larga, sofia):
    series_id = start(sofia, larga, every(2))
    new = date(2026, 3, 31)
    leave_out(series_id, new, by=actor(sofia))
    with at_midnight(TUESDAY):
        assert open_days(by=SYSTEM).total() == 0
    assert new not in held(sofia)
    leave_out(series_id, date(2026, 4, 14), by=actor(sofia))
    assert take_up(series_id, date(2026, 4, 14), by=actor(sofia)) is None
    assert date(2026, 4, 14) in days_of(series_id)
    assert not days_of(series_id)[date(2026, 4, 14)].is_left_out


def test_only_days_of_a_series_to_come_are_left_out_or_taken_up(larga, sofia):
    series_id = start(sofia, larga, every(1, 2))
    by = actor(sofia)
    assert refusal(leave_out, series_id, THURSDAY, by=by) == ["not_its_day"]
    assert refusal(take_up, series_id, date(2026, 2, 24), by=by) == ["not_its_day"]
    # Easter Monday.
    assert refusal(leave_out, series_id, date(2026, 4, 6), by=by) == ["not_its_day"]
    end_from(series_id, MONDAY, by=by)
    assert refusal(take_up, series_id, TUESDAY, by=by) == ["ended"]


def test_a_series_that_waits_stands_in_the_line_of_a_full_day(larga, sofia):
    others = fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    assert days_of(series_id)[TUESDAY].is_waiting
    (wait,) = waits_of(sofia.id)
    assert (wait.day, wait.workplace_id, wait.part) == (TUESDAY, larga.id, Part.AM)
    with clock.frozen(datetime(2026, 3, 2, 11, tzinfo=clock.ROME)):
        cancel_booking(others[1], by=SYSTEM)
        serve_waiting(by=SYSTEM)
        day = days_of(series_id)[TUESDAY]
    assert day.is_booked
    assert day.booking_id == booking_of(sofia, TUESDAY)
    assert end_from(series_id, MONDAY, by=actor(sofia)) == 4
    assert held(sofia) == {}
    assert problems() == []


def test_a_series_that_does_not_wait_misses_a_full_day(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2))
    assert waits_of(sofia.id) == []
    assert days_of(series_id)[TUESDAY].state is MISSED
    assert take_up(series_id, TUESDAY, by=actor(sofia)) is MISSED


def test_at_midnight_a_series_waits_where_no_desk_is_left(larga, sofia):
    series_id = start(sofia, larga, every(2, waits=True))
    new = date(2026, 3, 31)
    luca, mara = make_user(), make_user()
    for one, desk in zip((luca, mara), desks_of(larga), strict=True):
        wish = every(2, first=new)
        start_series(desk.id, wish, by=actor(one))
    with at_midnight(TUESDAY):
        done = open_days(by=SYSTEM)
    assert done[BOOKED] + done[WAITING] + done[MISSED] == 3
    assert done[BOOKED] == 2
    day = days_of(series_id)[new]
    assert day.is_booked or day.is_waiting


def test_whoever_stands_in_another_line_that_day_is_not_put_into_a_second_one(larga, sofia):
    fill(larga, TUESDAY)
    sile = make_workplace("SILE", desks=1)
    fill(sile, TUESDAY)
    start(sofia, sile, every(2, waits=True))
    series_id = start(sofia, larga, every(2, waits=True))
    assert days_of(series_id)[TUESDAY].reason == "already_waiting"
    assert [wait.workplace_id for wait in waits_of(sofia.id)] == [sile.id]


def test_ending_a_series_leaves_its_lines(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    assert end_from(series_id, MONDAY, by=actor(sofia)) == 3
    assert [wait.state for wait in waits_of(sofia.id)] == [WaitState.WITHDRAWN]


def test_leaving_the_line_of_a_day_leaves_it_out(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    leave_out(series_id, TUESDAY, by=actor(sofia))
    assert [wait.state for wait in waits_of(sofia.id)] == [WaitState.WITHDRAWN]
    assert days_of(series_id)[TUESDAY].is_left_out
    assert take_up(series_id, TUESDAY, by=actor(sofia)) is WAITING


def test_an_offered_desk_goes_to_the_next_when_its_day_is_left_out_or_the_series_ends(larga, sofia):
    for given_up in (leave_out, end_from):
        others = fill(larga, TUESDAY)
        series_id = start(sofia, larga, every(2, waits=True))
        with clock.frozen(datetime(2026, 3, 2, 18, 30, tzinfo=clock.ROME)):
            cancel_booking(others[0], by=SYSTEM)
            serve_waiting(by=SYSTEM)
            assert days_of(series_id)[TUESDAY].wait_state is WaitState.OFFERED
            given_up(series_id, TUESDAY, by=actor(sofia))
        assert waits_of(sofia.id)[-1].state is WaitState.DECLINED
        assert TUESDAY not in held(sofia)
        end_from(series_id, MONDAY, by=actor(sofia)) if given_up is leave_out else None
        cancel_booking(others[1], by=SYSTEM)


def test_a_line_that_was_left_elsewhere_can_be_tried_again(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    stop_waiting(waits_of(sofia.id)[0].id, by=actor(sofia))
    assert not days_of(series_id)[TUESDAY].is_waiting
    assert take_up(series_id, TUESDAY, by=actor(sofia)) is WAITING


def test_whoever_is_ill_leaves_the_lines_and_the_days_that_open_later_too(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    assert give_back_days(MONDAY, date(2026, 4, 7), by=actor(sofia)) == 3
    assert [wait.state for wait in waits_of(sofia.id)] == [WaitState.WITHDRAWN]
    with at_midnight(date(2026, 3, 17)):
        assert open_days(by=SYSTEM)[BOOKED] == 1
    assert list(held(sofia)) == [date(2026, 4, 14)]
    assert days_of(series_id)[date(2026, 3, 31)].is_left_out


def test_where_desks_are_drawn_a_series_takes_part_whether_or_not_it_waits(larga, sofia):
    make_workplace("SILE")
    set_draw(larga.id, DrawFacts("", 1, time(12), MONDAY), by=SYSTEM)
    wish = every(2)
    first = desks_of(larga)[0].id
    (plan, *_rest) = preview(wish, first, by=actor(sofia))
    assert plan.way is Way.DRAW
    series_id = start(sofia, larga, wish)
    assert held(sofia) == {}
    assert days_of(series_id)[TUESDAY].is_waiting
    with clock.frozen(datetime(2026, 3, 2, 12, 1, tzinfo=clock.ROME)):
        serve_waiting(by=SYSTEM)
        day = days_of(series_id)[TUESDAY]
    assert day.is_booked
    assert list(held(sofia)) == [TUESDAY]
    assert problems() == []


def test_nobody_gives_up_a_desk_for_one_that_is_drawn(larga, sofia):
    sile = make_workplace("SILE")
    series_id = start(sofia, larga, every(2))
    set_draw(sile.id, DrawFacts("", 1, time(12), MONDAY), by=SYSTEM)
    change_from(series_id, desks_of(sile)[0].id, every(2), by=actor(sofia))
    assert held(sofia)[TUESDAY] == (desks_of(larga)[0].id, Part.AM)


def test_when_waits_are_forgotten_the_days_of_the_series_remain(larga, sofia):
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2, waits=True))
    with clock.frozen(datetime(2026, 3, 20, 11, tzinfo=clock.ROME)):
        serve_waiting(by=SYSTEM)
        serve_waiting(by=SYSTEM)
        assert waits_of(sofia.id) == []
    assert connection().scalar(sa.select(sa.func.count()).select_from(Wait)) == 0
    with clock.frozen(datetime(2026, 3, 3, 8, tzinfo=clock.ROME)):
        day = days_of(series_id)[TUESDAY]
    assert (day.state, day.is_waiting, day.is_booked) == (WAITING, False, False)
