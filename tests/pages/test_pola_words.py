import pytest

from app.pola.labels.inbox import (
    BOXES,
    BROKEN,
    NOTICES_GIVEN,
    PARTIES,
    STARTS,
    TROUBLES,
    URGENCIES,
)
from app.pola.labels.person import STEPS
from app.pola.labels.protocol import PROTOCOL_FAULTS
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch
from app.pola.rules.inbox import Box, Trouble, Urgency
from app.pola.rules.protocol import ProtocolFault
from app.pola.rules.routes import Side
from app.pola.rules.states import Step
from app.pola.rules.ways import Party

DATED = set(Urgency) - {Urgency.LATER}


@pytest.mark.parametrize(
    ("labels", "members"),
    [
        (BOXES, Box),
        (BROKEN, Fault),
        (NOTICES_GIVEN, Side),
        (PARTIES, Party),
        (STARTS, DATED),
        (URGENCIES, DATED),
        (TROUBLES, Trouble),
        (STEPS, Step),
        (PROTOCOL_FAULTS, {*ProtocolFault, Hitch.GONE}),
    ],
)
def test_everything_that_is_shown_has_words(labels, members):
    assert set(labels) == set(members)
