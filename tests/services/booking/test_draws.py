from datetime import date, datetime, time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState
from app.booking.queries.checks import problems
from app.booking.queries.waiting import calls, find_wait
from app.booking.rules.dated import DrawFacts
from app.booking.rules.waiting import WaitState
from app.booking.services import bookings, serving
from app.booking.services.fairness import end_draw, set_draw
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import answer_offer, stop_waiting, wait_for
from app.core import clock
from app.core.db import connection
from app.core.errors import Refused
from app.core.half import Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import make_neighbour, make_town

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
NOON = DrawFacts("", 1, time(12), MONDAY)


@pytest.fixture
def larga(app):
    """Two desks, drawn at noon of the day before; it is Monday, a quarter past ten."""
    place = make_workplace(desks=2)
    set_draw(place.id, NOON, by=SYSTEM)
    return place


def at(hour, minute=0, day=2):
    return clock.frozen(datetime(2026, 3, day, hour, minute, tzinfo=clock.ROME))


def enters(larga, user=None, part=Part.DAY, day=TUESDAY):
    user = user or make_user()
    return user, wait_for(larga.id, day, part, by=actor(user))


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def states(waits):
    return [find_wait(wait).state for _user, wait in waits]


def kinds(user):
    rows = sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id).order_by(OutboxMail.id)
    return list(connection().scalars(rows))


def holders():
    rows = sa.select(Booking.user_id).where(Booking.state == BookingState.ACTIVE)
    return sorted(connection().scalars(rows))


def test_before_the_hour_nobody_takes_a_desk_and_whoever_wants_one_enters(larga):
    desk = desks_of(larga)[0]
    said = refusal(bookings.book_desk, desk.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert said == ["to_be_drawn"]
    user, wait = enters(larga)
    assert serve_waiting(by=SYSTEM).total() == 0
    assert find_wait(wait).state is WaitState.WAITING
    assert holders() == []
    with at(12):
        assert serve_waiting(by=SYSTEM)["booked"] == 1
    assert holders() == [user.id]
    assert kinds(user) == ["wait_booked"]
    assert problems() == []


def test_the_first_who_clicks_at_the_hour_comes_after_all_who_entered(larga):
    people = [enters(larga) for _n in range(2)]
    with at(12):
        quick = make_user()
        for desk in desks_of(larga):
            said = refusal(bookings.book_desk, desk.id, TUESDAY, Part.DAY, by=actor(quick))
            assert said == ["waited_for"]
        serve_waiting(by=SYSTEM)
    assert holders() == sorted(user.id for user, _wait in people)


def test_who_enters_after_the_hour_comes_after_all_who_were_in_time(larga):
    often, _wait = enters(larga)
    make_booking(often, desks_of(make_workplace("SILE"))[0], MONDAY)
    second, _other = enters(larga)
    with at(12):
        late, late_wait = enters(larga)
        serve_waiting(by=SYSTEM)
    assert {often.id, second.id} <= set(holders())
    assert late.id not in holders()
    assert find_wait(late_wait).state is WaitState.WAITING
    assert kinds(late) == []


def test_whoever_had_the_fewest_half_days_is_drawn_first(larga):
    sile = make_workplace("SILE")
    often = make_user()
    for day in (4, 5, 6):
        make_booking(often, desks_of(sile)[0], date(2026, 3, day))
    waits = [enters(larga, often), enters(larga), enters(larga)]
    with at(12):
        serve_waiting(by=SYSTEM)
    assert states(waits) == [WaitState.WAITING, WaitState.BOOKED, WaitState.BOOKED]
    lost = find_wait(waits[0][1])
    assert (lost.place, lost.waiting, lost.halves_had, lost.desks) == (3, 3, 6, 2)
    assert lost.lost_at is not None
    assert kinds(often)[-1] == "draw_lost"


def test_who_lost_is_told_once_and_stays_in_line(larga):
    people = [enters(larga) for _n in range(3)]
    with at(12):
        done = serve_waiting(by=SYSTEM)
        assert (done["booked"], done["draws lost"]) == (2, 1)
        assert serve_waiting(by=SYSTEM)["draws lost"] == 0
    (loser, wait) = next(one for one in people if find_wait(one[1]).state is WaitState.WAITING)
    assert kinds(loser) == ["draw_lost"]
    with at(13):
        winner = next(user for user, _wait in people if user is not loser)
        number = connection().scalar(sa.select(Booking.id).where(Booking.user_id == winner.id))
        bookings.cancel_booking(number, by=actor(winner))
        serve_waiting(by=SYSTEM)
    now = find_wait(wait)
    assert (now.state, now.place, now.waiting, now.desks) == (WaitState.BOOKED, 1, 1, None)


def test_what_the_draw_leaves_is_open_to_all(larga):
    enters(larga)
    with at(12):
        serve_waiting(by=SYSTEM)
        assert calls() == []
        free = [desk for desk in desks_of(larga) if can_book(desk)]
    assert len(free) == 1


def can_book(desk):
    try:
        make_booking(make_user(), desk, TUESDAY)
    except Refused:
        return False
    return True


def test_without_anybody_in_it_a_draw_opens_the_desks_at_the_hour(larga):
    with at(12):
        assert can_book(desks_of(larga)[0])


def test_a_draw_held_in_the_evening_offers_the_desks(app):
    larga = make_workplace(desks=1)
    set_draw(larga.id, DrawFacts("", 1, time(18, 30), MONDAY), by=SYSTEM)
    user, wait = enters(larga)
    with at(18, 30):
        assert serve_waiting(by=SYSTEM)["offered"] == 1
        answer_offer(wait, accept=True, by=actor(user))
    assert holders() == [user.id]


def test_a_draw_is_carried_on_where_it_stopped_and_each_one_keeps_their_place(larga, monkeypatch):
    people = [enters(larga) for _n in range(4)]
    serve, calls = serving._serve, []

    def stop(one, *more, **named):
        if calls:
            raise RuntimeError("the machine is switched off")
        calls.append(one)
        return serve(one, *more, **named)

    with at(12):
        monkeypatch.setattr(serving, "_serve", stop)
        with pytest.raises(RuntimeError):
            serve_waiting(by=SYSTEM)
        monkeypatch.setattr(serving, "_serve", serve)
        assert len(holders()) == 1
        assert can_book(desks_of(larga)[0]) is can_book(desks_of(larga)[1]) is False
        serve_waiting(by=SYSTEM)
    found = sorted((find_wait(wait) for _user, wait in people), key=lambda wait: wait.place)
    assert [wait.place for wait in found] == [1, 2, 3, 4]
    assert [wait.desks for wait in found] == [2] * 4
    assert [wait.state is WaitState.BOOKED for wait in found] == [True, True, False, False]


def test_halves_and_workplaces_that_do_not_meet_are_not_counted_together(larga):
    morning, afternoon = enters(larga, part=Part.AM), enters(larga, part=Part.PM)
    with at(12):
        serve_waiting(by=SYSTEM)
    assert [find_wait(one[1]).waiting for one in (morning, afternoon)] == [1, 1]


def test_any_workplace_nearby_tells_of_a_loss_once_all_its_draws_were_held(app):
    durando, padova, _larga = make_town(desks=1)
    set_draw(durando.id, NOON, by=SYSTEM)
    set_draw(padova.id, DrawFacts("", 1, time(15), MONDAY), by=SYSTEM)
    people = [make_neighbour() for _n in range(3)]
    waits = [
        (user, wait_for(None, TUESDAY, Part.DAY, by=actor(user), within_km=5)) for user in people
    ]
    with at(12):
        done = serve_waiting(by=SYSTEM)
        assert (done["booked"], done["draws lost"]) == (1, 0)
    with at(15):
        done = serve_waiting(by=SYSTEM)
        assert (done["booked"], done["draws lost"]) == (1, 1)
    loser = next(user for user, wait in waits if find_wait(wait).state is WaitState.WAITING)
    assert kinds(loser) == ["draw_lost"]
    lost = next(find_wait(wait) for user, wait in waits if user is loser)
    assert (lost.place, lost.waiting) == (2, 2)


def test_a_free_desk_elsewhere_nearby_is_taken_and_not_drawn_for(app):
    durando, _padova, _larga = make_town(desks=1)
    set_draw(durando.id, NOON, by=SYSTEM)
    by = actor(make_neighbour())
    assert refusal(wait_for, None, TUESDAY, Part.DAY, by=by, within_km=5) == ["is_free"]


def test_whoever_waits_already_takes_part_in_a_draw_that_is_new(app):
    larga = make_workplace(desks=1)
    holder = make_user()
    booking = make_booking(holder, desks_of(larga)[0], TUESDAY)
    user, wait = enters(larga)
    set_draw(larga.id, NOON, by=SYSTEM)
    bookings.cancel_booking(booking, by=actor(holder))
    serve_waiting(by=SYSTEM)
    assert find_wait(wait).state is WaitState.WAITING
    with at(12):
        assert can_book(desks_of(larga)[0]) is False
        serve_waiting(by=SYSTEM)
    assert holders() == [user.id]
    assert find_wait(wait).desks == 1


def test_the_end_of_a_draw_serves_those_who_entered_at_once(larga):
    user, _wait = enters(larga)
    end_draw(larga.id, by=SYSTEM)
    assert can_book(desks_of(larga)[0]) is False
    serve_waiting(by=SYSTEM)
    assert holders() == [user.id]
    assert can_book(desks_of(larga)[0]) or can_book(desks_of(larga)[1])


def test_who_leaves_the_draw_has_no_part_in_it(larga):
    user, wait = enters(larga)
    stop_waiting(wait, by=actor(user))
    with at(12):
        serve_waiting(by=SYSTEM)
    assert holders() == []
    assert find_wait(wait).place is None


def test_a_desk_held_before_can_be_changed_for_another_but_no_desk_moves_in(app):
    larga, sile = make_workplace(desks=2), make_workplace("SILE")
    inside, outside = make_user(), make_user()
    held = make_booking(inside, desks_of(larga)[0], TUESDAY)
    elsewhere = make_booking(outside, desks_of(sile)[0], TUESDAY)
    set_draw(larga.id, NOON, by=SYSTEM)
    goal = desks_of(larga)[1].id
    said = refusal(bookings.change_booking, elsewhere, goal, TUESDAY, Part.DAY, by=actor(outside))
    assert said == ["to_be_drawn"]
    bookings.change_booking(held, goal, TUESDAY, Part.DAY, by=actor(inside))
    assert problems() == []
