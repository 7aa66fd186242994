"""The page of use: who may see it, and what its address says."""

from datetime import date, datetime, timedelta

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.services import limits
from app.booking.services.totals import keep_totals, rebuild_totals
from app.core import clock
from tests.support.counting import counted
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.town import words
from tests.support.use import FRIDAY, at, cells, make_past


@pytest.fixture
def town(app):
    return make_past()


@pytest.fixture
def manager(browser):
    user = make_user(None, Role.FACILITY_MANAGER)
    browser.sign_in(user)
    return user


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


def test_a_desk_out_of_order_is_not_held_against_itself(browser, town, manager):
    desk = desks_of(town[0])[7]
    limits.put_out_of_order(desk, FRIDAY, FRIDAY, "Guasto", by=SYSTEM)
    found = {row[0]: row[2:] for row in cells(browser.get("/use"), "desks")}
    assert found["LAR-0A-08"] == ["0", "0", "\N{EN DASH}"]


def test_a_long_table_is_whole_in_its_file(browser, app, manager):
    make_workplace("LARGA", 201)
    page = browser.get("/use")
    assert "The first and the last rows are here; the files hold all 201." in page
    assert len(cells(page, "desks")) == 200
    assert len(lines(browser, "/use/desks.csv")) == 202


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
