import logging

import pytest

from app.auth.models import Role
from app.booking.queries.moves import find_move_of
from app.booking.rules.places import ClosureFacts
from app.booking.services import attendance
from app.booking.services.bookings import cancel_booking
from app.booking.services.closures import carry_on, start_closure
from app.core.db import transaction
from app.core.half import Half
from app.core.kinds import BookingMail
from tests.support.bell import owe, tell_of_a_desk, unread
from tests.support.browser import Browser, untranslated
from tests.support.counting import counted
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import at
from tests.support.town import MONDAY, TUESDAY, classed, links, press

FREED = "Cancelled: Uffici di via Larga, Tuesday 3 March"
FOUND_EMPTY = "Somebody at the workplace found your desk empty, and freed it for others."


@pytest.fixture
def larga(app):
    return make_workplace()


@pytest.fixture
def desk(larga):
    return desks_of(larga)[0]


@pytest.fixture
def sofia(browser, app):
    user = make_user()
    browser.sign_in(user)
    return user


def bell(page):
    """Return the words of the bell, as somebody hears them."""
    link = next(a for a in page.all("a") if a.get("href") == "/notices")
    heard = (e for e in link.iter() if e.get("aria-hidden") is None)
    return " ".join("".join(e.text or "" for e in heard).split())


def test_without_news_the_bell_is_silent_and_the_page_says_so(browser, sofia):
    assert bell(browser.get("/profile")) == "Messages"
    page = browser.get("/notices")
    assert page.heading == "Messages"
    assert "No messages yet" in page
    assert "Mark all as read" not in page


def test_the_bell_tells_whoever_lost_a_desk_and_leads_to_what_happened(browser, desk):
    sofia, porter = make_user(), make_user()
    booking = make_booking(sofia, desk, MONDAY)
    with at(10, 30):
        attendance.free_unused(desk.id, MONDAY, Half.AM, by=actor(porter, Role.FACILITY_MANAGER))
        browser.sign_in(sofia)
        assert bell(browser.get("/profile")) == "1 new message"
        page = browser.get("/notices")
        assert FOUND_EMPTY in page
        assert "02/03/2026 10:30" in page
        page = press(browser, page, "Cancelled: Uffici di via Larga, Monday 2 March")
        assert page.location == f"/bookings/{booking}"
        assert bell(browser.follow(page)) == "Messages"


def test_whoever_was_moved_is_led_to_the_question(browser, sofia, larga, desk):
    make_workplace("SILE", latitude=45.4708)
    chief = actor(make_user(), Role.FACILITY_MANAGER)
    booking = make_booking(sofia, desk, TUESDAY)
    works = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "Lavori <b>urgenti</b>")
    carry_on(start_closure(larga.id, works, by=chief), by=chief)
    page = browser.get("/notices")
    assert bell(page) == "1 new message"
    assert "Lavori <b>urgenti</b>" in page
    done = press(browser, page, "Your desk has moved: Uffici di via Sile, Tuesday 3 March")
    assert done.location == f"/moves/{find_move_of(booking).id}"
    assert browser.follow(done).heading == "Your desk has moved"


def test_what_a_person_does_does_not_ring_their_own_bell(browser, sofia, desk):
    cancel_booking(make_booking(sofia, desk, TUESDAY), by=actor(sofia))
    assert bell(browser.get("/profile")) == "Messages"
    assert "No messages yet" in browser.get("/notices")


def test_opening_the_page_marks_nothing_as_read(browser, sofia, desk):
    (notice,) = tell_of_a_desk(sofia, desk)
    for _time in range(2):
        page = browser.get("/notices")
        assert classed(page, "v-tag") == ["New"]
        assert bell(page) == "1 new message"
    assert unread(sofia) == [notice]


def test_what_was_read_stays_without_the_word_new(browser, sofia, desk):
    tell_of_a_desk(sofia, desk)
    press(browser, browser.get("/notices"), FREED)
    page = browser.get("/notices")
    assert classed(page, "v-tag") == []
    assert len(links(page, FREED)) == 1
    assert "Mark all as read" not in page


def test_all_are_read_with_one_button_but_what_came_meanwhile_is_still_new(browser, sofia, desk):
    tell_of_a_desk(sofia, desk, times=3)
    page = browser.get("/notices")
    assert bell(page) == "3 new messages"
    later = owe(sofia, "check_failed")
    done = press(browser, page, "Mark all as read")
    assert (done.status, done.location) == (303, "/notices")
    assert unread(sofia) == [later]


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30])
def test_a_made_up_number_marks_nothing(browser, sofia, desk, newest):
    tell_of_a_desk(sofia, desk)
    assert browser.post("/notices/read", {"newest": newest}).status == 303
    assert len(unread(sofia)) == 1


def test_nobody_reads_or_marks_what_another_person_was_told(browser, sofia, desk):
    luca = make_user()
    (notice,) = tell_of_a_desk(luca, desk)
    assert bell(browser.get("/profile")) == "Messages"
    assert FREED not in browser.get("/notices")
    assert browser.post(f"/notices/{notice}/open").status == 404
    assert browser.post("/notices/read", {"newest": notice}).status == 303
    assert unread(luca) == [notice]


def test_what_was_never_a_message_of_the_bell_is_not_opened(browser, sofia, desk):
    booking = make_booking(sofia, desk, TUESDAY)
    made = owe(sofia, "booking_made", booking_id=booking)
    assert browser.post(f"/notices/{made}/open").status == 404


def test_a_message_that_cannot_be_written_hides_no_other(browser, sofia, desk, caplog):
    tell_of_a_desk(sofia, desk)
    broken = owe(sofia, "booking_freed", note="Sofia")
    with caplog.at_level(logging.ERROR):
        page = browser.get("/notices")
    assert FREED in page
    assert "One message is left out" in page
    assert caplog.messages == [f"notice {broken} of kind booking_freed cannot be written: KeyError"]
    done = browser.post(f"/notices/{broken}/open")
    assert "What this message was about no longer exists." in browser.follow(done)
    assert broken not in unread(sofia)


def test_a_message_about_what_was_deleted_is_left_out_and_can_be_silenced(browser, sofia):
    facts = {"booking_id": 999, "desk_id": 999, "sequence": 1, "kept": None}
    for _time in range(2):
        owe(sofia, "booking_freed", day="2026-03-03", part="day", **facts)
    page = browser.get("/notices")
    assert "2 messages are left out" in page
    assert "No messages yet" not in page
    press(browser, page, "Mark all as read")
    assert bell(browser.get("/notices")) == "Messages"


def test_messages_come_page_by_page_the_newest_first(browser, sofia, desk):
    notices = tell_of_a_desk(sofia, desk, times=53)

    def shown(page):
        actions = [form.get("action") for form in page.all("form")]
        return [n for a in actions for n in notices if a == f"/notices/{n}/open"]

    first = browser.get("/notices")
    assert bell(first) == "53 new messages"
    assert shown(first) == notices[:2:-1]
    assert "1 to 50 of 53" in first
    (older,) = links(first, "Next")
    second = browser.get(older)
    assert shown(second) == notices[2::-1]
    assert "51 to 53 of 53" in second
    (newer,) = links(second, "Previous")
    assert newer == "/notices?from=0"
    press(browser, second, "Mark all as read")
    assert unread(sofia) == []


@pytest.mark.parametrize("start", ["999", "-5", "x", "9" * 40, "1e9"])
def test_beyond_the_last_message_the_first_ones_are_shown(browser, sofia, desk, start):
    tell_of_a_desk(sofia, desk)
    assert FREED in browser.get(f"/notices?from={start}")


def test_a_full_bell_shows_a_short_figure_and_says_the_whole_number(browser, sofia, desk):
    tell_of_a_desk(sofia, desk, times=100)
    page = browser.get("/profile")
    assert classed(page, "v-bell-count") == ["99+"]
    assert bell(page) == "100 new messages"


@pytest.mark.parametrize("locale", ["it", "en"])
def test_messages_speak_the_readers_language(app, desk, locale):
    user = make_user(locale=locale)
    tell_of_a_desk(user, desk)
    page = Browser(app.test_client()).sign_in(user).get("/notices")
    assert page.tree.get("lang") == locale
    assert untranslated(page) == []
    assert ("martedì 3 marzo" if locale == "it" else "Tuesday 3 March") in page


def test_whoever_wants_no_mails_finds_everything_under_the_bell(browser, desk):
    sofia = make_user(booking_mail=BookingMail.NOTHING)
    tell_of_a_desk(sofia, desk)
    assert FREED in browser.sign_in(sofia).get("/notices")


def test_whoever_reads_them_learns_where_to_choose_the_mails(browser, sofia):
    assert links(browser.get("/notices"), "Choose which mails you get") == ["/profile/mail"]


def test_the_bell_costs_no_page_a_query(browser, sofia, desk):
    def queries(address):
        browser.get(address)
        with counted() as statements:
            browser.get(address)
        return len(statements)

    before = queries("/profile"), queries("/help")
    tell_of_a_desk(sofia, desk, times=20)
    assert (queries("/profile"), queries("/help")) == before


def test_whoever_has_left_hears_no_bell(browser, sofia, desk):
    tell_of_a_desk(sofia, desk)
    with transaction():
        sofia.is_active = False
    assert browser.get("/notices").location.startswith("/sign-in")
