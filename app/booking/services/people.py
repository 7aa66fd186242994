"""People who come and go: whoever leaves frees their desks in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.staff.imports import StaffTally, import_staff
from app.booking.queries.bookings import find_booking
from app.booking.queries.places import places
from app.booking.rules.refusals import halves_left
from app.booking.services.bookings import free_halves, lock_coming
from app.booking.services.days import lock_days
from app.core import clock
from app.core.db import command
from app.core.tables.table import Table, Watch
from app.pola.services.endings import close_by_transfer


@dataclass
class PeopleTally:
    """What an import of people did, how many bookings it freed, how many agreements it closed."""

    staff: StaffTally
    freed: int = 0
    closed: int = 0


@command
def import_people(
    table: Table, *, by: Actor, complete: bool = False, many: bool = False, watch: Watch = iter
) -> PeopleTally:
    """Add and change the people of a file; FileRefused with every problem.

    With `complete` whoever is not in it can no longer sign in, and their desks are
    free again from this moment on. Whoever works in another office now has no agreement
    any more: it was made with the old one.
    """
    authorize(by, Permission.IMPORT_FILES)
    staff = import_staff(table, by=by, complete=complete, many=many, watch=watch)
    freed = _free(staff.deactivated, by)
    closed = sum(close_by_transfer(user_id, by=by) for user_id in sorted(staff.transferred))
    return PeopleTally(staff, freed, closed)


def _free(user_ids: Sequence[int], by: Actor) -> int:
    """Free what is left of these people's bookings; return of how many."""
    # In the fixed order, all of each: people are held already, then bookings, then days.
    held = lock_coming(user_ids)
    lock_days([(row.day, row.workplace_id) for row in held])
    now, known = clock.wall(), places()
    freed = 0
    for row in sorted(held, key=lambda row: (row.day, row.workplace_id, row.id)):
        booking, workplace = find_booking(row.id), known.by_id.get(row.workplace_id)
        assert booking is not None
        left = list(booking.part.halves)
        if workplace is not None:
            left = halves_left(booking.day, booking.part, workplace, now)
        if left:
            free_halves(booking, left, by=by)
            freed += 1
    return freed
