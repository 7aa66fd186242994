from datetime import date

import pytest

from app.booking.rules.delegations import Span
from app.booking.services.delegations import give_delegation
from app.core.half import Part
from tests.support.browser import words
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_office, make_user
from tests.support.people_led import leader
from tests.support.town import TUESDAY, make_town

ALWAYS = Span(date(2026, 3, 2))


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def anna(app):
    return make_user("anna@example.it", given_name="Anna", surname="Verdi", locale="en")


@pytest.fixture
def luca(app, browser):
    person = make_user("luca@example.it", given_name="Luca", surname="Rossi", locale="en")
    browser.sign_in(person)
    return person


def sign_in_as(browser, user):
    browser.post("/sign-out")
    browser.sign_in(user)


def wish(desk, day=TUESDAY, part="day"):
    return {"desk_id": str(desk.id), "day": str(day), "part": part}


def forms(page, text):
    return [f for f in (e.get("action") for e in page.all("form")) if f and text in f]


def buttons(page):
    return [words(e) for e in page.all("button")]


def test_a_delegation_is_given_by_finding_a_colleague_and_taken_back(browser, anna, luca):
    page = browser.get("/delegations")
    assert "Nobody but you, and your manager." in page
    assert "Let them book" not in buttons(page)
    assert "Anna Verdi" not in browser.get("/delegations?q=ve")
    assert "Nobody found." in browser.get("/delegations?q=nobody")
    page = browser.get("/delegations?q=verdi")
    assert "Anna Verdi" in page
    form = {"q": "verdi", "delegate": str(anna.id), "owner": "me", "from_day": "2026-03-02"}
    answer = browser.post("/delegations", form)
    assert (answer.status, answer.location) == (303, "/delegations")
    page = browser.get("/delegations")
    assert "Anna Verdi may book now, and is told." in page
    assert "until it is taken back" in page
    page = browser.post("/delegations", form)
    assert page.status == 422
    assert "This person has it already in these days." in page
    sign_in_as(browser, anna)
    page = browser.get("/delegations")
    assert "Luca Rossi" in page
    assert forms(page, "/end") == []
    sign_in_as(browser, luca)
    (end,) = forms(browser.get("/delegations"), "/end")
    assert browser.post(end).status == 303
    assert "Anna Verdi no longer books for Luca Rossi." in browser.get("/delegations")
    assert browser.post(end).status == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"q": "verdi", "delegate": "999", "owner": "me", "from_day": "2026-03-02"},
        {"q": "verdi", "delegate": "x", "owner": "me", "from_day": "2026-03-02"},
        {"q": "verdi", "delegate": "ANNA", "owner": "1", "from_day": "2026-03-02"},
        {"q": "verdi", "delegate": "ANNA", "owner": "me", "from_day": "soon"},
        {"q": "verdi", "delegate": "ANNA", "owner": "me"},
        {"q": "\x00", "delegate": "ANNA", "owner": "me", "from_day": "2026-03-02"},
        {
            "q": "verdi",
            "delegate": "ANNA",
            "owner": "me",
            "from_day": "2026-03-09",
            "to_day": "2026-03-03",
        },
    ],
)
def test_a_forged_or_broken_form_gives_nothing(browser, anna, luca, form):
    sent = {name: value.replace("ANNA", str(anna.id)) for name, value in form.items()}
    assert browser.post("/delegations", sent).status == 422
    assert "Nobody but you, and your manager." in browser.get("/delegations")


def test_the_search_never_offers_oneself(browser, anna, luca):
    assert "Luca Rossi, " not in browser.get("/delegations?q=rossi")
    page = browser.post(
        "/delegations",
        {"q": "rossi", "delegate": str(luca.id), "owner": "me", "from_day": "2026-03-02"},
    )
    assert page.status == 422


def test_a_manager_gives_an_office_to_a_colleague(browser, anna, luca):
    office = make_office("RU1", workplace_id=None)
    person = make_user(office_id=office.id, manager_id=luca.id, locale="en")
    form = {"q": "verdi", "delegate": str(anna.id), "owner": str(office.id)}
    page = browser.get("/delegations?q=verdi")
    assert "everybody of Risorse umane" in page
    assert browser.post("/delegations", form | {"from_day": "2026-03-02"}).status == 303
    page = browser.get("/delegations")
    assert "books for everybody of Risorse umane" in page
    assert len(forms(page, "/end")) == 1
    sign_in_as(browser, person)
    page = browser.get("/delegations")
    assert "Anna Verdi" in page
    assert "given by Luca Rossi" in page
    assert forms(page, "/end") == []


def test_whoever_may_book_for_nobody_is_told_how_that_is_changed(browser, luca):
    page = browser.get("/on-behalf")
    assert "Nobody to book for" in page
    assert page.status == 200


def test_a_delegate_books_and_cancels_and_the_person_sees_who_did_it(browser, town, anna, luca):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    page = browser.get("/on-behalf")
    assert "Anna Verdi" in page
    assert "by delegation" in page
    address = f"/on-behalf/{anna.id}"
    page = browser.get(f"{address}?day={TUESDAY}&part=day&workplace=PADOVA")
    assert "Sede di via Padova: 4 free" in page
    desk = desks_of(town[1])[0]
    assert browser.post(address, wish(desk)).status == 303
    page = browser.get(address)
    assert "A desk is booked for Anna Verdi on Tuesday 3 March; they are told." in page
    assert "booked by Luca Rossi" in page
    sign_in_as(browser, anna)
    page = browser.get("/bookings")
    assert "Booked for you by Luca Rossi" in page
    booking = next(a for e in page.all("a") if (a := e.get("href")).startswith("/bookings/"))
    assert "Booked for you by" in browser.get(booking)
    sign_in_as(browser, luca)
    (cancel,) = forms(browser.get(address), "/cancel")
    assert browser.post(cancel).status == 303
    page = browser.get(address)
    assert "Cancelled for Anna Verdi, Tuesday 3 March; they are told." in page
    assert "Nothing to come." in page
    browser.post(cancel)
    assert "not there for you to cancel any more" in browser.get(address)


def test_what_the_person_booked_is_neither_shown_nor_cancelled(browser, town, anna, luca):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    own = make_booking(anna, desks_of(town[0])[0], TUESDAY)
    page = browser.get(f"/on-behalf/{anna.id}?day={TUESDAY}")
    assert "Nothing to come." in page
    assert browser.post(f"/on-behalf/{anna.id}/bookings/{own}/cancel").status == 404
    for desk in (desks_of(town[0])[0], desks_of(town[1])[0]):
        page = browser.post(f"/on-behalf/{anna.id}", wish(desk))
        assert page.status == 422
        assert "This person cannot have this desk then." in page
        assert "already have a desk" not in page
    sign_in_as(browser, anna)
    assert browser.get(f"/bookings/{own}").heading == "The desk is yours"


def test_nobody_books_for_a_stranger_or_for_themselves(browser, town, anna, luca):
    desk = desks_of(town[0])[0]
    stranger = make_user()
    booking = make_booking(stranger, desk, TUESDAY)
    for number in (anna.id, luca.id, stranger.id, 999999999, 99999999999999):
        assert browser.get(f"/on-behalf/{number}").status == 404
        assert browser.post(f"/on-behalf/{number}", wish(desks_of(town[0])[1])).status == 404
        path = f"/on-behalf/{number}/bookings/{booking}/cancel"
        assert browser.post(path).status == 404


def test_the_booking_of_another_person_is_not_cancelled_under_this_ones_name(
    browser, town, anna, luca
):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    stranger = make_user()
    booking = make_booking(stranger, desks_of(town[0])[0], TUESDAY)
    for number in (booking, 999999999, 99999999999999):
        path = f"/on-behalf/{anna.id}/bookings/{number}/cancel"
        assert browser.post(path).status == 404


@pytest.mark.parametrize("form", [{}, {"desk_id": "1"}, {"desk_id": "x", "day": "y", "part": "z"}])
def test_a_broken_form_books_nothing(browser, town, anna, luca, form):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    page = browser.post(f"/on-behalf/{anna.id}", form)
    assert page.status == 422
    assert "Choose a desk, a day and a part of it." in page


def test_a_desk_that_is_not_there_is_refused_in_words(browser, town, anna, luca):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    form = {"desk_id": "999999999", "day": str(TUESDAY), "part": "day"}
    page = browser.post(f"/on-behalf/{anna.id}", form)
    assert page.status == 422
    assert "This desk no longer exists." in page


def test_a_day_on_which_nothing_can_be_booked_says_so(browser, town, anna, luca):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    page = browser.get(f"/on-behalf/{anna.id}?day=2026-03-07")
    assert "No desk can be booked then" in page
    assert "Saturday 7 March is not a working day." in page


def test_a_full_workplace_says_so(browser, town, anna, luca):
    give_delegation(luca.id, ALWAYS, by=actor(anna))
    for desk in desks_of(town[0]):
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    page = browser.get(f"/on-behalf/{anna.id}?day={TUESDAY}&workplace=DURANDO")
    assert "No desk is free here then" in page
    assert "Uffici di via Durando: 0 free" in page


def test_workplaces_stand_by_name_wherever_the_person_lives(browser, town, anna, luca):
    near = make_user(area_code="20162", workplace_order=f"{town[2].id},{town[0].id}")
    for person in (anna, near):
        give_delegation(luca.id, ALWAYS, by=actor(person))
    shown = []
    for person in (anna, near):
        page = browser.get(f"/on-behalf/{person.id}?day={TUESDAY}")
        shown.append([words(e) for e in page.all("option") if "free" in words(e)])
    assert shown[0] == shown[1] == sorted(shown[0])


def test_a_manager_sees_their_people_and_can_search_many(browser, town, luca):
    office = make_office("RU1")
    for n in range(12):
        make_user(office_id=office.id, manager_id=luca.id, given_name=f"Persona{n:02}")
    page = browser.get("/on-behalf")
    assert "12 people" in page
    assert "by delegation" not in page
    page = browser.get("/on-behalf?q=persona03")
    assert "1 person" in page
    assert "Nobody of this name." in browser.get("/on-behalf?q=zzz")


def test_the_list_asks_the_database_as_often_for_many_people_as_for_few(browser, town, luca):
    office = make_office("RU1")
    counts = []
    browser.get("/on-behalf")
    for _ in range(2):
        for _ in range(4):
            person = make_user(office_id=office.id, manager_id=luca.id)
            give_delegation(luca.id, ALWAYS, by=leader(person))
        with counted() as asked:
            browser.get("/on-behalf")
        counts.append(len(asked))
    assert counts[0] == counts[1]
