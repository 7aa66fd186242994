from datetime import time

import pytest

from app.pola.rules.bands import contact_faults, contact_minutes, length, rest_faults
from app.pola.rules.faults import Fault
from app.pola.rules.parameters import Programme
from app.pola.rules.terms import Band

PROGRAMME = Programme()
LONG = Programme(most_contact_minutes=840)


def bands(*texts):
    pairs = [text.split("-") for text in texts]
    return tuple(Band(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("contact", "programme", "expected"),
    [
        ((), PROGRAMME, [Fault.CONTACT_MISSING]),
        (("09:00-13:00", "14:00-16:00"), PROGRAMME, []),
        (("09:00-13:00", "13:00-16:00"), PROGRAMME, []),
        (("09:00-16:12",), PROGRAMME, []),
        # 7 h 12 min are the average day of 36 hours.
        (("09:00-16:13",), PROGRAMME, [Fault.CONTACT_TOO_LONG]),
        (("09:00-09:00",), PROGRAMME, [Fault.CONTACT_BACKWARDS]),
        (("13:00-09:00",), PROGRAMME, [Fault.CONTACT_BACKWARDS]),
        (("09:00-13:00", "12:00-14:00"), PROGRAMME, [Fault.CONTACT_OVERLAPS]),
        (("14:00-16:00", "09:00-13:00"), PROGRAMME, [Fault.CONTACT_OVERLAPS]),
        (("06:59-09:00",), PROGRAMME, [Fault.CONTACT_OUTSIDE]),
        (("19:00-21:01",), PROGRAMME, [Fault.CONTACT_OUTSIDE]),
        # Ten hours between two days: the band that Milan's hours seem to allow.
        (("07:00-21:00",), LONG, [Fault.TOO_LITTLE_REST]),
        (("07:00-09:00", "20:00-21:00"), PROGRAMME, [Fault.TOO_LITTLE_REST]),
        (("08:00-09:00", "20:00-21:00"), PROGRAMME, []),
        (("08:00-09:00", "20:00-21:00"), Programme(least_rest_hours=12), [Fault.TOO_LITTLE_REST]),
    ],
)
def test_contact_bands(contact, programme, expected):
    assert codes(contact_faults(bands(*contact), programme)) == expected


def test_a_day_from_seven_to_nine_in_the_evening_leaves_ten_hours():
    (reason,) = contact_faults(bands("07:00-21:00"), LONG)
    assert reason.facts == {
        "hours": "10:00",
        "least": 11,
        "last": time(21),
        "first": time(7),
    }


@pytest.mark.parametrize(
    ("rest", "contact", "expected"),
    [
        ("20:00-07:00", (), []),
        ("19:00-06:00", (), []),
        ("22:00-09:00", (), []),
        ("22:00-08:59", (), [Fault.REST_TOO_SHORT]),
        ("22:01-09:30", (), [Fault.REST_WITHOUT_NIGHT]),
        ("18:00-05:59", (), [Fault.REST_WITHOUT_NIGHT]),
        ("09:00-21:00", (), [Fault.REST_WITHOUT_NIGHT]),
        ("20:00-20:00", (), [Fault.REST_WITHOUT_NIGHT, Fault.REST_TOO_SHORT]),
        ("20:00-07:00", ("07:00-09:00", "19:00-20:00"), []),
        ("20:00-07:00", ("06:59-09:00",), [Fault.REST_MEETS_CONTACT]),
        ("20:00-07:00", ("19:00-20:01",), [Fault.REST_MEETS_CONTACT]),
        # A band that is wrong by itself is told of once.
        ("20:00-07:00", ("21:00-20:00",), []),
    ],
)
def test_the_rest_band_holds_the_night_and_eleven_hours(rest, contact, expected):
    (band,) = bands(rest)
    assert codes(rest_faults(band, bands(*contact), PROGRAMME)) == expected


def test_minutes_are_counted_past_midnight():
    assert [length(band) for band in bands("20:00-07:00", "09:00-10:30")] == [660, 90]
    assert contact_minutes(bands("09:00-13:00", "14:00-16:00")) == 360
