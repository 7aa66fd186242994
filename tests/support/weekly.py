"""Weekly bookings as people make them, and what became of them."""

from datetime import datetime, time

import pytest
import sqlalchemy as sa

from app.booking.models import Booking, BookingState
from app.booking.queries.one_series import coming_days
from app.booking.queries.places import places
from app.booking.queries.series import find_series
from app.booking.rules.series import SeriesFacts
from app.booking.services.series import book_series, start_series
from app.core import clock
from app.core.db import connection
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import MONDAY


def every(*weekdays, part=Part.AM, first=MONDAY, last=None, waits=False):
    return SeriesFacts(frozenset(weekdays), part, first, last, waits)


def start(user, larga, wish):
    by = actor(user)
    series_id = start_series(desks_of(larga)[0].id, wish, by=by)
    book_series(series_id, by=by)
    return series_id


def held(user):
    rows = connection().execute(
        sa.select(Booking.day, Booking.desk_id, Booking.part)
        .where(Booking.user_id == user.id, Booking.state == BookingState.ACTIVE)
        .order_by(Booking.day)
    )
    return {row.day: (row.desk_id, row.part) for row in rows}


def booking_of(user, day):
    select = sa.select(Booking.id).where(Booking.user_id == user.id, Booking.day == day)
    return connection().execute(select).scalar_one()


def days_of(series_id):
    return {one.day: one for one in coming_days(find_series(series_id), places())}


def fill(larga, day, part=Part.AM):
    return [make_booking(make_user(), desk, day, part) for desk in desks_of(larga)]


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def at_midnight(day):
    return clock.frozen(datetime.combine(day, time(0, 0, 5), tzinfo=clock.ROME))
