"""A desk that is only held, as calendars show it until its person has answered."""

import re
from datetime import date, datetime, time, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.booking.queries.bookings import find_booking
from app.booking.queries.exchanges import find_exchange, is_open
from app.booking.queries.groups import invites_in
from app.booking.queries.waiting import waits_of
from app.booking.services import attendance, bookings
from app.booking.services.exchanges import ask_exchange
from app.booking.services.groups import call_group
from app.booking.services.invites import answer_invite, end_invites
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import answer_offer, wait_for
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Part
from tests.support.browser import Browser
from tests.support.calendars import READERS, by_icalendar
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
LATER = clock.at(MONDAY, time(11))
EVENING = datetime(2026, 3, 2, 19, tzinfo=clock.ROME)
ON_READERS = pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())


@pytest.fixture
def sofia(app) -> User:
    return make_user(locale="en")


@pytest.fixture
def address(browser, sofia) -> str:
    browser.sign_in(sofia)
    page = browser.follow(browser.post("/profile/calendar"))
    return re.search(r"https?://[^/]+(/calendar/[\w-]+\.ics)", page.text)[1]


@pytest.fixture
def diary(app) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def larga(app):
    return make_workplace(desks=4)


@pytest.fixture
def invite(larga, sofia):
    """Anna holds a desk for Sofia until the evening."""
    anna = make_user(given_name="Anna")
    (one,) = invites_in(call_group([sofia.id], larga.id, TUESDAY, Part.DAY, by=actor(anna)))
    return one


def one_event(page, read=by_icalendar):
    assert page.status == 200, page.text
    (event,) = read(page.text.encode())
    return event


def asks_again(diary, address, mark):
    """Poll as calendars do, with the mark of what they have."""
    return diary.get(address, headers={"If-None-Match": mark})


@ON_READERS
def test_a_held_desk_is_tentative_and_confirmed_by_the_answer(diary, address, sofia, invite, read):
    held = diary.get(address)
    mark, first = held.headers["ETag"], one_event(held, read)
    assert (first["status"], first["sequence"]) == ("TENTATIVE", 0)
    assert first["summary"].startswith("To be confirmed: Uffici di via Larga, desk ")
    assert "Held for you until 18:00 of Monday 2 March" in first["description"]
    assert asks_again(diary, address, mark).status == 304
    with clock.frozen(LATER):
        answer_invite(invite.id, accept=True, by=actor(sofia))
    fresh = asks_again(diary, address, mark)
    second = one_event(fresh, read)
    assert second["uid"] == first["uid"]
    assert (second["status"], second["sequence"]) == ("CONFIRMED", 1)
    assert second["summary"].startswith("Vicino: ")
    assert "Held for you" not in second["description"]
    assert fresh.headers["Last-Modified"] == "Mon, 02 Mar 2026 10:00:00 GMT"
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert f"{name}:20260302T100000Z" in fresh.text


@pytest.mark.parametrize("accept", [True, False])
def test_the_file_of_a_held_booking_says_the_same(browser, address, sofia, invite, accept):
    path = f"/bookings/{invite.booking_id}.ics"
    assert one_event(browser.get(path))["status"] == "TENTATIVE"
    answer_invite(invite.id, accept=accept, by=actor(sofia))
    event = one_event(browser.get(path))
    assert (event["status"], event["sequence"]) == ("CONFIRMED" if accept else "CANCELLED", 1)


def test_in_italian_it_is_to_be_confirmed(diary, address, sofia, invite):
    with transaction():
        db.session.get_one(User, sofia.id).locale = "it"
    event = one_event(diary.get(address))
    assert event["summary"].startswith("Da confermare: Uffici di via Larga, postazione ")
    said = "La postazione è tenuta per te fino alle 18:00 di lunedì 2 marzo: confermala"
    assert said in event["description"]


def test_what_nobody_answered_leaves_the_calendar(diary, address, invite):
    mark = diary.get(address).headers["ETag"]
    with clock.frozen(EVENING):
        # Until it is ended, it is what it was.
        assert asks_again(diary, address, mark).status == 304
        end_invites(by=SYSTEM)
        event = one_event(asks_again(diary, address, mark))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)


@pytest.mark.parametrize("how", ["button", "presence", "change"])
def test_an_offered_desk_is_tentative_until_its_person_does_something_with_it(
    diary, address, sofia, larga, how
):
    desk, *others = desks_of(larga)
    left = make_booking(make_user(), desk, TUESDAY)
    for other in others:
        make_booking(make_user(), other, TUESDAY)
    morning = datetime.combine(TUESDAY, time(9), clock.ROME)
    with clock.frozen(morning):
        wait_for(larga.id, TUESDAY, Part.DAY, by=actor(sofia))
        bookings.cancel_booking(left, by=actor(make_user(), Role.ADMINISTRATOR))
        serve_waiting(by=SYSTEM)
        (wait,) = waits_of(sofia.id)
        held = diary.get(address)
        event = one_event(held)
        assert (event["status"], event["sequence"]) == ("TENTATIVE", 0)
        assert "Held for you until 9:30 of Tuesday 3 March" in event["description"]
    with clock.frozen(morning + timedelta(minutes=5)):
        if how == "button":
            answer_offer(wait.id, accept=True, by=actor(sofia))
        elif how == "presence":
            attendance.confirm_booking(wait.booking_id, by=actor(sofia))
        else:
            bookings.change_booking(wait.booking_id, desk.id, TUESDAY, Part.PM, by=actor(sofia))
        event = one_event(asks_again(diary, address, held.headers["ETag"]))
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 1)


def test_an_exchange_that_was_asked_for_a_held_desk_can_still_be_answered(larga, sofia, invite):
    bruno = make_user()
    desk = desks_of(larga)[3]
    make_booking(bruno, desk, TUESDAY)
    number = ask_exchange(invite.booking_id, desk.id, by=actor(sofia))
    answer_invite(invite.id, accept=True, by=actor(sofia))
    assert find_booking(invite.booking_id).sequence == 1
    assert is_open(find_exchange(number))


def test_held_desks_cost_a_calendar_no_query_more(diary, address, invite):
    mark = diary.get(address).headers["ETag"]
    with counted() as whole:
        diary.get(address)
    with counted() as unchanged:
        assert asks_again(diary, address, mark).status == 304
    assert (len(whole), len(unchanged)) == (2, 1)
