"""People who book for somebody else and who give delegations: each function is one process."""

from datetime import date

from app.booking.rules.delegations import Span
from app.booking.services.delegations import give_delegation
from app.booking.services.on_behalf import book_for
from tests.concurrency.players import person, told, tried_once
from tests.support.racing import Track


@tried_once()
def book_for_a_colleague(track: Track, user_id: int, ward_id: int, wishes: list) -> None:
    """Book each of these desks for a colleague; say what was refused and why."""
    track.wait()
    for wish in wishes:
        track.note(told(book_for, ward_id, *wish, by=person(user_id)))


@tried_once()
def give(track: Track, user_id: int, delegate_id: int, first: date) -> None:
    """Let somebody book for oneself."""
    track.wait()
    track.note(told(give_delegation, delegate_id, Span(first), by=person(user_id)))
