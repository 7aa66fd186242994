from io import BytesIO

import openpyxl
import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core.db import transaction
from app.pola.rules.states import State
from app.pola.services.filings import file_start
from tests.support.agreements import a_manager_of, make_agreement
from tests.support.factories import make_user


@pytest.fixture
def sofia(app):
    return make_user(given_name="=Sofia", surname="Rossi")


def test_the_inbox_is_taken_along_as_a_table(browser, sofia):
    manager = a_manager_of(sofia)
    make_agreement(sofia, State.SUBMITTED)
    page = browser.sign_in(manager).get("/inbox.csv?box=approve")
    assert page.status == 200
    lines = page.text.splitlines()
    assert lines[0].endswith("Name;Office;What it is about;Rules;Due by")
    assert "Sofia Rossi" in lines[1]
    assert not lines[1].startswith("=")


def test_communications_are_taken_along_as_a_spreadsheet(browser, sofia):
    agreement = make_agreement(sofia, State.ACTIVE)
    with transaction():
        file_start(agreement.id, by=SYSTEM)
    browser.sign_in(make_user("hr@example.it", Role.HR))
    page = browser.get("/filings.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(page.response.get_data())).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Name", "Act")
    assert rows[1][:2] == ("Rossi =Sofia", "Start")


@pytest.mark.parametrize("address", ["/inbox.pdf", "/filings.exe"])
def test_there_are_no_other_kinds_of_file(browser, address):
    assert browser.sign_in(make_user("hr@example.it", Role.HR)).get(address).status == 404


def test_lists_are_not_for_everybody(browser):
    browser.sign_in(make_user())
    assert browser.get("/inbox.csv").status == 403
    assert browser.get("/filings.csv").status == 403
