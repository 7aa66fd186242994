"""`flask jobs` from a shell."""

from datetime import date, datetime

import sqlalchemy as sa

from app.booking.models import DayTotal
from app.core import clock
from app.core.db import db
from tests.support.factories import desks_of, make_booking, make_user, make_workplace


def friday_booked():
    desk = desks_of(make_workplace())[0]
    with clock.frozen(datetime(2026, 2, 27, 7, tzinfo=clock.ROME)):
        make_booking(make_user(), desk, date(2026, 2, 27))


def test_jobs_are_listed_with_what_they_do_and_how_they_went(flask):
    said = flask("jobs", "list")
    assert said.exit_code == 0
    assert said.output.startswith("send-mails           every 20 s         send the mails")
    assert "has not run yet" in said.output
    assert "weekly-summary       Mondays 07:00" in said.output
    flask("jobs", "run", "keep-totals")
    assert "02/03/2026 10:15   There is nothing to count yet. (" in flask("jobs", "list").output


def test_a_job_that_fails_says_why_and_counts_its_failures(flask, app):
    app.config["MAIL_FOLDER"] = ""
    said = flask("jobs", "run", "send-mails")
    assert (said.exit_code, said.output) == (1, "Error: no mail server is set (MAIL_SERVER)\n")
    assert "failed 1 times: no mail server is set" in flask("jobs", "list").output


def test_a_night_counts_the_days_that_are_over(flask):
    assert flask("jobs", "run", "keep-totals").output == "There is nothing to count yet.\n"
    friday_booked()
    said = flask("jobs", "run", "keep-totals")
    assert said.output == "2 months were counted, 2026-02 to 2026-03, until yesterday.\n"
    assert db.session.scalar(sa.select(sa.func.sum(DayTotal.booked))) == 2


def test_months_can_be_counted_again(flask):
    friday_booked()
    said = flask("jobs", "rebuild-totals", "--to", "28/02/2026")
    assert said.output == "1 month was counted, 2026-02 to 2026-02, until yesterday.\n"
    said = flask("jobs", "rebuild-totals", "--from", "2026-02-27")
    assert said.output.startswith("2 months were counted")
    backwards = flask("jobs", "rebuild-totals", "--from", "2026-02-27", "--to", "2026-02-01")
    assert backwards.exit_code == 2
    assert "the first day, 2026-02-27, is after the last, 2026-02-01" in backwards.output


def test_a_job_that_nobody_knows_is_told_with_those_that_there_are(flask):
    said = flask("jobs", "run", "sweep")
    assert said.exit_code == 2
    assert "keep-totals" in said.output
