"""What somebody does with an offered desk is their answer; what is done to it is none."""

import json
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Slot, WorkplaceDay
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.moves import find_move_of
from app.booking.queries.waiting import find_wait
from app.booking.rules.moves import MoveAnswer
from app.booking.rules.places import ClosureFacts
from app.booking.rules.waiting import WaitState
from app.booking.services import bookings
from app.booking.services.attendance import confirm_booking
from app.booking.services.closures import carry_on, start_closure
from app.booking.services.exchanges import answer_exchange, ask_exchange
from app.booking.services.moves import answer_move
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import answer_offer, wait_for
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection
from app.core.errors import Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY, THURSDAY = date(2026, 3, 3), date(2026, 3, 5)
CLOSED = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "works")
EVENING = datetime(2026, 3, 2, 19, tzinfo=clock.ROME)


class Offered:
    """Sofia, to whom a desk of Larga is offered this evening, and Bruno, who has the other."""

    def __init__(self):
        self.larga = make_workplace("LARGA", desks=2)
        self.desk, self.other = desks_of(self.larga)
        holder, self.bruno, self.sofia = make_user(), make_user(), make_user()
        left = make_booking(holder, self.desk, TUESDAY)
        self.brunos = make_booking(self.bruno, self.other, TUESDAY)
        self.wait = wait_for(self.larga.id, TUESDAY, Part.DAY, by=actor(self.sofia))
        bookings.cancel_booking(left, by=actor(holder))
        serve_waiting(by=SYSTEM)
        self.id = find_wait(self.wait).booking_id
        assert self.state() is WaitState.OFFERED

    def state(self):
        return find_wait(self.wait).state

    def ends(self):
        """Let the half hour pass; return whether the desk is still Sofia's."""
        with clock.frozen(EVENING + timedelta(minutes=31)):
            serve_waiting(by=SYSTEM)
        assert problems() == []
        return find_booking(self.id).is_active

    def answers(self):
        lines = sa.select(AuditLine.after).where(
            AuditLine.action == "answer_offer", AuditLine.subject_id == self.wait
        )
        return [json.loads(line)["accept"] for line in connection().scalars(lines)]


@pytest.fixture
def offered(app):
    with clock.frozen(EVENING):
        yield Offered()


def test_whoever_changes_an_offered_desk_has_taken_it(offered):
    there = desks_of(make_workplace("SILE", latitude=45.4708))[0]
    bookings.change_booking(offered.id, there.id, TUESDAY, Part.AM, by=actor(offered.sofia))
    assert (offered.state(), offered.answers()) == (WaitState.BOOKED, [True])
    assert offered.ends()
    assert find_booking(offered.id).desk_id == there.id


def test_whoever_moves_an_offered_desk_to_another_day_has_taken_it(offered):
    desk = offered.desk.id
    bookings.change_booking(offered.id, desk, THURSDAY, Part.DAY, by=actor(offered.sofia))
    assert offered.state() is WaitState.BOOKED
    assert offered.ends()


def test_a_change_that_is_refused_is_no_answer(offered):
    with pytest.raises(Refused):
        bookings.change_booking(
            offered.id, offered.other.id, TUESDAY, Part.DAY, by=actor(offered.sofia)
        )
    assert (offered.state(), offered.answers()) == (WaitState.OFFERED, [])
    assert not offered.ends()


@pytest.mark.parametrize("asks", ["sofia", "bruno"])
def test_whoever_exchanges_an_offered_desk_has_taken_it(offered, asks):
    sofia, bruno = actor(offered.sofia), actor(offered.bruno)
    if asks == "sofia":
        number = ask_exchange(offered.id, offered.other.id, by=sofia)
    else:
        number = ask_exchange(offered.brunos, offered.desk.id, by=bruno)
    assert offered.state() is WaitState.OFFERED
    answer_exchange(number, accept=True, by=bruno if asks == "sofia" else sofia)
    assert (offered.state(), offered.answers()) == (WaitState.BOOKED, [True])
    assert offered.ends()
    assert find_booking(offered.id).desk_id == offered.other.id
    assert find_booking(offered.brunos).desk_id == offered.desk.id


def test_whoever_gives_an_offered_desk_back_has_left_it_to_the_next(offered):
    bookings.cancel_booking(offered.id, by=actor(offered.sofia))
    assert (offered.state(), offered.answers()) == (WaitState.DECLINED, [False])
    with pytest.raises(Refused) as refused:
        answer_offer(offered.wait, accept=True, by=actor(offered.sofia))
    assert [str(code) for code in refused.value.codes] == ["not_offered"]
    assert not offered.ends()


def test_a_desk_that_an_administrator_gives_back_is_offered_no_longer(offered):
    administrator = actor(make_user(), Role.ADMINISTRATOR)
    bookings.cancel_booking(offered.id, by=administrator)
    assert (offered.state(), offered.answers()) == (WaitState.DECLINED, [False])
    assert not offered.ends()


def test_whoever_takes_back_what_they_gave_back_keeps_it(offered):
    bookings.cancel_booking(offered.id, by=actor(offered.sofia))
    serve_waiting(by=SYSTEM)
    bookings.restore_booking(offered.id, by=actor(offered.sofia))
    assert offered.ends()


def test_an_offered_desk_that_is_moved_by_a_closure_is_still_only_offered(offered):
    there = make_workplace("SILE", latitude=45.4708)
    manager = actor(make_user(), Role.FACILITY_MANAGER)
    carry_on(start_closure(offered.larga.id, CLOSED, by=manager), by=manager)
    assert find_booking(offered.id).workplace_id == there.id
    assert offered.state() is WaitState.OFFERED
    assert not offered.ends()
    assert offered.state() is WaitState.EXPIRED
    held = set(connection().scalars(sa.select(Slot.user_id)))
    assert offered.sofia.id not in held
    days = connection().execute(
        sa.select(WorkplaceDay.taken_am, WorkplaceDay.taken_pm).where(
            WorkplaceDay.workplace_id == there.id, WorkplaceDay.day == TUESDAY
        )
    )
    # Bruno's stays there.
    assert [tuple(row) for row in days] == [(1, 1)]


def test_whoever_agrees_to_the_move_of_an_offered_desk_has_taken_it(offered):
    make_workplace("SILE", latitude=45.4708)
    manager = actor(make_user(), Role.FACILITY_MANAGER)
    carry_on(start_closure(offered.larga.id, CLOSED, by=manager), by=manager)
    move = find_move_of(offered.id)
    answer_move(move.id, MoveAnswer.ACCEPT, by=actor(offered.sofia))
    assert offered.state() is WaitState.BOOKED
    assert offered.ends()


def test_whoever_says_that_they_come_has_taken_the_offered_desk(app):
    morning = datetime.combine(TUESDAY, time(9), clock.ROME)
    with clock.frozen(morning):
        offered = Offered()
        confirm_booking(offered.id, by=actor(offered.sofia))
        assert offered.state() is WaitState.BOOKED
        last = sa.select(OutboxMail.kind).order_by(OutboxMail.id.desc()).limit(1)
        assert connection().scalar(last) == "booking_made"
        with clock.frozen(morning + timedelta(minutes=31)):
            serve_waiting(by=SYSTEM)
        assert find_booking(offered.id).is_active
