from datetime import date, datetime, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.checks import problems
from app.booking.queries.waiting import waits_of
from app.booking.rules.dated import DrawFacts
from app.booking.rules.places import CapFacts, ClosureFacts
from app.booking.rules.series import MOST_SERIES, SeriesRefusal
from app.booking.rules.waiting import WaitState
from app.booking.services.caps import start_cap
from app.booking.services.closures import start_closure
from app.booking.services.fairness import set_draw
from app.booking.services.series import end_series, give_back_days, start_series
from app.booking.services.series_changes import leave_out
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.errors import Refused
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.town import fill
from tests.support.weekly import days_of, every, held, start

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def test_a_day_that_found_no_desk_is_left_out_like_any_other(app):
    larga, sofia = make_workplace(), make_user()
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2))
    leave_out(series_id, TUESDAY, by=actor(sofia))
    assert days_of(series_id)[TUESDAY].is_left_out


@pytest.mark.parametrize("part", [Part.DAY, Part.AM])
def test_whoever_stands_in_the_line_of_a_draw_already_takes_part_with_the_series(app, part):
    larga, sofia = make_workplace(desks=1), make_user()
    set_draw(larga.id, DrawFacts("", 1, time(12), TUESDAY), by=SYSTEM)
    own = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(sofia))
    series_id = start(sofia, larga, every(2, part=part))
    day = days_of(series_id)[TUESDAY]
    assert (day.is_waiting, day.wait_id) == (True, own)
    with clock.frozen(datetime(2026, 3, 2, 12, 1, tzinfo=clock.ROME)):
        serve_waiting(by=SYSTEM)
        assert days_of(series_id)[TUESDAY].is_booked
    assert problems() == []


def test_who_takes_part_for_half_a_day_does_not_wait_for_the_whole_one(app):
    larga, sofia = make_workplace(desks=1), make_user()
    set_draw(larga.id, DrawFacts("", 1, time(12), TUESDAY), by=SYSTEM)
    wait_for(larga.id, TUESDAY, Part.AM, by=actor(sofia))
    series_id = start(sofia, larga, every(2, part=Part.DAY))
    day = days_of(series_id)[TUESDAY]
    assert (day.is_waiting, day.reason) == (False, "already_waiting")


def test_where_a_limit_lets_nobody_in_a_weekly_day_goes_elsewhere(app):
    larga, sofia = make_workplace(), make_user()
    sile = make_workplace("SILE", desks=1)
    start_cap(larga.id, CapFacts(None, 0, TUESDAY, TUESDAY), by=SYSTEM)
    start(sofia, larga, every(2))
    assert held(sofia)[TUESDAY] == (desks_of(sile)[0].id, Part.AM)


def test_where_a_closed_workplace_would_draw_its_desks_a_weekly_day_goes_elsewhere(app):
    larga, sofia = make_workplace(), make_user()
    sile = make_workplace("SILE", desks=1)
    set_draw(larga.id, DrawFacts("", 1, time(12), TUESDAY), by=SYSTEM)
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori")
    start_closure(larga.id, closure, by=SYSTEM)
    start(sofia, larga, every(2))
    assert held(sofia)[TUESDAY] == (desks_of(sile)[0].id, Part.AM)


def test_whoever_is_away_leaves_no_line_of_other_days(app):
    larga, sofia = make_workplace(), make_user()
    fill(larga, WEDNESDAY)
    wait_for(larga.id, WEDNESDAY, Part.DAY, by=actor(sofia))
    give_back_days(TUESDAY, TUESDAY, by=actor(sofia))
    assert [wait.state for wait in waits_of(sofia.id)] == [WaitState.WAITING]


def test_nobody_has_more_weekly_bookings_than_a_week_has_half_days(app):
    larga, by = make_workplace(), actor(make_user())
    desk = desks_of(larga)[0].id
    numbers = [start_series(desk, every(2), by=by) for _n in range(MOST_SERIES)]
    with pytest.raises(Refused) as refused:
        start_series(desk, every(3), by=by)
    assert refused.value.codes == [SeriesRefusal.TOO_MANY]
    end_series(numbers[0], by=by)
    start_series(desk, every(3), by=by)
    start_series(desk, every(3), by=actor(make_user()))
