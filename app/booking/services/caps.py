"""Lower a cap and say what becomes of the bookings above it; give offices their share."""

import secrets
from collections import Counter
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Office
from app.auth.permissions import Permission, authorize
from app.booking.models import CapDraw, OfficeShare
from app.booking.queries.caps import (
    candidates,
    current_surplus,
    find_cap,
    find_draw,
    moved_for,
)
from app.booking.queries.places import places
from app.booking.rules.caps import CapRefusal, Surplus, cap_refusals, share_refusals
from app.booking.rules.draws import draw_order
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import CapFacts, ShareFacts
from app.booking.rules.shares import shares_on
from app.booking.services.days import lock_days, lock_workplace
from app.booking.services.limits import get_workplace, set_cap
from app.booking.services.moves import ask_to_move, move_away
from app.core import audit, clock
from app.core.db import command, connection, db, raise_revision
from app.core.errors import Reason, Refused


@command
def start_cap(workplace_id: int, cap: CapFacts, *, by: Actor) -> int:
    """Limit a workplace and return the cap's id; nobody is moved yet.

    Raises Refused with every reason.
    """
    workplace = get_workplace(workplace_id, Permission.SET_LIMITS, by)
    reasons = cap_refusals(cap, clock.today(), places().subdivision)
    if reasons:
        raise Refused(reasons)
    made = set_cap(
        workplace,
        from_day=cap.from_day,
        to_day=cap.to_day,
        percent=cap.percent,
        number=cap.number,
        weekdays=cap.weekdays,
        reason=cap.reason,
        by=by,
    )
    return made.id


def ask_everybody(cap_id: int, *, by: Actor) -> int:
    """Ask all who hold a desk in a half-day with too many to take another; return how many.

    One transaction for each booking, never in a caller's transaction. People with
    a priority or an accessible need are not asked. Whoever was asked is not asked again.
    """
    asked, known = 0, moved_for(cap_id)
    for booking_id in _in_surplus(cap_id):
        if booking_id not in known:
            state = ask_to_move(booking_id, cause=MoveCause.CAP, cap_id=cap_id, by=by)
            asked += state is MoveState.ASKED
    return asked


def _in_surplus(cap_id: int) -> list[int]:
    cap = find_cap(cap_id)
    found = {
        one.booking_id: None
        for surplus in current_surplus(cap_id)
        for one in candidates(cap.workplace_id, surplus.day, surplus.half)
        if not one.is_exempt
    }
    return list(found)


def move_by_draw(cap_id: int, *, by: Actor) -> Counter[MoveState]:
    """Draw who moves, half-day by half-day, and move them; return how many went how.

    One transaction for each draw and each booking, never in a caller's transaction:
    it may stop anywhere and be started again. Without another desk somebody stays,
    and the next one drawn moves.
    """
    done: Counter[MoveState] = Counter()
    for surplus in current_surplus(cap_id):
        known = moved_for(cap_id)
        for booking_id in hold_draw(cap_id, surplus, by=by):
            if not _is_above(cap_id, surplus):
                break
            if booking_id in known:
                continue
            state = move_away(booking_id, cause=MoveCause.CAP, cap_id=cap_id, by=by)
            if state is not None:
                done[state] += 1
    return done


@command
def hold_draw(cap_id: int, surplus: Surplus, *, by: Actor) -> list[int]:
    """Draw in which order people would move in a half-day; return their bookings.

    The seed is kept, so that anybody can draw again; a second draw of the same
    half-day is the first one.
    """
    cap = _cap(cap_id, Permission.MOVE_BOOKING, by)
    lock_days([(surplus.day, cap.workplace_id)])
    if held := find_draw(cap_id, surplus.day, surplus.half):
        return [int(number) for number in held.drawn.split(",") if number]
    seed = secrets.token_hex(16)
    drawn = draw_order(candidates(cap.workplace_id, surplus.day, surplus.half), seed)
    connection().execute(
        sa.insert(CapDraw).values(
            cap_id=cap_id,
            day=surplus.day,
            half=surplus.half,
            seed=seed,
            drawn=",".join(map(str, drawn)),
            surplus=surplus.above,
            drawn_at=clock.now(),
        )
    )
    words = {"day": surplus.day, "half": surplus.half, "seed": seed, "surplus": surplus.above}
    audit.record(by.id, "draw_who_moves", "workplace", cap.workplace_id, after=words)
    return drawn


def _cap(cap_id: int, permission: Permission, by: Actor) -> Any:
    cap = find_cap(cap_id)
    authorize(by, permission, cap)
    return cap


def _is_above(cap_id: int, surplus: Surplus) -> bool:
    """Return True while a half-day still has too many bookings."""
    return any(
        (one.day, one.half) == (surplus.day, surplus.half) for one in current_surplus(cap_id)
    )


@command
def set_share(workplace_id: int, share: ShareFacts, *, by: Actor) -> int:
    """Give an office its share of a workplace; return the row's id. Raises Refused."""
    get_workplace(workplace_id, Permission.SET_LIMITS, by)
    if db.session.get(Office, share.office_id) is None:
        raise Refused([Reason(CapRefusal.NO_OFFICE)])
    lock_workplace(workplace_id)
    facts = places().by_id[workplace_id]
    others = shares_on(share.from_day, facts.shares)
    reasons = share_refusals(share, others, facts.cap(share.from_day), clock.today())
    if reasons:
        raise Refused(reasons)
    made = OfficeShare(
        workplace_id=workplace_id,
        office_id=share.office_id,
        guaranteed=share.guaranteed,
        maximum=share.maximum,
        from_day=share.from_day,
        to_day=share.to_day,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    raise_revision()
    words = {
        "office": share.office_id,
        "guaranteed": share.guaranteed,
        "maximum": share.maximum,
        "from": share.from_day,
        "to": share.to_day,
    }
    audit.record(by.id, "set_share", "workplace", workplace_id, after=words)
    return made.id


@command
def end_share(workplace_id: int, office_id: int, *, by: Actor) -> None:
    """Take an office's share of a workplace away from today on."""
    get_workplace(workplace_id, Permission.SET_LIMITS, by)
    connection().execute(
        sa.delete(OfficeShare).where(
            OfficeShare.workplace_id == workplace_id,
            OfficeShare.office_id == office_id,
            sa.or_(OfficeShare.to_day.is_(None), OfficeShare.to_day >= clock.today()),
        )
    )
    raise_revision()
    audit.record(by.id, "end_share", "workplace", workplace_id, before={"office": office_id})
