"""What facility managers' pages cost in a whole city: `python -m bench.occupancy sqlite`.

14,500 people, six times the demo's desks and three years of bookings, about two million
half-days. Goals on PostgreSQL: board 0.05 s, use 0.5 s, the simulator of a quarter 5 s.
"""

import random
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant, User
from app.booking.models import Area, Booking, BookingState, Desk, Slot, UnmetDemand, WorkplaceDay
from app.booking.services.totals import rebuild_totals
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection, raise_revision, transaction
from app.core.half import Half, Part
from bench.city import batches, build, measure, on_engines, sign_in

YEARS, TIMES = 3, 6
AHEAD = timedelta(days=28)
# Of ten desks so many are taken on a working day.
SHARE = 0.95


def pages(today: date) -> list[tuple[str, int, str]]:
    """Return what is asked: name, who asks, address."""
    quarter = f"from={today - timedelta(days=91)}&to={today - timedelta(days=1)}"
    year = f"from={today - timedelta(days=365)}&to={today - timedelta(days=1)}"
    return [
        ("today's board, two weeks", 0, "/today"),
        ("one workplace's plan", 0, "/today/LARGA"),
        ("closures", 0, "/places/closures"),
        ("use, a quarter", 0, f"/use?{quarter}"),
        ("use, a year", 0, f"/use?{year}"),
        ("forecast", 0, "/forecast"),
        (
            "simulator, a quarter",
            0,
            f"/simulator?{quarter}&place1=LARGA&what1=cap&number1=60",
        ),
    ]


def fill() -> None:
    """Write desks, three years of bookings with slots and counters, and sign a manager in."""
    today = clock.today()
    draw = random.Random(2026)
    with transaction():
        run = connection().execute
        multiply_desks()
        run(sa.update(User).values(was_asked_area=True))
        _spread_people()
        people = list(run(sa.select(User.id).order_by(User.id)).scalars())
        run(sa.insert(RoleGrant), [{"user_id": people[0], "role": Role.FACILITY_MANAGER}])
        sign_in(people[:1])
        raise_revision()
    desks = [tuple(row) for row in connection().execute(sa.select(Desk.id, Desk.workplace_id))]
    first = today - timedelta(days=365 * YEARS)
    days = [first + timedelta(days=n) for n in range((today + AHEAD - first).days)]
    number = 0
    for month in _by_month([day for day in days if is_working_day(day, "MI")]):
        rows = list(_bookings(month, desks, people, draw, number))
        number += len(rows)
        _write(rows)
    _write_unmet(today, draw)


def _spread_people() -> None:
    """Let everybody start from one of the city's postal codes."""
    run = connection().execute
    postal_codes = sa.select(Area.code).where(~Area.is_district).order_by(Area.code)
    codes = list(run(postal_codes).scalars())
    for n, code in enumerate(codes):
        run(sa.update(User).where(User.id % len(codes) == n).values(area_code=code))


def multiply_desks() -> None:
    """Give every desk of the demo five more behind it."""
    rows = connection().execute(sa.select(Desk.__table__)).mappings().all()
    more = [
        {key: value for key, value in row.items() if key != "id"}
        | {"code": f"{row['code']}-{n}", "y_m": row["y_m"] + 10.0 * n}
        for row in rows
        for n in range(1, TIMES)
    ]
    connection().execute(sa.insert(Desk), more)


def _by_month(days: Sequence[date]) -> Iterator[list[date]]:
    months: dict[tuple[int, int], list[date]] = {}
    for day in days:
        months.setdefault((day.year, day.month), []).append(day)
    yield from months.values()


def _bookings(
    days: Sequence[date],
    desks: Sequence[Any],
    people: Sequence[int],
    draw: random.Random,
    number: int,
) -> Iterator[dict[str, Any]]:
    for day in days:
        taken = draw.sample(desks, int(len(desks) * SHARE))
        sitting = draw.sample(people, len(taken))
        for (desk_id, workplace_id), user_id in zip(taken, sitting, strict=True):
            number += 1
            made = clock.at(day, clock.now().time()) - timedelta(days=draw.randint(1, 14))
            made = min(made, clock.now())
            yield {
                "id": number,
                "user_id": user_id,
                "desk_id": desk_id,
                "workplace_id": workplace_id,
                "day": day,
                "part": draw.choice((Part.DAY, Part.DAY, Part.DAY, Part.AM)),
                "state": BookingState.ACTIVE,
                "uid": str(uuid.UUID(int=number)),
                "sequence": 0,
                "created_at": made,
                "changed_at": made,
                "cancelled_at": None,
            }


def _write(rows: list[dict[str, Any]]) -> None:
    with transaction():
        run = connection().execute
        for batch in batches(iter(rows)):
            run(sa.insert(Booking), batch)
        for batch in batches(_slots(rows)):
            run(sa.insert(Slot), batch)
        run(sa.insert(WorkplaceDay), _counters(rows))


def _slots(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for half in row["part"].halves:
            yield {
                "desk_id": row["desk_id"],
                "day": row["day"],
                "half": half,
                "user_id": row["user_id"],
                "workplace_id": row["workplace_id"],
                "booking_id": row["id"],
            }


def _counters(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    taken = Counter(
        (row["day"], row["workplace_id"], half) for row in rows for half in row["part"].halves
    )
    return [
        {
            "day": day,
            "workplace_id": workplace_id,
            "taken_am": taken[day, workplace_id, Half.AM],
            "taken_pm": taken[day, workplace_id, Half.PM],
            "cap_am": taken[day, workplace_id, Half.AM],
            "cap_pm": taken[day, workplace_id, Half.AM],
            "version": 1,
        }
        for day, workplace_id in {key[:2] for key in taken}
    ]


def _write_unmet(today: date, draw: random.Random) -> None:
    days = [today - timedelta(days=n) for n in range(1, 365)]
    rows = [
        {"day": day, "half": half, "area_code": area, "searches": draw.randint(1, 9)}
        for day in days
        if is_working_day(day, "MI")
        for half in Half
        for area in ("20152", "20153", "20147", "20099", "20090")
    ]
    with transaction():
        connection().execute(sa.insert(UnmetDemand), rows)


def count_totals(app: Flask) -> None:
    """Print how long it takes to count three years again."""
    with app.app_context():
        today = clock.today()
        start = time.perf_counter()
        rebuild_totals(today - timedelta(days=365 * YEARS), today - timedelta(days=1), by=SYSTEM)
        print(f"totals of {YEARS} years rebuilt in {time.perf_counter() - start:.1f} s", flush=True)


def bench(folder: Path, url: str, engine: str) -> None:
    """Print what the pages of facility managers cost."""
    app = build(folder, url, fill)
    count_totals(app)
    with app.app_context():
        title = f"{engine}: 14,500 people, {YEARS} years of bookings, about 2 million half-days"
        asked = pages(clock.today())
    measure(app, title, asked)


if __name__ == "__main__":
    on_engines("bench_occupancy", bench)
