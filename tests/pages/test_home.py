from datetime import date, time

import pytest

from app.auth.actors import SYSTEM
from app.booking.rules.policies import PolicyName
from app.booking.services import limits
from app.core import clock
from app.core.half import Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import (
    MONDAY,
    TUESDAY,
    WEDNESDAY,
    classed,
    fill,
    links,
    make_neighbour,
    make_town,
    offer,
    offered,
    one,
)

DURANDO, PADOVA = "Uffici di via Durando", "Sede di via Padova"
TOMORROW = "Tomorrow, Tuesday 3 March"


@pytest.fixture
def town(app):
    return make_town()


@pytest.fixture
def sofia(town, browser):
    """A person from 20162, signed in."""
    user = make_neighbour()
    browser.sign_in(user)
    return user


def chips(page):
    return {
        e.get("value"): e.get("disabled") is not None
        for e in page.all("input")
        if e.get("name") == "part"
    }


def test_who_was_not_asked_yet_is_asked_first(browser, town):
    browser.sign_in(make_user(was_asked_area=False))
    page = browser.get("/")
    assert (page.status, page.location) == (302, "/start")


def test_tomorrow_at_the_nearest_workplace_is_one_click_away(browser, sofia):
    page = browser.get("/")
    assert page.heading == TOMORROW
    assert "Your next working day" in page
    assert offered(page)[0] == DURANDO
    assert "The free desk nearest to you" in page
    assert "about 3 km · 15 min by bike" in page
    done = browser.follow(browser.post("/bookings", offer(page)))
    assert done.heading == "The desk is yours"
    assert TOMORROW in done
    assert DURANDO in done


def test_without_an_area_workplaces_stand_by_name(browser, town):
    browser.sign_in(make_user())
    page = browser.get("/")
    assert offered(page)[0] == PADOVA
    assert "The workplaces, by name" in page
    assert links(page, "Choose your area") == ["/start"]
    assert "km" not in classed(page, "v-sites")[0]


def test_a_persons_own_order_comes_first(browser, town):
    browser.sign_in(make_neighbour(workplace_order=str(town[2].id)))
    page = browser.get("/")
    assert offered(page)[0] == "Uffici di via Larga"
    assert "The workplaces, in your order" in page


@pytest.mark.parametrize(
    ("today", "heading"),
    [
        (date(2026, 3, 5), "Tomorrow, Friday 6 March"),
        (date(2026, 3, 6), "Monday 9 March"),
        (date(2026, 3, 8), "Tomorrow, Monday 9 March"),
        # Saint Ambrose on Monday, the Immaculate Conception on Tuesday.
        (date(2026, 12, 4), "Wednesday 9 December"),
        (date(2026, 12, 6), "Wednesday 9 December"),
        (date(2026, 12, 8), "Tomorrow, Wednesday 9 December"),
        # Easter Monday.
        (date(2026, 4, 3), "Tuesday 7 April"),
        (date(2026, 12, 31), "Monday 4 January 2027"),
    ],
)
def test_the_day_offered_is_the_next_one_that_the_city_works(browser, town, today, heading):
    with clock.frozen(clock.at(today, time(9))):
        browser.sign_in(make_neighbour())
        assert browser.get("/").heading == heading


def test_another_day_is_a_link_away(browser, sofia):
    page = browser.get("/?day=2026-03-04")
    assert page.heading == "Wednesday 4 March"
    assert "The day you chose" in page
    assert offer(page)["day"] == "2026-03-04"
    assert one(page, "a", **{"aria-current": "date"}).get("href") == "/?day=2026-03-04"


def test_the_strip_shows_ten_working_days(browser, sofia):
    days = one(browser.get("/"), "ol", **{"class": "v-days"})
    assert len(days) == 10


def test_the_part_of_the_day_is_kept_and_its_hours_are_told(browser, sofia):
    page = browser.get("/?part=am")
    assert offer(page)["part"] == "am"
    assert "Morning 8:00-13:30" in page
    assert "Afternoon 13:30-19:00" in page
    assert chips(page) == {"day": False, "am": False, "pm": False}
    assert "part=am" in links(page, "Choose another desk")[0]


def test_the_other_half_of_the_day_is_proposed_at_the_same_desk(browser, town, sofia):
    desk = desks_of(town[2])[1]
    make_booking(sofia, desk, TUESDAY, Part.AM)
    page = browser.get("/")
    assert offered(page) == ("Uffici di via Larga", "Desk 0A-02")
    assert "We propose" not in page
    make_booking(make_user(), desk, TUESDAY, Part.PM)
    assert offered(browser.get("/"))[0] == "Uffici di via Larga"
    assert offered(browser.get("/?workplace=PADOVA"))[0] == PADOVA
    assert offered(browser.get("/?day=2026-03-04"))[0] == DURANDO


def test_who_has_the_morning_is_offered_the_afternoon(browser, town, sofia):
    make_booking(sofia, desks_of(town[2])[1], TUESDAY, Part.AM)
    page = browser.get("/")
    assert "You have a desk for the morning" in page
    assert offer(page)["part"] == "pm"
    assert chips(page) == {"day": True, "am": True, "pm": False}
    assert browser.post("/bookings", offer(page)).status == 303
    page = browser.get("/")
    assert "You have a desk for the afternoon" in page
    assert offered(page) is None


def test_who_has_the_whole_day_sees_the_desk_and_no_offer(browser, town, sofia):
    booking = make_booking(sofia, desks_of(town[0])[1], TUESDAY)
    page = browser.get("/")
    assert "You have a desk" in page
    assert "Desk 0A-02" in page
    assert links(page, "See the booking") == [f"/bookings/{booking}"]
    assert offered(page) is None


def test_a_desk_that_one_had_lately_is_offered_again(browser, town, sofia):
    favourite = desks_of(town[0])[3]
    with clock.frozen(clock.at(date(2026, 2, 23), time(9))):
        make_booking(sofia, favourite, date(2026, 2, 24))
    assert offered(browser.get("/")) == (DURANDO, "Desk 0A-04")


def test_who_holds_as_many_bookings_as_allowed_is_told_so(browser, town, sofia):
    limits.set_policy(PolicyName.OPEN_BOOKINGS, "1", MONDAY, by=SYSTEM)
    make_booking(sofia, desks_of(town[0])[0], WEDNESDAY)
    page = browser.get("/")
    assert offered(page) is None
    assert "You hold 1 bookings, as many as you may" in page
    assert links(page, "See your bookings") == ["/bookings"]


def test_a_desk_for_today_is_offered_while_there_is_time(browser, sofia):
    assert links(browser.get("/"), "Do you need it for today?") == ["/?day=2026-03-02"]
    page = browser.get("/?day=2026-03-02")
    assert page.heading == "Today, Monday 2 March"
    assert offer(page)["part"] == "day"


@pytest.mark.parametrize(
    ("hour", "part"), [(time(13, 29), "day"), (time(13, 30), "pm"), (time(17, 59), "pm")]
)
def test_today_only_what_is_left_of_the_day_is_offered(browser, town, hour, part):
    with clock.frozen(clock.at(MONDAY, hour)):
        browser.sign_in(make_neighbour())
        assert offer(browser.get("/?day=2026-03-02&part=day"))["part"] == part


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-03-01", "Sunday 1 March has passed."),
        ("2025-12-24", "Wednesday 24 December 2025 has passed."),
        ("2026-03-07", "Saturday 7 March is not a working day"),
        ("2026-04-30", "up to 28 days ahead"),
    ],
)
def test_a_day_that_cannot_be_booked_says_why_and_offers_no_desk(browser, sofia, day, words):
    page = browser.get(f"/?day={day}")
    assert page.status == 200
    assert words in page
    assert offered(page) is None
    assert "No desk is free on this day" not in page
    assert "Needs an agreement" not in page


def test_in_the_evening_today_says_until_when_it_could_be_booked(browser, town):
    with clock.frozen(clock.at(MONDAY, time(18, 5))):
        browser.sign_in(make_neighbour())
        page = browser.get("/?day=2026-03-02")
        assert "until 18:00" in page
        assert offered(page) is None
        assert links(browser.get("/"), "Do you need it for today?") == []


def test_a_city_without_workplaces_has_a_calm_first_page(browser, app):
    browser.sign_in(make_user())
    page = browser.get("/")
    assert page.status == 200
    assert "No workplace lends desks yet." in page


def test_another_part_of_the_day_brings_the_card_the_days_and_the_list(browser, sofia):
    page = browser.get("/?part=pm", headers={"HX-Request": "true"})
    assert page.status == 200
    assert page.text.lstrip().startswith('<div id="choice"')
    for piece in ("proposal", "days", "sites"):
        assert f'id="{piece}"' in page.text
    assert "/?day=2026-03-04&amp;part=pm" in page.text
    assert "/desks?day=2026-03-03&amp;part=pm" in page.text
    assert "<html" not in page.text
    for whole in (page, browser.get("/")):
        assert "HX-Request" in whole.headers["Vary"]


def asked(browser, url):
    browser.get(url)
    with counted() as statements:
        browser.get(url)
    return len(statements)


def test_the_first_page_asks_the_database_five_times_however_much_is_booked(browser, town, sofia):
    for desk in desks_of(town[0])[:2]:
        make_booking(make_user(), desk, TUESDAY)
    few = asked(browser, "/")
    for workplace in town:
        fill(workplace, WEDNESDAY)
        fill(workplace, date(2026, 3, 9))
    fill(town[1], TUESDAY)
    make_workplace("SILE", 40)
    many = asked(browser, "/")
    assert few == many
    # Who asks; then bookings, the week plan, counters, desks.
    assert many <= 5
