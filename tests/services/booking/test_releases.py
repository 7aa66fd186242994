import json
from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.booking.models import Booking, BookingState, DayTotal, Outage, Slot, WorkplaceDay
from app.booking.queries.places import places
from app.booking.rules.releases import ConfirmationRefusal
from app.booking.services import attendance, bookings, limits, releases
from app.booking.services.totals import rebuild_totals
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import at, let_confirm
from tests.support.letters import letter

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ADMIN = Role.ADMINISTRATOR


@pytest.fixture
def larga(app):
    """A workplace where people confirm within an hour."""
    workplace = make_workplace()
    let_confirm(workplace)
    return workplace


def booked_early(desk, part=Part.DAY, *, comes=False):
    with at(7):
        sofia = make_user()
        booking = make_booking(sofia, desk, MONDAY, part)
        if comes:
            attendance.confirm_booking(booking, by=actor(sofia))
    return booking


def is_held(booking):
    return connection().scalar(sa.select(Slot.booking_id).where(Slot.booking_id == booking))


def test_a_desk_that_nobody_confirmed_is_freed_at_nine_and_not_before(larga):
    booking = booked_early(desks_of(larga)[0])
    with at(8, 59):
        assert releases.release_unconfirmed(by=SYSTEM) == 0
    with at(9):
        assert releases.release_unconfirmed(by=SYSTEM) == 1
        assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert not is_held(booking)
    day = connection().execute(sa.select(WorkplaceDay.taken_am, WorkplaceDay.taken_pm)).one()
    assert tuple(day) == (0, 0)


def test_its_person_is_told_and_can_take_it_back(larga):
    booking = booked_early(desks_of(larga)[0])
    releases.release_unconfirmed(by=SYSTEM)
    stored = db.session.get_one(Booking, booking)
    kinds = set(connection().scalars(sa.select(OutboxMail.kind)))
    assert kinds == {"booking_made", "booking_released"}
    bookings.restore_booking(booking, by=actor(db.session.get_one(User, stored.user_id)))
    # Whoever takes it back after the hour is on their way.
    assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert is_held(booking)


def test_the_place_keeps_the_count_and_no_line_keeps_the_hour(larga):
    booked_early(desks_of(larga)[0])
    releases.release_unconfirmed(by=SYSTEM)
    with clock.frozen(clock.at(TUESDAY, clock.wall().time())):
        rebuild_totals(MONDAY, MONDAY, by=SYSTEM)
    assert connection().scalar(sa.select(sa.func.sum(DayTotal.no_shows))) == 2
    actions = list(connection().scalars(sa.select(AuditLine.action)))
    assert actions.count("free_unused") == 1


def test_whoever_comes_or_books_later_keeps_the_desk(larga):
    first, second, third, _fourth = desks_of(larga)
    comes = booked_early(first, comes=True)
    late = make_booking(make_user(), second, MONDAY)
    afternoon = booked_early(third, Part.PM)
    assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert all(map(is_held, (comes, late, afternoon)))
    with at(14, 30):
        assert releases.release_unconfirmed(by=SYSTEM) == 1
    assert not is_held(afternoon)


def test_another_workplace_and_another_day_are_left_alone(larga):
    sile = make_workplace("SILE")
    elsewhere = booked_early(desks_of(sile)[0])
    tomorrow = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert all(map(is_held, (elsewhere, tomorrow)))


def test_looking_frees_the_desks_even_if_no_job_ever_ran(larga):
    booking = booked_early(desks_of(larga)[0])
    releases.release_when_due(places(), by=SYSTEM)
    assert not is_held(booking)


def test_whoever_is_there_when_it_is_switched_on_keeps_the_desk_that_day(app):
    larga = make_workplace()
    today = booked_early(desks_of(larga)[0])
    tomorrow = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    releases.ask_to_confirm(larga.id, 60, by=SYSTEM)
    assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert is_held(today)
    with clock.frozen(clock.at(TUESDAY, time(9))):
        assert releases.release_unconfirmed(by=SYSTEM) == 1
    assert not is_held(tomorrow)


def test_other_minutes_count_from_tomorrow_and_the_same_change_nothing(larga):
    releases.ask_to_confirm(larga.id, 60, by=SYSTEM)
    assert places().by_id[larga.id].confirm_from == MONDAY
    releases.ask_to_confirm(larga.id, 15, by=SYSTEM)
    assert places().by_id[larga.id].confirm_from == TUESDAY


def test_nobody_is_asked_to_come_to_closed_doors(larga):
    day, morning = (
        booked_early(desk, part)
        for desk, part in zip(desks_of(larga), (Part.DAY, Part.AM), strict=False)
    )
    limits.close_workplace(
        larga, MONDAY, MONDAY, "Works", from_half=Half.AM, to_half=Half.AM, by=SYSTEM
    )
    assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert is_held(day)
    # The doors open at 13:30: an hour later whoever has not said a word is not awaited.
    with at(14, 30):
        assert releases.release_unconfirmed(by=SYSTEM) == 1
    stored = {number: db.session.get_one(Booking, number) for number in (day, morning)}
    assert (stored[day].part, stored[day].is_no_show) == (Part.AM, True)
    assert not stored[morning].is_no_show


def test_a_workplace_is_looked_through_once_for_each_hour_that_passes(larga):
    known = places()
    releases.release_when_due(known, by=SYSTEM)
    with counted() as statements:
        releases.release_when_due(known, by=SYSTEM)
    assert statements == []
    with at(14, 30), counted() as statements:
        releases.release_when_due(known, by=SYSTEM)
        releases.release_when_due(known, by=SYSTEM)
    assert len(statements) == 1


def test_whoever_has_time_yet_costs_the_job_no_question_of_their_own(larga):
    for desk in desks_of(larga):
        make_booking(make_user(), desk, MONDAY)
    with counted() as statements:
        assert releases.release_unconfirmed(by=SYSTEM) == 0
    assert len(statements) == 2


def test_where_nobody_asks_looking_costs_nothing(app):
    make_workplace()
    known = places()
    with counted() as statements:
        releases.release_when_due(known, by=SYSTEM)
    assert statements == []


def test_nobody_confirms_after_the_hour_even_if_the_desk_was_not_freed_yet(larga):
    booking = booked_early(desks_of(larga)[0])
    stored = db.session.get_one(Booking, booking)
    sofia = actor(db.session.get_one(User, stored.user_id))
    with pytest.raises(Refused) as refused:
        attendance.confirm_booking(booking, by=sofia)
    assert [str(code) for code in refused.value.codes] == ["too_late"]


def test_only_administrators_switch_it_on_and_only_within_reason(larga):
    manager = actor(make_user(), Role.FACILITY_MANAGER)
    with pytest.raises(Forbidden):
        releases.ask_to_confirm(larga.id, 60, by=manager)
    with pytest.raises(Refused) as refused:
        releases.ask_to_confirm(larga.id, 5, by=actor(make_user(), ADMIN))
    assert refused.value.codes == [ConfirmationRefusal.NOT_IN_RANGE]
    assert places().by_id[larga.id].confirm_within == 60
    releases.ask_to_confirm(larga.id, None, by=actor(make_user(), ADMIN))
    assert places().by_id[larga.id].confirm_within is None


def test_only_who_may_move_bookings_releases_them(larga):
    with pytest.raises(Forbidden):
        releases.release_unconfirmed(by=actor(make_user()))


def test_page_mail_and_rules_say_until_when_to_confirm(app, browser, larga):
    sofia = make_user("sofia@example.it", locale="en")
    booking = make_booking(sofia, desks_of(larga)[0], TUESDAY)
    said = "Say that you come by 9:00 of Tuesday 3 March, or the desk is freed for others."
    page = browser.sign_in(sofia).get(f"/bookings/{booking}")
    assert said in page
    assert "I am coming" in page
    assert "Say that you come within 60 minutes of the beginning" in browser.get("/rules")
    facts = connection().scalar(sa.select(OutboxMail.facts))
    assert any(said in note for note in letter("booking_made", json.loads(facts), sofia).notes)


def test_before_the_working_day_before_nobody_is_asked_yet(app, browser, larga):
    sofia = make_user(locale="en")
    booking = make_booking(sofia, desks_of(larga)[0], date(2026, 3, 5))
    page = browser.sign_in(sofia).get(f"/bookings/{booking}")
    assert "or the desk is freed for others" in page
    assert "I am coming" not in page


def test_what_is_cancelled_over_or_not_there_is_not_freed(larga):
    first, second, *_others = desks_of(larga)
    cancelled, over = booked_early(first), booked_early(second)
    with transaction():
        db.session.get_one(Booking, cancelled).state = BookingState.CANCELLED
    assert not releases.release_one(cancelled, by=SYSTEM)
    assert not releases.release_one(9999, by=SYSTEM)
    with at(20):
        assert not releases.release_one(over, by=SYSTEM)
    with transaction():
        db.session.get_one(Booking, cancelled).state = BookingState.ACTIVE


def test_every_day_is_looked_through_anew(larga):
    releases.release_when_due(places(), by=SYSTEM)
    with at(7):
        later = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    with clock.frozen(clock.at(TUESDAY, clock.wall().time())):
        releases.release_when_due(places(), by=SYSTEM)
    assert not is_held(later)


def test_nobody_is_counted_as_absent_from_a_desk_that_was_out_of_order(larga):
    desk = desks_of(larga)[0]
    booking = booked_early(desk)
    with transaction():
        db.session.add(Outage(desk_id=desk.id, from_day=MONDAY, to_day=MONDAY, reason="rotta"))
        raise_revision()
    assert releases.release_unconfirmed(by=SYSTEM) == 1
    db.session.expire_all()
    stored = db.session.get_one(Booking, booking)
    assert (stored.state, stored.is_no_show) == (BookingState.CANCELLED, False)
