import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.mixes import Mixes
from tests.support.mixes_of_limits import Limits
from tests.support.mixes_together import Together

# The same mixes for everybody who tests one state of the code, and long enough to hold everything;
# as many new ones as somebody asks for: MIXES=200.
EXAMPLES = int(os.environ.get("MIXES", "25"))
IS_SEARCH = "MIXES" in os.environ


@pytest.mark.parametrize("deeds", [Mixes, Limits, Together])
def test_whatever_people_do_in_whatever_order_the_model_says_the_same(app, deeds):
    deeds.app = app
    run_state_machine_as_test(
        deeds,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=50,
            deadline=None,
            derandomize=not IS_SEARCH,
            suppress_health_check=list(HealthCheck),
        ),
    )
