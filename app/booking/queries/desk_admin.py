"""One desk as its facility manager sees it: in use or retired, and what stands against it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.booking.models import Desk, Outage, Slot, Workplace
from app.booking.queries.places import desk_label
from app.core import clock
from app.core.db import connection
from app.core.half import Half
from app.core.numbers import LARGEST_ID

_desk = sa.select(
    Desk.id,
    Desk.code,
    Desk.room_id,
    Desk.workplace_id,
    Desk.is_active,
    Workplace.code.label("workplace_code"),
).join(Workplace, Workplace.id == Desk.workplace_id)


@dataclass(frozen=True)
class Spell:
    """A desk out of order from a day to a day, or until it is mended."""

    id: int
    from_day: date
    to_day: date | None
    reason: str


@dataclass(frozen=True)
class DeskStanding:
    """A desk, retired ones too, with its outages of today and later."""

    id: int
    code: str
    label: str
    room_id: int
    workplace_id: int
    is_active: bool
    spells: tuple[Spell, ...]

    @property
    def now(self) -> Spell | None:
        """Return why the desk cannot be used today, or None."""
        return next((one for one in self.spells if one.from_day <= clock.today()), None)


def find_desk(desk_id: int, workplace_code: str) -> DeskStanding | None:
    """Return a desk of a workplace, or None; two queries."""
    if desk_id > LARGEST_ID:
        return None
    wanted = _desk.where(Desk.id == desk_id, Workplace.code == workplace_code)
    row = connection().execute(wanted).first()
    if row is None:
        return None
    return DeskStanding(
        row.id,
        row.code,
        desk_label(row.code, row.workplace_code),
        row.room_id,
        row.workplace_id,
        row.is_active,
        tuple(_spells(desk_id)),
    )


def retired_desks(workplace_id: int) -> list[tuple[int, str]]:
    """Return the id and the code of each desk that was taken away, by code; one query."""
    rows = connection().execute(
        sa.select(Desk.id, Desk.code)
        .where(Desk.workplace_id == workplace_id, sa.not_(Desk.is_active))
        .order_by(Desk.code)
    )
    return [(row.id, row.code) for row in rows]


def _spells(desk_id: int) -> list[Spell]:
    """Return the outages that are not over, the nearest first."""
    rows = connection().execute(
        sa.select(Outage.id, Outage.from_day, Outage.to_day, Outage.reason)
        .where(
            Outage.desk_id == desk_id,
            sa.or_(Outage.to_day.is_(None), Outage.to_day >= clock.today()),
        )
        .order_by(Outage.from_day, Outage.id)
    )
    return [Spell(*row) for row in rows]


def bookings_to_come(desk_id: int) -> list[int]:
    """Return the bookings that still need a desk, by day: a half-day that is over needs none."""
    today, hour = clock.today(), clock.local().time()
    rows = connection().execute(
        sa.select(Slot.booking_id, Slot.day, Slot.half, Workplace.midday, Workplace.closes)
        .join(Workplace, Workplace.id == Slot.workplace_id)
        .where(Slot.desk_id == desk_id, Slot.day >= today)
        .order_by(Slot.day, Slot.booking_id)
    )
    found: dict[int, None] = {}
    for row in rows:
        ends = row.midday if row.half is Half.AM else row.closes
        if row.day > today or hour < ends:
            found[row.booking_id] = None
    return list(found)
