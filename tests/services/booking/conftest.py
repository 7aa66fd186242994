"""A desk, and two people who may want it."""

import pytest

from app.auth.actors import Actor
from app.booking.models import Desk
from tests.support.factories import actor, desks_of, make_user, make_workplace


@pytest.fixture
def desk(app) -> Desk:
    return desks_of(make_workplace())[0]


@pytest.fixture
def sofia(app) -> Actor:
    return actor(make_user())


@pytest.fixture
def anna(app) -> Actor:
    return actor(make_user())
