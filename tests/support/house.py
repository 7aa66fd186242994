"""A house to look after: its managers and emergency staff, and somebody at a desk."""

from datetime import date, datetime, time, timedelta
from typing import Any

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant, User
from app.booking.models import Desk, Workplace
from app.booking.services import attendance, releases
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.browser import Browser, Page
from tests.support.factories import actor, make_booking, make_user
from tests.support.town import MONDAY

HTMX = {"HX-Request": "true"}
# No page about workplaces may say it, but for the emergency list.
SURNAME = "Marchesini"


def grant(user: User, role: Role, *workplaces: Workplace) -> User:
    """Give a person a role over these workplaces, or over all."""
    ids = [workplace.id for workplace in workplaces] or [None]
    with transaction():
        db.session.add_all(RoleGrant(user_id=user.id, role=role, workplace_id=n) for n in ids)
    return user


def somebody(desk: Desk, part: Part = Part.DAY, day: date = MONDAY, *, comes: bool = False) -> int:
    """Let a person book a desk; `comes` when they say so. Return the booking's id."""
    who = make_user(surname=SURNAME)
    booking = make_booking(who, desk, day, part)
    if comes:
        attendance.confirm_booking(booking, by=actor(who))
    return booking


def let_confirm(workplace: Workplace, minutes: int | None = 60) -> None:
    """Switch confirmations on the day before, so that they count on Monday."""
    with clock.frozen(datetime.combine(MONDAY - timedelta(days=1), time(12), tzinfo=clock.ROME)):
        releases.ask_to_confirm(workplace.id, minutes, by=SYSTEM)


def at(hour: int, minute: int = 0) -> Any:
    """Stop the clock at another time of Monday."""
    return clock.frozen(datetime.combine(MONDAY, time(hour, minute), tzinfo=clock.ROME))


def seen_at(browser: Browser, user: User, hour: int, minute: int = 0, url: str = "/today") -> Page:
    """Open a page at another time of Monday; a sign-in of the morning has ended by then."""
    with at(hour, minute):
        browser.post("/sign-out")
        return browser.sign_in(user).get(url)
