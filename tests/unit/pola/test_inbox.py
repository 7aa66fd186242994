from datetime import date

import pytest

from app.pola.rules.inbox import Box, Urgency, boxes, urgency

MONDAY = date(2026, 3, 2)
SUNDAY = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("day", "today", "soon"),
    [
        (date(2026, 3, 1), MONDAY, Urgency.PAST),
        (MONDAY, MONDAY, Urgency.TODAY),
        (date(2026, 3, 3), MONDAY, Urgency.THIS_WEEK),
        (SUNDAY, MONDAY, Urgency.THIS_WEEK),
        (date(2026, 3, 9), MONDAY, Urgency.NEXT_WEEK),
        (date(2026, 3, 15), MONDAY, Urgency.NEXT_WEEK),
        (date(2026, 3, 16), MONDAY, Urgency.LATER),
        (SUNDAY, SUNDAY, Urgency.TODAY),
        (date(2026, 3, 9), SUNDAY, Urgency.NEXT_WEEK),
        (None, MONDAY, Urgency.NEVER),
    ],
)
def test_how_soon_a_day_comes(day, today, soon):
    assert urgency(day, today) is soon


def test_human_resources_have_the_lists_of_the_whole_city():
    assert boxes(is_hr=True, leads=True) == list(Box)
    assert Box.SIGN not in boxes(is_hr=True, leads=False)


def test_who_leads_has_the_lists_of_a_team():
    assert boxes(is_hr=False, leads=True) == [
        Box.APPROVE,
        Box.SIGN,
        Box.EXPIRING,
        Box.SAFETY,
        Box.TROUBLE,
    ]
