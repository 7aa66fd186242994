"""Many count the same past at once; every total is right and there once."""

from datetime import date, datetime

from app.booking.queries.totals import day_totals, unmet_between
from app.core import clock
from tests.concurrency.counters import keep, rebuild, search
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.racing import Runner

FRIDAY = date(2026, 2, 27)


def test_eight_who_count_at_once_count_as_one(arena):
    desks = desks_of(make_workplace("LARGA", 6))
    with clock.frozen(datetime(2026, 2, 27, 7, tzinfo=clock.ROME)):
        for desk in desks[:5]:
            make_booking(make_user(), desk, FRIDAY)
    lanes = arena.race([Runner(play, {}) for play in [keep, rebuild] * 4])
    assert [lane.failure for lane in lanes] == [""] * 8
    assert [one.booked for one in day_totals(FRIDAY, FRIDAY)] == [5, 5]


def test_no_search_is_lost(arena):
    lanes = arena.race([Runner(search, {"day": FRIDAY}) for _ in range(20)])
    assert [lane.notes for lane in lanes] == [[("counted",)]] * 20
    assert [one.searches for one in unmet_between(FRIDAY, FRIDAY)] == [20, 20]
