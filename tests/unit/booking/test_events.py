from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.core.half import Part
from tests.support.calendars import event_facts

EVENT = event_facts()


@pytest.mark.parametrize(
    ("part", "begins", "ends"),
    [
        (Part.DAY, time(8), time(19)),
        (Part.AM, time(8), time(13, 30)),
        (Part.PM, time(13, 30), time(19)),
    ],
)
def test_an_event_lasts_as_long_as_the_workplace_is_open(part, begins, ends):
    event = replace(EVENT, part=part, day=date(2026, 3, 10))
    assert event.begins == datetime.combine(date(2026, 3, 10), begins)
    assert event.ends == datetime.combine(date(2026, 3, 10), ends)


def test_a_workplace_with_other_hours_has_other_events():
    event = replace(EVENT, opens=time(7, 30), midday=time(12), closes=time(20), part=Part.AM)
    assert (event.begins.time(), event.ends.time()) == (time(7, 30), time(12))


@pytest.mark.parametrize(
    ("part", "before"),
    [
        (Part.DAY, timedelta(hours=14)),
        (Part.AM, timedelta(hours=14)),
        (Part.PM, timedelta(hours=19, minutes=30)),
    ],
)
def test_the_reminder_rings_at_six_on_the_evening_before(part, before):
    event = replace(EVENT, part=part)
    assert event.reminder == before
    assert (event.begins - event.reminder).time() == time(18)
