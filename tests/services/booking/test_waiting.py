from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Wait
from app.booking.queries.checks import problems
from app.booking.queries.places import places
from app.booking.queries.waiting import calls, find_wait, place_of
from app.booking.rules.places import ClosureFacts
from app.booking.rules.waiting import Candidate, WaitState
from app.booking.services import bookings, closures, limits, serving
from app.booking.services.serving import serve_day, serve_waiting
from app.booking.services.waiting import answer_offer, stop_waiting, wait_for
from app.core import clock
from app.core.db import connection, db
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.town import make_neighbour, make_town

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)


@pytest.fixture
def larga(app):
    return make_workplace(desks=2)


@pytest.fixture
def full(larga):
    """Whoever holds the two desks on Tuesday: person and booking."""
    people = [make_user(), make_user()]
    return [
        (person, make_booking(person, desk, TUESDAY))
        for person, desk in zip(people, desks_of(larga), strict=True)
    ]


def waiting(larga, user=None, part=Part.DAY, day=TUESDAY):
    user = user or make_user()
    return user, wait_for(larga.id, day, part, by=actor(user))


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def held(user):
    rows = sa.select(Booking.id).where(
        Booking.user_id == user.id, Booking.state == BookingState.ACTIVE
    )
    return list(connection().scalars(rows))


def state(wait_id):
    return find_wait(wait_id).state


def give_back(full, which=0):
    person, booking = full[which]
    bookings.cancel_booking(booking, by=actor(person))


def kinds(user):
    return list(
        connection().scalars(
            sa.select(OutboxMail.kind).where(OutboxMail.user_id == user.id).order_by(OutboxMail.id)
        )
    )


def test_a_desk_that_frees_is_booked_for_whoever_waits(larga, full):
    sofia, wait = waiting(larga)
    assert serve_waiting(by=SYSTEM).total() == 0
    give_back(full)
    assert serve_waiting(by=SYSTEM)["booked"] == 1
    assert len(held(sofia)) == 1
    assert kinds(sofia) == ["wait_booked"]
    facts = find_wait(wait)
    assert (facts.state, facts.place, facts.waiting) == (WaitState.BOOKED, 1, 1)
    assert problems() == []


def test_nobody_else_takes_it_before_those_who_wait_were_asked(larga, full):
    sofia, _wait = waiting(larga)
    give_back(full)
    desk = desks_of(larga)[0]
    luca = actor(make_user())
    said = refusal(bookings.book_desk, desk.id, TUESDAY, Part.DAY, by=luca)
    assert said == ["waited_for"]
    serve_waiting(by=SYSTEM)
    assert len(held(sofia)) == 1
    assert refusal(bookings.book_desk, desk.id, TUESDAY, Part.DAY, by=luca)[0] != "waited_for"


def test_what_nobody_who_waits_can_use_is_open_to_all_again(larga, full):
    waiting(larga, part=Part.DAY)
    person, booking = full[0]
    bookings.change_booking(booking, desks_of(larga)[0].id, TUESDAY, Part.AM, by=actor(person))
    serve_waiting(by=SYSTEM)
    assert calls() == []
    make_booking(make_user(), desks_of(larga)[0], TUESDAY, Part.PM)


def test_whoever_had_the_fewest_desks_is_first_whoever_came_first(larga, full):
    sile = make_workplace("SILE")
    often, often_wait = waiting(larga)
    for day in (4, 5, 6):
        make_booking(often, desks_of(sile)[0], date(2026, 3, day))
    seldom, seldom_wait = waiting(larga)
    assert place_of(find_wait(seldom_wait), places()) == (1, 2)
    assert place_of(find_wait(often_wait), places()) == (2, 2)
    give_back(full)
    serve_waiting(by=SYSTEM)
    assert (state(seldom_wait), state(often_wait)) == (WaitState.BOOKED, WaitState.WAITING)
    give_back(full, 1)
    serve_waiting(by=SYSTEM)
    assert state(often_wait) is WaitState.BOOKED
    assert len(held(seldom)) == 1


def test_after_the_evening_before_a_desk_is_offered_for_half_an_hour(larga, full):
    sofia, wait = waiting(larga)
    with clock.frozen(datetime(2026, 3, 2, 19, tzinfo=clock.ROME)):
        give_back(full)
        assert serve_waiting(by=SYSTEM)["offered"] == 1
        booking = answer_offer(wait, accept=True, by=actor(sofia))
        assert held(sofia) == [booking]
        assert state(wait) is WaitState.BOOKED
        assert kinds(sofia) == ["wait_offered", "booking_made"], "it enters the calendar"
        assert refusal(answer_offer, wait, accept=True, by=actor(sofia)) == ["not_offered"]


def test_an_offer_that_nobody_takes_goes_to_the_next_in_line(larga, full):
    people = dict([waiting(larga), waiting(larga)])
    with clock.frozen(datetime(2026, 3, 2, 19, tzinfo=clock.ROME)):
        give_back(full)
        serve_waiting(by=SYSTEM)
    first = next(user for user, wait in people.items() if state(wait) is WaitState.OFFERED)
    second = next(user for user in people if user is not first)
    with clock.frozen(datetime(2026, 3, 2, 19, 30, tzinfo=clock.ROME)):
        assert refusal(answer_offer, people[first], accept=True, by=actor(first)) == ["too_late"]
        done = serve_waiting(by=SYSTEM)
        assert (done["offers over"], done["offered"]) == (1, 1)
    assert (state(people[first]), state(people[second])) == (WaitState.EXPIRED, WaitState.OFFERED)
    assert (held(first), len(held(second))) == ([], 1)
    assert kinds(first) == ["wait_offered", "wait_expired"]


def test_an_offer_that_is_declined_goes_to_the_next_in_line(larga, full):
    people = dict([waiting(larga), waiting(larga)])
    with clock.frozen(datetime(2026, 3, 2, 19, tzinfo=clock.ROME)):
        give_back(full)
        serve_waiting(by=SYSTEM)
        first = next(user for user, wait in people.items() if state(wait) is WaitState.OFFERED)
        answer_offer(people[first], accept=False, by=actor(first))
        serve_waiting(by=SYSTEM)
    assert [state(wait) for user, wait in people.items() if user is not first] == [
        WaitState.OFFERED
    ]
    assert held(first) == []


def test_a_person_waits_in_one_line_for_a_day_and_can_leave_it(larga, full):
    sofia, wait = waiting(larga)
    by = actor(sofia)
    assert refusal(wait_for, larga.id, TUESDAY, Part.AM, by=by) == ["already_waiting"]
    stop_waiting(wait, by=by)
    assert state(wait) is WaitState.WITHDRAWN
    assert refusal(stop_waiting, wait, by=by) == ["not_waiting"]
    waiting(larga, sofia)


def test_nobody_waits_for_what_is_free_past_closed_or_held(larga, full):
    sofia = make_user()
    by = actor(sofia)
    assert refusal(wait_for, larga.id, date(2026, 3, 4), Part.DAY, by=by) == ["is_free"]
    assert refusal(wait_for, larga.id, date(2026, 2, 27), Part.DAY, by=by) == ["day_past"]
    assert refusal(wait_for, larga.id, date(2026, 3, 7), Part.DAY, by=by) == ["not_a_working_day"]
    assert refusal(wait_for, None, TUESDAY, Part.DAY, by=by, within_km=5) == ["no_area"]
    make_booking(sofia, desks_of(make_workplace("SILE"))[0], TUESDAY, Part.AM)
    assert refusal(wait_for, larga.id, TUESDAY, Part.DAY, by=by) == ["already_booked"]


def test_nobody_waits_at_a_closed_workplace(larga, full):
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Impianto")
    closures.start_closure(larga.id, closure, by=SYSTEM)
    said = refusal(wait_for, larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert said == ["workplace_closed"]


def test_only_ones_own_place_in_line_is_given_up_or_answered(larga, full):
    _sofia, wait = waiting(larga)
    for command, more in ((stop_waiting, {}), (answer_offer, {"accept": True})):
        with pytest.raises(Forbidden):
            command(wait, by=actor(make_user()), **more)
        with pytest.raises(Forbidden):
            command(9999, by=actor(make_user()), **more)


def test_whoever_books_elsewhere_meanwhile_is_passed_over(larga, full):
    sile = make_workplace("SILE")
    sofia, wait = waiting(larga)
    make_booking(sofia, desks_of(sile)[0], TUESDAY)
    give_back(full)
    assert serve_waiting(by=SYSTEM)["booked"] == 0
    assert state(wait) is WaitState.WAITING
    # The desk is open to all again.
    make_booking(make_user(), desks_of(larga)[0], TUESDAY)


def test_a_higher_limit_serves_those_who_wait(larga):
    with clock.frozen(clock.now() - timedelta(minutes=1)):
        limits.set_cap(larga, number=1, from_day=MONDAY, by=SYSTEM)
    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    sofia, _wait = waiting(larga)
    limits.set_cap(larga, number=2, from_day=MONDAY, by=SYSTEM)
    desk = desks_of(larga)[1]
    said = refusal(bookings.book_desk, desk.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert said == ["waited_for"]
    serve_waiting(by=SYSTEM)
    assert len(held(sofia)) == 1


def test_any_workplace_that_is_near_will_do_the_nearest_first(app):
    durando, padova, _larga = make_town(desks=1)
    holders = {}
    for place in (durando, padova):
        holder = make_user()
        holders[place.id] = (holder, make_booking(holder, desks_of(place)[0], TUESDAY))
    sofia = make_neighbour()
    wait_for(None, TUESDAY, Part.DAY, by=actor(sofia), within_km=5)
    for holder, booking in holders.values():
        bookings.cancel_booking(booking, by=actor(holder))
    serve_waiting(by=SYSTEM)
    (booking,) = held(sofia)
    assert db.session.get_one(Booking, booking).workplace_id == durando.id


def test_where_no_workplace_is_near_there_is_nothing_to_wait_for(app):
    make_town()
    said = refusal(wait_for, None, TUESDAY, Part.DAY, by=actor(make_neighbour()), within_km=0)
    assert said == ["nothing_near"]


def test_a_wait_ends_with_its_day(larga, full):
    _sofia, wait = waiting(larga)
    with clock.frozen(datetime(2026, 3, 4, 8, tzinfo=clock.ROME)):
        assert serve_waiting(by=SYSTEM)["days over"] == 1
        assert state(wait) is WaitState.OVER


def test_serving_twice_gives_nothing_twice(larga, full):
    people = [waiting(larga) for _n in range(3)]
    give_back(full)
    for _n in range(3):
        serve_day(TUESDAY, by=SYSTEM)
    states = [state(wait) for _user, wait in people]
    assert sorted(states) == [WaitState.BOOKED, WaitState.WAITING, WaitState.WAITING]
    assert connection().scalar(sa.select(sa.func.count()).select_from(Wait)) == 3


def test_only_jobs_serve(larga):
    with pytest.raises(Forbidden):
        serve_waiting(by=actor(make_user()))


def test_whoever_waits_may_not_be_passed_by_a_change_of_another_booking(larga, full):
    waiting(larga)
    luca = make_user()
    elsewhere = make_booking(luca, desks_of(make_workplace("SILE"))[0], TUESDAY)
    give_back(full)
    desk = desks_of(larga)[0].id
    said = refusal(bookings.change_booking, elsewhere, desk, TUESDAY, Part.DAY, by=actor(luca))
    assert said == ["waited_for"]


def test_whoever_was_served_meanwhile_is_served_no_more(larga, full):
    _sofia, wait = waiting(larga)
    one = Candidate(wait, find_wait(wait).user_id)
    give_back(full)
    assert serving._serve(one, 1, 1, clock.wall(), by=SYSTEM) == "booked"
    assert serving._serve(one, 1, 1, clock.wall(), by=SYSTEM) == ""
    assert not serving._expire(wait, by=SYSTEM)
    assert not serving._pass(wait, by=SYSTEM)
