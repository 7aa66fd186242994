import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.occupancy.rules import charts
from app.occupancy.rules.charts import HEIGHT, LABEL_WIDTH, VALUE_WIDTH, WIDTH


@pytest.mark.parametrize(("highest", "expected"), [
    (0, (0, 1)), (-3, (0, 1)), (1, (0, 0.5, 1)), (4, (0, 1, 2, 3, 4)), (7, (0, 2, 4, 6, 8)),
    (100, (0, 50, 100)), (101, (0, 50, 100, 150)), (1234, (0, 500, 1000, 1500)),
    (0.3, (0, 0.1, 0.2, 0.3)),
])  # fmt: skip
def test_an_axis_has_round_numbers(highest, expected):
    assert charts.steps(highest) == expected


@given(st.floats(0.001, 1e9))
def test_an_axis_reaches_what_it_shows_with_few_numbers(highest):
    found = charts.steps(highest)
    assert found[0] == 0
    assert found[-1] >= highest * (1 - 1e-6)
    assert 2 <= len(found) <= charts.MOST_TICKS + 1


def test_bars_are_as_long_as_their_numbers():
    chart = charts.bars([10, 5, 0])
    first, second, third = chart.bars
    assert first.width == WIDTH - LABEL_WIDTH - VALUE_WIDTH
    assert second.width == first.width / 2
    assert third.width == 0
    assert [bar.x for bar in chart.bars] == [LABEL_WIDTH] * 3
    assert first.y + first.height < second.y
    assert chart.height == 3 * charts.ROW
    assert first.text_x > first.x + first.width


def test_a_range_begins_where_its_lower_end_is_below_nought_as_well():
    low, high = charts.spans([(-10, 0), (5, 10)]).bars
    assert low.x == LABEL_WIDTH
    assert high.x == LABEL_WIDTH + 3 * low.width / 2
    assert high.width == low.width / 2


def test_bars_of_nothing_are_an_empty_picture():
    assert charts.bars([]).bars == ()
    assert charts.bars([]).height > 0
    assert charts.bars([0, 0]).bars[1].width == 0
    assert charts.histogram([]).bars == ()


def test_a_histogram_stands_on_its_floor_beside_each_other():
    chart = charts.histogram([4, 0, 2])
    floor = HEIGHT - charts.BOTTOM
    assert [bar.y + bar.height for bar in chart.bars] == [floor] * 3
    assert chart.bars[0].y == charts.TOP
    assert chart.bars[1].height == 0
    assert chart.bars[0].x + chart.bars[0].width < chart.bars[1].x
    assert (chart.ticks[0].value, chart.ticks[0].at) == (0, floor)
    assert chart.ticks[-1].at == charts.TOP


def test_a_line_is_lifted_where_nothing_was_counted():
    chart = charts.line([[0, 4, None, 2, 2]])
    (path,) = chart.paths
    assert path.count("M") == 2
    assert path.count("L") == 2
    assert len(chart.points[0]) == 4
    assert chart.points[0][1][1] == charts.TOP
    assert chart.xs[-1] == WIDTH - charts.RIGHT


def test_lines_share_a_scale_and_few_labels():
    chart = charts.line([[1] * 30, [10] * 30], highest=20)
    assert chart.ticks[-1].value == 20
    assert chart.points[0][0][1] > chart.points[1][0][1]
    assert len(chart.labelled) <= charts.MOST_LABELS
    assert charts.line([]).xs == ()
    assert charts.line([[3]]).paths == (f"M{charts.LEFT} {chart_top(3):.1f}",)


def chart_top(value):
    return charts.line([[value]]).points[0][0][1]
