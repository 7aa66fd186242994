"""What mails put into a diary: held, confirmed, and out again by the mails' own hand."""

from datetime import date, datetime, time

import icalendar
import pytest

from app.auth.actors import SYSTEM
from app.auth.models import User
from app.booking.queries.bookings import find_booking
from app.booking.queries.groups import invites_in
from app.booking.queries.links import Link
from app.booking.queries.waiting import waits_of
from app.booking.rules.answers import Deed, Standing
from app.booking.rules.places import ClosureFacts
from app.booking.services import attendance, bookings
from app.booking.services.answers import find_person, give_answer, standing
from app.booking.services.closures import carry_on, start_closure
from app.booking.services.groups import call_group, call_off
from app.booking.services.invites import answer_invite, end_invites
from app.booking.services.serving import serve_waiting
from app.booking.services.waiting import answer_offer, wait_for
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half, Part
from app.core.kinds import BookingMail, Topic
from app.post.services.choices import choose_mails
from app.post.services.delivery import send_mails
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.letters import last_letter
from tests.support.smtp import deliver_to, smtp_server

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
MORNING = datetime(2026, 3, 3, 7, 30, tzinfo=clock.ROME)
IN_TIME = clock.at(TUESDAY, time(7, 40))


@pytest.fixture
def server(app):
    with smtp_server() as running, deliver_to(app, running):
        yield running


@pytest.fixture
def sofia(app):
    return make_user("sofia@example.it", locale="en")


def entered(server):
    """Send what is owed; return what the mails to Sofia told her calendar: what, and the number."""
    send_mails(by=SYSTEM)
    told = []
    for message in server.messages:
        if "sofia@example.it" not in message["To"]:
            continue
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
                (event,) = calendar.walk("VEVENT")
                told.append((calendar["METHOD"], event["STATUS"], int(event["SEQUENCE"])))
    return told


def invited(sofia):
    """Anna holds a desk for Sofia."""
    anna = make_user("anna@example.it")
    place = make_workplace("LARGA")
    (one,) = invites_in(call_group([sofia.id], place.id, TUESDAY, Part.DAY, by=actor(anna)))
    return one, anna


def offered(sofia):
    """A desk frees this morning, and it is Sofia's turn."""
    place = make_workplace("LARGA", desks=1)
    holder = make_user("bruno@example.it")
    left = make_booking(holder, desks_of(place)[0], TUESDAY)
    wait_for(place.id, TUESDAY, Part.DAY, by=actor(sofia))
    bookings.cancel_booking(left, by=actor(holder))
    serve_waiting(by=SYSTEM)
    return waits_of(sofia.id)[0]


HELD = ("REQUEST", "TENTATIVE", 0)


def test_whoever_accepts_an_invitation_has_the_desk_confirmed_in_their_calendar(server, sofia):
    invite, _anna = invited(sofia)
    assert entered(server) == [HELD]
    answer_invite(invite.id, accept=True, by=actor(sofia))
    assert entered(server) == [HELD, ("REQUEST", "CONFIRMED", 1)]


def test_to_say_that_one_comes_confirms_it_as_well(server, sofia):
    invite, _anna = invited(sofia)
    assert entered(server) == [HELD]
    with clock.frozen(clock.at(MONDAY, time(12))):
        attendance.confirm_booking(invite.booking_id, by=actor(sofia))
        attendance.confirm_booking(invite.booking_id, by=actor(sofia))
        assert entered(server) == [HELD, ("REQUEST", "CONFIRMED", 1)]


def declined(invite, sofia, _anna):
    answer_invite(invite.id, accept=False, by=actor(sofia))


def forgotten(_invite, _sofia, _anna):
    with clock.frozen(clock.at(MONDAY, time(18))):
        end_invites(by=SYSTEM)


def withdrawn(invite, _sofia, anna):
    call_off(invite.group_id, by=actor(anna))


@pytest.mark.parametrize("ended", [declined, forgotten, withdrawn])
def test_what_is_held_no_longer_leaves_the_calendar(server, sofia, ended):
    invite, anna = invited(sofia)
    assert entered(server) == [HELD]
    ended(invite, sofia, anna)
    with clock.frozen(clock.at(MONDAY, time(18))):
        assert entered(server) == [HELD, ("CANCEL", "CANCELLED", 1)]


@pytest.mark.parametrize("how", ["button", "presence"])
def test_an_offer_that_is_taken_is_confirmed_in_the_calendar(server, sofia, how):
    with clock.frozen(MORNING):
        wait = offered(sofia)
        assert entered(server) == [HELD]
    with clock.frozen(IN_TIME):
        if how == "button":
            answer_offer(wait.id, accept=True, by=actor(sofia))
        else:
            attendance.confirm_booking(wait.booking_id, by=actor(sofia))
        assert entered(server) == [HELD, ("REQUEST", "CONFIRMED", 1)]


def test_an_offer_that_is_left_to_the_next_leaves_the_calendar(server, sofia):
    with clock.frozen(MORNING):
        wait = offered(sofia)
        assert entered(server) == [HELD]
        answer_offer(wait.id, accept=False, by=actor(sofia))
        assert entered(server) == [HELD, ("CANCEL", "CANCELLED", 1)]


@pytest.mark.parametrize(
    ("choice", "mails"), [(BookingMail.PLAIN, 1), (BookingMail.FEED, 0), (BookingMail.NOTHING, 0)]
)
def test_whoever_wants_no_entries_by_mail_gets_none(app, server, choice, mails):
    sofia = make_user("sofia@example.it", booking_mail=choice)
    invite, _anna = invited(sofia)
    answer_invite(invite.id, accept=True, by=actor(sofia))
    assert entered(server) == []
    got = [message for message in server.messages if "sofia@example.it" in message["To"]]
    assert len(got) == mails


def booked(sofia):
    return make_booking(sofia, desks_of(make_workplace("LARGA"))[0], TUESDAY)


MADE = ("REQUEST", "CONFIRMED", 0)


def test_what_a_mail_entered_is_cancelled_for_whoever_has_only_the_address_now(server, sofia):
    booking = booked(sofia)
    assert entered(server) == [MADE]
    choose_mails(BookingMail.FEED, [], [], by=actor(sofia))
    bookings.cancel_booking(booking, by=actor(sofia))
    assert entered(server) == [MADE, ("CANCEL", "CANCELLED", 1)]
    # It is out: taken back, it stands in the address, and no mail comes.
    bookings.restore_booking(booking, by=actor(sofia))
    entered(server)
    assert len(server.messages) == 2


def test_a_change_of_what_a_mail_entered_is_mailed_as_well(server, sofia):
    booking = booked(sofia)
    entered(server)
    choose_mails(BookingMail.FEED, [], [], by=actor(sofia))
    desk = desks_of(make_workplace("SILE"))[0]
    bookings.change_booking(booking, desk.id, TUESDAY, Part.DAY, by=actor(sofia))
    assert entered(server) == [MADE, ("REQUEST", "CONFIRMED", 1)]


def test_a_desk_held_in_a_calendar_leaves_it_although_colleagues_may_ask_no_more(server, sofia):
    _invite, _anna = invited(sofia)
    assert entered(server) == [HELD]
    choose_mails(BookingMail.FEED, [], [Topic.COLLEAGUES], by=actor(sofia))
    with clock.frozen(clock.at(MONDAY, time(18))):
        end_invites(by=SYSTEM)
        assert entered(server) == [HELD, ("CANCEL", "CANCELLED", 1)]


@pytest.mark.parametrize("choice", [BookingMail.FEED, BookingMail.NOTHING])
def test_what_no_mail_entered_no_mail_cancels(server, sofia, choice):
    choose_mails(choice, [], [], by=actor(sofia))
    bookings.cancel_booking(booked(sofia), by=actor(sofia))
    assert entered(server) == []
    assert len(server.messages) == 0


def test_whoever_wants_no_mail_about_desks_gets_none_whatever_was_entered(server, sofia):
    booking = booked(sofia)
    entered(server)
    choose_mails(BookingMail.NOTHING, [], [], by=actor(sofia))
    bookings.cancel_booking(booking, by=actor(sofia))
    assert entered(server) == [MADE]
    assert len(server.messages) == 1


def test_nobody_who_has_left_is_written_to_about_their_calendar(server, sofia):
    booking = booked(sofia)
    entered(server)
    bookings.cancel_booking(booking, by=actor(sofia))
    with transaction():
        db.session.get_one(User, sofia.id).is_active = False
    assert entered(server) == [MADE]


def test_a_held_desk_that_the_house_moves_stays_tentative_and_says_until_when(server, sofia):
    invite, _anna = invited(sofia)
    assert entered(server) == [HELD]
    make_workplace("SILE", latitude=45.4708)
    shut = ClosureFacts(TUESDAY, Half.AM, TUESDAY, Half.PM, "works")
    carry_on(
        start_closure(find_booking(invite.booking_id).workplace_id, shut, by=SYSTEM), by=SYSTEM
    )
    assert entered(server) == [HELD, ("REQUEST", "TENTATIVE", 1)]
    letter = last_letter("booking_moved", sofia)
    assert letter.notes == (
        "Held for you until 18:00 of Monday 2 March: confirm it, or it goes to others.",
    )
    answer_invite(invite.id, accept=True, by=actor(sofia))
    assert entered(server)[-1] == ("REQUEST", "CONFIRMED", 2)


def test_the_link_by_which_a_held_desk_was_confirmed_says_that_it_is_done(app, sofia):
    invite, _anna = invited(sofia)
    told = {"user_id": sofia.id, "booking_id": invite.booking_id, "sequence": 0, "day": TUESDAY}
    link = Link(Deed.COMING, move_id=None, **told)
    assert standing(link, find_booking(invite.booking_id)) is Standing.OPEN
    give_answer(link, by=find_person(link))
    assert find_booking(invite.booking_id).sequence == 1
    assert standing(link, find_booking(invite.booking_id)) is Standing.DONE
