"""Move a booking that cannot stay, ask its person to, and take their answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Closure, Move
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.caps import find_cap
from app.booking.queries.closures import find_closure
from app.booking.queries.moves import MoveFacts, find_move, find_move_of
from app.booking.queries.places import places
from app.booking.queries.relocation import desks_for, find_affected
from app.booking.rules.moves import NEXT, MoveAnswer, MoveCause, MoveRefusal, MoveState
from app.booking.rules.places import DeskFacts, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DAY, ABOUT_THE_DESK
from app.booking.services.bookings import tell_booked
from app.booking.services.claims import Wish
from app.booking.services.offers import settle_held
from app.booking.services.transfers import halves_to_come, transfer
from app.core import audit, clock, mail
from app.core.db import command, connection, db, is_postgresql
from app.core.errors import Forbidden, Reason, Refused

# Desks that are tried before a person is told that there is none.
TRIES = 8
# What a mail says of a move, besides the booking itself.
_TOLD = ("sequence", "from_workplace", "from_desk", "from_desk_id", "to_workplace", "to_desk")


@dataclass(frozen=True)
class _Why:
    """What a booking has to move for."""

    cause: MoveCause
    closure_id: int | None
    cap_id: int | None


@command
def move_away(
    booking_id: int,
    *,
    cause: MoveCause,
    by: Actor,
    closure_id: int | None = None,
    cap_id: int | None = None,
) -> MoveState | None:
    """Move a booking to the nearest desk that keeps its person's needs; return what came of it.

    The same calendar event, one number up; its person is told. Without any desk
    the booking stays where it is, and the person is told that; so does whoever is
    there for a whole day that has begun to end. Done twice, the second time changes
    nothing; who was asked and has not answered moves. None when nothing has to any more.
    """
    booking = _theirs(
        booking_id, Permission.MOVE_BOOKING, why := _Why(cause, closure_id, cap_id), by
    )
    if booking is None:
        return None
    if (known := _known(booking, why)) and known.state is not MoveState.ASKED:
        return known.state
    if not _has_to_move(booking, why):
        return None
    wish = _to_the_best(booking, cause, by)
    if wish is None:
        made = _write(booking, why, MoveState.NO_PLACE, booking.sequence, None, known)
        _tell(booking, made, "booking_without_place", {}, by)
        return MoveState.NO_PLACE
    made = _write(booking, why, MoveState.MOVED, booking.sequence + 1, wish.desk_id, known)
    _tell(booking, made, "booking_moved", wish.words(), by)
    return MoveState.MOVED


@command
def ask_to_move(
    booking_id: int,
    *,
    cause: MoveCause,
    by: Actor,
    closure_id: int | None = None,
    cap_id: int | None = None,
) -> MoveState | None:
    """Ask a booking's person to take another desk, and propose one; theirs stays theirs.

    Done twice, the second time changes nothing. None when nothing has to move any more.
    """
    booking = _theirs(
        booking_id, Permission.MOVE_BOOKING, why := _Why(cause, closure_id, cap_id), by
    )
    if booking is None:
        return None
    if (known := _known(booking, why)) is not None:
        return known.state
    if not _has_to_move(booking, why):
        return None
    goal = next((desk.id for _workplace, desk in _goals(booking, cause)), None)
    made = _write(booking, why, MoveState.ASKED, booking.sequence, goal)
    _tell(booking, made, "move_asked", {}, by)
    return MoveState.ASKED


@command
def answer_move(move_id: int, answer: MoveAnswer, *, by: Actor) -> MoveState:
    """Take a person's answer to a move; return where it stands then.

    The way back leads to a desk that was theirs, so it takes nothing from a draw to come.
    Refused, with nothing changed, once it was answered or the desk is taken; else Forbidden.
    """
    move = _own(move_id, Permission.ANSWER_MOVE, by)
    state = NEXT.get((move.state, answer))
    booking = find_booking(move.booking_id)
    if state is None or booking is None or not move.is_untouched:
        raise Refused([Reason(MoveRefusal.ALREADY_ANSWERED)])
    sequence, is_back = move.sequence, answer is MoveAnswer.RETURN
    if (goal := _goal(move, answer)) is not None:
        wish = transfer(booking, goal, booking.day, booking.part, by=by, is_back=is_back)
        sequence += 1
        words = {"booking_id": booking.id, "sequence": sequence} | wish.words()
        mail.enqueue(move.user_id, "booking_changed", words)
    connection().execute(
        sa.update(Move)
        .where(Move.id == move.id)
        .values(state=state, sequence=sequence, answered_at=clock.now())
    )
    if settle_held(booking.id, by=by) and goal is None:
        tell_booked(booking.id)
    told = {"move": move.id, "answer": answer, "state": state}
    audit.record(by.id, "answer_move", "booking", move.booking_id, after=told)
    return state


def _own(move_id: int, permission: Permission, by: Actor) -> MoveFacts:
    """Return a move of one's own as it is once one's other commands have ended."""
    move = find_move(move_id)
    if move is None:
        raise Forbidden(permission)
    authorize(by, permission, move)
    _hold_closure(move.closure_id)
    lock_person(move.user_id)
    return find_move(move_id) or move


def _goal(move: MoveFacts, answer: MoveAnswer) -> int | None:
    """Return the desk that an answer leads to; None where the booking stays.

    Raises Refused when somebody agrees to move, but was proposed no desk.
    """
    if answer is MoveAnswer.RETURN:
        return move.from_desk_id
    if move.state is MoveState.ASKED and answer is MoveAnswer.ACCEPT:
        if move.to_desk_id is None:
            raise Refused([Reason(MoveRefusal.NO_PROPOSAL)])
        return move.to_desk_id
    return None


def _theirs(booking_id: int, permission: Permission, why: _Why, by: Actor) -> BookingFacts | None:
    """Return an active booking as it is once its person's other commands have ended.

    The actor needs the permission over the workplace that is closed or limited; where a
    desk is to blame, over the one in which the booking is.
    """
    booking = find_booking(booking_id)
    if booking is None:
        return None
    authorize(by, permission, _ground(why) or booking)
    _hold_closure(why.closure_id)
    lock_person(booking.user_id)
    booking = find_booking(booking_id) or booking
    return booking if booking.is_active else None


def _ground(why: _Why) -> Any:
    """Return the closure or the cap as it is stored, or None."""
    if why.closure_id is not None:
        return find_closure(why.closure_id)
    return find_cap(why.cap_id) if why.cap_id is not None else None


def _hold_closure(closure_id: int | None) -> None:
    """Let nobody reopen the workplace meanwhile: this move would be offered no way back."""
    if closure_id is not None and is_postgresql():
        connection().execute(
            sa.select(Closure.id).where(Closure.id == closure_id).with_for_update(read=True)
        )


def _known(booking: BookingFacts, why: _Why) -> MoveFacts | None:
    """Return what was decided before about this booking for the same cause, or None."""
    if why.closure_id is not None:
        return find_move_of(booking.id, closure_id=why.closure_id)
    if why.cap_id is not None:
        return find_move_of(booking.id, cap_id=why.cap_id)
    found = find_move_of(booking.id, cause=why.cause)
    if found is None or not found.is_untouched:
        return None
    # The desk to which it was moved may break as well.
    has_moved = booking.desk_id != found.from_desk_id
    return None if has_moved and _has_to_move(booking, why) else found


def _has_to_move(booking: BookingFacts, why: _Why) -> bool:
    """Return True while a booking stands where it cannot stay, in what is left of its day."""
    workplace = places().by_id.get(booking.workplace_id)
    left = halves_to_come(booking)
    if workplace is None or not left:
        return bool(left) and why.cause is MoveCause.DESK
    if why.closure_id is not None:
        closures = [one for one in workplace.closures if one.id == why.closure_id]
        return any(one.covers(booking.day, half) for one in closures for half in left)
    if why.cap_id is not None:
        return any(one.id == why.cap_id and one.covers(booking.day) for one in workplace.caps)
    is_there = booking.desk_id in workplace.desks
    return not is_there or workplace.outage(booking.desk_id, booking.day) is not None


def _to_the_best(booking: BookingFacts, cause: MoveCause, by: Actor) -> Wish | None:
    """Transfer a booking to the first desk that can still be had; None when none can."""
    if len(halves_to_come(booking)) < len(booking.part.halves):
        # The day has begun to end: whoever is there stays.
        return None
    tries, is_shut = 0, dict[int, bool]()
    for workplace, desk in _goals(booking, cause):
        if is_shut.get(workplace.id):
            continue
        try:
            with db.session.begin_nested():
                return transfer(booking, desk.id, booking.day, booking.part, by=by)
        except Refused as refused:
            reasons, tries = set(refused.codes), tries + 1
        if tries == TRIES or reasons & ABOUT_THE_DAY:
            return None
        # Full meanwhile, or kept for other offices: no other desk of it will do.
        is_shut[workplace.id] = not reasons <= ABOUT_THE_DESK
    return None


def _goals(booking: BookingFacts, cause: MoveCause) -> Iterator[tuple[WorkplaceFacts, DeskFacts]]:
    """Yield the desks to try, the best first."""
    one = find_affected(booking.id)
    assert one is not None, "it is active, and its person is held"
    return desks_for(one, places(), cause)


def _write(
    booking: BookingFacts,
    why: _Why,
    state: MoveState,
    sequence: int,
    to_desk_id: int | None,
    asked: MoveFacts | None = None,
) -> MoveFacts:
    """Write a move down, over the question if one was asked; return it with its places' names."""
    verb = sa.update(Move).where(Move.id == asked.id) if asked else sa.insert(Move)
    row = verb.values(
        booking_id=booking.id,
        state=state,
        from_desk_id=booking.desk_id,
        to_desk_id=to_desk_id,
        day=booking.day,
        part=booking.part,
        sequence=sequence,
        created_at=clock.now(),
        cause=why.cause,
        closure_id=why.closure_id,
        cap_id=why.cap_id,
    )
    made = find_move(connection().execute(row.returning(Move.id)).scalar_one())
    assert made is not None
    return made


def _tell(
    booking: BookingFacts, move: MoveFacts, kind: str, words: dict[str, Any], by: Actor
) -> None:
    """Owe the person a mail, and write down who did what."""
    before = {"desk_id": booking.desk_id, "day": booking.day, "part": booking.part}
    reason = move.reason or _what_is_broken(booking)
    after = {"move": move.id, "cause": move.cause, "reason": reason, "state": move.state}
    audit.record(by.id, kind, "booking", booking.id, before=before, after=after | words)
    told = {name: getattr(move, name) for name in _TOLD} | {
        "booking_id": booking.id,
        "desk_id": move.to_desk_id,
        "day": booking.day,
        "part": booking.part,
    }
    mail.enqueue(booking.user_id, kind, after | told)


def _what_is_broken(booking: BookingFacts) -> str:
    """Return why the desk of a booking is out of order; nothing when it is not."""
    workplace = places().by_desk.get(booking.desk_id)
    outage = workplace.outage(booking.desk_id, booking.day) if workplace else None
    return outage.reason if outage else ""
