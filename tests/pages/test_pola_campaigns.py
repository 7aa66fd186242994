import io

import pytest
from openpyxl import load_workbook

from app.auth.models import Role
from app.pola.queries.agreements import open_request_of
from app.pola.queries.campaigns import answer_of, campaigns
from app.pola.rules.campaigns import Answer
from app.pola.rules.states import State
from tests.support.agreements import make_agreement
from tests.support.browser import Browser
from tests.support.counting import counted
from tests.support.factories import make_office, make_user


@pytest.fixture
def office(app):
    return make_office()


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


def worker(office, **more):
    return make_user(office_id=office.id, is_remote_capable=True, **more)


def form(office, **more):
    return {
        "title": "Accordi 2027",
        "opens_on": "2026-03-01",
        "closes_on": "2026-03-31",
        "starts_on": "2026-09-01",
        "ends_on": "2027-08-31",
        "offices": [office.id],
    } | more


def test_human_resources_open_a_campaign_and_follow_its_answers(hr, office):
    assert "No campaign yet" in hr.get("/campaigns")
    anna, bruno = worker(office, surname="Alberti"), worker(office, surname="Bianchi")
    make_agreement(bruno, State.SUBMITTED)
    page = hr.follow(hr.post("/campaigns/new", form(office)))
    assert page.heading == "Accordi 2027"
    assert "2 people are called." in page
    assert "Answers from 01/03/2026 to 31/03/2026, for agreements from 01/09/2026" in page
    assert "Called: Risorse umane." in page
    assert "Remind 1 person" in page
    assert "Alberti Sofia" in page
    listed = hr.get("/campaigns")
    assert "Open until 31/03/2026" in listed
    assert "2 people called" in listed
    (campaign,) = campaigns()
    done = hr.follow(hr.post(f"/campaigns/{campaign.id}/remind"))
    assert "1 person is reminded." in done
    assert "02/03/2026 10:15" in done
    again = hr.follow(hr.post(f"/campaigns/{campaign.id}/remind"))
    assert "Everybody has answered or was reminded today." in again
    silent = hr.get(f"/campaigns/{campaign.id}?answer=silent")
    assert "Alberti" in silent
    assert "Bianchi" not in silent
    assert "Nobody matches" in hr.get(f"/campaigns/{campaign.id}?name=zzz")
    assert anna.id


def test_what_is_wrong_with_a_campaign_stands_beside_its_field(hr, office):
    page = hr.get("/campaigns/new")
    assert page.status == 200
    wrong = hr.post("/campaigns/new", form(office, title="", offices=[], closes_on="x"))
    assert wrong.status == 422
    for words in (
        "There are 3 things to put right", "Title: Write a title.",
        "Offices: Choose at least one office.", "Write a day, for example 31/12/2026.",
    ):  # fmt: skip
        assert words in wrong, words
    empty = hr.post("/campaigns/new", form(office))
    assert empty.status == 422
    assert "Nobody in these offices may work remotely." in empty
    assert campaigns() == []


def test_renewals_are_prepared_with_one_button(hr, office):
    anna = worker(office)
    make_agreement(anna, ends_on=None, in_force_until=None)
    bruno = worker(office)
    agreement = make_agreement(bruno)
    hr.post("/campaigns/new", form(office))
    (campaign,) = campaigns()
    # Those were begun today, so they answer the call.
    assert "Prepare" not in hr.get(f"/campaigns/{campaign.id}")
    hr.post("/campaigns/new", form(office, opens_on="2026-03-02"))
    assert agreement.id
    done = hr.follow(hr.post(f"/campaigns/{campaign.id}/renewals"))
    assert "0 drafts are prepared." in done
    assert open_request_of(bruno.id) is None


def test_the_people_of_a_campaign_are_taken_away_as_a_file(hr, office):
    worker(office, surname="=SUM(A1)")
    hr.post("/campaigns/new", form(office))
    (campaign,) = campaigns()
    sheet = hr.get(f"/campaigns/{campaign.id}/people.xlsx")
    rows = list(load_workbook(io.BytesIO(sheet.response.data)).active.values)
    assert rows[0] == ("Name", "Office", "Answer", "Last reminded")
    assert rows[1][:3] == ("=SUM(A1) Sofia", "Risorse umane", "Silent")
    text = hr.get(f"/campaigns/{campaign.id}/people.csv?answer=sent")
    assert text.response.data.decode("utf-8-sig").count("\r\n") == 1
    assert "attachment" in text.headers["Content-Disposition"]
    assert hr.get(f"/campaigns/{campaign.id}/people.pdf").status == 404


def test_a_person_who_is_called_may_decline(hr, app, office):
    anna = worker(office, email="anna@example.it")
    hr.post("/campaigns/new", form(office))
    (campaign,) = campaigns()
    hers = Browser(app.test_client()).sign_in(anna)
    assert "Accordi 2027" in hers.get("/agreement")
    done = hers.follow(hers.post(f"/campaigns/{campaign.id}/decline"))
    assert "You have declined. You can still ask for an agreement." in done
    assert answer_of(campaign, anna.id) is Answer.DECLINED
    again = hr.follow(hr.post(f"/campaigns/{campaign.id}/decline"))
    assert "This call is not meant for you." in again


def test_campaigns_are_for_human_resources_alone(browser, app):
    browser.sign_in(make_user(None, Role.MANAGER, Role.ADMINISTRATOR))
    for address in ("/campaigns", "/campaigns/new", "/campaigns/1", "/campaigns/1/people.csv"):
        assert browser.get(address).status == 403
    for address in ("/campaigns/1/remind", "/campaigns/1/renewals"):
        assert browser.post(address).status == 403


def test_a_campaign_that_does_not_exist_is_not_found(hr):
    for address in ("/campaigns/7", "/campaigns/7/people.csv"):
        assert hr.get(address).status == 404
    assert hr.post("/campaigns/7/remind").status == 404


def test_a_closed_campaign_reminds_nobody(hr, office):
    worker(office)
    hr.post("/campaigns/new", form(office, opens_on="2026-03-10"))
    (campaign,) = campaigns()
    page = hr.post(f"/campaigns/{campaign.id}/remind")
    assert page.status == 422
    assert "This call is not open today" in page
    assert "Opens on 10/03/2026" in hr.get("/campaigns")
    assert hr.post(f"/campaigns/{campaign.id}/renewals").status == 422


def test_a_campaign_of_many_asks_the_database_as_often_as_one_of_few(hr, office):
    worker(office)
    hr.post("/campaigns/new", form(office))
    (campaign,) = campaigns()
    with counted() as few:
        hr.get(f"/campaigns/{campaign.id}")
    for _ in range(60):
        worker(office)
    hr.post("/campaigns/new", form(office))
    bigger = campaigns()[0]
    assert bigger.id != campaign.id
    with counted() as many:
        page = hr.get(f"/campaigns/{bigger.id}")
    assert len(few) == len(many)
    assert "1 to 50 of 61" in page
    assert "51 to 61 of 61" in hr.get(f"/campaigns/{bigger.id}?from=50")
    assert "51 to 61 of 61" in hr.get(f"/campaigns/{bigger.id}?from=99999999999999999999")
