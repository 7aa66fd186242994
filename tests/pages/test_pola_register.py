import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.auth.models import Role
from app.pola.rules.states import State
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import make_office, make_user


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


@pytest.fixture
def city(app):
    office = make_office()
    anna = make_user(surname="Alberti", given_name="Anna", staff_number="17", office_id=office.id)
    bruno = make_user(surname="Bianchi", given_name="=Bruno", staff_number="+39")
    clara = make_user(surname="Colombo", given_name="Clara")
    make_agreement(anna, ends_on=date(2026, 4, 30), protocol_number="2026/1")
    make_agreement(bruno, State.REFUSED)
    make_agreement(clara, State.DRAFT)
    return office


def names(page):
    return [name for name in ("Alberti", "Bianchi", "Colombo") if name in page]


def test_the_register_shows_what_was_sent_and_leaves_drafts_to_their_writers(hr, city):
    page = hr.get("/agreements")
    assert page.heading == "Agreements"
    assert names(page) == ["Alberti", "Bianchi"]
    for words in ("In force", "Refused", "Risorse umane", "02/03/2026", "30/04/2026"):
        assert words in page


@pytest.mark.parametrize(("query", "found"), [
    ("name=alb", ["Alberti"]),
    ("name=anna+alb", ["Alberti"]),
    ("name=17", ["Alberti"]),
    ("name=lberti", []),
    ("state=refused", ["Bianchi"]),
    ("state=draft", ["Alberti", "Bianchi"]),
    ("state=nonsense", ["Alberti", "Bianchi"]),
    ("office=nonsense", ["Alberti", "Bianchi"]),
    ("office=99999999999999999999", ["Alberti", "Bianchi"]),
    ("expiring=y", ["Alberti"]),
])  # fmt: skip
def test_the_register_is_filtered(hr, city, query, found):
    page = hr.get(f"/agreements?{query}")
    assert names(page) == found
    if not found:
        assert "No agreement matches" in page


def test_the_register_is_filtered_by_office(hr, city):
    assert names(hr.get(f"/agreements?office={city.id}")) == ["Alberti"]


def test_the_register_is_taken_away_as_it_is_shown(hr, city):
    sheet = hr.get("/agreements/register.xlsx")
    first, *rows = load_workbook(io.BytesIO(sheet.response.data)).active.values
    assert first[:4] == ("Staff number", "Surname", "Given name", "Office")
    assert [row[2] for row in rows] == ["Anna", "=Bruno"]
    assert rows[0][6].date() == date(2026, 3, 2)
    assert rows[0][9] == "2026/1"
    text = hr.get("/agreements/register.csv?state=refused").response.data.decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'+39;Bianchi;'=Bruno;;Refused;")
    assert hr.get("/agreements/register.pdf").status == 404


def test_a_long_register_is_shown_page_by_page_in_as_many_queries(hr, city):
    with counted() as few:
        hr.get("/agreements")
    for _ in range(60):
        make_agreement(make_user())
    with counted() as many:
        page = hr.get("/agreements?name=&from=0")
    assert len(few) == len(many) == 4
    assert "1 to 50 of 62" in page
    assert "51 to 62 of 62" in hr.get("/agreements?from=50")


def test_the_register_is_for_human_resources_alone(browser, app):
    browser.sign_in(make_user(None, Role.MANAGER, Role.ADMINISTRATOR))
    assert browser.get("/agreements").status == 403
    assert browser.get("/agreements/register.csv").status == 403
