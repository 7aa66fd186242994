"""What people do with a desk that is held for them is an answer, too."""

from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.groups import find_invite, invites_in
from app.booking.queries.moves import find_move_of
from app.booking.rules.delegations import DelegationRefusal, Span
from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.rules.moves import MoveAnswer
from app.booking.rules.places import ClosureFacts
from app.booking.services import attendance, bookings
from app.booking.services.closures import carry_on, start_closure
from app.booking.services.delegations import give_delegation
from app.booking.services.groups import call_group, call_off, invite_more
from app.booking.services.invites import answer_invite, end_invites
from app.booking.services.moves import answer_move
from app.booking.services.on_behalf import book_for
from app.core import clock
from app.core.db import connection
from app.core.errors import Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_user, make_workplace

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
EVENING = clock.at(MONDAY, time(18))
CLOSED = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "works")


@pytest.fixture
def larga(app):
    return make_workplace(desks=6)


@pytest.fixture
def anna(app):
    return make_user(given_name="Anna")


@pytest.fixture
def bruno(app):
    return make_user(given_name="Bruno")


@pytest.fixture
def invite(larga, anna, bruno):
    """Bruno's invitation by Anna: the second desk is held for him."""
    group = call_group([bruno.id], larga.id, TUESDAY, Part.DAY, by=actor(anna))
    return invites_in(group)[0]


def kinds_for(user):
    rows = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id).order_by(OutboxMail.id)
    return list(connection().scalars(rows))


def codes(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return refused.value.codes


def take_another_desk(invite, bruno, larga):
    last = desks_of(larga)[-1]
    bookings.change_booking(invite.booking_id, last.id, TUESDAY, Part.DAY, by=actor(bruno))


def give_back_and_take_back(invite, bruno, _larga):
    bookings.cancel_booking(invite.booking_id, by=actor(bruno))
    bookings.restore_booking(invite.booking_id, by=actor(bruno))


def say_that_he_comes(invite, bruno, _larga):
    with clock.frozen(clock.at(TUESDAY, time(7))):
        attendance.confirm_booking(invite.booking_id, by=actor(bruno))


def move_by_the_house(invite, larga):
    make_workplace("SILE", latitude=45.4708, desks=6)
    carry_on(start_closure(larga.id, CLOSED, by=SYSTEM), by=SYSTEM)
    assert find_booking(invite.booking_id).workplace_id != larga.id


def agree_to_the_move(invite, bruno, larga):
    move_by_the_house(invite, larga)
    answer_move(find_move_of(invite.booking_id).id, MoveAnswer.ACCEPT, by=actor(bruno))


@pytest.mark.parametrize(
    "deed",
    [take_another_desk, give_back_and_take_back, say_that_he_comes, agree_to_the_move],
)
def test_whoever_shows_that_they_come_keeps_the_desk_in_the_evening(invite, bruno, larga, deed):
    deed(invite, bruno, larga)
    assert invites_in(invite.group_id)[0].comes_to is InviteState.ACCEPTED
    with clock.frozen(EVENING):
        assert end_invites(by=SYSTEM) == 1
        assert end_invites(by=SYSTEM) == 0
    assert find_invite(invite.id).state is InviteState.ACCEPTED
    assert find_booking(invite.booking_id).is_active
    assert "group_expired" not in kinds_for(bruno)
    assert problems() == []


def test_a_desk_that_the_house_moves_is_still_only_held(invite, bruno, larga):
    move_by_the_house(invite, larga)
    (one,) = invites_in(invite.group_id)
    assert one.is_open
    assert end_invites(by=SYSTEM) == 0
    with clock.frozen(EVENING):
        assert end_invites(by=SYSTEM) == 1
    assert find_invite(invite.id).state is InviteState.EXPIRED
    assert not find_booking(invite.booking_id).is_active
    assert kinds_for(bruno)[-1] == "group_expired"
    assert problems() == []


def test_whoever_was_moved_can_say_that_they_come_and_then_agree_or_go_elsewhere(
    invite, bruno, larga
):
    move_by_the_house(invite, larga)
    answer_invite(invite.id, accept=True, by=actor(bruno))
    assert kinds_for(bruno)[-1] == "booking_made"
    move = find_move_of(invite.booking_id)
    assert move.is_untouched
    answer_move(move.id, MoveAnswer.ACCEPT, by=actor(bruno))
    assert invites_in(invite.group_id)[0].comes_to is InviteState.ACCEPTED
    assert problems() == []


def test_what_an_administrator_changes_is_no_answer_of_the_person(invite, larga):
    last, administrator = desks_of(larga)[-1], actor(make_user(), Role.ADMINISTRATOR)
    bookings.change_booking(invite.booking_id, last.id, TUESDAY, Part.DAY, by=administrator)
    assert invites_in(invite.group_id)[0].is_open


def test_whoever_cancels_does_not_come_and_the_organizer_is_told_once(invite, anna, bruno):
    bookings.cancel_booking(invite.booking_id, by=actor(bruno))
    assert end_invites(by=SYSTEM) == 1
    with clock.frozen(EVENING):
        assert end_invites(by=SYSTEM) == 0
    assert find_invite(invite.id).state is InviteState.DECLINED
    assert kinds_for(anna).count("group_answered") == 1


def test_a_desk_that_was_taken_up_stays_when_the_group_is_called_off(invite, anna, bruno, larga):
    take_another_desk(invite, bruno, larga)
    call_off(invite.group_id, by=actor(anna))
    assert find_booking(invite.booking_id).is_active
    assert kinds_for(bruno)[-1] == "group_ended"


def test_there_is_no_group_on_a_day_that_has_begun(larga, anna, bruno):
    call = (call_group, [bruno.id], larga.id, MONDAY)
    assert codes(*call, Part.DAY, by=actor(anna)) == [GroupRefusal.HAS_BEGUN]
    group = call_group([bruno.id], larga.id, MONDAY, Part.PM, by=actor(anna))
    (one,) = invites_in(group)
    assert one.is_open
    assert one.held_until == clock.at(MONDAY, time(13))


def test_one_more_sits_next_to_the_organizer(larga, anna, bruno, invite):
    take_another_desk(invite, bruno, larga)
    carla = make_user()
    invite_more(invite.group_id, carla.id, by=actor(anna))
    (hers,) = (one for one in invites_in(invite.group_id) if one.user_id == carla.id)
    assert find_booking(hers.booking_id).desk_id in {desk.id for desk in desks_of(larga)[:3]}


def test_an_answer_after_the_desk_was_taken_up_changes_nothing(invite, bruno, larga):
    take_another_desk(invite, bruno, larga)
    assert codes(answer_invite, invite.id, accept=False, by=actor(bruno)) == [GroupRefusal.NOT_HELD]
    assert find_booking(invite.booking_id).is_active


def test_a_delegate_does_not_learn_that_the_desk_is_held_in_a_group(larga, bruno, invite):
    luca = make_user()
    give_delegation(luca.id, Span(MONDAY), by=actor(bruno))
    wish = (bruno.id, find_booking(invite.booking_id).desk_id, TUESDAY, Part.DAY)
    assert codes(book_for, *wish, by=actor(luca)) == [DelegationRefusal.CANNOT_SIT_THERE]
