"""What the work without a click costs: `python -m bench.jobs sqlite`.

14,500 people, six times the demo's desks: a day that opens for 3,000 series while others
click (goal on PostgreSQL: under 60 s, every click answered), and 1,000 mails written to files.
"""

import random
import statistics
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, current_app

from app.auth.actors import SYSTEM, Actor
from app.auth.models import User
from app.booking.models import Booking, Desk, Opening, Series
from app.booking.services.bookings import book_desk
from app.booking.services.openings import open_days
from app.core import clock, mail
from app.core.calendar import next_working_day
from app.core.db import connection, db, raise_revision, transaction
from app.core.errors import Refused
from app.core.half import Part
from app.pola.models import PlannedHalf
from app.post.services.delivery import send_mails
from bench.city import batches, build, on_engines
from bench.occupancy import multiply_desks
from bench.programme import plans

SERIES, CLICKS_EVERY, MAILS = 3000, 0.2, 1000


def fill() -> None:
    """Write desks, six weeks of plans and the series; nobody has a booking yet."""
    draw = random.Random(2026)
    with transaction():
        multiply_desks()
        run = connection().execute
        run(sa.update(User).values(was_asked_area=True))
        people = list(run(sa.select(User.id).order_by(User.id)).scalars())
        desks = list(run(sa.select(Desk.id).where(Desk.is_active)).scalars())
        run(
            sa.insert(Series),
            [
                {
                    "user_id": user,
                    "desk_id": draw.choice(desks),
                    "weekdays": "12345",
                    "part": draw.choice(list(Part)),
                    "from_day": clock.today(),
                    "to_day": None,
                    "created_at": clock.now(),
                }
                for user in draw.sample(people, SERIES)
            ],
        )
        around = [clock.today() + timedelta(days=n) for n in range(-14, 28)]
        for batch in batches(plans(people, around)):
            run(sa.insert(PlannedHalf), batch)
        raise_revision()


def bench(folder: Path, url: str, engine: str) -> None:
    """Open one day, click meanwhile, send mails; print what it took."""
    app = build(folder, url, fill)
    day = _day_that_opens()
    midnight = datetime.combine(day - timedelta(days=28), datetime.min.time(), clock.ROME)
    with app.app_context(), clock.frozen(midnight + timedelta(minutes=1)):
        _forget_other_days(day)
        clicks: list[float] = []
        stop = threading.Event()
        clicker = threading.Thread(target=_click, args=(app, day, stop, clicks))
        clicker.start()
        began = time.perf_counter()
        done = open_days(by=SYSTEM)
        took = time.perf_counter() - began
        stop.set()
        clicker.join()
        print(f"{engine}: {done.total()} series placed in {took:.1f} s ({dict(done)})")
        worst, middle = max(clicks), statistics.median(clicks)
        said = f"median {middle:.3f} s, worst {worst:.3f} s"
        print(f"{engine}: {len(clicks)} clicks meanwhile, {said}")
        _send(engine)
        db.engine.dispose()


def _day_that_opens() -> date:
    day = clock.today() + timedelta(days=28)
    return next_working_day(day - timedelta(days=1), "MI")


def _forget_other_days(day: date) -> None:
    """Let the job believe that all days before this one were opened."""
    with transaction():
        row = {"day": day - timedelta(days=1), "seed": "", "opened_at": clock.now()}
        connection().execute(sa.insert(Opening).values(**row, ended_at=clock.now()))


def _click(app: Flask, day: date, stop: threading.Event, clicks: list[float]) -> None:
    """Book desks of other days, as people do at midnight."""
    with app.app_context():
        desks = list(connection().scalars(sa.select(Desk.id).limit(400)))
        people = list(connection().scalars(sa.select(User.id).order_by(User.id.desc()).limit(400)))
        db.session.rollback()
        wanted = day - timedelta(days=7)
        for user, desk in zip(people, desks, strict=False):
            if stop.is_set():
                return
            began = time.perf_counter()
            with suppress(Refused):
                book_desk(desk, wanted, Part.DAY, by=Actor(id=user, full_name=""))
            clicks.append(time.perf_counter() - began)
            time.sleep(CLICKS_EVERY)


def _send(engine: str) -> None:
    """Write a thousand invitations into a folder."""
    booking = connection().execute(sa.select(Booking.id, Booking.user_id, Booking.desk_id)).first()
    assert booking is not None
    facts = {"booking_id": booking.id, "desk_id": booking.desk_id, "sequence": 0,
             "day": clock.today(), "part": "day"}  # fmt: skip
    with transaction():
        connection().execute(sa.text("UPDATE outbox_mails SET state = 'unwanted'"))
        for _n in range(MAILS):
            mail.enqueue(booking.user_id, "booking_made", facts)
    with tempfile.TemporaryDirectory() as folder:
        current_app.config["MAIL_FOLDER"] = folder
        began = time.perf_counter()
        done = send_mails(by=SYSTEM)
        took = time.perf_counter() - began
    print(f"{engine}: {done.total()} invitations written in {took:.1f} s")


if __name__ == "__main__":
    on_engines("jobs", bench)
