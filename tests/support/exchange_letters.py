"""What a person is told when their question for a colleague's desk is accepted."""

from datetime import date

from app.booking.services.exchanges import answer_exchange, ask_exchange
from tests.support.factories import actor, desks_of, make_booking, make_user

TUESDAY = date(2026, 3, 3)


def exchanged(sofia, larga):
    """Let Sofia ask for the second desk, and whoever has it accept."""
    first, second = desks_of(larga)[:2]
    bruno = make_user()
    mine = make_booking(sofia, first, TUESDAY)
    make_booking(bruno, second, TUESDAY)
    answer_exchange(ask_exchange(mine, second.id, by=actor(sofia)), accept=True, by=actor(bruno))


STORIES = {"exchange_made": (exchanged, "exchange_made")}
METHODS = {"exchange_made": "REQUEST"}
