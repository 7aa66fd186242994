"""Claim a desk: a place under the cap, every rule, and slots whose keys have the last word."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.booking.models import Booking, BookingState, Slot
from app.booking.queries.places import places
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import Facts, Refusal, refusals
from app.booking.services.days import give_back, take
from app.core import clock
from app.core.db import PLACES, Revision, connection
from app.core.errors import Reason, Refused
from app.core.half import Half, Part

_DESK, _OWN, _OPEN, _REVISION = "desk", "own", "open", "revision"


def _facts_select() -> sa.CompoundSelect[Any]:
    """Return one statement that reads all a booking depends on, besides its day's row."""
    day: sa.BindParameter[date] = sa.bindparam("day")
    return sa.union_all(
        sa.select(
            sa.literal(_DESK).label("what"),
            sa.cast(Slot.half, sa.String).label("half"),
            Slot.booking_id.label("number"),
        ).where(Slot.desk_id == sa.bindparam("desk"), Slot.day == day),
        sa.select(sa.literal(_OWN), sa.cast(Slot.half, sa.String), Slot.booking_id).where(
            Slot.user_id == sa.bindparam("user"), Slot.day == day
        ),
        sa.select(sa.literal(_OPEN), sa.literal(""), sa.func.count())
        .select_from(Booking)
        .where(
            Booking.user_id == sa.bindparam("user"),
            Booking.state == BookingState.ACTIVE,
            Booking.day >= sa.bindparam("today"),
        ),
        sa.select(sa.literal(_REVISION), sa.literal(""), Revision.number).where(
            Revision.name == PLACES
        ),
    )


_FACTS = _facts_select()
_INSERT_SLOTS = sa.insert(Slot)


@dataclass(frozen=True)
class Wish:
    """The desk, day and part that a person asks for, at its workplace."""

    workplace: WorkplaceFacts
    desk_id: int
    day: date
    part: Part

    def words(self) -> dict[str, Any]:
        """Return what audit lines and mails say of it."""
        return {
            "workplace": self.workplace.code,
            "desk": self.workplace.desks[self.desk_id].code,
            "day": self.day,
            "part": self.part,
        }


def claim(
    desk_id: int, day: date, part: Part, *, user_id: int, except_for: int | None = None
) -> tuple[Wish, int | None]:
    """Take a place under the cap, then check every rule while the day's row is locked.

    Returns the wish, and the id of the person's booking that already is just
    this, unless one is being moved or restored (`except_for`). Raises Refused;
    the transaction then undoes the count.
    """
    known = places()
    counted_at = _workplace(known, desk_id)
    counted, taken = take(counted_at, day, part)
    by_desk, own, open_bookings, revision = _read_facts(desk_id, day, user_id, except_for)
    if revision != known.revision:
        # Somebody changed a limit since this process last looked: look again, under the lock.
        known = places(revision)
    workplace = _workplace(known, desk_id)
    if workplace.id != counted_at.id:
        raise Refused([Reason(Refusal.DESK_GONE)])
    wish = Wish(workplace, desk_id, day, part)
    if except_for is None and (same := _same_booking(part, by_desk, own)):
        if counted:
            give_back(workplace.id, day, part)
        return wish, same
    facts = Facts(
        now=clock.local().replace(tzinfo=None),
        policies=known.policies(clock.today()),
        workplace=workplace,
        desk_id=desk_id,
        taken_halves=frozenset(h for h, booking in by_desk.items() if own.get(h) != booking),
        own_halves=own,
        taken=taken,
        open_bookings=open_bookings,
    )
    if reasons := refusals(day, part, facts):
        raise Refused(reasons)
    if not counted:
        # The counter has the last word even where no rule can say why.
        words = {"workplace": workplace.name, "cap": workplace.cap(day), "halves": part.halves}
        raise Refused([Reason(Refusal.WORKPLACE_FULL, words)])
    return wish, None


def _workplace(known: Places, desk_id: int) -> WorkplaceFacts:
    """Return where a desk stands; raises Refused if it is no longer lent."""
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        raise Refused([Reason(Refusal.DESK_GONE)])
    return workplace


def _same_booking(part: Part, by_desk: Mapping[Half, int], own: Mapping[Half, int]) -> int | None:
    """Return the person's booking that holds this desk for this part and no more, or None."""
    booking = own.get(part.halves[0])
    held = tuple(half for half in Half if own.get(half) == booking)
    on_this_desk = all(by_desk.get(half) == booking for half in held)
    return booking if held == part.halves and on_this_desk else None


def _read_facts(
    desk_id: int, day: date, user_id: int, except_for: int | None
) -> tuple[dict[Half, int], dict[Half, int], int, int]:
    """Return who holds the desk, what the person holds, how many are open, the revision."""
    by_desk: dict[Half, int] = {}
    own: dict[Half, int] = {}
    open_bookings = revision = 0
    parameters = {"desk": desk_id, "day": day, "user": user_id, "today": clock.today()}
    for what, half, number in connection().execute(_FACTS, parameters):
        if what == _DESK:
            by_desk[Half(half)] = number
        elif what == _OWN:
            own[Half(half)] = number
        elif what == _OPEN:
            open_bookings = number
        else:
            revision = number
    if except_for is not None:
        open_bookings -= 1
    return by_desk, own, open_bookings, revision


def hold(booking_id: int, user_id: int, wish: Wish) -> None:
    """Write the slots; the keys catch whoever was faster."""
    slots = [
        {
            "desk_id": wish.desk_id,
            "day": wish.day,
            "half": half,
            "user_id": user_id,
            "workplace_id": wish.workplace.id,
            "booking_id": booking_id,
        }
        for half in wish.part.halves
    ]
    try:
        connection().execute(_INSERT_SLOTS, slots)
    except IntegrityError as error:
        words = {"halves": list(wish.part.halves)}
        if "user_id" in str(error.orig):
            raise Refused([Reason(Refusal.ALREADY_BOOKED, words)]) from error
        desk = wish.workplace.desks[wish.desk_id].label
        raise Refused([Reason(Refusal.DESK_TAKEN, words | {"desk": desk})]) from error
