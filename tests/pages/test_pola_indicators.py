import io
from datetime import date

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import PlannedHalf
from app.pola.queries.commutes import commute_of
from app.pola.queries.indicators import EnteredValue, entered_values
from app.pola.rules.commute import Mode
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.indicators import Indicator
from app.pola.rules.states import State
from app.pola.services.commutes import answer_commute
from app.pola.views.figures import NOT_FILLED_IN
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import actor, make_office, make_user

MONDAY = date(2026, 3, 2)
DEFINITION = "Of the people who may work remotely, those with at least one remote half-day"


@pytest.fixture
def hr(browser):
    browser.sign_in(make_user("hr@example.it", Role.HR))
    return browser


def workers(count, **more):
    """New people who work from home today."""
    people = [make_user(is_remote_capable=True, **more) for _ in range(count)]
    with transaction():
        for person in people:
            for half in Half:
                row = {"user_id": person.id, "day": MONDAY, "half": half}
                row |= {"kind": DayKind.AGILE_HOME, "source": PlanSource.PERSON}
                db.session.add(PlannedHalf(**row, changed_at=clock.now()))
    return people


def test_a_figure_stands_with_its_counts_its_definition_target_and_last_year(hr):
    workers(6)
    for _ in range(5):
        make_user(is_remote_capable=True)
    hr.post("/indicators/agile_workers", {"year": "2026", "target": "60"})
    page = hr.get("/indicators")
    assert page.heading == "Indicators of 2026"
    assert DEFINITION in page
    assert "Value 54.5 % 6 of 11 In 2025 fewer than 5 Target 60 %" in spoken(page)
    # Six days of eleven people's 41.
    assert "1.3 % 6 of 451" in spoken(page)


def spoken(page):
    (main,) = page.all("main")
    return " ".join(" ".join(main.itertext()).replace("\N{NO-BREAK SPACE}", " ").split())


def test_nothing_to_count_from_is_no_zero(hr):
    page = spoken(hr.get("/indicators?year=2025"))
    assert "Agreements judged positive" in page
    assert f"Value n/a In 2024 n/a Target {NOT_FILLED_IN}" in page
    assert "There are none yet." in page


def test_few_people_are_not_shown(hr):
    workers(4)
    page = spoken(hr.get("/indicators"))
    assert "Value fewer than 5" in page
    assert "4 of 4" not in page
    assert "4 of 5" not in page


def test_the_minimum_of_the_past_is_told_as_history(hr):
    page = hr.get("/indicators")
    assert "at least 15%" in page
    assert "This is history" in page


def test_groups_are_told_apart_and_small_ones_hide_with_another(hr):
    offices = [make_office(code) for code in ("AN", "BI", "CO")]
    for office, name, count in zip(
        offices, ("Anagrafe", "Bilancio", "Cultura"), (7, 2, 9), strict=True
    ):
        with transaction():
            office.name = name
        workers(count, office_id=office.id)
    for _ in range(5):
        make_user()
    page = hr.get("/indicators?by=office&year=2026")
    rows = table_rows(page, "groups")
    assert rows["Cultura"][0] == "100 % (9 of 9)"
    # Two of Bilancio alone would be the total less the others: Anagrafe hides with them.
    assert rows["Bilancio"][0] == rows["Anagrafe"][0] == "hidden"
    assert rows["Whole city"][0] == "75 % (18 of 24)"
    assert "2 of 2" not in page
    assert "“hidden” stands for" in page


def table_rows(page, name):
    (table,) = [one for one in page.all("table") if one.get("id") == name]
    found = {}
    for row in table.iter("{http://www.w3.org/1999/xhtml}tr"):
        first, *cells = [" ".join("".join(cell.itertext()).split()) for cell in row]
        found[first] = cells
    return found


@pytest.mark.parametrize(("split", "more", "name"), [
    ("sex", {"sex": "F"}, "Women"),
    ("grade", {"grade": "Istruttori"}, "Istruttori"),
    ("age", {"born_on": date(1980, 1, 1)}, "From 40 to 49"),
    ("age", {}, "Not known"),
])  # fmt: skip
def test_people_are_told_apart_by_what_is_known(hr, split, more, name):
    workers(6, **more)
    page = hr.get(f"/indicators?by={split}")
    assert name in table_rows(page, "groups")


def test_an_address_that_makes_no_sense_shows_this_year_and_everybody(hr):
    page = hr.get("/indicators?year=1861&by=diagnosis")
    assert page.heading == "Indicators of 2026"
    assert "People told apart" not in page


def test_agreements_are_counted_by_state_and_few_ones_hide(hr):
    for _ in range(6):
        make_agreement(make_user())
    make_agreement(make_user(), State.REFUSED)
    rows = table_rows(hr.get("/indicators"), "states")
    assert rows["In force"] == rows["Refused"] == ["hidden"]
    for _ in range(8):
        make_agreement(make_user(), State.SUBMITTED)
    rows = table_rows(hr.get("/indicators"), "states")
    assert ["8"] in rows.values()


def test_what_was_spared_is_a_range_with_its_factors(hr):
    for person in workers(6):
        answer_commute(Mode.CAR, 10, by=actor(person))
    page = spoken(hr.get("/indicators"))
    # 6 days x 2 x 10 to 20 km / 1.2, at 200 g, less 6 x 1.1 kg.
    assert "from 100 to 200 km" in page
    assert "from 13 to 33 kg" in page
    assert "from 3 to 12 hours" in page
    assert "divided by 1.2 people a car, times 200 g a kilometre, less 1,100 g a day" in page
    assert "6 people have told us how they travel." in page


def test_what_few_people_spared_stays_hidden(hr):
    for person in workers(4):
        answer_commute(Mode.CAR, 10, by=actor(person))
    page = spoken(hr.get("/indicators"))
    assert "kg Target" not in page.replace("Value fewer than 5", "")
    assert "Fewer than 5 people have told us how they travel." in page


def test_human_resources_write_down_figures_and_targets(hr):
    form = hr.get("/indicators/managers_trained?year=2025")
    assert form.heading == "Managers trained to lead agile work"
    assert "for example 45/60" in form
    saved = hr.post(
        "/indicators/managers_trained", {"year": "2025", "value": "45/60", "target": "80"}
    )
    page = hr.follow(saved)
    assert page.heading == "Indicators of 2025"
    assert "“Managers trained to lead agile work” is saved for 2025." in page
    assert f"Value 75 % 45 of 60 In 2024 {NOT_FILLED_IN} Target 80 %" in spoken(page)
    assert entered_values(2025) == {Indicator.MANAGERS_TRAINED: EnteredValue("45/60", "80")}


def test_a_yes_or_no_is_chosen(hr):
    page = hr.get("/indicators/vpn")
    assert "Not filled in" in page
    shown = hr.follow(hr.post("/indicators/vpn", {"year": "2026", "value": "yes", "target": ""}))
    assert f"Value Yes In 2025 {NOT_FILLED_IN} Target {NOT_FILLED_IN}" in spoken(shown)


@pytest.mark.parametrize(("name", "fields", "words"), [
    ("managers_trained", {"value": "75", "target": ""}, "Write how many out of how many"),
    ("managers_trained", {"value": "", "target": "180"}, "Write a number from 0 to 100."),
    ("training_cost", {"value": "much", "target": ""}, "Write a number, with at most two"),
    ("agile_days", {"value": "7/8", "target": "x"}, "Write a number from 0 to 100."),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_beside_its_field(hr, name, fields, words):
    page = hr.post(f"/indicators/{name}", {"year": "2026"} | fields)
    assert page.status == 422
    assert words in page
    assert "There is 1 thing to put right" in page
    assert entered_values(2026) == {}


def test_what_is_worked_out_has_a_target_alone(hr):
    page = hr.get("/indicators/agile_days")
    assert "Vicino works this value out." in page
    hr.follow(hr.post("/indicators/agile_days", {"year": "2026", "value": "1/2", "target": "30"}))
    assert entered_values(2026) == {Indicator.AGILE_DAYS: EnteredValue("", "30")}
    assert hr.get("/indicators/happiness").status == 404


def test_the_indicators_are_taken_away_as_a_list(hr):
    workers(6)
    sheet = hr.get("/indicators.xlsx?year=2026")
    first, *rows = load_workbook(io.BytesIO(sheet.response.data)).active.values
    assert first[:4] == ("Dimension", "Indicator", "Definition", "Value")
    assert len(rows) == len(Indicator)
    line = next(row for row in rows if row[1] == "People who have worked remotely")
    assert line[3:7] == (100, "%", 6, 6)
    text = hr.get("/indicators.csv").response.data.decode("utf-8-sig")
    assert "People who have worked remotely" in text
    assert hr.get("/indicators.docx").status == 404


def test_few_people_are_not_in_the_files_either(hr):
    workers(4)
    sheet = hr.get("/indicators.xlsx").response.data
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    line = next(row for row in rows if row[1] == "People who have worked remotely")
    assert line[3:7] == ("fewer than 5", "%", None, None)


def test_the_document_for_the_piao_is_made_to_last_and_to_be_read_by_everybody(hr):
    workers(6)
    answer = hr.get("/indicators.pdf?year=2026")
    assert answer.headers["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.response.data))
    root = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2<" in told
    assert "<pdfuaid:part>1<" in told
    assert root["/Lang"].lower().startswith("it")
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in ("Indicatori del lavoro agile, anno 2026", "Comune di Milano", "Obiettivo",
                  "2 marzo 2026, ore 10:15"):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("split", ["", "office", "age"])
def test_a_year_costs_as_many_queries_for_one_as_for_many(hr, split):
    with counted() as few:
        hr.get(f"/indicators?by={split}")
    for _ in range(3):
        office = make_office(f"X{_}")
        for person in workers(4, office_id=office.id, born_on=date(1960 + 9 * _, 1, 1)):
            make_agreement(person)
            answer_commute(Mode.CAR, 5, by=actor(person))
    with counted() as many:
        hr.get(f"/indicators?by={split}")
    assert len(few) == len(many) <= 10


def test_auditors_read_the_indicators_and_write_none(browser, app):
    browser.sign_in(make_user(None, Role.AUDITOR))
    page = browser.get("/indicators")
    assert page.status == 200
    assert "/indicators" in {a.get("href") for a in page.all("a")}
    assert not [a for a in page.all("a") if "/indicators/" in (a.get("href") or "")]
    assert browser.get("/indicators/vpn").status == 403
    assert browser.post("/indicators/vpn", {"value": "yes", "target": ""}).status == 403
    assert browser.get("/indicators.pdf").status == 200


def test_the_indicators_are_nobody_else_s(browser, app):
    browser.sign_in(make_user(None, Role.MANAGER, Role.ADMINISTRATOR))
    assert browser.get("/indicators").status == 403
    assert browser.get("/indicators.csv").status == 403


def test_a_person_may_say_how_they_travel_and_take_it_back(browser, app):
    sofia = make_user()
    browser.sign_in(sofia)
    page = browser.get("/profile/commute")
    assert page.heading == "Your way to the office"
    assert "Delete the answer" not in page
    browser.follow(browser.post("/profile/commute", {"mode": "car", "band": "10"}))
    assert commute_of(sofia.id).band_km == 10
    page = browser.get("/profile/commute")
    chosen = {one.get("value") for one in page.all("input") if one.get("checked") is not None}
    assert chosen == {"car", "10"}
    assert "Delete the answer" in page
    page = browser.follow(browser.post("/profile/commute/forget"))
    assert "Your answer is deleted." in page
    assert commute_of(sofia.id) is None


@pytest.mark.parametrize("fields", [{}, {"mode": "car"}, {"mode": "rocket", "band": "7"}])
def test_half_an_answer_about_travel_is_no_answer(browser, app, fields):
    sofia = make_user()
    browser.sign_in(sofia)
    page = browser.post("/profile/commute", fields)
    assert page.status == 422
    assert "Choose one." in page
    assert commute_of(sofia.id) is None
