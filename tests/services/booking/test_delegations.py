from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, User
from app.booking.queries.delegations import (
    delegations_over,
    delegations_to,
    find_delegation,
    led_offices,
    ward_of,
    wards_of,
)
from app.booking.rules.delegations import Span
from app.booking.services.delegations import end_delegation, give_delegation
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden, Refused
from app.core.mail import OutboxMail
from tests.support.factories import actor, make_office, make_user
from tests.support.people_led import leader

TODAY = date(2026, 3, 2)
ALWAYS = Span(TODAY)


def refusal(command, *args, **more):
    with pytest.raises(Refused) as refused:
        command(*args, **more)
    return [str(code) for code in refused.value.codes]


def kinds(user):
    return list(
        connection().scalars(
            sa.select(OutboxMail.kind).filter_by(user_id=user.id).order_by(OutboxMail.id)
        )
    )


@pytest.fixture
def office(app):
    """An office, who leads it, and two who work there."""
    place = make_office("RU1")
    chief = make_user(office_id=place.id)
    people = [make_user(office_id=place.id, manager_id=chief.id) for _ in range(2)]
    return place, chief, people


def test_a_colleague_may_book_once_a_person_says_so_and_until_they_take_it_back(app):
    anna, luca = make_user(), make_user()
    number = give_delegation(luca.id, ALWAYS, by=actor(anna))
    assert ward_of(anna.id).delegate_ids == {luca.id}
    assert [one.user_id for one in wards_of(actor(luca))] == [anna.id]
    assert [one.delegate for one in delegations_over(anna.id)] == [luca.full_name]
    assert [one.owner for one in delegations_to(luca.id)] == [anna.full_name]
    assert kinds(luca) == ["delegation_given"]
    end_delegation(number, by=actor(anna))
    assert ward_of(anna.id).delegate_ids == frozenset()
    assert (delegations_over(anna.id), delegations_to(luca.id)) == ([], [])
    assert kinds(luca) == ["delegation_given", "delegation_ended"]
    assert kinds(anna) == []
    assert refusal(end_delegation, number, by=actor(anna)) == ["already_ended"]


def test_both_deeds_leave_a_line_that_names_who_did_them(app):
    anna, luca = make_user(), make_user()
    number = give_delegation(luca.id, ALWAYS, by=actor(anna))
    end_delegation(number, by=actor(anna))
    lines = db.session.scalars(sa.select(AuditLine).filter_by(subject_id=number)).all()
    assert [(one.actor_id, one.action) for one in lines if one.subject_kind == "delegation"] == [
        (anna.id, "give_delegation"),
        (anna.id, "end_delegation"),
    ]


def test_it_holds_from_its_first_day_to_its_last_one(app):
    anna, luca = make_user(), make_user()
    span = Span(TODAY + timedelta(days=2), TODAY + timedelta(days=4))
    give_delegation(luca.id, span, by=actor(anna))
    held = {}
    for n in range(7):
        with clock.frozen(datetime(2026, 3, 2 + n, 9, tzinfo=clock.ROME)):
            held[n] = bool(wards_of(actor(luca)))
            assert held[n] is bool(ward_of(anna.id).delegate_ids)
    assert [n for n, holds in held.items() if holds] == [2, 3, 4]


def test_what_cannot_be_given_is_refused_with_every_reason(app):
    anna, luca, gone = make_user(), make_user(), make_user(is_active=False)
    by = actor(anna)
    give_delegation(luca.id, Span(TODAY, date(2026, 3, 10)), by=by)
    assert refusal(give_delegation, luca.id, Span(date(2026, 3, 10)), by=by) == ["already_given"]
    give_delegation(luca.id, Span(date(2026, 3, 11)), by=by)
    assert refusal(give_delegation, anna.id, ALWAYS, by=by) == ["to_oneself"]
    assert refusal(give_delegation, gone.id, ALWAYS, by=by) == ["not_here"]
    assert refusal(give_delegation, 10**12, ALWAYS, by=by) == ["not_here"]
    past = Span(date(2026, 2, 20), date(2026, 2, 10))
    assert refusal(give_delegation, luca.id, past, by=by) == ["days_run_backwards", "days_past"]


@pytest.mark.parametrize("leaver", ["who gave it", "who has it"])
def test_it_ends_when_either_works_here_no_more(app, leaver):
    anna, luca = make_user(), make_user()
    number = give_delegation(luca.id, ALWAYS, by=actor(anna))
    gone = anna if leaver == "who gave it" else luca
    with transaction():
        db.session.get_one(User, gone.id).is_active = False
    assert find_delegation(number) is None
    assert wards_of(actor(luca)) == []
    assert refusal(end_delegation, number, by=actor(anna)) == ["already_ended"]


def test_nobody_takes_back_what_is_not_theirs(app):
    anna, luca, other = make_user(), make_user(), make_user()
    number = give_delegation(luca.id, ALWAYS, by=actor(anna))
    for who in (luca, other):
        with pytest.raises(Forbidden):
            end_delegation(number, by=actor(who))
    assert find_delegation(number) is not None


def test_a_manager_lets_somebody_book_for_everybody_of_an_office(office):
    place, chief, (anna, sofia) = office
    luca = make_user()
    assert [one.id for one in led_offices(leader(chief))] == [place.id]
    give_delegation(luca.id, ALWAYS, by=leader(chief), office_id=place.id)
    assert {one.user_id for one in wards_of(actor(luca))} == {chief.id, anna.id, sofia.id}
    (shown,) = delegations_over(anna.id)
    assert (shown.delegate, shown.giver, shown.owner) == (
        luca.full_name,
        chief.full_name,
        place.name,
    )
    assert (kinds(anna), kinds(sofia), kinds(chief)) == (
        ["office_delegation"],
        ["office_delegation"],
        [],
    )
    assert kinds(luca) == ["delegation_given"]


def test_whoever_comes_to_the_office_is_covered_and_whoever_leaves_it_is_not(office):
    place, chief, (anna, _sofia) = office
    luca = make_user()
    give_delegation(luca.id, ALWAYS, by=leader(chief), office_id=place.id)
    late = make_user(office_id=place.id, manager_id=chief.id)
    with transaction():
        db.session.get_one(User, anna.id).office_id = make_office("RU2").id
    found = {one.user_id for one in wards_of(actor(luca))}
    assert late.id in found
    assert anna.id not in found


def test_a_delegate_of_their_own_office_does_not_book_for_themselves(office):
    place, chief, (anna, sofia) = office
    give_delegation(anna.id, ALWAYS, by=leader(chief), office_id=place.id)
    assert {one.user_id for one in wards_of(actor(anna))} == {chief.id, sofia.id}
    assert ward_of(anna.id).delegate_ids == frozenset()
    assert delegations_over(anna.id) == []


def test_an_office_is_given_only_by_who_leads_all_of_it(office):
    place, chief, (anna, _sofia) = office
    luca = make_user()
    outsider = make_user()
    make_user(office_id=place.id, manager_id=outsider.id)
    for who in (anna, outsider, chief, luca):
        with pytest.raises(Forbidden):
            give_delegation(luca.id, ALWAYS, by=leader(who), office_id=place.id)
    for number in (10**12, 0):
        with pytest.raises(Forbidden):
            give_delegation(luca.id, ALWAYS, by=leader(chief), office_id=number)


def test_whoever_was_given_the_office_leads_it_and_may_take_back_what_another_gave(office):
    place, chief, (anna, _sofia) = office
    luca, head = make_user(), make_user()
    with transaction():
        db.session.add(RoleGrant(user_id=head.id, role=Role.MANAGER, office_id=place.id))
    number = give_delegation(luca.id, ALWAYS, by=leader(chief), office_id=place.id)
    with pytest.raises(Forbidden):
        end_delegation(number, by=actor(anna))
    end_delegation(number, by=leader(head, office_id=place.id))
    assert kinds(chief) == ["delegation_ended"]
    assert kinds(luca) == ["delegation_given", "delegation_ended"]


def test_an_office_in_which_nobody_else_works_is_led_by_no_one(app):
    place = make_office("RU9")
    chief = make_user(office_id=place.id)
    with pytest.raises(Forbidden):
        give_delegation(make_user().id, ALWAYS, by=leader(chief), office_id=place.id)
    assert led_offices(actor(chief)) == []


def test_a_manager_needs_no_delegation_for_their_own_people(office):
    _place, chief, (anna, sofia) = office
    assert {one.user_id for one in wards_of(leader(chief))} == {anna.id, sofia.id}
    assert wards_of(actor(make_user())) == []
