"""What is said to whoever runs workplaces or the server, as it was read and found right."""

from datetime import date

import pytest

from app.auth.models import Role
from tests.support.factories import make_user
from tests.support.letters import assert_reads_as_kept, letter

FIRST, LAST = date(2026, 2, 23), date(2026, 3, 1)


def used(code, available, booked, no_shows=0):
    counts = {"available": available, "booked": booked, "no_shows": no_shows}
    return {"code": code, "name": f"Uffici di via {code.title()}"} | counts


def limited(**more):
    days = {"first": date(2026, 3, 6), "last": date(2026, 3, 10)}
    values = {"workplace": "Uffici di via Larga", "limit": "closed", "reason": "Lavori"}
    return days | values | {"part": "day", "desks": 0, "working": 0} | more


def week(*workplaces, **more):
    whole = {
        key: sum(one[key] for one in workplaces) for key in ("available", "booked", "no_shows")
    }
    facts = {"first": FIRST, "last": LAST, "workplaces": workplaces, "more": 0, "whole": whole}
    return facts | {"ahead": [], "unmet": None, "areas": [], "is_everything": False} | more


@pytest.fixture
def ada(app):
    return make_user("ada@example.it", given_name="Ada", surname="Bianchi")


def test_the_weekly_summary_reads_as_it_was_found_right(ada):
    facts = week(
        used("LARGA", 1200, 871, 3),
        used("SILE", 80, 56),
        used("DURANDO", 0, 0),
        ahead=[
            limited(),
            limited(last=date(2026, 3, 6), part="am", reason="Sciopero"),
            limited(limit="capped", desks=6, working=10, reason=""),
        ],
        unmet=1044,
        areas=[["20162", "Milano", 30], ["", "", 12]],
    )
    assert_reads_as_kept("emails/occupancy/weekly_summary", "weekly_summary", facts, ada)
    alone = week(used("LARGA", 80, 56, 1))
    assert_reads_as_kept("emails/occupancy/weekly_summary-one", "weekly_summary", alone, ada)


def test_a_week_without_desks_is_told_without_a_share_of_nothing(ada):
    said = letter("weekly_summary", week(used("LARGA", 0, 0)), ada)
    assert said.paragraphs == (
        "From Monday 23 February to Sunday 1 March no desk could be booked.",
        "In the coming two weeks nothing is closed or limited.",
    )
    assert said.facts == ()


def test_a_week_in_which_everybody_came_is_told_so(ada):
    said = letter("weekly_summary", week(used("LARGA", 80, 56)), ada)
    assert said.paragraphs[0].endswith("No desk was freed because nobody came.")


def test_searches_are_told_without_areas_where_each_of_them_is_too_small(ada):
    said = letter("weekly_summary", week(used("LARGA", 80, 56), unmet=6), ada)
    assert said.paragraphs[1] == "In the whole city 6 searches found no desk near."


def test_what_is_limited_in_the_afternoon_is_told_with_its_reason(ada):
    facts = week(used("LARGA", 80, 56), ahead=[limited(part="pm")])
    said = letter("weekly_summary", facts, ada)
    days = "Uffici di via Larga, Friday 6 March to Tuesday 10 March"
    assert said.facts == ((days, "Closed in the afternoon: Lavori"),)


def test_the_address_names_the_workplaces_unless_it_is_all_of_them(ada):
    one, all_of_them = week(used("LARGA", 8, 5)), week(used("LARGA", 8, 5), is_everything=True)
    page = "/use?from=2026-02-23&to=2026-03-01"
    assert letter("weekly_summary", one, ada).url.endswith(f"{page}&workplace=LARGA")
    assert letter("weekly_summary", all_of_them, ada).url.endswith(page)


@pytest.mark.parametrize("number", [1, 12])
def test_the_mail_about_the_nightly_check_reads_as_it_was_found_right(app, number):
    admin = make_user("admin@example.it", Role.ADMINISTRATOR, given_name="Leo", surname="Galli")
    name = f"emails/occupancy/check_failed-{number}"
    assert_reads_as_kept(name, "check_failed", {"problems": number}, admin)
