"""The week plan follows agreements and desks."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.auth.services.turns import lock_office_of, lock_person
from app.core import audit, clock
from app.core.db import command, connection, is_postgresql
from app.core.errors import Reason, Refused
from app.core.half import Half
from app.pola.models import PlannedHalf
from app.pola.queries.agreed import accepted_swaps, periods_of, subdivision
from app.pola.queries.planning import planning
from app.pola.queries.plans import owner_of
from app.pola.rules.agreed import DayHalf, Period, agreed_halves
from app.pola.rules.day_kinds import REMOTE, DayKind, PlanSource
from app.pola.rules.planned import Planned
from app.pola.rules.planning import NUMBERS, answer, choice_reasons

# Written by `replan` alone: what an agreement, with its swaps, says.
_DERIVED = frozenset({PlanSource.AGREEMENT, PlanSource.SWAP})
_KEY = sa.and_(
    PlannedHalf.user_id == sa.bindparam("b_user"),
    PlannedHalf.day == sa.bindparam("b_day"),
    PlannedHalf.half == sa.bindparam("b_half"),
)
_DELETE = sa.delete(PlannedHalf).where(_KEY)
_SET_AGREED = sa.update(PlannedHalf).where(_KEY).values(agreed=sa.bindparam("b_agreed"))


def replan(user_id: int, *, by: Actor) -> None:
    """Write the agreed halves from today on anew, inside the caller's transaction.

    What a person, a desk, an absence or a recall wrote stays; only what the
    agreement says of that half changes. Remote halves that a person chose on days
    that no agreement covers any more are in the office again.
    """
    lock_person(user_id)
    today, place = clock.today(), subdivision()
    periods = periods_of(user_id, today)
    agreed = agreed_halves(periods, accepted_swaps(user_id, today), today, place)
    gone: list[DayHalf] = []
    said: list[tuple[DayHalf, DayKind | None]] = []
    kept: set[DayHalf] = set()
    for row in _rows_from(user_id, today):
        key = (row.day, row.half)
        says = DayKind.AGILE_HOME if key in agreed else None
        if _is_obsolete(row, says, periods):
            gone.append(key)
            continue
        kept.add(key)
        if row.agreed != says:
            said.append((key, says))
    new = sorted(agreed - kept)
    _execute(_DELETE, user_id, [{"b_day": d, "b_half": h} for d, h in gone])
    _execute(_SET_AGREED, user_id, [{"b_day": d, "b_half": h, "b_agreed": a} for (d, h), a in said])
    write_halves(user_id, new, DayKind.AGILE_HOME, PlanSource.AGREEMENT, agreed=DayKind.AGILE_HOME)
    if new or gone or said:
        words = {"new": len(new), "gone": len(gone), "changed": len(said)}
        audit.record(by.id, "replan", "user", user_id, after=words)


def _is_obsolete(row: Any, says: DayKind | None, periods: Iterable[Period]) -> bool:
    """Return True for a half that no longer differs from a plain day in the office."""
    if says is not None:
        return False
    if row.source in _DERIVED:
        return True
    if row.source is not PlanSource.PERSON:
        return False
    is_covered = any(period.covers(row.day) for period in periods)
    return row.kind is DayKind.OFFICE or (row.kind in REMOTE and not is_covered)


def note_desk(
    user_id: int, day: date, halves: Collection[Half], kind: DayKind, *, by: Actor
) -> None:
    """Write a booked desk into the plan, inside the caller's transaction.

    What the agreement says of these halves is kept, to come back with `forget_desk`.
    """
    keys = [(day, half) for half in halves]
    write_halves(user_id, keys, kind, PlanSource.DESK)


def forget_desk(user_id: int, day: date, halves: Collection[Half], *, by: Actor) -> None:
    """Take a desk out of the plan, inside the caller's transaction.

    The half is again what the agreement says of it, unless that would now break a
    number: then it is in the office, like a half that no agreement names.
    """
    for half, agreed in _delete(user_id, day, halves, PlanSource.DESK):
        if agreed is None:
            continue
        key = (day, half)
        lock_office_of(user_id)
        against = answer({key: agreed}, planning(user_id, day, day)).reasons
        if any(reason.code in NUMBERS for reason in against):
            write_halves(user_id, [key], DayKind.OFFICE, PlanSource.PERSON, agreed=agreed)
        else:
            write_halves(user_id, [key], agreed, PlanSource.AGREEMENT, agreed=agreed)


def forget_absence(user_id: int, day: date, halves: Collection[Half], *, by: Actor) -> None:
    """Take leave out of the plan, inside the caller's transaction: the agreement's word returns."""
    for half, agreed in _delete(user_id, day, halves, PlanSource.ABSENCE):
        if agreed is not None:
            write_halves(user_id, [(day, half)], agreed, PlanSource.AGREEMENT, agreed=agreed)


def _delete(
    user_id: int, day: date, halves: Collection[Half], source: PlanSource
) -> list[tuple[Half, DayKind | None]]:
    """Delete what a source wrote; return each half with what the agreement says of it."""
    gone = connection().execute(
        sa.delete(PlannedHalf)
        .where(
            PlannedHalf.user_id == user_id,
            PlannedHalf.day == day,
            PlannedHalf.half.in_(list(halves)),
            PlannedHalf.source == source,
        )
        .returning(PlannedHalf.half, PlannedHalf.agreed)
    )
    return [(half, agreed) for half, agreed in gone.all()]


@command
def change_half(
    user_id: int, day: date, half: Half, kind: DayKind, *, by: Actor
) -> tuple[Reason, ...]:
    """Work half a day in another way; return what the rules warn of.

    Raises Refused with every reason. Choosing what is planned already does nothing.
    """
    authorize(by, Permission.CHANGE_PLAN, owner_of(user_id))
    lock_person(user_id)
    lock_office_of(user_id)
    key, facts = (day, half), planning(user_id, day, day)
    before = facts.kind(day, half)
    if before is kind:
        return ()
    if reasons := choice_reasons(day, half, kind, facts):
        raise Refused(reasons)
    said = answer({key: kind}, facts)
    if said.reasons:
        raise Refused(said.reasons)
    put_half(user_id, key, kind, facts.plan.get(key))
    words = {"day": day, "half": half}
    audit.record(
        by.id,
        "change_half",
        "user",
        user_id,
        before=words | {"kind": before},
        after=words | {"kind": kind},
    )
    return said.warnings


def put_half(user_id: int, key: DayHalf, kind: DayKind, old: Planned | None) -> None:
    """Write what a person chose; a plain half in the office needs no row."""
    agreed = old.agreed if old else None
    if kind is DayKind.OFFICE and agreed is None:
        _execute(_DELETE, user_id, [{"b_day": key[0], "b_half": key[1]}])
        return
    source = PlanSource.AGREEMENT if kind is agreed else PlanSource.PERSON
    write_halves(user_id, [key], kind, source, agreed=agreed)


def write_halves(
    user_id: int,
    keys: Collection[DayHalf],
    kind: DayKind,
    source: PlanSource,
    *,
    agreed: DayKind | None = None,
) -> None:
    """Write halves over whatever stood there; what an agreement said of them is kept."""
    if not keys:
        return
    insert = (postgresql if is_postgresql() else sqlite).insert(PlannedHalf)
    rows = [
        {
            "user_id": user_id,
            "day": day,
            "half": half,
            "kind": kind,
            "agreed": agreed,
            "source": source,
            "changed_at": clock.now(),
        }
        for day, half in keys
    ]
    changed = {name: insert.excluded[name] for name in ("kind", "source", "changed_at")}
    changed["agreed"] = sa.func.coalesce(insert.excluded.agreed, PlannedHalf.agreed)
    key = [PlannedHalf.user_id, PlannedHalf.day, PlannedHalf.half]
    connection().execute(insert.on_conflict_do_update(index_elements=key, set_=changed), rows)


def _rows_from(user_id: int, first: date) -> list[Any]:
    """Return what is planned from a day on."""
    return list(
        connection().execute(
            sa.select(PlannedHalf.__table__).where(
                PlannedHalf.user_id == user_id, PlannedHalf.day >= first
            )
        )
    )


def _execute(statement: Any, user_id: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection().execute(statement, [row | {"b_user": user_id} for row in rows])
