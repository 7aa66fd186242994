"""Book, cancel, restore and change: the rules explain, the keys guarantee."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Booking, BookingState, Slot
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.rules.moves import MoveState
from app.booking.rules.refusals import Refusal
from app.booking.rules.waiting import WaitState
from app.booking.services.claims import claim, hold
from app.booking.services.days import give_back
from app.booking.services.offers import raise_number, settle_held
from app.booking.services.transfers import end_moves, halves_to_come, swap, transfer
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Reason, Refused
from app.core.half import Half, Part
from app.pola.services.plans import forget_desk

# Fewer than any engine's limit on the values of one statement.
BATCH = 500
_INSERT_BOOKING = sa.insert(Booking).returning(Booking.id)


@command
def book_desk(desk_id: int, day: date, part: Part, *, by: Actor) -> int:
    """Book a desk for half a day or the whole of it; return the booking's id.

    Raises Refused with every reason. A second click on the same desk returns
    the booking that the first one made.
    """
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    return take_desk(by.id, desk_id, day, part, by=by)


def take_desk(
    user_id: int,
    desk_id: int,
    day: date,
    part: Part,
    *,
    by: Actor,
    is_served: bool = False,
    kind: str = "booking_made",
    more: Mapping[str, Any] | None = None,
    booked_by: int | None = None,
) -> int:
    """Book a desk for a person inside the caller's transaction, which holds them; return its id.

    `is_served` when it is their turn in the line of those who wait; `booked_by` who does
    it for them. The mail is of this kind, with these facts more. Raises Refused.
    """
    wish, own = claim(desk_id, day, part, user_id=user_id, is_served=is_served)
    if own is not None:
        return own
    now = clock.now()
    booking_id = (
        connection()
        .execute(
            _INSERT_BOOKING,
            {
                "user_id": user_id,
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
                "booked_by_id": booked_by,
            },
        )
        .scalar_one()
    )
    hold(booking_id, user_id, wish, by=by)
    words = wish.words()
    audit.record(by.id, "book_desk", "booking", booking_id, after=words)
    note = {"booking_id": booking_id, "sequence": 0} | words | dict(more or {})
    mail.enqueue(user_id, kind, note)
    return int(booking_id)


def tell_booked(booking_id: int) -> None:
    """Confirm the event of a booking, and owe its mail, once what was held is accepted."""
    booking = find_booking(booking_id)
    assert booking is not None
    note = {
        "booking_id": booking.id,
        "sequence": raise_number(booking),
        "desk_id": booking.desk_id,
        "day": booking.day,
        "part": booking.part,
    }
    mail.enqueue(booking.user_id, "booking_made", note)


@command
def cancel_booking(booking_id: int, *, by: Actor) -> BookingFacts:
    """Give back the halves that have not ended; return the booking as it was before.

    A whole day whose morning is over keeps its morning. Raises Refused when
    nothing is left to give back.
    """
    booking = _wait_turn(_get(booking_id, Permission.CHANGE_BOOKING, by))
    if not booking.is_active:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
    left = halves_to_come(booking)
    if not left:
        raise Refused([Reason(Refusal.HALF_ENDED, {"halves": list(booking.part.halves)})])
    if by.id is None or by.id == booking.user_id:
        free_halves(booking, left, by=by)
    else:
        free_halves(booking, left, by=by, kind="cancelled_for_you", more={"name": by.full_name})
    return booking


def free_halves(
    booking: BookingFacts,
    halves: list[Half],
    *,
    by: Actor,
    is_no_show: bool = False,
    kind: str = "",
    more: Mapping[str, Any] | None = None,
) -> None:
    """Free these halves of a booking inside the caller's transaction, whoever holds it.

    With `is_no_show` because nobody came: the booking says so, and the mail too,
    which is of another kind than usual if `kind` names it, with these facts more.
    """
    freed = Part.of(halves)
    kept = [half for half in booking.part.halves if half not in halves]
    now = clock.now()
    change: dict[str, Any] = {"changed_at": now, "sequence": booking.sequence + 1}
    if kept:
        change["part"] = Part.of(kept)
    else:
        change |= {"state": BookingState.CANCELLED, "cancelled_at": now}
    if is_no_show:
        change["is_no_show"] = True
    swap(booking, change)
    connection().execute(
        sa.delete(Slot).where(Slot.booking_id == booking.id, Slot.half.in_(halves))
    )
    give_back(booking.workplace_id, booking.day, freed)
    if not kept:
        end_moves(booking.id, MoveState.CANCELLED)
    answer = _answer_by_freeing(kept, is_no_show=is_no_show)
    settle_held(booking.id, by=by, state=answer)
    forget_desk(booking.user_id, booking.day, halves, by=by)
    words = {"day": booking.day, "part": freed, "desk_id": booking.desk_id}
    action = "free_unused" if is_no_show else "cancel_booking"
    audit.record(by.id, action, "booking", booking.id, before=words)
    note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words | dict(more or {})
    note["kept"] = Part.of(kept) if kept else None
    usual = "booking_freed" if is_no_show else "booking_cancelled"
    mail.enqueue(booking.user_id, kind or usual, note)


def _answer_by_freeing(kept: list[Half], *, is_no_show: bool) -> WaitState:
    """Return what freeing an offered desk says of it, but for the halves that are kept."""
    if kept:
        return WaitState.BOOKED
    return WaitState.EXPIRED if is_no_show else WaitState.DECLINED


def give_up(
    booking_id: int | None, *, by: Actor, kind: str = "", more: Mapping[str, Any] | None = None
) -> None:
    """Free a desk that was only held, if it still is, inside the caller's transaction."""
    booking = find_booking(booking_id or 0)
    if booking and booking.is_active and (left := halves_to_come(booking)):
        free_halves(booking, left, by=by, kind=kind, more=more)


def lock_coming(user_ids: Sequence[int]) -> list[Any]:
    """Return these people's bookings from today on, and let nobody else change them meanwhile.

    Inside the caller's transaction, which holds the people already.
    """
    select = (
        sa.select(Booking.id, Booking.user_id, Booking.day, Booking.part, Booking.workplace_id)
        .where(Booking.day >= clock.today(), Booking.state == BookingState.ACTIVE)
        .order_by(Booking.id)
        .with_for_update()
    )
    batches = (user_ids[n : n + BATCH] for n in range(0, len(user_ids), BATCH))
    return [
        row
        for batch in batches
        for row in connection().execute(select.where(Booking.user_id.in_(batch)))
    ]


@command
def restore_booking(booking_id: int, *, by: Actor) -> None:
    """Undo a cancellation, if the desk can still be had; raises Refused otherwise."""
    booking = _wait_turn(_get(booking_id, Permission.CHANGE_BOOKING, by))
    if booking.is_active:
        raise Refused([Reason(Refusal.NOT_CANCELLED)])
    change = {
        "state": BookingState.ACTIVE,
        "cancelled_at": None,
        # Whoever takes the desk back has come after all.
        "is_no_show": False,
        "changed_at": clock.now(),
        "sequence": booking.sequence + 1,
    }
    swap(booking, change)
    wish, _own = claim(
        booking.desk_id, booking.day, booking.part, user_id=booking.user_id, except_for=booking.id
    )
    hold(booking.id, booking.user_id, wish, by=by)
    settle_held(booking.id, by=by)
    words = wish.words()
    audit.record(by.id, "restore_booking", "booking", booking.id, after=words)
    note = {"booking_id": booking.id, "sequence": booking.sequence + 1} | words
    mail.enqueue(booking.user_id, "booking_made", note)


@command
def change_booking(booking_id: int, desk_id: int, day: date, part: Part, *, by: Actor) -> None:
    """Move a booking to another desk, day or part: the same calendar event, one number up.

    Raises Refused when the new desk cannot be had; the old one is then still held.
    """
    booking = _wait_turn(_get(booking_id, Permission.CHANGE_BOOKING, by))
    _check_movable(booking, desk_id, day, part)
    wish = transfer(booking, desk_id, day, part, by=by, has_to=False)
    end_moves(booking.id, MoveState.CHOSE_OTHER)
    settle_held(booking.id, by=by)
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
    if len(halves_to_come(booking)) < len(booking.part.halves):
        raise Refused([Reason(Refusal.HALF_ENDED, {"halves": list(booking.part.halves)})])


def _get(booking_id: int, permission: Permission, by: Actor) -> BookingFacts:
    """Return a booking that the actor may act on; Forbidden for somebody else's.

    One that does not exist is refused as already cancelled.
    """
    booking = find_booking(booking_id)
    if booking is None:
        raise Refused([Reason(Refusal.ALREADY_CANCELLED)])
    authorize(by, permission, booking)
    return booking


def _wait_turn(booking: BookingFacts) -> BookingFacts:
    """Let the person's other commands end, then return the booking as it is now."""
    lock_person(booking.user_id)
    return find_booking(booking.id) or booking
