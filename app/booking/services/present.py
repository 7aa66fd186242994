"""The emergency list: who holds a desk in a half of today, for the staff who lead people out."""

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.rules.places import WorkplaceFacts
from app.core import audit, clock
from app.core.db import command
from app.core.half import Half


@command
def open_list(workplace: WorkplaceFacts, half: Half, *, by: Actor) -> None:
    """Write down that the emergency list of today's half was opened (D.Lgs. 81/2008).

    Nobody opens it for another day, and none is kept.
    """
    authorize(by, Permission.SEE_PRESENT, workplace)
    words = {"workplace": workplace.code, "day": clock.today(), "half": half}
    audit.record(by.id, "open_present_list", "workplace", workplace.id, after=words)
