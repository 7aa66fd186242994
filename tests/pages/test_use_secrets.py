"""What the page of use never tells: groups of fewer than five, and what would give them away."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import CommuteTotal, OriginTotal
from app.booking.services.unmet import count_unmet
from app.core.db import db, transaction
from app.core.half import Half
from tests.support.factories import make_area, make_user
from tests.support.use import FRIDAY, cells, make_past

FEBRUARY = date(2026, 2, 1)


@pytest.fixture
def town(app):
    return make_past()


@pytest.fixture(autouse=True)
def manager(browser):
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER))


def test_few_people_of_an_area_are_not_told(browser, town):
    page = browser.get("/use")
    # Five from 20162, two from 20122: the two cannot be told, nor the five, which would tell them.
    assert cells(page, "origins") == [["Groups of fewer than five people", "hidden", "15", "100"]]
    assert "20122" not in page.text


def write_origins(larga, sile, *rows):
    with transaction():
        db.session.execute(sa.delete(OriginTotal))
        for place, area, people, halves in rows:
            db.session.add(
                OriginTotal(
                    month=FEBRUARY, workplace_id=place.id, area_code=area, people=people,
                    halves=halves,
                )
            )  # fmt: skip


def test_enough_people_are_told_and_the_rest_is_large_enough(browser, town):
    larga, sile = town
    make_area("20129", 45.47, 9.214)
    write_origins(
        larga, sile,
        (larga, "20162", 9, 60), (larga, "20122", 3, 5), (larga, "", 6, 20),
        (larga, "20129", 7, 12), (sile, "20122", 4, 9), (sile, "20129", 2, 2),
    )  # fmt: skip
    page = browser.get("/use")
    assert cells(page, "origins") == [
        ["20162 Milano", "9", "60", "56"],
        ["20129 Milano", "7", "12", "11"],
        ["Groups of fewer than five people", "hidden", "36", "33"],
    ]
    # Looking at each workplace alone, and subtracting, tells nothing more.
    both = {row[0]: row[2] for row in cells(page, "origins")}
    alone = cells(browser.get("/use?workplace=LARGA"), "origins")
    assert both["20129 Milano"] == {row[0]: row[2] for row in alone}["20129 Milano"]
    assert [row[0] for row in cells(browser.get("/use?workplace=SILE"), "origins")] == [
        "Groups of fewer than five people"
    ]


def test_searches_that_found_nothing_are_told_from_five_on(browser, town):
    make_area("20129", 45.47, 9.214)
    for area, number in (("20162", 9), ("20122", 6), ("20129", 2)):
        for _ in range(number):
            count_unmet(area, FRIDAY, [Half.AM], by=SYSTEM)
    page = browser.get("/use")
    assert "Searches in this period: 17." in page
    # With 20129 alone hidden, the total would tell it.
    assert cells(page, "unmet") == [
        ["20162 Milano", "9"], ["20122 Milano", "hidden"], ["20129 Milano", "hidden"],
    ]  # fmt: skip
    assert cells(page, "unmet-week") == [["Fri", "morning", "17"]]
    assert cells(page, "ninth")[0][:3] == ["20162 Milano", "9", "9"]
    assert "9 searches from here found no desk within 5 km" in page
    assert "The nearest workplace, Uffici di via Larga, is about 6.5 km away." in page


def test_few_searches_in_all_are_not_told(browser, town):
    count_unmet("20162", FRIDAY, [Half.AM], by=SYSTEM)
    page = browser.get("/use")
    assert "There were fewer than 5 searches in this period." in page
    assert cells(page, "unmet") == [["20162 Milano", "hidden"]]
    assert "No area has enough searches to be told." in page


def test_a_full_workplace_near_is_told_from_none(browser, town):
    for _ in range(6):
        count_unmet("20122", FRIDAY, [Half.PM], by=SYSTEM)
    page = browser.get("/use")
    assert "Uffici di via Larga is about 0.5 km away: more desks there would help as well." in page


def test_an_area_that_was_struck_off_is_told_by_its_code(browser, town):
    for _ in range(5):
        count_unmet("20199", FRIDAY, [Half.PM], by=SYSTEM)
    page = browser.get("/use")
    assert cells(page, "unmet") == [["20199", "5"]]
    assert "No area has enough searches to be told." in page


def test_searches_before_there_is_a_workplace_say_so(browser, app):
    make_area("20162")
    for _ in range(5):
        count_unmet("20162", FRIDAY, [Half.PM], by=SYSTEM)
    assert "5 searches from here, and there is no workplace yet." in browser.get("/use")


def test_carbon_and_hours_are_ranges_of_enough_people(browser, town):
    with transaction():
        for month, people in ((FEBRUARY, 6), (date(2026, 3, 1), 3)):
            db.session.add(
                CommuteTotal(
                    month=month, mode="car", band_km=10, people=people, home_halves=20,
                    near_halves=4,
                )
            )  # fmt: skip
    page = browser.get("/use")
    february, march = cells(page, "spared")
    # 10 days at home and 2 near home, 10 to 20 km each way: at least 2*(10*10+2*5) km.
    assert february[:3] == ["February 2026", "6", "6"]
    assert march == ["March 2026", *["hidden"] * 7]
    assert "divided by 1.2 people a car" in page
