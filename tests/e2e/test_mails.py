"""From the click to the mail, from the mail to the diary, and back by a link without signing in."""

import re
import time
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import create_app
from app.booking.queries.calendar import find_event
from app.booking.queries.links import answer_url
from app.booking.rules.answers import Deed
from app.core.db import db
from tests.e2e.stage import PHONE, WIDE
from tests.support.axe import violations
from tests.support.calendars import by_icalendar
from tests.support.people import book, settle, sign_in

PATIENCE = 60


@pytest.fixture
def mails_to(server):
    """Return a person's mails as the jobs beside the server wrote them, once one fits."""
    folder = Path(server.environ["INSTANCE_PATH"]) / "mails"

    def read(email: str, kind: str) -> EmailMessage:
        for _try in range(PATIENCE * 4):
            for path in sorted(folder.glob(f"*-{kind}.eml")):
                message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
                if message["To"].addresses[0].addr_spec == email:
                    return message
            time.sleep(0.25)
        raise AssertionError(f"no mail of kind {kind} came within {PATIENCE} seconds")

    return read


@pytest.fixture
def link(server):
    """Return the address that a mail carries."""

    def make(deed: Deed, booking_id: int) -> str:
        app = create_app(environ=server.environ)
        with app.app_context(), app.test_request_context(base_url=server.url):
            event = find_event(booking_id)
            assert event is not None
            address = answer_url(
                deed,
                user_id=event.user_id,
                booking_id=booking_id,
                sequence=event.sequence,
                day=event.day,
            )
            db.engine.dispose()
        return address

    return make


def test_a_booking_arrives_by_mail_and_stands_in_the_diary(open_page, newcomer, mails_to):
    email = newcomer()
    anna = settle(open_page(), email)
    number = book(anna)
    message = mails_to(email, "booking_made")
    text = message.get_body(("plain",)).get_content()
    (link_back,) = set(re.findall(rf"http\S+/bookings/{number}\b", text))
    calendar = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    (event,) = by_icalendar(calendar.get_payload(decode=True))
    assert (event["status"], event["sequence"]) == ("CONFIRMED", 0)
    anna.goto(link_back)
    expect(anna.get_by_role("button", name="Annulla la prenotazione")).to_be_visible()
    anna.get_by_role("button", name="Annulla la prenotazione").click()
    anna.wait_for_url("**/bookings/*")
    gone = mails_to(email, "booking_cancelled")
    calendar = next(p for p in gone.walk() if p.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "CANCEL"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_desk_is_given_back_from_the_mail_without_signing_in(
    open_page, newcomer, link, server, size
):
    number = book(settle(open_page(), newcomer()))
    stranger = open_page(size)
    stranger.goto(link(Deed.RELEASE, number))
    assert violations(stranger) == []
    expect(stranger.locator("main button")).to_have_count(1)
    assert server.ask("SELECT state FROM bookings WHERE id = ?", number) == [("active",)]
    # By keyboard: the one button is the first thing after the page's own links.
    stranger.locator("main button").focus()
    stranger.keyboard.press("Enter")
    expect(stranger.locator("main form")).to_have_count(0)
    assert violations(stranger) == []
    assert server.ask("SELECT state FROM bookings WHERE id = ?", number) == [("cancelled",)]


def test_whoever_comes_says_so_from_the_mail(open_page, newcomer, link, server):
    number = book(settle(open_page(), newcomer()))
    page = open_page(PHONE)
    page.goto(link(Deed.COMING, number))
    page.locator("main button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert server.ask("SELECT is_confirmed FROM bookings WHERE id = ?", number) == [(1,)]


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_people_choose_their_mails(open_page, newcomer, size):
    anna = settle(open_page(size), newcomer())
    anna.goto("/profile")
    anna.locator("a[href='/profile/mail']").click()
    assert violations(anna) == []
    for value in ("feed", "reminders"):
        anna.locator(f".form-check:has(input[value={value}]) label").click()
    anna.locator("main form button[type=submit]").click()
    expect(anna.locator("#flashes .v-note")).to_be_visible()
    expect(anna.locator("input[value=feed]")).to_be_checked()
    expect(anna.locator("input[value=reminders]")).to_be_checked()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_an_administrator_sees_the_jobs_and_runs_one(open_page, size):
    boss = sign_in(open_page(size), "admin@vicino.example")
    boss.goto("/jobs")
    assert violations(boss) == []
    expect(boss.locator("tbody tr")).to_have_count(15)
    boss.locator("form[action='/jobs/send-mails/run'] button").click()
    expect(boss.locator("#flashes .v-note")).to_be_visible()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_code_on_a_desk_leads_to_what_can_be_done_there(open_page, newcomer, server, size):
    anna = settle(open_page(size), newcomer())
    (desk,) = server.ask("SELECT id FROM desks WHERE is_active ORDER BY id LIMIT 1")
    anna.goto(f"/desks/{desk[0]}")
    assert violations(anna) == []
    expect(anna.locator("h1")).to_be_visible()
