from datetime import timedelta

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.jobs.rules import Often
from app.jobs.services.runs import JobFailed, run_job
from app.jobs.table import JOBS
from tests.support.factories import desks_of, make_booking, make_user, make_workplace


@pytest.fixture
def boss(app, browser):
    person = make_user(None, Role.ADMINISTRATOR, locale="en")
    browser.sign_in(person)
    return person


def failing():
    raise JobFailed("the mail server says 421 busy")


def test_before_anything_ran_the_page_says_how_to_start_it(browser, boss):
    page = browser.get("/jobs")
    assert page.heading == "Jobs and mails"
    assert "Nothing has run yet" in page
    assert "flask jobs work" in page


def test_every_job_shows_its_last_run_and_its_next(browser, boss):
    run_job("keep-totals", JOBS["keep-totals"].turn, lambda: "2 months counted.", by=SYSTEM)
    page = browser.get("/jobs")
    assert "2 months counted." in page
    assert "02/03/2026 10:15" in page
    assert "03/03/2026 1:00" in page
    assert "every day at 1:00" in page


def test_a_failure_is_told_in_words(browser, boss):
    for _n in range(2):
        run_job("send-mails", Often(20), failing, by=SYSTEM)
    page = browser.get("/jobs")
    assert "Failed 2 times" in page
    assert "the mail server says 421 busy" in page


def test_mails_that_wait_are_counted_with_what_the_server_said(browser, boss):
    make_booking(make_user(), desks_of(make_workplace())[0], clock.today())
    with transaction():
        mail = db.session.scalars(db.select(OutboxMail)).one()
        mail.error = "the mail server says 451 greylisted"
    page = browser.get("/jobs")
    assert "the mail server says 451 greylisted" in page
    assert "The oldest that waits is from" in page


def test_a_quick_job_is_run_with_one_button(app, browser, boss, tmp_path):
    app.config["MAIL_FOLDER"] = str(tmp_path)
    make_booking(make_user(), desks_of(make_workplace())[0], clock.today())
    page = browser.post("/jobs/send-mails/run")
    assert page.location == "/jobs"
    assert "Done: 1 sent." in browser.get("/jobs")
    assert db.session.scalars(db.select(OutboxMail.state)).one() is MailState.SENT


def test_a_job_that_fails_says_so_and_the_slow_ones_have_no_button(app, browser, boss):
    app.config["MAIL_FOLDER"] = ""
    browser.post("/jobs/send-mails/run")
    assert "It did not work: no mail server is set" in browser.get("/jobs")
    assert browser.post("/jobs/check/run").status == 404


def test_nobody_but_administrators_sees_the_jobs(browser, app):
    browser.sign_in(make_user(None, Role.FACILITY_MANAGER, Role.HR))
    assert browser.get("/jobs").status == 403
    assert browser.post("/jobs/send-mails/run").status == 403
    assert "/jobs" not in browser.get("/today").text


def test_probes_tell_of_late_jobs_and_only_one_of_them_fails(app, browser):
    run_job("check", JOBS["check"].turn, lambda: "Well.", by=SYSTEM)
    client = browser.client
    assert client.get("/health/ready").json == {"status": "ok", "late_jobs": []}
    assert client.get("/health/jobs").status_code == 200
    with clock.frozen(clock.now() + timedelta(days=3)):
        ready, jobs = client.get("/health/ready"), client.get("/health/jobs")
    assert (ready.status_code, jobs.status_code) == (200, 503)
    assert ready.json == jobs.json == {"status": "late", "late_jobs": ["check"]}
