"""Writing down what must be told, in the transaction of the deed that makes it necessary.

Callers hold the person's lock, so that one communication at a time joins their chain.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.core import audit, clock
from app.core.db import connection
from app.pola.models import Agreement, Filing
from app.pola.queries.filings import Entry, filings_of_period, told_of
from app.pola.rules.communications import Told, write_told
from app.pola.rules.filings import Act, FilingState, due_on, is_untold

_INSERT = sa.insert(Filing).returning(Filing.id)


def file_start(agreement_id: int, *, by: Actor) -> None:
    """Have a new period told, inside the caller's transaction: it begins with the actual work."""
    told = told_of(agreement_id)
    assert told.starts_on
    _file(agreement_id, Act.START, told.starts_on, told, by)


def file_change(agreement_id: int, event_on: date, *, by: Actor) -> None:
    """Have a period told that goes on changed from a day on, inside the caller's transaction."""
    _file(agreement_id, Act.CHANGE, event_on, _of_period(agreement_id), by)


def file_withdrawal(agreement_id: int, event_on: date, *, by: Actor) -> None:
    """Have a period told that ends early, on this day, inside the caller's transaction.

    An earlier word about its end that was not told yet is no longer needed.
    """
    period = filings_of_period(agreement_id, lock=True)
    stale = [one for one in period if one.act is Act.WITHDRAWAL and is_untold(one.state)]
    drop([one for one in stale if one.event_on != event_on], by=by)
    told = replace(_of_period(agreement_id), ends_on=event_on)
    _file(agreement_id, Act.WITHDRAWAL, event_on, told, by)


def file_annulment(agreement_id: int, *, by: Actor) -> None:
    """Have a period taken back that never began, inside the caller's transaction.

    What the Ministry has not heard of is dropped instead. A revision that never began
    leaves the period that it would have changed: that one ends when its parent does.
    """
    period = filings_of_period(agreement_id, lock=True)
    own = [one for one in period if one.agreement_id == agreement_id]
    before = [one for one in period if one.agreement_id != agreement_id]
    if before and not any(one.act is Act.START for one in own):
        drop([one for one in own if is_untold(one.state)], by=by)
        _end_with_parent(agreement_id, by)
        return
    if own and all(is_untold(one.state) for one in own):
        drop(own, by=by)
        return
    drop([one for one in own if one.act is not Act.START and is_untold(one.state)], by=by)
    if was_dropped(agreement_id) and not own:
        return
    _file(agreement_id, Act.ANNULMENT, clock.today(), _of_period(agreement_id), by)


def drop(entries: Sequence[Entry], *, by: Actor) -> None:
    """Give up communications that nobody needs any more, inside the caller's transaction."""
    for one in entries:
        change = {"state": FilingState.DROPPED, "settled_at": clock.now()}
        connection().execute(sa.update(Filing).where(Filing.id == one.id).values(change))
        words = {"state": FilingState.DROPPED}
        audit.record(
            by.id, "drop_filing", "filing", one.id, before={"state": one.state}, after=words
        )


def was_dropped(agreement_id: int) -> bool:
    """Return True if the start of an agreement was given up before it was told."""
    is_it = (
        Filing.agreement_id == agreement_id,
        Filing.act == Act.START,
        Filing.state == FilingState.DROPPED,
    )
    return connection().execute(sa.select(Filing.id).where(*is_it)).first() is not None


def _end_with_parent(agreement_id: int, by: Actor) -> None:
    """Have the period end with the agreement that the revision had closed already."""
    child = sa.select(Agreement.parent_id).where(Agreement.id == agreement_id).scalar_subquery()
    columns = (Agreement.id, Agreement.in_force_until, Agreement.ends_on)
    parent = connection().execute(sa.select(*columns).where(Agreement.id == child)).one()
    if parent.in_force_until is not None and parent.in_force_until != parent.ends_on:
        file_withdrawal(parent.id, parent.in_force_until, by=by)


def _of_period(agreement_id: int) -> Told:
    """Return what there is to tell of an agreement whose period began with an earlier one."""
    starts = [one.event_on for one in filings_of_period(agreement_id) if one.act is Act.START]
    told = told_of(agreement_id)
    return replace(told, starts_on=starts[-1]) if starts else told


def _file(agreement_id: int, act: Act, event_on: date, told: Told, by: Actor) -> None:
    """Write a communication, or wake the one of the same act and day that was dropped."""
    period = filings_of_period(agreement_id, lock=True)
    previous = period[-1].id if period and act is not Act.START else None
    row: dict[str, Any] = {
        "due_on": due_on(event_on),
        "state": FilingState.WAITING,
        "facts": write_told(told),
        "previous_id": previous,
        "settled_at": None,
        "next_attempt_at": None,
        "attempts": 0,
        "answer": "",
        "message": "",
    }
    key = {"agreement_id": agreement_id, "act": act, "event_on": event_on}
    is_it = [getattr(Filing, name) == value for name, value in key.items()]
    stored = connection().execute(sa.select(Filing.id, Filing.state).where(*is_it)).first()
    if stored is None:
        user = sa.select(Agreement.user_id).where(Agreement.id == agreement_id)
        row |= key | {"user_id": user.scalar_subquery(), "created_at": clock.now()}
        filing_id = connection().execute(_INSERT.values(row)).scalar_one()
    elif stored.state is FilingState.DROPPED:
        filing_id = stored.id
        connection().execute(sa.update(Filing).where(Filing.id == filing_id).values(row))
    else:
        # Told, or about to be: nothing is told twice.
        return
    words = {"act": act, "event_on": event_on, "agreement_id": agreement_id}
    audit.record(by.id, "file", "filing", filing_id, after=words)
