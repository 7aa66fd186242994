from datetime import date, timedelta

import pytest

from app.auth.models import Role, RoleGrant
from app.core import clock
from app.core.db import db, transaction
from app.pola.queries.agreements import find_agreement
from app.pola.queries.inbox.lists import find_request, names_of, page, requests
from app.pola.queries.turns import parties_of, way_of
from app.pola.rules.inbox import Box
from app.pola.rules.parameters import ParameterName
from app.pola.rules.states import State
from app.pola.rules.ways import Party, turn
from tests.support.agreements import (
    a_manager_of,
    make_agreement,
    make_deputy,
    set_parameter,
)
from tests.support.factories import make_office, make_user
from tests.support.inbox import (
    TODAY,
    as_hr,
    as_manager,
    held_by,
    lists_of,
)

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sofia():
    return make_user()


@pytest.fixture
def hr():
    return as_hr(make_user(None, Role.HR))


def test_a_request_waits_for_the_manager_and_for_nobody_else(sofia, hr):
    manager = as_manager(a_manager_of(sofia))
    request = make_agreement(sofia, State.SUBMITTED)
    assert held_by(manager, Box.APPROVE) == [request.id]
    assert held_by(as_manager(make_user()), Box.APPROVE) == []
    assert held_by(hr, Box.APPROVE) == []
    assert held_by(hr, Box.WAITING) == [request.id]


def test_where_nobody_is_above_human_resources_decide(sofia, hr):
    request = make_agreement(sofia, State.SUBMITTED)
    assert held_by(hr, Box.APPROVE) == [request.id]
    assert held_by(hr, Box.WAITING) == []


def test_nobody_of_human_resources_decides_about_their_own_request():
    person = make_user(None, Role.HR)
    make_agreement(person, State.SUBMITTED)
    assert held_by(as_hr(person), Box.APPROVE) == []


def test_a_deputy_has_the_managers_inbox_while_the_manager_is_away(sofia):
    manager, deputy = a_manager_of(sofia), make_user()
    request = make_agreement(sofia, State.SUBMITTED)
    make_deputy(manager, deputy, TODAY, TODAY)
    assert held_by(as_manager(deputy), Box.APPROVE) == [request.id]
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert held_by(as_manager(deputy), Box.APPROVE) == []


def test_who_was_given_an_office_has_the_requests_of_all_below_it():
    above = make_office("DIR")
    below = make_office("UNI", parent_id=above.id)
    chief, sofia = make_user(), make_user(office_id=below.id)
    with transaction():
        db.session.add(RoleGrant(user_id=chief.id, role=Role.MANAGER, office_id=above.id))
    request = make_agreement(sofia, State.SUBMITTED)
    assert held_by(as_manager(chief), Box.APPROVE) == [request.id]


def test_the_way_of_a_request_is_the_one_of_its_own_day(sofia, hr):
    manager = a_manager_of(sofia)
    director = as_manager(a_manager_of(manager))
    set_parameter(ParameterName.APPROVAL_ROUTE, "manager+director+hr")
    set_parameter(ParameterName.APPROVAL_ROUTE, "hr", date(2026, 3, 1))
    request = make_agreement(sofia, State.SUBMITTED, rules_of=date(2026, 2, 20), approvals_given=1)
    assert held_by(director, Box.APPROVE) == [request.id]
    assert held_by(as_manager(manager), Box.APPROVE) == held_by(hr, Box.APPROVE) == []


ROUTES = ["manager", "hr", "manager+director", "manager+hr", "manager+director+hr"]


@pytest.mark.parametrize("route", ROUTES)
def test_the_inbox_and_the_rules_agree_on_whose_turn_it_is(route, hr):
    set_parameter(ParameterName.APPROVAL_ROUTE, route)
    people = [make_user() for _ in range(5)]
    manager = a_manager_of(*people[:3])
    director = a_manager_of(manager)
    office = make_office()
    with transaction():
        chief = make_user(office_id=office.id)
        db.session.add(RoleGrant(user_id=chief.id, role=Role.MANAGER, office_id=office.id))
    people += [chief, make_user(office_id=office.id)]
    for n, one in enumerate(people):
        make_agreement(one, State.SUBMITTED, approvals_given=n % 3)
    everybody = [hr, *map(as_manager, (manager, director, chief))]
    for actor in everybody:
        held = set(held_by(actor, Box.APPROVE))
        for row in page(lists_of(hr), Box.WAITING, 50) + page(lists_of(hr), Box.APPROVE, 50):
            agreement = find_agreement(row.agreement_id)
            whose = turn(way_of(agreement))
            assert row.waits_for is whose
            assert (row.agreement_id in held) == (whose in parties_of(agreement, actor))


def test_only_the_manager_has_agreements_to_sign(sofia, hr):
    manager = as_manager(a_manager_of(sofia))
    request = make_agreement(sofia, State.TO_SIGN_MANAGER)
    assert held_by(manager, Box.SIGN) == [request.id]
    assert held_by(hr, Box.WAITING) == [request.id]


def test_a_list_can_be_of_one_office_with_all_below_it(hr):
    above = make_office("DIR")
    below = make_office("UNI", parent_id=above.id)
    inside = make_agreement(make_user(office_id=below.id), State.SUBMITTED)
    outside = make_agreement(make_user(), State.SUBMITTED)
    assert held_by(hr, Box.APPROVE, office_id=above.id) == [inside.id]
    assert held_by(hr, Box.APPROVE, office_id=below.id) == [inside.id]
    assert set(held_by(hr, Box.APPROVE, office_id=0)) == {inside.id, outside.id}


def test_only_requests_on_which_it_is_ones_turn_can_be_picked(sofia, hr):
    a_manager_of(sofia)
    others = make_agreement(sofia, State.SUBMITTED)
    own = make_agreement(make_user(), State.SUBMITTED)
    assert [row.agreement_id for row in requests(lists_of(hr), [own.id, others.id])] == [own.id]


def test_names_are_told_only_to_those_who_may_see_them(sofia, hr):
    request = make_agreement(sofia)
    assert names_of(lists_of(hr), [request.id]) == {request.id: sofia.full_name}
    assert names_of(lists_of(as_manager(make_user())), [request.id]) == {}


def test_one_request_is_found_whatever_its_state(sofia, hr):
    request = make_agreement(sofia, State.CHANGES_ASKED)
    row = find_request(lists_of(hr), request.id)
    assert row.waits_for is Party.EMPLOYEE
    assert find_request(lists_of(hr), request.id + 1) is None
