"""What a house tells its guests, and which guests it is told of."""

from datetime import date

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Workplace
from app.booking.queries.guests import Guest, guests_on
from app.booking.queries.places import places
from app.booking.rules.guests import guest_refusals
from app.core import audit, clock
from app.core.db import command, db, raise_revision
from app.core.errors import Refused


@command
def set_notes(workplace_id: int, guest_note: str, house_rules: str, *, by: Actor) -> None:
    """Write what guests read of a workplace: how to get in, and its own rules."""
    authorize(by, Permission.EDIT_PLACES, workplace := db.session.get_one(Workplace, workplace_id))
    before = {"guest_note": workplace.guest_note, "house_rules": workplace.house_rules}
    after = {"guest_note": guest_note, "house_rules": house_rules}
    if after == before:
        return
    workplace.guest_note, workplace.house_rules = guest_note, house_rules
    db.session.flush()
    raise_revision()
    audit.record(by.id, "set_notes", "workplace", workplace_id, before=before, after=after)


@command
def open_guest_list(workplace_id: int, day: date, *, by: Actor) -> list[Guest]:
    """Return who comes to a partner's workplace on a day, for its reception; Refused says why not.

    Each opening is on record: whoever asks for names leaves their own.
    """
    authorize(by, Permission.SEE_GUESTS, workplace := db.session.get_one(Workplace, workplace_id))
    held_until = places().policies(clock.today()).held_until
    now = clock.wall()
    if reasons := guest_refusals(workplace.owner, day, now, held_until):
        raise Refused(reasons)
    found = guests_on(workplace_id, day)
    words = {"day": day, "guests": len(found)}
    audit.record(by.id, "open_guest_list", "workplace", workplace_id, after=words)
    return found
