"""Calling people to the office, and leave as the HR system tells it."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_people, lock_person
from app.core import audit, clock, mail
from app.core.db import command, connection
from app.core.errors import Refused
from app.core.half import Half
from app.pola.models import Recall
from app.pola.queries.planning import planning
from app.pola.queries.plans import owner_of
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.recalls import recall_reasons
from app.pola.services.plans import forget_absence, write_halves

# Fewer than any engine's limit on the values of one statement.
BATCH = 500


class AbsentHalf(NamedTuple):
    """Half a day on which a person does not work. Why is nobody's business here."""

    user_id: int
    day: date
    half: Half


@command
def recall(user_id: int, day: date, halves: Collection[Half], reason: str, *, by: Actor) -> None:
    """Call a person to the office on remote halves, at least the day before.

    The halves stay used: nothing is made up for them (domain R15). A desk that the
    person holds then is for the caller to free. Raises Refused with every reason.
    """
    authorize(by, Permission.DECIDE_PLAN, owner_of(user_id))
    lock_person(user_id)
    if reasons := recall_reasons(day, halves, reason, planning(user_id, day, day)):
        raise Refused(reasons)
    now = clock.now()
    told = {"reason": reason.strip()[:300], "recalled_by": by.id, "recalled_at": now}
    rows = [{"user_id": user_id, "day": day, "half": half} | told for half in halves]
    # A half may be called back again after leave came and went.
    connection().execute(
        sa.delete(Recall).where(
            Recall.user_id == user_id, Recall.day == day, Recall.half.in_(list(halves))
        )
    )
    connection().execute(sa.insert(Recall), rows)
    keys = [(day, half) for half in halves]
    write_halves(user_id, keys, DayKind.OFFICE, PlanSource.RECALL)
    words = {"day": day, "halves": list(halves), "reason": told["reason"]}
    audit.record(by.id, "recall", "user", user_id, after=words)
    mail.enqueue(user_id, "recalled", words)


@command
def record_absences(halves: Iterable[AbsentHalf], *, by: Actor) -> int:
    """Write leave into the plans of people; return of how many halves.

    It stands over everything else. Desks that people hold then are for the caller to free.
    """
    authorize(by, Permission.RECORD_ABSENCES)
    wanted = _in_turn(halves)
    for user_id, theirs in groupby(wanted, key=lambda one: one.user_id):
        keys = [(one.day, one.half) for one in theirs]
        write_halves(user_id, keys, DayKind.LEAVE, PlanSource.ABSENCE)
        _note(by, "record_absences", user_id, [day for day, _half in keys])
    return len(wanted)


@command
def clear_absences(halves: Iterable[AbsentHalf], *, by: Actor) -> int:
    """Take leave out of the plans of people: the agreement's word returns; return how many."""
    authorize(by, Permission.RECORD_ABSENCES)
    wanted = _in_turn(halves)
    for user_id, theirs in groupby(wanted, key=lambda one: one.user_id):
        days = []
        for day, same in groupby(theirs, key=lambda one: one.day):
            forget_absence(user_id, day, [one.half for one in same], by=by)
            days.append(day)
        _note(by, "clear_absences", user_id, days)
    return len(wanted)


def _in_turn(halves: Iterable[AbsentHalf]) -> list[AbsentHalf]:
    """Return the halves by person and day, each once, with the people's rows locked."""
    wanted = sorted(set(halves))
    ids = sorted({one.user_id for one in wanted})
    for n in range(0, len(ids), BATCH):
        lock_people(ids[n : n + BATCH])
    return wanted


def _note(by: Actor, action: str, user_id: int, days: list[date]) -> None:
    words = {"from": min(days), "to": max(days), "days": len(set(days))}
    audit.record(by.id, action, "user", user_id, after=words)
