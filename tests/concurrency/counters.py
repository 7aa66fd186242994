"""Runners that count past days, and searches, at the same time."""

from datetime import date

from app.auth.actors import SYSTEM
from app.booking.services.totals import keep_totals, rebuild_totals
from app.booking.services.unmet import count_unmet
from app.core.half import Half
from tests.support.racing import Track


def keep(track: Track) -> None:
    """Do what is done every night; say how many months it took."""
    track.wait()
    track.note(len(keep_totals(by=SYSTEM)))


def rebuild(track: Track) -> None:
    """Count every month again; say how many."""
    track.wait()
    track.note(len(rebuild_totals(date.min, date.max, by=SYSTEM)))


def search(track: Track, day: date) -> None:
    """Find nothing near, once for each half."""
    track.wait()
    count_unmet("20162", day, list(Half), by=SYSTEM)
    track.note("counted")
