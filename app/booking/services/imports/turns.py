"""Hold every desk still while a file changes where desks are and how many may be taken."""

from collections import defaultdict
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.booking.models import Slot, Workplace, WorkplaceDay
from app.booking.services.days import lock_days, lock_workplace, refresh_caps
from app.core import clock
from app.core.db import connection, raise_revision

SHOWN = 5


def take_every_turn() -> None:
    """Let nobody book, cancel or open a day until the caller's transaction ends."""
    for workplace_id in _workplace_ids():
        lock_workplace(workplace_id)
    keys = sa.select(WorkplaceDay.day, WorkplaceDay.workplace_id).where(
        WorkplaceDay.day >= clock.today()
    )
    lock_days([(row.day, row.workplace_id) for row in connection().execute(keys)])


def carry_through() -> None:
    """Tell every process that the places changed, and write the caps anew into coming days."""
    raise_revision()
    for workplace_id in _workplace_ids():
        refresh_caps(workplace_id, clock.today())


def booked_days(place: InstrumentedAttribute[int]) -> dict[int, list[date]]:
    """Return the coming days on which desks are held, by desk or workplace."""
    found: dict[int, list[date]] = defaultdict(list)
    held = sa.select(place, Slot.day).where(Slot.day >= clock.today()).distinct()
    for number, day in connection().execute(held.order_by(Slot.day)):
        found[number].append(day)
    return found


def in_words(days: list[date]) -> str:
    """Return the first few days, and how many more there are."""
    shown = ", ".join(str(day) for day in days[:SHOWN])
    return shown if len(days) <= SHOWN else f"{shown} and {len(days) - SHOWN} more days"


def _workplace_ids() -> list[int]:
    return list(connection().execute(sa.select(Workplace.id).order_by(Workplace.id)).scalars())
