from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Office, Role, RoleGrant, User
from app.auth.rules import DEMO_PASSWORD
from app.auth.services.passwords import is_password
from app.auth.services.sign_ins import check_sign_in
from app.booking.models import Booking, BookingState, Slot, WorkplaceDay
from app.booking.queries.bookings import bookings_between, coming_bookings
from app.booking.queries.checks import problems, surplus
from app.booking.queries.places import places
from app.cli.demo.setting import with_managers
from app.core import clock
from app.core.audit import AuditLine
from app.core.calendar import is_working_day, next_working_day
from app.core.db import db
from app.core.tables.table import Row
from tests.support.factories import make_user

TODAY = date(2026, 3, 2)


@pytest.fixture
def demo(app, flask):
    """A whole demo, once the app says that it is one."""
    before, app.config["DEMO"] = app.config["DEMO"], True
    yield lambda *words: flask("demo", *words)
    app.config["DEMO"] = before


def sofia():
    return db.session.scalars(sa.select(User).where(User.given_name == "Sofia", User.is_demo)).one()


def test_a_demo_is_a_city_that_one_can_sign_in_to(demo):
    said = demo()
    assert said.exit_code == 0, said.output
    assert said.output.startswith("The demo is loaded: 8 workplaces, 600 invented people, ")
    assert problems() == []
    assert surplus() == []
    demo_people = db.session.scalars(sa.select(User).where(User.is_demo)).all()
    assert {user.email for user in demo_people} == {
        "dipendente@vicino.example", "responsabile@vicino.example", "hr@vicino.example",
        "sedi@vicino.example", "admin@vicino.example",
    }  # fmt: skip
    assert all(is_password(DEMO_PASSWORD, user.password_hash) for user in demo_people)
    assert all(f"  {user.email} " in said.output for user in demo_people)
    assert isinstance(check_sign_in("hr@vicino.example", DEMO_PASSWORD, "::1"), User)
    others = sa.select(User).where(~User.is_demo, User.password_hash.is_not(None))
    assert db.session.scalars(others).all() == []

    grants = {row.user_id: row for row in db.session.scalars(sa.select(RoleGrant))}
    by_role = {row.role: row for row in grants.values()}
    assert by_role.keys() == {
        Role.MANAGER, Role.HR, Role.FACILITY_MANAGER, Role.ADMINISTRATOR,
    }  # fmt: skip
    office = db.session.get(Office, by_role[Role.MANAGER].office_id)
    assert sofia().office_id == office.id
    assert sofia().manager_id == by_role[Role.MANAGER].user_id
    team = sa.select(sa.func.count()).where(User.office_id == office.id, ~User.is_demo)
    assert db.session.scalar(team) >= 3

    again = demo()
    assert again.exit_code == 0
    assert "The demo is loaded already; nothing was changed." in again.output

    _its_bookings_are_plausible()
    _sofia_is_offered_a_desk_first()


def _its_bookings_are_plausible():
    days = db.session.scalars(sa.select(WorkplaceDay)).all()
    known = places()
    full, next_days = [], TODAY + timedelta(days=14)
    for day in days:
        assert is_working_day(day.day, "MI")
        assert day.taken_am <= day.cap_am
        assert day.taken_pm <= day.cap_pm
        if TODAY < day.day <= next_days and day.cap_am and day.taken_am == day.cap_am:
            full.append(day)
    assert full, "somewhere a half-day is full"
    assert min(day.day for day in days) < TODAY - timedelta(days=28)
    ahead = known.policies(TODAY).days_ahead
    assert (
        TODAY + timedelta(days=21) < max(day.day for day in days) <= TODAY + timedelta(days=ahead)
    )

    bookings = db.session.scalars(sa.select(Booking)).all()
    by_weekday = Counter(b.day.weekday() for b in bookings if b.state is BookingState.ACTIVE)
    assert min(by_weekday[1], by_weekday[2], by_weekday[3]) > max(by_weekday[0], by_weekday[4])
    assert {b.part for b in bookings} == {"day", "am", "pm"}
    assert {b.state for b in bookings} == set(BookingState)
    assert all(b.created_at <= b.changed_at <= clock.now() for b in bookings)
    coming = Counter(b.user_id for b in bookings
                     if b.state is BookingState.ACTIVE and b.day >= TODAY)  # fmt: skip
    assert max(coming.values()) <= known.policies(TODAY).open_bookings
    lines = sa.select(sa.func.count()).where(AuditLine.action == "book_desk")
    assert db.session.scalar(lines) == len(bookings)
    outages = [outage for facts in known.workplaces for outage in facts.outages]
    closures = [closure for facts in known.workplaces for closure in facts.closures]
    assert (len(outages), len(closures)) == (3, 1)
    assert closures[0].from_day > TODAY
    held = {(slot.desk_id, slot.day) for slot in db.session.scalars(sa.select(Slot))}
    assert not [o for o in outages for desk, day in held if desk == o.desk_id and o.covers(day)]
    assert all(facts.guest_note for facts in known.workplaces)


def _sofia_is_offered_a_desk_first():
    me = sofia()
    assert (me.full_name, me.area_code, me.was_asked_area) == ("Sofia D'Angelo", "20162", True)
    assert me.office.workplace_id == places().by_code["SILE"].id
    coming = coming_bookings(me.id)
    assert len(coming) == 2
    assert TODAY not in {booking.day for booking in coming}
    assert next_working_day(TODAY, "MI") not in {booking.day for booking in coming}
    assert len(bookings_between(me.id, date(2026, 1, 1), TODAY)) == 6


def test_two_demos_of_one_day_are_the_same(demo, app):
    def picture():
        columns = (Booking.day, Booking.part, Booking.state, Booking.uid, Booking.created_at)
        rows = db.session.execute(sa.select(*columns).order_by(Booking.uid)).all()
        return [tuple(row) for row in rows]

    demo("--people", "40")
    first = picture()
    db.session.remove()
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    demo("--people", "40")
    assert picture() == first


@pytest.mark.parametrize("day", [
    date(2026, 12, 23), date(2027, 1, 1), date(2026, 8, 16), date(2027, 3, 26),
], ids=str)  # fmt: skip
def test_a_demo_can_start_on_a_holiday_as_on_any_day(demo, day):
    with clock.frozen(datetime(day.year, day.month, day.day, 23, 30, tzinfo=clock.ROME)):
        assert demo("--people", "30").exit_code == 0
        assert problems() == []
        assert surplus() == []
        assert len(coming_bookings(sofia().id)) == 2


def test_the_demo_stays_away_from_a_real_city(flask, demo, app):
    make_user("vera@comune.example")
    said = demo()
    assert said.exit_code == 1
    assert "there are people in this database already" in said.output
    app.config["DEMO"] = False
    said = flask("demo")
    assert said.exit_code == 1
    assert "this is no demo: start it with DEMO=1" in said.output
    assert len(db.session.scalars(sa.select(User)).all()) == 1


def test_the_chosen_people_have_their_managers_with_them():
    above = {"a": None, "b": "z", "c": "b", "y": "a", "z": "y"}
    rows = [Row(n, {"staff_number": k, "manager": v}) for n, (k, v) in enumerate(above.items())]
    assert [row["staff_number"] for row in with_managers(rows, 1)] == ["a"]
    assert [row["staff_number"] for row in with_managers(rows, 2)] == ["a", "b", "z", "y"]
    assert len(with_managers(rows, 99)) == 5
