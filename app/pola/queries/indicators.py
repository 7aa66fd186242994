"""What the yearly indicators count: a few statements, however many people there are."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.pola.models import (
    Acknowledgement,
    Agreement,
    CommuteAnswer,
    Evaluation,
    IndicatorValue,
    NearYear,
    PlannedHalf,
)
from app.pola.queries.agreed import subdivision
from app.pola.queries.evaluations import WHOLE
from app.pola.rules.commute import BANDS, CommuteCount, Mode
from app.pola.rules.day_kinds import ABSENCE, NEAR, REMOTE
from app.pola.rules.indicators import Indicator
from app.pola.rules.notices import Notice
from app.pola.rules.states import State
from app.pola.rules.tallies import Ratio, Split, Tally, age_from, last_day_counted

DIRECTORATE = "directorate"


@dataclass
class YearFacts:
    """Everything that is counted for a year."""

    year: int
    total: Tally = field(default_factory=Tally)
    # By office name, grade, sex or first age; by "" where nothing is known.
    groups: dict[str, Tally] = field(default_factory=dict)
    commutes: list[CommuteCount] = field(default_factory=list)
    evaluations: Ratio = field(default_factory=lambda: Ratio(0, 0))

    def group(self, name: str) -> Tally:
        """Return the tally of a group, new if there is none yet."""
        return self.groups.setdefault(name, Tally())


@dataclass(frozen=True)
class EnteredValue:
    """What human resources wrote down for an indicator of a year."""

    value: str = ""
    target: str = ""


def year_facts(year: int, split: Split | None = None) -> tuple[YearFacts, YearFacts]:
    """Return what is counted for a year until today, and for the year before."""
    both = {year: YearFacts(year), year - 1: YearFacts(year - 1)}
    column, name_of = _splitting(split, year)
    _count_people(both, column, name_of)
    _count_halves(both, column, name_of)
    _count_evaluations(both)
    for facts in both.values():
        for tally in facts.groups.values():
            facts.total.add(tally)
    return both[year], both[year - 1]


def entered_values(year: int) -> dict[Indicator, EnteredValue]:
    """Return what was written down for a year."""
    found = connection().execute(
        sa.select(IndicatorValue.name, IndicatorValue.value, IndicatorValue.target).where(
            IndicatorValue.year == year
        )
    )
    return {Indicator(row.name): EnteredValue(row.value, row.target) for row in found}


def agreements_by_state(year: int) -> dict[State, int]:
    """Return how many agreements for days of a year stand in each state; drafts are left out."""
    found = connection().execute(
        sa.select(Agreement.state, sa.func.count())
        .where(
            Agreement.state.not_in((State.DRAFT, State.ABANDONED)),
            Agreement.starts_on <= date(year, 12, 31),
            sa.or_(Agreement.ends_on.is_(None), Agreement.ends_on >= date(year, 1, 1)),
        )
        .group_by(Agreement.state)
    )
    counts: dict[State, int] = {row[0]: row[1] for row in found}
    return {state: counts[state] for state in State if state in counts}


def _splitting(split: Split | None, year: int) -> tuple[Any, Callable[[Any], str]]:
    """Return the column that tells people apart, and how its values are called."""
    if split is Split.OFFICE:
        names = _directorates()
        return User.office_id, lambda number: names.get(number, "")
    if split is Split.AGE:
        born_in = sa.extract("year", User.born_on)
        return born_in, lambda born: "" if born is None else str(age_from(int(born), year))
    if split is None:
        # One group: everybody who is counted is active.
        return User.is_active, lambda _active: ""
    column = User.grade if split is Split.GRADE else User.sex
    return sa.func.coalesce(column, ""), str


def _directorates() -> dict[int, str]:
    """Return the directorate that each office belongs to, or the highest office above it."""
    rows = connection().execute(sa.select(Office.id, Office.name, Office.level, Office.parent_id))
    offices = {row.id: row for row in rows}
    names = {}
    for number, office in offices.items():
        above = office
        while above.level != DIRECTORATE and above.parent_id is not None:
            above = offices[above.parent_id]
        names[number] = above.name
    return names


def _count_people(both: dict[int, YearFacts], column: Any, name_of: Callable[[Any], str]) -> None:
    """Count staff, and who of it has an agreement in force at the end of each year."""
    today, earliest = clock.today(), min(both)
    # Whoever was hired before both years has worked in all of them.
    hired = sa.case((User.hired_on >= date(earliest, 1, 1), User.hired_on))
    held = {
        year: sa.orm.aliased(Agreement, name=f"held_{position}")
        for position, year in enumerate(both)
    }
    select = sa.select(
        column.label("key"),
        hired.label("hired"),
        User.is_remote_capable,
        sa.func.count().label("people"),
        *(sa.func.count(one.id).label(f"in_force_{year}") for year, one in held.items()),
    ).where(User.is_active)
    for year, one in held.items():
        # The database keeps two agreements of a person from being in force on one day.
        day = last_day_counted(year, today)
        is_held = sa.and_(
            one.user_id == User.id,
            one.in_force_from <= day,
            sa.or_(one.in_force_until.is_(None), one.in_force_until >= day),
        )
        select = select.outerjoin(one, is_held)
    rows = connection().execute(select.group_by(column, hired, User.is_remote_capable))
    days = {year: _working_days(year, today) for year in both}
    for row in rows:
        for year, facts in both.items():
            if row.hired is not None and row.hired > last_day_counted(year, today):
                continue
            tally = facts.group(name_of(row.key))
            tally.staff += row.people
            if row.is_remote_capable:
                tally.capable += row.people
                tally.in_force += row._mapping[f"in_force_{year}"]
                worked = sum(1 for day in days[year] if row.hired is None or day >= row.hired)
                tally.workable_days += worked * row.people


def _working_days(year: int, today: date) -> list[date]:
    first, last = date(year, 1, 1), last_day_counted(year, today)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    place = subdivision()
    return [day for day in days if is_working_day(day, place)]


def _midnight(year: int) -> datetime:
    """Return the instant at which a year begins in Italy."""
    return clock.at(date(year, 1, 1), time())


def _halves_of(kinds: Any) -> Any:
    return sa.func.sum(sa.case((PlannedHalf.kind.in_(sorted(kinds)), 1), else_=0))


def _halves_each(earlier: int, later: int, today: date) -> Any:
    """Return a row for each person and year, with what is no longer in the plan by its day."""
    in_later = PlannedHalf.day >= date(later, 1, 1)
    planned = (
        sa.select(
            PlannedHalf.user_id,
            in_later.label("in_later"),
            _halves_of(REMOTE).label("remote"),
            _halves_of(NEAR).label("near"),
            _halves_of(REMOTE - NEAR).label("home"),
            _halves_of(ABSENCE).label("absent"),
        )
        .where(
            PlannedHalf.day.between(date(earlier, 1, 1), last_day_counted(later, today)),
            PlannedHalf.kind.in_(sorted(REMOTE | NEAR | ABSENCE)),
        )
        .group_by(PlannedHalf.user_id, in_later)
    )
    # A partner's desk stands in the plan as remote work elsewhere: it was near.
    forgotten = sa.select(
        NearYear.user_id,
        NearYear.year == later,
        sa.literal(0),
        NearYear.municipal_halves + NearYear.partner_halves,
        -NearYear.partner_halves,
        sa.literal(0),
    ).where(NearYear.year.in_((earlier, later)))
    rows = sa.union_all(planned, forgotten).subquery()
    sums = [sa.func.sum(rows.c[name]).label(name) for name in ("remote", "near", "home", "absent")]
    return (
        sa.select(rows.c.user_id, rows.c.in_later, *sums)
        .group_by(rows.c.user_id, rows.c.in_later)
        .subquery()
    )


def _count_halves(both: dict[int, YearFacts], column: Any, name_of: Callable[[Any], str]) -> None:
    """Count remote, near and absent halves of those who may work remotely, until today.

    The plan is read once: a line for each person and year, then one for each group.
    """
    today, (later, earlier) = clock.today(), both
    each = _halves_each(earlier, later, today)
    read = (
        sa.select(Acknowledgement.user_id, sa.func.min(Acknowledgement.acknowledged_at).label("at"))
        .where(
            Acknowledgement.notice == Notice.TRAINING,
            Acknowledgement.acknowledged_at.is_not(None),
        )
        .group_by(Acknowledgement.user_id)
        .subquery()
    )
    midnight = _midnight(later)
    is_trained = sa.and_(
        each.c.remote > 0, read.c.at.is_not(None), sa.or_(each.c.in_later, read.c.at < midnight)
    )

    def people(condition: Any) -> Any:
        return sa.func.sum(sa.case((condition, 1), else_=0))

    rows = connection().execute(
        sa.select(
            column.label("key"),
            each.c.in_later,
            CommuteAnswer.mode,
            CommuteAnswer.band_km,
            sa.func.sum(each.c.remote).label("remote_halves"),
            sa.func.sum(each.c.near).label("near_halves"),
            sa.func.sum(each.c.absent).label("absence_halves"),
            sa.func.sum(each.c.home).label("home_halves"),
            people(each.c.remote > 0).label("agile"),
            people(each.c.near > 0).label("near"),
            people(is_trained).label("trained"),
            people(each.c.home + each.c.near > 0).label("travellers"),
        )
        .join(User, User.id == each.c.user_id)
        .outerjoin(CommuteAnswer, CommuteAnswer.user_id == each.c.user_id)
        .outerjoin(read, read.c.user_id == each.c.user_id)
        .where(User.is_active, User.is_remote_capable)
        .group_by(column, each.c.in_later, CommuteAnswer.mode, CommuteAnswer.band_km)
    )
    for row in rows:
        facts = both[later if row.in_later else earlier]
        tally = facts.group(name_of(row.key))
        for name in ("remote_halves", "near_halves", "absence_halves", "agile", "near", "trained"):
            setattr(tally, name, getattr(tally, name) + int(row._mapping[name]))
        if row.mode in set(Mode) and row.band_km in BANDS and row.travellers:
            facts.commutes.append(
                CommuteCount(
                    Mode(row.mode),
                    row.band_km,
                    int(row.travellers),
                    int(row.home_halves) / 2,
                    int(row.near_halves) / 2,
                )
            )


def _count_evaluations(both: dict[int, YearFacts]) -> None:
    """Count the judgements of whole agreements by the year in which they were given."""
    for year, facts in both.items():
        found = connection().execute(
            sa.select(
                sa.func.count(),
                sa.func.count(sa.case((Evaluation.is_met.is_(True), 1))),
            ).where(
                Evaluation.place == WHOLE,
                Evaluation.is_met.is_not(None),
                Evaluation.judged_at >= _midnight(year),
                Evaluation.judged_at < _midnight(year + 1),
            )
        )
        judged, met = found.one()
        facts.evaluations = Ratio(met, judged)
