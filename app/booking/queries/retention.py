"""How far the forgetting of past bookings has come."""

from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from app.booking.models import Forgotten, Lost, OriginTotal
from app.core.db import connection


class Until(NamedTuple):
    """The last days of which something is forgotten; before the first time, long ago."""

    # Bookings of these days belong to nobody: what was counted of their months is final.
    people: date = date.min
    # There are no bookings of these days any more.
    bookings: date = date.min


def forgotten_until() -> Until:
    """Return up to which day people were forgotten, and bookings deleted."""
    rows = connection().execute(sa.select(Forgotten.what, Forgotten.until))
    days = {row.what: row.until for row in rows}
    return Until(days.get(Lost.PEOPLE, date.min), days.get(Lost.BOOKINGS, date.min))


def people_from(month: date) -> dict[tuple[int, str], int]:
    """Return how many people came to each workplace from each area, as counted of a month."""
    rows = connection().execute(
        sa.select(OriginTotal.workplace_id, OriginTotal.area_code, OriginTotal.people).where(
            OriginTotal.month == month, OriginTotal.area_code != ""
        )
    )
    return {(row.workplace_id, row.area_code): row.people for row in rows}
