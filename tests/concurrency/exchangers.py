"""People who answer for an exchange or change their booking: each function is one process."""

from functools import partial

from app.auth.actors import SYSTEM
from app.booking.services.bookings import cancel_booking, change_booking, restore_booking
from app.booking.services.exchanges import answer_exchange, end_exchanges
from tests.concurrency.players import Wish, person, told, tried_once
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


@tried_once()
def change(track: Track, user_id: int, goals: list[tuple[int, Wish]]) -> None:
    """Change each of one's own bookings to its goal."""
    track.wait()
    for number, goal in goals:
        track.note(told(change_booking, number, *goal, by=person(user_id)))


@tried_once()
def cancel_and_restore(track: Track, user_id: int, bookings: list[int], turns: int) -> None:
    """Cancel one's own bookings and take them back, again and again."""
    track.wait()
    for _turn in range(turns):
        for number in bookings:
            for deed in (cancel_booking, restore_booking):
                track.note(told(deed, number, by=person(user_id)))


@tried_once()
def end(track: Track, turns: int) -> None:
    """End the questions that were overtaken, again and again."""
    track.wait()
    track.note(sum(end_exchanges(by=SYSTEM) for _turn in range(turns)))
