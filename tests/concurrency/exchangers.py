"""People who answer for an exchange or give their desk back: each function is one process."""

from functools import partial

from app.booking.services.bookings import cancel_booking
from app.booking.services.exchanges import answer_exchange
from tests.concurrency.players import person, told, tried_once
from tests.support.racing import Track


@tried_once()
def accept(track: Track, user_id: int, exchanges: list[int]) -> None:
    """Say yes to each of these questions; note what came of it."""
    track.wait()
    for number in exchanges:
        track.note(told(partial(answer_exchange, accept=True), number, by=person(user_id)))


@tried_once()
def give_back(track: Track, user_id: int, bookings: list[int]) -> None:
    """Cancel each of one's own bookings."""
    track.wait()
    for number in bookings:
        track.note(told(cancel_booking, number, by=person(user_id)))
