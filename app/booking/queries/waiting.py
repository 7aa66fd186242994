"""Who waits for a desk, in which order, and where each would take one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import User
from app.auth.rules import read_codes, read_order
from app.booking.models import Booking, BookingState, Wait, WaitCall, WaitDraw
from app.booking.rules.nearness import Point, distance_km
from app.booking.rules.needs import Need
from app.booking.rules.order import ranked
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.waiting import BALANCE_DAYS, LIVE, Candidate, WaitState, in_line
from app.core import clock
from app.core.db import connection
from app.core.half import Part
from app.core.lookups import look_up
from app.core.numbers import LARGEST_ID
from app.pola.queries.people import priority_until

# What ended stands on the page for so long.
SHOWN_DAYS = 7


@dataclass(frozen=True)
class WaitFacts:
    """A wait as it is stored, with what is known of its person."""

    id: int
    user_id: int
    workplace_id: int | None
    within_km: int | None
    day: date
    part: Part
    state: WaitState
    booking_id: int | None
    held_until: datetime | None
    created_at: datetime
    place: int | None
    waiting: int | None
    halves_had: int | None
    drawn_at: datetime | None
    desks: int | None
    lost_at: datetime | None
    area_code: str | None
    workplace_order: str
    desk_needs: frozenset[str]
    wished_equipment: frozenset[str]

    @property
    def is_in_draw(self) -> bool:
        """Return True while a draw in which it took part is being carried out, or gave a desk."""
        return self.drawn_at is not None and self.lost_at is None


_wait = sa.select(
    Wait.id,
    Wait.user_id,
    Wait.workplace_id,
    Wait.within_km,
    Wait.day,
    Wait.part,
    Wait.state,
    Wait.booking_id,
    Wait.held_until,
    Wait.created_at,
    Wait.place,
    Wait.waiting,
    Wait.halves_had,
    Wait.drawn_at,
    Wait.desks,
    Wait.lost_at,
    User.area_code,
    User.workplace_order,
    User.desk_needs,
    User.wished_equipment,
).join(User, User.id == Wait.user_id)
_had = (
    sa.select(Booking.user_id, sa.func.sum(sa.case((Booking.part == Part.DAY, 2), else_=1)))
    .where(
        Booking.user_id.in_(sa.bindparam("users", expanding=True)),
        Booking.state == BookingState.ACTIVE,
        Booking.day >= sa.bindparam("since"),
    )
    .group_by(Booking.user_id)
)


def find_wait(wait_id: int) -> WaitFacts | None:
    """Return one wait, or None."""
    if wait_id > LARGEST_ID:
        return None
    return look_up(waits_by_id, wait_id)


def waits_by_id(wait_ids: Collection[int]) -> dict[int, WaitFacts]:
    """Return these waits, by id."""
    rows = connection().execute(_wait.where(Wait.id.in_(wait_ids)))
    return {row.id: _facts(row) for row in rows}


def waits_of(user_id: int) -> list[WaitFacts]:
    """Return what a person waits for, and what ended lately, by day."""
    since = clock.today() - timedelta(days=SHOWN_DAYS)
    select = _wait.where(Wait.user_id == user_id, Wait.day >= since)
    return [_facts(row) for row in connection().execute(select.order_by(Wait.day, Wait.id))]


def live_wait(user_id: int, day: date) -> WaitFacts | None:
    """Return what a person waits for on a day, or None."""
    is_live = Wait.state.in_(sorted(LIVE))
    select = _wait.where(Wait.user_id == user_id, Wait.day == day, is_live)
    row = connection().execute(select).first()
    return _facts(row) if row else None


def waiting_on(day: date) -> list[WaitFacts]:
    """Return who waits for a desk on a day, in the order in which they came."""
    select = _wait.where(Wait.day == day, Wait.state == WaitState.WAITING).order_by(Wait.id)
    return [_facts(row) for row in connection().execute(select)]


def line_of(day: date, waits: Sequence[WaitFacts], seed: str) -> list[Candidate]:
    """Return those who wait in the order in which they are served, in two queries."""
    people = {one.user_id for one in waits}
    since = clock.today() - timedelta(days=BALANCE_DAYS)
    had: dict[int, int] = dict(
        connection().execute(_had, {"users": sorted(people), "since": since}).all()
    )
    until = priority_until(people)
    return in_line(
        [
            Candidate(
                one.id,
                one.user_id,
                Need.ACCESSIBLE in one.desk_needs or until.get(one.user_id, date.min) >= day,
                int(had.get(one.user_id, 0)),
            )
            for one in waits
        ],
        seed,
    )


def seed_of(day: date) -> str | None:
    """Return the seed of a day's lots, or None before anybody waits."""
    found: str | None = connection().scalar(sa.select(WaitDraw.seed).where(WaitDraw.day == day))
    return found


def place_of(wait: WaitFacts, known: Places) -> tuple[int, int]:
    """Return a person's place among those who would take the same desks, and how many they are."""
    wanted = {workplace.id for workplace in accepted(wait, known)}
    rivals = [
        one
        for one in waiting_on(wait.day)
        if one.id == wait.id
        or (
            any(half in wait.part.halves for half in one.part.halves)
            and wanted & {workplace.id for workplace in accepted(one, known)}
        )
    ]
    line = line_of(wait.day, rivals, seed_of(wait.day) or "")
    places = [one.wait_id for one in line]
    return (places.index(wait.id) + 1 if wait.id in places else 0), len(places)


def accepted(wait: WaitFacts, known: Places) -> list[WorkplaceFacts]:
    """Return where a person would take a desk, the one they like best first."""
    if wait.workplace_id is not None:
        found = known.by_id.get(wait.workplace_id)
        return [found] if found else []
    area = known.areas.get(wait.area_code or "")
    if area is None or wait.within_km is None:
        return []
    start = Point(area.latitude, area.longitude)
    order = ranked(area, known.workplaces, read_order(wait.workplace_order))
    return [
        row.workplace
        for row in order
        if distance_km(start, Point(row.workplace.latitude, row.workplace.longitude))
        <= wait.within_km
    ]


def days_to_serve() -> list[date]:
    """Return the days from today on for which somebody waits."""
    select = sa.select(Wait.day).where(Wait.state == WaitState.WAITING, Wait.day >= clock.today())
    return list(connection().scalars(select.distinct().order_by(Wait.day)))


def calls() -> list[tuple[date, int, int]]:
    """Return what has become free and was not given out yet: day, workplace, number of the call."""
    rows = connection().execute(
        sa.select(WaitCall.day, WaitCall.workplace_id, WaitCall.number)
        .where(WaitCall.is_open)
        .order_by(WaitCall.day, WaitCall.workplace_id)
    )
    return [(row.day, row.workplace_id, row.number) for row in rows]


def called_on(day: date) -> set[int]:
    """Return the workplaces where what is free on a day is kept for those who wait."""
    select = sa.select(WaitCall.workplace_id).where(WaitCall.day == day, WaitCall.is_open)
    return set(connection().scalars(select))


def expired_offers() -> list[int]:
    """Return the waits whose offer nobody answered in time."""
    select = sa.select(Wait.id).where(
        Wait.state == WaitState.OFFERED, Wait.held_until <= clock.now()
    )
    return list(connection().scalars(select.order_by(Wait.id)))


def past_waits() -> list[int]:
    """Return the waits whose day has come and gone."""
    select = sa.select(Wait.id).where(Wait.state == WaitState.WAITING, Wait.day < clock.today())
    return list(connection().scalars(select.order_by(Wait.id)))


def _facts(row: Any) -> WaitFacts:
    codes = {name: read_codes(getattr(row, name)) for name in ("desk_needs", "wished_equipment")}
    return WaitFacts(**dict(row._mapping) | codes)
