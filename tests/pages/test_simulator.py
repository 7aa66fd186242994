from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.services.unmet import count_unmet
from app.core.half import Half, Part
from app.occupancy.queries.demand import asked_between
from app.occupancy.rules.simulator import Demand
from tests.support.browser import untranslated
from tests.support.counting import counted
from tests.support.demand import CLOSED, DAYS, FRIDAY, WEDNESDAY, book_past, query_fields
from tests.support.factories import make_area, make_user
from tests.support.town import classed, make_town

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def manager(browser):
    browser.sign_in(make_user("sedi@example.it", Role.FACILITY_MANAGER))
    return browser


@pytest.fixture
def town():
    """Durando is 3 km from 20162, Padova 3.5, Larga 6.3."""
    return make_town(desks=12)


def test_what_people_wanted_is_read_without_their_names(town):
    durando, padova, _larga = town
    book_past(durando, 6)
    book_past(padova, 5, part=Part.AM, order=f"{padova.id},{durando.id}")
    book_past(durando, 5, day=FRIDAY, area=None)
    book_past(durando, 5, day=FRIDAY, state="cancelled")
    book_past(durando, 5, day=date(2026, 2, 27))
    asked = asked_between(WEDNESDAY, FRIDAY)
    assert set(asked.bookings) == {
        Demand(WEDNESDAY, Part.DAY, "20162", (), 6),
        Demand(WEDNESDAY, Part.AM, "20162", (padova.id, durando.id), 5),
        Demand(FRIDAY, Part.DAY, "", (), 5),
    }
    assert asked.people == 16
    assert asked.booked == {
        (durando.id, WEDNESDAY, Half.AM): 6, (durando.id, WEDNESDAY, Half.PM): 6,
        (padova.id, WEDNESDAY, Half.AM): 5,
        (durando.id, FRIDAY, Half.AM): 5, (durando.id, FRIDAY, Half.PM): 5,
    }  # fmt: skip


def test_an_area_with_fewer_than_five_people_is_not_followed(town):
    make_area("20121", 45.47, 9.19)
    book_past(town[0], 5)
    book_past(town[1], 4, area="20121")
    asked = asked_between(WEDNESDAY, WEDNESDAY)
    assert {(one.area, one.people) for one in asked.bookings} == {("20162", 5), ("", 4)}


def test_a_failed_search_for_a_whole_day_is_one_wish(town):
    for _ in range(5):
        count_unmet("20162", WEDNESDAY, list(Half), by=SYSTEM)
    count_unmet("20162", WEDNESDAY, [Half.PM], by=SYSTEM)
    count_unmet("20121", WEDNESDAY, [Half.AM], by=SYSTEM)
    assert set(asked_between(WEDNESDAY, WEDNESDAY).searches) == {
        Demand(WEDNESDAY, Part.DAY, "20162", (), 5),
        Demand(WEDNESDAY, Part.PM, "20162", (), 1),
        Demand(WEDNESDAY, Part.AM, "", (), 1),
    }


def test_the_page_opens_with_the_last_thirteen_weeks_and_no_answer(manager, town):
    page = manager.get("/simulator")
    assert page.heading == "What would happen if"
    fields = {field.get("name"): field.get("value") for field in page.all("input")}
    assert (fields["from"], fields["to"]) == ("2025-12-01", "2026-03-01")
    assert "As it was, and as it would be" not in page
    assert "What this cannot know" in page


def test_closing_the_nearest_workplace_is_answered_in_words_first(manager, town):
    book_past(town[0], 10)
    page = manager.get(f"/simulator?{CLOSED}")
    assert page.status == 200
    assert classed(page, "v-answer")[0].startswith("Uffici di via Durando: closed every day.")
    # Padova is as near as makes no difference: all ten find a desk there.
    assert "As many people as now would find a desk near." in page
    assert "20 of the half-days booked then would be above the limit." in page
    assert "Uffici di via Durando 83 % closed 24 0 20" in page
    assert "Sede di via Padova 0 % 83 % 24 24 0" in page
    assert untranslated(page) == []


def test_who_finds_only_far_desks_is_told_by_the_day(manager, town):
    book_past(town[0], 12)
    page = manager.get(f"/simulator?{CLOSED}&place2=PADOVA&what2=fewer&number2=6")
    # Six at Padova, six at Larga 6 km away.
    assert "6 more people a day would find no desk near." in page
    assert "As many people as now would find a desk somewhere." in page


def test_fewer_desks_than_people_are_refusals(manager, town):
    book_past(town[0], 12)
    query = f"{CLOSED}&place2=PADOVA&what2=closes&place3=LARGA&what3=cap&number3=50"
    assert "6 more people a day would find no desk at all." in manager.get(f"/simulator?{query}")


def test_a_ninth_workplace_is_near_to_its_area(manager, town):
    make_area("20099", 45.56, 9.25)
    book_past(town[2], 8, area="20099")
    page = manager.get(f"/simulator?{DAYS}&area=20099&desks=10")
    assert "A new workplace at postal code 20099 with 10 desks." in page
    assert "8 fewer people a day would find no desk near." in page
    assert "New workplace at 20099 closed 80 % 0 20 0" in page


def test_searches_make_ranges(manager, town):
    book_past(town[0], 12)
    for _ in range(20):
        count_unmet("20162", WEDNESDAY, list(Half), by=SYSTEM)
    page = manager.get(f"/simulator?{CLOSED}")
    assert "From 0 to 12 more people a day would find no desk near." in page
    assert "The ranges come from searches that found nothing near" in page


def test_a_question_is_its_address(manager, town):
    book_past(town[0], 10)
    query = f"{DAYS}&place1=DURANDO&what1=closes&days1=3&days1=5&area=20162&desks=3"
    page = manager.get(f"/simulator?{query}")
    checked = [box.get("value") for box in page.all("input") if box.get("checked") is not None]
    assert checked == ["3", "5"]
    assert "closed on Wednesdays, on Fridays." in page


def test_apply_leads_to_the_pages_that_decide_filled_in(manager, town):
    book_past(town[0], 10)
    page = manager.get(
        f"/simulator?{CLOSED}&days1=5&place2=PADOVA&what2=cap&number2=60&place3=LARGA&what3=more"
        "&number3=2&area=20162&desks=4"
    )
    offered = {
        "/places/closures/new": {
            "workplace": "DURANDO", "weekdays": "5", "from_day": None, "to_day": None,
        },
        "/places/PADOVA/limits": {"percent": "60", "from_day": None},
        "/places/LARGA/rooms": {},
        "/places/new": {"postal_code": "20162"},
    }  # fmt: skip
    forms = {form.get("action"): form for form in page.all("form")}
    for action, fields in offered.items():
        found = {e.get("name"): e.get("value") for e in forms[action].iter() if e.get("name")}
        assert found == fields


def filled(page):
    """What stands in a page's controls; ticked boxes as a list."""
    boxes = [e for e in page.all("input") if e.get("type") == "checkbox"]
    ticked = [e.get("value") for e in boxes if e.get("checked") is not None]
    return {e.get("name"): e.get("value") for e in page.all("input")} | {"ticked": ticked}


def test_those_pages_open_filled_in(manager, town):
    limits = filled(manager.get("/places/PADOVA/limits?percent=60&weekdays=15&from_day=2026-04-01"))
    assert (limits["percent"], limits["from_day"]) == ("60", "2026-04-01")
    assert limits["ticked"] == ["1", "5"]
    closure = manager.get(
        "/places/closures/new?workplace=DURANDO&weekdays=5&from_day=2026-04-03&to_day=2026-06-26"
    )
    days = filled(closure)
    assert (days["from_day"], days["to_day"]) == ("2026-04-03", "2026-06-26")
    assert days["ticked"] == ["5"]
    chosen = [e.get("value") for e in closure.all("option") if e.get("selected") is not None]
    assert "DURANDO" in chosen
    assert filled(manager.get("/places/new?postal_code=20162"))["postal_code"] == "20162"


def test_nothing_can_be_applied_by_those_who_only_look(browser, town):
    book_past(town[0], 10)
    browser.sign_in(make_user("revisore@example.it", Role.AUDITOR))
    page = browser.get(f"/simulator?{CLOSED}")
    assert "As it was, and as it would be" in page
    assert "Apply from a day on" not in page
    assert "Keep this answer" not in page


def test_days_with_fewer_than_five_people_get_no_answer(manager, town):
    book_past(town[0], 4)
    page = manager.get(f"/simulator?{CLOSED}")
    assert page.status == 422
    assert "Fewer than five people booked in these days" in page
    kept = manager.post("/simulator", {**query_fields(CLOSED), "name": "A"})
    assert kept.status == 422


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (DAYS, "Say what would be different"),
        (f"{DAYS}&place1=NOWHERE&what1=closes", "We do not know this workplace."),
        (f"{DAYS}&what1=closes", "Choose the workplace that changes."),
        (f"{DAYS}&place1=DURANDO", "Choose what changes at this workplace."),
        (f"{DAYS}&place1=DURANDO&what1=explodes", "Choose what changes at this workplace."),
        (f"{DAYS}&place1=DURANDO&what1=more", "Write how many desks, from 1 to 500."),
        (f"{DAYS}&place1=DURANDO&what1=more&number1=0", "Write how many desks"),
        (f"{DAYS}&place1=DURANDO&what1=fewer&number1=501", "Write how many desks"),
        (f"{DAYS}&place1=DURANDO&what1=more&number1={'9' * 300}", "Write how many desks"),
        (f"{DAYS}&place1=DURANDO&what1=more&number1=-3", "Write how many desks"),
        (f"{DAYS}&place1=DURANDO&what1=more&number1=%C2%B2", "Write how many desks"),
        (f"{DAYS}&place1=DURANDO&what1=cap&number1=101", "Write a percentage from 0 to 100."),
        (f"{DAYS}&place1=DURANDO&what1=cap", "Write a percentage from 0 to 100."),
        (f"{CLOSED}&days1=7", "Choose weekdays from Monday to Friday"),
        (f"{CLOSED}&days1=1&days1=%00x", "Choose weekdays from Monday to Friday"),
        (f"{DAYS}&area=99999&desks=3", "We do not know this postal code."),
        (f"{DAYS}&desks=3", "Write the postal code where the new workplace would be."),
        (f"{DAYS}&area=20162", "Write how many desks, from 1 to 500."),
        ("from=2026-02-31&place1=DURANDO&what1=closes", "We could not read one of the days"),
        ("from=soon&to=2026-02-20&place1=DURANDO&what1=closes", "We could not read one"),
        ("from=0001-01-01&to=9999-12-31&place1=DURANDO&what1=closes", "More than a year"),
        ("from=2024-01-01&to=2025-01-02&place1=DURANDO&what1=closes", "More than a year"),
        ("from=2026-02-20&to=2026-02-16&place1=DURANDO&what1=closes", "The first day is after"),
        ("from=9999-01-01&to=9999-12-31&place1=DURANDO&what1=closes", "still to come"),
        ("from=0001-01-01&to=0001-02-01&place1=DURANDO&what1=closes", "Fewer than five people"),
        ("from=%00&to=%00&place1=DURANDO&what1=closes", "Fewer than five people"),
    ],
)
def test_what_makes_no_sense_is_answered_with_a_sentence(manager, town, query, said):
    page = manager.get(f"/simulator?{query}")
    assert page.status == 422
    assert said in page


def test_whole_numbers_of_desks_and_all_weekdays_are_every_day(manager, town):
    book_past(town[0], 10)
    days = "".join(f"&days1={day}" for day in (5, 4, 3, 2, 1, 1))
    assert "closed every day." in manager.get(f"/simulator?{CLOSED}{days}")


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.HR, 200), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200), (Role.MANAGER, 403)],
)
def test_who_may_ask(browser, town, role, status):
    browser.sign_in(make_user("io@example.it", role))
    assert browser.get("/simulator").status == status


def test_the_number_of_queries_depends_on_nothing(manager, town):
    book_past(town[0], 10)
    manager.get(f"/simulator?{CLOSED}")
    with counted() as few:
        manager.get(f"/simulator?{CLOSED}")
    for day in (date(2026, 2, 16), date(2026, 2, 17), FRIDAY):
        book_past(town[1], 12, day=day, order=f"{town[2].id}")
        count_unmet("20162", day, list(Half), by=SYSTEM)
    with counted() as many:
        manager.get(f"/simulator?{CLOSED}&place2=PADOVA&what2=cap&number2=10&area=20162&desks=9")
    assert len(many) == len(few) <= 8
