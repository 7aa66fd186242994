"""Runners who close a workplace and move everybody out of it, and people who are moved."""

import random
import time
from datetime import date

from app.auth.actors import SYSTEM
from app.booking.queries.moves import open_moves
from app.booking.rules.moves import MoveAnswer
from app.booking.rules.places import ClosureFacts
from app.booking.services import bookings
from app.booking.services.caps import draw
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.moves import answer_move
from app.core.half import Half
from tests.concurrency.players import Wish, person, told, tried_once, until
from tests.support.racing import Track


def closing(day: date) -> ClosureFacts:
    """Return a closure of one whole day."""
    return ClosureFacts(day, Half.AM, day, Half.PM, "Lavori")


@tried_once()
def close_and_move(track: Track, workplace_id: int, day: date) -> None:
    """Close a workplace and move its people one by one."""
    track.wait()
    closure = start_closure(workplace_id, closing(day), by=SYSTEM)
    while moved := carry_on(closure, by=SYSTEM, limit=1):
        track.note(closure, *map(str, moved))


@tried_once()
def open_again(track: Track, closure_id: int) -> None:
    """Open a workplace again at the same moment as somebody else."""
    track.wait()
    track.note(told(reopen, closure_id, by=SYSTEM))


@tried_once()
def draw_who_moves(track: Track, cap_id: int) -> None:
    """Draw who moves for a cap, and move them one by one."""
    track.wait()
    while moved := draw(cap_id, by=SYSTEM, limit=1):
        track.note(*map(str, moved))


@tried_once()
def close_and_open(track: Track, workplace_id: int, day: date, seconds: float) -> None:
    """Close a workplace, move some of its people, open it again, and so on."""
    track.wait()
    for _turn in until(seconds):
        closure_id = start_closure(workplace_id, closing(day), by=SYSTEM)
        carry_on(closure_id, by=SYSTEM, limit=random.randint(1, 9))
        time.sleep(random.uniform(0, 0.05))
        track.note(told(reopen, closure_id, by=SYSTEM))
        time.sleep(random.uniform(0, 0.05))


@tried_once()
def answer_and_change(
    track: Track, user_id: int, booking: int, goals: list[Wish], seconds: float
) -> None:
    """Answer whatever is asked, and change, cancel and restore one booking at random."""
    by = person(user_id)
    track.wait()
    for _turn in until(seconds):
        time.sleep(random.uniform(0, 0.05))
        for move in open_moves(user_id):
            told(answer_move, move.id, random.choice(list(MoveAnswer)), by=by)
        deed = random.choice(["change", "cancel", "restore", "restore", "wait", "wait"])
        if deed == "change":
            told(bookings.change_booking, booking, *random.choice(goals), by=by)
        elif deed == "cancel":
            told(bookings.cancel_booking, booking, by=by)
        elif deed == "restore":
            told(bookings.restore_booking, booking, by=by)
