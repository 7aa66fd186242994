"""People who come and go: whoever leaves frees their desks in the same transaction."""

from dataclasses import dataclass

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.staff.imports import StaffTally, import_staff
from app.booking.services.leaving import leave
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
    free again from this moment on; they wait for none, and get none every week. Whoever
    works in another office now has no agreement any more: it was made with the old one.
    """
    authorize(by, Permission.IMPORT_FILES)
    staff = import_staff(table, by=by, complete=complete, many=many, watch=watch)
    freed = leave(staff.deactivated, by=by)
    closed = sum(close_by_transfer(user_id, by=by) for user_id in sorted(staff.transferred))
    return PeopleTally(staff, freed, closed)
