"""What people wanted on past days: bookings and failed searches, as counts without names."""

from collections import defaultdict
from datetime import date

import sqlalchemy as sa

from app.auth.models import User
from app.auth.rules import read_order
from app.booking.models import Booking, BookingState
from app.booking.queries.totals import unmet_between
from app.booking.rules.totals import UnmetFacts
from app.core.db import connection
from app.core.half import Half, Part
from app.occupancy.rules.answers import Asked
from app.occupancy.rules.simulator import Demand
from app.pola.rules.suppression import FEWEST

_first, _last = sa.bindparam("first", type_=sa.Date()), sa.bindparam("last", type_=sa.Date())
_IS_HELD = sa.and_(Booking.day.between(_first, _last), Booking.state == BookingState.ACTIVE)
_PEOPLE = sa.func.count().label("people")
# A booking whose person was forgotten has kept their area, if enough others came from it.
_WISH = (
    Booking.day,
    Booking.part,
    User.area_code,
    Booking.area_code.label("kept_area"),
    # Empty for people without an order of their own; None for those who were forgotten.
    User.workplace_order,
)
_wanted = (
    sa.select(*_WISH, _PEOPLE)
    .outerjoin(User, User.id == Booking.user_id)
    .where(_IS_HELD)
    .group_by(*_WISH)
    .order_by(*_WISH)
)
_held = (
    sa.select(Booking.day, Booking.part, Booking.workplace_id, _PEOPLE)
    .where(_IS_HELD)
    .group_by(Booking.day, Booking.part, Booking.workplace_id)
)
_by_area = (
    sa.select(User.area_code, sa.func.count(sa.distinct(Booking.user_id)).label("people"))
    .join(Booking, User.id == Booking.user_id)
    .where(_IS_HELD)
    .group_by(User.area_code)
)


def asked_between(first: date, last: date) -> Asked:
    """Return what was wanted from first to last, both included; cancelled bookings are left out.

    Areas from which fewer than five people booked, or searched fewer than five
    times, count like people who have named none: their ways would tell of them.
    Bookings whose people were forgotten count with the area that they kept, if any.
    """
    days = {"first": first, "last": last}
    run = connection().execute
    people = {row.area_code or "": row.people for row in run(_by_area, days)}
    bookings: dict[tuple[date, Part, str, str], int] = defaultdict(int)
    forgotten: dict[tuple[date, Half], int] = defaultdict(int)
    for row in run(_wanted, days):
        part, area = Part(row.part), row.area_code or ""
        if row.workplace_order is None:
            area = row.kept_area or ""
            for half in part.halves:
                forgotten[row.day, half] += row.people
        elif people[area] < FEWEST:
            area = ""
        bookings[row.day, part, area, row.workplace_order or ""] += row.people
    booked: dict[tuple[int, date, Half], int] = defaultdict(int)
    for held in run(_held, days):
        for half in Part(held.part).halves:
            booked[held.workplace_id, held.day, half] += held.people
    return Asked(
        bookings=[
            Demand(day, part, area, read_order(own), count)
            for (day, part, area, own), count in bookings.items()
        ],
        searches=_searches(unmet_between(first, last)),
        booked=dict(booked),
        # Nobody holds two desks in one half: at least so many people were forgotten. Who is
        # known may be one of them.
        people=max([sum(people.values()), *forgotten.values()]),
    )


def _searches(rows: list[UnmetFacts]) -> list[Demand]:
    """Return failed searches as wishes: one for a whole day was counted once in each half."""
    halves: dict[tuple[date, str], dict[Half, int]] = defaultdict(lambda: dict.fromkeys(Half, 0))
    by_area: dict[str, int] = defaultdict(int)
    for row in rows:
        by_area[row.area_code] += row.searches
    for row in rows:
        area = row.area_code if by_area[row.area_code] >= FEWEST else ""
        halves[row.day, area][row.half] += row.searches
    found = []
    for (day, area), counts in halves.items():
        whole = min(counts.values())
        parts = {
            Part.DAY: whole,
            Part.AM: counts[Half.AM] - whole,
            Part.PM: counts[Half.PM] - whole,
        }
        found += [Demand(day, part, area, (), count) for part, count in parts.items() if count]
    return found
