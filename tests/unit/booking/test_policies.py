from contextlib import suppress
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.booking.rules.policies import (
    Policies,
    PolicyName,
    PolicyRow,
    parse_policy,
    policies_on,
)

MONDAY = date(2026, 3, 2)
TUESDAY = MONDAY + timedelta(days=1)
SUNDAY = MONDAY - timedelta(days=1)


def days_ahead(value: str, from_day: date) -> PolicyRow:
    return PolicyRow(PolicyName.DAYS_AHEAD, value, from_day)


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        ([], 28),
        ([days_ahead("14", SUNDAY)], 14),
        ([days_ahead("14", MONDAY)], 14),
        ([days_ahead("14", TUESDAY)], 28),
        ([days_ahead("14", SUNDAY), days_ahead("7", SUNDAY)], 7),
        # The last one written wins, even if it holds from an earlier day.
        ([days_ahead("14", MONDAY), days_ahead("7", SUNDAY)], 7),
        # One that does not hold yet leaves the one before in force.
        ([days_ahead("14", SUNDAY), days_ahead("7", TUESDAY)], 14),
    ],
)
def test_the_last_house_rule_written_wins_among_those_already_valid(rows, days):
    assert policies_on(MONDAY, rows).days_ahead == days


def test_each_house_rule_stands_by_itself():
    rows = [
        PolicyRow(PolicyName.OPEN_BOOKINGS, "5", SUNDAY),
        PolicyRow(PolicyName.TODAY_UNTIL, "12:30", SUNDAY),
        PolicyRow(PolicyName.PARTNER_NEEDS_AGREEMENT, "no", SUNDAY),
    ]
    assert policies_on(MONDAY, rows) == Policies(
        days_ahead=28,
        open_bookings=5,
        today_until=time(12, 30),
        partner_needs_agreement=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (PolicyName.DAYS_AHEAD, " 28 ", 28),
        (PolicyName.DAYS_AHEAD, "1", 1),
        (PolicyName.OPEN_BOOKINGS, "366", 366),
        (PolicyName.TODAY_UNTIL, "18:00", time(18)),
        (PolicyName.TODAY_UNTIL, "9:30", None),
        (PolicyName.TODAY_UNTIL, "09:30", time(9, 30)),
        (PolicyName.PARTNER_NEEDS_AGREEMENT, "yes", True),
        (PolicyName.PARTNER_NEEDS_AGREEMENT, "no", False),
        (PolicyName.DAYS_AHEAD, "0", None),
        (PolicyName.DAYS_AHEAD, "367", None),
        (PolicyName.DAYS_AHEAD, "-3", None),
        (PolicyName.DAYS_AHEAD, "ten", None),
        (PolicyName.DAYS_AHEAD, "²", None),
        (PolicyName.DAYS_AHEAD, "", None),
        (PolicyName.TODAY_UNTIL, "noon", None),
        (PolicyName.TODAY_UNTIL, "18:00+01:00", None),
        (PolicyName.PARTNER_NEEDS_AGREEMENT, "perhaps", None),
    ],
)
def test_a_house_rule_is_read_or_the_right_way_to_write_it_is_told(name, value, expected):
    if expected is None:
        with pytest.raises(ValueError, match=r"^write "):
            parse_policy(name, value)
    else:
        assert parse_policy(name, value) == expected


@given(
    st.lists(
        st.builds(
            days_ahead,
            st.integers(1, 366).map(str),
            st.dates(MONDAY - timedelta(days=9), MONDAY + timedelta(days=9)),
        )
    )
)
def test_rules_that_are_not_valid_yet_change_nothing(rows):
    valid = [row for row in rows if row.from_day <= MONDAY]
    assert policies_on(MONDAY, rows) == policies_on(MONDAY, valid)
    expected = int(valid[-1].value) if valid else 28
    assert policies_on(MONDAY, rows).days_ahead == expected


@given(st.sampled_from(PolicyName), st.text())
def test_whatever_is_written_is_read_or_refused(name, value):
    with suppress(ValueError):
        assert parse_policy(name, value) is not None
