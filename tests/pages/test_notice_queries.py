from datetime import timedelta

import pytest

from app.booking.services.exchanges import ask_exchange
from app.booking.services.groups import call_group
from app.core.half import Part
from tests.support.bell import owe
from tests.support.browser import Browser
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import TUESDAY

LATER = [TUESDAY + timedelta(days=days) for days in (2, 7, 9)]
# Each looks something up before it is written.
KINDS = (
    "booking_freed",
    "booking_moved",
    "move_asked",
    "wait_booked",
    "wait_offered",
    "draw_lost",
    "booked_for_you",
    "delegation_given",
    "group_invited",
    "group_answered",
    "exchange_asked",
    "agreement_submitted",
    "agreement_approved",
    "swap_asked",
    "renewal_reminder",
)


@pytest.fixture
def larga(app):
    return make_workplace(desks=12)


def told_of_everything(sofia, larga, day):
    """Let colleagues invite, ask and delegate; owe the rest with ids that are of nothing."""
    desks = desks_of(larga)
    anna, bruno = make_user(), make_user()
    mine = make_booking(sofia, desks[0], day)
    theirs = make_booking(anna, desks[1], day)
    ask_exchange(theirs, desks[0].id, by=actor(anna))
    call_group([sofia.id], larga.id, day + timedelta(days=1), Part.DAY, by=actor(bruno))
    facts = {"booking_id": mine, "sequence": 0, "day": day, "part": "day", "kept": None}
    facts |= {"desk_id": desks[2].id, "from_desk_id": desks[3].id, "cause": "cap", "reason": ""}
    facts |= {"name": "Anna", "until": "2026-03-03T10:00:00+00:00", "title": "", "version": 1}
    facts |= dict.fromkeys(("move", "wait", "agreement_id", "swap_id", "delegation"), mine + 900)
    facts |= {"group": mine + 900, "invite": mine + 900, "exchange": mine + 900}
    for kind in KINDS:
        owe(sofia, kind, **facts)


def queries(sofia, app):
    browser = Browser(app.test_client()).sign_in(sofia)
    browser.get("/notices")
    with counted() as statements:
        page = browser.get("/notices")
    return len(statements), page


def test_the_page_of_messages_asks_the_same_whatever_their_number(app, larga):
    sofia = make_user()
    told_of_everything(sofia, larga, TUESDAY)
    few, page = queries(sofia, app)
    assert "invites you to sit together" in page
    assert "asks to exchange desks" in page
    luca = make_user()
    for day in LATER:
        told_of_everything(luca, larga, day)
    many, _page = queries(luca, app)
    assert (few, many) == (13, 13)
