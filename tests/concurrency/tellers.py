"""What runners tell the Ministry: each function is one process, on a track of its own."""

from typing import Any

from flask import current_app

from app.auth.actors import SYSTEM
from app.pola.ministry import client
from app.pola.services.filings.sending import send_due
from tests.concurrency.players import tried_once
from tests.support.racing import Track


@tried_once()
def send(track: Track, settings: dict[str, Any]) -> None:
    """Tell all that waits, and say how much of it this process told."""
    # So that the first word is said soon after the gun.
    assert client.Ministry
    current_app.config.update(settings)
    track.wait()
    track.note("begins")
    track.note(send_due(by=SYSTEM, limit=200)["accepted"])
