"""Slowing down those who guess passwords, without locking out those who know theirs.

Three counts of wrong guesses, each under a keyed hash: of an account from one
network, of an account from anywhere, of a network for any account. Whoever has
lately signed in from a network is known there: only the first count is theirs,
and it makes them wait a minute at most. So a stranger elsewhere cannot lock a
person out, nor can a colleague's typing close the one address of a whole city.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app.auth.models import Throttle
from app.auth.rules import (
    FORGET_AFTER,
    FREE_TRIES,
    FREE_TRIES_ANYWHERE,
    FREE_TRIES_PER_NETWORK,
    KNOWN_FOR,
    SHORT_WAIT,
    network_of,
    wait_until,
)
from app.core import clock
from app.core.db import command, connection, insert_if_new


@dataclass(frozen=True)
class Attempt:
    """Whose password is tried and from where, as the keys under which it is counted."""

    account: str
    network: str
    # The account from this network: its wrong guesses, and that its owner signed in there.
    here: str
    known: str


def attempt_of(email: str, address: str) -> Attempt:
    """Return the keys of a try; nothing of the account or the address can be read from them."""
    account, network = email.lower(), network_of(address)
    return Attempt(
        account=_key("account", account),
        network=_key("network", network),
        here=_key("here", f"{account} {network}"),
        known=_key("known", f"{account} {network}"),
    )


def _key(kind: str, value: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


@command
def begin_try(attempt: Attempt) -> datetime | None:
    """Count a try before its password is read, or return until when to wait.

    Before, so that guesses sent at the same moment count as well. A network is
    only looked at here: it counts failures, since an office may share one. A
    try that must wait writes nothing.
    """
    if until := _wait(attempt):
        return until
    keys = sorted((attempt.here, attempt.account))
    for key in keys:
        insert_if_new(Throttle, {"key": key, "failures": 0, "last_at": clock.now()})
    # Again, now that there is a row to lock: of many at once only a few are free.
    until = _wait(attempt)
    if until is None:
        for key in keys:
            _count(key)
    return until


def _wait(attempt: Attempt) -> datetime | None:
    """Return until when this try has to wait, or None; locks its counts."""
    now = clock.now()
    keys = [attempt.here, attempt.account, attempt.network, attempt.known]
    rows = {
        row.key: row
        for row in connection().execute(_recent, {"keys": keys, "since": now - KNOWN_FOR})
    }
    waits = [
        wait_until(rows[key].failures, rows[key].last_at, free, longest)
        for key, (free, longest) in _limits(attempt, is_known=attempt.known in rows).items()
        if key in rows and rows[key].last_at > now - FORGET_AFTER
    ]
    return max((wait for wait in waits if wait and wait > now), default=None)


def _limits(attempt: Attempt, *, is_known: bool) -> Mapping[str, tuple[int, timedelta]]:
    """Return the counts that hold for a try: how many are free, and the longest wait after."""
    if is_known:
        return {attempt.here: (FREE_TRIES, SHORT_WAIT)}
    return {
        attempt.here: (FREE_TRIES, FORGET_AFTER),
        attempt.account: (FREE_TRIES_ANYWHERE, SHORT_WAIT),
        attempt.network: (FREE_TRIES_PER_NETWORK, SHORT_WAIT),
    }


# Locked in PostgreSQL, in one order; SQLite's command has the whole file to itself.
_recent = (
    sa.select(Throttle.key, Throttle.failures, Throttle.last_at)
    .where(
        Throttle.key.in_(sa.bindparam("keys", expanding=True)),
        Throttle.last_at > sa.bindparam("since"),
    )
    .order_by(Throttle.key)
    .with_for_update()
)


@command
def note_wrong(attempt: Attempt) -> None:
    """Count a wrong guess for its network, and drop the rows that no longer matter."""
    drop_old()
    insert_if_new(Throttle, {"key": attempt.network, "failures": 0, "last_at": clock.now()})
    _count(attempt.network)


@command
def drop_old() -> None:
    """Delete the counts that hold nobody up any more, and networks not used for long."""
    now = clock.now()
    is_count = Throttle.failures > 0
    connection().execute(
        sa.delete(Throttle).where(
            sa.or_(
                Throttle.last_at <= now - KNOWN_FOR,
                sa.and_(is_count, Throttle.last_at <= now - FORGET_AFTER),
            )
        )
    )


def _count(key: str) -> None:
    """Add one; an old count starts again."""
    now = clock.now()
    recent = Throttle.last_at > now - FORGET_AFTER
    connection().execute(
        sa.update(Throttle)
        .where(Throttle.key == key)
        .values(failures=sa.case((recent, Throttle.failures + 1), else_=1), last_at=now)
    )


@command
def note_right(attempt: Attempt) -> None:
    """Start counting afresh after a right password, and know the person on this network."""
    counts = Throttle.key.in_([attempt.here, attempt.account])
    connection().execute(sa.delete(Throttle).where(counts))
    # Without failures: that it is there, and since when, is all that it says.
    row = {"key": attempt.known, "failures": 0, "last_at": clock.now()}
    insert_if_new(Throttle, row)
    connection().execute(sa.update(Throttle).where(Throttle.key == attempt.known).values(row))
