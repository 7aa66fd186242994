"""A small past to look at: two workplaces, and eight people who came on a Friday."""

from datetime import date, time
from typing import Any

from app.auth.actors import SYSTEM
from app.booking.models import Workplace
from app.booking.services.totals import rebuild_totals
from app.core import clock
from app.core.half import Part
from tests.support.browser import Page, words
from tests.support.factories import desks_of, make_area, make_booking, make_user, make_workplace

FRIDAY = date(2026, 2, 27)


def at(day: date, hour: int = 8) -> Any:
    """Stop the clock in the morning of a day."""
    return clock.frozen(clock.at(day, time(hour)))


def make_past() -> tuple[Workplace, Workplace]:
    """Return via Larga, where five came from one area and two from another, and via Sile."""
    make_area("20162", 45.518, 9.198)
    make_area("20122", 45.4618, 9.1936)
    larga, sile = make_workplace("LARGA", 8), make_workplace("SILE", 4)
    with at(FRIDAY, 7):
        for n, desk in enumerate(desks_of(larga)[:7]):
            area = "20162" if n < 5 else "20122"
            make_booking(make_user(area_code=area), desk, FRIDAY, Part.DAY if n else Part.AM)
        make_booking(make_user(area_code="20122"), desks_of(sile)[0], FRIDAY)
    rebuild_totals(date.min, date.max, by=SYSTEM)
    return larga, sile


def cells(page: Page, table: str) -> list[list[str]]:
    """Return the words of a table's body, row by row."""
    (found,) = [one for one in page.all("table") if one.get("id") == f"{table}-table"]
    rows = found.iter("{http://www.w3.org/1999/xhtml}tr")
    return [[words(cell) for cell in row] for row in rows][1:]
