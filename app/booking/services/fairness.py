"""Switch a workplace to a draw, and hold it: write down how each one stood, tell who lost."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_person
from app.booking.models import DrawRule, Wait
from app.booking.queries.fairness import draws_on, is_due, is_still_drawn, stood_on
from app.booking.queries.places import current_revision, places
from app.booking.queries.waiting import days_to_serve, find_wait, waiting_on
from app.booking.rules.dated import DrawFacts
from app.booking.rules.fairness import draw_refusals
from app.booking.rules.waiting import WaitState
from app.booking.services.days import call_waiting, lock_days, open_day
from app.booking.services.limits import get_workplace
from app.booking.services.turns import changing
from app.core import audit, clock
from app.core.db import command, connection, db
from app.core.errors import Refused
from app.core.mail import enqueue

_STAND = (
    sa.update(Wait)
    .where(
        Wait.id == sa.bindparam("b_wait"),
        Wait.state == WaitState.WAITING,
        sa.or_(Wait.drawn_at.is_(None), Wait.drawn_at < sa.bindparam("b_drawn_at")),
    )
    .values(
        drawn_at=sa.bindparam("b_drawn_at"),
        place=sa.bindparam("b_place"),
        waiting=sa.bindparam("b_waiting"),
        halves_had=sa.bindparam("b_halves_had"),
        desks=sa.bindparam("b_desks"),
        lost_at=None,
    )
)


@command
def set_draw(workplace_id: int, rule: DrawFacts, *, by: Actor) -> int:
    """Draw a workplace's desks on the days of a rule; return its id.

    Whoever waits there already takes part. Raises Refused with every reason.
    """
    authorize(by, Permission.SET_POLICIES)
    get_workplace(workplace_id, Permission.SET_POLICIES, by)
    days_ahead = places(current_revision()).policies(clock.today()).days_ahead
    if reasons := draw_refusals(rule, clock.today(), days_ahead):
        raise Refused(reasons)
    row = DrawRule(
        workplace_id=workplace_id,
        weekdays=rule.weekdays,
        days_before=rule.days_before,
        hour=rule.hour,
        from_day=rule.from_day,
        to_day=rule.to_day,
        created_at=clock.now(),
    )
    with changing(workplace_id):
        db.session.add(row)
    _call_those_who_wait(workplace_id)
    words = {"weekdays": rule.weekdays, "days_before": rule.days_before, "hour": rule.hour}
    span = {"from": rule.from_day, "to": rule.to_day}
    audit.record(by.id, "set_draw", "workplace", workplace_id, after=words | span)
    return row.id


def _call_those_who_wait(workplace_id: int) -> None:
    """Keep the desks of days that are now to be drawn for those who wait already."""
    workplace, now = places(current_revision()).by_id.get(workplace_id), clock.wall()
    if workplace is None:
        return
    drawn = [day for day in days_to_serve() if workplace.is_to_be_drawn(day, now)]
    for day in drawn:
        open_day(workplace_id, day)
    lock_days([(day, workplace_id) for day in drawn])
    for day in drawn:
        call_waiting(workplace_id, day)


@command
def end_draw(workplace_id: int, *, by: Actor) -> None:
    """Draw no more days of a workplace; whoever entered a draw is served by the same order."""
    authorize(by, Permission.SET_POLICIES)
    get_workplace(workplace_id, Permission.SET_POLICIES, by)
    today = clock.today()
    mine = DrawRule.workplace_id == workplace_id
    is_running = sa.or_(DrawRule.to_day.is_(None), DrawRule.to_day >= today)
    with changing(workplace_id):
        connection().execute(sa.delete(DrawRule).where(mine, DrawRule.from_day >= today))
        connection().execute(
            sa.update(DrawRule).where(mine, is_running).values(to_day=today - timedelta(days=1))
        )
    audit.record(by.id, "end_draw", "workplace", workplace_id)


def draw_day(day: date, now: datetime, *, by: Actor) -> None:
    """Hold the draws of a day that are due by now (wall clock), if any; each is held once.

    Never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    known, waits = places(), waiting_on(day)
    draws = draws_on(day, waits, known, now)
    if any(wait.id in draws and is_due(wait, draws[wait.id]) for wait in waits):
        _hold_draws(day, now, by=by)


@command
def _hold_draws(day: date, now: datetime, *, by: Actor) -> None:
    """Write down how each one who takes part stands: in one go, before anybody has a desk."""
    authorize(by, Permission.RUN_JOBS)
    known, waits = places(current_revision()), waiting_on(day)
    draws = draws_on(day, waits, known, now)
    stood = stood_on(day, waits, draws, known)
    # By number: two who hold it at once never wait for each other.
    for wait in sorted(waits, key=lambda wait: wait.id):
        if wait.id in draws and is_due(wait, draws[wait.id]):
            at = stood[wait.id]
            row = {
                "b_wait": wait.id,
                "b_drawn_at": draws[wait.id].drawn_at,
                "b_place": at.place,
                "b_waiting": at.waiting,
                "b_halves_had": at.halves_had,
                "b_desks": at.desks,
            }
            connection().execute(_STAND, row)
    taking = len(draws)
    audit.record(by.id, "hold_draws", "draw", None, after={"day": day, "taking_part": taking})


def tell_losers(day: date, now: datetime, *, by: Actor) -> int:
    """Tell whom the last of their draws left no desk, each once; say how many.

    Never in a caller's transaction.
    """
    authorize(by, Permission.RUN_JOBS)
    known = places()
    lost = [
        wait.id
        for wait in waiting_on(day)
        if wait.drawn_at and not wait.lost_at and not is_still_drawn(wait, known, now)
    ]
    return sum(_tell_loss(wait_id, by=by) for wait_id in lost)


@command
def _tell_loss(wait_id: int, *, by: Actor) -> bool:
    """Tell a person that the draw left them no desk, and that they stay in line."""
    authorize(by, Permission.RUN_JOBS)
    wait = find_wait(wait_id)
    assert wait is not None, "waits are never deleted while they are live"
    lock_person(wait.user_id)
    told = connection().execute(
        sa.update(Wait)
        .where(Wait.id == wait_id, Wait.state == WaitState.WAITING, Wait.lost_at.is_(None))
        .values(lost_at=clock.now())
    )
    if told.rowcount:
        enqueue(wait.user_id, "draw_lost", {"wait": wait_id})
    return bool(told.rowcount)


def still_to_draw(day: date, workplace_ids: Sequence[int], now: datetime) -> set[int]:
    """Return the workplaces whose desks of a day are drawn later than now (wall clock)."""
    known = places()
    found = (known.by_id.get(number) for number in workplace_ids)
    return {workplace.id for workplace in found if workplace and workplace.is_to_be_drawn(day, now)}
