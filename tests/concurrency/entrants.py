"""People who enter draws and leave them again: each function is one process."""

from datetime import date

from app.booking.services.waiting import stop_waiting, wait_for
from app.core.errors import Refused
from app.core.half import Part
from tests.concurrency.players import person, tried_once
from tests.support.racing import Track


@tried_once()
def enter(
    track: Track, user_id: int, workplace_id: int | None, day: date, *, leaves: bool = False
) -> None:
    """Enter a workplace's draw, or that of all that are near; then perhaps leave it."""
    by = person(user_id)
    track.wait()
    near = None if workplace_id else 100
    try:
        wait_id = wait_for(workplace_id, day, Part.DAY, by=by, within_km=near)
    except Refused as refused:
        track.note([str(code) for code in refused.codes])
        return
    if leaves:
        stop_waiting(wait_id, by=by)
    track.note([])
