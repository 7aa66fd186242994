from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, Desk
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Half, Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    fill,
    make_neighbour,
    make_town,
    offer,
    offered,
    rename_room,
)

DURANDO, PADOVA = "Uffici di via Durando", "Sede di via Padova"
NOT_MADE = "La tua prenotazione non è stata fatta."


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in, who reads Italian."""
    user = make_neighbour(locale="it")
    browser.sign_in(user)
    return user


def bookings_of(user):
    return db.session.scalars(sa.select(Booking).where(Booking.user_id == user.id)).all()


def wish(desk, day=TUESDAY, part="day"):
    return {"desk_id": desk.id, "day": str(day), "part": part}


def refused(browser, user, sent, words):
    """Send a wish, see it refused in these words and nothing booked; return the page."""
    before = len(bookings_of(user))
    page = browser.post("/bookings", sent)
    assert page.status == 422
    assert NOT_MADE in page
    assert words in page
    assert "%(" not in page.text
    assert len(bookings_of(user)) == before
    return page


def test_a_lost_race_offers_a_like_desk_in_the_same_room(browser, town, sofia):
    desks = desks_of(town[0])
    make_booking(make_user(), desks[1], TUESDAY)
    page = refused(
        browser,
        sofia,
        wish(desks[1]),
        "La postazione 0A-02 è stata prenotata da un\u2019altra persona un attimo fa",
    )
    place, desk = offered(page)
    assert place == DURANDO
    assert desk != "Postazione 0A-02"
    assert browser.post("/bookings", offer(page)).status == 303


def test_a_lost_desk_of_another_day_and_half_is_replaced_on_that_day_and_half(browser, town, sofia):
    desks = desks_of(town[2])
    make_booking(make_user(), desks[0], WEDNESDAY, Part.PM)
    page = refused(browser, sofia, wish(desks[0], WEDNESDAY, "pm"), "pomeriggio")
    assert offered(page)[0] == "Uffici di via Larga"
    assert (offer(page)["day"], offer(page)["part"]) == (str(WEDNESDAY), "pm")


def test_the_day_that_has_passed_is_refused_and_tomorrow_offered(browser, town, sofia):
    page = refused(
        browser, sofia, wish(desks_of(town[0])[0], date(2026, 2, 27)), "venerdì 27 febbraio"
    )
    assert "è passato" in page
    assert offer(page)["day"] == str(TUESDAY)


def test_a_half_that_is_over_is_refused_and_what_is_left_of_today_offered(browser, town):
    with clock.frozen(clock.at(MONDAY, time(14))):
        sofia = make_neighbour(locale="it")
        browser.sign_in(sofia)
        page = refused(browser, sofia, wish(desks_of(town[0])[0], MONDAY, "am"), "è finita")
        assert (offer(page)["day"], offer(page)["part"]) == (str(MONDAY), "pm")


def test_too_late_for_today_is_refused_and_tomorrow_offered(browser, town):
    with clock.frozen(clock.at(MONDAY, time(18, 1))):
        sofia = make_neighbour(locale="it")
        browser.sign_in(sofia)
        page = refused(browser, sofia, wish(desks_of(town[0])[0], MONDAY, "pm"), "fino alle 18:00")
        assert offer(page)["day"] == str(TUESDAY)


def test_too_far_ahead_is_refused_with_the_last_day(browser, town, sofia):
    page = refused(
        browser, sofia, wish(desks_of(town[0])[0], MONDAY + timedelta(days=29)), "lunedì 30 marzo"
    )
    assert offer(page)["day"] == str(TUESDAY)


def test_a_holiday_is_refused(browser, town, sofia):
    page = refused(
        browser, sofia, wish(desks_of(town[0])[0], date(2026, 3, 7)), "Non è un giorno lavorativo"
    )
    assert offer(page)["day"] == str(TUESDAY)


def test_a_closed_workplace_is_refused_with_the_reason_and_the_next_one_offered(
    browser, town, sofia
):
    limits.close_workplace(town[0], TUESDAY, TUESDAY, "Lavori al tetto", by=SYSTEM)
    page = refused(browser, sofia, wish(desks_of(town[0])[0]), "Lavori al tetto")
    assert "chiusa" in page
    assert offered(page)[0] == PADOVA


def test_a_broken_desk_is_refused_with_the_reason(browser, town, sofia):
    desk = desks_of(town[0])[0]
    limits.put_out_of_order(desk, MONDAY, None, "Lampada rotta", by=SYSTEM)
    page = refused(browser, sofia, wish(desk), "La postazione 0A-01 è fuori uso")
    assert "Lampada rotta" in page
    assert offered(page)[0] == DURANDO


def test_a_desk_that_is_no_longer_lent_is_refused(browser, town, sofia):
    desk = desks_of(town[0])[0]
    with transaction():
        db.session.get_one(Desk, desk.id).is_active = False
        raise_revision()
    page = refused(browser, sofia, wish(desk), "Questa postazione non esiste più.")
    assert offered(page)[0] == DURANDO


def test_a_full_workplace_is_refused_and_the_next_one_offered(browser, town, sofia):
    limits.set_cap(town[0], from_day=MONDAY, number=2, by=SYSTEM)
    fill(town[0], TUESDAY, but=2)
    page = refused(browser, sofia, wish(desks_of(town[0])[3]), f"{DURANDO}: la sede è piena")
    assert offered(page)[0] == PADOVA


def test_a_second_desk_for_the_same_half_is_refused(browser, town, sofia):
    desks = desks_of(town[0])
    make_booking(sofia, desks[0], TUESDAY, Part.AM)
    page = refused(browser, sofia, wish(desks[1]), "Hai già una postazione")
    assert "mattina" in page
    assert offer(page)["part"] == "pm"


def test_too_many_bookings_are_refused_with_the_way_out(browser, town, sofia):
    limits.set_policy(PolicyName.OPEN_BOOKINGS, "1", MONDAY, by=SYSTEM)
    desks = desks_of(town[0])
    make_booking(sofia, desks[0], WEDNESDAY)
    page = refused(browser, sofia, wish(desks[0]), "Annullane una per prenotarne un\u2019altra.")
    assert offered(page) is None


def test_a_partners_desk_without_an_agreement_is_refused_in_words(browser, sofia):
    coop = make_workplace("COOP", name="Cooperativa Niguarda", owner=Owner.PARTNER)
    page = refused(browser, sofia, wish(desks_of(coop)[0]), "Cooperativa Niguarda")
    assert "serve un accordo" in page
    assert offered(page)[0] == DURANDO


def test_several_reasons_are_told_together(browser, town, sofia):
    limits.close_workplace(town[0], TUESDAY, TUESDAY, "Lavori al tetto", by=SYSTEM)
    desk = desks_of(town[0])[0]
    limits.put_out_of_order(desk, MONDAY, None, "Lampada rotta", by=SYSTEM)
    page = refused(browser, sofia, wish(desk), "Lavori al tetto")
    assert "Lampada rotta" in page


@pytest.mark.parametrize(
    "crooked",
    [
        {"desk_id": "-1"},
        {"desk_id": "99999999999999999999"},
        {"desk_id": "²"},
        {"desk_id": "<script>"},
        {"desk_id": ""},
        {"day": "banana"},
        {"day": ""},
        {"day": "2026-02-30"},
        {"day": "20260303"},
        {"day": "2026-W10-2"},
        {"part": "xyz"},
        {"part": ""},
    ],
)
def test_a_form_that_says_nothing_sensible_books_nothing(browser, town, sofia, crooked):
    sent = wish(desks_of(town[0])[0]) | crooked
    page = refused(browser, sofia, sent, "Il modulo non diceva")
    assert offered(page)[0] == DURANDO


@pytest.mark.parametrize(
    "sent",
    [
        {"desk_id": "999999999"},
        {"desk_id": "0"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"day": "2100-01-04"},
    ],
)
def test_a_wish_that_nobody_can_fulfil_is_refused_and_tomorrow_offered(browser, town, sofia, sent):
    page = refused(browser, sofia, wish(desks_of(town[0])[0]) | sent, NOT_MADE)
    assert offer(page)["day"] == str(TUESDAY)


def test_a_double_click_books_once(browser, town, sofia):
    sent = wish(desks_of(town[0])[0])
    first, second = browser.post("/bookings", sent), browser.post("/bookings", sent)
    assert first.status == second.status == 303
    assert first.location == second.location
    assert len(bookings_of(sofia)) == 1


def test_htmx_gets_the_repaired_card_and_what_belongs_to_it(browser, town, sofia):
    desks = desks_of(town[0])
    make_booking(make_user(), desks[0], TUESDAY)
    page = browser.post("/bookings", wish(desks[0]), headers={"HX-Request": "true"})
    assert page.status == 422
    assert page.text.lstrip().startswith('<div id="choice"')
    assert "HX-Request" in page.headers["Vary"]
    assert "un attimo fa" in page.text


def test_a_form_without_its_token_books_nothing(browser, town, sofia):
    sent = wish(desks_of(town[0])[0]) | {"csrf_token": "made up"}
    assert browser.post("/bookings", sent).status == 400
    assert bookings_of(sofia) == []


def test_who_is_not_signed_in_books_nothing(browser, town):
    page = browser.post("/bookings", wish(desks_of(town[0])[0]))
    assert page.status == 303
    assert page.location.startswith("/sign-in")


def asked(browser, sent):
    with counted() as statements:
        assert browser.post("/bookings", sent).status == 303
    return len(statements)


def test_booking_asks_the_database_as_often_in_a_full_city_as_in_an_empty_one(browser, town, sofia):
    desks = desks_of(town[0])
    make_booking(make_user(), desks[3], TUESDAY)
    make_booking(make_user(), desks[3], WEDNESDAY)
    browser.get("/")
    few = asked(browser, wish(desks[0]))
    for day in (date(2026, 3, 9), date(2026, 3, 10), date(2026, 3, 11)):
        make_booking(sofia, desks[1], day)
        for workplace in town[1:]:
            fill(workplace, day)
    fill(town[1], WEDNESDAY)
    browser.get("/")
    assert asked(browser, wish(desks[0], WEDNESDAY)) == few


def test_names_are_written_as_they_are_and_never_run(browser, town, sofia):
    evil = '<b>"Largo" & <script>alert(1)</script>'
    make_workplace("EVIL", name=evil, latitude=45.518, longitude=9.198, address=evil)
    rename_room(town[0], evil)
    for url in (
        "/",
        "/?workplace=EVIL",
        "/workplaces/EVIL/desks?day=2026-03-03",
        "/workplaces/DURANDO/desks?day=2026-03-03",
    ):
        page = browser.get(url)
        assert evil in page
        assert "<script>alert" not in page.text
        assert "<b>" not in page.text
    limits.close_workplace(
        town[0], TUESDAY, TUESDAY, evil, by=SYSTEM, from_half=Half.AM, to_half=Half.PM
    )
    page = refused(browser, sofia, wish(desks_of(town[0])[0]), "è chiusa")
    assert "<script>alert" not in page.text
