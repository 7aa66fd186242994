"""What people wanted on days that are over, for the pages that replay it."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs

from app.booking.models import Booking, BookingState
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.factories import desks_of, make_user

# A Wednesday and the Friday after it, both over; the week that they are in.
WEDNESDAY, FRIDAY = date(2026, 2, 18), date(2026, 2, 20)
DAYS = "from=2026-02-16&to=2026-02-20"
CLOSED = f"{DAYS}&place1=DURANDO&what1=closes"


def book_past(
    workplace, people, *, day=WEDNESDAY, part=Part.DAY, area="20162", order="", state="active"
):
    """Bookings of a past day, by as many people who start from the area."""
    found = [make_user(area_code=area, workplace_order=order) for _ in range(people)]
    made = datetime.combine(day - timedelta(days=3), time(12), UTC)
    with transaction():
        for person, desk in zip(found, desks_of(workplace), strict=False):
            db.session.add(
                Booking(
                    user_id=person.id, desk_id=desk.id, workplace_id=workplace.id, day=day,
                    part=part, uid=f"{day}/{person.id}", created_at=made, changed_at=made,
                    state=BookingState(state),
                )
            )  # fmt: skip


def query_fields(query):
    """The fields of a form that asks what an address asks."""
    return {name: values[0] for name, values in parse_qs(query).items()}
