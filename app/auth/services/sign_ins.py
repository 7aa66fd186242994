"""Beginning and ending sign-ins."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.models import SignIn, User
from app.auth.permissions import Permission, authorize
from app.auth.rules import IDLE_MINUTES, LONGEST, MOST_SIGN_INS, SIGN_IN_LINES_KEPT, Ended
from app.auth.services.guesses import attempt_of, begin_try, drop_old, note_right, note_wrong
from app.auth.services.passwords import is_password
from app.core import audit, clock
from app.core.audit import AuditLine
from app.core.db import command, connection, db


def check_sign_in(email: str, password: str, address: str) -> User | datetime | None:
    """Return the person; or the instant until which to wait; or None for a wrong guess.

    The same answer, and as slow, whether or not the account exists. Not one
    transaction: nobody else waits while a password is hashed. Raises Busy when
    too many are.
    """
    attempt = attempt_of(email, address)
    if until := begin_try(attempt):
        return until
    user = db.session.scalar(sa.select(User).where(User.email == email.lower()))
    known = user is not None and user.is_active and _may_be_used(user)
    if is_password(password, user.password_hash if user and known else None):
        note_right(attempt)
        return user
    note_wrong(attempt)
    return None


def _may_be_used(user: User) -> bool:
    """Return False for demo accounts outside the demo."""
    return bool(current_app.config["DEMO"]) or not user.is_demo


@command
def begin_sign_in(user_id: int, token_hash: str) -> None:
    """Write the row without which a cookie opens nothing; the person's dead rows go.

    So does the oldest of those that live, when a person has more browsers than anybody needs.
    """
    now = clock.now()
    run = connection().execute
    run(sa.delete(SignIn).where(SignIn.user_id == user_id, _is_dead()))
    run(
        sa.insert(SignIn).values(
            token_hash=token_hash, user_id=user_id, created_at=now, seen_at=now
        )
    )
    newest = sa.select(SignIn.id).where(SignIn.user_id == user_id).order_by(SignIn.id.desc())
    kept = newest.limit(MOST_SIGN_INS)
    run(sa.delete(SignIn).where(SignIn.user_id == user_id, SignIn.id.not_in(kept)))
    audit.record(user_id, "sign_in", "user", user_id)


def _is_dead() -> sa.ColumnElement[bool]:
    """Return in SQL whether a sign-in is over, as `rules.ending` says."""
    now = clock.now()
    return sa.or_(
        SignIn.seen_at < now - timedelta(minutes=IDLE_MINUTES), SignIn.created_at < now - LONGEST
    )


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


# Rows of a transaction: nobody who signs in meanwhile waits long.
BATCH = 500
_LINES = ("sign_in", "sign_out")


def prune(*, by: Actor) -> int:
    """Delete sign-ins that are over, and what was written down of old ones; say how many ended.

    The counts of wrong guesses that no longer matter go as well. One transaction for
    each 500 rows, never in a caller's transaction: it may stop anywhere.
    """
    authorize(by, Permission.RUN_JOBS)
    ended = 0
    while number := _delete_some(SignIn, _is_dead()):
        ended += number
    is_old = sa.and_(AuditLine.at < clock.now() - SIGN_IN_LINES_KEPT, AuditLine.action.in_(_LINES))
    while _delete_some(AuditLine, is_old):
        pass
    drop_old()
    return ended


@command
def _delete_some(model: type[SignIn | AuditLine], condition: sa.ColumnElement[bool]) -> int:
    """Delete some rows; return how many, 0 when none is left."""
    some = sa.select(model.id).where(condition).limit(BATCH)
    return connection().execute(sa.delete(model).where(model.id.in_(some))).rowcount
