import datetime as dt

import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.core.db import db
from tests.migrations.test_migrations import empty_app

__all__ = ["empty_app"]

BEFORE = "20261123_places_and_occupancy"
NOON = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 3)


def a_booking_and_a_mail():
    """Write rows as the release before would have: nothing of ours knows that table any more."""
    rows = {
        "workplaces": {
            "code": "LARGA", "name": "Larga", "address": "Via Larga 12", "postal_code": "20122",
            "latitude": 45.0, "longitude": 9.0, "owner": "municipal", "is_cooled": True,
            "opens": dt.time(8), "midday": dt.time(13, 30), "closes": dt.time(19),
            "guest_note": "", "house_rules": "", "is_active": True,
        },
        "floors": {"workplace_id": 1, "number": 0},
        "rooms": {"floor_id": 1, "name": "0A"},
        "desks": {
            "code": "LAR-01", "room_id": 1, "workplace_id": 1, "x_m": 1.0, "y_m": 1.0,
            "equipment": "", "is_accessible": False, "is_active": True,
        },
        "users": {
            "email": "sofia@example.it", "given_name": "Sofia", "surname": "Rossi",
            "is_remote_capable": False, "hours_percent": 100, "is_active": True,
            "is_demo": False, "was_asked_area": True, "needs_accessible_desk": False,
            "workplace_order": "",
        },
        "bookings": {
            "user_id": 1, "desk_id": 1, "workplace_id": 1, "day": DAY, "part": "am",
            "state": "active", "uid": "a@vicino", "sequence": 0, "created_at": NOON,
            "changed_at": NOON, "is_confirmed": False, "is_no_show": False,
        },
        "slots": {
            "desk_id": 1, "day": DAY, "half": "am", "user_id": 1, "workplace_id": 1,
            "booking_id": 1,
        },
        "outbox_mails": {
            "created_at": NOON, "user_id": 1, "kind": "booking_made", "facts": "{}",
        },
    }  # fmt: skip
    known = sa.MetaData()
    with db.engine.begin() as connection:
        known.reflect(connection)
        for name, row in rows.items():
            table = known.tables[name]
            key = {"id": 1} if "id" in table.c else {}
            connection.execute(table.insert().values(key | row))


def read(query):
    with db.engine.connect() as connection:
        return connection.execute(sa.text(query)).one()


def test_what_was_booked_stays_booked_and_old_mails_are_not_sent(empty_app):
    upgrade(revision=BEFORE)
    a_booking_and_a_mail()
    upgrade()
    assert tuple(read("SELECT user_id, desk_id, uid FROM bookings")) == (1, 1, "a@vicino")
    assert tuple(read("SELECT booking_id, user_id FROM slots")) == (1, 1)
    state, tries, is_seen = read("SELECT state, tries, seen_at IS NOT NULL FROM outbox_mails")
    assert (state, tries, bool(is_seen)) == ("unwanted", 0, True)
    assert read("SELECT booking_mail FROM users") == ("invitations",)


def test_going_back_keeps_bookings_and_drops_those_that_have_no_person(empty_app):
    upgrade(revision=BEFORE)
    a_booking_and_a_mail()
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM slots"))
        connection.execute(sa.text("UPDATE bookings SET user_id = NULL"))
    downgrade(revision=BEFORE)
    assert read("SELECT count(*) FROM bookings") == (0,)
    assert read("SELECT count(*) FROM outbox_mails") == (1,)
