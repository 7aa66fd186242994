import json
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.booking.models import Move
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.moves import find_move, find_move_of, open_moves
from app.booking.queries.places import places
from app.booking.queries.relocation import affected_by, affected_desks, where_to
from app.booking.rules.moves import MoveAnswer, MoveCause, MoveRefusal, MoveState
from app.booking.rules.places import Owner
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings, limits
from app.booking.services.moves import answer_move, ask_to_move, move_away
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import (
    actor,
    desks_of,
    make_area,
    make_booking,
    make_user,
    make_workplace,
)

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def manager(app):
    return actor(make_user(), Role.FACILITY_MANAGER)


@pytest.fixture
def town(app):
    """Larga with four desks, Sile a kilometre away with two, Durando far off with four."""
    make_area("20122", latitude=45.4618, longitude=9.1936)
    larga = make_workplace("LARGA")
    sile = make_workplace("SILE", desks=2, latitude=45.4708)
    durando = make_workplace("DURANDO", latitude=45.5058)
    return larga, sile, durando


def sofia():
    return make_user(area_code="20122")


def mails(user):
    rows = db.session.execute(
        sa.select(OutboxMail.kind, OutboxMail.facts)
        .where(OutboxMail.user_id == user.id)
        .order_by(OutboxMail.id)
    )
    return {row.kind: json.loads(row.facts) for row in rows}


def close(workplace, manager, **more):
    return limits.close_workplace(workplace, TUESDAY, TUESDAY, "Lavori", by=manager, **more).id


def test_a_closed_workplaces_booking_goes_to_the_nearest_and_stays_the_same_event(town, manager):
    larga, sile, _durando = town
    user = sofia()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    before = find_booking(booking_id)
    closure = close(larga, manager)
    state = move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
    after = find_booking(booking_id)
    assert state is MoveState.MOVED
    assert (after.workplace_id, after.uid, after.sequence) == (sile.id, before.uid, 1)
    assert problems() == []
    told = mails(user)["booking_moved"]
    assert (told["reason"], told["from_workplace"], told["to_workplace"]) == (
        "Lavori", larga.name, sile.name,
    )  # fmt: skip


def test_moving_twice_does_nothing_the_second_time(town, manager):
    larga, _sile, _durando = town
    booking_id = make_booking(sofia(), desks_of(larga)[0], TUESDAY)
    closure = close(larga, manager)
    for _time in range(2):
        state = move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
        assert state is MoveState.MOVED
    assert find_booking(booking_id).sequence == 1
    assert len(db.session.scalars(sa.select(Move)).all()) == 1


def test_without_any_desk_the_booking_stays_and_its_person_is_told(app, manager):
    larga = make_workplace("LARGA")
    user = sofia() if make_area("20122") else None
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    closure = close(larga, manager)
    state = move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
    assert state is MoveState.NO_PLACE
    assert find_booking(booking_id).sequence == 0
    assert mails(user)["booking_without_place"]["to_desk"] is None
    assert problems() == []


def test_a_partners_desk_is_no_place_to_be_sent_to(app, manager):
    make_area("20122")
    larga = make_workplace("LARGA")
    make_workplace("ENEL", owner=Owner.PARTNER)
    booking_id = make_booking(sofia(), desks_of(larga)[0], TUESDAY)
    closure = close(larga, manager)
    state = move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
    assert state is MoveState.NO_PLACE


def test_a_broken_desk_leads_to_another_in_the_same_building(town, manager):
    larga, _sile, _durando = town
    desk = desks_of(larga)[0]
    booking_id = make_booking(sofia(), desk, TUESDAY)
    limits.put_out_of_order(desk, TUESDAY, None, "Gamba rotta", by=manager)
    assert move_away(booking_id, cause=MoveCause.DESK, by=manager) is MoveState.MOVED
    after = find_booking(booking_id)
    assert (after.workplace_id, after.desk_id) == (larga.id, desks_of(larga)[1].id)
    assert move_away(booking_id, cause=MoveCause.DESK, by=manager) is MoveState.MOVED
    assert find_booking(booking_id).sequence == 1


def test_a_full_building_sends_the_broken_desks_guest_elsewhere(town, manager):
    larga, sile, _durando = town
    desk = desks_of(larga)[0]
    booking_id = make_booking(sofia(), desk, TUESDAY)
    for other in desks_of(larga)[1:]:
        make_booking(make_user(), other, TUESDAY)
    limits.put_out_of_order(desk, TUESDAY, None, "Gamba rotta", by=manager)
    assert move_away(booking_id, cause=MoveCause.DESK, by=manager) is MoveState.MOVED
    assert find_booking(booking_id).workplace_id == sile.id


def test_a_day_that_has_begun_to_end_moves_nobody(town, manager):
    larga, _sile, _durando = town
    today = date(2026, 3, 2)
    booking_id = make_booking(sofia(), desks_of(larga)[0], today)
    closure = limits.close_workplace(larga, today, today, "Sciopero", by=manager).id

    with clock.frozen(datetime(2026, 3, 2, 15, 0, tzinfo=clock.ROME)):
        state = move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
    assert state is MoveState.NO_PLACE


def test_a_cancelled_booking_has_nothing_to_move(town, manager):
    larga, _sile, _durando = town
    user = sofia()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    bookings.cancel_booking(booking_id, by=actor(user))
    for deed in (move_away, ask_to_move):
        assert deed(booking_id, cause=MoveCause.DESK, by=manager) is None
        assert deed(booking_id + 99, cause=MoveCause.DESK, by=manager) is None


def test_only_the_workplaces_managers_move_people(town):
    larga, _sile, _durando = town
    user = sofia()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    for deed in (move_away, ask_to_move):
        with pytest.raises(Forbidden):
            deed(booking_id, cause=MoveCause.DESK, by=actor(user))


def asked(town, manager):
    larga, _sile, _durando = town
    user = sofia()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    cap = limits.set_cap(larga, from_day=TUESDAY, number=0, by=manager).id
    for _time in range(2):
        state = ask_to_move(booking_id, cause=MoveCause.CAP, cap_id=cap, by=manager)
        assert state is MoveState.ASKED
    return user, booking_id, find_move_of(booking_id, cap_id=cap)


def test_whoever_is_asked_keeps_the_desk_until_they_answer(town, manager):
    user, booking_id, move = asked(town, manager)
    assert find_booking(booking_id).sequence == 0
    assert [one.id for one in open_moves(user.id)] == [move.id]
    assert "move_asked" in mails(user)
    assert answer_move(move.id, MoveAnswer.KEEP, by=actor(user)) is MoveState.KEPT
    assert open_moves(user.id) == []
    assert find_booking(booking_id).sequence == 0


def test_whoever_agrees_moves_to_the_desk_that_was_proposed(town, manager):
    user, booking_id, move = asked(town, manager)
    assert answer_move(move.id, MoveAnswer.ACCEPT, by=actor(user)) is MoveState.ACCEPTED
    assert find_booking(booking_id).desk_id == move.to_desk_id
    with pytest.raises(Refused) as refused:
        answer_move(move.id, MoveAnswer.ACCEPT, by=actor(user))
    assert refused.value.codes == [MoveRefusal.ALREADY_ANSWERED]


def test_whoever_is_asked_without_a_proposal_cannot_agree_to_it(app, manager):
    larga = make_workplace("LARGA")
    make_area("20122")
    user = sofia()
    booking_id = make_booking(user, desks_of(larga)[0], TUESDAY)
    cap = limits.set_cap(larga, from_day=TUESDAY, number=0, by=manager).id
    ask_to_move(booking_id, cause=MoveCause.CAP, cap_id=cap, by=manager)
    move = find_move_of(booking_id, cap_id=cap)
    with pytest.raises(Refused) as refused:
        answer_move(move.id, MoveAnswer.ACCEPT, by=actor(user))
    assert refused.value.codes == [MoveRefusal.NO_PROPOSAL]


def test_a_proposed_desk_may_be_gone_and_then_nothing_changes(town, manager):
    user, booking_id, move = asked(town, manager)
    taken = next(d for d in desks_of(town[1]) if d.id == move.to_desk_id)
    make_booking(make_user(), taken, TUESDAY)
    with pytest.raises(Refused) as refused:
        answer_move(move.id, MoveAnswer.ACCEPT, by=actor(user))
    assert refused.value.codes == [Refusal.DESK_TAKEN]
    assert find_booking(booking_id).sequence == 0
    assert find_move(move.id).state is MoveState.ASKED


def test_nobody_answers_for_somebody_else(town, manager):
    _user, _booking_id, move = asked(town, manager)
    for move_id in (move.id, move.id + 99, 10**30):
        with pytest.raises(Forbidden):
            answer_move(move_id, MoveAnswer.KEEP, by=actor(make_user()))


def test_choosing_another_desk_or_cancelling_settles_a_move(town, manager):
    larga, sile, durando = town
    user, other = sofia(), sofia()
    first = make_booking(user, desks_of(larga)[0], TUESDAY)
    second = make_booking(other, desks_of(larga)[1], TUESDAY)
    closure = close(larga, manager)
    for booking_id in (first, second):
        move_away(booking_id, cause=MoveCause.CLOSURE, closure_id=closure, by=manager)
    bookings.change_booking(first, desks_of(durando)[0].id, TUESDAY, Part.DAY, by=actor(user))
    bookings.cancel_booking(second, by=actor(other))
    assert find_move_of(first).state is MoveState.CHOSE_OTHER
    assert find_move_of(second).state is MoveState.CANCELLED
    assert {sile.id} != {find_booking(first).workplace_id}


def test_a_preview_promises_no_desk_twice_and_writes_nothing(town, manager):
    larga, _sile, _durando = town
    for desk in desks_of(larga):
        make_booking(sofia(), desk, TUESDAY)
    affected = affected_by(larga_facts(larga), [(TUESDAY, Half.PM)])
    plans = where_to(affected, places())
    goals = [plan.desk.id for plan in plans]
    assert len(goals) == len(set(goals)) == 4
    assert [plan.workplace.code for plan in plans] == ["SILE", "SILE", "DURANDO", "DURANDO"]
    assert db.session.scalars(sa.select(Move)).all() == []


def larga_facts(workplace):
    return places().by_id[workplace.id]


def test_who_is_hit_is_found_by_half_and_by_desk(town, manager):
    larga, _sile, _durando = town
    morning = make_booking(sofia(), desks_of(larga)[0], TUESDAY, Part.AM)
    whole = make_booking(sofia(), desks_of(larga)[1], TUESDAY)
    facts = larga_facts(larga)
    hit = affected_by(facts, [(TUESDAY, Half.PM), (date(2026, 2, 1), Half.AM)])
    assert [one.booking_id for one in hit] == [whole]
    assert affected_by(facts, []) == []
    desk = desks_of(larga)[0].id
    assert [one.booking_id for one in affected_desks([desk], TUESDAY, None)] == [morning]
    assert affected_desks([desk], date(2026, 3, 4), date(2026, 3, 5)) == []
