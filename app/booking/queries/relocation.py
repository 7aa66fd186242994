"""Which bookings a closure, a cap or a broken desk hits, and where each could go."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.auth.rules import read_codes, read_order
from app.booking.models import Booking, BookingState, Desk, Slot
from app.booking.rules.moves import MoveCause
from app.booking.rules.needs import Need, kept, served
from app.booking.rules.places import DeskFacts, Owner, Places, WorkplaceFacts
from app.booking.rules.refusals import has_ended
from app.booking.rules.relocation import Affected, Planned, Vacancies, assign, goals
from app.booking.rules.shares import held_until
from app.core import clock
from app.core.db import connection
from app.core.half import Half

_affected = (
    sa.select(
        Booking.id,
        Booking.user_id,
        Booking.day,
        Booking.part,
        Booking.desk_id,
        Booking.workplace_id,
        User.area_code,
        User.workplace_order,
        User.desk_needs,
        Desk.code,
        Desk.equipment,
        Desk.is_accessible,
        Desk.kept_for,
    )
    .join(User, User.id == Booking.user_id)
    .join(Desk, Desk.id == Booking.desk_id)
    .where(Booking.state == BookingState.ACTIVE)
    .order_by(Booking.day, Booking.id)
)
# Days in one statement: fewer than any engine's limit on its values.
BATCH = 500


def affected_by(workplace: WorkplaceFacts, halves: Iterable[tuple[date, Half]]) -> list[Affected]:
    """Return the bookings at a workplace that hold a desk in one of these half-days.

    Half-days that have ended hit nobody any more.
    """
    now = clock.wall()
    wanted = {(day, half) for day, half in halves if not has_ended(day, half, workplace, now)}
    if not wanted:
        return []
    days = [day for day, _half in wanted]
    rows = connection().execute(
        _affected.where(
            Booking.workplace_id == workplace.id, Booking.day.between(min(days), max(days))
        )
    )
    return [
        one
        for one in map(_fact, rows)
        if any((one.day, half) in wanted for half in one.part.halves)
    ]


def affected_desks(desk_ids: Collection[int], first: date, last: date | None) -> list[Affected]:
    """Return the coming bookings of these desks from a day to a day; without an end, all."""
    select = _affected.where(
        Booking.desk_id.in_(list(desk_ids)), Booking.day >= max(first, clock.today())
    )
    if last is not None:
        select = select.where(Booking.day <= last)
    return [_fact(row) for row in connection().execute(select)]


def find_affected(booking_id: int) -> Affected | None:
    """Return one active booking as something to be moved, or None."""
    row = connection().execute(_affected.where(Booking.id == booking_id)).first()
    return _fact(row) if row else None


def where_to(
    affected: Sequence[Affected], known: Places, cause: MoveCause = MoveCause.CLOSURE
) -> list[Planned]:
    """Return where each of these bookings would go now, in a constant number of queries.

    Nothing is held by asking: somebody may be faster.
    """
    return assign(affected, _vacancies({one.day for one in affected}, known), known, cause)


def desks_for(
    one: Affected, known: Places, cause: MoveCause
) -> Iterator[tuple[WorkplaceFacts, DeskFacts]]:
    """Yield every desk that a booking could go to as things stand now, the best first."""
    vacancies = _vacancies({one.day}, known)
    vacancies.leave(one)
    return goals(one, vacancies, known, cause)


def _vacancies(days: Collection[date], known: Places) -> Vacancies:
    """Return what is taken on these days, and what nobody or not everybody is given."""
    policies, now = known.policies(clock.today()), clock.wall()
    is_shut = policies.partner_needs_agreement
    partners = (w.id for w in known.workplaces if is_shut and w.owner is Owner.PARTNER)
    kept_on = (day for day in days if now < held_until(day, policies.held_until))
    drawn = ((day, w.id) for w in known.workplaces for day in days if w.is_to_be_drawn(day, now))
    found = Vacancies(frozenset(partners), frozenset(drawn), frozenset(kept_on))
    wanted = sorted(days)
    for n in range(0, len(wanted), BATCH):
        rows = connection().execute(
            sa.select(Slot.desk_id, Slot.workplace_id, Slot.day, Slot.half).where(
                Slot.day.in_(wanted[n : n + BATCH])
            )
        )
        for desk_id, workplace_id, day, half in rows:
            found.take(desk_id, workplace_id, day, half)
    return found


def _kept_for(row: Any) -> frozenset[Need]:
    owned = read_codes(row.equipment)
    return kept(read_codes(row.kept_for), served(owned, is_accessible=row.is_accessible))


def _fact(row: Any) -> Affected:
    return Affected(
        booking_id=row.id,
        user_id=row.user_id,
        day=row.day,
        part=row.part,
        desk_id=row.desk_id,
        desk_code=row.code,
        workplace_id=row.workplace_id,
        area_code=row.area_code,
        workplace_order=read_order(row.workplace_order),
        # Whoever sits at a desk kept for a need may have it: nobody is asked why.
        needs=read_codes(row.desk_needs) | _kept_for(row),
    )
