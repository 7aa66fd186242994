"""The page of use: who may see it, what its address says, and what it never tells."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import CommuteTotal, OriginTotal
from app.booking.services.totals import keep_totals, rebuild_totals
from app.booking.services.unmet import count_unmet
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half, Part
from tests.support.counting import counted
from tests.support.factories import desks_of, make_area, make_booking, make_user, make_workplace
from tests.support.town import words

FRIDAY = date(2026, 2, 27)
FEBRUARY = date(2026, 2, 1)


def at(day, hour=8):
    return clock.frozen(clock.at(day, time(hour)))


@pytest.fixture
def town(app):
    """Two workplaces, and seven people who come on a Friday, five of them from one area."""
    make_area("20162", 45.518, 9.198)
    make_area("20122", 45.4618, 9.1936)
    larga, sile = make_workplace("LARGA", 8), make_workplace("SILE", 4)
    with at(FRIDAY, 7):
        for n, desk in enumerate(desks_of(larga)[:7]):
            area = "20162" if n < 5 else "20122"
            make_booking(make_user(area_code=area), desk, FRIDAY, Part.DAY if n else Part.AM)
        make_booking(make_user(area_code="20122"), desks_of(sile)[0], FRIDAY)
    rebuild_totals(date.min, date.max, by=SYSTEM)
    return larga, sile


@pytest.fixture
def manager(browser):
    user = make_user(None, Role.FACILITY_MANAGER)
    browser.sign_in(user)
    return user


def cells(page, table):
    """Return the words of a table's body, row by row."""
    (found,) = [one for one in page.all("table") if one.get("id") == f"{table}-table"]
    rows = found.iter("{http://www.w3.org/1999/xhtml}tr")
    return [[words(cell) for cell in row] for row in rows][1:]


def lines(browser, address):
    answer = browser.get(address)
    assert answer.status == 200
    return [line.split(";") for line in answer.text.lstrip("\ufeff").splitlines()]


@pytest.mark.parametrize("role", [
    Role.FACILITY_MANAGER, Role.HR, Role.ADMINISTRATOR, Role.AUDITOR,
])  # fmt: skip
def test_those_who_watch_over_workplaces_see_their_use(browser, town, role):
    browser.sign_in(make_user(None, role))
    page = browser.get("/use")
    assert page.status == 200
    assert page.heading == "Use of the workplaces"
    assert browser.get("/use/week.csv").status == 200


def test_others_do_not(browser, town):
    browser.sign_in(make_user())
    assert browser.get("/use").status == 403
    assert browser.get("/use/week.csv").status == 403


def test_before_the_first_count_the_page_says_so(browser, app, manager):
    page = browser.get("/use")
    assert "Nothing has been counted yet." in page
    make_workplace()
    page = browser.get("/use")
    assert "There is nothing to show for this period." in page
    assert "No area has enough people to be told." in page
    for table in ("week", "desks", "unmet", "ninth", "spared", "origins", "weeks"):
        assert browser.get(f"/use/{table}.csv").status == 200


def test_the_numbers_are_those_of_the_bookings(browser, town, manager):
    page = browser.get("/use")
    assert "From Monday 2 February to Sunday 1 March. All workplaces." in page
    assert cells(page, "workplaces") == [
        ["Uffici di via Larga", "16", "13", "81", "0", "0", "0", "0"],
        ["Uffici di via Sile", "8", "2", "25", "0", "0", "0", "0"],
        ["All workplaces", "24", "15", "62", "0", "0", "0", "0"],
    ]
    desks = cells(page, "desks")
    assert desks[0] == ["LAR-0A-02", "Uffici di via Larga", "2", "2", "100"]
    assert len(desks) == 12
    assert cells(page, "lead")[0] == ["The same day", "8", "100"]
    assert "Days after" not in page


def test_one_workplace_is_looked_at_alone(browser, town, manager):
    page = browser.get("/use?from=2026-02-01&to=2026-02-28&workplace=SILE")
    assert "From Sunday 1 February to Saturday 28 February. Uffici di via Sile." in page
    assert [row[:3] for row in cells(page, "workplaces")] == [["Uffici di via Sile", "8", "2"]]
    checked = [one.get("value") for one in page.all("input") if one.get("checked") is not None]
    assert checked == ["SILE"]
    # The files follow, and so do the periods of one click.
    (file,) = [a.get("href") for a in page.all("a") if "/use/desks.csv" in (a.get("href") or "")]
    assert len(lines(browser, file)) == 5
    (year,) = [a.get("href") for a in page.all("a") if words(a) == "Last twelve months"]
    assert "from=2025-03-02&to=2026-03-01&workplace=SILE" in year
    two = browser.get("/use?workplace=SILE&workplace=LARGA")
    assert "Uffici di via Larga, Uffici di via Sile." in two


def test_a_period_without_days_shows_nothing(browser, town, manager):
    page = browser.get("/use?from=2026-02-02&to=2026-02-08")
    assert "There is nothing to show for this period." in page
    # Whole months say which they are.
    assert "Whole months: February 2026." in page
    assert cells(page, "lead")[0] == ["The same day", "8", "100"]


@pytest.mark.parametrize(("query", "said"), [
    ("from=2026-03-01&to=2026-02-01", "The first day is after the last."),
    ("from=hello", "We could not read one of the days."),
    ("from=2026-02-30", "We could not read one of the days."),
    ("to=20260201", "We could not read one of the days."),
    ("from=2026-02-01%00", "We could not read one of the days."),
    ("from=0001-01-01", "More than three years are too much for a page."),
    ("from=9999-12-31&to=9999-12-31", "These days are still to come."),
    ("from=2026-03-02&to=2026-03-05", "These days are still to come."),
    ("workplace=NOWHERE", "We do not know one of these workplaces."),
    ("workplace=SILE&workplace=%00", "We do not know one of these workplaces."),
    ("from=2026-02-01&workplace=" + "9" * 400, "We do not know one of these workplaces."),
])  # fmt: skip
def test_an_odd_address_is_told_and_shows_the_last_four_weeks(browser, town, manager, query, said):
    page = browser.get(f"/use?{query}")
    assert page.status == 200
    assert said in page
    assert "This is the view of the last four weeks" in page
    assert "From Monday 2 February to Sunday 1 March. All workplaces." in page
    away = browser.get(f"/use/week.csv?{query}")
    assert away.status == 302
    assert said in browser.get(away.location)


@pytest.mark.parametrize("query", [
    "to=0001-01-01", "from=2026-02-01&to=9999-12-31", "from=&to=&workplace=", "to=2026-02-10",
    "from=2026-02-01&from=2025-01-01", "workplace=SILE&workplace=SILE", "from=2023-03-01",
])  # fmt: skip
def test_an_address_with_half_a_period_is_completed(browser, town, manager, query):
    page = browser.get(f"/use?{query}")
    assert page.status == 200
    assert "This is the view of the last four weeks" not in page


def test_few_people_of_an_area_are_not_told(browser, town, manager):
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


def test_enough_people_are_told_and_the_rest_is_large_enough(browser, town, manager):
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


def test_searches_that_found_nothing_are_told_from_five_on(browser, town, manager):
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


def test_few_searches_in_all_are_not_told(browser, town, manager):
    count_unmet("20162", FRIDAY, [Half.AM], by=SYSTEM)
    page = browser.get("/use")
    assert "There were fewer than 5 searches in this period." in page
    assert cells(page, "unmet") == [["20162 Milano", "hidden"]]
    assert "No area has enough searches to be told." in page


def test_a_full_workplace_near_is_told_from_none(browser, town, manager):
    for _ in range(6):
        count_unmet("20122", FRIDAY, [Half.PM], by=SYSTEM)
    page = browser.get("/use")
    assert "Uffici di via Larga is about 0.5 km away: more desks there would help as well." in page


def test_searches_before_there_is_a_workplace_say_so(browser, app, manager):
    make_area("20162")
    for _ in range(5):
        count_unmet("20162", FRIDAY, [Half.PM], by=SYSTEM)
    assert "5 searches from here, and there is no workplace yet." in browser.get("/use")


def test_carbon_and_hours_are_ranges_of_enough_people(browser, town, manager):
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


def test_every_chart_has_words_and_a_table(browser, town, manager):
    page = browser.get("/use")
    svg = "{http://www.w3.org/2000/svg}"
    drawn = [one for one in page.tree.iter(f"{svg}svg") if one.get("role") == "img"]
    assert len(drawn) >= 4
    for one in drawn:
        ids = one.get("aria-labelledby").split()
        said = [e for e in one.iter() if e.get("id") in ids]
        assert [e.tag for e in said] == [f"{svg}title", f"{svg}desc"]
        assert all(words(e) for e in said)


@pytest.mark.parametrize("table", [
    "week", "workplaces", "weeks", "desks", "lead", "origins", "unmet", "unmet-week", "ninth",
    "spared",
])  # fmt: skip
def test_each_table_can_be_taken_away(browser, town, manager, table):
    sheet = browser.get(f"/use/{table}.xlsx")
    assert sheet.headers["Content-Disposition"].endswith(f"{table}-2026-02-02-2026-03-01.xlsx")
    assert "spreadsheetml" in sheet.headers["Content-Type"]
    first, *_rest = lines(browser, f"/use/{table}.csv")
    assert len(first) >= 2
    assert "%" not in "".join(first)


def test_files_that_there_are_not_are_not_found(browser, town, manager):
    for name in ("secrets.csv", "week.pdf", "week.", "week"):
        assert browser.get(f"/use/{name}").status == 404


def test_a_count_that_is_late_is_told(browser, town, manager):
    # Nobody works on the weekend: nothing is missing on a Monday.
    assert "have not been counted yet" not in browser.get("/use")
    with clock.frozen(datetime(2026, 3, 5, 9, tzinfo=clock.ROME)):
        browser.sign_in(manager)
        page = browser.get("/use")
        assert "Days after Friday 27 February have not been counted yet" in page
        keep_totals(by=SYSTEM)
        assert "have not been counted yet" not in browser.get("/use")


def test_the_page_asks_as_often_for_years_as_for_days(browser, town, manager):
    browser.get("/use")
    with counted() as few:
        browser.get("/use?from=2026-02-27&to=2026-02-27")
    for code in ("PADOVA", "DURANDO", "TIBALDI"):
        workplace = make_workplace(code)
        for n in range(10):
            with at(FRIDAY - timedelta(days=n), 7):
                if clock.today().weekday() < 5:
                    make_booking(make_user(area_code="20162"), desks_of(workplace)[0],
                                 clock.today())  # fmt: skip
    rebuild_totals(date.min, date.max, by=SYSTEM)
    browser.get("/use")
    with counted() as many:
        browser.get("/use?from=2024-01-01&to=2026-03-01")
    assert len(few) == len(many)
    assert len(many) <= 10
    assert not [one for one in many if "FROM bookings" in one or "FROM slots" in one]
