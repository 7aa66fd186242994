from datetime import date, datetime, time

import pytest

from app.booking.labels import houses
from app.booking.rules.guests import GuestRefusal, guest_refusals, opens_at
from app.booking.rules.places import Owner
from app.booking.rules.retiring import DeskRefusal, retiring_refusals

TUESDAY = date(2026, 3, 3)
SIX = time(18)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 on the wall clock."""
    return datetime.combine(date(2026, 3, day), time(hour, minute))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (on(1, 23, 59), [GuestRefusal.TOO_EARLY]),
        (on(2, 17, 59), [GuestRefusal.TOO_EARLY]),
        (on(2, 18), []),
        (on(3, 23, 59), []),
        (on(4, 0), [GuestRefusal.DAY_OVER]),
    ],
)
def test_the_list_of_guests_opens_the_evening_before_and_closes_at_midnight(now, expected):
    reasons = guest_refusals(Owner.PARTNER, TUESDAY, now, SIX)
    assert [reason.code for reason in reasons] == expected


def test_only_a_partners_reception_gets_names():
    reasons = guest_refusals(Owner.MUNICIPAL, TUESDAY, on(3, 9), SIX)
    assert [reason.code for reason in reasons] == [GuestRefusal.NOT_A_PARTNER]


def test_a_list_says_when_it_opens():
    (reason,) = guest_refusals(Owner.PARTNER, TUESDAY, on(2, 9), SIX)
    assert reason.facts == {"day": date(2026, 3, 2), "hour": SIX}
    assert opens_at(TUESDAY, SIX) == on(2, 18)


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_first_and_the_last_day_of_all_time_have_their_answer(day):
    assert guest_refusals(Owner.PARTNER, day, on(3, 9), SIX)


def test_a_desk_is_retired_only_without_bookings_to_come():
    assert retiring_refusals("LAR-0A-01", 0) == []
    (reason,) = retiring_refusals("LAR-0A-01", 2)
    assert reason.code == DeskRefusal.BOOKINGS_TO_COME
    assert reason.facts == {"desk": "LAR-0A-01", "bookings": 2}


def test_every_refusal_has_its_words():
    assert set(houses.GUEST_REFUSALS) == set(GuestRefusal)
    assert set(houses.DESK_WORDS) == set(DeskRefusal)
