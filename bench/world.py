"""A full city to measure on: `python -m bench.world PAST` fills the server's database.

The eight workplaces at full capacity, 200 people who are signed in, and so many
past bookings with their slots, audit lines and mails.
"""

import hashlib
import itertools
import sys
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import SignIn, User
from app.booking.models import Booking, BookingState, Cap, Desk, Slot, WorkplaceDay
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core import audit, clock, mail
from app.core.calendar import is_working_day
from app.core.db import db, raise_revision, transaction
from app.core.half import Half, Part
from app.start import prepare
from bench.crowd import PEOPLE, token
from wsgi import app

DEMO = Path(__file__).resolve().parent.parent / "demo"
BATCH = 20_000


def fill(past: int) -> None:
    """Load workplaces, people, sign-ins and the past."""
    for kind, file in (
        ("workplaces", "workplaces"),
        ("desks", "desks"),
        ("postal-codes", "postal_codes"),
    ):
        outcome = app.test_cli_runner().invoke(args=["import", kind, str(DEMO / f"{file}.csv")])
        if outcome.exit_code:
            raise SystemExit(outcome.output)
    with transaction():
        db.session.execute(sa.delete(Cap))
        db.session.execute(sa.insert(User), [_person(n) for n in range(PEOPLE)])
        ids = list(db.session.scalars(sa.select(User.id).order_by(User.id)))
        now = clock.now()
        signed_in = [
            {
                "token_hash": hashlib.sha256(token(n).encode()).hexdigest(),
                "user_id": user,
                "created_at": now,
                "seen_at": now,
            }
            for n, user in enumerate(ids)
        ]
        db.session.execute(sa.insert(SignIn), signed_in)
        raise_revision()
    limits.set_policy(PolicyName.DAYS_AHEAD, "366", clock.today(), by=SYSTEM)
    limits.set_policy(PolicyName.OPEN_BOOKINGS, "366", clock.today(), by=SYSTEM)
    _write_past(past, ids)


def _person(n: int) -> dict[str, object]:
    return {
        "email": f"bench{n}@example.it",
        "given_name": "Sofia",
        "surname": f"D'Angelo {n}",
        "area_code": "20162",
        "was_asked_area": True,
        "workplace_order": "",
        "is_active": True,
        "is_demo": False,
        "is_remote_capable": True,
        "hours_percent": 100,
    }


def _write_past(past: int, people: list[int]) -> None:
    """Write so many past bookings, the youngest days first, in batches."""
    desks = list(db.session.execute(sa.select(Desk.id, Desk.workplace_id)))
    places = itertools.cycle([(d, w) for d, w in desks])
    booked = itertools.count(1)
    day, made = clock.today(), 0
    while made < past:
        day -= timedelta(days=1)
        if not is_working_day(day, "MI"):
            continue
        size = min(PEOPLE, past - made, len(desks))
        rows = []
        for person in people[:size]:
            desk, workplace = next(places)
            rows.append((next(booked), person, desk, workplace, day))
        if len({row[2] for row in rows}) < len(rows):
            raise AssertionError("a desk twice on one day")
        _insert(rows)
        made += size


def _insert(rows: list[tuple[int, int, int, int, object]]) -> None:
    now = clock.now()
    with transaction():
        run = db.session.execute
        run(
            sa.insert(Booking),
            [
                {
                    "id": n,
                    "user_id": user,
                    "desk_id": desk,
                    "workplace_id": workplace,
                    "day": day,
                    "part": Part.DAY,
                    "state": BookingState.ACTIVE,
                    "uid": f"past-{n}",
                    "sequence": 0,
                    "created_at": now,
                    "changed_at": now,
                }
                for n, user, desk, workplace, day in rows
            ],
        )
        run(
            sa.insert(Slot),
            [
                {
                    "desk_id": desk,
                    "day": day,
                    "half": half,
                    "user_id": user,
                    "workplace_id": workplace,
                    "booking_id": n,
                }
                for n, user, desk, workplace, day in rows
                for half in Half
            ],
        )
        taken: dict[int, int] = {}
        for row in rows:
            taken[row[3]] = taken.get(row[3], 0) + 1
        run(
            sa.insert(WorkplaceDay),
            [
                {
                    "day": rows[0][4],
                    "workplace_id": workplace,
                    "taken_am": n,
                    "taken_pm": n,
                    "cap_am": n,
                    "cap_pm": n,
                    "version": n,
                }
                for workplace, n in taken.items()
            ],
        )
        run(
            sa.insert(audit.AuditLine),
            [
                {
                    "at": now,
                    "actor_id": row[1],
                    "action": "book_desk",
                    "subject_kind": "booking",
                    "subject_id": row[0],
                    "after": "{}",
                }
                for row in rows
            ],
        )
        run(
            sa.insert(mail.OutboxMail),
            [
                {
                    "created_at": now,
                    "user_id": row[1],
                    "kind": "booking_made",
                    "facts": "{}",
                    "sent_at": now,
                }
                for row in rows
            ],
        )


if __name__ == "__main__":
    prepare(app)
    with app.app_context():
        fill(int(sys.argv[1]))
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                    "ANALYZE"
                )
                top = "SELECT setval('bookings_id_seq', (SELECT max(id) FROM bookings))"
                connection.exec_driver_sql(top)
        db.engine.dispose()
