from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import UnmetDemand
from app.booking.queries.totals import unmet_between
from app.booking.rules.totals import UnmetFacts
from app.booking.services.unmet import count_unmet
from app.core.half import Half

TUESDAY = date(2026, 3, 3)


def test_searches_add_up_by_area_day_and_half(sofia, anna):
    count_unmet("20162", TUESDAY, [Half.PM, Half.AM], by=sofia)
    count_unmet("20162", TUESDAY, [Half.AM], by=anna)
    count_unmet("20122", TUESDAY, [Half.AM], by=anna)
    assert unmet_between(TUESDAY, TUESDAY) == [
        UnmetFacts(TUESDAY, Half.AM, "20122", 1),
        UnmetFacts(TUESDAY, Half.AM, "20162", 2),
        UnmetFacts(TUESDAY, Half.PM, "20162", 1),
    ]
    assert unmet_between(date(2026, 3, 4), date.max) == []


def test_no_person_is_written_down():
    assert set(UnmetDemand.__table__.columns.keys()) == {"day", "half", "area_code", "searches"}


@pytest.mark.parametrize("times", [3])
def test_the_system_counts_as_well(app, times):
    for _ in range(times):
        count_unmet("20162", TUESDAY, [Half.AM], by=SYSTEM)
    (found,) = unmet_between(TUESDAY, TUESDAY)
    assert found.searches == times
    assert sa.inspect(UnmetDemand).primary_key
