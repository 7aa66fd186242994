import json

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role, RoleGrant, SignIn, User
from app.auth.rules import PasswordRefusal
from app.auth.services import people, sign_ins
from app.auth.services.passwords import hash_new_password, hash_password
from app.booking.models import CalendarFeed
from app.booking.services.feeds import new_feed
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Forbidden, Refused
from tests.support.factories import PASSWORD, actor, make_office, make_user

pytestmark = pytest.mark.usefixtures("app")
NEW = "una sera di maggio"


@pytest.fixture
def admin():
    return actor(make_user(), Role.ADMINISTRATOR)


def grants_of(user):
    rows = db.session.execute(
        sa.select(RoleGrant.role, RoleGrant.office_id).where(RoleGrant.user_id == user.id)
    )
    return [tuple(row) for row in rows]


def can_sign_in(user, password):
    found = sign_ins.check_sign_in(user.email, password, "192.0.2.1")
    return isinstance(found, User)


def test_a_person_is_added_with_an_address_in_small_letters(admin):
    user = people.create_user("Nuova.Persona@Example.it", "Nuova", "Persona", by=admin)
    assert user.email == "nuova.persona@example.it"
    assert not can_sign_in(user, "")


def test_an_address_belongs_to_one_person(admin):
    people.create_user("una@example.it", "Una", "Persona", by=admin)
    with pytest.raises(ValueError, match="already somebody's"):
        people.create_user("UNA@example.it", "Altra", "Persona", by=admin)


def test_a_role_is_given_once_over_each_thing_and_taken_away_whole(admin):
    user, office = make_user(), make_office()
    for _ in range(2):
        people.grant_role(user, Role.HR, by=admin)
        people.grant_role(user, Role.HR, office_id=office.id, by=admin)
    assert grants_of(user) == [(Role.HR, None), (Role.HR, office.id)]
    assert people.revoke_role(user, Role.HR, office_id=office.id, by=admin) == 1
    assert grants_of(user) == [(Role.HR, None)]
    assert people.revoke_role(user, Role.HR, workplace_id=1, by=admin) == 0
    assert people.revoke_role(user, Role.HR, by=admin) == 1
    assert grants_of(user) == []


def test_a_password_set_by_an_administrator_ends_every_sign_in(admin):
    user = make_user()
    sign_ins.begin_sign_in(user.id, "a")
    people.set_password(user, hash_password(NEW), by=admin)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 0
    assert can_sign_in(user, NEW)
    assert not can_sign_in(user, PASSWORD)


def test_ones_own_new_password_keeps_this_browser_alone():
    user = make_user()
    sign_ins.begin_sign_in(user.id, "here")
    sign_ins.begin_sign_in(user.id, "there")
    here = db.session.scalar(sa.select(SignIn.id).where(SignIn.token_hash == "here"))
    me = Actor(id=user.id, full_name="", sign_in_id=here)
    people.change_password(hash_password(NEW), by=me)
    assert list(db.session.scalars(sa.select(SignIn.token_hash))) == ["here"]
    assert can_sign_in(user, NEW)


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_that_is_too_short_or_too_long_is_not_even_hashed(password):
    with pytest.raises(Refused) as refused:
        hash_new_password(password)
    assert refused.value.codes == [PasswordRefusal.LENGTH]


@pytest.mark.parametrize("by_person", [True, False])
def test_with_a_new_password_the_calendar_address_of_the_old_one_ends(admin, by_person):
    sofia, anna = make_user(), make_user()
    for user in (sofia, anna):
        new_feed(by=actor(user))
    if by_person:
        people.change_password(hash_password(NEW), by=actor(sofia))
    else:
        people.set_password(sofia, hash_password(NEW), by=admin)
    assert list(db.session.scalars(sa.select(CalendarFeed.user_id))) == [anna.id]
    last = db.session.scalar(sa.select(AuditLine).order_by(AuditLine.id.desc()))
    assert (last.action, last.subject_id) == ("revoke_feed", sofia.id)


def test_a_name_that_would_rule_a_terminal_is_no_name(admin):
    with pytest.raises(ValueError, match="cannot be printed"):
        people.create_user("una@example.it", "An\x1b[2Jna", "Verdi", by=admin)


def test_who_was_added_is_not_spelled_out_in_the_audit_lines(admin):
    user = people.create_user("una@example.it", "Una", "Persona", by=admin)
    line = db.session.scalar(sa.select(AuditLine))
    assert (line.action, line.subject_id, line.after) == ("create_user", user.id, None)


def test_no_password_is_ever_written_down():
    user = make_user()
    people.change_password(hash_password(NEW), by=actor(user))
    for line in db.session.scalars(sa.select(AuditLine)):
        assert NEW not in f"{line.before}{line.after}"
        assert PASSWORD not in f"{line.before}{line.after}"


def test_a_language_is_one_of_those_we_speak():
    user = make_user()
    people.choose_language("en", by=actor(user))
    db.session.refresh(user)
    assert user.locale == "en"
    with pytest.raises(ValueError, match="tlh"):
        people.choose_language("tlh", by=actor(user))


def test_nobody_but_administrators_edits_people():
    user = make_user()
    for role in (None, Role.MANAGER, Role.HR, Role.FACILITY_MANAGER, Role.AUDITOR):
        by = Actor(id=1, full_name="", grants=frozenset({Grant(role)} if role else ()))
        for act in (
            lambda by=by: people.create_user("x@example.it", "X", "Y", by=by),
            lambda by=by: people.grant_role(user, Role.ADMINISTRATOR, by=by),
            lambda by=by: people.revoke_role(user, Role.ADMINISTRATOR, by=by),
            lambda by=by: people.set_password(user, hash_password(NEW), by=by),
        ):
            with pytest.raises(Forbidden):
                act()


def test_the_command_line_acts_as_nobody():
    user = people.create_user("prima@example.it", "Prima", "Persona", by=SYSTEM)
    people.grant_role(user, Role.ADMINISTRATOR, by=SYSTEM)
    lines = list(db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id)))
    assert [(line.actor_id, line.action) for line in lines] == [
        (None, "create_user"),
        (None, "grant_role"),
    ]
    assert json.loads(lines[1].after)["role"] == "administrator"
