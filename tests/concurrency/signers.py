"""What runners do with agreements: each function is one process, on a track of its own."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import SYSTEM
from app.core.db import connection, transaction
from app.pola.models import Agreement
from app.pola.queries.agreements import agreement_on
from app.pola.rules.states import State
from app.pola.services import decisions, drafts, endings, signing
from tests.concurrency.players import person, told, tried_once
from tests.support.racing import Track

REASON = "Lo sportello resterebbe scoperto."


@tried_once()
def begin_request(track: Track, user_id: int) -> None:
    """Press `new request`, and tell which one it is."""
    track.wait()
    track.note(drafts.start_request(user_id, by=person(user_id)))


@tried_once()
def approve(track: Track, user_id: int, agreement_id: int) -> None:
    """Approve a request."""
    track.wait()
    track.note(told(decisions.approve_request, agreement_id, by=person(user_id)))


@tried_once()
def refuse(track: Track, user_id: int, agreement_id: int) -> None:
    """Refuse a request."""
    track.wait()
    track.note(told(decisions.refuse_request, agreement_id, REASON, by=person(user_id)))


@tried_once()
def sign(track: Track, user_id: int, agreement_id: int, sha256: str) -> None:
    """Sign an agreement."""
    track.wait()
    track.note(told(signing.sign, agreement_id, sha256, by=person(user_id)))


@tried_once()
def take_notice_back(track: Track, user_id: int, agreement_id: int) -> None:
    """Let an agreement go on that was to end."""
    track.wait()
    track.note(told(endings.take_notice_back, agreement_id, by=person(user_id)))


@tried_once()
def run_dates(track: Track) -> None:
    """Do what the night does; tell how much of it this process did."""
    track.wait()
    track.note(endings.run_dates(by=SYSTEM)["expired"])


def put_in_force(track: Track, user_id: int, agreement_id: int, first: date, last: date) -> None:
    """Put an agreement in force as one should not: look, nobody's turn taken, then write."""
    track.wait()
    is_free = agreement_on(user_id, first) is None
    track.wait()
    try:
        with transaction():
            period = {"in_force_from": first, "in_force_until": last, "state": State.ACTIVE}
            write = sa.update(Agreement).where(Agreement.id == agreement_id)
            connection().execute(write.values(period))
    except IntegrityError:
        track.note(is_free, False)
    else:
        track.note(is_free, True)
