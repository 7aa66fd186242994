"""A person's private calendar address: made, replaced, revoked."""

import secrets

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.passwords import on_password_change
from app.booking.models import CalendarFeed
from app.booking.queries.calendar import feed_token, token_hash
from app.core import audit, clock
from app.core.db import command, connection, insert_if_new


@command
def new_feed(*, by: Actor) -> None:
    """Make a private calendar address; the one there was before stops working."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    nonce = secrets.token_urlsafe(32)
    values = {
        "nonce": nonce,
        "token_hash": token_hash(feed_token(nonce)),
        "created_at": clock.now(),
    }
    # Of two clicks at once the later one waits here, and its address is the one that works.
    insert_if_new(CalendarFeed, {"user_id": by.id} | values)
    connection().execute(
        sa.update(CalendarFeed).where(CalendarFeed.user_id == by.id).values(values)
    )
    audit.record(by.id, "new_feed", "user", by.id)


@command
def revoke_feed(*, by: Actor) -> None:
    """Let the private calendar address answer nobody any more; without one nothing happens."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    assert by.id is not None
    drop_feed(by.id, by=by)


@on_password_change
def drop_feed(user_id: int, *, by: Actor) -> None:
    """Revoke a person's calendar address, if there is one, inside the caller's transaction."""
    revoked = connection().execute(sa.delete(CalendarFeed).where(CalendarFeed.user_id == user_id))
    if revoked.rowcount:
        audit.record(by.id, "revoke_feed", "user", user_id)
