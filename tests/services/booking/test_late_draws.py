"""Draws after people were asked, and people who become exempt while a draw is carried out."""

from collections import Counter
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import CapDraw, Move
from app.booking.queries.bookings import find_booking
from app.booking.queries.caps import surplus_of_cap
from app.booking.queries.checks import problems
from app.booking.queries.moves import find_move_of
from app.booking.rules.moves import MoveAnswer, MoveState
from app.booking.rules.needs import Need
from app.booking.rules.places import CapFacts
from app.booking.services import bookings, caps, profiles
from app.booking.services.moves import answer_move
from app.core.db import db
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)
THREE = CapFacts(None, 3, TUESDAY, None, "", "Meno affollamento")


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=6)


@pytest.fixture
def sile(app):
    return make_workplace("SILE", desks=6, latitude=45.4708)


@pytest.fixture
def people(app):
    return [make_user() for _ in range(6)]


@pytest.fixture
def held(larga, people):
    """Six bookings in a workplace of six desks."""
    return [
        make_booking(user, desk, TUESDAY)
        for user, desk in zip(people, desks_of(larga), strict=True)
    ]


@pytest.fixture
def cap(larga, held):
    return caps.start_cap(larga.id, THREE, by=SYSTEM)


def drawn():
    """Return the bookings of the only draw, in the order in which they were drawn."""
    held_draw = db.session.scalars(sa.select(CapDraw)).one()
    return [int(number) for number in held_draw.drawn.split(",")]


def state_of(booking):
    move = find_move_of(booking)
    return move and move.state


def mails_to(user):
    select = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id)
    return list(db.session.scalars(select.order_by(OutboxMail.id)))


def answer(booking, said, user):
    return answer_move(find_move_of(booking).id, said, by=actor(user))


def test_whoever_was_asked_and_has_not_answered_can_be_drawn(held, cap, sile, people):
    assert caps.ask_everybody(cap, by=SYSTEM) == 6
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.MOVED: 3})
    assert surplus_of_cap(cap) == []
    moved = drawn()[:3]
    assert {find_booking(booking).workplace_id for booking in moved} == {sile.id}
    assert {one: state_of(one) for one in held} == {
        one: MoveState.MOVED if one in moved else MoveState.ASKED for one in held
    }
    # One question, one move: the person is told, and answers where they were asked.
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Move)) == 6
    user = people[held.index(moved[0])]
    assert mails_to(user) == ["booking_made", "move_asked", "booking_moved"]
    assert answer(moved[0], MoveAnswer.ACCEPT, user) is MoveState.ACCEPTED
    assert caps.draw(cap, by=SYSTEM) == Counter()
    assert problems() == []


def test_whoever_was_asked_and_drawn_but_finds_no_desk_stays(held, cap):
    caps.ask_everybody(cap, by=SYSTEM)
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.NO_PLACE: 3})
    assert caps.draw(cap, by=SYSTEM) == Counter()
    states = Counter(map(state_of, held))
    assert states == {MoveState.NO_PLACE: 3, MoveState.ASKED: 3}


def test_whoever_answered_when_asked_has_decided_and_is_not_drawn(larga, sile, held, cap, people):
    caps.ask_everybody(cap, by=SYSTEM)
    answer(held[0], MoveAnswer.KEEP, people[0])
    answer(held[1], MoveAnswer.ACCEPT, people[1])
    bookings.cancel_booking(held[2], by=actor(people[2]))
    assert caps.draw(cap, by=SYSTEM) == Counter({MoveState.MOVED: 1})
    assert sorted(drawn()) == held[3:]
    assert [state_of(one) for one in held[:3]] == [
        MoveState.KEPT, MoveState.ACCEPTED, MoveState.CANCELLED,
    ]  # fmt: skip
    assert find_booking(held[0]).workplace_id == larga.id
    assert surplus_of_cap(cap) == []


def test_whoever_becomes_exempt_while_a_draw_is_carried_out_stays(larga, sile, held, cap, people):
    assert caps.draw(cap, by=SYSTEM, limit=1) == Counter({MoveState.MOVED: 1})
    second = drawn()[1]
    user = people[held.index(second)]
    profiles.tell_needs([Need.ACCESSIBLE], by=actor(user))
    caps.draw(cap, by=SYSTEM)
    assert state_of(second) is None
    assert find_booking(second).workplace_id == larga.id
    assert mails_to(user) == ["booking_made"]
