"""What facility managers decide: caps, closures, desks out of order, house rules.

None of them cancels a booking: what stays above a lowered cap is a surplus,
kept and reported.
"""

from datetime import date, timedelta

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.booking.models import Cap, Closure, Desk, Outage, Policy, Workplace
from app.booking.rules.places import ClosureKind
from app.booking.rules.policies import PolicyName, parse_policy
from app.booking.services.turns import changing
from app.core import audit, clock
from app.core.db import command, db, raise_revision
from app.core.errors import Forbidden
from app.core.half import Half

WEEKDAYS = "1234567"


@command
def set_cap(
    workplace: Workplace,
    *,
    from_day: date,
    by: Actor,
    percent: int | None = None,
    number: int | None = None,
    to_day: date | None = None,
    weekdays: str = "",
    reason: str = "",
) -> Cap:
    """Limit the desks taken, in percent of the working ones or as a number.

    With weekdays (ISO numbers in their order, Monday is 1) it holds on those only.
    ValueError unless exactly one is given, the percentage is 0-100, the days in order.
    """
    authorize(by, Permission.SET_LIMITS, workplace)
    if (percent is None) == (number is None):
        raise ValueError("give a percentage or a number, not both")
    if (percent is not None and not 0 <= percent <= 100) or (number is not None and number < 0):
        raise ValueError("a percentage is from 0 to 100, a number not below 0")
    _check_order(from_day, to_day)
    if weekdays != "".join(number for number in WEEKDAYS if number in weekdays):
        raise ValueError("weekdays are numbers from 1 to 7, each once and in order")
    cap = Cap(
        workplace_id=workplace.id,
        percent=percent,
        number=number,
        from_day=from_day,
        to_day=to_day,
        weekdays=weekdays,
        reason=reason,
        created_at=clock.now(),
    )
    with changing(workplace.id):
        db.session.add(cap)
    words = {"percent": percent, "number": number, "from": from_day, "to": to_day}
    why = {"weekdays": weekdays, "reason": reason}
    audit.record(by.id, "set_cap", "workplace", workplace.id, after=words | why)
    return cap


@command
def close_workplace(
    workplace: Workplace,
    from_day: date,
    to_day: date,
    reason: str,
    *,
    by: Actor,
    from_half: Half = Half.AM,
    to_half: Half = Half.PM,
    weekdays: str = "",
    kind: ClosureKind = ClosureKind.OTHER,
) -> Closure:
    """Close a workplace from a half-day to a half-day; bookings there stay and are reported.

    With weekdays (ISO numbers) it is closed on those of them only, from half to half.
    """
    authorize(by, Permission.SET_LIMITS, workplace)
    if (from_day, from_half) > (to_day, to_half):
        raise ValueError("the closure ends before it begins")
    closure = Closure(
        workplace_id=workplace.id,
        from_day=from_day,
        from_half=from_half,
        to_day=to_day,
        to_half=to_half,
        weekdays=weekdays,
        kind=kind,
        reason=reason,
        created_at=clock.now(),
    )
    with changing(workplace.id):
        db.session.add(closure)
    words = {"from": f"{from_day} {from_half}", "to": f"{to_day} {to_half}", "reason": reason}
    words |= {"weekdays": weekdays, "kind": kind}
    audit.record(by.id, "close_workplace", "workplace", workplace.id, after=words)
    return closure


@command
def reopen_workplace(closure: Closure, *, by: Actor) -> None:
    """Take a closure back; it stays to be read, and its moves with it."""
    authorize(by, Permission.SET_LIMITS, closure)
    words = {"from": closure.from_day, "to": closure.to_day, "reason": closure.reason}
    workplace_id = closure.workplace_id

    with changing(workplace_id):
        closure.reopened_at = clock.now()
    audit.record(by.id, "reopen_workplace", "workplace", workplace_id, before=words)


@command
def put_out_of_order(
    desk: Desk, from_day: date, to_day: date | None, reason: str, *, by: Actor
) -> Outage:
    """Mark a desk as unusable, both days included; without a last day until it is mended."""
    authorize(by, Permission.SET_LIMITS, desk)
    _check_order(from_day, to_day)
    outage = Outage(desk_id=desk.id, from_day=from_day, to_day=to_day, reason=reason)
    with changing(desk.workplace_id):
        db.session.add(outage)
    words = {"from": from_day, "to": to_day, "reason": reason}
    audit.record(by.id, "put_out_of_order", "desk", desk.id, after=words)
    return outage


@command
def mend_desk(desk: Desk, *, by: Actor, on: date | None = None) -> None:
    """End the outages that a desk has today, or on a later day: from then it can be booked.

    Others stay: a painter who comes next month still comes. ValueError for a past day.
    """
    authorize(by, Permission.SET_LIMITS, desk)
    day = on or clock.today()
    _check_order(clock.today(), day)
    running = sa.select(Outage).where(
        Outage.desk_id == desk.id,
        Outage.from_day <= day,
        sa.or_(Outage.to_day.is_(None), Outage.to_day >= day),
    )
    outages = db.session.scalars(running).all()

    with changing(desk.workplace_id):
        for outage in outages:
            if outage.from_day == day:
                db.session.delete(outage)
            else:
                outage.to_day = day - timedelta(days=1)
    words = {"on": day, "outages": len(outages)}
    audit.record(by.id, "mend_desk", "desk", desk.id, before=words)


@command
def withdraw_outage(desk: Desk, outage_id: int, *, by: Actor) -> None:
    """Take back an outage that has not begun: the desk can be booked on all its days.

    Whoever was moved away for it stays where they are. ValueError once it has begun, or
    was taken back already; it is then ended by `mend_desk`.
    """
    authorize(by, Permission.SET_LIMITS, desk)
    outage = db.session.get(Outage, outage_id)
    if outage is None or outage.desk_id != desk.id or outage.from_day <= clock.today():
        raise ValueError("the outage has begun, or is not there")
    words = {"from": outage.from_day, "to": outage.to_day, "reason": outage.reason}

    with changing(desk.workplace_id):
        db.session.delete(outage)
    audit.record(by.id, "withdraw_outage", "desk", desk.id, before=words)


@command
def set_policy(name: PolicyName, value: str, from_day: date, *, by: Actor) -> Policy:
    """Write down a house rule's value from a day on; ValueError says what would be right."""
    authorize(by, Permission.SET_POLICIES)
    parse_policy(name, value)
    policy = Policy(name=name, value=value.strip(), from_day=from_day, created_at=clock.now())
    db.session.add(policy)
    db.session.flush()
    raise_revision()
    words = {"name": name, "value": value, "from": from_day}
    audit.record(by.id, "set_policy", "policy", policy.id, after=words)
    return policy


def get_workplace(workplace_id: int, permission: Permission, by: Actor) -> Workplace:
    """Return a workplace that the actor may act on, inside the caller's transaction.

    Forbidden for others, and for one that is not there.
    """
    workplace = db.session.get(Workplace, workplace_id)
    authorize(by, permission, workplace)
    if workplace is None:
        raise Forbidden(permission)
    return workplace


def _check_order(from_day: date, to_day: date | None) -> None:
    if to_day is not None and to_day < from_day:
        raise ValueError("the last day is before the first")
