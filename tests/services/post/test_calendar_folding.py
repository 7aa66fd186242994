"""A calendar that reads every mail, as a client would, shows what the database holds."""

import contextlib
import random
from datetime import date, datetime

import icalendar
import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, BookingState, Desk, Move
from app.booking.queries.calendar import feed_address
from app.booking.queries.links import answer_url
from app.booking.rules.answers import Deed
from app.booking.rules.moves import MoveAnswer
from app.booking.rules.places import ClosureFacts
from app.booking.services import attendance, bookings, feeds, releases
from app.booking.services.closures import carry_on, reopen, start_closure
from app.booking.services.moves import answer_move
from app.core import clock
from app.core.db import db
from app.core.half import Half, Part
from app.core.kinds import BookingMail
from app.core.smtp import MailServerAway
from app.post.services.choices import choose_mails
from app.post.services.delivery import send_mails
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.house import at
from tests.support.smtp import deliver_to, smtp_server

MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 3, day) for day in (2, 3, 4, 5))


def invitations(messages):
    """Return every calendar part with its method, in the order in which the mails came."""
    return [
        part.get_payload(decode=True)
        for message in messages
        for part in message.walk()
        if part.get_content_type() == "text/calendar"
    ]


def methods(*messages):
    texts = invitations(messages)
    return [str(icalendar.Calendar.from_ical(text)["METHOD"]) for text in texts]


def events(text):
    """Return each event's properties as they are written."""
    return [
        {name: (value.to_ical(), dict(value.params)) for name, value in event.items()}
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]


def fold(texts):
    """Read as RFC 5546 §2.1.5 says: the highest SEQUENCE holds, of equal ones the newest."""
    kept = {}
    for text in texts:
        calendar = icalendar.Calendar.from_ical(text)
        for event in calendar.walk("VEVENT"):
            uid, version = str(event["UID"]), (int(event["SEQUENCE"]), event["DTSTAMP"].dt)
            if uid in kept and kept[uid][0] > version:
                continue
            is_gone = str(calendar["METHOD"]) == "CANCEL" or str(event["STATUS"]) == "CANCELLED"
            times = (event.start.isoformat(), event.end.isoformat())
            kept[uid] = (version, None if is_gone else (*times, str(event["SUMMARY"])))
    return {uid: shown for uid, (_version, shown) in kept.items() if shown}


def in_the_database(user):
    """Return what a person holds, as their calendar should show it."""
    db.session.rollback()
    rows = db.session.execute(
        sa.select(Booking.uid, Booking.day, Booking.part, Desk.code)
        .join(Desk, Desk.id == Booking.desk_id)
        .where(Booking.user_id == user.id, Booking.state == BookingState.ACTIVE)
    )
    held = {}
    for uid, day, part, code in rows:
        begins = (13, 30) if part is Part.PM else (8, 0)
        ends = (13, 30) if part is Part.AM else (19, 0)
        place, label = code.split("-", 1)
        name = {"LAR": "Uffici di via Larga", "SIL": "Uffici di via Sile"}[place]
        held[uid] = (
            datetime(day.year, day.month, day.day, *begins, tzinfo=clock.ROME).isoformat(),
            datetime(day.year, day.month, day.day, *ends, tzinfo=clock.ROME).isoformat(),
            f"Vicino: {name}, desk {label}",
        )
    return held


@pytest.fixture
def server(app):
    with smtp_server() as running, deliver_to(app, running):
        yield running


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", locale="en")


def a_full_life(app, sofia):
    """Book, change, cancel, restore, be moved, accept, go back, lose a desk: all there is."""
    larga, sile = make_workplace("LARGA"), make_workplace("SILE")
    first, second, *_rest = desks_of(larga)
    me = actor(sofia)
    today = make_booking(sofia, first, MONDAY)
    tuesday = make_booking(sofia, first, TUESDAY)
    wednesday = make_booking(sofia, first, WEDNESDAY)
    thursday = make_booking(sofia, first, THURSDAY)
    send_mails(by=SYSTEM)
    bookings.change_booking(tuesday, second.id, TUESDAY, Part.AM, by=me)
    bookings.cancel_booking(thursday, by=me)
    bookings.restore_booking(thursday, by=me)
    bookings.cancel_booking(thursday, by=me)
    send_mails(by=SYSTEM)
    closure = ClosureFacts(TUESDAY, Half.AM, WEDNESDAY, Half.PM, "strike")
    closure_id = start_closure(larga.id, closure, by=SYSTEM)
    carry_on(closure_id, by=SYSTEM)
    moved = {move.booking_id: move.id for move in db.session.scalars(sa.select(Move))}
    assert set(moved) == {tuesday, wednesday}
    answer_move(moved[wednesday], MoveAnswer.ACCEPT, by=me)
    send_mails(by=SYSTEM)
    reopen(closure_id, by=SYSTEM)
    answer_move(moved[tuesday], MoveAnswer.RETURN, by=me)
    with at(14):
        attendance.free_unused(first.id, MONDAY, Half.PM, by=SYSTEM)
    releases.ask_to_confirm(sile.id, 60, by=SYSTEM)
    with clock.frozen(datetime(2026, 3, 4, 9, 30, tzinfo=clock.ROME)):
        make_booking(sofia, first, THURSDAY, Part.PM)
        releases.release_unconfirmed(by=SYSTEM)
        send_mails(by=SYSTEM)
    return {"today": today, "tuesday": tuesday, "wednesday": wednesday}


def test_the_calendar_that_the_mails_fill_is_what_the_database_holds(app, server, sofia):
    a_full_life(app, sofia)
    shown = fold(invitations(server.messages))
    assert shown == in_the_database(sofia)
    # This morning, Tuesday at the desk of before, Thursday's new half; Wednesday was released.
    assert len(shown) == 3


def test_it_is_the_same_in_whatever_order_the_mails_come(app, server, sofia):
    a_full_life(app, sofia)
    texts = invitations(server.messages)
    for seed in range(20):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert fold(shuffled) == in_the_database(sofia)


def test_a_mail_that_comes_twice_changes_nothing(app, server, sofia):
    a_full_life(app, sofia)
    texts = invitations(server.messages)
    assert fold([*texts, *texts]) == in_the_database(sofia)


def test_the_private_calendar_shows_the_same(app, browser, server, sofia):
    a_full_life(app, sofia)
    feeds.new_feed(by=actor(sofia))
    with app.test_request_context():
        address = feed_address(actor(sofia)).removeprefix("http://localhost")
    text = browser.client.get(address).data
    assert fold([text]) == fold(invitations(server.messages)) == in_the_database(sofia)


def test_an_event_in_a_mail_is_that_of_the_private_calendar(app, browser, server, sofia):
    first, second, *_rest = desks_of(make_workplace("LARGA"))
    booking = make_booking(sofia, first, WEDNESDAY)
    with at(14):
        bookings.change_booking(booking, second.id, THURSDAY, Part.AM, by=actor(sofia))
    with at(16):
        # The mail server was away for two hours: the mail tells the change of then.
        send_mails(by=SYSTEM)
    feeds.new_feed(by=actor(sofia))
    with app.test_request_context():
        address = feed_address(actor(sofia)).removeprefix("http://localhost")
    (shown,) = events(browser.client.get(address).data)
    _made, changed = [events(text)[0] for text in invitations(server.messages)]
    ours = {"ORGANIZER", "ATTENDEE", "X-MICROSOFT-CDO-BUSYSTATUS"}
    assert ours <= changed.keys()
    assert shown == {name: value for name, value in changed.items() if name not in ours}


def test_what_invitations_entered_leaves_the_calendar_although_none_are_wanted_now(
    app, server, sofia
):
    first = desks_of(make_workplace("LARGA"))[0]
    tuesday, wednesday = (make_booking(sofia, first, day) for day in (TUESDAY, WEDNESDAY))
    send_mails(by=SYSTEM)
    choose_mails(BookingMail.PLAIN, [], [], by=actor(sofia))
    bookings.cancel_booking(tuesday, by=actor(sofia))
    bookings.change_booking(wednesday, first.id, WEDNESDAY, Part.PM, by=actor(sofia))
    make_booking(sofia, first, THURSDAY)
    send_mails(by=SYSTEM)
    *_before, gone, changed, new = server.messages
    assert methods(gone, changed, new) == ["CANCEL", "REQUEST"]
    # What is out of the calendar stays out, and comes as a plain mail.
    bookings.restore_booking(tuesday, by=actor(sofia))
    send_mails(by=SYSTEM)
    assert methods(server.messages[-1]) == []
    held = in_the_database(sofia)
    kept = fold(invitations(server.messages))
    assert len(kept) == 1
    assert kept.items() <= held.items()


def test_a_closure_moves_what_invitations_entered_for_whoever_has_the_feed_now(app, server, sofia):
    larga = make_workplace("LARGA")
    make_workplace("SILE")
    make_booking(sofia, desks_of(larga)[0], TUESDAY)
    send_mails(by=SYSTEM)
    choose_mails(BookingMail.FEED, [], [], by=actor(sofia))
    closure = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "strike")
    carry_on(start_closure(larga.id, closure, by=SYSTEM), by=SYSTEM)
    send_mails(by=SYSTEM)
    assert fold(invitations(server.messages)) == in_the_database(sofia)


def test_a_mail_that_is_repeated_carries_the_same_event(app, server, sofia):
    make_booking(sofia, desks_of(make_workplace("LARGA"))[0], THURSDAY)
    server.drop_after_data = 1
    with contextlib.suppress(MailServerAway):
        send_mails(by=SYSTEM)
    with at(12):
        send_mails(by=SYSTEM)
    first, second = invitations(server.messages)
    assert first == second


def test_a_desk_released_from_the_mail_leaves_the_calendar(app, browser, server, sofia):
    booking = make_booking(sofia, desks_of(make_workplace("LARGA"))[0], TUESDAY)
    with app.test_request_context():
        address = answer_url(
            Deed.RELEASE, user_id=sofia.id, booking_id=booking, sequence=0, day=TUESDAY
        )
    send_mails(by=SYSTEM)
    assert len(fold(invitations(server.messages))) == 1
    browser.post(address.removeprefix("http://localhost"))
    send_mails(by=SYSTEM)
    assert fold(invitations(server.messages)) == in_the_database(sofia) == {}
