from datetime import date, timedelta

from app.occupancy.rules.forecast import Expected
from app.occupancy.rules.forecast_chart import forecast_chart

MONDAY = date(2026, 3, 2)


def days(*told):
    """Each is booked, expected, lowest, highest; None is a closed day. Ten desks may be taken."""
    return [
        Expected(MONDAY + timedelta(days=n), 10, one[0], *one[1:])
        if one
        else Expected(MONDAY + timedelta(days=n), 0, 0, None)
        for n, one in enumerate(told)
    ]


def test_the_number_lies_inside_its_band_and_the_band_below_the_limit():
    chart = forecast_chart(days((2, 5, 3, 8), (4, 6, 5, 9)))
    expected, low, high, limit, booked = chart.lines.ys
    # The foot of the chart is at 206, its top at 24, ten desks high: 18.2 for each desk.
    assert [round(y, 1) for y in expected] == [115.0, 96.8]
    assert limit[0] <= high[0] <= expected[0] <= low[0] <= booked[0]
    assert chart.bands == ("M52.0 60.4 L624.0 42.2 L624.0 115.0 L52.0 151.4 Z",)


def test_a_closed_day_breaks_the_line_and_the_band():
    chart = forecast_chart(days((2, 5, 3, 8), (2, 5, 3, 8), None, (2, 5, 3, 8), (2, 5, 3, 8)))
    assert len(chart.bands) == 2
    assert chart.expected.count("M") == chart.limit.count("M") == 2
    assert chart.dots[2][1:] == (None, None)


def test_a_day_alone_has_a_dot_and_no_band():
    chart = forecast_chart(days((2, 5, 3, 8), None))
    assert chart.bands == ()
    assert chart.dots[0][1] is not None


def test_without_a_forecast_what_is_booked_is_drawn_alone():
    chart = forecast_chart(days((2, None, None, None), (3, None, None, None)))
    assert (chart.expected, chart.bands) == ("", ())
    assert chart.dots[0][2] > chart.dots[1][2]
