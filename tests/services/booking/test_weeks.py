from datetime import date

import pytest

from app.auth.actors import SYSTEM
from app.auth.models import Office, Role
from app.booking.queries.checks import problems
from app.booking.rules.places import Owner
from app.booking.rules.refusals import Refusal
from app.booking.services import absences, bookings, weeks
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from app.core.mail import OutboxMail
from app.core.tables.reading import parse_table
from app.core.tables.table import FileRefused
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.planning import PlanRefusal
from app.pola.rules.terms import RemotePattern, Rhythm, WeekHalf
from app.pola.services import plans
from tests.support.agreements import a_manager_of, acknowledge_notices
from tests.support.factories import (
    actor,
    desks_of,
    make_booking,
    make_office,
    make_user,
    make_workplace,
)
from tests.support.plans import a_plan, in_force, planned

MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (date(2026, 3, n) for n in (2, 3, 4, 6))
TUESDAYS = RemotePattern(Rhythm.WEEKDAYS, (WeekHalf(1, Half.AM), WeekHalf(1, Half.PM)))
NEAR, PARTNER, HOME = DayKind.NEAR_MUNICIPAL, DayKind.NEAR_PARTNER, DayKind.AGILE_HOME


@pytest.fixture
def anna(app):
    anna = make_user(office_id=make_office().id, staff_number="M001")
    acknowledge_notices(anna)
    return anna


@pytest.fixture
def desk(app):
    return desks_of(make_workplace())[0]


@pytest.fixture
def partner(app):
    return desks_of(make_workplace("ISOLA", owner=Owner.PARTNER))[0]


def under(user, pattern):
    in_force(user, pattern, MONDAY, None)
    with transaction():
        plans.replan(user.id, by=SYSTEM)


def kinds(user):
    return {key: one.kind for key, one in planned(user).items() if key[0] <= FRIDAY}


def codes(deed, *what, **more):
    with pytest.raises(Refused) as refused:
        deed(*what, **more)
    return refused.value.codes


def test_a_desk_is_written_into_the_plan_and_out_of_it_again(anna, desk):
    booking = make_booking(anna, desk, TUESDAY, Part.DAY)
    assert kinds(anna) == {(TUESDAY, Half.AM): NEAR, (TUESDAY, Half.PM): NEAR}
    bookings.cancel_booking(booking, by=actor(anna))
    assert kinds(anna) == {}
    bookings.restore_booking(booking, by=actor(anna))
    assert len(kinds(anna)) == 2
    bookings.change_booking(booking, desk.id, WEDNESDAY, Part.PM, by=actor(anna))
    assert kinds(anna) == {(WEDNESDAY, Half.PM): NEAR}
    assert problems() == []


def test_a_cancelled_desk_gives_the_agreed_day_back(anna, desk):
    under(anna, TUESDAYS)
    booking = make_booking(anna, desk, TUESDAY, Part.AM)
    assert kinds(anna)[TUESDAY, Half.AM] is NEAR
    bookings.cancel_booking(booking, by=actor(anna))
    assert kinds(anna)[TUESDAY, Half.AM] is HOME


def test_the_agreed_day_does_not_come_back_where_too_few_would_be_left(anna, desk):
    under(anna, TUESDAYS)
    booking = make_booking(anna, desk, TUESDAY, Part.AM)
    with transaction():
        db.session.get(Office, anna.office_id).minimum_presence_percent = 100
    bookings.cancel_booking(booking, by=actor(anna))
    found = planned(anna)[TUESDAY, Half.AM]
    assert (found.kind, found.agreed) == (DayKind.OFFICE, HOME)


def test_a_partners_desk_needs_an_agreement_that_covers_the_day(anna, partner):
    assert codes(make_booking, anna, partner, TUESDAY) == [Refusal.NEEDS_AGREEMENT]
    under(anna, TUESDAYS)
    assert codes(make_booking, anna, partner, WEDNESDAY) == [PlanRefusal.NOT_AN_AGREED_HALF]
    make_booking(anna, partner, TUESDAY)
    assert set(kinds(anna).values()) == {PARTNER}
    assert problems() == []


def test_a_partners_desk_uses_the_quota_up(anna, partner):
    in_force(anna, RemotePattern(Rhythm.PER_WEEK, count=2), MONDAY, None)
    booking = make_booking(anna, partner, TUESDAY)
    assert codes(make_booking, anna, partner, WEDNESDAY) == [PlanRefusal.WEEK_USED_UP]
    bookings.change_booking(booking, partner.id, WEDNESDAY, Part.DAY, by=actor(anna))
    assert {day for day, _half in kinds(anna)} == {WEDNESDAY}


def test_on_leave_no_desk_is_booked(anna, desk):
    a_plan(anna, TUESDAY, Half.AM, DayKind.LEAVE, PlanSource.ABSENCE)
    assert codes(make_booking, anna, desk, TUESDAY) == [Refusal.ON_LEAVE]
    make_booking(anna, desk, TUESDAY, Part.PM)


def test_whoever_was_called_to_the_office_books_no_desk_elsewhere(anna, desk):
    a_plan(anna, TUESDAY, Half.AM, DayKind.OFFICE, PlanSource.RECALL)
    assert codes(make_booking, anna, desk, TUESDAY) == [Refusal.RECALLED]


def test_a_half_moves_from_desk_to_home_in_one_transaction(anna, desk):
    in_force(anna, RemotePattern(Rhythm.PER_WEEK, count=2), MONDAY, None)
    make_booking(anna, desk, TUESDAY)
    weeks.plan_half(anna.id, TUESDAY, Half.PM, HOME, by=actor(anna))
    assert kinds(anna) == {(TUESDAY, Half.AM): NEAR, (TUESDAY, Half.PM): HOME}
    make_booking(anna, desk, TUESDAY, Part.PM)
    assert set(kinds(anna).values()) == {NEAR}
    assert problems() == []


def test_a_refused_move_keeps_the_desk(anna, desk):
    make_booking(anna, desk, TUESDAY)
    refused = codes(weeks.plan_half, anna.id, TUESDAY, Half.PM, HOME, by=actor(anna))
    assert refused == [PlanRefusal.NO_AGREEMENT]
    assert set(kinds(anna).values()) == {NEAR}
    assert problems() == []


def test_nobody_changes_the_plan_of_somebody_else(anna):
    with pytest.raises(Forbidden):
        weeks.plan_half(anna.id, TUESDAY, Half.AM, HOME, by=actor(make_user()))


def test_a_call_to_the_office_frees_a_partners_desk(anna, partner):
    under(anna, TUESDAYS)
    make_booking(anna, partner, TUESDAY)
    chief = a_manager_of(anna)
    weeks.recall_person(anna.id, TUESDAY, [Half.AM], "Sportello", by=actor(chief))
    assert kinds(anna) == {(TUESDAY, Half.AM): DayKind.OFFICE, (TUESDAY, Half.PM): PARTNER}
    assert problems() == []


HR = Role.HR
CSV = "matricola;dal;al;metà;tipo\n"


def import_absences(*lines):
    table = parse_table("ferie.csv", (CSV + "\n".join(lines)).encode(), absences.COLUMNS)
    return absences.import_absences(table, by=SYSTEM)


def test_leave_frees_the_desk_and_tells_nobody_else(anna, desk):
    make_booking(anna, desk, TUESDAY)
    other = make_user()
    done = import_absences("M001;03/03/2026;08/03/2026;;ferie")
    assert (done.written, done.freed) == (8, 1)
    assert set(kinds(anna).values()) == {DayKind.LEAVE}
    mails = db.session.scalars(db.select(OutboxMail)).all()
    assert {mail.user_id for mail in mails} == {anna.id}
    assert other.id not in {mail.user_id for mail in mails}
    assert problems() == []


def test_half_a_day_of_leave_frees_half_the_desk(anna, desk):
    make_booking(anna, desk, TUESDAY)
    import_absences("M001;2026-03-03;2026-03-03;pomeriggio;permesso")
    assert kinds(anna) == {(TUESDAY, Half.AM): NEAR, (TUESDAY, Half.PM): DayKind.LEAVE}
    assert problems() == []


def test_leave_that_is_taken_back_gives_the_agreed_day_back(anna):
    under(anna, TUESDAYS)
    import_absences("M001;2026-03-03;2026-03-03;;ferie")
    assert set(kinds(anna).values()) == {DayKind.LEAVE}
    done = import_absences("M001;2026-03-03;2026-03-03;;annullata")
    assert done.taken_back == 2
    assert set(kinds(anna).values()) == {HOME}


def test_the_same_leave_twice_is_once_and_why_is_stored_nowhere(anna):
    for _time in range(2):
        import_absences("M001;2026-03-03;2026-03-03;;malattia")
    assert len(kinds(anna)) == 2
    lines = db.session.scalars(db.select(AuditLine)).all()
    assert not any("malattia" in (line.after or "") for line in lines)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("M999;2026-03-03;2026-03-03;;ferie", "nobody here has this staff number"),
        ("M001;2026-03-05;2026-03-03;;ferie", "from the first one on"),
        ("M001;2026-03-05;2028-03-03;;ferie", "at most a year later"),
        ("M001;2026-02-30;2026-03-03;;ferie", "2026-02-30"),
    ],
)
def test_one_wrong_line_and_nothing_is_imported(anna, line, words):
    with pytest.raises(FileRefused, match=words):
        import_absences("M001;2026-03-03;2026-03-03;;ferie", line)
    assert kinds(anna) == {}


def test_leave_by_hand_is_for_human_resources(anna, desk):
    make_booking(anna, desk, TUESDAY)
    clerk = make_user()
    done = absences.note_absence(anna.id, TUESDAY, TUESDAY, Part.AM, by=actor(clerk, HR))
    assert (done.written, done.freed) == (1, 1)
    with pytest.raises(ValueError, match="before the first"):
        absences.note_absence(anna.id, TUESDAY, MONDAY, Part.AM, by=actor(clerk, HR))
    with pytest.raises(Forbidden):
        absences.note_absence(anna.id, TUESDAY, TUESDAY, Part.AM, by=actor(clerk))
