from datetime import date

from app.booking.queries.waiting import waits_of
from app.booking.rules.waiting import WaitState
from app.booking.services.series import give_back_days
from app.booking.services.series_changes import leave_out
from app.booking.services.waiting import wait_for
from app.core.half import Part
from tests.support.factories import actor, make_user, make_workplace
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
