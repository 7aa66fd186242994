"""People who say that they come, and whoever frees their desks: each function is one process."""

from typing import Any

from app.auth.actors import SYSTEM
from app.booking.queries.places import places
from app.booking.services.attendance import confirm_booking
from app.booking.services.bookings import book_desk, cancel_booking
from app.booking.services.releases import release_unconfirmed, release_when_due
from tests.concurrency.players import person, told, tried_once
from tests.support.house import at
from tests.support.racing import Track


@tried_once()
def say_so(track: Track, user_id: int, booking: int) -> None:
    """Confirm in the last minute."""
    with at(8, 59):
        track.wait()
        track.note(told(confirm_booking, booking, by=person(user_id)))


@tried_once()
def give_up(track: Track, user_id: int, booking: int) -> None:
    """Cancel in the last minute."""
    with at(8, 59):
        track.wait()
        track.note(told(cancel_booking, booking, by=person(user_id)))


@tried_once()
def free(track: Track, turns: int) -> None:
    """Be the job, on a clock that is a minute ahead."""
    with at(9):
        track.wait()
        for _turn in range(turns):
            track.note(release_unconfirmed(by=SYSTEM))


@tried_once()
def look_and_take(track: Track, user_id: int, wish: Any) -> None:
    """Look, which frees first, and take somebody's desk."""
    with at(9):
        track.wait()
        release_when_due(places(), by=SYSTEM)
        track.note(told(book_desk, *wish, by=person(user_id)))
