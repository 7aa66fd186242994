"""Free the desks that nobody confirmed in time, where a workplace asks for it.

A late job changes nothing: whoever looks at a workplace or books there finds these
desks free, because the same work is done first for them.
"""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Booking, BookingState, Workplace
from app.booking.queries.bookings import BookingFacts, find_booking
from app.booking.queries.places import places
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import halves_left
from app.booking.rules.releases import confirm_by, is_overdue, within_refusals
from app.booking.services.bookings import free_halves
from app.core import audit, clock
from app.core.db import command, connection, raise_revision
from app.core.errors import Refused
from app.core.half import Half, Part

KIND = "booking_released"
# What this process has looked through already: workplace, day, half, minutes.
_SEEN = "vicino.releases"
_unconfirmed = (
    sa.select(Booking.id, Booking.workplace_id, Booking.part, Booking.changed_at)
    .where(
        Booking.day == sa.bindparam("day"),
        Booking.workplace_id.in_(sa.bindparam("workplaces", expanding=True)),
        Booking.state == BookingState.ACTIVE,
        sa.not_(Booking.is_confirmed),
    )
    .order_by(Booking.id)
)


@command
def ask_to_confirm(workplace_id: int, minutes: int | None, *, by: Actor) -> None:
    """Ask people at a workplace to confirm within so many minutes; None asks nobody.

    It counts from tomorrow: whoever is at a desk today was not asked. Raises Refused
    for too few or too many.
    """
    authorize(by, Permission.SET_POLICIES)
    if reasons := within_refusals(minutes):
        raise Refused(reasons)
    row = sa.select(Workplace.confirm_within).where(Workplace.id == workplace_id)
    before = connection().execute(row).scalar()
    if minutes == before:
        return
    first = clock.today() + timedelta(days=1) if minutes else None
    connection().execute(
        sa.update(Workplace)
        .where(Workplace.id == workplace_id)
        .values(confirm_within=minutes, confirm_from=first)
    )
    raise_revision()
    words = ({"confirm_within": before}, {"confirm_within": minutes})
    audit.record(
        by.id, "ask_to_confirm", "workplace", workplace_id, before=words[0], after=words[1]
    )


def release_unconfirmed(*, by: Actor) -> int:
    """Free today's desks that nobody confirmed in time; return how many bookings.

    One transaction for each, never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    asking = [one for one in places().workplaces if one.confirm_within is not None]
    return _release_at(asking, clock.today(), by=by)


def release_when_due(known: Places, *, by: Actor) -> None:
    """Do the same before somebody looks, once for each hour that has passed.

    After it nothing more becomes overdue: whoever books later is on their way. Where
    nobody asks for confirmations it costs nothing. Never in a caller's transaction.
    """
    authorize(by, Permission.MOVE_BOOKING)
    now = clock.wall()
    seen: set[tuple[int, date, Half, int]] = current_app.extensions.setdefault(_SEEN, set())
    for workplace in known.workplaces:
        if workplace.confirm_within is None:
            continue
        for half in Half:
            until = confirm_by(workplace, now.date(), Part.of([half]))
            key = (workplace.id, now.date(), half, workplace.confirm_within)
            if until is not None and now >= until and key not in seen:
                _release_at([workplace], now.date(), by=by)
                seen.add(key)
    seen -= {key for key in seen if key[1] != now.date()}


def _release_at(workplaces: list[WorkplaceFacts], day: date, *, by: Actor) -> int:
    if not workplaces:
        return 0
    asking = {one.id: one for one in workplaces}
    found = connection().execute(_unconfirmed, {"day": day, "workplaces": list(asking)}).all()
    # Most have time yet, or were booked later: nobody's turn is waited for on their account.
    late = [row.id for row in found if _is_late(asking[row.workplace_id], day, row)]
    return sum(release_one(booking_id, by=by) for booking_id in late)


def _is_late(workplace: WorkplaceFacts, day: date, row: Any) -> bool:
    """Return True for an unconfirmed booking, or its row, whose hour has passed."""
    changed = row.changed_at.astimezone(clock.ROME).replace(tzinfo=None)
    return is_overdue(
        workplace, day, row.part, is_confirmed=False, changed_at=changed, now=clock.wall()
    )


@command
def release_one(booking_id: int, *, by: Actor) -> bool:
    """Free what is left of one booking if nobody confirmed it in time; twice is once.

    The place keeps the count of desks that stood empty; of the person nothing more.
    """
    booking = _held(booking_id, Permission.MOVE_BOOKING, by)
    if booking is None:
        return False
    lock_person(booking.user_id)
    # It may have been confirmed or cancelled while we waited.
    booking = find_booking(booking_id) or booking
    left = _overdue_halves(booking)
    if left:
        # Nobody is said to have stayed away from a desk at which nobody could sit.
        workplace = places().by_id[booking.workplace_id]
        is_no_show = workplace.outage(booking.desk_id, booking.day) is None
        free_halves(booking, left, by=by, is_no_show=is_no_show, kind=KIND)
    return bool(left)


def _held(booking_id: int, permission: Permission, by: Actor) -> BookingFacts | None:
    """Return a booking that the actor may move, or None when it is not there any more."""
    booking = find_booking(booking_id)
    authorize(by, permission, booking)
    return booking


def _overdue_halves(booking: BookingFacts) -> list[Half]:
    """Return what is left of a booking whose hour has passed without a word; else nothing."""
    workplace = places().by_id.get(booking.workplace_id)
    is_settled = not booking.is_active or booking.is_confirmed
    if workplace is None or is_settled or not _is_late(workplace, booking.day, booking):
        return []
    return halves_left(booking.day, booking.part, workplace, clock.wall())
