"""Lower or end a cap and say what becomes of the bookings above it; give offices their share."""

import secrets
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Office
from app.auth.permissions import Permission, authorize
from app.booking.models import Cap, CapDraw, OfficeShare
from app.booking.queries.caps import (
    candidates,
    decided_for,
    find_cap,
    find_draw,
    surplus_of,
    surplus_of_cap,
)
from app.booking.queries.places import current_revision, places
from app.booking.rules.caps import (
    CapRefusal,
    Surplus,
    cap_refusals,
    end_refusals,
    last_day_before,
    revealed,
    share_refusals,
    without_cap,
)
from app.booking.rules.dated import ShareFacts
from app.booking.rules.draws import Candidate, draw_order
from app.booking.rules.moves import OPEN, MoveCause, MoveState
from app.booking.rules.places import CapFacts
from app.booking.services.days import lock_days, lock_workplace
from app.booking.services.limits import get_workplace, set_cap
from app.booking.services.moves import ask_to_move, move_away
from app.booking.services.turns import changing
from app.core import audit, clock
from app.core.db import command, connection, db, raise_revision
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Half

HalfDays = frozenset[tuple[date, Half]]


@command
def start_cap(workplace_id: int, cap: CapFacts, *, by: Actor) -> int:
    """Limit a workplace and return the cap's id; nobody is moved yet.

    Of two who press at once the second gets the first one's cap. Raises Refused
    with every reason.
    """
    workplace = get_workplace(workplace_id, Permission.SET_LIMITS, by)
    reasons = cap_refusals(cap, clock.today(), places().subdivision)
    if reasons:
        raise Refused(reasons)
    lock_workplace(workplace_id)
    facts = places(current_revision()).by_id.get(workplace_id)
    last = facts.caps[-1] if facts and facts.caps else None
    if last and replace(last, id=0) == cap:
        return last.id
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


@command
def end_cap(cap_id: int, from_day: date, *, by: Actor) -> dict[int, HalfDays]:
    """End a cap from a day on, so that what is under it counts; nobody is moved yet.

    Return the half-days with too many then, by the cap that they are above. Whoever waits
    is called where more desks are free. The second of two who press at once changes
    nothing more. Raises Refused.
    """
    workplace_id = _cap(cap_id, Permission.SET_LIMITS, by).workplace_id
    with changing(workplace_id):
        before = places(current_revision()).by_id.get(workplace_id)
        cap = next((one for one in before.caps if one.id == cap_id), None) if before else None
        if before is None or cap is None:
            raise Refused([Reason(CapRefusal.GONE)])
        if reasons := end_refusals(cap, from_day, clock.today()):
            raise Refused(reasons)
        last = last_day_before(cap, from_day)
        connection().execute(sa.update(Cap).where(Cap.id == cap_id).values(to_day=last))
    if last != cap.to_day:
        was, now = {"cap": cap_id, "to": cap.to_day}, {"cap": cap_id, "to": last}
        audit.record(by.id, "end_cap", "workplace", workplace_id, before=was, after=now)
    after = without_cap(before, cap, from_day)
    return revealed(surplus_of(after, from_day, cap.to_day), before, cap)


def ask_everybody(
    cap_id: int, *, by: Actor, limit: int | None = None, only: HalfDays | None = None
) -> int:
    """Ask all who hold a desk in a half-day with too many to take another; return how many.

    One transaction for each booking, never in a caller's transaction: it may stop
    anywhere and be started again. People with a legal priority or an accessible
    need are not asked, nor is anybody twice. At most `limit` of them; with `only` in no
    other half-days.
    """
    asked = 0
    for booking_id in still_to_ask(cap_id, only)[:limit]:
        state = ask_to_move(booking_id, cause=MoveCause.CAP, cap_id=cap_id, by=by)
        asked += state is MoveState.ASKED
    return asked


def still_to_ask(cap_id: int, only: HalfDays | None = None) -> list[int]:
    """Return the bookings that can be asked to move for a cap, and were not yet.

    With `only` those of no other half-days.
    """
    cap = find_cap(cap_id)
    workplace = places().by_id.get(cap.workplace_id) if cap else None
    if workplace is None:
        return []
    halves = _halves(cap_id, only)
    known = decided_for([cap_id])[cap_id]
    found = candidates(workplace, halves)
    asked = {c.booking_id for half in halves for c in found[half] if not c.is_exempt}
    return sorted(asked - known.keys())


def _halves(cap_id: int, only: HalfDays | None) -> list[tuple[date, Half]]:
    halves = [(one.day, one.half) for one in surplus_of_cap(cap_id)]
    return [half for half in halves if only is None or half in only]


def draw(
    cap_id: int, *, by: Actor, limit: int | None = None, only: HalfDays | None = None
) -> Counter[MoveState]:
    """Draw who moves, half-day by half-day, and move them; return how many went how.

    One transaction for each draw and each booking, never in a caller's transaction:
    it may stop anywhere and be started again. Whoever finds no other desk stays,
    and so does the surplus. At most `limit` of them; with `only` in no other half-days.
    """
    done: Counter[MoveState] = Counter()
    for half in _halves(cap_id, only):
        known = decided_for([cap_id])[cap_id]
        for booking_id in hold_draw(cap_id, *half, by=by):
            if not _surplus(cap_id, *half):
                break
            if done.total() == limit:
                return done
            if known.get(booking_id, MoveState.ASKED) is MoveState.ASKED:
                state = move_away(booking_id, cause=MoveCause.CAP, cap_id=cap_id, by=by)
                done.update([state] if state else [])
    return done


@command
def hold_draw(cap_id: int, day: date, half: Half, *, by: Actor) -> list[int]:
    """Draw who moves out of a half-day with too many; return their bookings, the first one first.

    The seed is kept with the order of all who took part, so that anybody can draw
    again. A second draw of the same half-day is the first one, without those who have
    become exempt since.
    """
    cap = _cap(cap_id, Permission.MOVE_BOOKING, by)
    lock_days([(day, cap.workplace_id)])
    above = _surplus(cap_id, day, half)
    if above is None:
        # A whole day that moved out of the other half has solved this one, too.
        return []
    taking_part = _taking_part(cap, day, half)
    if held := find_draw(cap_id, day, half):
        drawn = [int(number) for number in held.drawn.split(",") if number][: held.surplus]
        exempt = {one.booking_id for one in taking_part if one.is_exempt}
        return [number for number in drawn if number not in exempt]
    # One seed for both halves: whoever holds the whole day has one lot.
    other = find_draw(cap_id, day, Half.PM if half is Half.AM else Half.AM)
    seed = other.seed if other else secrets.token_hex(16)
    drawn = draw_order(taking_part, seed)
    connection().execute(
        sa.insert(CapDraw).values(
            cap_id=cap_id,
            day=day,
            half=half,
            seed=seed,
            drawn=",".join(map(str, drawn)),
            surplus=above.above,
            drawn_at=clock.now(),
        )
    )
    words = {"cap": cap_id, "day": day, "half": half, "seed": seed, "surplus": above.above}
    audit.record(by.id, "draw_who_moves", "workplace", cap.workplace_id, after=words)
    return drawn[: above.above]


def _taking_part(cap: Any, day: date, half: Half) -> list[Candidate]:
    """Return who may be drawn, and who is exempt; who was asked and has answered has decided."""
    found = candidates(places().by_id[cap.workplace_id], [(day, half)])[day, half]
    decided = decided_for([cap.id])[cap.id]
    return [one for one in found if decided.get(one.booking_id, MoveState.ASKED) in OPEN]


def _cap(cap_id: int, permission: Permission, by: Actor) -> Any:
    """Return a cap of a workplace that the actor may act on; Forbidden for others, and for none."""
    cap = find_cap(cap_id)
    authorize(by, permission, cap)
    if cap is None:
        raise Forbidden(permission)
    return cap


def _surplus(cap_id: int, day: date, half: Half) -> Surplus | None:
    """Return a half-day's surplus as it is now; None once there is none."""
    return next((one for one in surplus_of_cap(cap_id, day, day) if one.half is half), None)


@command
def set_share(workplace_id: int, share: ShareFacts, *, by: Actor) -> int:
    """Give an office its share of a workplace; return the row's id. Raises Refused."""
    get_workplace(workplace_id, Permission.SET_LIMITS, by)
    if db.session.get(Office, share.office_id) is None:
        raise Refused([Reason(CapRefusal.NO_OFFICE)])
    lock_workplace(workplace_id)
    workplace = places(current_revision()).by_id[workplace_id]
    others = [one for one in workplace.shares if one.office_id != share.office_id]
    reasons = share_refusals(share, workplace, others, clock.today())
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
    """End an office's share of a workplace today; what was in force until yesterday stays."""
    get_workplace(workplace_id, Permission.SET_LIMITS, by)
    lock_workplace(workplace_id)
    today = clock.today()
    mine = sa.and_(OfficeShare.workplace_id == workplace_id, OfficeShare.office_id == office_id)
    is_running = sa.or_(OfficeShare.to_day.is_(None), OfficeShare.to_day >= today)
    connection().execute(sa.delete(OfficeShare).where(mine, OfficeShare.from_day >= today))
    connection().execute(
        sa.update(OfficeShare).where(mine, is_running).values(to_day=today - timedelta(days=1))
    )
    raise_revision()
    audit.record(by.id, "end_share", "workplace", workplace_id, before={"office": office_id})
