"""What touches a desk and the week plan at once: one transaction each."""

from collections.abc import Collection
from datetime import date

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.queries.bookings import find_booking, held_since
from app.booking.services.bookings import free_halves
from app.booking.services.days import lock_days
from app.core.db import command
from app.core.errors import Reason
from app.core.half import Half
from app.pola.queries.plans import owner_of
from app.pola.rules.day_kinds import DayKind
from app.pola.services import absences, plans


@command
def plan_half(
    user_id: int, day: date, half: Half, kind: DayKind, *, by: Actor
) -> tuple[Reason, ...]:
    """Work half a day in another way, giving back the desk held then; return warnings.

    Raises Refused with every reason; the desk is then still held.
    """
    authorize(by, Permission.CHANGE_PLAN, owner_of(user_id))
    lock_person(user_id)
    _free(user_id, day, [half], by)
    return plans.change_half(user_id, day, half, kind, by=by)


@command
def recall_person(
    user_id: int, day: date, halves: Collection[Half], reason: str, *, by: Actor
) -> None:
    """Call a person to the office, freeing a partner's desk that they held then.

    Raises Refused with every reason.
    """
    authorize(by, Permission.DECIDE_PLAN, owner_of(user_id))
    lock_person(user_id)
    absences.recall(user_id, day, halves, reason, by=by)
    _free(user_id, day, halves, by)


def _free(user_id: int, day: date, halves: Collection[Half], by: Actor) -> int:
    """Give back the desks that a person holds in these halves; return how many bookings."""
    held = [one for one in held_since(user_id, day) if one.day == day]
    freed = 0
    lock_days([(one.day, one.workplace_id) for one in held])
    for one in held:
        booking, theirs = find_booking(one.id), [h for h in one.part.halves if h in halves]
        if booking is not None and theirs:
            free_halves(booking, theirs, by=by)
            freed += 1
    return freed
