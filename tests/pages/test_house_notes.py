import pytest
import sqlalchemy as sa

from app.booking.models import Booking, HouseNoteRead, Workplace
from app.booking.queries.house_notes import is_new_to
from app.booking.queries.places import places
from app.booking.services import house_notes
from app.core.db import db, raise_revision, transaction
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user
from tests.support.town import WEDNESDAY, make_town

NOTE = "Mostra il tesserino in portineria.\nWi-Fi: <Comune-Ospiti>."
RULES = "Niente telefonate in sala."


def write_note(workplace, guest_note=NOTE, house_rules=RULES):
    with transaction():
        stored = db.session.get_one(Workplace, workplace.id)
        stored.guest_note, stored.house_rules = guest_note, house_rules
        raise_revision()


@pytest.fixture
def town(app):
    made = make_town(desks=2)
    write_note(made[0])
    return made


@pytest.fixture
def sofia(browser, town):
    user = make_user(area_code="20162")
    browser.sign_in(user)
    return user


def wish(desk, **more):
    return {"desk_id": desk.id, "day": str(WEDNESDAY), "part": "day"} | more


def booked():
    return db.session.scalar(sa.select(sa.func.count()).select_from(Booking))


def test_before_a_first_day_the_houses_note_is_read_and_one_button_books(browser, sofia, town):
    desk = desks_of(town[0])[0]
    page = browser.follow(browser.post("/bookings", wish(desk)))
    assert page.heading == "Before your first day at Uffici di via Durando"
    for said in ("Mostra il tesserino in portineria.", "Wi-Fi: <Comune-Ospiti>.", RULES):
        assert said in page
    assert "Desk 0A-01" in page
    assert "Wednesday 4 March" in page
    assert booked() == 0
    page = browser.follow(browser.post("/bookings", wish(desk, note_read="1")))
    assert page.heading == "The desk is yours"
    assert "New here?" not in page
    assert "Mostra il tesserino in portineria." in page


def test_it_is_shown_once(browser, sofia, town):
    house_notes.read_note(town[0].id, by=actor(sofia))
    house_notes.read_note(town[0].id, by=actor(sofia))
    answer = browser.post("/bookings", wish(desks_of(town[0])[0]))
    assert answer.location.startswith("/bookings/")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(HouseNoteRead)) == 1


def test_each_house_and_each_person_has_their_own_first_day(browser, sofia, town):
    write_note(town[1])
    house_notes.read_note(town[0].id, by=actor(sofia))
    known = places().by_id
    assert not is_new_to(sofia.id, known[town[0].id])
    assert is_new_to(sofia.id, known[town[1].id])
    assert is_new_to(make_user().id, known[town[0].id])


def test_a_house_without_a_note_is_booked_at_once(browser, sofia, town):
    answer = browser.post("/bookings", wish(desks_of(town[1])[0]))
    assert answer.location.startswith("/bookings/")
    assert booked() == 1


def test_a_desk_that_is_lost_while_reading_is_refused_as_ever(browser, sofia, town):
    desk = desks_of(town[0])[0]
    browser.post("/bookings", wish(desk))
    make_booking(make_user(), desk, WEDNESDAY)
    page = browser.post("/bookings", wish(desk, note_read="1"))
    assert page.status == 422
    assert "has just been booked by somebody else" in page
    # They have read it all the same.
    assert not is_new_to(sofia.id, places().by_id[town[0].id])


def test_a_desk_that_came_without_a_click_says_that_they_are_new_here(browser, sofia, town):
    booking = make_booking(sofia, desks_of(town[0])[0], WEDNESDAY)
    page = browser.get(f"/bookings/{booking}")
    assert "New here? Read this before you come" in page
    assert page.text.count("Mostra il tesserino") == 1
    page = browser.follow(browser.post("/workplaces/DURANDO/note", {"booking": booking}))
    assert page.heading == "The desk is yours"
    assert "New here?" not in page
    assert "Mostra il tesserino" in page


def test_whoever_only_looks_at_a_booking_is_not_new_there(browser, sofia, town):
    booking = make_booking(make_user(), desks_of(town[0])[0], WEDNESDAY)
    assert browser.get(f"/bookings/{booking}").status == 404
    mine = make_booking(sofia, desks_of(town[0])[1], WEDNESDAY)
    browser.post(f"/bookings/{mine}/cancel")
    assert "New here?" not in browser.get(f"/bookings/{mine}")


@pytest.mark.parametrize("query", ["", "?desk_id=1", "?desk_id=x&day=2026-03-04&part=day",
                                   "?desk_id=999999999&day=2026-03-04&part=day"])  # fmt: skip
def test_an_address_without_a_wish_leads_to_the_desks(browser, sofia, query):
    answer = browser.get(f"/workplaces/DURANDO/first-day{query}")
    assert answer.status == 303
    assert answer.location == "/workplaces/DURANDO/desks"


def test_a_desk_of_another_house_is_not_booked_under_this_ones_note(browser, sofia, town):
    other = desks_of(town[1])[0]
    query = f"?desk_id={other.id}&day={WEDNESDAY}&part=day"
    assert browser.get(f"/workplaces/DURANDO/first-day{query}").status == 303


def test_nobody_reads_for_a_house_that_is_not_there(browser, sofia):
    assert browser.post("/workplaces/MARTE/note").status == 404
    assert browser.get("/workplaces/MARTE/first-day").status == 404
    with pytest.raises(ValueError, match="no workplace"):
        house_notes.read_note(999, by=actor(sofia))
    assert browser.post("/workplaces/DURANDO/note", {"booking": "x"}).location == "/bookings"


def test_asking_costs_one_query_where_there_is_a_note_and_none_elsewhere(browser, sofia, town):
    known, user = places().by_code, sofia.id
    with counted() as statements:
        is_new_to(user, known["DURANDO"])
    assert len(statements) == 1
    with counted() as statements:
        is_new_to(user, known["PADOVA"])
    assert not statements
