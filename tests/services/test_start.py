import pytest
import sqlalchemy as sa

from app import create_app
from app.auth.models import Role, User
from app.core.db import db
from app.start import greeting, prepare
from tests.support.factories import make_user


@pytest.fixture
def build(tmp_path):
    """An app on an empty database of its own."""
    apps = []

    def make(**environ):
        local = {"SECRET_KEY": "tests", "LOCAL": "1", "INSTANCE_PATH": str(tmp_path)}
        apps.append(create_app({"TESTING": True}, local | environ))
        return apps[-1]

    yield make
    for made in apps:
        with made.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_first_start_prepares_the_database_and_leaves_no_connection_open(build):
    city = build()
    prepare(city)
    with city.app_context():
        assert db.engine.pool.checkedout() == 0
        assert db.session.scalars(sa.select(User)).all() == []


def test_a_first_start_of_the_demo_loads_it_and_a_second_finds_it(build, capsys):
    city = build(DEMO="1")
    prepare(city)
    assert capsys.readouterr().out == "Loading the demo: 600 invented people, a few seconds …\n"
    with city.app_context():
        found = db.session.scalar(sa.select(sa.func.count()).select_from(User))
    assert found == 605
    prepare(city)
    assert capsys.readouterr().out == ""


def test_a_database_that_is_away_is_told_in_words(build):
    city = build(DATABASE_URL="postgresql://vicino:segreto@127.0.0.1:1/vicino")
    with pytest.raises(SystemExit) as stop:
        prepare(city)
    assert "vicino:***@127.0.0.1:1/vicino cannot be used" in str(stop.value)
    assert "segreto" not in str(stop.value)


@pytest.mark.parametrize(("bind", "address"), [
    ("127.0.0.1:8000", "http://localhost:8000"),
    ("0.0.0.0:8080", "http://localhost:8080"),
    ("[::]:8000", "http://localhost:8000"),
    ("postazioni.comune.example:80", "http://postazioni.comune.example:80"),
    ("unix:/run/vicino.sock", "unix:/run/vicino.sock"),
])  # fmt: skip
def test_the_greeting_says_where_to_go(app, bind, address):
    assert f"Vicino is ready: {address}\n" in greeting(app, bind)


def test_the_greeting_of_the_demo_says_who_can_sign_in(app):
    app.config["DEMO"] = True
    try:
        said = greeting(app, "127.0.0.1:8000")
    finally:
        app.config["DEMO"] = False
    assert "Sign in with the password vicino-demo as" in said
    assert said.count("@vicino.example") == 5


def test_a_city_without_an_administrator_is_told_how_to_make_one(app):
    assert "users create EMAIL GIVEN SURNAME --role administrator" in greeting(app, "0.0.0.0:80")
    make_user("admin@comune.example", Role.ADMINISTRATOR)
    assert "Nobody can administer" not in greeting(app, "0.0.0.0:80")
