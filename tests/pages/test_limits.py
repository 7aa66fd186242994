from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.booking.admin_views import limits as views
from app.booking.models import Cap, CapDraw, Move
from app.booking.rules.caps import Way
from app.booking.rules.moves import MoveState
from app.booking.rules.places import CapFacts
from app.booking.services import caps, limits
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_office, make_user, make_workplace
from tests.support.house import SURNAME, grant
from tests.support.town import TUESDAY, WEDNESDAY, press

MONDAY = date(2026, 3, 2)
PLAIN = {
    "percent": "", "number": "2", "from_day": "2026-03-03", "to_day": "",
    "reason": "Meno affollamento",
}  # fmt: skip
SHARE = {"guaranteed": "1", "maximum": "2", "from_day": "2026-03-02", "to_day": ""}


@pytest.fixture
def larga(app):
    return make_workplace("LARGA", desks=4)


@pytest.fixture
def manager(browser, larga):
    user = grant(make_user(), Role.FACILITY_MANAGER, larga)
    browser.sign_in(user)
    return user


def query(**more):
    return "&".join(f"{name}={value}" for name, value in (PLAIN | more).items())


def preview(browser, **more):
    return browser.get(f"/places/LARGA/limits/preview?{query(**more)}")


def crowd(place, day=TUESDAY, part=Part.DAY):
    return [make_booking(make_user(surname=SURNAME), desk, day, part) for desk in desks_of(place)]


def states():
    return sorted(db.session.scalars(sa.select(Move.state)))


def test_a_preview_tells_the_surplus_and_does_nothing(browser, larga, manager):
    crowd(larga)
    crowd(larga, WEDNESDAY, Part.PM)
    page = preview(browser)
    assert "Nothing has happened yet" in page
    assert "From Tuesday 3 March on: at most 2 desks." in page
    assert "Reason: Meno affollamento" in page
    assert "3 half-days would have too many bookings." in page
    assert "Tuesday 3 March, morning 4 2 2 4" in page
    assert "Wednesday 4 March, afternoon 4 2 2 4" in page
    assert "(8 bookings)" in page
    assert SURNAME not in page
    assert db.session.scalars(sa.select(Cap)).all() == []


def test_kept_bookings_stay_and_the_surplus_is_said(browser, larga, manager):
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "keep"}))
    assert "The limit is written down." in page
    assert "More bookings than may be" in page
    assert "Ask 4 people to move" in page
    assert SURNAME not in page
    assert states() == []


def test_everybody_is_asked(browser, larga, manager):
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "ask"}))
    assert "4 people are asked." in page
    assert "4 people were asked to move and have not answered." in page
    assert states() == [MoveState.ASKED] * 4


def test_a_draw_moves_people_and_shows_its_seed_without_names(browser, larga, manager):
    make_workplace("SILE", desks=4)
    booked = crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "draw"}))
    assert "2 bookings were drawn and moved; their people are told." in page
    assert "More bookings than may be" not in page
    assert "4 bookings took part, 2 were too many." in page
    draw = db.session.scalars(sa.select(CapDraw)).one()
    assert draw.seed in page
    assert SURNAME not in page
    assert ", ".join(draw.drawn.split(",")) in page
    assert sorted(map(int, draw.drawn.split(","))) == booked


def test_a_draw_moves_people_who_were_asked_and_did_not_answer(browser, larga, manager):
    make_workplace("SILE", desks=4)
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "ask"}))
    page = browser.follow(press(browser, page, "Draw who moves"))
    assert "2 bookings were drawn and moved" in page
    assert "More bookings than may be" not in page
    assert states() == [MoveState.ASKED] * 2 + [MoveState.MOVED] * 2


def test_a_limit_that_was_kept_can_be_drawn_for_later(browser, larga, manager):
    make_workplace("SILE", desks=4)
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "keep"}))
    page = browser.follow(press(browser, page, "Draw who moves"))
    assert "2 bookings were drawn and moved" in page
    cap = db.session.scalars(sa.select(Cap.id)).one()
    again = browser.post(f"/places/LARGA/limits/{cap}/moves", {"way": "draw"})
    assert "There is nobody to draw" in browser.follow(again)
    again = browser.post(f"/places/LARGA/limits/{cap}/moves", {"way": "ask"})
    assert "There is nobody to ask" in browser.follow(again)


def test_where_nobody_finds_another_desk_it_is_said(browser, larga, manager):
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "draw"}))
    assert "2 bookings were drawn, but find no other desk: they stay." in page
    assert "More bookings than may be" in page


def test_how_many_are_exempt_is_told_and_never_who_or_why(browser, larga, manager):
    booked = crowd(larga)
    users = db.session.scalars(sa.select(User).where(User.surname == SURNAME)).all()
    with transaction():
        for user in users:
            db.session.get_one(User, user.id).desk_needs = "accessible"
    page = preview(browser)
    assert "4 bookings take no part, by the rules." in page
    assert "Nobody is left who could move" in page
    assert "What about the bookings above the limit?" not in page
    assert not {"priority", "disab", "accessible"} & set(page.text.lower().split())
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": "draw"}))
    assert "There is nobody to draw: the bookings above the limit stay." in page
    assert "Draw who moves" not in page
    assert states() == []
    assert booked


@pytest.mark.parametrize(("wrong", "words"), [
    ({"percent": "101", "number": ""}, "write a whole number from 0 to 100"),
    ({"percent": "-1", "number": ""}, "write a whole number from 0 to 100"),
    ({"percent": "1e9", "number": ""}, "Write a whole number, such as 12."),
    ({"number": "9" * 40}, "Write a whole number, such as 12."),
    ({"number": "10001"}, "Write a whole number, such as 12."),
    ({"number": "-1"}, "write 0 or more"),
    ({"number": "\u0662"}, "Write a whole number, such as 12."),
    ({"number": ""}, "one of the two"),
    ({"percent": "50"}, "one of the two"),
    ({"from_day": "2026-03-01"}, "The first day has passed"),
    ({"from_day": ""}, "Choose a day."),
    ({"from_day": "soon"}, "Write a date such as"),
    ({"from_day": "9999-12-31"}, "Write a year from"),
    ({"to_day": "0001-01-01"}, "Write a year from"),
    ({"to_day": "2026-03-02"}, "The last day is before the first"),
    ({"weekdays": "1", "to_day": "2026-03-06"}, "none of these days of the week is worked"),
    ({"reason": "x" * 201}, "Write at most 200 characters."),
])  # fmt: skip
def test_what_cannot_be_is_said_and_changes_nothing(browser, larga, manager, wrong, words):
    for page in (preview(browser, **wrong), browser.post("/places/LARGA/limits", PLAIN | wrong)):
        assert page.status == 422
        assert words in page
    assert db.session.scalars(sa.select(Cap)).all() == []


def test_odd_addresses_are_answered(browser, larga, manager):
    assert browser.get("/places/NOWHERE/limits").status == 404
    assert browser.get("/places/NOWHERE/shares").status == 404
    page = browser.get("/places/LARGA/limits?percent=60&weekdays=5&weekdays=x&from_day=9999-99-99")
    assert 'value="60"' in page.text
    assert page.text.count(" checked") == 1
    browser.get("/places/LARGA/limits?percent=%00&number=%00&reason=%00&to_day=0001-01-01")
    cap = caps.start_cap(larga.id, CapFacts(50, None, TUESDAY, None), by=SYSTEM)
    sile = make_workplace("SILE")
    elsewhere = caps.start_cap(sile.id, CapFacts(50, None, TUESDAY, None), by=SYSTEM)
    for number, way in ((10**9, "draw"), (10**30, "draw"), (elsewhere, "draw"), (cap, "perhaps")):
        page = browser.post(f"/places/LARGA/limits/{number}/moves", {"way": way})
        assert page.status == 404
    assert browser.post(f"/places/LARGA/limits/{cap}/moves", {"way": "keep"}).status == 303
    wrong = PLAIN | {"way": "perhaps"}
    assert browser.post("/places/LARGA/limits", wrong).status == 422
    # Without any way nobody moves.
    assert browser.post("/places/LARGA/limits", PLAIN).status == 303


def test_what_is_in_force_and_what_is_over_is_told_in_sentences(browser, larga, manager):
    with transaction():
        for facts in (
            {"percent": 80, "from_day": date(2026, 1, 7), "to_day": date(2026, 1, 30)},
            {"number": 1, "from_day": TUESDAY, "to_day": TUESDAY},
            {"number": 3, "from_day": MONDAY, "weekdays": "25"},
        ):
            db.session.add(Cap(workplace_id=larga.id, created_at=clock.now(), **facts))
        raise_revision()
    page = browser.get("/places/LARGA/limits")
    assert "Every Tuesday and Friday from Monday 2 March on: at most 3 desks." in page
    assert "On Tuesday 3 March: at most 1 desk." in page
    assert "Earlier limits" in page
    assert (
        "From Wednesday 7 January to Friday 30 January: at most 80% of the desks in order." in page
    )
    page = browser.get("/rules")
    assert "Every Tuesday and Friday from Monday 2 March on: at most 3 desks." in page


def test_desks_out_of_order_are_to_blame_without_a_cap(browser, larga, manager):
    crowd(larga)
    limits.put_out_of_order(desks_of(larga)[0], TUESDAY, None, "Lampada", by=SYSTEM)
    page = browser.get("/places/LARGA/limits")
    assert "Desks are out of order: there are fewer than were booked." in page
    assert "Draw who moves" not in page


def test_others_look_and_do_not_touch(browser, larga):
    sile = make_workplace("SILE")
    browser.sign_in(grant(make_user(), Role.FACILITY_MANAGER, sile))
    office = make_office()
    for address in ("/places/LARGA/limits", "/places/LARGA/shares"):
        page = browser.get(address)
        assert "this one is only to look at" in page
        assert page.all("form") == [
            f for f in page.all("form") if "/places/" not in f.get("action")
        ]
    assert preview(browser).status == 403
    assert browser.post("/places/LARGA/limits", PLAIN).status == 403
    cap = caps.start_cap(larga.id, CapFacts(50, None, TUESDAY, None), by=SYSTEM)
    assert browser.post(f"/places/LARGA/limits/{cap}/moves", {"way": "draw"}).status == 403
    assert browser.post("/places/LARGA/shares", SHARE | {"office": office.id}).status == 403
    assert browser.post(f"/places/LARGA/shares/{office.id}/end", {}).status == 403
    browser.post("/sign-out")
    browser.sign_in(make_user())
    for address in ("/places", "/places/LARGA/limits", "/places/LARGA/shares"):
        assert browser.get(address).status == 403


def test_the_pages_cost_the_same_for_many(browser, larga, manager):
    def queries(address):
        with counted() as statements:
            assert browser.get(address).status == 200
        return len(statements)

    addresses = ("/places/LARGA/limits", f"/places/LARGA/limits/preview?{query(number='0')}")
    crowd(larga)
    for number in (3, 2):
        caps.start_cap(larga.id, CapFacts(None, number, TUESDAY, TUESDAY), by=SYSTEM)
    few = [queries(address) for address in addresses]
    for n, number in enumerate((2, 1, 0)):
        day = date(2026, 3, 4 + n)
        crowd(larga, day)
        caps.start_cap(larga.id, CapFacts(None, number, day, day), by=SYSTEM)
    assert [queries(address) for address in addresses] == few


def test_only_so_much_is_done_in_one_click(browser, larga, manager, monkeypatch):
    monkeypatch.setattr(views, "SECONDS", 0)
    monkeypatch.setattr(views, "SLICE", 1)
    make_workplace("SILE", desks=4)
    crowd(larga)
    page = browser.follow(browser.post("/places/LARGA/limits", PLAIN | {"way": Way.DRAW}))
    assert "1 booking was drawn and moved" in page
    page = browser.follow(press(browser, page, "Draw who moves"))
    assert "1 booking was drawn and moved" in page
    assert "More bookings than may be" not in page
