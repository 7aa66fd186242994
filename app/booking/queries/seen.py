"""Whose desks a person may see: by workplace and day, and by colleague."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.booking.models import Booking, BookingState, Slot
from app.booking.queries.availability import taken_halves
from app.booking.queries.places import places
from app.booking.rules.places import Places
from app.booking.rules.seen import SeenBy, counting, sees
from app.core import clock
from app.core.calendar import working_days
from app.core.db import connection
from app.core.half import Half, Part

# How many working days ahead a search tells, today included.
DAYS_TOLD = 5

# A desk to the half to the name of who holds it.
Seen = Mapping[int, Mapping[Half, str]]
Taken = dict[int, dict[Half, int]]

_NAME = User.given_name + " " + User.surname
# What `rules.seen.sees` says, where the database can say it.
_SHOWN = sa.and_(
    User.id != sa.bindparam("me"),
    User.is_active.is_(True),
    sa.or_(
        sa.and_(sa.bindparam("to_all", type_=sa.Boolean()), User.seen_by == SeenBy.WORKPLACE.value),
        sa.and_(
            User.seen_by.in_([SeenBy.TEAM.value, SeenBy.WORKPLACE.value]),
            User.office_id == sa.bindparam("office", type_=sa.Integer()),
        ),
    ),
)
_held = (
    sa.select(Slot.desk_id, Slot.half, Slot.user_id, _NAME)
    .outerjoin(User, sa.and_(User.id == Slot.user_id, _SHOWN))
    .where(Slot.workplace_id == sa.bindparam("workplace"), Slot.day == sa.bindparam("day"))
)
_choices = sa.select(User.id, User.seen_by, User.office_id).where(
    User.id.in_(sa.bindparam("people", expanding=True)), User.is_active.is_(True)
)
_coming = (
    sa.select(Booking.user_id, Booking.day, Booking.part, Booking.workplace_id, Booking.desk_id)
    .where(
        Booking.user_id.in_(sa.bindparam("people", expanding=True)),
        Booking.state == BookingState.ACTIVE,
        Booking.day.between(sa.bindparam("first"), sa.bindparam("last")),
    )
    .order_by(Booking.day, Booking.part)
)


@dataclass(frozen=True)
class Sitting:
    """Where a colleague sits in a part of a day."""

    day: date
    part: Part
    workplace_id: int
    desk_id: int


def taken_and_seen(
    workplace_id: int, day: date, by: Actor, known: Places | None = None
) -> tuple[Taken, Seen]:
    """Return who holds each half of each taken desk, and the names that `by` may see; one query.

    Days that have passed name nobody: where somebody was is not kept for colleagues.
    """
    ceiling = (known or places()).policies(clock.today()).seen_by
    if ceiling is SeenBy.NOBODY or day < clock.today() or by.id is None:
        return taken_halves(workplace_id, day), {}
    facts = {
        "workplace": workplace_id,
        "day": day,
        "me": by.id,
        "office": by.office_id,
        "to_all": ceiling is SeenBy.WORKPLACE,
    }
    taken: Taken = {}
    seen: dict[int, dict[Half, str]] = {}
    for desk_id, half, user_id, name in connection().execute(_held, facts):
        taken.setdefault(desk_id, {})[half] = user_id
        if name is not None:
            seen.setdefault(desk_id, {})[half] = name
    return taken, seen


def seen_at(
    workplace_id: int, day: date, by: Actor, known: Places | None = None
) -> dict[int, dict[Half, str]]:
    """Return the names of those who show `by` their desks at a workplace on a day.

    By desk and half; never one's own name. One query.
    """
    _taken, seen = taken_and_seen(workplace_id, day, by, known)
    return {desk_id: dict(halves) for desk_id, halves in seen.items()}


def days_told(subdivision: str) -> list[date]:
    """Return the working days that a search tells, today's included if it is one."""
    return working_days(clock.today(), DAYS_TOLD, subdivision)


def shown_to(by: Actor, user_ids: Collection[int], known: Places) -> dict[int, list[Sitting]]:
    """Return where those of these people who show it to `by` sit in the coming working days.

    Whoever hides is not in it, and nothing of theirs is read: it makes no difference
    whether they have a desk. Two queries, whoever is asked for.
    """
    ceiling = known.policies(clock.today()).seen_by
    rows = connection().execute(_choices, {"people": list(user_ids)})
    found: dict[int, list[Sitting]] = {
        row.id: []
        for row in rows
        if sees(by.office_id, chosen_by(row.seen_by), row.office_id, ceiling)
    }
    days = days_told(known.subdivision)
    facts = {"people": list(found), "first": days[0], "last": days[-1]}
    for row in connection().execute(_coming, facts):
        if row.workplace_id in known.by_id:
            found[row.user_id].append(Sitting(row.day, row.part, row.workplace_id, row.desk_id))
    return found


def chosen_by(stored: str) -> SeenBy:
    """Return what a person chose; what the code does not know any more shows to nobody."""
    return SeenBy(stored) if stored in set(SeenBy) else SeenBy.NOBODY


def choice_of(user_id: int, known: Places) -> tuple[SeenBy, SeenBy]:
    """Return to whom a person chose to show their desks, and what counts of it today."""
    stored = connection().execute(_choices, {"people": [user_id]}).one().seen_by
    ceiling = known.policies(clock.today()).seen_by
    return chosen_by(stored), counting(chosen_by(stored), ceiling)
