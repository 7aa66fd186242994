from datetime import date, timedelta

import pytest

from app.booking.labels.attendance import ATTENDANCE_REFUSALS
from app.booking.rules.attendance import AttendanceRefusal
from app.core.half import Half
from app.occupancy.forms.board import FARTHEST, days_beside, parse_day_near, parse_half
from app.occupancy.labels import board as labels
from app.occupancy.rules.board import FULL_LEVEL, Moment, State
from app.occupancy.rules.desks import DeskNow

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (labels.STATES, State),
        (labels.STATE_ICONS, State),
        (labels.MOMENTS, Moment),
        (labels.DESKS, DeskNow),
        (labels.DESK_ICONS, DeskNow),
        (ATTENDANCE_REFUSALS, AttendanceRefusal),
    ],
)
def test_every_member_has_its_words_and_nothing_else_does(table, members):
    assert set(table) == set(members)


def test_no_two_states_have_the_same_shape():
    for table in (labels.STATE_ICONS, labels.DESK_ICONS):
        assert len(set(table.values())) == len(table)


def test_the_legend_tells_every_blue():
    assert [level for level, _words in labels.LEVELS] == list(range(1, FULL_LEVEL + 1))


@pytest.mark.parametrize(
    ("text", "half"),
    [("am", Half.AM), ("pm", Half.PM), ("AM", None), ("", None), (None, None), ("\0", None)],
)
def test_a_half_is_am_or_pm(text, half):
    assert parse_half(text) is half


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-02", MONDAY),
        ("2027-03-03", MONDAY + timedelta(days=FARTHEST)),
        ("2027-03-04", None),
        ("9999-12-31", None),
        ("0001-01-01", None),
        ("banana", None),
        (None, None),
    ],
)
def test_a_day_is_within_a_year_of_today(text, day):
    assert parse_day_near(text, MONDAY) == day


def test_the_farthest_day_has_no_day_beyond():
    one, last = timedelta(days=1), MONDAY + timedelta(days=FARTHEST)
    assert days_beside(MONDAY, MONDAY) == (MONDAY - one, MONDAY + one)
    assert days_beside(last, MONDAY) == (last - one, None)
