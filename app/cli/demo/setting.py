"""The demo's files, and what happens in its workplaces."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.auth.services import offices
from app.auth.services.staff import columns as staff
from app.booking.models import Cap, Desk, Workplace
from app.booking.services import limits, people
from app.booking.services.imports import areas, desks, workplaces
from app.core import clock
from app.core.db import connection, db, raise_revision
from app.core.half import Half
from app.core.tables.reading import read_table
from app.core.tables.table import Row
from config import ROOT

FOLDER: Path = ROOT / "demo"
THURSDAY = 3

# Desk, first and last day from today, and why; no last day means until it is mended.
OUTAGES = (
    ("LAR-0A-05", -3, None, "Monitor guasto"),
    ("SIL-1A-08", -1, 9, "Sedia da sostituire"),
    ("BER-0A-06", 5, 12, "Presa di corrente da riparare"),
)
CLOSED, CLOSED_BECAUSE = "ACCURSIO", "Lavori all'impianto elettrico"


def load_places() -> None:
    """Bring in workplaces, desks, postal codes, districts and offices."""
    sites = read_table(FOLDER / "workplaces.csv", workplaces.COLUMNS)
    workplaces.import_workplaces(sites, by=SYSTEM)
    desks.import_desks(read_table(FOLDER / "desks.csv", desks.COLUMNS), by=SYSTEM)
    postal_codes = read_table(FOLDER / "postal_codes.csv", areas.POSTAL_CODES)
    areas.import_areas(postal_codes, by=SYSTEM, is_district=False)
    districts = read_table(FOLDER / "districts.csv", areas.DISTRICTS)
    areas.import_areas(districts, by=SYSTEM, is_district=True)
    ids = dict(connection().execute(sa.select(Workplace.code, Workplace.id)).all())
    table = read_table(FOLDER / "offices.csv", offices.COLUMNS)
    offices.import_offices(table, by=SYSTEM, workplaces=ids)


def load_people(size: int) -> list[int]:
    """Bring in so many people; return their ids in the order of their staff numbers."""
    table = read_table(FOLDER / "people.csv", staff.COLUMNS)
    people.import_people(table.only(with_managers(table.rows, size)), by=SYSTEM)
    everybody = sa.select(User.id).where(User.staff_number.is_not(None))
    return list(connection().execute(everybody.order_by(User.staff_number)).scalars())


def with_managers(rows: Iterable[Row], size: int) -> list[Row]:
    """Return the first rows, about `size`, so that each person's manager is among them.

    Part of a city shows mostly those who may work remotely: at most a third may not.
    """
    by_number = {row["staff_number"]: row for row in rows}
    chosen: dict[str, Row] = {}
    at_the_counter = 0
    for number, row in by_number.items():
        if len(chosen) >= size:
            break
        if row["is_remote_capable"] is False and size < len(by_number):
            at_the_counter += 1
            if at_the_counter > size / 3:
                continue
        chain: str | None = number
        while chain is not None and chain not in chosen:
            chosen[chain] = by_number[chain]
            chain = by_number[chain]["manager"]
    return list(chosen.values())


def set_scene(since: date) -> None:
    """Let the caps stand since a day, take a few desks out of order, and close a workplace."""
    connection().execute(sa.update(Cap).values(from_day=since))
    raise_revision()
    today = clock.today()
    for code, first, last, reason in OUTAGES:
        desk = db.session.scalars(sa.select(Desk).where(Desk.code == code)).one()
        to_day = None if last is None else today + timedelta(days=last)
        from_day = today + timedelta(days=first)
        limits.put_out_of_order(desk, from_day, to_day, reason, by=SYSTEM)
    closed = db.session.scalars(sa.select(Workplace).where(Workplace.code == CLOSED)).one()
    thursday = _next(THURSDAY, today + timedelta(days=14))
    friday = thursday + timedelta(days=1)
    limits.close_workplace(
        closed, thursday, friday, CLOSED_BECAUSE, by=SYSTEM, from_half=Half.AM, to_half=Half.PM
    )


def _next(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)
