import hashlib

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.models import Screen
from app.booking.queries.screens import find_screen, screens
from app.booking.services.screens import add_screen, revoke_screen
from app.core import clock
from app.core.db import db
from app.core.errors import Forbidden
from tests.support.counting import counted
from tests.support.factories import make_user, make_workplace
from tests.support.traces import audit_actions, rows

pytestmark = pytest.mark.usefixtures("app")


def manager_of(*workplaces) -> Actor:
    """A facility manager of these workplaces; of all of them without any."""
    ids = [workplace.id for workplace in workplaces] or [None]
    grants = frozenset(Grant(Role.FACILITY_MANAGER, workplace_id=one) for one in ids)
    return Actor(id=make_user().id, full_name="Paolo", grants=grants)


def test_the_address_of_a_screen_is_told_once_and_only_its_hash_is_kept():
    larga = make_workplace()
    token = add_screen("Ingresso", larga.id, by=manager_of(larga), locale="en")
    assert len(token) >= 43
    kept = db.session.scalars(sa.select(Screen)).one()
    assert kept.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(rows())
    found = find_screen(token)
    assert (found.name, found.workplace_id, found.locale) == ("Ingresso", larga.id, "en")
    assert found.created_at == clock.now()


def test_a_guess_costs_one_select_and_finds_nothing():
    add_screen("Ingresso", None, by=SYSTEM)
    with counted() as statements:
        assert find_screen("indovinato\x00") is None
    assert len(statements) == 1


def test_a_screen_of_all_workplaces_is_for_those_who_run_all_of_them():
    larga = make_workplace()
    with pytest.raises(Forbidden):
        add_screen("Atrio", None, by=manager_of(larga))
    assert find_screen(add_screen("Atrio", None, by=manager_of())).workplace_id is None


def test_a_manager_adds_and_revokes_no_screen_of_somebody_elses_workplace():
    larga, padova = make_workplace(), make_workplace("PADOVA")
    by = manager_of(padova)
    with pytest.raises(Forbidden):
        add_screen("Ingresso", larga.id, by=by)
    add_screen("Ingresso", larga.id, by=SYSTEM)
    with pytest.raises(Forbidden):
        revoke_screen(screens()[0].id, by=by)


def test_a_revoked_address_answers_nobody_and_revoking_twice_is_once():
    by = manager_of()
    token = add_screen("Atrio", None, by=by)
    screen_id = find_screen(token).id
    revoke_screen(screen_id, by=by)
    revoke_screen(screen_id, by=by)
    assert find_screen(token) is None
    done = [("add_screen", by.id), ("revoke_screen", by.id)]
    assert audit_actions("screen", screen_id) == done


def test_the_list_begins_with_the_screens_that_work_the_newest_first():
    for name in ("Atrio", "Bar", "Cortile"):
        add_screen(name, None, by=SYSTEM)
    revoke_screen(screens()[0].id, by=SYSTEM)
    assert [one.name for one in screens()] == ["Bar", "Atrio", "Cortile"]
