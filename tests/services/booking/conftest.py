"""A desk, and two people who may want it."""

import pytest

from app.auth.actors import Actor
from app.auth.models import User
from app.booking.models import Desk
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.past import write_three_months


@pytest.fixture
def desk(app) -> Desk:
    return desks_of(make_workplace())[0]


@pytest.fixture
def sofia(app) -> Actor:
    return actor(make_user())


@pytest.fixture
def anna(app) -> Actor:
    return actor(make_user())


@pytest.fixture
def long_past(app) -> list[User]:
    """Three and a half months of bookings, counted; the people."""
    return write_three_months()
