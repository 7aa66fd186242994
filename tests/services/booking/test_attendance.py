from datetime import datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.models import Booking, BookingState, Slot, Workplace
from app.booking.queries.availability import day_version, taken_halves
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.places import places
from app.booking.rules.attendance import AttendanceRefusal
from app.booking.services import attendance, bookings
from app.booking.services.present import open_list
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import MONDAY, TUESDAY

R = AttendanceRefusal


def manager(*workplaces) -> Actor:
    """A facility manager of these workplaces, or of none."""
    grants = frozenset(Grant(Role.FACILITY_MANAGER, workplace_id=w.id) for w in workplaces)
    return Actor(id=make_user().id, full_name="Luca Conti", grants=grants)


@pytest.fixture
def larga(app) -> Workplace:
    return make_workplace()


@pytest.fixture
def desk(larga):
    return desks_of(larga)[0]


@pytest.fixture
def luca(larga) -> Actor:
    return manager(larga)


def at(hour: int, minute: int = 0):
    return clock.frozen(datetime.combine(MONDAY, time(hour, minute), tzinfo=clock.ROME))


def stored(booking_id: int) -> Booking:
    db.session.expire_all()
    return db.session.get_one(Booking, booking_id)


def refusal(command, *args, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return refused.value.codes


def lines(action: str) -> list[AuditLine]:
    return list(db.session.scalars(sa.select(AuditLine).where(AuditLine.action == action)))


def test_a_person_says_that_they_come(desk):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    before = stored(booking)
    changed_at, sequence = before.changed_at, before.sequence
    with at(11):
        attendance.confirm_booking(booking, by=actor(sofia))
    after = stored(booking)
    assert after.is_confirmed
    # Not a change of the calendar's event.
    assert (after.changed_at, after.sequence) == (changed_at, sequence)
    assert find_booking(booking).is_confirmed


def test_no_hour_is_kept_of_somebody_who_comes(desk):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    count = sa.select(sa.func.count()).select_from(AuditLine)
    before = connection().execute(count).scalar_one()
    attendance.confirm_booking(booking, by=actor(sofia))
    assert connection().execute(count).scalar_one() == before


def test_those_who_watch_the_day_learn_once_that_somebody_comes(larga, desk):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    version = day_version(larga.id, MONDAY)
    attendance.confirm_booking(booking, by=actor(sofia))
    assert day_version(larga.id, MONDAY) == version + 1
    attendance.confirm_booking(booking, by=actor(sofia))
    assert day_version(larga.id, MONDAY) == version + 1


def test_nobody_confirms_for_somebody_else(desk):
    booking = make_booking(make_user(), desk, MONDAY)
    for other in (actor(make_user()), actor(make_user(), Role.ADMINISTRATOR)):
        with pytest.raises(Forbidden):
            attendance.confirm_booking(booking, by=other)
    assert not stored(booking).is_confirmed


def test_a_booking_is_confirmed_from_the_working_day_before_until_it_is_over(desk):
    sofia = make_user()
    in_two_days = make_booking(sofia, desk, TUESDAY + timedelta(days=1))
    assert refusal(attendance.confirm_booking, in_two_days, by=actor(sofia)) == [R.TOO_EARLY]
    morning = make_booking(sofia, desk, MONDAY, Part.AM)
    with at(13, 30):
        assert refusal(attendance.confirm_booking, morning, by=actor(sofia)) == [R.OVER]


def test_a_cancelled_or_unknown_booking_cannot_be_confirmed(desk):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    bookings.cancel_booking(booking, by=actor(sofia))
    assert refusal(attendance.confirm_booking, booking, by=actor(sofia)) == [R.NOT_HELD]
    assert refusal(attendance.confirm_booking, 999, by=actor(sofia)) == [R.NOT_HELD]


def test_a_booking_of_a_workplace_no_longer_lent_cannot_be_confirmed(larga, desk):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    with transaction():
        db.session.get_one(Workplace, larga.id).is_active = False
        raise_revision()
    assert refusal(attendance.confirm_booking, booking, by=actor(sofia)) == [R.NOT_HELD]


def test_who_moves_to_another_day_has_not_said_that_they_come(desk, larga):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    attendance.confirm_booking(booking, by=actor(sofia))
    other = desks_of(larga)[1]
    bookings.change_booking(booking, other.id, MONDAY, Part.DAY, by=actor(sofia))
    assert stored(booking).is_confirmed
    bookings.change_booking(booking, other.id, TUESDAY, Part.DAY, by=actor(sofia))
    assert not stored(booking).is_confirmed


def test_a_desk_to_which_nobody_came_is_free_for_the_rest_of_the_day(larga, desk, luca):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    attendance.free_unused(desk.id, MONDAY, Half.AM, by=luca)
    assert taken_halves(larga.id, MONDAY) == {}
    freed = stored(booking)
    assert (freed.state, freed.is_no_show) == (BookingState.CANCELLED, True)
    assert problems() == []
    # Whoever is quick may have it.
    make_booking(make_user(), desk, MONDAY)


def test_a_morning_that_is_over_stays_when_the_afternoon_is_freed(larga, desk, luca):
    booking = make_booking(make_user(), desk, MONDAY)
    with at(14):
        attendance.free_unused(desk.id, MONDAY, Half.PM, by=luca)
    kept = stored(booking)
    assert (kept.state, kept.part, kept.is_no_show) == (BookingState.ACTIVE, Part.AM, True)
    assert problems() == []


def test_who_had_the_desk_is_told_and_the_deed_is_written_down(desk, luca):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    attendance.free_unused(desk.id, MONDAY, Half.AM, by=luca)
    theirs = sa.select(OutboxMail).where(OutboxMail.user_id == sofia.id)
    mails = db.session.scalars(theirs.order_by(OutboxMail.id))
    assert [mail.kind for mail in mails] == ["booking_made", "booking_freed"]
    (line,) = lines("free_unused")
    assert (line.actor_id, line.subject_id) == (luca.id, booking)
    assert lines("cancel_booking") == []


def test_who_comes_late_takes_the_desk_back_and_was_no_no_show(desk, luca):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    attendance.free_unused(desk.id, MONDAY, Half.AM, by=luca)
    bookings.restore_booking(booking, by=actor(sofia))
    back = stored(booking)
    assert (back.state, back.is_no_show) == (BookingState.ACTIVE, False)


def test_who_said_that_they_come_keeps_the_desk(desk, luca):
    sofia = make_user()
    booking = make_booking(sofia, desk, MONDAY)
    attendance.confirm_booking(booking, by=actor(sofia))
    assert refusal(attendance.free_unused, desk.id, MONDAY, Half.AM, by=luca) == [R.CONFIRMED]
    assert stored(booking).state is BookingState.ACTIVE


def test_no_desk_is_freed_before_its_half_nor_after_nor_on_another_day(desk, luca):
    booking = make_booking(make_user(), desk, MONDAY)
    free = attendance.free_unused
    assert refusal(free, desk.id, MONDAY, Half.PM, by=luca) == [R.NOT_BEGUN]
    assert refusal(free, desk.id, TUESDAY, Half.AM, by=luca) == [R.NOT_TODAY]
    assert refusal(free, desk.id, MONDAY - timedelta(days=1), Half.AM, by=luca) == [R.NOT_TODAY]
    with at(13, 30):
        assert refusal(free, desk.id, MONDAY, Half.AM, by=luca) == [R.OVER]
    assert stored(booking).state is BookingState.ACTIVE


def test_a_desk_that_nobody_holds_cannot_be_freed(larga, desk, luca):
    assert refusal(attendance.free_unused, desk.id, MONDAY, Half.AM, by=luca) == [R.NOT_HELD]
    make_booking(make_user(), desk, MONDAY, Part.PM)
    assert refusal(attendance.free_unused, desk.id, MONDAY, Half.AM, by=luca) == [R.NOT_HELD]
    assert refusal(attendance.free_unused, 999, MONDAY, Half.AM, by=SYSTEM) == [R.NOT_HELD]


def test_only_the_workplaces_own_managers_free_its_desks(desk):
    booking = make_booking(make_user(), desk, MONDAY)
    others = [manager(make_workplace("PADOVA")), actor(make_user(), Role.HR, Role.WARDEN)]
    for other in others:
        for number in (desk.id, 999):
            with pytest.raises(Forbidden):
                attendance.free_unused(number, MONDAY, Half.AM, by=other)
    assert stored(booking).state is BookingState.ACTIVE
    assert connection().execute(sa.select(sa.func.count()).select_from(Slot)).scalar() == 2


def test_opening_the_emergency_list_is_written_down(larga):
    anna = make_user()
    here = Grant(Role.WARDEN, workplace_id=larga.id)
    warden = Actor(id=anna.id, full_name="Anna", grants=frozenset({here}))
    open_list(places().by_code["LARGA"], Half.AM, by=warden)
    (line,) = lines("open_present_list")
    assert (line.actor_id, line.subject_kind, line.subject_id) == (anna.id, "workplace", larga.id)
    assert '"half": "am"' in line.after
    assert '"day": "2026-03-02"' in line.after


def test_nobody_but_its_emergency_staff_opens_a_workplaces_list(larga):
    elsewhere = Grant(Role.WARDEN, workplace_id=make_workplace("PADOVA").id)
    others = [
        Actor(id=1, full_name="Anna", grants=frozenset({elsewhere})),
        actor(make_user(), Role.FACILITY_MANAGER, Role.ADMINISTRATOR, Role.HR),
        SYSTEM,
    ]
    for other in others:
        with pytest.raises(Forbidden):
            open_list(places().by_code["LARGA"], Half.AM, by=other)
    assert lines("open_present_list") == []
