import pytest
import sqlalchemy as sa

from app.auth.models import Role, RoleGrant, SignIn, User
from app.auth.services.passwords import is_password
from app.auth.services.sign_ins import begin_sign_in
from app.core.db import db
from tests.support.factories import make_office, make_user, make_workplace

ANNA = "anna.rossi@comune.example"
pytestmark = pytest.mark.usefixtures("app")


def stored(email=ANNA):
    db.session.expire_all()
    return db.session.scalar(sa.select(User).where(User.email == email))


def grants():
    db.session.expire_all()
    rows = db.session.scalars(sa.select(RoleGrant).order_by(RoleGrant.id))
    return [(row.role, row.office_id, row.workplace_id) for row in rows]


def test_the_first_administrator_is_made_by_hand(flask):
    said = flask("users", "create", "Anna.Rossi@comune.example", "Anna", "Rossi",
                 "--role", "administrator")  # fmt: skip
    assert said.output.splitlines() == [
        f"{ANNA} has an account.",
        f"{ANNA} is administrator.",
        f"It has no password yet: flask users password {ANNA}",
    ]
    assert stored().full_name == "Anna Rossi"
    assert grants() == [(Role.ADMINISTRATOR, None, None)]


@pytest.mark.parametrize(("words", "sentence"), [
    (["anna.rossi", "Anna", "Rossi"], "write one e-mail address"),
    ([ANNA, "A" * 101, "Rossi"], "at most 100 characters"),
    ([ANNA, "Anna", "Rossi", "--role", "mayor"], "'mayor' is not one of"),
    ([ANNA, "Anna"], "Missing argument 'SURNAME'"),
])  # fmt: skip
def test_an_account_that_cannot_be_is_refused(flask, words, sentence):
    said = flask("users", "create", *words)
    assert (said.exit_code, stored()) == (2, None)
    assert sentence in said.output


def test_an_account_may_be_without_a_role(flask):
    assert flask("users", "create", ANNA, "Anna", "Rossi").exit_code == 0
    assert grants() == []


def test_an_address_is_one_persons(flask):
    make_user(ANNA)
    said = flask("users", "create", ANNA, "Anna", "Rossi")
    assert said.exit_code == 2
    assert "already somebody's address" in said.output


def test_a_role_is_given_over_an_office_or_a_workplace_and_taken_away(flask):
    user, office, place = make_user(ANNA), make_office("RU"), make_workplace("SILE")
    assert flask("users", "role", ANNA, "manager", "--office", "ru").output == (
        f"{ANNA} is manager over RU.\n"
    )
    flask("users", "role", ANNA, "facility_manager", "--workplace", "SILE")
    flask("users", "role", ANNA, "facility_manager")
    flask("users", "role", ANNA, "facility_manager")
    assert grants() == [
        (Role.MANAGER, office.id, None),
        (Role.FACILITY_MANAGER, None, place.id),
        (Role.FACILITY_MANAGER, None, None),
    ]
    said = flask("users", "role", user.email, "facility_manager", "--workplace", "SILE", "--revoke")
    assert said.output == f"{ANNA} is no longer facility_manager over SILE.\n"
    said = flask("users", "role", ANNA, "manager", "--revoke")
    assert said.output == f"{ANNA} is no longer manager.\n"
    assert grants() == [(Role.FACILITY_MANAGER, None, None)]
    again = flask("users", "role", ANNA, "manager", "--revoke")
    assert again.exit_code == 1
    assert "was not manager over everything" in again.output


@pytest.mark.parametrize(("words", "sentence"), [
    (["nobody@comune.example", "hr"], "no account is called nobody@comune.example"),
    ([ANNA, "hr", "--workplace", "SILE"], "hr is not a role over a workplace"),
    ([ANNA, "facility_manager", "--office", "RU"], "facility_manager is not a role over an office"),
    ([ANNA, "manager", "--office", "XX"], "no office is called XX"),
    ([ANNA, "facility_manager", "--workplace", "XX"], "These are: SILE."),
])  # fmt: skip
def test_a_role_that_cannot_be_is_refused(flask, words, sentence):
    make_user(ANNA)
    make_office("RU")
    make_workplace("SILE")
    said = flask("users", "role", *words)
    assert (said.exit_code, grants()) == (2, [])
    assert sentence in said.output


def test_a_password_is_asked_for_twice_and_ends_sign_ins(flask):
    user = make_user(ANNA, password_hash=None)
    begin_sign_in(user.id, "somewhere")
    said = flask("users", "password", ANNA, input="una bella giornata\nuna bella giornata\n")
    assert said.exit_code == 0
    assert "una bella giornata" not in said.output
    assert is_password("una bella giornata", stored().password_hash)
    assert db.session.scalars(sa.select(SignIn)).all() == []
    differs = flask("users", "password", ANNA, input="una bella giornata\nun altro giorno\n")
    assert differs.exit_code == 1


def test_a_password_can_come_from_another_program(flask):
    make_user(ANNA, password_hash=None)
    assert (
        flask("users", "password", ANNA, "--stdin", input="con uno spazio in fondo \n").exit_code
        == 0
    )
    assert is_password("con uno spazio in fondo ", stored().password_hash)
    short = flask("users", "password", ANNA, "--stdin", input="corta\n")
    assert short.exit_code == 1
    assert "Use from 12 to 200 characters; nothing was changed." in short.output
    assert is_password("con uno spazio in fondo ", stored().password_hash)


def test_the_list_shows_who_can_do_what(flask):
    assert "There are no such accounts yet" in flask("users", "list").output
    make_office("RU")
    make_user(ANNA, given_name="Anna", surname="Rossi", password_hash=None)
    flask("users", "role", ANNA, "hr")
    flask("users", "role", ANNA, "manager", "--office", "RU")
    make_user("bice@comune.example", given_name="Bice", surname="Verdi", is_active=False)
    listed = {"staff_number": "100", "password_hash": None}
    make_user("carla@comune.example", given_name="Carla", surname="Neri", **listed)
    assert flask("users", "list").output.splitlines() == [
        f"{ANNA}  Anna Rossi, no password, hr, manager over RU",
        "bice@comune.example  Bice Verdi, not active",
    ]
    assert "carla@comune.example  Carla Neri, no password" in flask("users", "list", "--all").output
