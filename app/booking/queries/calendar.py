"""What a person's own calendar shows, and the private address under which it asks."""

import base64
import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, url_for

from app.auth.actors import Actor
from app.auth.models import User
from app.booking.models import (
    Booking,
    BookingState,
    CalendarFeed,
    Desk,
    Floor,
    Invite,
    Room,
    Wait,
    Workplace,
)
from app.booking.queries.places import desk_label
from app.booking.rules.events import KEPT_DAYS, EventFacts
from app.booking.rules.groups import InviteState
from app.booking.rules.waiting import WaitState
from app.core import clock
from app.core.db import PLACES, Revision, connection
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID

_shown = sa.and_(
    Booking.day >= sa.bindparam("first"),
    sa.or_(Booking.state == BookingState.ACTIVE, Booking.cancelled_at >= sa.bindparam("since")),
)
# The person, and all that the calendar's text depends on, in one point query.
_feed = (
    sa.select(
        CalendarFeed.user_id,
        CalendarFeed.created_at,
        User.locale,
        sa.select(Revision.number).where(Revision.name == PLACES).scalar_subquery(),
        sa.func.count(Booking.id),
        sa.func.sum(Booking.sequence),
        sa.func.max(Booking.changed_at),
    )
    .join(User, User.id == CalendarFeed.user_id)
    .outerjoin(Booking, sa.and_(Booking.user_id == CalendarFeed.user_id, _shown))
    .where(
        CalendarFeed.token_hash == sa.bindparam("token_hash"),
        User.is_active,
        sa.or_(sa.not_(User.is_demo), sa.bindparam("demo", type_=sa.Boolean)),
    )
    .group_by(CalendarFeed.user_id, CalendarFeed.created_at, User.locale)
)
# Until the person has answered; whatever they answer gives the booking a higher number, so
# that the mark above changes with it.
_held_until = sa.func.coalesce(
    sa.select(sa.func.max(Invite.held_until))
    .where(
        Invite.booking_id == Booking.id,
        Invite.state == InviteState.HELD,
        Invite.answered_at.is_(None),
    )
    .scalar_subquery(),
    sa.select(sa.func.max(Wait.held_until))
    .where(Wait.booking_id == Booking.id, Wait.state == WaitState.OFFERED)
    .scalar_subquery(),
).label("held_until")
# Names come from the tables, not from what is known of places: a desk or a workplace
# that is no longer lent still stands in the diaries of those who were there.
_events = (
    sa.select(
        Booking.id.label("booking_id"),
        Booking.user_id,
        Booking.uid,
        Booking.sequence,
        (Booking.state == BookingState.CANCELLED).label("is_cancelled"),
        Booking.created_at,
        Booking.changed_at,
        Booking.day,
        Booking.part,
        Desk.code.label("desk"),
        Room.name.label("room"),
        Floor.number.label("floor"),
        Workplace.code.label("workplace_code"),
        Workplace.name.label("workplace"),
        Workplace.address,
        Workplace.postal_code,
        Workplace.latitude,
        Workplace.longitude,
        Workplace.opens,
        Workplace.midday,
        Workplace.closes,
        Workplace.guest_note,
        Workplace.house_rules,
        _held_until,
    )
    .join(Desk, Desk.id == Booking.desk_id)
    .join(Room, Room.id == Desk.room_id)
    .join(Floor, Floor.id == Room.floor_id)
    .join(Workplace, Workplace.id == Booking.workplace_id)
)
_of_a_person = _events.where(Booking.user_id == sa.bindparam("user"), _shown).order_by(
    Booking.day, Booking.id
)
_next = (
    _events.where(
        Booking.user_id == sa.bindparam("user"),
        Booking.state == BookingState.ACTIVE,
        Booking.day >= sa.bindparam("today"),
    )
    .order_by(Booking.day, Booking.id)
    .limit(sa.bindparam("limit"))
)
_of_a_booking = _events.where(Booking.id == sa.bindparam("booking"))
# The bookings at desks where they may not stand any more: a mail tells how it was.
_at_desks = (
    sa.select(*_events.selected_columns)
    .select_from(Booking)
    # SQLite finds a row by each key, and by no pair of keys of two tables.
    .join(Desk, Desk.id.in_(sa.bindparam("desks", expanding=True)))
    .join(Room, Room.id == Desk.room_id)
    .join(Floor, Floor.id == Room.floor_id)
    .join(Workplace, Workplace.id == Desk.workplace_id)
    .where(
        Booking.id.in_(sa.bindparam("bookings", expanding=True)),
        sa.tuple_(Booking.id, Desk.id).in_(sa.bindparam("pairs", expanding=True)),
    )
    .add_columns(Desk.id.label("desk_id"))
)


@dataclass(frozen=True)
class Feed:
    """A private calendar address that works, and a mark of all that it would show."""

    user_id: int
    locale: str | None
    changed_at: datetime
    mark: str


def find_feed(token: str) -> Feed | None:
    """Return what stands behind a private address, or None.

    Unknown, revoked, or of somebody who has left: one and the same query finds
    nothing, so that the answer's time tells nothing either.
    """
    parameters = {"token_hash": token_hash(token), "demo": current_app.config["DEMO"]}
    row = connection().execute(_feed, parameters | _window()).first()
    if row is None:
        return None
    user_id, created_at, locale, *numbers, changed_at = row
    # The day is part of it, since past and cancelled events leave as days go by.
    parts = (locale, *numbers, changed_at, clock.today())
    mark = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return Feed(user_id, locale, max(created_at, changed_at or created_at), mark)


def events_of(user_id: int) -> list[EventFacts]:
    """Return a person's events: the last month and all to come, cancelled ones for a while."""
    rows = connection().execute(_of_a_person, {"user": user_id} | _window())
    return [_facts(row) for row in rows]


def next_events(user_id: int, limit: int) -> list[EventFacts]:
    """Return a person's next events from today on, in order of day."""
    rows = connection().execute(_next, {"user": user_id, "today": clock.today(), "limit": limit})
    return sorted((_facts(row) for row in rows), key=lambda event: event.begins)


def find_event(booking_id: int) -> EventFacts | None:
    """Return one booking as an event, or None."""
    if booking_id > LARGEST_ID:
        return None
    row = connection().execute(_of_a_booking, {"booking": booking_id}).first()
    return _facts(row) if row else None


def find_event_at(booking_id: int, desk_id: int) -> EventFacts | None:
    """Return one booking as an event at a desk, whether or not it still stands there."""
    return look_up(events_at, (booking_id, desk_id))


def events_at(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], EventFacts]:
    """Return bookings as events at desks, by both their ids."""
    bookings, desks = ({pair[place] for pair in pairs} for place in (0, 1))
    rows = connection().execute(
        _at_desks, {"bookings": list(bookings), "desks": list(desks), "pairs": list(pairs)}
    )
    return {(row.booking_id, row.desk_id): _facts(row) for row in rows}


def feed_address(by: Actor) -> str | None:
    """Return the person's private calendar address, or None if there is none that works."""
    row = (
        connection()
        .execute(
            sa.select(CalendarFeed.nonce, CalendarFeed.token_hash).where(
                CalendarFeed.user_id == by.id
            )
        )
        .first()
    )
    if row is None:
        return None
    token = feed_token(row.nonce)
    # Under a new SECRET_KEY the old addresses are dead, and this one was never given out.
    if token_hash(token) != row.token_hash:
        return None
    return url_for("booking.feed", token=token, _external=True)


def feed_token(nonce: str) -> str:
    """Return the secret part of an address; neither the table alone nor the key alone tells it."""
    key = current_app.config["SECRET_KEY"].encode()
    digest = hmac.digest(key, f"calendar:{nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def token_hash(token: str) -> str:
    """Return what the table keeps of an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def _window() -> dict[str, Any]:
    kept = timedelta(days=KEPT_DAYS)
    return {"first": clock.today() - kept, "since": clock.now() - kept}


def _facts(row: Any) -> EventFacts:
    fields = dict(row._mapping)
    fields.pop("desk_id", None)
    fields["desk"] = desk_label(fields["desk"], fields.pop("workplace_code"))
    return EventFacts(**fields)
