"""People who want to sit together: held desks, answers, and what nobody answers."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Group, Invite, Slot
from app.booking.queries.checks import problems
from app.booking.queries.groups import find_invite, groups_of, invites_in, invites_of
from app.booking.queries.places import places
from app.booking.queries.spots import spots_for
from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.rules.places import CapFacts
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.booking.rules.together import Basis, Measure
from app.booking.services import bookings, caps
from app.booking.services.groups import call_group, call_off, invite_more
from app.booking.services.invites import answer_invite, end_invites
from app.booking.services.limits import set_policy
from app.core import clock
from app.core.db import connection
from app.core.errors import Forbidden, Refused
from app.core.half import Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import make_neighbour, make_town

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def larga(app):
    return make_workplace(desks=4)


@pytest.fixture
def people(app):
    return [make_user(given_name=name, surname="Rossi") for name in ("Anna", "Bruno", "Carla")]


def called(larga, people, day=TUESDAY, **more):
    anna, *others = people
    ids = [one.id for one in others]
    return call_group(ids, larga.id, day, Part.DAY, by=actor(anna), **more)


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def held():
    return {row.user_id for row in connection().execute(sa.select(Slot.user_id))}


def kinds(user):
    rows = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id).order_by(OutboxMail.id)
    return list(connection().scalars(rows))


def states(group):
    return [one.comes_to for one in invites_in(group)]


def test_a_group_books_for_its_organizer_and_holds_a_desk_for_each_colleague(larga, people):
    group = called(larga, people, title="Bilancio")
    assert held() == {one.id for one in people}
    assert states(group) == [InviteState.HELD, InviteState.HELD]
    assert kinds(people[0]) == ["booking_made"]
    assert kinds(people[1]) == ["group_invited"]
    until = invites_in(group)[0].held_until.astimezone(clock.ROME)
    assert (until.date(), until.hour) == (date(2026, 3, 2), 18)
    assert groups_of(people[0].id)[0].title == "Bilancio"
    assert problems() == []


def test_who_accepts_has_a_booking_and_who_declines_frees_the_desk(larga, people):
    group = called(larga, people)
    first, second = invites_in(group)
    answer_invite(first.id, accept=True, by=actor(people[1]))
    answer_invite(second.id, accept=False, by=actor(people[2]))
    assert states(group) == [InviteState.ACCEPTED, InviteState.DECLINED]
    assert held() == {people[0].id, people[1].id}
    assert kinds(people[1]) == ["group_invited", "booking_made"]
    assert kinds(people[0]) == ["booking_made", "group_answered"]
    again = refusal(answer_invite, second.id, accept=True, by=actor(people[2]))
    assert again == [GroupRefusal.NOT_HELD]
    assert problems() == []


def test_what_nobody_answers_is_free_again_in_the_evening(larga, people):
    group = called(larga, people)
    assert end_invites(by=SYSTEM) == 0
    evening = clock.at(date(2026, 3, 2), clock.now().time().replace(hour=18, minute=0))
    with clock.frozen(evening):
        late = refusal(answer_invite, invites_in(group)[0].id, accept=True, by=actor(people[1]))
        assert late == [GroupRefusal.NOT_HELD]
        assert end_invites(by=SYSTEM) == 2
        assert end_invites(by=SYSTEM) == 0
        assert states(group) == [InviteState.EXPIRED, InviteState.EXPIRED]
    assert held() == {people[0].id}
    assert kinds(people[1]) == ["group_invited", "group_expired"]
    assert problems() == []


def test_all_of_them_have_desks_or_nobody_has(larga, people):
    for desk in desks_of(larga)[:2]:
        make_booking(make_user(), desk, TUESDAY)
    assert refusal(called, larga, people) == [GroupRefusal.NOT_ENOUGH_DESKS]
    assert connection().scalar(sa.select(sa.func.count()).select_from(Group)) == 0
    assert not held() & {one.id for one in people}


def test_a_limit_counts_as_if_there_were_no_more_desks(larga, people):
    caps.start_cap(larga.id, CapFacts(None, 2, TUESDAY, None), by=SYSTEM)
    assert refusal(called, larga, people) == [GroupRefusal.NOT_ENOUGH_DESKS]
    called(larga, people[:2])


def test_whoever_has_a_desk_elsewhere_is_invited_without_one_and_only_they_know_why(larga, people):
    make_booking(people[1], desks_of(make_workplace("PADOVA"))[0], TUESDAY)
    group = called(larga, people)
    assert states(group) == [InviteState.WITHOUT_DESK, InviteState.HELD]
    assert kinds(people[1])[-1] == "group_without_desk"
    facts = connection().scalar(
        sa.select(OutboxMail.facts).where(OutboxMail.kind == "group_without_desk")
    )
    assert "PADOVA" not in facts


def test_the_organizer_is_told_what_stands_against_their_own_desk(larga, people):
    make_booking(people[0], desks_of(larga)[0], TUESDAY)
    assert refusal(called, larga, people) == [Refusal.ALREADY_BOOKED]


def test_a_group_has_as_many_people_as_the_house_allows(larga, people):
    set_policy(PolicyName.GROUP_SIZE, "2", date(2026, 3, 1), by=SYSTEM)
    assert refusal(called, larga, people) == [GroupRefusal.TOO_MANY]
    assert refusal(called, larga, people[:1]) == [GroupRefusal.NOBODY]


def test_whoever_cancels_the_desk_has_answered_too(larga, people):
    group = called(larga, people)
    first = invites_in(group)[0]
    bookings.cancel_booking(first.booking_id, by=actor(people[1]))
    assert states(group)[0] == InviteState.DECLINED
    again = refusal(answer_invite, first.id, accept=True, by=actor(people[1]))
    assert again == [GroupRefusal.NOT_HELD]


def test_one_more_is_invited_to_the_nearest_free_desk(larga, people):
    group = called(larga, people[:2])
    assert invite_more(group, people[2].id, by=actor(people[0])) is InviteState.HELD
    assert held() == {one.id for one in people}
    twice = refusal(invite_more, group, people[2].id, by=actor(people[0]))
    assert twice == [GroupRefusal.ALREADY_INVITED]
    invite_more(group, make_user().id, by=actor(people[0]))
    full = refusal(invite_more, group, make_user().id, by=actor(people[0]))
    assert full == [GroupRefusal.NO_DESK_LEFT]
    assert problems() == []


def test_one_more_who_may_not_sit_there_is_invited_without_a_desk(larga, people):
    group = called(larga, people[:2])
    make_booking(people[2], desks_of(make_workplace("PADOVA"))[0], TUESDAY)
    assert invite_more(group, people[2].id, by=actor(people[0])) is InviteState.WITHOUT_DESK


def test_nobody_is_invited_once_the_day_has_begun_or_the_group_is_full(larga, people):
    group = called(larga, people[:2])
    set_policy(PolicyName.GROUP_SIZE, "2", date(2026, 3, 1), by=SYSTEM)
    too_many = refusal(invite_more, group, people[2].id, by=actor(people[0]))
    assert too_many == [GroupRefusal.TOO_MANY]
    set_policy(PolicyName.GROUP_SIZE, "9", date(2026, 3, 1), by=SYSTEM)
    with clock.frozen(clock.at(TUESDAY, clock.now().time().replace(hour=9))):
        late = refusal(invite_more, group, people[2].id, by=actor(people[0]))
    assert late == [GroupRefusal.HAS_BEGUN]


def test_a_group_is_called_off_and_accepted_desks_stay(larga, people):
    group = called(larga, people)
    answer_invite(invites_in(group)[0].id, accept=True, by=actor(people[1]))
    call_off(group, by=actor(people[0]))
    assert states(group) == [InviteState.ACCEPTED, InviteState.WITHDRAWN]
    assert held() == {people[0].id, people[1].id}
    assert kinds(people[1])[-1] == "group_ended"
    assert kinds(people[2])[-1] == "group_called_off"
    assert refusal(call_off, group, by=actor(people[0])) == [GroupRefusal.CALLED_OFF]
    more = refusal(invite_more, group, make_user().id, by=actor(people[0]))
    assert more == [GroupRefusal.CALLED_OFF]


def test_only_its_organizer_changes_a_group_and_only_the_invited_answer(larga, people):
    group = called(larga, people)
    invite = invites_in(group)[0]
    stranger = actor(make_user())
    for attempt in (
        lambda: call_off(group, by=stranger),
        lambda: invite_more(group, people[2].id, by=actor(people[1])),
        lambda: answer_invite(invite.id, accept=True, by=actor(people[0])),
        lambda: answer_invite(2**40, accept=True, by=stranger),
        lambda: call_off(2**40, by=stranger),
        lambda: end_invites(by=stranger),
        lambda: call_group([2**40], larga.id, WEDNESDAY, Part.DAY, by=stranger),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert find_invite(invite.id).state is InviteState.HELD


def test_a_workplace_that_lends_nothing_is_refused(people, app):
    empty = make_workplace(desks=0)
    assert refusal(called, empty, people) == [Refusal.DESK_GONE]


def test_workplaces_stand_in_the_order_of_the_groups_ways_and_full_ones_are_left_out(app):
    durando, _padova, _larga = make_town(desks=2)
    anna, bruno = make_neighbour(), make_neighbour()
    make_booking(make_user(), desks_of(durando)[0], TUESDAY)
    wish = ([anna.id, bruno.id], TUESDAY, Part.DAY, Measure.TOTAL)
    spots = spots_for(*wish, places(), Basis.FEW)
    assert [spot.workplace.code for spot in spots] == ["PADOVA", "LARGA"]
    assert len(spots[0].desks) == 2


def test_last_weeks_invitations_are_shown_no_more(larga, people):
    called(larga, people)
    assert len(invites_of(people[1].id)) == 1
    with clock.frozen(clock.now() + timedelta(days=9)):
        assert invites_of(people[1].id) == []
    assert connection().scalar(sa.select(sa.func.count()).select_from(Invite)) == 2
