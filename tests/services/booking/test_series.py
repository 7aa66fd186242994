from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Opening, SeriesDay
from app.booking.queries.checks import problems
from app.booking.queries.series import preview, series_of
from app.booking.rules.refusals import Refusal
from app.booking.rules.series import SeriesDayState, SeriesFacts, Way, drawn
from app.booking.services import bookings
from app.booking.services import series as service
from app.booking.services.openings import open_days
from app.booking.services.series import (
    book_series,
    end_series,
    give_back_days,
    place_day,
    start_series,
)
from app.core import clock
from app.core.db import connection
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
# The last day that can be booked on Monday: four weeks ahead.
LAST = date(2026, 3, 30)
BOOKED = SeriesDayState.BOOKED


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def sofia(app):
    return make_user()


def every(*weekdays, part=Part.AM, first=MONDAY, last=None):
    return SeriesFacts(frozenset(weekdays), part, first, last)


def start(user, larga, wish, **more):
    by = actor(user)
    series_id = start_series(desks_of(larga)[0].id, wish, by=by)
    return series_id, book_series(series_id, by=by, **more)


def held(user):
    rows = connection().execute(
        sa.select(Booking.day, Booking.desk_id)
        .where(Booking.user_id == user.id, Booking.state == BookingState.ACTIVE)
        .order_by(Booking.day)
    )
    return {row.day: row.desk_id for row in rows}


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def at_midnight(day):
    return clock.frozen(datetime.combine(day, time(0, 0, 5), tzinfo=clock.ROME))


def test_every_open_day_is_a_booking_of_its_own(larga, sofia):
    _series, done = start(sofia, larga, every(2, 4))
    days = held(sofia)
    assert done == {BOOKED: 8}
    assert [day.isoweekday() for day in days] == [2, 4] * 4
    assert max(days) <= LAST
    uids = connection().scalars(sa.select(Booking.uid)).all()
    assert len(set(uids)) == 8
    assert problems() == []


def test_where_the_desk_is_taken_the_next_best_is_booked(larga, sofia):
    first, second = desks_of(larga)
    make_booking(make_user(), first, TUESDAY, Part.AM)
    sile = make_workplace("SILE")
    make_booking(make_user(), first, THURSDAY, Part.AM)
    make_booking(make_user(), second, THURSDAY, Part.AM)
    ways = [(plan.day, plan.way) for plan in preview(every(2, 4), first.id, by=actor(sofia))]
    assert ways[:3] == [
        (TUESDAY, Way.SAME_ROOM),
        (THURSDAY, Way.ELSEWHERE),
        (date(2026, 3, 10), Way.AS_WISHED),
    ]
    assert ways[-1][1] is Way.LATER
    start(sofia, larga, every(2, 4))
    days = held(sofia)
    assert days[TUESDAY] == second.id
    assert days[THURSDAY] in {desk.id for desk in desks_of(sile)}
    assert days[date(2026, 3, 10)] == first.id


def test_days_that_were_left_out_are_never_booked(larga, sofia):
    series, done = start(sofia, larga, every(2), leave_out={TUESDAY})
    assert done[SeriesDayState.SKIPPED] == 1
    assert TUESDAY not in held(sofia)
    assert place_day(series, TUESDAY, by=actor(sofia)) is SeriesDayState.SKIPPED
    assert TUESDAY not in held(sofia)


def test_a_day_without_any_desk_is_missed_and_the_rest_is_booked(larga, sofia):
    for desk in desks_of(larga):
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    (first, *_rest) = preview(every(2), desks_of(larga)[0].id, by=actor(sofia))
    assert first.way is Way.WAIT
    _series, done = start(sofia, larga, every(2))
    assert done == {SeriesDayState.MISSED: 1, BOOKED: 3}


def test_a_day_on_which_one_has_a_desk_already_is_left_out(larga, sofia):
    make_booking(sofia, desks_of(larga)[1], TUESDAY)
    (first, *_rest) = preview(every(2), desks_of(larga)[0].id, by=actor(sofia))
    assert (first.way, [r.code for r in first.reasons]) == (Way.SKIP, ["already_booked"])
    _series, done = start(sofia, larga, every(2))
    assert done[SeriesDayState.SKIPPED] == 1


def test_a_day_that_opens_at_midnight_is_booked_by_itself_and_once(larga, sofia):
    start(sofia, larga, every(2))
    assert date(2026, 3, 31) not in held(sofia)
    with at_midnight(TUESDAY):
        assert open_days(by=SYSTEM)[BOOKED] == 1
        assert open_days(by=SYSTEM).total() == 0
    assert held(sofia)[date(2026, 3, 31)] == desks_of(larga)[0].id
    assert problems() == []


def test_days_that_opened_while_nothing_ran_are_made_up_for(larga, sofia):
    start(sofia, larga, every(2))
    with at_midnight(date(2026, 3, 17)):
        assert open_days(by=SYSTEM)[BOOKED] == 3
    assert date(2026, 4, 14) in held(sofia)


def test_of_many_series_for_one_desk_the_draw_of_the_day_decides(app):
    larga = make_workplace(desks=1)
    people = [make_user() for _n in range(6)]
    for user in people:
        start_series(desks_of(larga)[0].id, every(1, 2, 3, 4, 5), by=actor(user))
    winners = set()
    for n in range(12):
        day = MONDAY + timedelta(days=n)
        with at_midnight(day):
            open_days(by=SYSTEM)
    for user in people:
        winners |= {user.id} if held(user) else set()
    assert len(winners) >= 4
    seeds = connection().scalars(sa.select(Opening.seed)).all()
    assert len(set(seeds)) == len(seeds)


def test_a_second_series_is_no_second_lot(app):
    larga = make_workplace(desks=1)
    luca, sofia = make_user(), make_user()
    one_each = {
        start_series(desks_of(larga)[0].id, every(2), by=actor(user)): user.id
        for user in (sofia, luca)
    }
    for _n in range(9):
        start_series(desks_of(larga)[0].id, every(2), by=actor(luca))
    open_days(by=SYSTEM)
    seeds = connection().execute(sa.select(Opening.day, Opening.seed)).all()
    days = [(day, seed) for day, seed in seeds if day.isoweekday() == 2]
    assert days
    won = {day for day, seed in days if one_each[drawn(one_each, seed)[0]] == sofia.id}
    assert set(held(sofia)) == won


def test_before_the_draw_nobody_books_the_new_day_by_being_early(larga, sofia):
    start(sofia, larga, every(2))
    luca = make_user()
    new = date(2026, 3, 31)
    desk = desks_of(larga)[0]
    with at_midnight(TUESDAY):
        said = refusal(bookings.book_desk, desk.id, new, Part.AM, by=actor(luca))
        assert said == ["being_opened"]
        open_days(by=SYSTEM)
        assert refusal(bookings.book_desk, desk.id, new, Part.AM, by=actor(luca)) == ["desk_taken"]
        make_booking(luca, desks_of(larga)[1], new, Part.AM)


def test_if_no_job_opens_the_day_it_opens_by_itself_after_half_an_hour(larga, sofia):
    new = date(2026, 3, 31)
    with clock.frozen(datetime(2026, 3, 3, 0, 30, tzinfo=clock.ROME)):
        make_booking(sofia, desks_of(larga)[0], new)


def test_an_ended_series_keeps_its_days_and_books_no_more(larga, sofia):
    series, _done = start(sofia, larga, every(2))
    end_series(series, by=actor(sofia))
    assert len(held(sofia)) == 4
    assert series_of(sofia.id) == []
    with at_midnight(TUESDAY):
        assert open_days(by=SYSTEM).total() == 0
    assert refusal(end_series, series, by=actor(sofia)) == ["ended"]


def test_a_cancelled_day_stays_cancelled(larga, sofia):
    start(sofia, larga, every(2))
    (booking,) = connection().scalars(sa.select(Booking.id).where(Booking.day == TUESDAY)).all()
    bookings.cancel_booking(booking, by=actor(sofia))
    open_days(by=SYSTEM)
    assert TUESDAY not in held(sofia)


def test_whoever_is_ill_gives_back_all_days_at_once(larga, sofia):
    start(sofia, larga, every(2, 4))
    given = give_back_days(date(2026, 3, 10), date(2026, 3, 19), by=actor(sofia))
    assert given == 4
    assert [str(day) for day in held(sofia)] == [
        "2026-03-03", "2026-03-05", "2026-03-24", "2026-03-26",
    ]  # fmt: skip
    assert give_back_days(date(2026, 3, 10), date(2026, 3, 19), by=actor(sofia)) == 0


def test_nobody_starts_or_ends_a_series_for_somebody_else(larga, sofia):
    series, _done = start(sofia, larga, every(2))
    other = actor(make_user())
    with pytest.raises(Forbidden):
        end_series(series, by=other)
    with pytest.raises(Forbidden):
        place_day(series, TUESDAY, by=other)
    with pytest.raises(Forbidden):
        open_days(by=other)
    assert refusal(start_series, 9999, every(2), by=other) == ["desk_gone"]
    assert refusal(start_series, desks_of(larga)[0].id, every(), by=other) == ["no_weekday"]
    assert book_series(9999, by=other).total() == 0


def test_a_limit_on_open_bookings_holds_for_series_too(larga, sofia):
    _series, done = start(sofia, larga, every(1, 2, 3, 4, 5))
    assert done[BOOKED] == 10
    reasons = set(connection().scalars(sa.select(SeriesDay.reason)))
    assert reasons == {"", "too_many_open"}


def test_a_day_of_a_preview_costs_the_same_however_many_desks_there_are(app, sofia):
    def cost(code, desks):
        desk = desks_of(make_workplace(code, desks=desks))[0]
        wish = every(2, last=date(2026, 3, 10))
        preview(wish, desk.id, by=actor(sofia))
        with counted() as statements:
            preview(wish, desk.id, by=actor(sofia))
        return len(statements)

    assert cost("FEW", 2) == cost("MANY", 30)


def test_a_desk_that_others_take_at_the_last_moment_is_missed_after_a_few_tries(
    larga, sofia, monkeypatch
):
    def taken(*_words, **_more):
        raise Refused([Reason(Refusal.DESK_TAKEN)])

    # Opens the window between looking and taking.
    monkeypatch.setattr(service, "take_desk", taken)
    _series, done = start(sofia, larga, every(2))
    assert done == {SeriesDayState.MISSED: 4}
    assert held(sofia) == {}


def test_what_is_over_cannot_be_given_back_and_does_not_stop_the_rest(larga, sofia):
    make_booking(sofia, desks_of(larga)[0], MONDAY, Part.AM)
    make_booking(sofia, desks_of(larga)[0], TUESDAY, Part.AM)
    with clock.frozen(datetime(2026, 3, 2, 14, tzinfo=clock.ROME)):
        assert give_back_days(MONDAY, TUESDAY, by=actor(sofia)) == 1


def test_a_series_that_is_not_there_belongs_to_nobody(larga, sofia):
    with pytest.raises(Forbidden):
        end_series(9999, by=actor(sofia))
