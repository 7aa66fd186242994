"""People in a line, people who give back, and people who click: each function is one process."""

import random
import time
from datetime import datetime

from app.auth.actors import SYSTEM
from app.booking.services.bookings import book_desk, cancel_booking
from app.booking.services.serving import serve_waiting
from app.core import clock
from tests.concurrency.players import person, told, tried_once
from tests.support.racing import Track


def give_back(track: Track, user_id: int, booking_id: int, seconds: float) -> None:
    """Cancel a booking at some moment within so many seconds."""
    track.wait()
    time.sleep(random.uniform(0, seconds))
    track.note(told(cancel_booking, booking_id, by=person(user_id)))


def serve(track: Track, seconds: float) -> None:
    """Ask the line again and again for a while."""
    track.wait()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        track.note(dict(serve_waiting(by=SYSTEM)))


@tried_once()
def expire(track: Track, later: datetime, turns: int) -> None:
    """End the offers that nobody answered, again and again, by a clock that runs ahead."""
    track.wait()
    with clock.frozen(later):
        for _turn in range(turns):
            serve_waiting(by=SYSTEM)


def click(track: Track, user_id: int, wishes: list) -> None:
    """Try one desk after the other; say what was refused and why."""
    track.wait()
    _try(track, user_id, wishes)


def keep_clicking(track: Track, user_id: int, wishes: list, seconds: float) -> None:
    """Try the desks again and again for a while; say what was refused and why."""
    track.wait()
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not _try(track, user_id, random.sample(wishes, len(wishes))):
        pass


def _try(track: Track, user_id: int, wishes: list) -> bool:
    for wish in wishes:
        reasons = told(book_desk, *wish, by=person(user_id))
        track.note(reasons)
        if not reasons:
            return True
    return False
