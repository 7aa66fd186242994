"""When somebody is reminded of a renewal that is not sent."""

from datetime import date, timedelta

import pytest

from app.pola.rules.renewals import reminder_due

ENDS, LONG_AGO = date(2026, 4, 30), date(2026, 1, 7)


@pytest.mark.parametrize(
    ("left", "due"),
    [(22, None), (21, 21), (20, 21), (8, 21), (7, 7), (1, 7), (0, 7), (-1, None)],
)
def test_a_renewal_is_remembered_three_weeks_and_one_week_before_the_end(left, due):
    assert reminder_due(ENDS, LONG_AGO, ENDS - timedelta(days=left)) == due


@pytest.mark.parametrize(
    ("prepared", "left", "due"), [(21, 20, 21), (20, 19, None), (20, 7, 7), (6, 5, None)]
)
def test_whoever_was_told_of_the_renewal_later_than_that_is_not_reminded(prepared, left, due):
    days = (ENDS - timedelta(days=n) for n in (prepared, left))
    assert reminder_due(ENDS, *days) == due
