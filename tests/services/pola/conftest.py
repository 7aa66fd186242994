"""Sofia, who has read what there is to read, and her manager."""

import pytest

from app.auth.models import User
from tests.support.agreements import a_manager_of, acknowledge_notices
from tests.support.factories import make_user


@pytest.fixture
def sofia(app) -> User:
    user = make_user()
    acknowledge_notices(user)
    return user


@pytest.fixture
def carlo(sofia) -> User:
    return a_manager_of(sofia)
