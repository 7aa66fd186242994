from datetime import date

import pytest
import sqlalchemy as sa

from app.booking.models import Cap, Closure, Outage, Policy, Slot, WorkplaceDay
from app.booking.queries.places import places
from app.core import clock
from app.core.db import db
from app.core.half import Half, Part
from tests.support.factories import desks_of, make_booking, make_user, make_workplace

TODAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def sile():
    place = make_workplace("SILE", desks=4)
    for desk in desks_of(place)[:3]:
        make_booking(make_user(), desk, TUESDAY, Part.AM)
    return place


def test_a_cap_is_set_in_percent_or_desks_and_tells_what_is_above_it(flask, sile):
    said = flask("places", "cap", "sile", "50%", "--from", "2026-03-03", "--to", "31/03/2026",
                 "--reason", "Prova antincendio")  # fmt: skip
    assert said.output.splitlines() == [
        "SILE may lend 50% from 2026-03-03 to 2026-03-31.",
        "Surplus: SILE on 2026-03-03 am has 3 desks taken and a cap of 2; the bookings stay.",
    ]
    make_workplace("LARGA")
    elsewhere = flask("places", "cap", "LARGA", "50%").output
    assert elsewhere == "LARGA may lend 50% from 2026-03-02.\n", "of others it does not speak"
    assert flask("places", "cap", "SILE", "1").output.startswith(
        "SILE may lend 1 desks from 2026-03-02."
    )
    caps = db.session.scalars(sa.select(Cap).order_by(Cap.id)).all()
    assert [(cap.percent, cap.number, cap.reason) for cap in caps] == [
        (50, None, "Prova antincendio"), (50, None, ""), (None, 1, ""),
    ]  # fmt: skip
    assert db.session.scalar(sa.select(WorkplaceDay.cap_am)) == 1


def test_a_cap_is_ended_and_the_one_under_it_counts(flask, sile):
    flask("places", "cap", "SILE", "50%")
    flask("places", "cap", "SILE", "3")
    assert flask("places", "cap", "SILE", "--end", "--from", "2026-03-03").output.splitlines() == [
        "From 2026-03-03 SILE may lend 50%.",
        "Surplus: SILE on 2026-03-03 am has 3 desks taken and a cap of 2; the bookings stay.",
    ]
    assert flask("places", "cap", "SILE", "--end", "--from", "2026-03-03").output == (
        "From 2026-03-03 SILE may lend any of its desks.\n"
    )


@pytest.mark.parametrize(("words", "sentence"), [
    (["cap", "SILE"], "say either CAP or --end"),
    (["cap", "SILE", "50%", "--end"], "say either CAP or --end"),
    (["cap", "SILE", "--end"], "no cap counts at SILE on 2026-03-02"),
    (["cap", "SILE", "160%"], "write a percentage such as 60%, or a number of desks such as 12"),
    (["cap", "SILE", "tanti"], "write a percentage such as 60%, or a number of desks such as 12"),
    (["cap", "SILE", "50%", "--from", "domani"], "write a date such as"),
    (["cap", "SILE", "50%", "--to", "2026-03-01"], "the last day is before the first"),
    (["cap", "LARGA", "50%"], "no workplace is called LARGA. These are: SILE."),
    (["close", "SILE"], "Missing option '--reason'"),
    (["close", "SILE", "--reason", "x", "--to", "2026-03-01"], "the closure ends before it begins"),
    (["reopen", "SILE"], "SILE is not closed on 2026-03-02"),
    (["out-of-order", "SIL-0A-99", "--reason", "x"], "no desk is called SIL-0A-99."),
    (["confirm", "SILE"], "say either --within MINUTES or --off"),
    (["confirm", "SILE", "--off", "--within", "60"], "say either --within MINUTES or --off"),
    (["confirm", "SILE", "--within", "5"], "write a number of minutes from 15 to 240"),
    (["policy", "days_ahead"], "flask places policy days_ahead VALUE"),
    (["policy", "days_ahead", "0"], "write a whole number from 1 to 366"),
    (["policy", "colour", "blue"], "is not one of"),
])  # fmt: skip
def test_a_wish_that_cannot_be_is_told_with_exit_code_2(flask, sile, words, sentence):
    said = flask("places", *words)
    assert said.exit_code == 2
    assert sentence in said.output


def test_a_workplace_is_closed_and_reopened_and_its_bookings_stay(flask, sile):
    said = flask("places", "close", "SILE", "--from", "2026-03-03", "--to", "2026-03-04",
                 "--to-half", "am", "--reason", "Sciopero")  # fmt: skip
    assert said.output.splitlines() == [
        "SILE is closed from 2026-03-03 am to 2026-03-04 am: Sciopero",
        "Surplus: SILE on 2026-03-03 am has 3 desks taken and a cap of 0; the bookings stay.",
    ]
    facts = places().by_code["SILE"]
    assert facts.capacity(WEDNESDAY, Half.AM) == 0
    assert facts.capacity(WEDNESDAY, Half.PM) == 4
    said = flask("places", "reopen", "SILE", "--on", "2026-03-04")
    assert said.output == "SILE is open again on 2026-03-04.\n"
    assert db.session.scalars(sa.select(Closure.reopened_at)).one() == clock.now()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Slot)) == 3


def test_a_desk_is_taken_out_of_order_and_mended(flask, sile):
    code = desks_of(sile)[0].code
    said = flask("places", "out-of-order", code, "--reason", "Sedia rotta")
    assert said.output.splitlines() == [
        f"{code} is out of order from 2026-03-02: Sedia rotta",
        "It is booked on 2026-03-03; the bookings stay.",
    ]
    said = flask("places", "out-of-order", code, "--from", "2026-03-04", "--to", "2026-03-06",
                 "--reason", "Sedia rotta")  # fmt: skip
    assert said.output == f"{code} is out of order from 2026-03-04 to 2026-03-06: Sedia rotta\n"
    assert flask("places", "mend", code.lower()).output == f"{code} can be booked again.\n"
    [left] = db.session.scalars(sa.select(Outage))
    assert left.from_day == date(2026, 3, 4), "what is planned for later stays"
    flask("places", "mend", code, "--on", "2026-03-05")
    db.session.refresh(left)
    assert left.to_day == date(2026, 3, 4)
    assert "before" in flask("places", "mend", code, "--on", "2026-03-01").output


def test_people_are_asked_to_confirm_until_it_is_switched_off(flask, sile):
    said = flask("places", "confirm", "SILE", "--within", "60")
    assert said.output == "People confirm within 60 minutes at SILE.\n"
    facts = places().by_code["SILE"]
    assert (facts.confirm_within, facts.confirm_from) == (60, TUESDAY)
    assert flask("places", "confirm", "SILE", "--off").output == "Nobody has to confirm at SILE.\n"
    facts = places().by_code["SILE"]
    assert (facts.confirm_within, facts.confirm_from) == (None, None)


def test_house_rules_are_listed_and_set_from_a_day_on(flask):
    assert flask("places", "policy").output.splitlines() == [
        "days_ahead  28", "open_bookings  10", "today_until  18:00", "partner_needs_agreement  yes",
        "held_until  18:00", "near_km  5", "seen_by  workplace", "group_size  12",
    ]  # fmt: skip
    said = flask("places", "policy", "days_ahead", " 20 ", "--from", "2026-04-01")
    assert said.output == "days_ahead is 20 from 2026-04-01.\n"
    flask("places", "policy", "today_until", "17:30")
    lines = flask("places", "policy").output.splitlines()
    assert lines[:2] == ["days_ahead  28", "days_ahead  20 from 2026-04-01"]
    assert "today_until  17:30 since 2026-03-02" in lines
    assert len(db.session.scalars(sa.select(Policy)).all()) == 2


def test_the_coming_days_are_shown_and_a_workplaces_limits_too(flask, sile):
    make_workplace("LARGA")
    flask("places", "cap", "SILE", "50%", "--to", "2026-03-31")
    flask("places", "cap", "SILE", "3", "--from", "2026-04-01")
    flask("places", "close", "SILE", "--from", "2026-03-05", "--reason", "Sciopero")
    code = desks_of(sile)[0].code
    flask("places", "out-of-order", code, "--reason", "Sedia rotta")
    both = flask("places", "show").output
    assert "LARGA  Uffici di via Larga, Via Larga 12: 4 desks" in both
    lines = flask("places", "show", "SILE").output.splitlines()
    assert lines[:3] == [
        "SILE  Uffici di via Sile, Via Sile 12: 4 desks",
        "  Mon 2026-03-02  am 0 of 1, pm 0 of 1",
        "  Tue 2026-03-03  am 3 of 1, pm 0 of 1",
    ]
    assert len(lines) == 15
    assert lines[-4:] == [
        "  cap 50% from 2026-03-02 to 2026-03-31",
        "  cap 3 desks from 2026-04-01",
        "  closed from 2026-03-05 am to 2026-03-05 pm: Sciopero",
        f"  {code} out of order from 2026-03-02: Sedia rotta",
    ]


def test_a_city_without_workplaces_is_told_what_to_do(flask):
    assert "flask import workplaces FILE" in flask("places", "show").output
    said = flask("places", "cap", "SILE", "50%")
    assert "There is none yet: import them." in said.output


def test_the_check_tells_what_disagrees_and_what_is_above_a_cap(flask, sile):
    flask("places", "cap", "SILE", "50%")
    said = flask("check")
    assert said.exit_code == 0
    assert said.output.splitlines() == [
        "Surplus: SILE on 2026-03-03 am has 3 desks taken and a cap of 2; the bookings stay.",
        "All is well: counters, caps and desks agree with the bookings.",
    ]
    db.session.execute(sa.update(WorkplaceDay).values(taken_am=2, cap_pm=1))
    db.session.commit()
    said = flask("check")
    assert said.exit_code == 1
    assert said.stderr.splitlines() == [
        f"workplace {sile.id} on 2026-03-03: counted 2+0, held 3+0",
        f"workplace {sile.id} on 2026-03-03: cap 2+1, the limits say 2+2",
        "2 things disagree with the bookings.",
    ]


def test_a_workplace_is_closed_and_emptied_in_one_breath(flask, sile):
    other = make_workplace("TIBALDI", desks=1)
    said = flask("places", "close", "SILE", "--from", "2026-03-03", "--reason", "Sciopero",
                 "--move")  # fmt: skip
    assert said.output.splitlines()[1:3] == ["  moved: 1", "  no_place: 2"]
    held = db.session.scalars(sa.select(Slot.workplace_id).where(Slot.day == date(2026, 3, 3)))
    assert other.id in set(held)
    said = flask("places", "reopen", "SILE", "--on", "2026-03-03")
    assert said.output.splitlines() == ["SILE is open again on 2026-03-03.", "  way_back: 1"]


def test_desks_are_drawn_from_the_command_line_and_no_more(flask, sile):
    said = flask("places", "draw", "SILE", "--on", "42", "--at", "17:00", "--days-before", "2")
    assert said.output == (
        "Desks are drawn at SILE on weekdays 24 at 17:00, 2 days before, from 2026-03-02.\n"
    )
    assert flask("places", "draw", "SILE", "--on", "12345").output == (
        "Desks are drawn at SILE at 12:00, the day before, from 2026-03-02.\n"
    )
    assert places().by_code["SILE"].draw(WEDNESDAY) is not None
    wrong = flask("places", "draw", "SILE", "--days-before", "99")
    assert wrong.exit_code == 2
    assert "days_before" in wrong.output
    assert flask("places", "draw", "SILE", "--end").output == "Desks are drawn no more at SILE.\n"
    assert places().by_code["SILE"].draws == ()
