"""What is free: by day and workplace from the counters, by desk from the slots."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.auth.models import User
from app.booking.models import Slot, WorkplaceDay
from app.booking.rules.places import Places, WorkplaceFacts, free_desks
from app.core.db import connection
from app.core.half import Half, Part

_slots = sa.select(Slot.desk_id, Slot.half, Slot.user_id).where(
    Slot.workplace_id == sa.bindparam("workplace"), Slot.day == sa.bindparam("day")
)
_by_office = (
    sa.select(Slot.workplace_id, Slot.half, User.office_id, sa.func.count())
    .join(User, User.id == Slot.user_id)
    .where(
        Slot.workplace_id.in_(sa.bindparam("workplaces", expanding=True)),
        Slot.day == sa.bindparam("day"),
    )
    .group_by(Slot.workplace_id, Slot.half, User.office_id)
)
_version = sa.select(WorkplaceDay.version).where(
    WorkplaceDay.day == sa.bindparam("day"), WorkplaceDay.workplace_id == sa.bindparam("workplace")
)
_counts = sa.select(
    WorkplaceDay.day, WorkplaceDay.workplace_id, WorkplaceDay.taken_am, WorkplaceDay.taken_pm
)
_NOT_A_COUNTER = -1
# How many desks are held at all on a day: in the morning, in the afternoon, or by two people.
_held = (
    sa.select(
        sa.bindparam("whole_on", type_=sa.Date()),
        Slot.workplace_id,
        sa.literal(_NOT_A_COUNTER),
        sa.func.count(sa.distinct(Slot.desk_id)),
    )
    .where(
        Slot.day == sa.bindparam("whole_on"),
        Slot.workplace_id.in_(sa.bindparam("workplaces", expanding=True)),
        Slot.desk_id.not_in(sa.bindparam("broken", expanding=True)),
    )
    .group_by(Slot.workplace_id)
)
_counts_and_held = sa.union_all(
    _counts.where(WorkplaceDay.day.in_(sa.bindparam("days", expanding=True))), _held
)


@dataclass(frozen=True)
class Count:
    """Desks taken of those that may be, in one half of a workplace's day."""

    taken: int
    cap: int

    @property
    def free(self) -> int:
        """Return how many are left."""
        return free_desks(self.cap, self.taken)


@dataclass(frozen=True)
class DayCounts:
    """Both halves of a workplace's day; `whole` is how many desks nobody holds in either."""

    am: Count
    pm: Count
    whole: int | None = None

    def free(self, part: Part) -> int:
        """Return how many desks are left.

        For a whole day as many as the fuller half has, and no more than are
        free in both, where those were counted.
        """
        free = min(self.of(half).free for half in part.halves)
        return free if part is not Part.DAY or self.whole is None else min(free, self.whole)

    def cap(self, part: Part) -> int:
        """Return how many may be taken at most in this part of the day."""
        return min(self.of(half).cap for half in part.halves)

    def of(self, half: Half) -> Count:
        """Return one half's count."""
        return self.am if half is Half.AM else self.pm

    @property
    def is_closed(self) -> bool:
        """Return True when nothing may be taken all day."""
        return not self.am.cap and not self.pm.cap


Counts = Mapping[tuple[date, int], DayCounts]


def counts_on(days: Iterable[date], workplaces: Iterable[WorkplaceFacts]) -> Counts:
    """Return every workplace's counts on these days, in one query."""
    wanted = list(days)
    rows = connection().execute(_counts.where(WorkplaceDay.day.in_(wanted)))
    taken = {(row.day, row.workplace_id): (row.taken_am, row.taken_pm) for row in rows}
    return _counted(wanted, workplaces, taken, {}, None)


def counts_with_whole(days: Collection[date], whole_on: date, known: Places) -> Counts:
    """Return the counts on these days, on one of them also the desks free all day; one query."""
    taken: dict[tuple[date, int], tuple[int, int]] = {}
    held: dict[int, int] = {}
    parameters = {
        "days": list(days),
        "whole_on": whole_on,
        "workplaces": list(known.by_id),
        "broken": [o.desk_id for w in known.workplaces for o in w.outages if o.covers(whole_on)],
    }
    for day, workplace_id, am, pm in connection().execute(_counts_and_held, parameters):
        if am == _NOT_A_COUNTER:
            held[workplace_id] = pm
        else:
            taken[day, workplace_id] = (am, pm)
    return _counted(days, known.workplaces, taken, held, whole_on)


def _counted(
    days: Iterable[date],
    workplaces: Iterable[WorkplaceFacts],
    taken: Mapping[tuple[date, int], tuple[int, int]],
    held: Mapping[int, int],
    whole_on: date | None,
) -> Counts:
    wanted = list(days)
    found = {}
    for workplace in workplaces:
        for day in wanted:
            am, pm = taken.get((day, workplace.id), (0, 0))
            whole = None
            if day == whole_on:
                whole = workplace.working_desks(day) - held.get(workplace.id, 0)
            found[day, workplace.id] = DayCounts(
                Count(am, workplace.capacity(day, Half.AM)),
                Count(pm, workplace.capacity(day, Half.PM)),
                whole,
            )
    return found


def day_version(workplace_id: int, day: date) -> int:
    """Return the number that changes with every booking of a workplace's day."""
    row = connection().execute(_version, {"day": day, "workplace": workplace_id})
    return row.scalar() or 0


def taken_halves(workplace_id: int, day: date) -> dict[int, dict[Half, int]]:
    """Return who holds which half of each taken desk: desk id to half to user id."""
    found: dict[int, dict[Half, int]] = {}
    for desk_id, half, user_id in connection().execute(
        _slots, {"workplace": workplace_id, "day": day}
    ):
        found.setdefault(desk_id, {})[half] = user_id
    return found


def held_by_office(
    workplace_ids: Sequence[int], day: date
) -> dict[int, dict[Half, dict[int | None, int]]]:
    """Return how many desks each office holds in each half of a day, by workplace, in one query."""
    found: dict[int, dict[Half, dict[int | None, int]]] = {
        workplace_id: {half: {} for half in Half} for workplace_id in workplace_ids
    }
    rows = connection().execute(_by_office, {"workplaces": list(workplace_ids), "day": day})
    for workplace_id, half, office_id, count in rows:
        found[workplace_id][half][office_id] = count
    return found


def free_desk_ids(
    workplace: WorkplaceFacts, day: date, part: Part, taken: Mapping[int, Mapping[Half, int]]
) -> list[int]:
    """Return the desks that can be had for the whole part, in the order of their codes.

    Empty when the workplace's limit is reached, even if desks stand free.
    """
    used = {half: sum(half in halves for halves in taken.values()) for half in part.halves}
    if any(not free_desks(workplace.capacity(day, half), used[half]) for half in part.halves):
        return []
    return [
        desk.id
        for room in workplace.rooms
        for desk in room.desks
        if not workplace.outage(desk.id, day)
        and not any(half in taken.get(desk.id, ()) for half in part.halves)
    ]
