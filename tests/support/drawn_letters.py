"""What happens in draws before somebody gets a letter about one."""

from datetime import date, time

from app.auth.actors import SYSTEM
from app.booking.rules.dated import DrawFacts
from app.booking.services.fairness import set_draw
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import at

TUESDAY = date(2026, 3, 3)


def entered(sofia, *, desks=1, others=0, had=0):
    """Let Sofia, who had some desks, enter a draw with others; it is held at noon."""
    small = make_workplace("SOTTO", desks=desks)
    set_draw(small.id, DrawFacts("", 1, time(12), date(2026, 3, 2)), by=SYSTEM)
    other_desk = desks_of(make_workplace("SILE"))[0]
    for n in range(had):
        make_booking(sofia, other_desk, date(2026, 3, 4 + n))
    for user in [sofia, *(make_user() for _n in range(others))]:
        wait_for(small.id, TUESDAY, Part.DAY, by=actor(user))
    with at(12):
        serve_waiting(by=SYSTEM)


def draw_won(sofia, _larga):
    entered(sofia)


def draw_lost(sofia, _larga):
    entered(sofia, desks=2, others=5, had=2)


def draw_lost_among_few(sofia, _larga):
    entered(sofia, others=1, had=1)


STORIES = {
    "draw_won": (draw_won, "wait_booked"),
    "draw_lost": (draw_lost, "draw_lost"),
    "draw_lost_among_few": (draw_lost_among_few, "draw_lost"),
}
METHODS = {"draw_won": "REQUEST"}
