"""What befalls a group at its edges: late jobs, shares of offices, two who settle at once."""

from datetime import date, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.booking.queries.bookings import held_since
from app.booking.queries.groups import find_invite, invites_in
from app.booking.rules.groups import MOST_CALLED, MOST_HELD, GroupRefusal, InviteState
from app.booking.rules.places import ShareFacts
from app.booking.services import bookings, caps, invites
from app.booking.services.groups import call_group, call_off
from app.booking.services.invites import answer_invite, end_invites
from app.core import clock
from app.core.calendar import working_days
from app.core.errors import Refused
from app.core.half import Part
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)

TUESDAY, FRIDAY = date(2026, 3, 3), date(2026, 3, 6)


def called(larga, anna, bruno):
    group = call_group([bruno.id], larga.id, TUESDAY, Part.DAY, by=actor(anna))
    return invites_in(group)[0].id


def test_a_job_that_comes_days_late_ends_the_invitation_and_frees_nothing_that_is_over(app):
    invite = called(make_workplace(), make_user(), make_user())
    with clock.frozen(clock.at(FRIDAY, clock.now().time())):
        assert end_invites(by=SYSTEM) == 1
    assert find_invite(invite).state is InviteState.EXPIRED


def test_an_invitation_that_was_settled_meanwhile_is_left_alone(app):
    bruno = make_user()
    invite = called(make_workplace(), make_user(), bruno)
    answer_invite(invite, accept=True, by=actor(bruno))
    assert not invites._expire(invite, by=SYSTEM)
    assert find_invite(invite).state is InviteState.ACCEPTED


def test_whom_the_offices_share_leaves_no_desk_is_invited_without_one(app):
    larga, office = make_workplace(), make_office()
    share = ShareFacts(office.id, frozenset({office.id}), 0, 1, TUESDAY, None)
    caps.set_share(larga.id, share, by=SYSTEM)
    anna, bruno = make_user(office_id=office.id), make_user(office_id=office.id)
    assert find_invite(called(larga, anna, bruno)).state is InviteState.WITHOUT_DESK


def test_nobody_is_written_to_all_day_by_groups_that_are_called_and_called_off(app):
    larga, anna, bruno = make_workplace(), make_user(), make_user()
    as_anna = actor(anna)
    for _time in range(MOST_CALLED):
        group = call_group([bruno.id], larga.id, TUESDAY, Part.DAY, by=as_anna)
        call_off(group, by=as_anna)
        bookings.cancel_booking(held_since(anna.id, TUESDAY)[0].id, by=as_anna)
    with pytest.raises(Refused) as refused:
        called(larga, anna, bruno)
    assert refused.value.codes == [GroupRefusal.CALLED_OFTEN]
    with clock.frozen(clock.now() + timedelta(days=1)):
        call_group([bruno.id], larga.id, FRIDAY, Part.DAY, by=as_anna)


def test_invitations_leave_a_person_room_for_bookings_of_their_own(app):
    larga, bruno = make_workplace(desks=4), make_user()
    days = working_days(TUESDAY, MOST_HELD + 1, "MI")
    states = []
    for day in days:
        group = call_group([bruno.id], larga.id, day, Part.DAY, by=actor(make_user()))
        states += [invites_in(group)[0].state]
    assert states == [InviteState.HELD] * MOST_HELD + [InviteState.WITHOUT_DESK]
    # What the house allows for them to hold is theirs to use, that day as well.
    make_booking(bruno, desks_of(larga)[3], days[-1])
