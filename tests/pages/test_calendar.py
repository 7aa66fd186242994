import re
from datetime import date, time, timedelta

import pytest

from app.auth.models import Role, User
from app.booking.models import Workplace
from app.booking.services import feeds
from app.booking.services.bookings import cancel_booking, change_booking
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.half import Part
from tests.support.browser import Browser
from tests.support.calendars import READERS, by_icalendar
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def sofia(app) -> User:
    return make_user()


@pytest.fixture
def desk(app):
    return desks_of(make_workplace())[0]


@pytest.fixture
def diary(app) -> Browser:
    """A calendar programme: another one than the browser, and signed in nowhere."""
    return Browser(app.test_client())


@pytest.fixture
def address(browser, sofia) -> str:
    """Make an address on the profile page and read it there."""
    browser.sign_in(sofia)
    page = browser.follow(browser.post("/profile/calendar"))
    return shown(page)


def shown(page) -> str:
    """Return the path of the address that the profile page shows."""
    return re.search(r"https?://[^/]+(/calendar/[\w-]+\.ics)", page.text)[1]


def events(page) -> list[dict]:
    assert page.status == 200, page.text
    return by_icalendar(page.text.encode())


def test_a_booking_is_downloaded_as_a_file(browser, sofia, desk):
    booking = make_booking(sofia, desk, TUESDAY, Part.AM)
    page = browser.sign_in(sofia).get(f"/bookings/{booking}.ics")
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["Content-Disposition"] == "attachment; filename=vicino-2026-03-03.ics"
    (event,) = events(page)
    assert event["begins"] == clock.at(TUESDAY, time(8)).timestamp()
    assert event["ends"] == clock.at(TUESDAY, time(13, 30)).timestamp()
    assert f"http://localhost/bookings/{booking}" in event["description"]


@pytest.mark.parametrize("roles", [[], [Role.ADMINISTRATOR]])
def test_somebody_elses_booking_is_no_file(browser, sofia, desk, roles):
    booking = make_booking(sofia, desk, TUESDAY)
    browser.sign_in(make_user(None, *roles))
    assert browser.get(f"/bookings/{booking}.ics").status == 404
    assert browser.get("/bookings/999.ics").status == 404


def test_a_file_is_only_for_who_is_signed_in(browser, sofia, desk):
    booking = make_booking(sofia, desk, TUESDAY)
    assert browser.get(f"/bookings/{booking}.ics").status == 303


def test_a_diary_reads_the_address_without_signing_in(diary, address, sofia, desk):
    assert events(diary.get(address)) == []
    make_booking(sofia, desk, TUESDAY)
    page = diary.get(address)
    assert len(events(page)) == 1
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize("read", READERS.values(), ids=READERS.keys())
def test_a_change_is_the_same_event_with_a_higher_number(diary, address, sofia, desk, read):
    booking = make_booking(sofia, desk, TUESDAY)
    (first,) = read(diary.get(address).text.encode())
    change_booking(booking, desk.id, TUESDAY, Part.PM, by=actor(sofia))
    (second,) = read(diary.get(address).text.encode())
    cancel_booking(booking, by=actor(sofia))
    (third,) = read(diary.get(address).text.encode())
    assert first["uid"] == second["uid"] == third["uid"]
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert second["begins"] == clock.at(TUESDAY, time(13, 30)).timestamp()
    assert [event["status"] for event in (second, third)] == ["CONFIRMED", "CANCELLED"]


@pytest.mark.parametrize(
    ("locale", "summary"),
    [
        ("en", "Vicino: Uffici di via Larga, desk 0A-01"),
        ("it", "Vicino: Uffici di via Larga, postazione 0A-01"),
        (None, "Vicino: Uffici di via Larga, postazione 0A-01"),
    ],
)
def test_a_calendar_speaks_the_persons_language_whatever_the_diary_speaks(
    diary, address, sofia, desk, locale, summary
):
    make_booking(sofia, desk, TUESDAY)
    with transaction():
        db.session.get_one(User, sofia.id).locale = locale
    for language in ("it", "en"):
        (event,) = events(diary.speak(language).get(address))
        assert event["summary"] == summary


def test_an_unchanged_calendar_is_not_sent_again(diary, address, sofia, desk):
    make_booking(sofia, desk, TUESDAY)
    first = diary.get(address)
    mark = first.headers["ETag"]
    assert not mark.startswith("W/")
    assert first.headers["Last-Modified"] == "Mon, 02 Mar 2026 09:15:00 GMT"
    again = diary.get(address, headers={"If-None-Match": mark})
    assert (again.status, again.text) == (304, "")
    assert again.headers["ETag"] == mark
    assert again.headers["Referrer-Policy"] == "no-referrer"
    with transaction():
        db.session.get_one(Workplace, desk.workplace_id).name = "Another name"
        raise_revision()
    fresh = diary.get(address, headers={"If-None-Match": mark})
    assert "Another name" in events(fresh)[0]["summary"]


def test_a_date_alone_is_no_reason_to_send_nothing(diary, address, sofia, desk):
    make_booking(sofia, desk, TUESDAY)
    date_told = diary.get(address).headers["Last-Modified"]
    assert diary.get(address, headers={"If-Modified-Since": date_told}).status == 200


def test_the_same_mark_stands_for_the_same_bytes(diary, address, sofia, desk):
    make_booking(sofia, desk, TUESDAY)
    pages = [diary.get(address) for _ in range(2)]
    assert pages[0].headers["ETag"] == pages[1].headers["ETag"]
    assert pages[0].text == pages[1].text


def test_a_calendar_costs_two_queries_and_an_unchanged_one_a_single_one(diary, address, sofia):
    for n, desk in enumerate(desks_of(make_workplace("SILE"))):
        make_booking(sofia, desk, TUESDAY + timedelta(days=n))
    mark = diary.get(address).headers["ETag"]
    with counted() as whole:
        assert len(events(diary.get(address))) == 4
    with counted() as unchanged:
        assert diary.get(address, headers={"If-None-Match": mark}).status == 304
    assert (len(whole), len(unchanged)) == (2, 1)


def gone(diary: Browser, address: str) -> tuple[int, dict[str, str], str]:
    """Return all that an answer says, besides the asker's own address and form token."""
    page = diary.get(address)
    told = page.text.replace(address, "")
    told = re.sub(r'name="csrf_token" value="[^"]+"', "", told)
    headers = dict(page.headers)
    assert int(headers.pop("Content-Length")) == len(page.text.encode())
    headers.pop("Set-Cookie", None)
    return page.status, headers, told


def test_a_dead_address_says_nothing_about_why_it_is_dead(diary, address, sofia):
    live = diary.get(address).status
    never = gone(diary, f"/calendar/{'x' * 43}.ics")
    short = gone(diary, "/calendar/x.ics")
    feeds.new_feed(by=actor(sofia))
    replaced = gone(diary, address)
    feeds.revoke_feed(by=actor(sofia))
    revoked = gone(diary, address)
    assert live == 200
    assert never[0] == 404
    assert never == short == replaced == revoked


def test_who_has_left_leaves_a_dead_address(diary, address, sofia):
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    assert gone(diary, address) == gone(diary, f"/calendar/{'x' * 43}.ics")


def test_every_dead_address_costs_the_same_single_query(diary, address, sofia):
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    asked = []
    for path in (address, f"/calendar/{'x' * 43}.ics", "/calendar/x.ics"):
        with counted() as statements:
            diary.get(path)
        asked.append(statements)
    assert asked[0] == asked[1] == asked[2]
    assert len(asked[0]) == 1


def test_an_address_is_replaced_and_revoked_on_the_profile_page(browser, diary, address):
    assert diary.get(address).status == 200
    page = browser.post("/profile/calendar")
    assert page.location.endswith("/profile#calendar")
    second = shown(browser.follow(page))
    assert second != address
    assert diary.get(address).status == 404
    assert diary.get(second).status == 200
    page = browser.follow(browser.post("/profile/calendar/revoke"))
    assert "Your calendar address no longer works." in page
    assert "/calendar/" not in page.text.replace("/profile/calendar", "")
    assert diary.get(second).status == 404


def test_an_address_is_not_made_by_a_link(browser, sofia):
    browser.sign_in(sofia)
    assert browser.get("/profile/calendar").status in {404, 405, 400}
    assert "/calendar/" not in browser.get("/profile").text.replace("/profile/calendar", "")


def test_a_calendar_outlives_a_workplace_that_is_closed_for_good(diary, address, sofia, desk):
    make_booking(sofia, desk, TUESDAY)
    with transaction():
        db.session.get_one(Workplace, desk.workplace_id).is_active = False
        raise_revision()
    (event,) = events(diary.get(address))
    assert "Uffici di via Larga" in event["location"]


def test_under_another_name_the_calendar_is_another_text(diary, address, sofia, desk):
    make_booking(sofia, desk, TUESDAY)
    one = diary.get(address)
    other = diary.get(address, base_url="http://vicino.localhost")
    assert one.headers["ETag"] != other.headers["ETag"]
