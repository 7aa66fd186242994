from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.models import Booking, BookingState, Slot, Workplace
from app.booking.queries.checks import problems
from app.booking.queries.series import find_series
from app.booking.queries.waiting import find_wait
from app.booking.rules.series import SeriesDayState, SeriesFacts
from app.booking.rules.waiting import WaitState
from app.booking.services.bookings import cancel_booking
from app.booking.services.openings import open_days
from app.booking.services.people import import_people
from app.booking.services.series import book_series, start_series
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, raise_revision, transaction
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from app.pola.rules.states import State
from tests.support.agreements import facts_of, make_agreement
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.files import people_table, person

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def city(tmp_path):
    """Anna and Bice, who both have a desk tomorrow."""
    make_office("RU")
    import_people(people_table(tmp_path, person(100), person(101)), by=SYSTEM)
    place = make_workplace(desks=3)
    people = list(db.session.scalars(sa.select(User).order_by(User.staff_number)))
    return people, desks_of(place)


def states():
    db.session.expire_all()
    return {(b.user_id, b.day): (b.state, b.part) for b in db.session.scalars(sa.select(Booking))}


def test_whoever_leaves_frees_their_coming_desks_at_once(city, tmp_path):
    (anna, bice), desks = city
    make_booking(anna, desks[0], TUESDAY)
    make_booking(bice, desks[1], TUESDAY)
    make_booking(bice, desks[1], WEDNESDAY, Part.AM)
    done = import_people(people_table(tmp_path, person(100)), by=SYSTEM, complete=True)
    assert (done.staff.deactivated, done.freed) == ([bice.id], 2)
    assert states() == {
        (anna.id, TUESDAY): (BookingState.ACTIVE, Part.DAY),
        (bice.id, TUESDAY): (BookingState.CANCELLED, Part.DAY),
        (bice.id, WEDNESDAY): (BookingState.CANCELLED, Part.AM),
    }
    make_booking(make_user(), desks[1], TUESDAY)
    assert problems() == []
    actions = db.session.scalars(sa.select(AuditLine.action).order_by(AuditLine.id)).all()
    assert actions.count("import_people") == 2
    assert actions.count("cancel_booking") == 2
    told = sa.select(OutboxMail.user_id).where(OutboxMail.kind == "booking_cancelled")
    assert set(db.session.scalars(told)) == {bice.id}


def test_whoever_leaves_gets_no_desk_from_a_line_or_a_series_any_more(city, tmp_path):
    (anna, bice), desks = city
    held = [make_booking(anna, desk, TUESDAY) for desk in desks[:1]]
    held += [make_booking(make_user(), desk, TUESDAY) for desk in desks[1:]]
    wait = wait_for(desks[0].workplace_id, TUESDAY, Part.DAY, by=actor(bice))
    every_week = SeriesFacts(frozenset({3}), Part.DAY, WEDNESDAY, None)
    series = start_series(desks[0].id, every_week, by=actor(bice))
    assert book_series(series, by=actor(bice))[SeriesDayState.BOOKED] == 4
    done = import_people(people_table(tmp_path, person(100)), by=SYSTEM, complete=True)
    assert done.freed == 4
    cancel_booking(held[0], by=actor(anna))
    serve_waiting(by=SYSTEM)
    with clock.frozen(datetime(2026, 3, 4, 0, 5, tzinfo=clock.ROME)):
        open_days(by=SYSTEM)
    assert not [
        key
        for key, (state, _part) in states().items()
        if key[0] == bice.id and state is BookingState.ACTIVE
    ]
    assert find_wait(wait).state is WaitState.WITHDRAWN
    assert find_series(series).is_ended
    assert problems() == []


def test_a_half_that_is_over_stays_in_the_record(city, tmp_path):
    (_anna, bice), desks = city
    make_booking(bice, desks[0], MONDAY)
    with clock.frozen(datetime(2026, 3, 2, 14, tzinfo=clock.ROME)):
        done = import_people(people_table(tmp_path, person(100)), by=SYSTEM, complete=True)
    assert done.freed == 1
    assert states() == {(bice.id, MONDAY): (BookingState.ACTIVE, Part.AM)}
    assert db.session.scalars(sa.select(Slot.half)).all() == [Half.AM]
    with clock.frozen(datetime(2026, 3, 2, 20, tzinfo=clock.ROME)):
        import_people(people_table(tmp_path, person(100), person(101)), by=SYSTEM)
        assert (
            import_people(people_table(tmp_path, person(100)), by=SYSTEM, complete=True).freed == 0
        )
    assert problems() == []


def test_desks_where_nobody_can_book_any_more_are_freed_too(city, tmp_path):
    (_anna, bice), desks = city
    make_booking(bice, desks[0], TUESDAY)
    with transaction():
        db.session.execute(sa.update(Workplace).values(is_active=False))
        raise_revision()
    people = people_table(tmp_path, person(100))
    assert import_people(people, by=SYSTEM, complete=True).freed == 1
    assert db.session.scalars(sa.select(Slot)).all() == []


def test_whoever_comes_back_does_not_get_their_old_desks_back(city, tmp_path):
    (_anna, bice), desks = city
    make_booking(bice, desks[0], TUESDAY)
    import_people(people_table(tmp_path, person(100)), by=SYSTEM, complete=True)
    back = import_people(people_table(tmp_path, person(100), person(101)), by=SYSTEM)
    assert (back.staff.returned, back.freed) == (1, 0)
    assert states() == {(bice.id, TUESDAY): (BookingState.CANCELLED, Part.DAY)}


def test_a_file_that_says_nothing_of_who_is_gone_frees_nothing(city, tmp_path):
    (_anna, bice), desks = city
    make_booking(bice, desks[0], TUESDAY)
    assert import_people(people_table(tmp_path, person(100)), by=SYSTEM).freed == 0
    assert states()[bice.id, TUESDAY][0] is BookingState.ACTIVE


def test_whoever_changes_office_has_no_agreement_any_more(city, tmp_path):
    (anna, bice), _desks = city
    theirs, kept = make_agreement(anna), make_agreement(bice)
    make_office("DIG")
    moved = people_table(tmp_path, person(100, ufficio="DIG"), person(101))
    assert import_people(moved, by=SYSTEM).closed == 1
    assert facts_of(theirs).state is State.CLOSED_TRANSFER
    assert facts_of(kept).state is State.ACTIVE
    assert import_people(moved, by=SYSTEM).closed == 0


def test_a_first_office_is_no_transfer(city, tmp_path):
    (anna, _bice), _desks = city
    with transaction():
        db.session.execute(sa.update(User).where(User.id == anna.id).values(office_id=None))
    agreement = make_agreement(anna)
    assert import_people(people_table(tmp_path, person(100)), by=SYSTEM).closed == 0
    assert facts_of(agreement).state is State.ACTIVE
