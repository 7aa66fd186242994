"""Wait for a desk, leave the line, and answer an offer."""

import secrets
from datetime import date

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Wait, WaitDraw
from app.booking.queries.bookings import held_since
from app.booking.queries.places import current_revision, places
from app.booking.queries.vacancies import vacant_for
from app.booking.queries.waiting import WaitFacts, accepted, find_wait, live_wait
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DESK, Facts, Refusal, refusals
from app.booking.rules.waiting import WaitRefusal, WaitState, wait_refusals
from app.booking.services.bookings import give_up, tell_booked
from app.booking.services.days import call_waiting, is_called, lock_days, open_day
from app.core import audit, clock
from app.core.db import command, connection, insert_if_new
from app.core.errors import Forbidden, Reason, Refused
from app.core.half import Part

# What waiting mends: everything else it does not.
_MENDED = ABOUT_THE_DESK | {
    Refusal.WORKPLACE_FULL,
    Refusal.OFFICE_FULL,
    Refusal.KEPT_FOR_OFFICES,
    Refusal.WAITED_FOR,
    Refusal.TO_BE_DRAWN,
}


@command
def wait_for(
    workplace_id: int | None, day: date, part: Part, *, by: Actor, within_km: int | None = None
) -> int:
    """Wait for a desk at a workplace, or at any within so many kilometres; return the wait's id.

    Raises Refused with every reason: a person stands in one line for a day, and
    whoever can have a desk now has only to take it.
    """
    authorize(by, Permission.BOOK_DESK)
    assert by.id is not None
    lock_person(by.id)
    return line_up(by.id, workplace_id, day, part, by=by, within_km=within_km)


def line_up(
    user_id: int,
    workplace_id: int | None,
    day: date,
    part: Part,
    *,
    by: Actor,
    within_km: int | None = None,
) -> int:
    """Put a person into a line inside the caller's transaction, which holds them.

    Returns the wait's id; raises Refused, and the caller then undoes everything.
    """
    known = places(current_revision())
    wait_id = _insert(user_id, workplace_id, within_km, day, part)
    wait = find_wait(wait_id)
    assert wait is not None
    goals = accepted(wait, known)
    if reasons := _reasons(wait, goals, known):
        raise Refused(reasons)
    _enter_draws(day, goals)
    insert_if_new(WaitDraw, {"day": day, "seed": secrets.token_hex(16), "drawn_at": clock.now()})
    words = {"workplace": workplace_id, "within_km": within_km, "day": day, "part": part}
    audit.record(by.id, "wait_for", "wait", wait_id, after=words)
    return wait_id


def _enter_draws(day: date, goals: list[WorkplaceFacts]) -> None:
    """Keep the desks that are still to be drawn for those who asked, until they were drawn."""
    now = clock.wall()
    drawn = sorted(goal.id for goal in goals if goal.is_to_be_drawn(day, now))
    for workplace_id in drawn:
        open_day(workplace_id, day)
    # Whoever clicks when the hour strikes finds everybody who was in time.
    lock_days([(day, workplace_id) for workplace_id in drawn])
    for workplace_id in drawn:
        call_waiting(workplace_id, day)


def _insert(
    user_id: int, workplace_id: int | None, within_km: int | None, day: date, part: Part
) -> int:
    """Write a wait down; Refused when the person stands in a line for this day already."""
    if live_wait(user_id, day):
        raise Refused([Reason(WaitRefusal.ALREADY_WAITING)])
    row = {
        "user_id": user_id,
        "workplace_id": workplace_id,
        "within_km": within_km if workplace_id is None else None,
        "day": day,
        "part": part,
        "state": WaitState.WAITING,
        "created_at": clock.now(),
    }
    made = connection().execute(sa.insert(Wait).values(row).returning(Wait.id))
    return int(made.scalar_one())


def _reasons(wait: WaitFacts, goals: list[WorkplaceFacts], known: Places) -> list[Reason]:
    """Return why a person cannot wait: what waiting does not mend, or that a desk is free."""
    if not goals:
        is_lost = wait.workplace_id is None and wait.area_code is None
        return [Reason(WaitRefusal.NO_AREA if is_lost else WaitRefusal.NOTHING_NEAR)]
    held = held_since(wait.user_id, wait.day)
    mine = {half: b.id for b in held if b.day == wait.day for half in b.part.halves}
    told: list[Reason] = []
    for goal in goals:
        facts = Facts(
            now=clock.wall(),
            policies=known.policies(clock.today()),
            workplace=goal,
            desk_id=next(iter(goal.desks), 0),
            own_halves=mine,
            # Whether an agreement covers a partner's desk is asked when one is free.
            has_agreement=True,
        )
        reasons = [r for r in refusals(wait.day, wait.part, facts) if r.code not in _MENDED]
        if not reasons:
            told = []
            break
        told = told or reasons
    # What is kept for the line is not to be had by who does not stand in it.
    is_free = any(
        vacant_for(wait, goal, known) for goal in goals if not is_called(goal.id, wait.day)
    )
    return wait_refusals(is_free=is_free, is_waiting=False, day_reasons=told)


@command
def stop_waiting(wait_id: int, *, by: Actor) -> None:
    """Leave the line; Refused when the wait has ended, Forbidden for somebody else's."""
    wait = _own(wait_id, Permission.CHANGE_BOOKING, by)
    if wait.state is not WaitState.WAITING:
        raise Refused([Reason(WaitRefusal.NOT_WAITING)])
    end_wait(wait, WaitState.WITHDRAWN)
    audit.record(by.id, "stop_waiting", "wait", wait_id)


@command
def answer_offer(wait_id: int, *, accept: bool, by: Actor) -> int:
    """Take an offered desk, or leave it to the next in line; return its booking's id.

    Raises Refused when nothing is offered, or the half hour is over.
    """
    wait = _own(wait_id, Permission.CHANGE_BOOKING, by)
    if wait.state is not WaitState.OFFERED or wait.booking_id is None:
        raise Refused([Reason(WaitRefusal.NOT_OFFERED)])
    assert wait.held_until is not None
    if wait.held_until <= clock.now():
        raise Refused([Reason(WaitRefusal.TOO_LATE)])
    if accept:
        end_wait(wait, WaitState.BOOKED)
        tell_booked(wait.booking_id)
    else:
        end_wait(wait, WaitState.DECLINED)
        give_up(wait.booking_id, by=by)
    audit.record(by.id, "answer_offer", "wait", wait_id, after={"accept": accept})
    return wait.booking_id


def _own(wait_id: int, permission: Permission, by: Actor) -> WaitFacts:
    """Return a wait of one's own as it is once one's other commands have ended."""
    wait = find_wait(wait_id)
    if wait is None:
        raise Forbidden(permission)
    authorize(by, permission, wait)
    lock_person(wait.user_id)
    return find_wait(wait_id) or wait


def end_wait(wait: WaitFacts, state: WaitState) -> None:
    """Write down how a wait ended, inside the caller's transaction."""
    connection().execute(
        sa.update(Wait).where(Wait.id == wait.id).values(state=state, answered_at=clock.now())
    )
