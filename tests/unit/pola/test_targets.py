from dataclasses import replace
from decimal import Decimal

import pytest

from app.pola.rules.targets import (
    is_reached,
    read_day,
    read_number,
    read_percentage,
    read_share,
)
from app.pola.rules.terms import Comparison, IndicatorKind
from tests.support.agreements import ACTIVITY


@pytest.mark.parametrize(
    ("kind", "comparison", "target", "reported", "expected"),
    [
        (IndicatorKind.NUMBER, Comparison.AT_LEAST, "40", "40", True),
        (IndicatorKind.NUMBER, Comparison.AT_LEAST, "40", "39,9", False),
        (IndicatorKind.NUMBER, Comparison.AT_MOST, "5", "6", False),
        (IndicatorKind.NUMBER, Comparison.EQUAL, "12,50", "12.5", True),
        (IndicatorKind.NUMBER, Comparison.AT_LEAST, "40", "tante", None),
        (IndicatorKind.PERCENTAGE, Comparison.AT_LEAST, "95", "95/100", True),
        (IndicatorKind.PERCENTAGE, Comparison.AT_LEAST, "95", "18 / 19", False),
        (IndicatorKind.PERCENTAGE, Comparison.AT_LEAST, "95", "0/0", None),
        (IndicatorKind.DATE, Comparison.BY, "2026-12-15", "15/12/2026", True),
        (IndicatorKind.DATE, Comparison.BY, "2026-12-15", "2026-12-16", False),
        (IndicatorKind.TEXT, Comparison.EQUAL, "Nessun reclamo", "Nessuno", None),
    ],
)
def test_a_result_is_held_against_its_target(kind, comparison, target, reported, expected):
    activity = replace(ACTIVITY, kind=kind, comparison=comparison, target=target)
    assert is_reached(activity, reported) is expected


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (read_number, "1e9"),
        (read_number, "1.000.000"),
        (read_number, "nan"),
        (read_percentage, "-1"),
        (read_percentage, "100,5"),
        (read_share, "95"),
        (read_share, "1/0"),
        (read_day, "domani"),
        (read_day, "30/02/2026"),
    ],
)
def test_what_cannot_be_measured_is_not_read(reader, text):
    with pytest.raises(ValueError):
        reader(text)


def test_numbers_are_read_as_people_write_them():
    assert read_number(" -12,5 ") == Decimal("-12.5")
    assert read_percentage("95 %") == 95
    assert read_share("1/3") == Decimal(100) / 3
