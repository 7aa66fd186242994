"""Runners who close a workplace and move everybody out of it."""

from datetime import date

from app.auth.actors import SYSTEM
from app.booking.rules.places import ClosureFacts
from app.booking.services.caps import draw
from app.booking.services.closures import carry_on, reopen, start_closure
from app.core.half import Half
from tests.concurrency.players import told, tried_once
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
