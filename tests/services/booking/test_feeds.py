from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from app.auth.models import User
from app.booking.models import CalendarFeed, Desk, Workplace
from app.booking.queries.calendar import (
    events_of,
    feed_address,
    find_event,
    find_feed,
)
from app.booking.services.bookings import book_desk, cancel_booking
from app.booking.services.feeds import new_feed, revoke_feed
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.factories import actor, make_user
from tests.support.traces import at, audit_actions

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


def secret(person) -> str:
    """Return the secret part of a person's address."""
    with current_app.test_request_context():
        return feed_address(person).rpartition("/")[2].removesuffix(".ics")


def test_nobody_has_an_address_before_asking(sofia):
    assert feed_address(sofia) is None


def test_an_address_is_long_secret_and_stored_nowhere(sofia):
    new_feed(by=sofia)
    token = secret(sofia)
    row = db.session.execute(sa.select(CalendarFeed.nonce, CalendarFeed.token_hash)).one()
    assert len(token) == 43
    assert token not in {row.nonce, row.token_hash}
    assert find_feed(token).user_id == sofia.id
    # Neither the table nor what stands in it opens anything.
    assert find_feed(row.nonce) is None
    assert find_feed(row.token_hash) is None


def test_a_new_address_revokes_the_old_one(sofia):
    new_feed(by=sofia)
    old = secret(sofia)
    new_feed(by=sofia)
    assert find_feed(old) is None
    assert find_feed(secret(sofia)).user_id == sofia.id
    assert audit_actions("user", sofia.id) == [("new_feed", sofia.id)] * 2


def test_a_revoked_address_answers_nobody(sofia, anna):
    new_feed(by=sofia)
    new_feed(by=anna)
    old = secret(sofia)
    revoke_feed(by=sofia)
    assert find_feed(old) is None
    assert feed_address(sofia) is None
    assert find_feed(secret(anna)) is not None
    # Twice is once.
    revoke_feed(by=sofia)
    assert audit_actions("user", sofia.id) == [
        ("new_feed", sofia.id),
        ("revoke_feed", sofia.id),
    ]


def test_who_has_left_has_no_calendar(sofia):
    new_feed(by=sofia)
    token = secret(sofia)
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    assert find_feed(token) is None


def test_people_of_the_demo_have_no_calendar_outside_it(app, monkeypatch):
    person = actor(make_user(is_demo=True))
    new_feed(by=person)
    token = secret(person)
    assert find_feed(token) is None
    monkeypatch.setitem(app.config, "DEMO", True)
    assert find_feed(token) is not None


def test_under_a_new_key_no_address_is_shown_that_does_not_work(app, sofia, monkeypatch):
    new_feed(by=sofia)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another one")
    assert feed_address(sofia) is None


def test_the_mark_changes_with_everything_that_the_calendar_tells(sofia, desk):
    new_feed(by=sofia)
    token = secret(sofia)
    marks = [find_feed(token).mark]

    def changed() -> bool:
        marks.append(find_feed(token).mark)
        return marks[-1] != marks[-2]

    assert not changed()
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    assert changed()
    cancel_booking(booking, by=sofia)
    assert changed()
    with transaction():
        db.session.get_one(Workplace, desk.workplace_id).name = "Another name"
        raise_revision()
    assert changed()
    with transaction():
        db.session.get_one(User, sofia.id).locale = "en"
    assert changed()
    with at(TUESDAY, 0):
        assert changed()


def test_somebody_elses_booking_does_not_change_it(sofia, anna, desk):
    new_feed(by=sofia)
    token = secret(sofia)
    before = find_feed(token).mark
    book_desk(desk.id, TUESDAY, Part.DAY, by=anna)
    assert find_feed(token).mark == before
    assert events_of(sofia.id) == []


def test_a_calendar_shows_a_month_of_the_past_and_all_to_come(sofia, desk):
    held = [
        book_desk(desk.id, day, Part.DAY, by=sofia)
        for day in (MONDAY, TUESDAY, MONDAY + timedelta(days=28))
    ]
    with at(MONDAY + timedelta(days=30), 9):
        assert [event.booking_id for event in events_of(sofia.id)] == held
    with at(MONDAY + timedelta(days=31), 9):
        assert [event.booking_id for event in events_of(sofia.id)] == held[1:]


def test_a_cancelled_booking_stays_in_the_calendar_for_thirty_days(sofia, desk):
    booking = book_desk(desk.id, MONDAY + timedelta(days=28), Part.DAY, by=sofia)
    cancel_booking(booking, by=sofia)
    (event,) = events_of(sofia.id)
    assert (event.is_cancelled, event.sequence) == (True, 1)
    # Thirty times twenty-four hours later; the clocks have gone forward meanwhile.
    with at(MONDAY + timedelta(days=30), 11, 15):
        assert events_of(sofia.id) == [event]
    with at(MONDAY + timedelta(days=30), 11, 16):
        assert events_of(sofia.id) == []


def test_an_event_says_where_the_desk_is(sofia, desk):
    event = find_event(book_desk(desk.id, TUESDAY, Part.AM, by=sofia))
    assert (event.desk, event.room, event.floor) == ("0A-01", "Room 0A", 0)
    assert event.workplace == "Uffici di via Larga"
    assert find_event(999) is None


@pytest.mark.parametrize("gone", [Desk, Workplace])
def test_an_event_outlives_its_desk_and_its_workplace(sofia, desk, gone):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    before = find_event(booking)
    with transaction():
        key = desk.id if gone is Desk else desk.workplace_id
        db.session.get_one(gone, key).is_active = False
        raise_revision()
    assert find_event(booking) == before
    assert events_of(sofia.id) == [before]
