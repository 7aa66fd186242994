"""Why a person's booking could not be put on a desk just now; asked before it is offered."""

from collections.abc import Sequence
from datetime import date

from app.auth.actors import Actor
from app.booking.queries.availability import taken_halves
from app.booking.queries.bookings import BookingFacts, Held, held_since
from app.booking.queries.desks import without
from app.booking.queries.places import places
from app.booking.queries.plan import leave_halves, partner_answer, plan_of, recalled_halves
from app.booking.queries.waiting import called_on
from app.booking.rules.places import Places
from app.booking.rules.refusals import Facts, Refusal, refusals
from app.core import clock
from app.core.errors import Reason
from app.core.half import Half, Part
from app.pola.rules.day_kinds import DayKind
from app.pola.rules.planned import Planning


def obstacles(
    booking: BookingFacts,
    desk_id: int,
    day: date,
    part: Part,
    *,
    needs: frozenset[str] = frozenset(),
) -> list[Reason]:
    """Return every reason against this desk, as if the booking held nothing; none means yes.

    An answer for a page: the command that follows asks again under its locks.
    """
    plan = plan_of(booking.user_id, day)
    if booking.is_active and booking.day == day:
        # The plan without the desk that moves: what the agreement says of it counts again.
        plan = plan.with_kinds(
            {(day, h): plan.agreed(day, h) or DayKind.OFFICE for h in booking.part.halves}
        )
    held = [one for one in held_since(booking.user_id, clock.today()) if one.id != booking.id]
    # What they hold already, or half of it, is theirs whoever waits.
    stays = booking.is_active and set(part.halves) <= set(booking.part.halves)
    own = (booking.workplace_id, booking.day) if stays else None
    return _against(desk_id, day, part, plan, held, moving=booking, own=own, needs=needs)


def hurdles(
    by: Actor,
    desk_id: int,
    day: date,
    part: Part,
    *,
    comes_first: bool = False,
    known: Places | None = None,
) -> list[Reason]:
    """Return every reason why a person could not book this desk just now; none means yes.

    Whoever `comes_first` is not kept from what waits for others. `known` saves a look
    at the places by whoever has just read them.
    """
    assert by.id is not None
    plan, held = plan_of(by.id, day), held_since(by.id, clock.today())
    return _against(
        desk_id,
        day,
        part,
        plan,
        held,
        needs=by.desk_needs,
        comes_first=comes_first,
        known=known,
    )


def _against(
    desk_id: int,
    day: date,
    part: Part,
    plan: Planning,
    held: Sequence[Held],
    *,
    moving: BookingFacts | None = None,
    own: tuple[int, date] | None = None,
    needs: frozenset[str] = frozenset(),
    comes_first: bool = False,
    known: Places | None = None,
) -> list[Reason]:
    known = known or places()
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        return [Reason(Refusal.DESK_GONE)]
    is_here = moving is not None and moving.is_active and moving.day == day
    taken = without(taken_halves(workplace.id, day), moving if is_here else None)
    said = partner_answer(plan, day, part)
    return refusals(
        day,
        part,
        Facts(
            now=clock.wall(),
            policies=known.policies(clock.today()),
            workplace=workplace,
            desk_id=desk_id,
            taken_halves=frozenset(taken.get(desk_id, {})),
            own_halves={h: one.id for one in held if one.day == day for h in one.part.halves},
            taken={half: sum(half in halves for halves in taken.values()) for half in Half},
            has_agreement=said.has_agreement,
            plan_reasons=said.reasons,
            leave_halves=leave_halves(plan, day),
            recalled_halves=recalled_halves(plan, day),
            needs=needs,
            is_waited_for=not comes_first
            and own != (workplace.id, day)
            and workplace.id in called_on(day),
            holds_one_here=own == (workplace.id, day),
            # One that moves is no new one.
            open_bookings=0 if moving is not None and moving.is_active else len(held),
        ),
    )
