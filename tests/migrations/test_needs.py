import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from app.core.db import db
from tests.migrations.test_migrations import empty_app
from tests.migrations.test_post_and_jobs import NOON, a_booking_and_a_mail

__all__ = ["empty_app"]

OLD, BEFORE, AFTER = (
    "20261123_places_and_occupancy", "20261123_confirm_from", "20261123_together",
)  # fmt: skip


def read(query):
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def write(statement):
    with db.engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_what_people_need_of_a_desk_is_kept_and_houses_they_know_count_as_read(empty_app):
    upgrade(revision=OLD)
    a_booking_and_a_mail()
    upgrade(revision=BEFORE)
    write("UPDATE users SET needs_accessible_desk = (1 = 1)")
    upgrade(revision=AFTER)
    assert read("SELECT desk_needs FROM users") == [("accessible",)]
    assert read("SELECT kept_for FROM desks") == [("",)]
    [(user, workplace, read_at)] = read("SELECT * FROM house_notes_read")
    assert (user, workplace) == (1, 1)
    assert str(read_at)[:16] == f"{NOON:%Y-%m-%d %H:%M}"
    write("UPDATE users SET desk_needs = 'accessible|quiet'")
    downgrade(revision=BEFORE)
    assert [bool(row[0]) for row in read("SELECT needs_accessible_desk FROM users")] == [True]
    write("UPDATE users SET needs_accessible_desk = (1 = 0)")
    upgrade(revision=AFTER)
    assert read("SELECT desk_needs FROM users") == [("",)]
