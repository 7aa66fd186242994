"""Runners that forget the past while others count it."""

from app.auth.actors import SYSTEM
from app.booking.services.retention import delete_past, forget_people
from tests.support.racing import Track


def forget(track: Track) -> None:
    """Do both jobs of a night; tell how much was done."""
    track.wait()
    track.note(forget_people(by=SYSTEM))
    track.note(delete_past(by=SYSTEM))
