"""Beginning and ending sign-ins, and slowing down those who guess."""

import hashlib
import hmac
import threading
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

from app.auth.models import SignIn, Throttle, User
from app.auth.rules import (
    FORGET_AFTER,
    FREE_TRIES,
    FREE_TRIES_PER_ADDRESS,
    IDLE_MINUTES,
    LONGEST,
    Ended,
    wait_until,
)
from app.core import audit, clock
from app.core.db import command, connection, db, insert_if_new

# OWASP's smallest recommended cost: 18 ms, so that Monday at nine does not starve readers.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# At most two hash at once in a process; the others wait their turn.
_hashing = threading.BoundedSemaphore(2)
# Checked when there is no such account, so that the answer takes as long.
_NOBODY = hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """Return the Argon2id hash that the database keeps."""
    with _hashing:
        return hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Return True if the password matches; as slow for accounts without one."""
    with _hashing:
        try:
            hasher.verify(password_hash or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def check_sign_in(email: str, password: str, address: str) -> User | datetime | None:
    """Return the person; or the instant until which to wait; or None for a wrong guess.

    The same answer, and as slow, whether or not the account exists. Throttled by
    account and by network address, each kept only as a keyed hash. Not one
    transaction: nobody else waits while a password is hashed.
    """
    account, network = _key("account", email.lower()), _key("address", address)
    if until := count_try(account, network):
        return until
    user = db.session.scalar(sa.select(User).where(User.email == email.lower()))
    known = user is not None and user.is_active and _may_be_used(user)
    if is_password(password, user.password_hash if user and known else None):
        forget_tries(account)
        return user
    note_failure(network)
    return None


def _may_be_used(user: User) -> bool:
    """Return False for demo accounts outside the demo."""
    return bool(current_app.config["DEMO"]) or not user.is_demo


def _key(kind: str, value: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


@command
def count_try(account: str, network: str) -> datetime | None:
    """Count a try of an account before its password is read, or return until when to wait.

    Before, so that guesses sent at the same moment count as well. A network address
    is only looked at here: it counts failures, since an office may share one.
    """
    now = clock.now()
    insert_if_new(Throttle, {"key": account, "failures": 0, "last_at": now})
    limits = {account: FREE_TRIES, network: FREE_TRIES_PER_ADDRESS}
    rows = connection().execute(_recent, {"keys": list(limits), "since": now - FORGET_AFTER})
    waits = [wait_until(row.failures, row.last_at, limits[row.key]) for row in rows]
    until = max((wait for wait in waits if wait and wait > now), default=None)
    if until is None:
        _count(account)
    return until


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
def note_failure(network: str) -> None:
    """Count a wrong guess for a network address, and drop the counts that no longer matter."""
    now = clock.now()
    connection().execute(sa.delete(Throttle).where(Throttle.last_at <= now - FORGET_AFTER))
    insert_if_new(Throttle, {"key": network, "failures": 0, "last_at": now})
    _count(network)


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
def forget_tries(account: str) -> None:
    """Start counting afresh after a right password."""
    connection().execute(sa.delete(Throttle).where(Throttle.key == account))


@command
def begin_sign_in(user_id: int, token_hash: str) -> None:
    """Write the row without which a cookie opens nothing; the person's dead rows go."""
    now = clock.now()
    dead = sa.or_(
        SignIn.seen_at < now - timedelta(minutes=IDLE_MINUTES), SignIn.created_at < now - LONGEST
    )
    connection().execute(sa.delete(SignIn).where(SignIn.user_id == user_id, dead))
    connection().execute(
        sa.insert(SignIn).values(
            token_hash=token_hash, user_id=user_id, created_at=now, seen_at=now
        )
    )
    audit.record(user_id, "sign_in", "user", user_id)


@command
def end_sign_in(sign_in_id: int, why: Ended) -> None:
    """End one browser's sign-in; one that has ended already is left in peace."""
    user_id = (
        connection()
        .execute(sa.delete(SignIn).where(SignIn.id == sign_in_id).returning(SignIn.user_id))
        .scalar()
    )
    if user_id is not None:
        actor_id = user_id if why is Ended.BY_PERSON else None
        audit.record(actor_id, "sign_out", "user", user_id, after={"why": why})


@command
def keep_awake(sign_in_id: int) -> None:
    """Note that the person is still there; called at most once a minute."""
    connection().execute(
        sa.update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now())
    )
