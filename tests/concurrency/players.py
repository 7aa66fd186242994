"""What runners do: each function is one process, on a track of its own."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor
from app.auth.models import User
from app.booking.models import Booking, BookingState, Closure, Desk, Slot, Workplace
from app.booking.queries.checks import problems
from app.booking.services import bookings, days, limits
from app.core import clock
from app.core import db as database
from app.core.db import command, connection, db, transaction
from app.core.errors import Refused
from app.core.half import Half, Part
from tests.support.racing import Track

Wish = tuple[int, date, Part]
LINGER = 0.3


def person(user_id: int) -> Actor:
    """Return a person as services know them."""
    return Actor(id=user_id, full_name="Sofia D'Angelo")


def told(deed: Callable[..., Any], *what: Any, by: Actor) -> list[str]:
    """Do something; return the reasons for which it was refused, or none."""
    try:
        deed(*what, by=by)
    except Refused as refused:
        return [str(code) for code in refused.codes]
    return []


@contextmanager
def tried_once() -> Iterator[None]:
    """Let deadlocks be heard of: the order of our locks must leave none to try again."""
    before, database.RETRIES = database.RETRIES, 1
    try:
        yield
    finally:
        database.RETRIES = before


def until(seconds: float) -> Iterator[int]:
    """Count turns until the time is over."""
    end = time.monotonic() + seconds
    return itertools.takewhile(lambda _: time.monotonic() < end, itertools.count())


@tried_once()
def book(track: Track, user_id: int, wishes: list[Wish]) -> None:
    """Book one desk after the other, each at the same moment as all other runners."""
    for wish in wishes:
        track.wait()
        track.note(told(bookings.book_desk, *wish, by=person(user_id)))


def count_then_insert(track: Track, user_id: int, wishes: list[Wish], cap: int) -> None:
    """Book as one should not: count what is taken, think, then write."""
    for desk_id, day, part in wishes:
        track.wait()
        taken = connection().execute(sa.select(sa.func.count()).select_from(Slot)).scalar_one()
        time.sleep(0.02)
        if taken >= cap:
            continue
        with transaction():
            desk = db.session.get_one(Desk, desk_id)
            now = clock.now()
            booking = Booking(
                user_id=user_id,
                desk_id=desk_id,
                workplace_id=desk.workplace_id,
                day=day,
                part=part,
                state=BookingState.ACTIVE,
                uid=f"unguarded-{user_id}",
                sequence=0,
                created_at=now,
                changed_at=now,
            )
            db.session.add(booking)
            db.session.flush()
            db.session.add(
                Slot(
                    desk_id=desk_id,
                    day=day,
                    half=Half.AM,
                    user_id=user_id,
                    workplace_id=desk.workplace_id,
                    booking_id=booking.id,
                )
            )


@tried_once()
def live(track: Track, user_id: int, wishes: list[Wish], seconds: float) -> None:
    """Book, move, cancel and restore at random, and see some of it refused."""
    by = person(user_id)
    held: list[int] = []
    track.wait()
    for _turn in until(seconds):
        before = time.monotonic()
        wish = random.choice(wishes)
        deed = random.choice(["book", "book", "move", "cancel", "restore"])
        if deed == "book" or not held:
            try:
                booking = bookings.book_desk(*wish, by=by)
            except Refused:
                continue
            if booking not in held:
                held.append(booking)
                track.note("booked", wish[0], wish[1], before, time.monotonic())
        elif deed == "move":
            if not told(bookings.change_booking, random.choice(held), *wish, by=by):
                track.note("booked", wish[0], wish[1], before, time.monotonic())
        elif deed == "cancel":
            told(bookings.cancel_booking, random.choice(held), by=by)
        else:
            told(bookings.restore_booking, random.choice(held), by=by)


@tried_once()
def move(track: Track, user_id: int, wish: Wish, goals: list[Wish]) -> None:
    """Hold one desk and move from goal to goal, each time at the same moment as all others."""
    by = person(user_id)
    booking = bookings.book_desk(*wish, by=by)
    for goal in goals:
        track.wait()
        track.note(told(bookings.change_booking, booking, *goal, by=by))


def watch(track: Track, seconds: float) -> None:
    """Recount everything, over and over: it must add up at every moment."""
    track.wait()
    for _turn in until(seconds):
        found = problems()
        assert found == []
        track.note("recounted")


@tried_once()
def cancel_and_restore(track: Track, user_id: int, booking: int, turns: int) -> None:
    """Cancel one booking, then restore it, each time together with other browsers."""
    for turn in range(turns):
        track.wait()
        deed = bookings.restore_booking if turn % 2 else bookings.cancel_booking
        track.note(told(deed, booking, by=person(user_id)))


def open_day(track: Track, workplace_id: int, day: date, after: float) -> None:
    """Open a day a while after the gun, and take a while to commit."""
    track.wait()
    time.sleep(after)
    with transaction():
        days.open_day(workplace_id, day)
        time.sleep(LINGER)


def cap(track: Track, workplace_id: int, day: date, after: float) -> None:
    """Set a day's cap a while after the gun, and take a while to commit."""
    workplace = db.session.get_one(Workplace, workplace_id)
    track.wait()
    time.sleep(after)
    with transaction():
        limits.set_cap(workplace, from_day=day, number=3, by=SYSTEM)
        time.sleep(LINGER)


@tried_once()
def limit(track: Track, workplace_id: int, day: date, seconds: float) -> None:
    """Raise and lower the cap without end."""
    workplace = db.session.get_one(Workplace, workplace_id)
    track.wait()
    for _turn in until(seconds):
        limits.set_cap(workplace, from_day=day, number=random.randint(0, 9), by=SYSTEM)
        time.sleep(0.01)


@tried_once()
def close(track: Track, workplace_id: int, on: list[date], seconds: float) -> None:
    """Close the workplace for a day and open it again; tell when it was surely closed."""
    workplace = db.session.get_one(Workplace, workplace_id)
    track.wait()
    for _turn in until(seconds):
        day = random.choice(on)
        closure: Closure = limits.close_workplace(workplace, day, day, "Works", by=SYSTEM)
        closed = time.monotonic()
        time.sleep(0.05)
        opening = time.monotonic()
        limits.reopen_workplace(closure, by=SYSTEM)
        track.note("barred", None, day, closed, opening)


@tried_once()
def break_desks(track: Track, desk_ids: list[int], on: list[date], seconds: float) -> None:
    """Put a desk out of order and mend it; tell when it was surely out of order."""
    track.wait()
    for _turn in until(seconds):
        desk = db.session.get_one(Desk, random.choice(desk_ids))
        day = random.choice(on)
        limits.put_out_of_order(desk, day, day, "A broken lamp", by=SYSTEM)
        broken = time.monotonic()
        time.sleep(0.05)
        mending = time.monotonic()
        limits.mend_desk(desk, on=day, by=SYSTEM)
        track.note("barred", desk.id, day, broken, mending)


def go_on(track: Track, user_id: int, wishes: list[Wish]) -> None:
    """Book, move, cancel, restore, and so on until killed; tell each step once it is done."""
    by = person(user_id)
    track.wait()
    booking = bookings.book_desk(*wishes[0], by=by)
    track.note(booking, 0)
    sequence = 0
    for turn in itertools.count(1):
        # SQLite's lock is not fair: who never pauses lets nobody else in.
        time.sleep(0.005)
        bookings.change_booking(booking, *wishes[turn % len(wishes)], by=by)
        track.note(booking, sequence := sequence + 1)
        bookings.cancel_booking(booking, by=by)
        track.note(booking, sequence := sequence + 1)
        bookings.restore_booking(booking, by=by)
        track.note(booking, sequence := sequence + 1)


@command
def _rename(first: int, second: int, name: str) -> None:
    """Lock one row, then another."""
    for user_id in (first, second):
        connection().execute(sa.update(User).where(User.id == user_id).values(given_name=name))
        time.sleep(0.1)


def cross(track: Track, first: int, second: int, name: str) -> None:
    """Lock two rows in an order in which somebody else locks them the other way round."""
    track.wait()
    _rename(first, second, name)
    track.note(name)
