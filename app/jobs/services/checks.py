"""The nightly check: what disagrees is told to whoever can look into it."""

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Role, RoleGrant, User
from app.auth.permissions import Permission, authorize
from app.booking.queries.checks import problems
from app.core import clock, mail
from app.core.db import command, connection
from app.core.mail import OutboxMail
from app.jobs.services.runs import JobFailed

KIND = "check_failed"


def check_everything(*, by: Actor) -> str:
    """Count everything again; raise JobFailed, and tell administrators once a day, if it disagrees.

    Never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    found = problems()
    if not found:
        return "Counters, caps and desks agree with the bookings."
    _tell(len(found), by=by)
    raise JobFailed(f"{len(found)} things disagree with the bookings: `flask check` says which")


@command
def _tell(number: int, *, by: Actor) -> None:
    """Owe every administrator a mail, unless they were told today."""
    authorize(by, Permission.RUN_JOBS)
    told = sa.select(OutboxMail.user_id).where(
        OutboxMail.kind == KIND, OutboxMail.created_at >= clock.midnight()
    )
    people = connection().scalars(
        sa.select(RoleGrant.user_id)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.role == Role.ADMINISTRATOR, User.is_active, User.id.not_in(told))
        .distinct()
    )
    mail.enqueue_all(sorted(people), KIND, {"problems": number, "day": clock.today()})
