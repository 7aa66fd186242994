from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.auth.rules import (
    FIRST_WAIT,
    FORGET_AFTER,
    FREE_TRIES,
    Ended,
    ending,
    is_long_enough,
    network_of,
    wait_until,
)

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [
        (0, 0),
        (4, 0),
        (5, 30),
        (6, 60),
        (7, 120),
        (8, 240),
        (9, 480),
        (10, 900),
        (99, 900),
    ],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures, seconds):
    until = wait_until(failures, NOW, FREE_TRIES)
    assert until == (NOW + timedelta(seconds=seconds) if seconds else None)


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_more_failures_never_wait_less(failures, free):
    before = wait_until(failures, NOW, free) or NOW
    after = wait_until(failures + 1, NOW, free) or NOW
    assert NOW <= before <= after <= NOW + FORGET_AFTER


@pytest.mark.parametrize(
    ("begun", "seen", "why"),
    [
        (timedelta(0), timedelta(0), None),
        (timedelta(hours=3), timedelta(minutes=30), None),
        (timedelta(hours=3), timedelta(minutes=30, seconds=1), Ended.IDLE),
        (timedelta(hours=12), timedelta(0), None),
        (timedelta(hours=12, seconds=1), timedelta(0), Ended.TOO_LONG),
        (timedelta(hours=13), timedelta(minutes=31), Ended.IDLE),
    ],
)
def test_when_a_sign_in_ends(begun, seen, why):
    assert ending(NOW - seen, NOW - begun, NOW) is why


@pytest.mark.parametrize(
    ("length", "enough"),
    [
        (0, False),
        (11, False),
        (12, True),
        (200, True),
        (201, False),
    ],
)
def test_how_long_a_password_is(length, enough):
    assert is_long_enough("x" * length) is enough


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("a socket", "a socket"),
    ],
)
def test_an_ipv6_address_counts_as_the_network_that_a_connection_is_given(address, network):
    assert network_of(address) == network


def test_the_first_wait_is_bearable():
    assert timedelta(seconds=10) <= FIRST_WAIT <= timedelta(minutes=1)
