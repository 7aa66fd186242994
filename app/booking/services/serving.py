"""Give what becomes free to those who wait, by the published order, never by chance.

A freed desk is called (`WaitCall`): until those who wait have been served nobody
else takes it. Serving asks the line one by one, each in a transaction of their own,
so that it may stop anywhere, be started again, and run twice at once. Where desks are
drawn nobody is asked before the hour; then the line is asked in the same way.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import Wait, WaitCall, WaitDraw
from app.booking.queries.places import current_revision, places
from app.booking.queries.vacancies import vacant_for
from app.booking.queries.waiting import (
    SHOWN_DAYS,
    WaitFacts,
    accepted,
    calls,
    days_to_serve,
    expired_offers,
    find_wait,
    line_of,
    past_waits,
    seed_of,
    waiting_on,
)
from app.booking.rules.waiting import LIVE, OFFER_HELD, Candidate, WaitState, is_automatic
from app.booking.services.bookings import give_up, take_desk
from app.booking.services.days import answer_call
from app.booking.services.fairness import draw_day, still_to_draw, tell_losers
from app.booking.services.waiting import end_wait
from app.core import clock
from app.core.db import command, connection, db
from app.core.errors import Refused


def serve_waiting(*, by: Actor) -> Counter[str]:
    """Give out what is free to those who wait, end offers and waits that are over; count them.

    Never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    done: Counter[str] = Counter()
    done["offers over"] = sum(_expire(wait_id, by=by) for wait_id in expired_offers())
    done["days over"] = sum(_pass(wait_id, by=by) for wait_id in past_waits())
    done["waits deleted"] = _forget_old(by=by)
    for day in sorted({*days_to_serve(), *(day for day, _place, _at in calls())}):
        done += serve_day(day, by=by)
    return done


def serve_day(day: date, *, by: Actor) -> Counter[str]:
    """Ask the line of a day one by one, until nothing that they want is free.

    Never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    done: Counter[str] = Counter()
    # For all of them the same moment: a draw is held for everybody, or for nobody yet.
    now = clock.wall()
    heard = [call for call in calls() if call[0] == day]
    draw_day(day, now, by=by)
    waits = {wait.id: wait for wait in waiting_on(day)}
    line = line_of(day, list(waits.values()), seed_of(day) or "")
    # Who came after the hour waits until all who took part in the draw were asked.
    line.sort(key=lambda one: not waits[one.wait_id].is_in_draw)
    known = places()
    for n, one in enumerate(line, start=1):
        wait = waits[one.wait_id]
        # Looked at outside the transaction first: mostly there is nothing to give.
        if any(vacant_for(wait, goal, known, now) for goal in accepted(wait, known)):
            served = _serve(one, n, len(line), now, by=by)
            done.update([served] if served else [])
    done["draws lost"] = tell_losers(day, now, by=by)
    later = still_to_draw(day, [workplace_id for _day, workplace_id, _n in heard], now)
    for call in heard:
        if call[1] not in later:
            _answered(*call, by=by)
    return done


@command
def _serve(one: Candidate, place: int, waiting: int, now: datetime, *, by: Actor) -> str:
    """Give one person the best desk that they can have now; return how, or nothing.

    `now` is the wall-clock moment at which the line began to be asked.
    """
    authorize(by, Permission.RUN_JOBS)
    lock_person(one.user_id)
    wait = find_wait(one.wait_id)
    if wait is None or wait.state is not WaitState.WAITING:
        return ""
    known = places(current_revision())
    is_booked = is_automatic(wait.day, clock.wall(), known.policies(clock.today()))
    state = WaitState.BOOKED if is_booked else WaitState.OFFERED
    until = None if is_booked else clock.now() + OFFER_HELD
    for goal in accepted(wait, known):
        for desk_id in vacant_for(wait, goal, known, now):
            booking_id = _try(wait, desk_id, state, until, by)
            if booking_id is not None:
                values = {"state": state, "booking_id": booking_id, "held_until": until}
                if not wait.is_in_draw:
                    stood = {"place": place, "waiting": waiting, "halves_had": one.halves_had}
                    values |= stood | {"drawn_at": None, "desks": None}
                connection().execute(sa.update(Wait).where(Wait.id == wait.id).values(values))
                return state.value
    return ""


def _try(
    wait: WaitFacts, desk_id: int, state: WaitState, until: datetime | None, by: Actor
) -> int | None:
    """Book a desk for whoever waits, or return None when it cannot be had."""
    try:
        with db.session.begin_nested():
            return take_desk(
                wait.user_id,
                desk_id,
                wait.day,
                wait.part,
                by=by,
                is_served=True,
                kind=f"wait_{state.value}",
                more={"wait": wait.id, "until": until},
            )
    except Refused:
        return None


@command
def _expire(wait_id: int, *, by: Actor) -> bool:
    """End an offer that nobody answered, and free its desk for the next in line."""
    wait = _theirs(wait_id, Permission.RUN_JOBS, by)
    if wait.state is not WaitState.OFFERED or (wait.held_until or clock.now()) > clock.now():
        return False
    end_wait(wait, WaitState.EXPIRED)
    give_up(wait.booking_id, by=by, kind="wait_expired")
    return True


@command
def _pass(wait_id: int, *, by: Actor) -> bool:
    """End the wait for a day that is over."""
    wait = _theirs(wait_id, Permission.RUN_JOBS, by)
    if wait.state is WaitState.WAITING:
        end_wait(wait, WaitState.OVER)
    return wait.state is WaitState.WAITING


def _theirs(wait_id: int, permission: Permission, by: Actor) -> WaitFacts:
    """Return a wait as it is once its person's other commands have ended."""
    wait = find_wait(wait_id)
    authorize(by, permission, wait)
    assert wait is not None, "waits are never deleted while they are live"
    lock_person(wait.user_id)
    return find_wait(wait_id) or wait


@command
def _answered(day: date, workplace_id: int, number: int, *, by: Actor) -> None:
    """Let everybody have what is left of a call, once the line has been asked."""
    authorize(by, Permission.RUN_JOBS)
    answer_call(workplace_id, day, number)


@command
def _forget_old(*, by: Actor) -> int:
    """Delete waits that nobody is shown any more, and the lots of their days; say how many."""
    authorize(by, Permission.RUN_JOBS)
    last = clock.today() - timedelta(days=SHOWN_DAYS)
    run = connection().execute
    gone = run(sa.delete(Wait).where(Wait.day < last, Wait.state.not_in(sorted(LIVE)))).rowcount
    run(sa.delete(WaitDraw).where(WaitDraw.day < last))
    run(sa.delete(WaitCall).where(WaitCall.day < clock.today()))
    return int(gone)
