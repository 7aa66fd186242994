"""What a cap means for the bookings that are there already, and what was decided for it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.auth.rules import read_codes
from app.booking.models import (
    Booking,
    Cap,
    CapDraw,
    Desk,
    Move,
    OfficeShare,
    Slot,
    WorkplaceDay,
)
from app.booking.queries.places import places
from app.booking.rules.caps import Surplus, has_begun, surplus
from app.booking.rules.draws import Candidate
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.needs import Need, kept, served
from app.booking.rules.places import WorkplaceFacts
from app.core import clock
from app.core.db import connection
from app.core.half import Half
from app.core.numbers import LARGEST_ID
from app.pola.queries.people import priority_until

# A draw's page is about what was decided lately.
DRAWS = 50
# Whoever was only asked, stayed, or found no place has not moved.
_NOT_MOVED = [MoveState.ASKED, MoveState.KEPT, MoveState.NO_PLACE]
_last_moves = (
    sa.select(Booking.user_id, sa.func.max(Move.day).label("day"))
    .join(Booking, Booking.id == Move.booking_id)
    .where(Move.cause == MoveCause.CAP, Move.state.not_in(_NOT_MOVED))
    .group_by(Booking.user_id)
    .subquery()
)
_holders = (
    sa.select(
        Slot.booking_id,
        Slot.user_id,
        Slot.day,
        Slot.half,
        Booking.part,
        User.desk_needs,
        Desk.equipment,
        Desk.is_accessible,
        Desk.kept_for,
        _last_moves.c.day.label("last_moved"),
    )
    .join(Booking, Booking.id == Slot.booking_id)
    .join(User, User.id == Slot.user_id)
    .join(Desk, Desk.id == Slot.desk_id)
    .outerjoin(_last_moves, _last_moves.c.user_id == Slot.user_id)
    .order_by(Slot.booking_id)
)


def surplus_of(workplace: WorkplaceFacts, first: date, last: date | None = None) -> list[Surplus]:
    """Return the half-days from today on with more desks taken than this workplace allows."""
    select = sa.select(WorkplaceDay.day, WorkplaceDay.taken_am, WorkplaceDay.taken_pm).where(
        WorkplaceDay.workplace_id == workplace.id, WorkplaceDay.day >= max(first, clock.today())
    )
    if last is not None:
        select = select.where(WorkplaceDay.day <= last)
    taken = {
        (row.day, half): count
        for row in connection().execute(select)
        for half, count in ((Half.AM, row.taken_am), (Half.PM, row.taken_pm))
    }
    return surplus(workplace, taken, clock.wall())


def surplus_of_cap(
    cap_id: int, first: date | None = None, last: date | None = None
) -> list[Surplus]:
    """Return the half-days with too many because of a cap, in which people can still move."""
    cap = find_cap(cap_id)
    workplace = places().by_id.get(cap.workplace_id) if cap else None
    if workplace is None:
        return []
    found = surplus_of(workplace, first or cap.from_day, last or cap.to_day)
    return [one for one in found if one.limit and one.limit.id == cap_id and not one.has_begun]


def candidates(
    workplace: WorkplaceFacts, halves: Iterable[tuple[date, Half]]
) -> dict[tuple[date, Half], list[Candidate]]:
    """Return who could move out of each of these half-days, and who is exempt, in two queries.

    Whoever is there for the whole of a day that has begun is left out.
    """
    wanted = set(halves)
    found: dict[tuple[date, Half], list[Candidate]] = {key: [] for key in wanted}
    if not wanted:
        return found
    rows = connection().execute(
        _holders.where(
            Slot.workplace_id == workplace.id, Slot.day.in_({day for day, _half in wanted})
        )
    )
    now = clock.wall()
    held = [
        row
        for row in rows
        if (row.day, row.half) in wanted
        and not any(has_begun(row.day, half, workplace, now) for half in row.part.halves)
    ]
    first_until = priority_until(row.user_id for row in held)
    for row in held:
        is_heard_first = first_until.get(row.user_id, date.min) >= row.day
        is_exempt = is_heard_first or _is_needed(row)
        one = Candidate(row.booking_id, row.last_moved, is_exempt)
        found[row.day, row.half].append(one)
    return found


def _is_needed(row: Any) -> bool:
    """Return True for whom another desk might not do; at an accessible one nobody is asked why."""
    needs = read_codes(row.desk_needs)
    if row.is_accessible or Need.ACCESSIBLE in needs:
        return True
    serves = served(read_codes(row.equipment), is_accessible=False)
    return not kept(read_codes(row.kept_for), serves).isdisjoint(needs)


def find_cap(cap_id: int) -> Any:
    """Return a cap as it is stored, or None."""
    if cap_id > LARGEST_ID:
        return None
    return connection().execute(sa.select(Cap.__table__).where(Cap.id == cap_id)).first()


def draws_of(workplace_id: int) -> list[Any]:
    """Return the draws of a workplace, the latest first: seeds and bookings' numbers, no names."""
    select = (
        sa.select(CapDraw.__table__)
        .join(Cap, Cap.id == CapDraw.cap_id)
        .where(Cap.workplace_id == workplace_id)
        .order_by(CapDraw.id.desc())
        .limit(DRAWS)
    )
    return list(connection().execute(select))


def find_draw(cap_id: int, day: date, half: Half) -> Any:
    """Return the draw that was held for a cap's half-day, or None."""
    select = sa.select(CapDraw.__table__).where(
        CapDraw.cap_id == cap_id, CapDraw.day == day, CapDraw.half == half
    )
    return connection().execute(select).first()


def decided_for(cap_ids: Iterable[int]) -> dict[int, dict[int, MoveState]]:
    """Return for each cap the bookings about which something was decided, and what."""
    found: dict[int, dict[int, MoveState]] = defaultdict(dict)
    rows = connection().execute(
        sa.select(Move.cap_id, Move.booking_id, Move.state).where(Move.cap_id.in_(list(cap_ids)))
    )
    for row in rows:
        found[row.cap_id or 0][row.booking_id] = row.state
    return found


def shares_of(workplace_id: int) -> list[Any]:
    """Return the shares of a workplace in force or to come with their offices' names."""
    select = (
        sa.select(OfficeShare.__table__, Office.name.label("office"))
        .join(Office, Office.id == OfficeShare.office_id)
        .where(
            OfficeShare.workplace_id == workplace_id,
            sa.or_(OfficeShare.to_day.is_(None), OfficeShare.to_day >= clock.today()),
        )
        .order_by(Office.name, OfficeShare.id.desc())
    )
    return list(connection().execute(select))


def offices() -> list[tuple[int, str]]:
    """Return every office with its code and name, in the order of codes."""
    rows = connection().execute(
        sa.select(Office.id, Office.code, Office.name).order_by(Office.code)
    )
    return [(row.id, f"{row.code} {row.name}") for row in rows]
