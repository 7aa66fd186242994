"""What a person likes and does every week: note it, and book their usual week."""

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Favourite, UsualDay
from app.booking.queries.bookings import held_since
from app.booking.queries.habits import favourites_of, habits_of
from app.booking.queries.places import places
from app.booking.queries.usual_week import propose_usual
from app.booking.rules.habits import MOST_FAVOURITES, HabitRefusal, missing_part, usual_days_of
from app.booking.rules.places import EQUIPMENT
from app.booking.rules.refusals import Refusal
from app.booking.services.bookings import book_desk
from app.core import audit, clock
from app.core.db import command, connection, insert_if_new
from app.core.errors import Reason, Refused
from app.core.half import Part

# Others are booking, too: after so many tries a day is left as it is.
TRIES = 3


@command
def add_favourite(desk_id: int, *, by: Actor) -> None:
    """Note that a person likes a desk; a second time changes nothing. Raises Refused."""
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    if desk_id not in places().by_desk:
        raise Refused([Reason(Refusal.DESK_GONE)])
    present = favourites_of(by.id)
    if desk_id not in present and len(present) >= MOST_FAVOURITES:
        raise Refused([Reason(HabitRefusal.TOO_MANY_FAVOURITES, {"most": MOST_FAVOURITES})])
    insert_if_new(Favourite, {"user_id": by.id, "desk_id": desk_id, "created_at": clock.now()})
    audit.record(by.id, "add_favourite", "desk", desk_id)


@command
def remove_favourite(desk_id: int, *, by: Actor) -> None:
    """Note that a person no longer likes a desk; a second time changes nothing."""
    authorize(by, Permission.BOOK_DESK)
    connection().execute(
        sa.delete(Favourite).where(Favourite.user_id == by.id, Favourite.desk_id == desk_id)
    )
    audit.record(by.id, "remove_favourite", "desk", desk_id)


@command
def tell_wishes(equipment: Collection[str], *, by: Actor) -> None:
    """Store what a person likes a desk to have; ValueError for what no desk can have."""
    authorize(by, Permission.EDIT_OWN_PROFILE)
    if unknown := set(equipment) - set(EQUIPMENT):
        raise ValueError(f"no desk has {sorted(unknown)}")
    stored = "|".join(item for item in EQUIPMENT if item in equipment)
    connection().execute(sa.update(User).where(User.id == by.id).values(wished_equipment=stored))
    audit.record(by.id, "tell_wishes", "user", by.id, after={"equipment": stored})


@command
def set_usual_week(usual: Mapping[int, Part], *, by: Actor) -> None:
    """Store on which weekdays (Monday is 1) a person usually wants a desk, and for which part."""
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    connection().execute(sa.delete(UsualDay).where(UsualDay.user_id == by.id))
    rows = [{"user_id": by.id, "weekday": n, "part": part} for n, part in usual.items()]
    if rows:
        connection().execute(sa.insert(UsualDay), rows)
    audit.record(by.id, "set_usual_week", "user", by.id, after={str(n): usual[n] for n in usual})


def book_usual_week(monday: date, *, by: Actor) -> int:
    """Book the days of a person's usual week that they hold no desk for; return how many.

    Never in a caller's transaction: each day is a booking of its own, and what is booked
    stays, whatever becomes of the rest. A second time books nothing twice.
    """
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    known = places()
    usual = habits_of(by.id, clock.today()).usual_days
    days = usual_days_of(usual, monday, known.subdivision)
    return sum(_book_day(day, part, by) for day, part in days)


def _book_day(day: date, wanted: Part, by: Actor) -> bool:
    """Book what is missing of a day, on the best desk that nobody waits for."""
    for _try in range(TRIES):
        held = [half for one in held_since(by.id or 0, day) if one.day == day
                for half in one.part.halves]  # fmt: skip
        part = missing_part(wanted, held)
        if part is None:
            return False
        home = propose_usual(by, places(), day, part)
        if home.proposal is None or home.part is not part:
            return False
        try:
            book_desk(home.proposal.desk.id, day, part, by=by)
        except Refused:
            continue
        return True
    return False
