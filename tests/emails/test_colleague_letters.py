"""What is said about who may book for whom, in both languages, as it was found right."""

from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role, RoleGrant, User
from app.booking.rules.delegations import Span
from app.booking.services.delegations import (
    end_broken_delegations,
    end_delegation,
    give_delegation,
)
from app.core.db import db, transaction
from tests.support.factories import actor, make_office, make_user
from tests.support.letters import assert_reads_as_kept, last_letter, owed
from tests.support.people_led import leader

SPAN = Span(date(2026, 3, 2), date(2026, 6, 30))
ALWAYS = Span(date(2026, 3, 2))


@pytest.fixture
def anna(app):
    return make_user("anna@example.it", given_name="Anna", surname="Verdi")


@pytest.fixture
def luca(app):
    return make_user("luca@example.it", given_name="Luca", surname="Rossi")


@pytest.fixture
def office(app, anna):
    """An office that Anna leads, and who works there."""
    place = make_office("RU1")
    return place, make_user(
        "ugo@example.it", given_name="Ugo", surname="Neri", **below(anna, place)
    )


def below(chief, place):
    return {"office_id": place.id, "manager_id": chief.id}


def reads(kind, user, name=""):
    assert_reads_as_kept(f"emails/colleagues/{name or kind}", kind, owed(kind, user)[-1], user)


def test_a_colleague_is_told_for_whom_they_may_book(anna, luca):
    give_delegation(luca.id, SPAN, by=actor(anna))
    reads("delegation_given", luca)


def test_a_whole_office_is_given_and_its_people_are_told(anna, luca, office):
    place, ugo = office
    give_delegation(luca.id, ALWAYS, by=leader(anna), office_id=place.id)
    reads("delegation_given", luca, "delegation_given_for_an_office")
    reads("office_delegation", ugo)


def test_the_end_is_told_to_who_had_it_and_to_who_gave_it(anna, luca, office):
    place, _ugo = office
    head = make_user()
    with transaction():
        db.session.add(RoleGrant(user_id=head.id, role=Role.MANAGER, office_id=place.id))
    number = give_delegation(luca.id, ALWAYS, by=leader(anna), office_id=place.id)
    end_delegation(number, by=leader(head))
    reads("delegation_ended", luca)
    reads("delegation_ended", anna, "delegation_ended_by_another")


def test_an_end_that_came_by_itself_says_why(anna, luca, office):
    place, ugo = office
    give_delegation(luca.id, ALWAYS, by=leader(anna), office_id=place.id)
    with transaction():
        db.session.get_one(User, ugo.id).manager_id = make_user().id
    end_broken_delegations(by=SYSTEM)
    reads("delegation_ended", luca, "delegation_ended_by_itself")


def test_nothing_is_said_of_a_delegation_that_has_ended_meanwhile(anna, luca, office):
    place, ugo = office
    number = give_delegation(luca.id, ALWAYS, by=leader(anna), office_id=place.id)
    end_delegation(number, by=leader(anna))
    assert last_letter("delegation_given", luca) is None
    assert last_letter("office_delegation", ugo) is None
