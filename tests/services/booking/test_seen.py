from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.queries.availability import day_version, taken_halves
from app.booking.queries.places import places
from app.booking.queries.seen import Sitting, choice_of, seen_at, shown_to, taken_and_seen
from app.booking.rules.policies import PolicyName
from app.booking.rules.seen import SeenBy, sees
from app.booking.services import bookings, limits, profiles
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.half import Half, Part
from tests.support.counting import counted
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.traces import at

MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
NOBODY, TEAM, WORKPLACE = SeenBy


@pytest.fixture
def larga(app):
    return make_workplace()


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def anna(office):
    return make_user(given_name="Anna", surname="Bianchi", office_id=office.id)


def person(office=None):
    """Somebody who looks, as services know them."""
    user = make_user(office_id=office.id if office else None)
    return of(actor(user), office)


def of(by, office):
    return replace(by, office_id=office.id if office else None)


def show(user, whom):
    profiles.show_desks_to(whom, by=actor(user))


def ceiling(whom):
    limits.set_policy(PolicyName.SEEN_BY, whom.value, MONDAY, by=SYSTEM)


def test_at_first_nobody_sees_where_anybody_sits(larga, office, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    assert seen_at(larga.id, TUESDAY, person(office)) == {}
    assert choice_of(anna.id, places()) == (NOBODY, NOBODY)


def test_whoever_shows_it_to_the_office_is_seen_by_the_office_alone(larga, office, anna):
    desk = desks_of(larga)[0]
    make_booking(anna, desk, TUESDAY, Part.AM)
    show(anna, TEAM)
    assert seen_at(larga.id, TUESDAY, person(office)) == {desk.id: {Half.AM: "Anna Bianchi"}}
    assert seen_at(larga.id, TUESDAY, person(make_office("IT"))) == {}
    assert seen_at(larga.id, TUESDAY, person()) == {}


def test_two_people_without_an_office_are_no_team(larga):
    lone = make_user()
    make_booking(lone, desks_of(larga)[0], TUESDAY)
    show(lone, TEAM)
    assert seen_at(larga.id, TUESDAY, person()) == {}


def test_whoever_shows_it_to_all_is_seen_by_all_on_that_day_and_there(larga, anna):
    desk = desks_of(larga)[0]
    sile = make_workplace("SILE")
    make_booking(anna, desk, TUESDAY)
    show(anna, WORKPLACE)
    halves = dict.fromkeys(Half, "Anna Bianchi")
    assert seen_at(larga.id, TUESDAY, person()) == {desk.id: halves}
    assert seen_at(larga.id, WEDNESDAY, person()) == {}
    assert seen_at(sile.id, TUESDAY, person()) == {}


def test_oneself_is_never_listed_as_somebody_else(larga, anna, office):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    assert seen_at(larga.id, TUESDAY, of(actor(anna), office)) == {}


def test_the_system_looks_for_nobody(larga, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    assert seen_at(larga.id, TUESDAY, SYSTEM) == {}


def test_a_day_that_has_passed_names_nobody(larga, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    with at(TUESDAY, 20):
        assert seen_at(larga.id, TUESDAY, person())
    with at(WEDNESDAY, 8):
        assert seen_at(larga.id, TUESDAY, person()) == {}


def test_a_lower_ceiling_counts_at_once_and_the_choice_stays(larga, office, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    mate, stranger = person(office), person()
    ceiling(TEAM)
    assert (bool(seen_at(larga.id, TUESDAY, mate)), seen_at(larga.id, TUESDAY, stranger)) == (
        True,
        {},
    )
    assert choice_of(anna.id, places()) == (WORKPLACE, TEAM)
    ceiling(NOBODY)
    assert seen_at(larga.id, TUESDAY, mate) == {}
    ceiling(WORKPLACE)
    assert seen_at(larga.id, TUESDAY, stranger)


def test_nobody_chooses_more_than_the_ceiling(anna):
    ceiling(TEAM)
    with pytest.raises(ValueError, match="workplace"):
        show(anna, WORKPLACE)
    show(anna, TEAM)
    assert choice_of(anna.id, places())[0] is TEAM


def test_what_the_code_does_not_know_any_more_shows_to_nobody(larga, anna, office):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    with transaction():
        db.session.get_one(User, anna.id).seen_by = "the whole world"
    assert seen_at(larga.id, TUESDAY, person(office)) == {}
    assert choice_of(anna.id, places()) == (NOBODY, NOBODY)


def test_a_cancelled_desk_shows_nobody(larga, anna):
    number = make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    bookings.cancel_booking(number, by=actor(anna))
    assert seen_at(larga.id, TUESDAY, person()) == {}


def test_whoever_left_is_not_named(larga, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, WORKPLACE)
    with transaction():
        db.session.get_one(User, anna.id).is_active = False
    assert seen_at(larga.id, TUESDAY, person()) == {}


def test_a_choice_is_a_change_of_the_days_to_come_on_which_one_sits_somewhere(larga, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY, Part.AM)
    make_booking(anna, desks_of(larga)[1], TUESDAY, Part.PM)
    make_booking(make_user(), desks_of(larga)[0], WEDNESDAY)
    before = [day_version(larga.id, day) for day in (TUESDAY, WEDNESDAY)]
    show(anna, TEAM)
    after = [day_version(larga.id, day) for day in (TUESDAY, WEDNESDAY)]
    assert after == [before[0] + 1, before[1]]


def test_the_audit_line_does_not_repeat_the_choice(anna):
    show(anna, TEAM)
    line = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert (line.action, line.subject_id, line.before, line.after) == (
        "show_desks_to",
        anna.id,
        None,
        None,
    )


def test_what_is_taken_is_the_same_with_and_without_names_and_one_question(larga, anna):
    desks = desks_of(larga)
    make_booking(anna, desks[0], TUESDAY)
    make_booking(make_user(), desks[1], TUESDAY, Part.PM)
    show(anna, WORKPLACE)
    by, known, number = person(), places(), larga.id
    with counted() as statements:
        taken, seen = taken_and_seen(number, TUESDAY, by, known)
    assert len(statements) == 1
    assert taken == taken_halves(larga.id, TUESDAY)
    assert list(seen) == [desks[0].id]
    ceiling(NOBODY)
    assert taken_and_seen(larga.id, TUESDAY, by) == (taken, {})


@pytest.mark.parametrize("highest", SeenBy)
def test_the_database_says_of_everybody_what_the_rule_says(app, office, highest):
    larga, other = make_workplace(desks=9), make_office("IT")
    shown = {}
    for desk in desks_of(larga):
        own, theirs = SeenBy(list(SeenBy)[len(shown) % 3]), [office, other, None][len(shown) // 3]
        user = make_user(office_id=theirs.id if theirs else None)
        make_booking(user, desk, TUESDAY)
        show(user, own)
        shown[desk.id] = (user.id, own, user.office_id)
    ceiling(highest)
    for viewer in (person(office), person(other), person()):
        expected = {
            desk_id
            for desk_id, (_user, own, theirs) in shown.items()
            if sees(viewer.office_id, own, theirs, highest)
        }
        assert set(seen_at(larga.id, TUESDAY, viewer)) == expected
        ids = {user: desk_id for desk_id, (user, _own, _office) in shown.items()}
        assert {ids[user] for user in shown_to(viewer, list(ids), places())} == expected


def test_a_search_tells_the_next_five_working_days_and_no_others(larga, anna):
    desk = desks_of(larga)[0]
    days = [date(2026, 3, d) for d in (2, 3, 4, 5, 6, 9)]
    for day in days:
        make_booking(anna, desk, day)
    show(anna, WORKPLACE)
    found = shown_to(person(), [anna.id], places())
    assert found == {
        anna.id: [Sitting(day, Part.DAY, larga.id, desk.id) for day in days[:5]],
    }


def test_of_whoever_hides_nothing_is_read(larga, office, anna):
    hidden, idle = make_user(), make_user()
    make_booking(hidden, desks_of(larga)[0], TUESDAY)
    show(anna, TEAM)
    by, known = person(office), places()
    costs = []
    for asked in ([hidden.id], [idle.id], [anna.id], [hidden.id, idle.id, anna.id]):
        with counted() as statements:
            found = shown_to(by, asked, known)
        costs.append(len(statements))
        assert set(found) == {anna.id} & set(asked)
    assert costs == [2] * 4


def test_a_search_among_others_people_finds_only_what_they_allow(larga, office, anna):
    make_booking(anna, desks_of(larga)[0], TUESDAY)
    show(anna, TEAM)
    assert shown_to(person(), [anna.id], places()) == {}
    assert shown_to(person(office), [anna.id], places())
    assert shown_to(person(office), [], places()) == {}
