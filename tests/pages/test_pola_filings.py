"""The page of what the Ministry is told."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from app.auth.models import Role
from app.pola.rules.filings import FilingState
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import make_user
from tests.support.filings import (
    file_start,
    file_withdrawal,
    make_worker,
    stand,
    states,
    the_filing,
)
from tests.support.ministry import EMPLOYER_SETTINGS, configured, running_ministry

CODE = "26030200000000009"


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


@pytest.fixture
def started(app):
    with configured(EMPLOYER_SETTINGS):
        agreement = make_agreement(make_worker(), starts_on=date(2026, 2, 9))
        file_start(agreement)
        yield agreement


@pytest.fixture
def ministry(started):
    with running_ministry() as one, configured(one.settings):
        yield one


def test_the_page_says_what_is_due_and_that_nothing_is_sent_yet(hr, started):
    page = hr.get("/filings")
    assert page.heading == "Communications to the Ministry"
    for words in (
        "The Ministry's interface is not set up",
        "MINISTRY_TOKEN_URL",
        "Rossi Sofia",
        "Start on Monday 9 February",
        "To be sent",
        "Due by Friday 20 March",
        "Later than our own five days",
    ):
        assert words in page
    assert "Send the most urgent now" not in page
    assert hr.post("/filings/send").status == 422


@pytest.mark.parametrize(("start", "words"), [
    (date(2026, 1, 12), "Overdue"), (date(2026, 3, 2), ""),
])  # fmt: skip
def test_what_is_late_is_said_in_words(hr, app, start, words):
    file_start(make_agreement(make_worker(), starts_on=start))
    page = hr.get("/filings")
    assert words in page
    assert ("Overdue" in page) is bool(words)
    assert ("Overdue" in hr.get("/filings?due=y")) is bool(words)


def test_what_is_due_today_is_said_in_words(hr, app):
    file_start(make_agreement(make_worker(), starts_on=date(2026, 2, 9)))
    stand(due_on=date(2026, 3, 2))
    assert "Due today" in hr.get("/filings?due=y")


def test_what_it_lacks_is_said_before_it_is_sent(hr, app):
    file_start(make_agreement(make_worker(fiscal_code=None)))
    page = hr.get("/filings")
    assert "The person's fiscal code is missing or wrong" in page
    assert "The city's INAIL position is not set" in page


def test_one_click_tells_the_ministry(hr, ministry):
    page = hr.get("/filings")
    assert "not set up" not in page
    answer = hr.post("/filings/send")
    assert (answer.status, answer.location) == (303, "/filings")
    page = hr.get("/filings")
    assert "The Ministry accepted 1 communication." in page
    assert "No communication matches" in page
    assert ministry.acts() == ["I"]
    assert f"Code {ministry.accepted[0][2]}" in hr.get("/filings?state=accepted")
    hr.post("/filings/send")
    assert "There was nothing to send." in hr.get("/filings")


@pytest.mark.parametrize(("how", "said", "shown"), [
    ("E999", "The Ministry refused 1 communication", "Answer E999: Non accettata"),
    ("silence", "1 communication got no clear answer", "In doubt"),
])  # fmt: skip
def test_what_the_ministry_said_is_told_in_words(hr, ministry, how, said, shown):
    ministry.plan = [how]
    hr.post("/filings/send")
    page = hr.get("/filings")
    assert said in page
    assert shown in page


def test_a_refused_one_is_tried_again_or_settled_by_hand(hr, started):
    stand(FilingState.REFUSED, answer="E037")
    assert "Answer E037: The period begins before the signing date." in hr.get("/filings")
    one = f"/filings/{the_filing().id}"
    assert hr.post(f"{one}/retry").status == 303
    assert states() == [FilingState.WAITING]
    wrong = hr.post(f"{one}/settle", {"code": "12"})
    assert wrong.status == 422
    assert "The Ministry's codes have 17 digits" in wrong
    assert hr.post(f"{one}/settle", {"code": CODE}).status == 303
    assert (the_filing().state, the_filing().code) == (FilingState.ACCEPTED, CODE)
    assert hr.post(f"{one}/annul").status == 303
    assert states() == [FilingState.ACCEPTED, FilingState.WAITING]


def test_what_was_told_of_one_agreement_stands_together(hr, started):
    file_withdrawal(started, date(2026, 4, 1))
    other = make_agreement(make_worker(1, surname="Verdi"))
    file_start(other)
    page = hr.get(f"/filings?agreement={started.id}")
    assert "All that was told of one agreement" in page
    assert "Withdrawal on" in page
    assert "It waits for the one before it." in page
    assert "Verdi" not in page


@pytest.mark.parametrize(("query", "is_found"), [
    ("name=rossi", True), ("name=bianchi", False), ("state=waiting", True),
    ("state=refused", False), ("state=nonsense", True), ("act=I", True), ("act=R", False),
    ("act=nonsense", True), ("from=9999", True), ("agreement=x", True),
])  # fmt: skip
def test_the_list_is_filtered(hr, started, query, is_found):
    assert ("Rossi Sofia" in hr.get(f"/filings?{query}")) is is_found


def test_what_waits_is_taken_away_in_a_file(hr, started):
    answer = hr.post("/filings/export")
    assert answer.location == "/filings?state=exported"
    page = hr.get(answer.location)
    assert "1 communication is in the file" in page
    assert "Written to a file" in page
    file = hr.get("/filings/start.xlsx")
    assert file.headers["Cache-Control"] == "no-store"
    sheet = load_workbook(io.BytesIO(file.response.get_data())).active
    headings, line = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert headings[0] == "codTipologiaComunicazione"
    assert line[headings.index("cognomeLavoratore")] == "Rossi"
    assert hr.get("/filings/nothing.xlsx").status == 404
    hr.post("/filings/export")
    assert "Nothing that waits is complete" in hr.get("/filings")


def test_many_take_as_many_queries_as_few(hr, started):
    hr.get("/filings")
    with counted() as few:
        hr.get("/filings")
    for number in range(1, 60):
        file_start(make_agreement(make_worker(number)))
    with counted() as many:
        page = hr.get("/filings")
    assert len(few) == len(many)
    assert page.text.count("v-req-who") == 50
    assert hr.get("/filings?from=50").text.count("v-req-who") == 10


def test_others_do_not_see_it(browser, started):
    browser.sign_in(make_user("altri@example.it"))
    assert browser.get("/filings").status == 403
    assert browser.post("/filings/send").status == 403
