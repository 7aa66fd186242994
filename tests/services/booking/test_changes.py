from datetime import date

import pytest

from app.auth.models import Role
from app.booking.models import BookingState, Workplace
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.rules.refusals import Refusal
from app.booking.services.bookings import book_desk, cancel_booking, change_booking
from app.booking.services.bookings import restore_booking as restore
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.traces import at, audit_actions, mails_owed, refusal, rows, slots_of

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("app")


def test_a_cancelled_booking_stays_on_record_and_frees_its_desk(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    assert cancel_booking(booking, by=sofia).state is BookingState.ACTIVE
    after = find_booking(booking)
    assert (after.state, after.part, after.sequence) == (BookingState.CANCELLED, Part.DAY, 1)
    assert after.cancelled_at == clock.now()
    assert slots_of(booking) == []
    assert refusal(cancel_booking, booking, by=sofia) == [Refusal.ALREADY_CANCELLED]
    assert problems() == []


def test_a_whole_day_cancelled_after_lunch_keeps_its_morning(desk, sofia, anna):
    booking = book_desk(desk.id, MONDAY, Part.DAY, by=sofia)
    with at(MONDAY, 14):
        cancel_booking(booking, by=sofia)
        after = find_booking(booking)
        assert (after.state, after.part) == (BookingState.ACTIVE, Part.AM)
        assert [slot.half for slot in slots_of(booking)] == [Half.AM]
        book_desk(desk.id, MONDAY, Part.PM, by=anna)
        assert refusal(cancel_booking, booking, by=sofia) == [Refusal.HALF_ENDED]
    assert problems() == []


def test_a_day_that_is_over_cannot_be_cancelled_or_moved(desk, sofia):
    booking = book_desk(desk.id, MONDAY, Part.DAY, by=sofia)
    with at(TUESDAY, 8):
        assert refusal(cancel_booking, booking, by=sofia) == [Refusal.HALF_ENDED]
        goal = (desk.id, WEDNESDAY, Part.DAY)
        assert refusal(change_booking, booking, *goal, by=sofia) == [Refusal.HALF_ENDED]


def test_at_a_workplace_no_longer_lent_the_day_decides(desk, sofia):
    past = book_desk(desk.id, MONDAY, Part.DAY, by=sofia)
    coming = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    with transaction():
        db.session.get_one(Workplace, desk.workplace_id).is_active = False
        raise_revision()
    with at(TUESDAY, 23):
        assert refusal(cancel_booking, past, by=sofia) == [Refusal.HALF_ENDED]
        cancel_booking(coming, by=sofia)


def test_a_cancellation_can_be_undone(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    cancel_booking(booking, by=sofia)
    restore(booking, by=sofia)
    after = find_booking(booking)
    assert (after.state, after.sequence, after.cancelled_at) == (BookingState.ACTIVE, 2, None)
    assert len(slots_of(booking)) == 2
    assert refusal(restore, booking, by=sofia) == [Refusal.NOT_CANCELLED]
    assert problems() == []


def test_a_cancellation_cannot_be_undone_once_the_desk_is_gone(desk, sofia, anna):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    cancel_booking(booking, by=sofia)
    book_desk(desk.id, TUESDAY, Part.PM, by=anna)
    assert refusal(restore, booking, by=sofia) == [Refusal.DESK_TAKEN]
    assert find_booking(booking).state is BookingState.CANCELLED


def test_a_cancellation_is_not_undone_beside_a_new_booking_of_the_same_desk(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    cancel_booking(booking, by=sofia)
    book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    assert refusal(restore, booking, by=sofia) == [Refusal.ALREADY_BOOKED]


@pytest.mark.parametrize(
    ("day", "part"), [(TUESDAY, Part.AM), (WEDNESDAY, Part.DAY), (MONDAY, Part.PM)]
)
def test_a_booking_moves_to_another_desk_day_or_part(desk, sofia, anna, day, part):
    other = desks_of(make_workplace("SILE"))[0]
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    before = find_booking(booking)
    change_booking(booking, other.id, day, part, by=sofia)
    after = find_booking(booking)
    assert (after.desk_id, after.workplace_id) == (other.id, other.workplace_id)
    assert (after.day, after.part, after.sequence) == (day, part, 1)
    assert after.uid == before.uid
    assert {(slot.desk_id, slot.day, slot.half) for slot in slots_of(booking)} == {
        (other.id, day, half) for half in part.halves
    }
    # The old desk is free at once.
    book_desk(desk.id, TUESDAY, Part.DAY, by=anna)
    assert problems() == []


def test_a_booking_can_change_its_part_where_it_is(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.AM, by=sofia)
    change_booking(booking, desk.id, TUESDAY, Part.DAY, by=sofia)
    change_booking(booking, desk.id, TUESDAY, Part.PM, by=sofia)
    assert [slot.half for slot in slots_of(booking)] == [Half.PM]
    assert problems() == []


def test_a_move_that_is_refused_leaves_the_old_desk(desk, sofia, anna):
    other = desks_of(make_workplace("SILE"))[0]
    book_desk(other.id, TUESDAY, Part.PM, by=anna)
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    goal = (other.id, TUESDAY, Part.DAY)
    assert refusal(change_booking, booking, *goal, by=sofia) == [Refusal.DESK_TAKEN]
    assert len(slots_of(booking)) == 2
    assert problems() == []


def test_a_booking_does_not_move_onto_another_one_of_the_same_person(desk, sofia):
    morning = book_desk(desk.id, TUESDAY, Part.AM, by=sofia)
    book_desk(desk.id, TUESDAY, Part.PM, by=sofia)
    goal = (desk.id, TUESDAY, Part.PM)
    assert refusal(change_booking, morning, *goal, by=sofia) == [Refusal.ALREADY_BOOKED]


def test_a_move_to_where_one_is_is_refused(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    goal = (desk.id, TUESDAY, Part.DAY)
    assert refusal(change_booking, booking, *goal, by=sofia) == [Refusal.NOTHING_TO_CHANGE]


def test_a_cancelled_booking_is_not_moved(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    cancel_booking(booking, by=sofia)
    goal = (desk.id, WEDNESDAY, Part.DAY)
    assert refusal(change_booking, booking, *goal, by=sofia) == [Refusal.ALREADY_CANCELLED]


def test_a_day_that_has_half_ended_is_not_moved(desk, sofia):
    booking = book_desk(desk.id, MONDAY, Part.DAY, by=sofia)
    with at(MONDAY, 14):
        goal = (desk.id, WEDNESDAY, Part.DAY)
        assert refusal(change_booking, booking, *goal, by=sofia) == [Refusal.HALF_ENDED]


@pytest.mark.parametrize("deed", [cancel_booking, restore])
def test_a_booking_that_never_was_is_refused(sofia, deed):
    assert refusal(deed, 999, by=sofia) == [Refusal.ALREADY_CANCELLED]


def test_nobody_touches_somebody_elses_booking_but_an_administrator(desk, sofia, anna):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    with pytest.raises(Forbidden):
        cancel_booking(booking, by=anna)
    with pytest.raises(Forbidden):
        change_booking(booking, desk.id, WEDNESDAY, Part.DAY, by=anna)
    administrator = actor(make_user(), Role.ADMINISTRATOR)
    cancel_booking(booking, by=administrator)
    assert mails_owed(sofia.id)[-1][0] == "cancelled_for_you"
    restore(booking, by=administrator)
    assert find_booking(booking).user_id == sofia.id
    assert problems() == []


def test_every_deed_leaves_a_line_and_owes_a_mail(desk, sofia):
    booking = book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
    change_booking(booking, desk.id, WEDNESDAY, Part.AM, by=sofia)
    cancel_booking(booking, by=sofia)
    restore(booking, by=sofia)
    assert audit_actions("booking", booking) == [
        ("book_desk", sofia.id),
        ("change_booking", sofia.id),
        ("cancel_booking", sofia.id),
        ("restore_booking", sofia.id),
    ]
    assert mails_owed(sofia.id) == [
        ("booking_made", booking, 0),
        ("booking_changed", booking, 1),
        ("booking_cancelled", booking, 2),
        ("booking_made", booking, 3),
    ]


def test_a_command_that_fails_late_leaves_nothing(desk, sofia):
    def fail_after_booking():
        with transaction():
            book_desk(desk.id, TUESDAY, Part.DAY, by=sofia)
            raise RuntimeError("the power failed")

    before = rows()
    with pytest.raises(RuntimeError):
        fail_after_booking()
    assert rows() == before
