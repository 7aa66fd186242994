"""Close a workplace and move everybody who is hit; open it again and offer the way back."""

from collections import Counter

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Closure, Move
from app.booking.queries.closures import closure_facts, find_closure, still_to_move
from app.booking.queries.moves import MoveFacts, moves_of_closure
from app.booking.queries.places import current_revision, places
from app.booking.rules.closures import ClosureRefusal, closure_refusals
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import ClosureFacts, WorkplaceFacts
from app.booking.services.days import lock_workplace
from app.booking.services.limits import close_workplace, get_workplace, reopen_workplace
from app.booking.services.moves import move_away
from app.core import clock, mail
from app.core.db import command, connection, db, is_postgresql
from app.core.errors import Reason, Refused

# What becomes of a move when its workplace opens again.
_AFTER_REOPENING = {
    MoveState.MOVED: MoveState.WAY_BACK,
    MoveState.ACCEPTED: MoveState.WAY_BACK,
    MoveState.NO_PLACE: MoveState.KEPT,
}


@command
def start_closure(workplace_id: int, closure: ClosureFacts, *, by: Actor) -> int:
    """Close a workplace and return the closure's id; nobody is moved yet.

    Of two who press at once the second gets the first one's closure. Raises
    Refused with every reason.
    """
    workplace = get_workplace(workplace_id, Permission.SET_LIMITS, by)
    reasons = closure_refusals(closure, clock.today(), places().subdivision)
    if reasons:
        raise Refused(reasons)
    lock_workplace(workplace_id)
    if (same := _same(workplace_id, closure)) is not None:
        return same
    made = close_workplace(
        workplace,
        closure.from_day,
        closure.to_day,
        closure.reason.strip(),
        from_half=closure.from_half,
        to_half=closure.to_half,
        weekdays=closure.weekdays,
        kind=closure.kind,
        by=by,
    )
    return made.id


def carry_on(closure_id: int, *, by: Actor, limit: int | None = None) -> Counter[MoveState]:
    """Move whoever a closure hits and was not moved yet; return how many of them went how.

    One transaction for each booking, never in a caller's transaction: it may stop
    anywhere, be started again, and run twice at once. At most `limit` of them.
    """
    done: Counter[MoveState] = Counter()
    for one in still_to_move(closure_id)[:limit]:
        state = move_away(one.booking_id, cause=MoveCause.CLOSURE, closure_id=closure_id, by=by)
        done.update([state] if state else [])
    return done


@command
def reopen(closure_id: int, *, by: Actor) -> int:
    """Take a closure back and offer everybody who was moved the way back; return how many.

    Who has changed the booking since, whose day has passed, or who would find another
    closure there is left in peace. Raises Refused when it is not closed any more.
    """
    closure = _closure(closure_id, Permission.SET_LIMITS, by)
    # Whoever moves people out of it holds it: they are all offered the way back.
    db.session.refresh(closure, with_for_update={"key_share": True})
    lock_workplace(closure.workplace_id)
    if closure.reopened_at is not None:
        raise Refused([Reason(ClosureRefusal.NOT_CLOSED)])
    reopen_workplace(closure, by=by)
    _lock_moves(closure_id)
    workplace = places(current_revision()).by_id.get(closure.workplace_id)
    return sum(_offer_way_back(move, workplace) for move in moves_of_closure(closure_id))


def _closure(closure_id: int, permission: Permission, by: Actor) -> Closure:
    """Return a closure that the actor may act on; one that is not there was taken back."""
    closure = db.session.get(Closure, closure_id) if find_closure(closure_id) else None
    if closure is None:
        raise Refused([Reason(ClosureRefusal.NOT_CLOSED)])
    authorize(by, permission, closure)
    return closure


def _lock_moves(closure_id: int) -> None:
    """Let whoever cancels or changes a booking just now finish, and others wait."""
    if is_postgresql():
        select = sa.select(Move.id).where(Move.closure_id == closure_id).order_by(Move.id)
        connection().execute(select.with_for_update())


def _offer_way_back(move: MoveFacts, workplace: WorkplaceFacts | None) -> bool:
    """Say what a move is worth now; return True when its person may go back."""
    state = _AFTER_REOPENING.get(move.state)
    if state is None or not move.is_untouched or move.day < clock.today():
        return False
    if workplace is None or any(workplace.closure(move.day, half) for half in move.part.halves):
        return False
    connection().execute(
        sa.update(Move).where(Move.id == move.id).values(state=state, answered_at=None)
    )
    if state is MoveState.WAY_BACK:
        words = {
            "booking_id": move.booking_id,
            "move": move.id,
            "workplace": move.from_workplace,
            "desk": move.from_desk,
            "sequence": move.sequence,
            "desk_id": move.from_desk_id,
            "day": move.day,
            "part": move.part,
        }
        mail.enqueue(move.user_id, "move_way_back", words)
    return state is MoveState.WAY_BACK


def _same(workplace_id: int, closure: ClosureFacts) -> int | None:
    """Return the closure in force that takes just the same half-days, or None."""
    facts = places(current_revision()).by_id.get(workplace_id)
    for known in facts.closures if facts else ():
        if closure_facts(known) == closure_facts(closure):
            return known.id
    return None
