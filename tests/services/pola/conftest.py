"""Sofia, who has read what there is to read, and her manager."""

from datetime import date

import pytest

from app.auth.models import User
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.factories import make_user
from tests.support.filings import file_start, make_worker
from tests.support.ministry import configured, running_ministry


@pytest.fixture
def sofia(app) -> User:
    user = make_user()
    acknowledge_notices(user)
    return user


@pytest.fixture
def carlo(sofia) -> User:
    return a_manager_of(sofia)


@pytest.fixture
def ministry(app):
    """A Ministry that answers, and the app set up to speak to it."""
    with running_ministry() as one, configured(one.settings):
        yield one


@pytest.fixture
def started(app):
    """An agreement whose start waits to be told."""
    agreement = make_agreement(make_worker(), starts_on=date(2026, 2, 2))
    file_start(agreement)
    return agreement
