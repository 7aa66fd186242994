"""Who of a team is where, by half, and which offices would be left with too few."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.models import Deputy, Office, Role, User
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half
from app.pola.models import PlannedHalf
from app.pola.queries.agreed import subdivision
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.plans import PlanOwner, SwapFacts, open_swaps, owners_of
from app.pola.rules.agreed import DayHalf, is_in_pattern
from app.pola.rules.day_kinds import ABSENCE, PRESENCE, DayKind
from app.pola.rules.planned import week_of

WEEKS = 4
WORKDAYS = 5


@dataclass(frozen=True)
class Presence:
    """How many of an office are there in a half, of how many who work, and the least there."""

    there: int
    working: int
    needed: int

    @property
    def is_enough(self) -> bool:
        """Return True when as many are there as the office needs."""
        return self.there >= self.needed


@dataclass(frozen=True)
class OfficeRow:
    """An office of the team, with all its people counted, whoever looks."""

    id: int
    name: str
    least_percent: int
    presence: Mapping[DayHalf, Presence]


@dataclass(frozen=True)
class Team:
    """The people whom somebody decides about, and their next four weeks."""

    days: tuple[date, ...]
    people: tuple[PlanOwner, ...]
    # Only halves that differ from the office; leave is told, never why.
    kinds: Mapping[tuple[int, date, Half], DayKind]
    offices: tuple[OfficeRow, ...]
    swaps: tuple[tuple[SwapFacts, tuple[OfficeRow, Presence] | None], ...]

    def kind(self, user_id: int, day: date, half: Half) -> DayKind:
        """Return what a person does with a half."""
        return self.kinds.get((user_id, day, half), DayKind.OFFICE)


def team_of(by: Actor, first: date) -> Team:
    """Return the team of an actor for four weeks from a day's Monday, in constant queries."""
    monday = week_of(first)[0]
    days = [monday + timedelta(days=7 * w + d) for w in range(WEEKS) for d in range(WORKDAYS)]
    days = [day for day in days if is_working_day(day, subdivision())]
    people = led_by(by)
    ids = [one.user_id for one in people]
    kinds = {
        (row.user_id, row.day, Half(row.half)): row.kind
        for row in connection().execute(
            sa.select(PlannedHalf.__table__).where(
                PlannedHalf.user_id.in_(ids),
                PlannedHalf.day.between(monday, monday + timedelta(weeks=WEEKS)),
            )
        )
    }
    offices = offices_on({one.office_id for one in people if one.office_id}, days)
    swaps = tuple(
        (swap, _broken_by(swap, kinds, offices)) for swap in open_swaps(people, clock.today())
    )
    shown = sorted(people, key=lambda one: (one.office_id or 0, one.full_name))
    return Team(tuple(days), tuple(shown), kinds, tuple(offices.values()), swaps)


def led_by(by: Actor) -> list[PlanOwner]:
    """Return the active people about whom an actor decides today, by name."""
    return [one for one in owners_of(_led_by(by)) if by.id in one.manager_ids]


def _led_by(by: Actor) -> Collection[Any]:
    """Return the active people of whom an actor may be a manager today.

    They report to the actor, or to somebody whom the actor stands in for, or work in
    an office given to the actor, or below it.
    """
    today = clock.today()
    stood_in_for = sa.select(Deputy.user_id).where(
        Deputy.deputy_id == by.id, Deputy.from_day <= today, Deputy.to_day >= today
    )
    given = [g.office_id for g in by.grants if g.role is Role.MANAGER and g.office_id]
    below = sa.select(Office.id).where(Office.id.in_(given)).cte(recursive=True)
    below = below.union(sa.select(Office.id).join(below, Office.parent_id == below.c.id))
    return (
        connection()
        .execute(
            sa.select(User.id, User.given_name, User.surname, User.office_id, User.manager_id)
            .where(
                User.is_active.is_(True),
                User.id != by.id,
                sa.or_(
                    User.manager_id == by.id,
                    User.manager_id.in_(stood_in_for),
                    User.office_id.in_(sa.select(below.c.id)),
                ),
            )
            .order_by(User.surname, User.given_name)
        )
        .all()
    )


def offices_on(office_ids: Collection[int], days: Collection[date]) -> dict[int, OfficeRow]:
    """Return these offices with their presence in each half of some days, in two queries."""
    if not office_ids or not days:
        return {}
    working_there = (
        sa.select(User.office_id, sa.func.count().label("people"))
        .where(User.office_id.in_(office_ids), User.is_active.is_(True))
        .group_by(User.office_id)
        .subquery()
    )
    offices = connection().execute(
        sa.select(
            Office.id,
            Office.name,
            Office.minimum_presence_percent,
            sa.func.coalesce(working_there.c.people, 0).label("people"),
        )
        .outerjoin(working_there, working_there.c.office_id == Office.id)
        .where(Office.id.in_(office_ids))
        .order_by(Office.name)
    )
    counts = {
        (row.office_id, row.day, Half(row.half)): (int(row.absent), int(row.away))
        for row in connection().execute(
            sa.select(
                User.office_id,
                PlannedHalf.day,
                PlannedHalf.half,
                sa.func.sum(sa.case((PlannedHalf.kind.in_(ABSENCE), 1), else_=0)).label("absent"),
                sa.func.sum(
                    sa.case((PlannedHalf.kind.not_in(ABSENCE | PRESENCE), 1), else_=0)
                ).label("away"),
            )
            .join(User, User.id == PlannedHalf.user_id)
            .where(
                User.office_id.in_(office_ids),
                User.is_active.is_(True),
                PlannedHalf.day.between(min(days), max(days)),
            )
            .group_by(User.office_id, PlannedHalf.day, PlannedHalf.half)
        )
    }
    found = {}
    for row in offices:
        presence = {}
        for day in days:
            for half in Half:
                absent, away = counts.get((row.id, day, half), (0, 0))
                working = row.people - absent
                needed = -(-working * row.minimum_presence_percent // 100)
                presence[day, half] = Presence(working - away, working, needed)
        found[row.id] = OfficeRow(row.id, row.name, row.minimum_presence_percent, presence)
    return found


def _broken_by(
    swap: SwapFacts,
    kinds: Mapping[tuple[int, date, Half], DayKind],
    offices: Mapping[int, OfficeRow],
) -> tuple[OfficeRow, Presence] | None:
    """Return the office that a swap would leave with too few, and how many; None if it would not.

    Only days that are shown are known; the rules are asked again when it is accepted.
    """
    office = offices.get(swap.owner.office_id or 0)
    before = office.presence.get(swap.instead) if office else None
    if office is None or before is None:
        return None
    is_there = kinds.get((swap.owner.user_id, *swap.instead), DayKind.OFFICE) in PRESENCE
    after = Presence(before.there - is_there, before.working, before.needed)
    return None if after.is_enough else (office, after)


def effect_of(agreement: AgreementFacts, weeks: int = WEEKS) -> list[tuple[DayHalf, Presence]]:
    """Return the halves on which an agreement's fixed weekdays would leave its office with too few.

    Over four weeks from its first day, or from today if that has passed; none for an
    agreement that counts halves, whose days are chosen under the same rule.
    """
    pattern, office_id = agreement.terms.pattern, agreement.office_id
    first = max(agreement.terms.starts_on, clock.today())
    days = [first + timedelta(days=n) for n in range(7 * weeks)]
    days = [day for day in days if is_working_day(day, subdivision())]
    wanted = [(d, h) for d in days for h in Half if is_in_pattern(pattern, d, h)]
    office = offices_on([office_id], days).get(office_id) if office_id and wanted else None
    if office is None:
        return []
    away = _away(agreement.user_id, [day for day, _half in wanted])
    found = []
    for key in wanted:
        now = office.presence[key]
        after = Presence(now.there - (key not in away), now.working, now.needed)
        if not after.is_enough:
            found.append((key, after))
    return found


def _away(user_id: int, days: Iterable[date]) -> set[DayHalf]:
    """Return the halves on which a person is not present already."""
    rows = connection().execute(
        sa.select(PlannedHalf.day, PlannedHalf.half).where(
            PlannedHalf.user_id == user_id,
            PlannedHalf.day.in_(list(days)),
            PlannedHalf.kind.not_in(PRESENCE),
        )
    )
    return {(row.day, Half(row.half)) for row in rows}
