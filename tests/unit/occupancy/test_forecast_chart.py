from datetime import date, timedelta

from app.occupancy.rules.forecast import Expected
from app.occupancy.rules.forecast_chart import forecast_chart

FRIDAY = date(2026, 3, 6)


def days(*told, first=FRIDAY):
    """Each is booked, expected, lowest, highest; None is a closed day. Ten desks may be taken."""
    return [
        Expected(first + timedelta(days=n), 10, *one)
        if one
        else Expected(first + timedelta(days=n), 0, 0, None)
        for n, one in enumerate(told)
    ]


def test_the_number_lies_inside_its_band_and_the_band_below_the_limit():
    chart = forecast_chart(days((2, 5, 3, 8), (4, 6, 5, 10)))
    # The foot is at 204 and ten desks are 188 high: 18.8 for each.
    assert [mark.expected for mark in chart.marks] == [110.0, 91.2]
    assert [mark.booked for mark in chart.marks] == [166.4, 128.8]
    assert chart.expected == "M44.0 110.0 L696.0 91.2"
    assert chart.limit == "M44.0 16.0 L696.0 16.0"
    assert chart.bands == ("M44.0 53.6 L696.0 16.0 L696.0 110.0 L44.0 147.6 Z",)
    assert (chart.ticks[0].desks, chart.ticks[0].y) == (0, chart.foot)


def test_a_closed_day_breaks_the_line_and_the_band():
    chart = forecast_chart(days((2, 5, 3, 8), (2, 5, 3, 8), None, (2, 5, 3, 8), (2, 5, 3, 8)))
    assert len(chart.bands) == 2
    assert chart.expected.count("M") == chart.limit.count("M") == 2
    assert (chart.marks[2].expected, chart.marks[2].booked) == (None, None)


def test_a_day_alone_has_a_dot_and_no_band():
    chart = forecast_chart(days((2, 5, 3, 8), None))
    assert chart.bands == ()
    assert chart.marks[0].expected is not None


def test_without_a_forecast_what_is_booked_is_drawn_alone():
    chart = forecast_chart(days((2, None, None, None), (3, None, None, None)))
    assert (chart.expected, chart.bands) == ("", ())
    assert chart.marks[0].booked > chart.marks[1].booked


def test_a_new_week_is_marked():
    friday, monday = days((2, 5, 3, 8))[0], days((2, 5, 3, 8), first=FRIDAY + timedelta(days=3))[0]
    assert [mark.begins_week for mark in forecast_chart([friday, monday]).marks] == [False, True]


def test_no_days_make_an_empty_chart():
    assert forecast_chart([]).marks == ()
