"""Passwords: hashed, compared, and what else ends when one changes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.auth.actors import Actor
from app.auth.rules import PasswordRefusal, is_long_enough
from app.core.errors import Busy, Reason, Refused

PasswordHash = NewType("PasswordHash", str)
# Takes the person's id and `by`, inside the transaction that changes the password.
Follower = Callable[..., None]

# OWASP's smallest recommended cost: 18 ms, so that Monday at nine does not starve readers.
hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# At most two hash at once in a process; the others wait their turn, but not for ever.
_hashing = threading.BoundedSemaphore(2)
LONGEST_QUEUE_SECONDS = 3.0
# Checked when there is no such account, so that the answer takes as long.
_NOBODY = hasher.hash("nobody has this password")

_followers: list[Follower] = []


def hash_password(password: str) -> PasswordHash:
    """Return the Argon2id hash that the database keeps; raises Busy after a few seconds' queue."""
    with _turn():
        return PasswordHash(hasher.hash(password))


def hash_new_password(password: str) -> PasswordHash:
    """Return the hash of a password that somebody chose.

    Raises Refused when it is too short or too long. Called before the command
    that stores it: nobody else waits while a password is hashed.
    """
    if not is_long_enough(password):
        raise Refused([Reason(PasswordRefusal.LENGTH)])
    return hash_password(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Return True if the password matches; as slow for accounts without one. May raise Busy."""
    with _turn():
        try:
            hasher.verify(password_hash or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@contextmanager
def _turn() -> Iterator[None]:
    """Wait to hash; a flood of sign-ins is told to come back, and holds no thread meanwhile."""
    if not _hashing.acquire(timeout=LONGEST_QUEUE_SECONDS):
        raise Busy("too many passwords to check")
    try:
        yield
    finally:
        _hashing.release()


def on_password_change(follower: Follower) -> Follower:
    """Let a function of a higher feature run whenever a person's password changes.

    Accounts know no other feature, yet what opens without a password must close
    with the old one: whoever stole it may have that as well.
    """
    _followers.append(follower)
    return follower


def follow_password_change(user_id: int, *, by: Actor) -> None:
    """Run what follows a new password, inside the caller's transaction."""
    for follower in _followers:
        follower(user_id, by=by)
