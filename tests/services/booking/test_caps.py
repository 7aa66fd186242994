from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Cap
from app.booking.rules.caps import CapRefusal
from app.booking.rules.places import CapFacts
from app.booking.services import caps, limits
from app.core.db import db
from app.core.errors import Refused
from tests.support.factories import make_workplace
from tests.support.traces import rows

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
THREE = CapFacts(None, 3, TUESDAY, None, "", "Meno affollamento")


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=6)


def lower(place, cap=THREE):
    return caps.start_cap(place.id, cap, by=SYSTEM)


def test_pressing_twice_writes_one_cap(larga):
    assert lower(larga) == lower(larga)
    other = lower(larga, replace(THREE, number=4))
    again = lower(larga)
    assert len({other, again, *db.session.scalars(sa.select(Cap.id))}) == 3


@pytest.mark.parametrize(("wrong", "code"), [
    ({"number": None, "percent": 101}, CapRefusal.PERCENT),
    ({"number": -1}, CapRefusal.NUMBER),
    ({"from_day": date(2026, 3, 1)}, CapRefusal.PAST),
    ({"to_day": MONDAY}, CapRefusal.BACKWARDS),
    ({"weekdays": "1", "to_day": TUESDAY}, CapRefusal.NO_SUCH_WEEKDAY),
])  # fmt: skip
def test_a_cap_that_cannot_be_is_refused_and_changes_nothing(larga, wrong, code):
    before = rows()
    with pytest.raises(Refused) as refused:
        lower(larga, replace(THREE, **wrong))
    assert refused.value.codes == [code]
    assert rows() == before


@pytest.mark.parametrize("weekdays", ["0", "8", "15x", "11", "51"])
def test_weekdays_are_written_as_numbers_in_their_order(larga, weekdays):
    with pytest.raises(ValueError, match="weekdays"):
        limits.set_cap(larga, from_day=TUESDAY, number=3, weekdays=weekdays, by=SYSTEM)
