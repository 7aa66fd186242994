"""What several commands read and say."""

from datetime import date
from typing import Any

import click
import sqlalchemy as sa

from app.auth.models import Office, User
from app.booking.models import Desk, Slot, Workplace
from app.booking.queries.checks import surplus
from app.booking.queries.closures import unfinished
from app.booking.queries.places import places
from app.core import clock
from app.core.db import Model, connection, db
from app.core.tables.cells import civil_date, percentage, whole_number

_desks = whole_number(0, 100_000)


class Day(click.ParamType[date]):
    """A day such as 2026-12-01, 01/12/2026 or today."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Return the date."""
        if value == "today":
            return clock.today()
        try:
            return civil_date(value)  # type: ignore[no-any-return]
        except ValueError as error:
            self.fail(f"{value}: {error}", param, ctx)


class Limit(click.ParamType[dict[str, int]]):
    """A cap: `60%` of the working desks, or `12` desks."""

    name = "cap"

    def convert(self, value: Any, param: Any, ctx: Any) -> dict[str, int]:
        """Return the percentage or the number under its name."""
        try:
            if value.endswith("%"):
                return {"percent": percentage(value)}
            return {"number": _desks(value)}
        except ValueError:
            words = f"{value}: write a percentage such as 60%, or a number of desks such as 12"
            self.fail(words, param, ctx)


class _Stored(click.ParamType[Any]):
    """Something that is stored, by the code that people know it by."""

    model: type[Model]
    key = "code"

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the stored thing."""
        wanted = sa.func.lower(getattr(self.model, self.key)) == value.strip().lower()
        found = db.session.scalar(sa.select(self.model).where(wanted))
        if found is None:
            self.fail(f"no {self.name} is called {value}. {self._others()}".strip(), param, ctx)
        return found

    def _others(self) -> str:
        return ""


class WorkplaceCode(_Stored):
    """A workplace, by its code."""

    name = "workplace"
    model = Workplace

    def _others(self) -> str:
        codes = db.session.scalars(sa.select(Workplace.code).order_by(Workplace.code)).all()
        return f"These are: {', '.join(codes)}." if codes else "There is none yet: import them."


class DeskCode(_Stored):
    """A desk, by the code that is printed on it."""

    name = "desk"
    model = Desk


class OfficeCode(_Stored):
    """An office, by its code."""

    name = "office"
    model = Office


class Account(_Stored):
    """A person, by e-mail address."""

    name = "account"
    model = User
    key = "email"


def tell_booked(desk_id: int, first: date, last: date | None) -> None:
    """Print the coming days of a span on which a desk is booked, without saying by whom."""
    held = sa.select(Slot.day).where(Slot.desk_id == desk_id, Slot.day >= max(first, clock.today()))
    if last is not None:
        held = held.where(Slot.day <= last)
    days = connection().execute(held.distinct().order_by(Slot.day)).scalars().all()
    if days:
        click.echo(f"It is booked on {', '.join(map(str, days))}; the bookings stay.")


def tell_surplus(workplace_id: int | None = None) -> None:
    """Print the coming half-days on which more desks are taken than allowed."""
    known = places().by_id
    for over, half, taken, cap in surplus():
        if workplace_id in {None, over}:
            code = known[over].code if over in known else f"workplace {over}"
            click.echo(
                f"Surplus: {code} on {half} has {taken} desks taken and a cap of {cap};"
                " the bookings stay."
            )


def tell_unmoved() -> None:
    """Print the closures that stopped half-way: nobody has moved all whom they hit."""
    for workplace, closure, left in unfinished():
        bookings = "1 booking is" if left == 1 else f"{left} bookings are"
        click.echo(
            f"Still to move: {workplace.code} is closed from {closure.from_day} to"
            f" {closure.to_day}, {bookings} still there; go on from the closure's page."
        )
