"""Processes that do the work of the jobs: each function is one process, on a track of its own."""

from datetime import timedelta
from typing import Any

from flask import current_app

from app.auth.actors import SYSTEM
from app.core import outbox
from app.pola.ministry import client
from app.pola.services.filings.sending import send_due
from app.post.services.delivery import send_mails
from tests.support.racing import Track

# So many of each before the other's turn.
MAILS, FILINGS = 20, 4


def work(track: Track, settings: dict[str, Any]) -> None:
    """Send mails and file with the Ministry for ever: only a kill ends it."""
    # So that the first word is said soon after the gun.
    assert client.Ministry
    current_app.config.update(settings)
    track.wait()
    track.note("begins")
    while True:
        send_mails(by=SYSTEM, limit=MAILS)
        send_due(by=SYSTEM, limit=FILINGS)


def send(track: Track, settings: dict[str, Any]) -> None:
    """Send what is due, and say how many mails this process sent."""
    current_app.config.update(settings)
    track.wait()
    track.note(send_mails(by=SYSTEM, lease=timedelta(minutes=2)).total())


def claim(track: Track) -> None:
    """Take all mails that are due, batch by batch, and say which."""
    track.wait()
    while mails := outbox.claim(7):
        track.note([mail.id for mail in mails])
