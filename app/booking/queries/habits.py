"""What a person likes and does every week."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa

from app.booking.models import Booking, Favourite, UsualDay
from app.booking.queries.bookings import HELD_ROWS, Held
from app.booking.rules.habits import week_to_book
from app.booking.rules.places import Places
from app.core.db import UTCDateTime, connection
from app.core.half import Part

_HELD, _LIKED, _USUAL = "held", "liked", "usual"
_NO_NUMBER = sa.cast(sa.null(), sa.Integer)
# What a person holds, likes and usually does, in one statement: the first page asks it.
_habits = sa.union_all(
    HELD_ROWS.add_columns(sa.literal(_HELD), sa.cast(sa.null(), UTCDateTime())),
    sa.select(
        sa.literal(0),
        sa.cast(sa.null(), sa.Date),
        sa.literal(Part.DAY, Booking.part.type),
        sa.literal(0),
        Favourite.desk_id,
        sa.false(),
        _NO_NUMBER,
        sa.literal(_LIKED),
        Favourite.created_at,
    ).where(Favourite.user_id == sa.bindparam("user")),
    sa.select(
        UsualDay.weekday,
        sa.cast(sa.null(), sa.Date),
        UsualDay.part,
        sa.literal(0),
        sa.literal(0),
        sa.false(),
        _NO_NUMBER,
        sa.literal(_USUAL),
        sa.cast(sa.null(), UTCDateTime()),
    ).where(UsualDay.user_id == sa.bindparam("user")),
)


@dataclass(frozen=True)
class Habits:
    """The desks that a person holds, those they like, the latest first, and their usual week."""

    held: list[Held]
    favourites: tuple[int, ...] = ()
    # ISO weekday, Monday is 1, to the part of it.
    usual_days: Mapping[int, Part] = field(default_factory=dict)


def habits_of(user_id: int, first: date) -> Habits:
    """Return what a person holds from a day on, in order of day, likes and usually does."""
    held: list[Held] = []
    liked = []
    usual = {}
    for *row, what, added_at in connection().execute(_habits, {"user": user_id, "first": first}):
        if what == _LIKED:
            liked.append((added_at, row[4]))
        elif what == _USUAL:
            usual[row[0]] = row[2]
        else:
            held.append(Held(*row))
    return Habits(
        sorted(held, key=lambda one: (one.day, one.part)),
        tuple(desk_id for _at, desk_id in sorted(liked, reverse=True)),
        usual,
    )


def favourites_of(user_id: int) -> list[int]:
    """Return the desks that a person likes, the one added last first."""
    select = sa.select(Favourite.desk_id).where(Favourite.user_id == user_id)
    latest_first = (Favourite.created_at.desc(), Favourite.desk_id.desc())
    return list(connection().scalars(select.order_by(*latest_first)))


def next_usual_week(habits: Habits, known: Places, today: date) -> date | None:
    """Return the Monday of the next week that a person could book as usual, or None."""
    if not habits.usual_days:
        return None
    last = today + timedelta(days=known.policies(today).days_ahead)
    booked = {one.day for one in habits.held}
    return week_to_book(habits.usual_days, today, last, booked, known.subdivision)
