"""All people of a group have desks or none has, whoever clicks, answers or is killed meanwhile."""

import random
from collections import Counter
from datetime import date, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Group, Invite
from app.booking.queries.groups import invites_in
from app.booking.rules.groups import GroupRefusal, InviteState
from app.booking.services.groups import call_group
from app.booking.services.invites import end_invites
from app.core import clock
from app.core.db import connection, db
from app.core.half import Part
from app.core.mail import OutboxMail
from tests.concurrency.callers import answer, call, cancel_group, end, invite
from tests.concurrency.queuers import click
from tests.support.factories import actor, desks_of, make_user, make_workplace
from tests.support.racing import Fall, Runner

TUESDAY = date(2026, 3, 3)
EVENING = clock.at(date(2026, 3, 2), time(18))
GROUPS, COLLEAGUES = 4, 2


def ids(number):
    return [make_user().id for _n in range(number)]


def caller(colleagues, places, fall=None):
    plan = {
        "user_id": make_user().id,
        "colleagues": colleagues,
        "workplace_ids": [place.id for place in places],
        "day": TUESDAY,
    }
    return Runner(call, plan, fall)


def holders():
    db.session.rollback()
    rows = sa.select(Booking.user_id).where(Booking.state == BookingState.ACTIVE)
    return Counter(connection().scalars(rows))


def groups():
    """Return of each group how its invitations stand."""
    db.session.rollback()
    return [
        Counter(one.state for one in invites_in(number))
        for number in connection().scalars(sa.select(Group.id).order_by(Group.id))
    ]


@pytest.mark.parametrize("turn", range(3))
def test_of_groups_for_the_last_desks_each_has_all_or_nothing(arena, turn):
    larga = make_workplace(desks=2 * (COLLEAGUES + 1) + 1)
    lanes = arena.race([caller(ids(COLLEAGUES), [larga]) for _n in range(GROUPS)])
    refused = [lane.notes[0][0] for lane in lanes if lane.notes[0][0]]
    assert refused == [[GroupRefusal.NOT_ENOUGH_DESKS]] * (GROUPS - 2)
    assert groups() == [{InviteState.HELD: COLLEAGUES}] * 2
    assert sum(holders().values()) == 2 * (COLLEAGUES + 1)


@pytest.mark.parametrize("turn", range(3))
def test_who_clicks_and_who_is_killed_leave_no_half_group(arena, turn):
    draw = random.Random(turn)
    larga = make_workplace(desks=9)
    wishes = [(desk.id, TUESDAY, Part.DAY) for desk in desks_of(larga)]
    crew = [
        Runner(click, {"user_id": user, "wishes": draw.sample(wishes, len(wishes))})
        for user in ids(6)
    ]
    falls = [Fall(0, draw.uniform(0, 0.05)), Fall(0, draw.uniform(0, 0.05)), None, None]
    crew += [caller(ids(COLLEAGUES), [larga], fall) for fall in falls]
    arena.race(crew)
    made = groups()
    assert made == [{InviteState.HELD: COLLEAGUES}] * len(made)
    assert sum(holders().values()) <= 9


@pytest.mark.parametrize("turn", range(3))
def test_people_who_invite_one_another_have_one_desk_each(arena, turn):
    places = [make_workplace(code, desks=8) for code in ("LARGA", "PADOVA", "DURANDO")]
    people = ids(6)
    draw = random.Random(turn)
    crew = [
        Runner(
            call,
            {
                "user_id": one,
                "colleagues": draw.sample([other for other in people if other != one], 4),
                "workplace_ids": [place.id for place in draw.sample(places, len(places))],
                "day": TUESDAY,
            },
        )
        for one in people
    ]
    arena.race(crew)
    assert set(holders().values()) == {1}
    held = sa.select(sa.func.count()).where(Invite.state == InviteState.HELD)
    assert connection().scalar(held) + len(groups()) == len(holders())


@pytest.mark.parametrize("turn", range(3))
def test_a_yes_and_the_end_of_its_time_never_both_count(arena, turn):
    larga, anna, people = make_workplace(desks=6), make_user(), ids(5)
    group = call_group(people, larga.id, TUESDAY, Part.DAY, by=actor(anna))
    crew = [
        Runner(answer, {"user_id": one.user_id, "invite_id": one.id, "accept": n % 3 != 0})
        for n, one in enumerate(invites_in(group))
    ]
    crew += [Runner(end, {"later": EVENING, "turns": 5}) for _n in range(2)]
    arena.race(crew)
    with clock.frozen(EVENING):
        end_invites(by=SYSTEM)
    db.session.rollback()
    after = invites_in(group)
    held = holders()
    assert InviteState.HELD not in {one.state for one in after}
    for one in after:
        assert (one.state is InviteState.ACCEPTED) == (one.user_id in held)
    told = sa.select(sa.func.count()).where(OutboxMail.kind == "group_answered")
    assert connection().scalar(told) == 1, "the last two see one another"


@pytest.mark.parametrize("turn", range(3))
def test_a_group_that_is_called_off_holds_no_desk_for_anybody(arena, turn):
    larga, anna, people = make_workplace(desks=12), make_user(), ids(5)
    group = call_group(people, larga.id, TUESDAY, Part.DAY, by=actor(anna))
    crew = [
        Runner(answer, {"user_id": one.user_id, "invite_id": one.id, "accept": True})
        for one in invites_in(group)[:3]
    ]
    mine = {"user_id": anna.id, "group_id": group}
    crew += [Runner(cancel_group, mine), Runner(invite, mine | {"colleagues": ids(4)})]
    arena.race(crew)
    db.session.rollback()
    after = invites_in(group)
    comes = {one.user_id for one in after if one.state is InviteState.ACCEPTED}
    assert InviteState.HELD not in {one.state for one in after}
    assert set(holders()) == comes | {anna.id}


def test_of_two_who_answer_together_one_tells_the_organizer(arena):
    crew = []
    for n in range(6):
        place, anna = make_workplace(f"S{n}DE", desks=3), make_user()
        group = call_group(ids(2), place.id, TUESDAY, Part.DAY, by=actor(anna))
        crew += [
            Runner(answer, {"user_id": one.user_id, "invite_id": one.id, "accept": True})
            for one in invites_in(group)
        ]
    arena.race(crew)
    db.session.rollback()
    told = sa.select(sa.func.count()).where(OutboxMail.kind == "group_answered")
    assert connection().scalar(told) == 6
