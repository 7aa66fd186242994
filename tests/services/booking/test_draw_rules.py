from datetime import date, datetime, time

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import DrawRule, Workplace
from app.booking.queries.bookings import find_booking
from app.booking.queries.fairness import halves_of, stood
from app.booking.queries.places import places
from app.booking.queries.relocation import find_affected, where_to
from app.booking.queries.waiting import find_wait
from app.booking.rules.dated import DrawFacts
from app.booking.rules.fairness import Why, why
from app.booking.rules.places import ClosureFacts
from app.booking.services import fairness
from app.booking.services.closures import carry_on, start_closure
from app.booking.services.fairness import end_draw, set_draw
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import wait_for
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
NOON = DrawFacts("", 1, time(12), MONDAY)


@pytest.fixture
def larga(app):
    place = make_workplace(desks=2)
    set_draw(place.id, NOON, by=SYSTEM)
    return place


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def test_only_administrators_set_and_end_draws(larga):
    for roles in ((), (Role.FACILITY_MANAGER,)):
        by = actor(make_user(), *roles)
        with pytest.raises(Forbidden):
            set_draw(larga.id, NOON, by=by)
        with pytest.raises(Forbidden):
            end_draw(larga.id, by=by)


def test_a_rule_that_cannot_be_is_refused(larga):
    wrong = DrawFacts("", 0, time(12), date(2026, 3, 1), date(2026, 2, 1))
    assert refusal(set_draw, larga.id, wrong, by=SYSTEM) == ["past", "backwards", "days_before"]
    with pytest.raises(Forbidden):
        set_draw(999, NOON, by=SYSTEM)


def test_the_last_rule_written_wins_on_its_days(larga):
    set_draw(larga.id, DrawFacts("3", 2, time(9), MONDAY), by=SYSTEM)
    place = places().by_id[larga.id]
    assert place.drawn_at(WEDNESDAY) == datetime.combine(MONDAY, time(9))
    assert place.drawn_at(TUESDAY) == datetime.combine(MONDAY, time(12))


def test_the_balance_counts_the_last_28_days_and_what_is_to_come(larga):
    user = make_user()
    sile = make_workplace("SILE")
    make_booking(user, desks_of(sile)[0], WEDNESDAY)
    make_booking(user, desks_of(sile)[0], date(2026, 3, 5), Part.AM)
    had = halves_of(user.id, places())
    assert [(one.day, one.halves) for one in had] == [(WEDNESDAY, 2), (date(2026, 3, 5), 1)]


def test_the_reasons_of_a_stored_wait_say_nothing_before_the_draw(larga):
    wait = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert stood(find_wait(wait)) is None
    with clock.frozen(datetime(2026, 3, 2, 12, tzinfo=clock.ROME)):
        serve_waiting(by=SYSTEM)
    assert [reason.code for reason in why(stood(find_wait(wait)))] == [Why.PLACE, Why.RULE]


def test_rules_that_ended_do_not_draw_and_stay_to_be_read(larga):
    with clock.frozen(datetime(2026, 3, 9, 10, tzinfo=clock.ROME)):
        end_draw(larga.id, by=SYSTEM)
        place = places().by_id[larga.id]
    assert place.draw(date(2026, 3, 9)) is None
    assert place.draw(date(2026, 3, 6)) is not None


def test_nobody_is_sent_to_desks_that_are_still_to_be_drawn(larga):
    sile, far = make_workplace("SILE"), make_workplace("FAR", latitude=45.6)
    user = make_user()
    booking = make_booking(user, desks_of(sile)[0], TUESDAY)
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori")
    closure_id = start_closure(sile.id, closure, by=SYSTEM)
    (planned,) = where_to([find_affected(booking)], places())
    assert planned.workplace.code == "FAR"
    carry_on(closure_id, by=SYSTEM)
    assert find_booking(booking).workplace_id == far.id


def test_a_workplace_taken_off_the_list_keeps_its_rules_for_later(larga):
    with transaction():
        db.session.get_one(Workplace, larga.id).is_active = False
        raise_revision()
    set_draw(larga.id, DrawFacts("", 2, time(9), MONDAY), by=SYSTEM)
    assert db.session.query(DrawRule).count() == 2


def test_nobody_is_told_twice_that_they_lost(larga):
    wait = wait_for(larga.id, TUESDAY, Part.DAY, by=actor(make_user()))
    assert fairness._tell_loss(wait, by=SYSTEM) is True
    assert fairness._tell_loss(wait, by=SYSTEM) is False


def test_only_jobs_hold_draws(larga):
    by = actor(make_user())
    for deed in (fairness.draw_day, fairness.tell_losers):
        with pytest.raises(Forbidden):
            deed(TUESDAY, clock.wall(), by=by)
