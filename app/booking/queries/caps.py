"""What a cap would mean for the bookings that are there already."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.booking.models import Booking, Cap, CapDraw, Desk, Move, OfficeShare, Slot, WorkplaceDay
from app.booking.queries.places import places
from app.booking.rules.caps import Surplus, surplus
from app.booking.rules.draws import Candidate
from app.booking.rules.moves import MoveCause, MoveState
from app.booking.rules.places import WorkplaceFacts
from app.core import clock
from app.core.db import connection
from app.core.half import Half
from app.core.numbers import LARGEST_ID
from app.pola.queries.people import has_priority

_last_moves = (
    sa.select(Booking.user_id, sa.func.max(Move.day).label("day"))
    .join(Booking, Booking.id == Move.booking_id)
    .where(Move.cause == MoveCause.CAP, Move.state != MoveState.ASKED)
    .group_by(Booking.user_id)
    .subquery()
)
_holders = (
    sa.select(
        Slot.booking_id,
        Slot.user_id,
        User.needs_accessible_desk,
        Desk.is_accessible,
        _last_moves.c.day,
    )
    .join(User, User.id == Slot.user_id)
    .join(Desk, Desk.id == Slot.desk_id)
    .outerjoin(_last_moves, _last_moves.c.user_id == Slot.user_id)
    .where(
        Slot.workplace_id == sa.bindparam("workplace"),
        Slot.day == sa.bindparam("day"),
        Slot.half == sa.bindparam("half"),
    )
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
    return surplus(workplace, taken)


def candidates(workplace_id: int, day: date, half: Half) -> list[Candidate]:
    """Return the bookings of a half-day, with who may not be drawn and who was moved when."""
    parameters = {"workplace": workplace_id, "day": day, "half": half}
    rows = connection().execute(_holders, parameters).all()
    first = has_priority((row.user_id for row in rows), day)
    return [
        Candidate(
            row.booking_id,
            row.day,
            row.needs_accessible_desk or row.is_accessible or row.user_id in first,
        )
        for row in rows
    ]


def find_cap(cap_id: int) -> Any:
    """Return a cap as it is stored, or None."""
    if cap_id > LARGEST_ID:
        return None
    return connection().execute(sa.select(Cap.__table__).where(Cap.id == cap_id)).first()


def current_surplus(cap_id: int) -> list[Surplus]:
    """Return the half-days of a cap that still have too many bookings."""
    cap = find_cap(cap_id)
    workplace = places().by_id.get(cap.workplace_id) if cap else None
    return surplus_of(workplace, cap.from_day, cap.to_day) if workplace else []


def draws_of(workplace_id: int) -> list[Any]:
    """Return the draws of a workplace, the latest first: seeds and numbers, no names."""
    select = (
        sa.select(CapDraw.__table__)
        .join(Cap, Cap.id == CapDraw.cap_id)
        .where(Cap.workplace_id == workplace_id)
        .order_by(CapDraw.id.desc())
        .limit(50)
    )
    return list(connection().execute(select))


def find_draw(cap_id: int, day: date, half: Half) -> Any:
    """Return the draw that was held for a cap's half-day, or None."""
    select = sa.select(CapDraw.__table__).where(
        CapDraw.cap_id == cap_id, CapDraw.day == day, CapDraw.half == half
    )
    return connection().execute(select).first()


def moved_for(cap_id: int) -> set[int]:
    """Return the bookings about which something was decided for a cap."""
    return set(
        connection().execute(sa.select(Move.booking_id).where(Move.cap_id == cap_id)).scalars()
    )


def shares_of(workplace_id: int) -> list[Any]:
    """Return the shares of a workplace with their offices' names, the latest first."""
    select = (
        sa.select(OfficeShare.__table__, Office.name.label("office"))
        .join(Office, Office.id == OfficeShare.office_id)
        .where(
            OfficeShare.workplace_id == workplace_id,
            sa.or_(OfficeShare.to_day.is_(None), OfficeShare.to_day >= clock.today()),
        )
        .order_by(OfficeShare.id.desc())
    )
    return list(connection().execute(select))


def offices() -> list[tuple[int, str]]:
    """Return every office with its code and name, in the order of codes."""
    rows = connection().execute(
        sa.select(Office.id, Office.code, Office.name).order_by(Office.code)
    )
    return [(row.id, f"{row.code} {row.name}") for row in rows]
