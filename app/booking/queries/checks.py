"""Recount every counter and key from the bookings."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from app.booking.models import (
    Booking,
    BookingState,
    DayTotal,
    Desk,
    Move,
    Slot,
    Workplace,
    WorkplaceDay,
)
from app.booking.queries.check_totals import total_problems
from app.booking.queries.places import places
from app.booking.queries.retention import forgotten_until
from app.booking.rules.moves import AT_THE_NEW_DESK, AT_THE_OLD_DESK
from app.booking.rules.places import Owner
from app.core import clock
from app.core.db import connection, snapshot
from app.core.half import Half, Part
from app.pola.models import PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource

_SAME_HALF = sa.and_(
    PlannedHalf.user_id == Slot.user_id,
    PlannedHalf.day == Slot.day,
    PlannedHalf.half == Slot.half,
)


def problems() -> list[str]:
    """Return one line for each thing that disagrees; an empty list means all is well.

    All is read as of one instant, so that people may go on booking meanwhile.
    """
    with snapshot():
        return [
            *_counters(),
            *_caps(),
            *_bookings_without_slots(),
            *_slots_against_bookings(),
            *_moves(),
            *_desks_without_plan(),
            *_plans_without_desk(),
            *total_problems(),
        ]


def _counters() -> Iterator[str]:
    """Compare each day's counters with the slots that are held.

    Of days that were forgotten there are no slots: with what was counted of them.
    """
    until = forgotten_until().people
    slots = _by_half(Slot, sa.literal(1)).where(Slot.day > until)
    totals = _by_half(DayTotal, DayTotal.booked).where(DayTotal.day <= until)
    rows = [*connection().execute(slots), *connection().execute(totals)]
    held = {(row.day, row.workplace_id): (row.am, row.pm) for row in rows if row.am or row.pm}
    for row in connection().execute(sa.select(WorkplaceDay.__table__)):
        am, pm = held.pop((row.day, row.workplace_id), (0, 0))
        if (am, pm) != (row.taken_am, row.taken_pm):
            yield (
                f"workplace {row.workplace_id} on {row.day}: counted"
                f" {row.taken_am}+{row.taken_pm}, held {am}+{pm}"
            )
    for day, workplace_id in held:
        yield f"workplace {workplace_id} on {day}: desks are held, but the day has no counter"


def _by_half(model: Any, number: Any) -> sa.Select[Any]:
    """Return what adds up a number of each day and workplace, by half."""
    return sa.select(
        model.day,
        model.workplace_id,
        sa.func.sum(sa.case((model.half == Half.AM, number), else_=0)).label("am"),
        sa.func.sum(sa.case((model.half == Half.PM, number), else_=0)).label("pm"),
    ).group_by(model.day, model.workplace_id)


def _caps() -> Iterator[str]:
    """Compare the caps of coming days with the limits that are in force."""
    known = places()
    rows = connection().execute(
        sa.select(WorkplaceDay.__table__).where(WorkplaceDay.day >= clock.today())
    )
    for row in rows:
        workplace = known.by_id.get(row.workplace_id)
        am = workplace.capacity(row.day, Half.AM) if workplace else 0
        pm = workplace.capacity(row.day, Half.PM) if workplace else 0
        if (am, pm) != (row.cap_am, row.cap_pm):
            yield (
                f"workplace {row.workplace_id} on {row.day}: cap {row.cap_am}+{row.cap_pm},"
                f" the limits say {am}+{pm}"
            )


def _bookings_without_slots() -> Iterator[str]:
    """Compare the halves that each booking holds with those it should.

    One without its person holds none any more.
    """
    held = (
        sa.select(
            Slot.booking_id,
            sa.func.sum(sa.case((Slot.half == Half.AM, 1), else_=0)).label("am"),
            sa.func.sum(sa.case((Slot.half == Half.PM, 1), else_=0)).label("pm"),
        )
        .group_by(Slot.booking_id)
        .subquery()
    )
    active = sa.and_(Booking.state == BookingState.ACTIVE, Booking.user_id.is_not(None))
    due_am = sa.case((sa.and_(active, Booking.part != Part.PM), 1), else_=0)
    due_pm = sa.case((sa.and_(active, Booking.part != Part.AM), 1), else_=0)
    rows = connection().execute(
        sa.select(Booking.id, Booking.state, Booking.part)
        .outerjoin(held, held.c.booking_id == Booking.id)
        .where(
            sa.or_(
                sa.func.coalesce(held.c.am, 0) != due_am,
                sa.func.coalesce(held.c.pm, 0) != due_pm,
            )
        )
    )
    for row in rows:
        yield f"booking {row.id} ({row.state}, {row.part}) does not hold just its halves"


def _slots_against_bookings() -> Iterator[str]:
    """Compare each slot with its booking and its desk."""
    rows = connection().execute(
        sa.select(Slot.desk_id, Slot.day, Slot.half, Slot.booking_id)
        .outerjoin(Booking, Booking.id == Slot.booking_id)
        .join(Desk, Desk.id == Slot.desk_id)
        .where(
            sa.or_(
                Booking.id.is_(None),
                Booking.desk_id != Slot.desk_id,
                Booking.user_id.is_distinct_from(Slot.user_id),
                Booking.workplace_id != Slot.workplace_id,
                Desk.workplace_id != Slot.workplace_id,
                Booking.day != Slot.day,
            )
        )
        .order_by(Slot.booking_id, Slot.day, Slot.half)
    )
    for row in rows:
        yield f"desk {row.desk_id} on {row.day} {row.half}: not what booking {row.booking_id} says"


def _moves() -> Iterator[str]:
    """Compare each move with where its booking stands, unless somebody changed that since."""
    stands = sa.case((Move.state.in_(AT_THE_NEW_DESK), Move.to_desk_id), else_=Move.from_desk_id)
    rows = connection().execute(
        sa.select(Move.id, Move.booking_id)
        .join(Booking, Booking.id == Move.booking_id)
        .where(
            Booking.state == BookingState.ACTIVE,
            Booking.sequence == Move.sequence,
            Move.state.in_([*AT_THE_NEW_DESK, *AT_THE_OLD_DESK]),
            Booking.desk_id.is_distinct_from(stands),
        )
        .order_by(Move.id)
    )
    for row in rows:
        yield f"booking {row.booking_id}: not at the desk that move {row.id} says"


def _desks_without_plan() -> Iterator[str]:
    """Compare each desk held from today on with the person's plan of that half.

    Leave may stand over a desk that somebody could not give back.
    """
    near = sa.case(
        (Workplace.owner == Owner.PARTNER, DayKind.NEAR_PARTNER), else_=DayKind.NEAR_MUNICIPAL
    )
    rows = connection().execute(
        sa.select(Slot.user_id, Slot.day, Slot.half, Slot.booking_id)
        .join(Workplace, Workplace.id == Slot.workplace_id)
        .outerjoin(PlannedHalf, _SAME_HALF)
        .where(
            Slot.day >= clock.today(),
            sa.or_(
                PlannedHalf.user_id.is_(None),
                PlannedHalf.source != PlanSource.DESK,
                sa.cast(PlannedHalf.kind, sa.String) != sa.cast(near, sa.String),
            ),
        )
    )
    for row in rows:
        yield f"booking {row.booking_id}: the plan of {row.day} {row.half} does not say so"


def _plans_without_desk() -> Iterator[str]:
    """Find halves planned at a desk that nobody holds."""
    rows = connection().execute(
        sa.select(PlannedHalf.user_id, PlannedHalf.day, PlannedHalf.half)
        .outerjoin(Slot, _SAME_HALF)
        .where(
            PlannedHalf.day >= clock.today(),
            PlannedHalf.source == PlanSource.DESK,
            Slot.desk_id.is_(None),
        )
    )
    for row in rows:
        yield f"person {row.user_id} on {row.day} {row.half}: planned at a desk, but holds none"


def surplus() -> list[tuple[int, str, int, int]]:
    """Return the coming days with more desks taken than allowed: workplace, day, taken, cap."""
    rows = connection().execute(
        sa.select(WorkplaceDay.__table__)
        .where(
            WorkplaceDay.day >= clock.today(),
            sa.or_(
                WorkplaceDay.taken_am > WorkplaceDay.cap_am,
                WorkplaceDay.taken_pm > WorkplaceDay.cap_pm,
            ),
        )
        .order_by(WorkplaceDay.day, WorkplaceDay.workplace_id)
    )
    return [
        (row.workplace_id, f"{row.day} {half}", taken, cap)
        for row in rows
        for half, taken, cap in (
            (Half.AM, row.taken_am, row.cap_am),
            (Half.PM, row.taken_pm, row.cap_pm),
        )
        if taken > cap
    ]
