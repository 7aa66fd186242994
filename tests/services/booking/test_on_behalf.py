from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.booking.models import Booking, Desk, Group, Invite
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.on_behalf import booked_for
from app.booking.rules.delegations import Span
from app.booking.rules.groups import InviteState
from app.booking.rules.policies import PolicyName
from app.booking.services import bookings, limits
from app.booking.services.delegations import end_delegation, give_delegation
from app.booking.services.on_behalf import book_for, cancel_for
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from app.pola.rules.day_kinds import DayKind
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.people_led import leader
from tests.support.plans import a_plan

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
ALWAYS = Span(MONDAY)


@pytest.fixture
def desks(app):
    return desks_of(make_workplace())


@pytest.fixture
def anna(app):
    return make_user()


@pytest.fixture
def luca(anna):
    """A colleague who may book for Anna."""
    colleague = make_user(given_name="Luca")
    give_delegation(colleague.id, ALWAYS, by=actor(anna))
    return colleague


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def kinds(user):
    return [
        kind
        for kind in connection().scalars(
            sa.select(OutboxMail.kind).filter_by(user_id=user.id).order_by(OutboxMail.id)
        )
        if "deleg" not in kind
    ]


def on_leave(user, day):
    for half in Half:
        a_plan(user, day, half, DayKind.LEAVE)


def test_a_delegate_books_in_the_persons_name(desks, anna, luca):
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    facts = find_booking(booking)
    assert (facts.user_id, facts.booked_by) == (anna.id, luca.full_name)
    assert [one.id for one in booked_for(anna.id)] == [booking]
    assert (kinds(anna), kinds(luca)) == (["booked_for_you"], [])
    line = db.session.scalars(sa.select(AuditLine).filter_by(action="book_desk")).one()
    assert (line.actor_id, line.subject_id) == (luca.id, booking)
    assert problems() == []


def test_a_manager_books_for_their_own_people_without_a_delegation(desks):
    chief = make_user()
    anna = make_user(manager_id=chief.id)
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.AM, by=leader(chief))
    cancel_for(booking, by=leader(chief))
    assert kinds(anna) == ["booked_for_you", "cancelled_for_you"]


def test_nobody_else_books_for_a_person_not_even_administrators_or_the_system(desks, anna, luca):
    admin = make_user(None, Role.ADMINISTRATOR)
    others = [actor(make_user()), actor(admin, Role.ADMINISTRATOR), SYSTEM, actor(anna)]
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    for who in others:
        with pytest.raises(Forbidden):
            book_for(anna.id, desks[1].id, date(2026, 3, 4), Part.DAY, by=who)
        with pytest.raises(Forbidden):
            cancel_for(booking, by=who)
    for nobody in (0, 10**12):
        with pytest.raises(Forbidden):
            book_for(nobody, desks[1].id, TUESDAY, Part.DAY, by=actor(luca))
        with pytest.raises(Forbidden):
            cancel_for(nobody, by=actor(luca))


def test_what_was_taken_back_books_no_more(desks, anna):
    luca = make_user()
    number = give_delegation(luca.id, ALWAYS, by=actor(anna))
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    end_delegation(number, by=actor(anna))
    with pytest.raises(Forbidden):
        book_for(anna.id, desks[0].id, date(2026, 3, 4), Part.DAY, by=actor(luca))
    with pytest.raises(Forbidden):
        cancel_for(booking, by=actor(luca))
    assert find_booking(booking).is_active


def test_nobody_books_for_who_works_here_no_more(desks, anna, luca):
    with transaction():
        db.session.get_one(User, anna.id).is_active = False
    with pytest.raises(Forbidden):
        book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))


def test_the_person_changes_and_cancels_it_as_their_own(desks, anna, luca):
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    bookings.change_booking(booking, desks[1].id, TUESDAY, Part.AM, by=actor(anna))
    bookings.cancel_booking(booking, by=actor(anna))
    assert refusal(cancel_for, booking, by=actor(luca)) == ["not_for_you"]
    assert kinds(anna) == ["booked_for_you", "booking_changed", "booking_cancelled"]


def test_what_the_person_booked_is_not_the_delegates_to_cancel(desks, anna, luca):
    own = make_booking(anna, desks[0], TUESDAY)
    assert booked_for(anna.id) == []
    assert refusal(cancel_for, own, by=actor(luca)) == ["not_for_you"]
    assert find_booking(own).is_active


def test_a_desk_of_a_group_is_no_delegates_business(desks, anna, luca):
    booking = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    with transaction():
        group = Group(
            organizer_id=luca.id,
            workplace_id=desks[0].workplace_id,
            day=TUESDAY,
            part=Part.DAY,
            created_at=clock.now(),
        )
        db.session.add(group)
        db.session.flush()
        state = InviteState.ACCEPTED
        db.session.add(Invite(group_id=group.id, user_id=anna.id, state=state, booking_id=booking))
    assert booked_for(anna.id) == []
    assert refusal(cancel_for, booking, by=actor(luca)) == ["not_for_you"]


def test_a_second_click_books_nothing_more(desks, anna, luca):
    first = book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca))
    assert book_for(anna.id, desks[0].id, TUESDAY, Part.DAY, by=actor(luca)) == first
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Booking)) == 1
    assert kinds(anna) == ["booked_for_you"]


def test_leave_other_desks_and_limits_are_told_alike(desks, anna, luca):
    by = actor(luca)
    own = date(2026, 3, 4)
    make_booking(anna, desks[0], own)
    on_leave(anna, TUESDAY)
    limits.set_policy(PolicyName.OPEN_BOOKINGS, "2", MONDAY, by=SYSTEM)
    # On leave; with a desk elsewhere; at the very desk that they have.
    for day, desk in ((TUESDAY, desks[1]), (own, desks[1]), (own, desks[0])):
        said = refusal(book_for, anna.id, desk.id, day, Part.DAY, by=by)
        assert said == ["cannot_sit_there"]
    book_for(anna.id, desks[1].id, date(2026, 3, 5), Part.DAY, by=by)
    # As many as they may hold.
    said = refusal(book_for, anna.id, desks[1].id, date(2026, 3, 6), Part.DAY, by=by)
    assert said == ["cannot_sit_there"]


def test_what_is_about_the_desk_is_told_as_it_is_and_nothing_besides(desks, anna, luca):
    make_booking(make_user(), desks[0], TUESDAY)
    on_leave(anna, TUESDAY)
    by = actor(luca)
    assert refusal(book_for, anna.id, desks[0].id, TUESDAY, Part.DAY, by=by) == ["desk_taken"]
    past = date(2026, 2, 27)
    assert refusal(book_for, anna.id, desks[0].id, past, Part.DAY, by=by) == ["day_past"]
    assert refusal(book_for, anna.id, 10**12, TUESDAY, Part.DAY, by=by) == ["desk_gone"]


@pytest.mark.parametrize("has_need", [True, False])
def test_a_desk_kept_for_needs_tells_nobody_who_has_one(desks, anna, luca, has_need):
    with transaction():
        db.session.get_one(Desk, desks[0].id).is_accessible = True
        db.session.get_one(User, anna.id).desk_needs = "accessible" if has_need else ""
        raise_revision()
    by = actor(luca)
    day = date(2026, 3, 4)
    said = refusal(book_for, anna.id, desks[0].id, day, Part.DAY, by=by)
    assert said == ["kept_for_needs"]
    with clock.frozen(datetime(2026, 3, 3, 18, tzinfo=clock.ROME)):
        book_for(anna.id, desks[0].id, day, Part.DAY, by=by)


def test_half_of_a_day_that_has_begun_is_given_back_and_what_is_over_is_not(desks, anna, luca):
    booking = book_for(anna.id, desks[0].id, MONDAY, Part.DAY, by=actor(luca))
    with clock.frozen(datetime(2026, 3, 2, 14, tzinfo=clock.ROME)):
        cancel_for(booking, by=actor(luca))
        facts = find_booking(booking)
        assert (facts.is_active, facts.part) == (True, Part.AM)
        assert refusal(cancel_for, booking, by=actor(luca)) == ["half_ended"]
    assert kinds(anna) == ["booked_for_you", "cancelled_for_you"]
