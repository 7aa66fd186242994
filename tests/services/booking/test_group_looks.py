"""Whose ways count for a group, and how often a day colleagues' ways do."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.booking.queries.places import places
from app.booking.queries.spots import spots_for
from app.booking.rules.together import MOST_LOOKS, Basis, Measure
from app.booking.services.looks import look_for_group
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection
from app.core.half import Part
from app.pola.rules.suppression import FEWEST
from tests.support.counting import counted
from tests.support.factories import actor, make_area, make_user
from tests.support.town import TUESDAY, fill, make_neighbour, make_town


@pytest.fixture
def town(app):
    """Durando is the nearest to 20162, Larga to 20122."""
    found = make_town(desks=8)
    make_area("20122", 45.4618, 9.1936)
    return found


@pytest.fixture
def anna(town):
    return make_neighbour(given_name="Anna")


@pytest.fixture
def colleagues(town):
    return [make_user(area_code="20122") for _n in range(FEWEST)]


def ids(people):
    return [one.id for one in people]


def lines():
    select = sa.select(AuditLine.actor_id, AuditLine.after).where(
        AuditLine.action == "look_for_group"
    )
    return [tuple(row) for row in connection().execute(select)]


def order(anna, colleagues, basis, measure=Measure.TOTAL):
    wish = ([anna.id, *ids(colleagues)], TUESDAY, Part.DAY, measure)
    return [spot.workplace.code for spot in spots_for(*wish, places(), basis)]


def test_the_ways_of_five_colleagues_choose_the_first_workplace(anna, colleagues):
    assert look_for_group(ids(colleagues), by=actor(anna)) is Basis.ALL
    assert order(anna, colleagues, Basis.ALL) == ["LARGA", "DURANDO", "PADOVA"]
    assert order(anna, colleagues, Basis.FEW) == ["DURANDO", "PADOVA", "LARGA"]


def test_where_the_best_workplace_is_full_the_next_best_comes_first(town, anna, colleagues):
    fill(town[2], TUESDAY)
    assert order(anna, colleagues, Basis.ALL) == ["DURANDO", "PADOVA"]


def test_of_four_who_said_where_they_start_nobodys_way_counts_and_nothing_is_written(
    anna, colleagues
):
    silent = [make_user() for _n in range(3)]
    some = ids([*colleagues[1:], *silent])
    assert look_for_group(some, by=actor(anna)) is Basis.FEW
    # The organizer is no colleague of their own.
    assert look_for_group([*some, anna.id], by=actor(anna)) is Basis.FEW
    assert lines() == []


def test_for_few_it_is_not_even_read_where_the_others_start(anna, colleagues):
    known = places()
    wish = ([anna.id, *ids(colleagues[:2])], TUESDAY, Part.DAY, Measure.TOTAL)
    with counted() as statements:
        spots_for(*wish, known, Basis.FEW)
    (asked,) = [one for one in statements if "area_code" in one]
    assert "," not in asked.rpartition(" IN (")[2], "of one person alone"


def test_after_some_looks_a_day_ones_own_way_counts_alone_until_tomorrow(anna, colleagues):
    by, others = actor(anna), ids(colleagues)
    said = [look_for_group(others, by=by) for _look in range(MOST_LOOKS + 2)]
    assert said == [Basis.ALL] * MOST_LOOKS + [Basis.OFTEN] * 2
    assert lines() == [(anna.id, '{"people": 5}')] * MOST_LOOKS, "how many, and not who"
    luca = make_neighbour()
    assert look_for_group(others, by=actor(luca)) is Basis.ALL, "each has their own looks"
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert look_for_group(others, by=by) is Basis.ALL
