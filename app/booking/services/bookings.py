"""Book, cancel, restore and change: the rules explain, the keys guarantee."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Booking, BookingState, Slot
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.places import places
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import Facts, Refusal, halves_left, refusals
from app.booking.services.days import give_back, lock_days, lock_person, open_day, take
from app.core import audit, clock, mail
from app.core.db import PLACES, Revision, command, connection
from app.core.errors import Reason, Refused
from app.core.half import Half, Part

_DESK, _OWN, _OPEN, _REVISION = "desk", "own", "open", "revision"


def _facts_select() -> sa.CompoundSelect[Any]:
    """Return one statement that reads all a booking depends on, besides its day's row."""
    day = sa.bindparam("day")
    return sa.union_all(
        sa.select(
            sa.literal(_DESK).label("what"), sa.cast(Slot.half, sa.String).label("half"),
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
_INSERT_BOOKING = sa.insert(Booking).returning(Booking.id)
_INSERT_SLOTS = sa.insert(Slot)
_DELETE_SLOTS = sa.delete(Slot).where(Slot.booking_id == sa.bindparam("b_booking"))
# Compare and swap: of two who change one booking at once, one finds it changed.
_SWAP = sa.update(Booking).where(
    Booking.id == sa.bindparam("b_id"), Booking.sequence == sa.bindparam("b_sequence")
)


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


@command
def book_desk(desk_id: int, day: date, part: Part, *, by: Actor) -> int:
    """Book a desk for half a day or the whole of it; return the booking's id.

    Raises Refused with every reason. A second click on the same desk returns
    the booking that the first one made.
    """
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    wish, own = _claim(desk_id, day, part, user_id=by.id)
    if own is not None:
        return own
    now = clock.now()
    booking_id = connection().execute(
        _INSERT_BOOKING,
        {
            "user_id": by.id,
            "desk_id": desk_id,
            "workplace_id": wish.workplace.id,
            "day": day,
            "part": part,
            "state": BookingState.ACTIVE,
            "uid": f"{uuid.uuid4()}@vicino",
            "sequence": 0,
            "created_at": now,
            "changed_at": now,
            "cancelled_at": None,
        },
    ).scalar_one()
    _hold(booking_id, by.id, wish)
    words = wish.words()
    audit.record(by.id, "book_desk", "booking", booking_id, after=words)
    mail.enqueue(by.id, "booking_made", {"booking_id": booking_id, "sequence": 0} | words)
    return int(booking_id)


@command
def cancel_booking(booking_id: int, *, by: Actor) -> BookingFacts:
    """Give back the halves that have not ended; return the booking as it was before.

    A whole day whose morning is over keeps its morning. Raises Refused when
    nothing is left to give back.
    """
    booking = _get(booking_id, Permission.CHANGE_BOOKING, by)
    known = places()
    workplace = known.by_id.get(booking.workplace_id)
    if not booking.is_active:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
    left = list(booking.part.halves)
    if workplace is not None:
        now = clock.local().replace(tzinfo=None)
        left = halves_left(booking.day, booking.part, workplace, now)
    if not left:
        raise Refused([Reason(Refusal.HALF_ENDED, {"halves": list(booking.part.halves)})])
    free_halves(booking, left, by=by)
    return booking


def free_halves(booking: BookingFacts, halves: list[Half], *, by: Actor) -> None:
    """Free these halves of a booking inside the caller's transaction, whoever holds it."""
    freed = Part.of(halves)
    kept = [half for half in booking.part.halves if half not in halves]
    now = clock.now()
    change: dict[str, Any] = {"changed_at": now, "sequence": booking.sequence + 1}
    if kept:
        change["part"] = Part.of(kept)
    else:
        change |= {"state": BookingState.CANCELLED, "cancelled_at": now}
    _swap(booking, change)
    connection().execute(
        sa.delete(Slot).where(Slot.booking_id == booking.id, Slot.half.in_(halves))
    )
    give_back(booking.workplace_id, booking.day, freed)
    words = {"day": booking.day, "part": freed, "desk_id": booking.desk_id}
    audit.record(by.id, "cancel_booking", "booking", booking.id, before=words)
    note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words
    mail.enqueue(booking.user_id, "booking_cancelled", note)


@command
def restore_booking(booking_id: int, *, by: Actor) -> None:
    """Undo a cancellation, if the desk can still be had; raises Refused otherwise."""
    booking = _get(booking_id, Permission.CHANGE_BOOKING, by)
    if booking.is_active:
        raise Refused([Reason(Refusal.NOT_CANCELLED)])
    lock_person(booking.user_id)
    change = {
        "state": BookingState.ACTIVE,
        "cancelled_at": None,
        "changed_at": clock.now(),
        "sequence": booking.sequence + 1,
    }
    _swap(booking, change)
    wish, _own = _claim(
        booking.desk_id, booking.day, booking.part, user_id=booking.user_id, except_for=booking.id
    )
    _hold(booking.id, booking.user_id, wish)
    words = wish.words()
    audit.record(by.id, "restore_booking", "booking", booking.id, after=words)
    note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words
    mail.enqueue(booking.user_id, "booking_made", note)


@command
def change_booking(booking_id: int, desk_id: int, day: date, part: Part, *, by: Actor) -> None:
    """Move a booking to another desk, day or part: the same calendar event, one number up.

    Raises Refused when the new desk cannot be had; the old one is then still held.
    """
    booking = _get(booking_id, Permission.CHANGE_BOOKING, by)
    lock_person(booking.user_id)
    _check_movable(booking, desk_id, day, part)
    change = {
        "desk_id": desk_id,
        "day": day,
        "part": part,
        "changed_at": clock.now(),
        "sequence": booking.sequence + 1,
    }
    goal = places().by_desk.get(desk_id)
    if goal is None:
        raise Refused([Reason(Refusal.DESK_GONE)])
    _swap(booking, change | {"workplace_id": goal.id})
    open_day(goal.id, day)
    lock_days([(booking.day, booking.workplace_id), (day, goal.id)])
    # The old desk goes first: a slot that changes hands must be gone before it is taken.
    connection().execute(_DELETE_SLOTS, {"b_booking": booking.id})
    give_back(booking.workplace_id, booking.day, booking.part)
    wish, _own = _claim(desk_id, day, part, user_id=booking.user_id, except_for=booking.id)
    _hold(booking.id, booking.user_id, wish)
    before = {"desk_id": booking.desk_id, "day": booking.day, "part": booking.part}
    words = wish.words()
    audit.record(by.id, "change_booking", "booking", booking.id, before=before, after=words)
    note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words
    mail.enqueue(booking.user_id, "booking_changed", note)


def _check_movable(booking: BookingFacts, desk_id: int, day: date, part: Part) -> None:
    """Refuse to move what is cancelled, has begun to end, or would stay as it is."""
    if not booking.is_active:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
    if (booking.desk_id, booking.day, booking.part) == (desk_id, day, part):
        raise Refused([Reason(Refusal.NOTHING_TO_CHANGE)])
    workplace = places().by_id.get(booking.workplace_id)
    now = clock.local().replace(tzinfo=None)
    if workplace and len(halves_left(booking.day, booking.part, workplace, now)) < len(
        booking.part.halves
    ):
        raise Refused([Reason(Refusal.HALF_ENDED, {"halves": list(booking.part.halves)})])


def _get(booking_id: int, permission: Permission, by: Actor) -> BookingFacts:
    """Return a booking that the actor may act on.

    Somebody else's is refused like one that does not exist: as already cancelled.
    """
    booking = find_booking(booking_id)
    if booking is None:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
    authorize(by, permission, booking)
    return booking


def _claim(
    desk_id: int, day: date, part: Part, *, user_id: int, except_for: int | None = None
) -> tuple[Wish, int | None]:
    """Take a place under the cap, then check every rule while the day's row is locked.

    Returns the wish, and the id of the booking that already is just this.
    Raises Refused; the transaction then undoes the count.
    """
    known: Places = places()
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        raise Refused([Reason(Refusal.DESK_GONE)])
    counted, taken = take(workplace, day, part)
    by_desk, own, open_bookings, revision = _read_facts(desk_id, day, user_id, except_for)
    if revision != known.revision:
        # Somebody changed a limit since this process last looked: look again, under the lock.
        workplace = places(revision).by_desk.get(desk_id)
        if workplace is None:
            raise Refused([Reason(Refusal.DESK_GONE)])
    if own and own == by_desk and Part.of(own) is part and len(set(own.values())) == 1:
        if counted:
            give_back(workplace.id, day, part)
        return Wish(workplace, desk_id, day, part), next(iter(own.values()))
    facts = Facts(
        now=clock.local().replace(tzinfo=None),
        policies=known.policies(clock.today()) if revision == known.revision
        else places(revision).policies(clock.today()),
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
    return Wish(workplace, desk_id, day, part), None


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


def _hold(booking_id: int, user_id: int, wish: Wish) -> None:
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


def _swap(booking: BookingFacts, change: dict[str, Any]) -> None:
    """Change a booking unless somebody else changed it since it was read."""
    swapped = connection().execute(
        _SWAP.values(change), {"b_id": booking.id, "b_sequence": booking.sequence}
    )
    if not swapped.rowcount:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
