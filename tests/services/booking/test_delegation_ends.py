from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant, User
from app.booking.queries.delegations import (
    broken_delegations,
    delegations_over,
    find_delegation,
    ward_of,
    wards_of,
)
from app.booking.rules.delegations import Span
from app.booking.services import delegations
from app.booking.services.delegations import end_broken_delegations, give_delegation
from app.core.audit import AuditLine
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.mail import OutboxMail
from tests.support.factories import actor, make_office, make_user
from tests.support.people_led import leader

ALWAYS = Span(date(2026, 3, 2))


def change(user, **values):
    with transaction():
        for name, value in values.items():
            setattr(db.session.get_one(User, user.id), name, value)


def told(user):
    return connection().scalar(
        sa.select(sa.func.count()).where(
            OutboxMail.user_id == user.id, OutboxMail.kind == "delegation_ended"
        )
    )


@pytest.fixture
def team(app):
    """An office, who leads it, two who work there, and who books for them."""
    place, chief, luca = make_office("RU1"), make_user(), make_user()
    people = [make_user(office_id=place.id, manager_id=chief.id) for _ in range(2)]
    number = give_delegation(luca.id, ALWAYS, by=leader(chief), office_id=place.id)
    return number, chief, luca, people


def test_it_counts_for_those_alone_whom_its_giver_still_leads(team):
    number, _chief, luca, (anna, sofia) = team
    change(anna, manager_id=make_user().id)
    assert [one.user_id for one in wards_of(actor(luca))] == [sofia.id]
    assert ward_of(anna.id).delegate_ids == frozenset()
    assert delegations_over(anna.id) == []
    assert end_broken_delegations(by=SYSTEM) == 0
    assert find_delegation(number) is not None


def test_it_is_ended_and_told_once_its_giver_leads_nobody_there(team):
    number, chief, luca, people = team
    for one in people:
        change(one, manager_id=make_user().id)
    # Nobody waits for the job: it counts no more from the change on.
    assert wards_of(actor(luca)) == []
    assert (end_broken_delegations(by=SYSTEM), end_broken_delegations(by=SYSTEM)) == (1, 0)
    assert find_delegation(number) is None
    assert (told(luca), told(chief)) == (1, 1)
    line = db.session.scalars(sa.select(AuditLine).filter_by(action="end_delegation")).one()
    assert (line.subject_id, line.actor_id) == (number, None)


def test_two_jobs_at_once_end_it_and_tell_once(team):
    _number, _chief, luca, people = team
    for one in people:
        change(one, manager_id=make_user().id)
    (found,) = broken_delegations()
    assert delegations._end_broken(found, by=SYSTEM)
    assert not delegations._end_broken(found, by=SYSTEM)
    assert told(luca) == 1


def test_it_ends_with_the_role_by_which_it_was_given(app):
    place, head, luca = make_office("RU2"), make_user(), make_user()
    make_user(office_id=place.id, manager_id=make_user().id)
    with transaction():
        role = RoleGrant(user_id=head.id, role=Role.MANAGER, office_id=place.id)
        db.session.add(role)
    give_delegation(luca.id, ALWAYS, by=leader(head, office_id=place.id), office_id=place.id)
    assert end_broken_delegations(by=SYSTEM) == 0
    assert len(wards_of(actor(luca))) == 1
    with transaction():
        db.session.execute(sa.delete(RoleGrant).where(RoleGrant.user_id == head.id))
    assert wards_of(actor(luca)) == []
    assert end_broken_delegations(by=SYSTEM) == 1


@pytest.mark.parametrize("leaver", ["who gave it", "who has it"])
def test_whoever_leaves_ends_it_for_good_and_only_the_other_is_told(team, leaver):
    number, chief, luca, _people = team
    gone, stays = (chief, luca) if leaver == "who gave it" else (luca, chief)
    change(gone, is_active=False)
    assert end_broken_delegations(by=SYSTEM) == 1
    assert (told(gone), told(stays)) == (0, 1)
    change(gone, is_active=True)
    assert find_delegation(number) is None


def test_nobody_but_the_system_ends_what_is_broken(app):
    with pytest.raises(Forbidden):
        end_broken_delegations(by=actor(make_user()))
