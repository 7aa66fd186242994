"""Leave as the HR system tells it: it frees the desk, and tells nobody else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.permissions import Permission, authorize
from app.booking.queries.bookings import find_booking
from app.booking.services.bookings import free_halves, lock_coming
from app.booking.services.days import lock_days
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import command, connection
from app.core.half import Half, Part
from app.core.tables.cells import civil_date, matching, one_of, text
from app.core.tables.table import Column, Row, Table
from app.pola.services import absences
from app.pola.services.absences import AbsentHalf

# Longer leave is written in more than one line.
LONGEST_DAYS = 366
# What takes a line of leave back.
_TAKEN_BACK = frozenset({"annullata", "annullato", "cancelled"})

COLUMNS = (
    Column(
        "staff_number",
        ("matricola", "staff_number"),
        matching("[0-9A-Za-z][0-9A-Za-z._/-]{0,19}", "write a staff number"),
    ),
    Column("first", ("dal", "da", "from", "from_day", "data_inizio"), civil_date),
    Column("last", ("al", "a", "to", "to_day", "data_fine"), civil_date),
    Column(
        "part",
        ("meta", "mezza_giornata", "half", "part"),
        one_of(
            {"am": Part.AM, "mattina": Part.AM, "pm": Part.PM, "pomeriggio": Part.PM}
            | {"day": Part.DAY, "giornata": Part.DAY}
        ),
        is_needed=False,
        may_be_empty=True,
        empty=Part.DAY,
    ),
    # Read for the lines that are taken back; why somebody is away is not stored.
    Column("kind", ("tipo", "kind", "causale"), text(60)),
)


@dataclass
class AbsenceTally:
    """What an import of leave did: halves written, halves taken back, bookings freed."""

    written: int = 0
    taken_back: int = 0
    freed: int = 0


@command
def import_absences(table: Table, *, by: Actor) -> AbsenceTally:
    """Write a file's leave into the plans and free the desks held then; all of it or nothing.

    FileRefused with every problem. Days without work are passed over.
    """
    authorize(by, Permission.RECORD_ABSENCES)
    ids = _people()
    for row in table.rows:
        _check(table, row, ids)
    table.check()
    back = [row for row in table.rows if row["kind"].casefold() in _TAKEN_BACK]
    leave = [row for row in table.rows if row not in back]
    tally = AbsenceTally()
    tally.taken_back = absences.clear_absences(_halves(back, ids), by=by)
    halves = set(_halves(leave, ids))
    tally.written = absences.record_absences(halves, by=by)
    tally.freed = _free(halves, by)
    return tally


@command
def note_absence(user_id: int, first: date, last: date, part: Part, *, by: Actor) -> AbsenceTally:
    """Write one person's leave by hand, both days included, and free the desks held then.

    ValueError unless the days are in order and at most a year apart.
    """
    authorize(by, Permission.RECORD_ABSENCES)
    if not 0 <= (last - first).days <= LONGEST_DAYS:
        raise ValueError("the last day is before the first, or more than a year later")
    halves = set(_of(user_id, first, last, part))
    written = absences.record_absences(halves, by=by)
    return AbsenceTally(written=written, freed=_free(halves, by))


def _people() -> dict[str, int]:
    rows = connection().execute(
        sa.select(User.staff_number, User.id).where(User.staff_number.is_not(None))
    )
    return {row.staff_number: row.id for row in rows}


def _check(table: Table, row: Row, ids: dict[str, int]) -> None:
    """Note what is wrong with a line beyond its cells."""
    number, first, last = row["staff_number"], row["first"], row["last"]
    if number is not None and number not in ids:
        table.blame(row, "staff_number", number, "nobody here has this staff number")
    if first is not None and last is not None and not 0 <= (last - first).days <= LONGEST_DAYS:
        remedy = "write a day from the first one on, at most a year later"
        table.blame(row, "last", last, remedy)


def _halves(rows: Iterable[Row], ids: dict[str, int]) -> list[AbsentHalf]:
    return [
        half
        for row in rows
        for half in _of(ids[row["staff_number"]], row["first"], row["last"], row["part"])
    ]


def _of(user_id: int, first: date, last: date, part: Part | None) -> list[AbsentHalf]:
    """Return the halves of leave, working days only."""
    place = current_app.config["HOLIDAYS_SUBDIVISION"]
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [
        AbsentHalf(user_id, day, half)
        for day in days
        if is_working_day(day, place)
        for half in (part or Part.DAY).halves
    ]


def _free(halves: Iterable[AbsentHalf], by: Actor) -> int:
    """Give back the desks held in these halves from today on; return of how many bookings."""
    away: dict[tuple[int, date], set[Half]] = {}
    for one in halves:
        if one.day >= clock.today():
            away.setdefault((one.user_id, one.day), set()).add(one.half)
    ids = sorted({user_id for user_id, _day in away})
    # In the fixed order, all of each: people are held already, then bookings, then days.
    held = lock_coming(ids)
    held = [row for row in held if set(row.part.halves) & away.get((row.user_id, row.day), set())]
    lock_days([(row.day, row.workplace_id) for row in held])
    for row in sorted(held, key=lambda row: (row.day, row.workplace_id, row.id)):
        booking = find_booking(row.id)
        assert booking is not None
        theirs = [h for h in row.part.halves if h in away[row.user_id, row.day]]
        free_halves(booking, theirs, by=by, kind="booking_away")
    return len(held)
