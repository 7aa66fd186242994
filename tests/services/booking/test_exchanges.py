"""Two colleagues exchange their desks: asked, answered, and both in one transaction."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Desk, Exchange, Wait, Workplace, WorkplaceDay
from app.booking.queries.bookings import find_booking
from app.booking.queries.checks import problems
from app.booking.queries.exchanges import exchanges_of, find_exchange
from app.booking.queries.waiting import calls
from app.booking.rules.exchanges import MOST_ASKED_A_DAY, ExchangeRefusal, ExchangeState
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings, waiting
from app.booking.services.exchanges import (
    answer_exchange,
    ask_exchange,
    end_exchanges,
    withdraw_exchange,
)
from app.booking.services.limits import put_out_of_order
from app.core import clock
from app.core.db import connection, db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Part
from app.core.mail import OutboxMail
from app.pola.models import PlannedHalf
from app.pola.rules.day_kinds import DayKind, PlanSource
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


@pytest.fixture
def pair(app):
    """Anna at the first desk, Bruno at the second: person and booking."""
    desks = desks_of(make_workplace(desks=3))
    people = [make_user(given_name="Anna"), make_user(given_name="Bruno")]
    return [
        (person, make_booking(person, desk, TUESDAY), desk)
        for person, desk in zip(people, desks, strict=False)
    ]


def ask(pair):
    (anna, mine, _desk), (_bruno, _theirs, wanted) = pair
    return ask_exchange(mine, wanted.id, by=actor(anna))


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return refused.value.codes


def desks_held(pair):
    return [find_booking(booking).desk_id for _person, booking, _desk in pair]


def keep_accessible(desk):
    with transaction():
        db.session.get_one(Desk, desk.id).is_accessible = True
        raise_revision()


def desks_of_workplace(desk):
    return desks_of(db.session.get_one(Workplace, desk.workplace_id))


def kinds(user):
    rows = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id).order_by(OutboxMail.id)
    return list(connection().scalars(rows))


def test_whoever_accepts_sits_at_the_askers_desk_and_the_asker_at_theirs(pair):
    (anna, mine, first), (bruno, theirs, second) = pair
    number = ask(pair)
    assert desks_held(pair) == [first.id, second.id]
    answer_exchange(number, accept=True, by=actor(bruno))
    assert desks_held(pair) == [second.id, first.id]
    assert [find_booking(one).sequence for one in (mine, theirs)] == [1, 1]
    assert find_exchange(number).state is ExchangeState.ACCEPTED
    assert kinds(anna) == ["booking_made", "exchange_made"]
    assert kinds(bruno) == ["booking_made", "exchange_asked", "booking_changed"]
    assert problems() == []


def test_whoever_declines_keeps_their_desk_and_the_asker_is_told(pair):
    (anna, _mine, first), (bruno, _theirs, second) = pair
    number = ask(pair)
    answer_exchange(number, accept=False, by=actor(bruno))
    assert desks_held(pair) == [first.id, second.id]
    assert kinds(anna)[-1] == "exchange_declined"
    assert refusal(answer_exchange, number, accept=True, by=actor(bruno)) == [
        ExchangeRefusal.NOT_OPEN
    ]


def test_after_a_no_the_same_is_asked_again_only_once_something_has_changed(pair):
    (anna, mine, first), (bruno, theirs, second) = pair
    answer_exchange(ask(pair), accept=False, by=actor(bruno))
    again = refusal(ask_exchange, mine, second.id, by=actor(anna))
    assert again == [ExchangeRefusal.DECLINED_BEFORE]
    third = desks_of_workplace(first)[2]
    bookings.change_booking(theirs, third.id, TUESDAY, Part.DAY, by=actor(bruno))
    ask_exchange(mine, third.id, by=actor(anna))


def test_desks_of_two_workplaces_are_exchanged_and_both_counts_stay(app):
    larga, padova = make_workplace(), make_workplace("PADOVA")
    anna, bruno = make_user(), make_user()
    there, wanted = desks_of(larga)[0], desks_of(padova)[0]
    mine, theirs = make_booking(anna, there, TUESDAY), make_booking(bruno, wanted, TUESDAY)
    answer_exchange(ask_exchange(mine, wanted.id, by=actor(anna)), accept=True, by=actor(bruno))
    assert find_booking(mine).workplace_id == padova.id
    assert find_booking(theirs).workplace_id == larga.id
    taken = connection().scalars(sa.select(WorkplaceDay.taken_am))
    assert list(taken) == [1, 1]
    assert problems() == []


def test_nobody_asks_for_a_free_desk_their_own_or_one_taken_for_another_part(pair):
    (anna, mine, first), (_bruno, _theirs, _second) = pair
    third = desks_of_workplace(first)[2]
    as_anna = actor(anna)
    assert refusal(ask_exchange, mine, third.id, by=as_anna) == [ExchangeRefusal.NOT_ALIKE]
    assert refusal(ask_exchange, mine, first.id, by=as_anna) == [ExchangeRefusal.OWN_DESK]
    make_booking(make_user(), third, TUESDAY, Part.AM)
    assert refusal(ask_exchange, mine, third.id, by=as_anna) == [ExchangeRefusal.NOT_ALIKE]


def test_a_booking_is_offered_once_and_nobody_asks_everybody(app):
    desks = desks_of(make_workplace(desks=5))
    anna, bruno = make_user(), make_user()
    days = [TUESDAY + timedelta(days=n) for n in (0, 1, 2, 6)]
    mine = [make_booking(anna, desks[0], day) for day in days]
    for day in days:
        make_booking(bruno, desks[1], day)
    for booking in mine[:3]:
        ask_exchange(booking, desks[1].id, by=actor(anna))
    again = refusal(ask_exchange, mine[0], desks[1].id, by=actor(anna))
    assert again == [ExchangeRefusal.ALREADY_ASKED]
    too_many = refusal(ask_exchange, mine[3], desks[1].id, by=actor(anna))
    assert too_many == [ExchangeRefusal.TOO_MANY_ASKED]
    withdraw_exchange(exchanges_of(anna.id)[0].id, by=actor(anna))
    ask_exchange(mine[3], desks[1].id, by=actor(anna))


def test_who_asks_and_takes_back_asks_a_colleague_so_often_a_day_and_no_more(pair):
    (anna, mine, _first), (_bruno, _theirs, wanted) = pair
    for _time in range(MOST_ASKED_A_DAY):
        withdraw_exchange(ask(pair), by=actor(anna))
    often = refusal(ask_exchange, mine, wanted.id, by=actor(anna))
    assert often == [ExchangeRefusal.ASKED_OFTEN]


@pytest.mark.parametrize("who", [0, 1])
def test_a_change_of_either_booking_overtakes_the_question(pair, who):
    number = ask(pair)
    assert end_exchanges(by=SYSTEM) == 0
    assert find_exchange(number).state is ExchangeState.ASKED
    person, booking, desk = pair[who]
    third = desks_of_workplace(desk)[2]
    bookings.change_booking(booking, third.id, TUESDAY, Part.DAY, by=actor(person))
    bruno = pair[1][0]
    assert refusal(answer_exchange, number, accept=True, by=actor(bruno)) == [
        ExchangeRefusal.NOT_OPEN
    ]
    assert end_exchanges(by=SYSTEM) == 1
    assert end_exchanges(by=SYSTEM) == 0
    assert find_exchange(number).state is ExchangeState.OVERTAKEN


def test_a_half_that_is_over_is_not_exchanged(pair):
    number = ask(pair)
    with clock.frozen(clock.at(TUESDAY, clock.now().time().replace(hour=13, minute=45))):
        assert refusal(answer_exchange, number, accept=True, by=actor(pair[1][0])) == [
            ExchangeRefusal.NOT_OPEN
        ]
        assert end_exchanges(by=SYSTEM) == 1
        wanted = pair[1][2]
        assert refusal(ask_exchange, pair[0][1], wanted.id, by=actor(pair[0][0])) == [
            ExchangeRefusal.HAS_BEGUN
        ]


def test_if_one_may_not_sit_there_both_stay(pair):
    (_anna, _mine, first), (bruno, _theirs, second) = pair
    number = ask(pair)
    put_out_of_order(first, TUESDAY, TUESDAY, "rotta", by=SYSTEM)
    codes = refusal(answer_exchange, number, accept=True, by=actor(bruno))
    assert codes == [Refusal.DESK_OUT_OF_ORDER]
    assert desks_held(pair) == [first.id, second.id]
    assert find_exchange(number).state is ExchangeState.ASKED
    assert problems() == []


def test_nobody_asks_for_a_desk_kept_for_a_need_that_they_do_not_have(pair):
    (anna, mine, first), (_bruno, _theirs, second) = pair
    keep_accessible(second)
    assert refusal(ask_exchange, mine, second.id, by=actor(anna)) == [Refusal.KEPT_FOR_NEEDS]
    # Whoever leaves such a desk may have another.
    keep_accessible(first)
    ask_exchange(mine, second.id, by=actor(anna))


def test_whoever_needs_a_desk_asks_for_one_that_is_kept(pair):
    (_anna, _mine, first), (_bruno, _theirs, second) = pair
    keep_accessible(second)
    carla = make_user(desk_needs="accessible")
    hers = make_booking(carla, desks_of_workplace(first)[2], TUESDAY)
    ask_exchange(hers, second.id, by=replace(actor(carla), desk_needs=frozenset({"accessible"})))


def test_whoever_accepts_is_not_told_what_bars_the_asker(pair):
    (anna, _mine, first), (bruno, _theirs, second) = pair
    number = ask(pair)
    with transaction():
        leave = {"kind": DayKind.LEAVE, "source": PlanSource.ABSENCE}
        of_anna = PlannedHalf.user_id == anna.id
        connection().execute(sa.update(PlannedHalf).where(of_anna).values(leave))
    codes = refusal(answer_exchange, number, accept=True, by=actor(bruno))
    assert codes == [ExchangeRefusal.COLLEAGUE_CANNOT]
    assert desks_held(pair) == [first.id, second.id]


def test_an_exchange_neither_serves_nor_skips_those_who_wait(app):
    larga = make_workplace(desks=2)
    anna, bruno, carla = make_user(), make_user(), make_user()
    one, other = desks_of(larga)
    mine = make_booking(anna, one, TUESDAY)
    make_booking(bruno, other, TUESDAY)
    waiting.wait_for(larga.id, TUESDAY, Part.DAY, by=actor(carla))
    answer_exchange(ask_exchange(mine, other.id, by=actor(anna)), accept=True, by=actor(bruno))
    assert calls() == []
    assert connection().scalar(sa.select(Wait.booking_id)) is None


def test_only_the_two_of_them_ask_answer_and_take_back(pair):
    (anna, mine, _first), (bruno, theirs, second) = pair
    stranger = actor(make_user())
    with pytest.raises(Forbidden):
        ask_exchange(mine, second.id, by=stranger)
    number = ask(pair)
    for who in (stranger, actor(anna)):
        with pytest.raises(Forbidden):
            answer_exchange(number, accept=True, by=who)
    for who in (stranger, actor(bruno)):
        with pytest.raises(Forbidden):
            withdraw_exchange(number, by=who)
    for missing in (0, 2**40):
        with pytest.raises(Forbidden):
            answer_exchange(missing, accept=True, by=stranger)
        with pytest.raises(Forbidden):
            withdraw_exchange(missing, by=stranger)
        with pytest.raises(Forbidden):
            ask_exchange(missing, second.id, by=stranger)
    with pytest.raises(Forbidden):
        end_exchanges(by=stranger)
    withdraw_exchange(number, by=actor(anna))
    assert refusal(withdraw_exchange, number, by=actor(anna)) == [ExchangeRefusal.NOT_OPEN]
    assert connection().scalar(sa.select(sa.func.count()).select_from(Exchange)) == 1
    assert find_booking(theirs).desk_id == second.id
