from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import Booking, BookingState, WorkplaceDay
from app.booking.queries.places import places
from app.booking.services.limits import close_workplace
from app.booking.services.totals import keep_totals
from app.core.db import db, transaction
from app.core.half import Half, Part
from app.occupancy.queries.forecast import outlooks
from app.occupancy.rules.forecast import Expected
from tests.support.counting import counted
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.town import classed

pytestmark = pytest.mark.usefixtures("app")
MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
NEXT_MONDAY = date(2026, 3, 9)


@pytest.fixture
def manager(browser):
    browser.sign_in(make_user("sedi@example.it", Role.FACILITY_MANAGER))
    return browser


@pytest.fixture
def larga():
    return make_workplace("LARGA", desks=10)


def book(workplace, day, desks, *, ahead=3, part=Part.DAY, gone=None):
    """Bookings made at noon so many days ahead, and given back so many days ahead."""
    people = [make_user() for _ in range(desks)]
    with transaction():
        if not db.session.get(WorkplaceDay, (day, workplace.id)):
            db.session.add(WorkplaceDay(day=day, workplace_id=workplace.id, cap_am=10, cap_pm=10))
        for number, (person, desk) in enumerate(zip(people, desks_of(workplace), strict=False)):
            made = datetime.combine(day - timedelta(days=ahead), time(12), UTC)
            cancelled = gone and datetime.combine(day - timedelta(days=gone), time(12), UTC)
            db.session.add(
                Booking(
                    user_id=person.id, desk_id=desk.id, workplace_id=workplace.id, day=day,
                    part=part, uid=f"{day}/{number}/{person.id}", created_at=made, changed_at=made,
                    state=BookingState.CANCELLED if cancelled else BookingState.ACTIVE,
                    cancelled_at=cancelled,
                )
            )  # fmt: skip


def mondays(workplace, weeks, desks, **more):
    for n in range(1, weeks + 1):
        book(workplace, MONDAY - timedelta(weeks=n), desks, **more)
    keep_totals(by=SYSTEM)


def expected(day, half=Half.AM):
    return next(one for one in outlooks(places(), places().workplaces)[0].halves[half]
                if one.day == day)  # fmt: skip


def test_a_coming_monday_is_like_the_mondays_before(larga):
    mondays(larga, 4, 6)
    assert expected(NEXT_MONDAY) == Expected(NEXT_MONDAY, 10, 0, 6)
    assert expected(NEXT_MONDAY, Half.PM) == Expected(NEXT_MONDAY, 10, 0, 6)
    # Nobody came on a Tuesday.
    assert expected(TUESDAY).desks == 0


def test_what_is_booked_earlier_than_usual_raises_the_forecast(larga):
    # Mondays have four desks, of which two are booked ten days before; now four are: 4 + 2 / 2.
    for n in range(1, 5):
        book(larga, MONDAY - timedelta(weeks=n), 2, ahead=10)
    book(larga, NEXT_MONDAY, 4, ahead=10)
    mondays(larga, 4, 2)
    assert expected(NEXT_MONDAY) == Expected(NEXT_MONDAY, 10, 4, 5)


def test_what_was_booked_as_early_in_the_past_is_no_news(larga):
    # Two of four desks are always booked ten days before.
    for n in range(1, 5):
        book(larga, MONDAY - timedelta(weeks=n), 2, ahead=10)
    book(larga, NEXT_MONDAY, 2, ahead=10)
    mondays(larga, 4, 2)
    assert expected(NEXT_MONDAY) == Expected(NEXT_MONDAY, 10, 2, 4)


def test_a_booking_of_this_morning_is_a_floor_and_no_sign(larga):
    mondays(larga, 4, 4)
    book(larga, NEXT_MONDAY, 2, ahead=7)
    assert expected(NEXT_MONDAY) == Expected(NEXT_MONDAY, 10, 2, 4)


def test_what_was_given_back_counts_until_then(larga):
    # Booked ten days before and given back two days before: on the books a week ahead.
    mondays(larga, 4, 4)
    for n in range(1, 5):
        book(larga, MONDAY - timedelta(weeks=n), 3, ahead=10, gone=2)
    # Nothing is booked now, where there were three for four: 4 - 3 x 3/4 = 1.75.
    assert expected(NEXT_MONDAY).desks == 2


def test_a_morning_says_nothing_of_the_afternoon(larga):
    mondays(larga, 4, 5, part=Part.AM)
    assert (expected(NEXT_MONDAY).desks, expected(NEXT_MONDAY, Half.PM).desks) == (5, 0)


def test_a_closed_day_has_no_forecast(larga, manager):
    mondays(larga, 4, 5)
    close_workplace(larga, NEXT_MONDAY, NEXT_MONDAY, "Lavori", by=SYSTEM)
    assert expected(NEXT_MONDAY) == Expected(NEXT_MONDAY, 0, 0, None)
    assert "closed" in classed(manager.get("/forecast"), "v-heat-0")


def test_all_workplaces_stand_in_one_table_a_week(manager, larga):
    mondays(larga, 4, 6)
    page = manager.get("/forecast")
    assert page.heading == "Forecast for the next four weeks"
    assert len([t for t in page.all("table") if t.get("class") == "v-outlook"]) == 5
    assert "About 6 desks" in page
    assert "How the forecast is made" in page


def test_one_workplace_has_charts_and_the_same_numbers_below(manager, larga):
    mondays(larga, 4, 6)
    book(larga, NEXT_MONDAY, 2, ahead=10)
    page = manager.get("/forecast?workplace=LARGA")
    assert page.heading == "Forecast for Uffici di via Larga"
    assert len([e for e in page.tree.iter() if e.get("role") == "img"]) == 2
    assert "Monday 9 March, morning 6 \N{EN DASH} 2 10" in page


def test_a_young_city_is_told_that_nothing_is_known_of_errors(manager, larga):
    mondays(larga, 4, 6)
    assert "There are not enough weeks behind us yet" in manager.get("/forecast")


def test_errors_are_told_beside_those_of_last_week_and_kept_honest(manager, larga):
    # Fifteen equal weeks of Mondays and Tuesdays: both are always right, and none is better.
    for n in range(1, 16):
        for weekday in range(2):
            book(larga, MONDAY - timedelta(weeks=n) + timedelta(days=weekday), 3)
    keep_totals(by=SYSTEM)
    page = manager.get("/forecast")
    assert "was off by 0.0 desks on average" in page
    assert "Do not rely on this forecast" in page
    assert "look at last week rather than at this page" in page
    # With a range: three desks, and never another number.
    assert "About 3 desks, most likely from 3 to 3" in page


def test_a_better_forecast_says_so(manager, larga):
    # Three desks, and seven every fifth week: the mean is nearer to both than the week before.
    for n in range(1, 21):
        for weekday in range(2):
            day = MONDAY - timedelta(weeks=n) + timedelta(days=weekday)
            book(larga, day, 3 if n % 5 else 7)
    keep_totals(by=SYSTEM)
    page = manager.get("/forecast")
    assert "The forecast was the nearer of the two." in page
    assert "1 week ahead" in page


def test_a_city_without_workplaces_has_a_page(manager):
    assert "There are no workplaces yet." in manager.get("/forecast")


@pytest.mark.parametrize("code", ["NOWHERE", "larga", "%00", "9" * 400])
def test_a_workplace_that_is_not_there_is_not_found(manager, larga, code):
    assert manager.get(f"/forecast?workplace={code}").status == 404


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.HR, 200), (Role.AUDITOR, 200), (Role.ADMINISTRATOR, 200), (Role.MANAGER, 403)],
)
def test_who_may_look_at_forecasts(browser, larga, role, status):
    browser.sign_in(make_user("io@example.it", role))
    assert browser.get("/forecast").status == status


def test_the_number_of_queries_depends_on_nothing(manager, larga):
    mondays(larga, 4, 6)
    manager.get("/forecast")
    with counted() as few:
        manager.get("/forecast")
    for code in ("SILE", "PADOVA", "TIBALDI"):
        mondays(make_workplace(code, desks=10), 6, 8)
    manager.get("/forecast")
    with counted() as many:
        manager.get("/forecast")
    assert len(many) == len(few) <= 4
