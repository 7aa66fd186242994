"""People in a line, people who give back, and people who click: each function is one process."""

import time

from app.auth.actors import SYSTEM
from app.booking.services.bookings import book_desk, cancel_booking
from app.booking.services.serving import serve_waiting
from tests.concurrency.players import person, told
from tests.support.racing import Track


def give_back(track: Track, user_id: int, booking_id: int) -> None:
    """Cancel a booking."""
    track.wait()
    track.note(told(cancel_booking, booking_id, by=person(user_id)))


def serve(track: Track, seconds: float) -> None:
    """Ask the line again and again for a while."""
    track.wait()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        track.note(dict(serve_waiting(by=SYSTEM)))


def click(track: Track, user_id: int, wishes: list) -> None:
    """Try one desk after the other; say what was refused and why."""
    track.wait()
    for wish in wishes:
        reasons = told(book_desk, *wish, by=person(user_id))
        track.note(reasons)
        if not reasons:
            return
