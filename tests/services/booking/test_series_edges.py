from datetime import date

import pytest

from app.booking.queries.waiting import waits_of
from app.booking.rules.series import MOST_SERIES, SeriesRefusal
from app.booking.rules.waiting import WaitState
from app.booking.services.series import end_series, give_back_days, start_series
from app.booking.services.series_changes import leave_out
from app.booking.services.waiting import wait_for
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.town import fill
from tests.support.weekly import days_of, every, start

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def test_a_day_that_found_no_desk_is_left_out_like_any_other(app):
    larga, sofia = make_workplace(), make_user()
    fill(larga, TUESDAY)
    series_id = start(sofia, larga, every(2))
    leave_out(series_id, TUESDAY, by=actor(sofia))
    assert days_of(series_id)[TUESDAY].is_left_out


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
