"""Past bookings lose their people, then go; what was counted of them stays."""

import json
import random
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, User
from app.booking.models import (
    Booking,
    BookingState,
    Forgotten,
    OriginTotal,
    Slot,
)
from app.booking.queries.bookings import find_booking, past_bookings
from app.booking.queries.checks import problems
from app.booking.queries.record import record_of
from app.booking.queries.retention import Until, forgotten_until
from app.booking.services.bookings import book_desk
from app.booking.services.retention import delete_past, forget_people
from app.booking.services.totals import keep_totals, rebuild_totals
from app.core import clock, mail
from app.core.audit import AuditLine
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.half import Part
from app.core.mail import OutboxMail
from app.occupancy.queries.forecast import _books
from app.pola.models import NearYear, PlannedHalf
from app.pola.queries.indicators import year_facts
from tests.support.factories import actor, make_user
from tests.support.past import (
    at,
    bookings_of,
    count,
    count_all,
    everything_counted,
    make_town,
    write_past,
)

TODAY = date(2026, 3, 2)
# The last day that is more than thirty, and more than ninety days ago.
DUE, OLD = date(2026, 1, 30), date(2025, 12, 1)
FIRST = date(2025, 11, 17)


def test_bookings_lose_their_people_thirty_days_after_their_day(long_past):
    due = count(Booking, Booking.day <= DUE)
    assert forget_people(by=SYSTEM) == due > 500
    assert count(Booking, Booking.day <= DUE, Booking.user_id.is_not(None)) == 0
    assert count(Booking, Booking.day > DUE, Booking.user_id.is_(None)) == 0
    assert count(Slot, Slot.day <= DUE) == 0
    assert forgotten_until() == Until(people=DUE)
    assert problems() == []


def test_forgetting_twice_forgets_once(long_past):
    forget_people(by=SYSTEM)
    before = bookings_of(), everything_counted()
    assert forget_people(by=SYSTEM) == 0
    assert (bookings_of(), everything_counted()) == before


def test_what_was_counted_stays_to_the_last_number(long_past):
    before = everything_counted()
    forget_people(by=SYSTEM)
    delete_past(by=SYSTEM)
    assert everything_counted() == before
    assert problems() == []


def test_nobody_counts_a_forgotten_month_again(long_past):
    before = everything_counted()
    forget_people(by=SYSTEM)
    delete_past(by=SYSTEM)
    assert rebuild_totals(date.min, date.max, by=SYSTEM) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert everything_counted() == before
    with clock.frozen(at(TODAY + timedelta(days=1))):
        assert keep_totals(by=SYSTEM) == [date(2026, 2, 1), date(2026, 3, 1)]
    assert problems() == []


def test_a_day_waits_until_its_month_is_over(app, monkeypatch):
    monkeypatch.setitem(app.config, "ANONYMISE_AFTER_DAYS", 5)
    desks, people = make_town()
    write_past(date(2026, 1, 1), date(2026, 1, 31), desks, people, random.Random(1))
    with clock.frozen(at(date(2026, 1, 31))):
        assert forget_people(by=SYSTEM) == 0
    with clock.frozen(at(date(2026, 2, 1))):
        assert forget_people(by=SYSTEM) == count(Booking, Booking.day <= date(2026, 1, 26)) > 0
    assert problems() == []


@pytest.mark.parametrize("counted_on", [None, date(2026, 1, 20), date(2026, 2, 20)])
def test_nobody_is_remembered_because_nobody_counted(app, counted_on):
    desks, people = make_town()
    write_past(date(2025, 12, 8), DUE, desks, people, random.Random(1))
    keep_totals(by=SYSTEM)
    right = everything_counted()
    with transaction():
        for table in right:
            connection().execute(sa.text(f"DELETE FROM {table}"))
    if counted_on:
        count_all(at(counted_on))
    assert forget_people(by=SYSTEM) == count(Booking)
    keep_totals(by=SYSTEM)
    assert everything_counted() == right


def test_a_month_that_was_counted_wrong_is_counted_once_more_before_it_is_closed(long_past):
    right = everything_counted()
    with transaction():
        connection().execute(
            sa.update(OriginTotal)
            .where(OriginTotal.month == date(2025, 12, 1))
            .values(halves=OriginTotal.halves + 1)
        )
    forget_people(by=SYSTEM)
    assert everything_counted() == right


def test_nothing_that_is_kept_tells_whose_booking_it_was(long_past):
    made = [row.created_at for row in bookings_of(DUE)]
    uids = [row.uid for row in bookings_of(DUE)]
    with transaction():
        for row in bookings_of(DUE):
            facts = {"booking_id": row.id, "day": row.day}
            mail.enqueue(row.user_id, "booking_made", facts)
    other = {"booking_id": bookings_of()[-1].id}
    with transaction():
        mail.enqueue(long_past[0].id, "booking_made", other)
        mail.enqueue(long_past[0].id, "agreement_active", {"agreement_id": 1})
    forget_people(by=SYSTEM)
    rows = bookings_of(DUE)
    ids = [row.id for row in rows]
    assert {row.user_id for row in rows} == {None}
    assert {row.reminded_of for row in rows} == {None}
    assert not {row.created_at for row in rows} & set(made)
    assert not {row.uid for row in rows} & set(uids)
    hours = {row.created_at.astimezone(clock.ROME).time() for row in rows}
    assert {(one.hour, one.minute) for one in hours} <= {(0, 0), (18, 0)}
    about = sa.and_(AuditLine.subject_kind == "booking", AuditLine.subject_id.in_(ids))
    assert count(AuditLine, about) == 0
    assert count(AuditLine, AuditLine.subject_kind == "booking") > 0
    left = [json.loads(facts) for facts in db.session.scalars(sa.select(OutboxMail.facts))]
    assert left == [other, {"agreement_id": 1}]
    assert count(PlannedHalf, PlannedHalf.day <= DUE) == 0


def test_who_was_forgotten_finds_the_booking_nowhere(long_past):
    sofia = long_past[0]
    mine = count(Booking, Booking.user_id == sofia.id, Booking.day > DUE)
    old = db.session.scalar(sa.select(Booking.id).where(Booking.user_id == sofia.id).limit(1))
    forget_people(by=SYSTEM)
    assert find_booking(old) is None
    assert len(past_bookings(sofia.id, 500)) == mine
    record = record_of(sofia.id)
    assert len(record["bookings"]) == mine
    assert min(row["day"] for row in record["bookings"]) > DUE
    assert [row["year"] for row in record["programme"]["near_years"]] == [2025, 2026]


def people_at(rows, area_of, booking):
    """Whose desks were held at a booking's workplace in its month, from its person's area."""
    month = booking.day.replace(day=1)
    return {
        row.user_id
        for row in rows
        if row.day.replace(day=1) == month
        and row.workplace_id == booking.workplace_id
        and row.state is BookingState.ACTIVE
        and area_of[row.user_id] == area_of[booking.user_id]
    }


@pytest.mark.parametrize("seed", range(8))
def test_an_area_stays_only_where_five_others_came_from_it(app, seed):
    draw = random.Random(seed)
    areas = draw.choice([("20162", "20122"), ("20162", "20122", "20124"), ("20162",)])
    desks, people = make_town(draw.randint(5, 16), areas, draw.randint(2, 8))
    write_past(date(2026, 1, 1), DUE, desks, people, draw)
    count_all(at(TODAY))
    rows = bookings_of()
    area_of = dict(db.session.execute(sa.select(User.id, User.area_code)).all())
    forget_people(by=SYSTEM)
    kept = {row.id: row.area_code for row in bookings_of()}
    for row in rows:
        enough = len(people_at(rows, area_of, row)) >= 5 and row.state is BookingState.ACTIVE
        assert kept[row.id] == (area_of[row.user_id] if enough else None)


def test_a_year_of_desks_near_home_is_counted_as_before(long_past):
    with transaction():
        for person in long_past:
            db.session.get(User, person.id).is_remote_capable = True
        # A partner's desk is remote work; another half stands over what an agreement says.
        partner = sa.update(PlannedHalf).where(PlannedHalf.user_id == long_past[1].id)
        connection().execute(partner.values(kind="near_partner"))
        agreed = sa.update(PlannedHalf).where(PlannedHalf.user_id == long_past[2].id)
        connection().execute(agreed.values(agreed="agile_home"))
    before = year_facts(2026)
    forget_people(by=SYSTEM)
    assert year_facts(2026) == before
    kinds = db.session.execute(
        sa.select(PlannedHalf.user_id, PlannedHalf.kind, PlannedHalf.agreed)
        .where(PlannedHalf.day <= DUE)
        .distinct()
        .order_by(PlannedHalf.user_id)
    )
    assert kinds.all() == [
        (long_past[1].id, "agile_other", None),
        (long_past[2].id, "office", "agile_home"),
    ]
    assert count(NearYear) == 2 * len(long_past)


def test_days_to_come_and_of_today_are_nobody_elses_business(app):
    desks, people = make_town()
    book_desk(desks[0].id, TODAY, Part.DAY, by=actor(people[0]))
    assert (forget_people(by=SYSTEM), delete_past(by=SYSTEM)) == (0, 0)
    assert find_booking(bookings_of()[0].id).user_id == people[0].id


def test_a_check_finds_a_slot_that_was_not_forgotten(long_past):
    forget_people(by=SYSTEM)
    gone = next(row for row in bookings_of(DUE) if row.state is BookingState.ACTIVE)
    with transaction():
        db.session.add(
            Slot(
                desk_id=gone.desk_id, day=DUE, half=gone.part.halves[0], user_id=long_past[0].id,
                workplace_id=gone.workplace_id, booking_id=gone.id,
            )
        )  # fmt: skip
    assert len(problems()) == 2


def test_only_the_system_and_administrators_forget(app):
    for job in (forget_people, delete_past):
        with pytest.raises(Forbidden):
            job(by=actor(make_user(), Role.HR))


def test_what_is_left_of_instants_is_all_that_counting_needs(long_past):
    places_there = sorted({row.workplace_id for row in bookings_of()})
    before, read = everything_counted(), _books(TODAY, places_there)
    forget_people(by=SYSTEM)
    assert _books(TODAY, places_there) == read
    with transaction():
        connection().execute(sa.delete(Forgotten))
    rebuild_totals(date.min, date.max, by=SYSTEM)
    after = everything_counted()
    for name in ("day_totals", "desk_totals", "lead_totals"):
        assert after[name] == before[name]


def test_whoever_counts_again_is_told_what_stays(long_past, flask):
    assert "Bookings until" not in flask("jobs", "rebuild-totals").output
    forget_people(by=SYSTEM)
    stays = "Bookings until 2026-01-30 were forgotten: months until 2026-01 stay as counted."
    again = "2 months were counted, 2026-02 to 2026-03, until yesterday."
    assert flask("jobs", "rebuild-totals").output == f"{again}\n{stays}\n"
    assert flask("jobs", "rebuild-totals", "--to", "2026-01-31").output == f"{stays}\n"
    assert flask("jobs", "rebuild-totals", "--from", "2026-02-01").output == f"{again}\n"
