"""Why a person's booking could not be put on a desk just now; asked before it is offered."""

from datetime import date

from app.booking.queries.availability import taken_halves
from app.booking.queries.bookings import BookingFacts, held_since
from app.booking.queries.desks import without
from app.booking.queries.places import places
from app.booking.queries.plan import leave_halves, partner_answer, plan_of, recalled_halves
from app.booking.rules.refusals import Facts, Refusal, refusals
from app.core import clock
from app.core.errors import Reason
from app.core.half import Half, Part
from app.pola.rules.day_kinds import DayKind


def obstacles(booking: BookingFacts, desk_id: int, day: date, part: Part) -> list[Reason]:
    """Return every reason against this desk, as if the booking held nothing; none means yes.

    An answer for a page: the command that follows asks again under its locks.
    """
    known = places()
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        return [Reason(Refusal.DESK_GONE)]
    is_here = booking.is_active and booking.day == day
    taken = without(taken_halves(workplace.id, day), booking if is_here else None)
    plan = plan_of(booking.user_id, day)
    if is_here:
        # The plan without the desk that moves: what the agreement says of it counts again.
        plan = plan.with_kinds(
            {(day, h): plan.agreed(day, h) or DayKind.OFFICE for h in booking.part.halves}
        )
    said = partner_answer(plan, day, part)
    held = held_since(booking.user_id, clock.today())
    others = [one for one in held if one.id != booking.id]
    return refusals(
        day,
        part,
        Facts(
            now=clock.wall(),
            policies=known.policies(clock.today()),
            workplace=workplace,
            desk_id=desk_id,
            taken_halves=frozenset(taken.get(desk_id, {})),
            own_halves={h: one.id for one in others if one.day == day for h in one.part.halves},
            taken={half: sum(half in halves for halves in taken.values()) for half in Half},
            has_agreement=said.has_agreement,
            plan_reasons=said.reasons,
            leave_halves=leave_halves(plan, day),
            recalled_halves=recalled_halves(plan, day),
            # One that moves is no new one.
            open_bookings=0 if booking.is_active else len(others),
        ),
    )
