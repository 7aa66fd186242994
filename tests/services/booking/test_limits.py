from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM, Actor, Grant
from app.auth.models import Role
from app.booking.models import Closure, Outage, Workplace, WorkplaceDay
from app.booking.queries.checks import problems, surplus
from app.booking.queries.places import places
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.booking.services import days, limits
from app.booking.services.bookings import cancel_booking
from app.core import clock
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden, Refused
from app.core.half import Half, Part
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.traces import audit_actions, rows

MONDAY = date(2026, 3, 2)
TUESDAY = date(2026, 3, 3)
WEDNESDAY = date(2026, 3, 4)
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def larga(app) -> Workplace:
    return make_workplace(desks=10)


def caps_of(workplace: Workplace, day: date) -> tuple[int, int]:
    """Return the caps that a day's row carries."""
    row = db.session.execute(
        sa.select(WorkplaceDay.cap_am, WorkplaceDay.cap_pm).where(
            WorkplaceDay.workplace_id == workplace.id, WorkplaceDay.day == day
        )
    ).one()
    return tuple(row)


def version_of(workplace: Workplace, day: date) -> int:
    return db.session.scalar(
        sa.select(WorkplaceDay.version).where(
            WorkplaceDay.workplace_id == workplace.id, WorkplaceDay.day == day
        )
    )


def test_a_limit_reaches_the_days_that_are_already_open(larga):
    desk = desks_of(larga)[0]
    make_booking(make_user(), desk, TUESDAY)
    make_booking(make_user(), desk, WEDNESDAY)
    before = version_of(larga, TUESDAY), version_of(larga, WEDNESDAY)
    limits.set_cap(larga, from_day=WEDNESDAY, percent=75, by=SYSTEM)
    assert caps_of(larga, TUESDAY) == (10, 10)
    assert caps_of(larga, WEDNESDAY) == (7, 7)
    # Whoever looks at Wednesday is told that something changed; at Tuesday, that nothing did.
    after = version_of(larga, TUESDAY), version_of(larga, WEDNESDAY)
    assert after == (before[0], before[1] + 1)
    assert problems() == []


def test_a_day_opens_with_the_cap_of_the_moment(larga):
    limits.set_cap(larga, from_day=TUESDAY, to_day=TUESDAY, number=3, by=SYSTEM)
    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    make_booking(make_user(), desks_of(larga)[0], WEDNESDAY)
    assert (caps_of(larga, TUESDAY), caps_of(larga, WEDNESDAY)) == ((3, 3), (10, 10))


def test_the_last_limit_written_wins_and_the_older_ones_stay_on_record(larga):
    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    limits.set_cap(larga, from_day=MONDAY, percent=80, by=SYSTEM)
    limits.set_cap(larga, from_day=TUESDAY, to_day=TUESDAY, number=3, reason="Works", by=SYSTEM)
    assert caps_of(larga, TUESDAY) == (3, 3)
    limits.set_cap(larga, from_day=MONDAY, percent=60, by=SYSTEM)
    assert caps_of(larga, TUESDAY) == (6, 6)
    assert len(places().by_id[larga.id].caps) == 3


def test_a_lowered_cap_cancels_nobody_and_the_surplus_is_told(larga):
    people = [make_user() for _ in range(3)]
    held = [
        make_booking(user, desk, TUESDAY)
        for user, desk in zip(people, desks_of(larga), strict=False)
    ]
    limits.set_cap(larga, from_day=TUESDAY, number=2, by=SYSTEM)
    assert surplus() == [
        (larga.id, f"{TUESDAY} am", 3, 2),
        (larga.id, f"{TUESDAY} pm", 3, 2),
    ]
    assert problems() == []
    with pytest.raises(Refused) as refused:
        make_booking(make_user(), desks_of(larga)[5], TUESDAY)
    assert refused.value.codes == [Refusal.WORKPLACE_FULL]
    cancel_booking(held[0], by=actor(people[0]))
    assert surplus() == []


def test_a_cap_of_nothing_closes_without_closing(larga):
    limits.set_cap(larga, from_day=TUESDAY, percent=0, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    assert refused.value.codes == [Refusal.WORKPLACE_FULL]


def test_a_closure_by_halves_leaves_the_other_half_open(larga):
    desk, user = desks_of(larga)[0], make_user()
    make_booking(user, desk, TUESDAY, Part.AM)
    closure = limits.close_workplace(
        larga, TUESDAY, WEDNESDAY, "Works", from_half=Half.PM, to_half=Half.AM, by=SYSTEM
    )
    assert caps_of(larga, TUESDAY) == (10, 0)
    make_booking(user, desk, WEDNESDAY, Part.PM)
    assert caps_of(larga, WEDNESDAY) == (0, 10)
    limits.reopen_workplace(closure, by=SYSTEM)
    assert caps_of(larga, TUESDAY) == caps_of(larga, WEDNESDAY) == (10, 10)
    assert db.session.scalars(sa.select(Closure.reopened_at)).one() == clock.now()
    assert problems() == []


def test_bookings_in_a_closed_workplace_stay_and_are_told(larga):
    booking = make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    limits.close_workplace(larga, TUESDAY, TUESDAY, "Works", by=SYSTEM)
    assert surplus() == [
        (larga.id, f"{TUESDAY} am", 1, 0),
        (larga.id, f"{TUESDAY} pm", 1, 0),
    ]
    assert booking
    assert problems() == []


def test_a_desk_out_of_order_counts_neither_as_free_nor_towards_a_percentage(larga):
    desks = desks_of(larga)
    limits.set_cap(larga, from_day=MONDAY, percent=80, by=SYSTEM)
    make_booking(make_user(), desks[0], TUESDAY)
    limits.put_out_of_order(desks[1], TUESDAY, TUESDAY, "A broken lamp", by=SYSTEM)
    assert caps_of(larga, TUESDAY) == (7, 7)
    limits.mend_desk(desks[1], on=TUESDAY, by=SYSTEM)
    assert caps_of(larga, TUESDAY) == (8, 8)
    assert problems() == []


def test_mending_ends_what_runs_and_keeps_what_is_past_or_to_come(larga):
    desk = desks_of(larga)[0]
    limits.put_out_of_order(desk, date(2026, 2, 2), date(2026, 2, 6), "Old story", by=SYSTEM)
    limits.put_out_of_order(desk, date(2026, 2, 25), None, "A broken lamp", by=SYSTEM)
    limits.put_out_of_order(desk, MONDAY, WEDNESDAY, "A broken chair", by=SYSTEM)
    limits.put_out_of_order(desk, TUESDAY, TUESDAY, "The painter", by=SYSTEM)
    limits.mend_desk(desk, by=SYSTEM)
    left = db.session.scalars(sa.select(Outage).order_by(Outage.id))
    assert [(outage.reason, outage.to_day) for outage in left] == [
        ("Old story", date(2026, 2, 6)),
        ("A broken lamp", date(2026, 3, 1)),
        ("The painter", TUESDAY),
    ]
    with pytest.raises(ValueError, match="before"):
        limits.mend_desk(desk, on=date(2026, 3, 1), by=SYSTEM)


def test_past_days_keep_the_cap_they_had(larga):
    make_booking(make_user(), desks_of(larga)[0], MONDAY)
    with clock.frozen(clock.at(TUESDAY, time(9))):
        limits.set_cap(larga, from_day=MONDAY, number=2, by=SYSTEM)
    assert caps_of(larga, MONDAY) == (10, 10)


def test_a_workplace_taken_off_the_list_has_no_desks_to_give(larga):
    make_booking(make_user(), desks_of(larga)[0], TUESDAY)
    with transaction():
        db.session.get_one(Workplace, larga.id).is_active = False
        raise_revision()
        days.refresh_caps(larga.id, MONDAY)
    assert caps_of(larga, TUESDAY) == (0, 0)
    assert problems() == []
    with pytest.raises(Refused) as refused, transaction():
        days.open_day(larga.id, WEDNESDAY)
    assert refused.value.codes == [Refusal.DESK_GONE]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"percent": 50, "number": 5},
        {"percent": 101},
        {"percent": -1},
        {"number": -1},
        {"percent": 50, "to_day": MONDAY},
    ],
)
def test_a_limit_that_makes_no_sense_is_refused(larga, wrong):
    before = rows()
    with pytest.raises(ValueError, match=r"percentage|before"):
        limits.set_cap(larga, from_day=TUESDAY, by=SYSTEM, **wrong)
    assert rows() == before


def test_nothing_ends_before_it_begins(larga):
    desk = desks_of(larga)[0]
    before = rows()
    with pytest.raises(ValueError, match="before"):
        limits.close_workplace(larga, WEDNESDAY, TUESDAY, "Works", by=SYSTEM)
    with pytest.raises(ValueError, match="before"):
        limits.close_workplace(
            larga, TUESDAY, TUESDAY, "Works", from_half=Half.PM, to_half=Half.AM, by=SYSTEM
        )
    with pytest.raises(ValueError, match="before"):
        limits.put_out_of_order(desk, WEDNESDAY, TUESDAY, "A broken lamp", by=SYSTEM)
    assert rows() == before


def test_a_house_rule_is_written_down_once_it_can_be_read(larga):
    policy = limits.set_policy(PolicyName.DAYS_AHEAD, " 7 ", TUESDAY, by=SYSTEM)
    assert policy.value == "7"
    assert places().policies(MONDAY).days_ahead == 28
    assert places().policies(TUESDAY).days_ahead == 7
    with pytest.raises(ValueError, match="whole number"):
        limits.set_policy(PolicyName.DAYS_AHEAD, "soon", TUESDAY, by=SYSTEM)


def test_each_workplaces_manager_sets_the_limits_of_that_one_alone(larga):
    sile = make_workplace("SILE")
    desk = desks_of(larga)[0]
    somebody = make_user()
    manager = Actor(
        id=somebody.id,
        full_name=somebody.full_name,
        grants=frozenset({Grant(Role.FACILITY_MANAGER, workplace_id=larga.id)}),
    )
    limits.set_cap(larga, from_day=TUESDAY, number=5, by=manager)
    limits.put_out_of_order(desk, TUESDAY, None, "A broken lamp", by=manager)
    with pytest.raises(Forbidden):
        limits.set_cap(sile, from_day=TUESDAY, number=5, by=manager)
    with pytest.raises(Forbidden):
        limits.set_policy(PolicyName.DAYS_AHEAD, "7", TUESDAY, by=manager)
    for deed in (
        lambda: limits.set_cap(larga, from_day=TUESDAY, number=5, by=actor(somebody)),
        lambda: limits.close_workplace(larga, TUESDAY, TUESDAY, "Works", by=actor(somebody)),
        lambda: limits.mend_desk(desk, by=actor(somebody)),
    ):
        with pytest.raises(Forbidden):
            deed()


def test_every_limit_leaves_a_line(larga):
    desk = desks_of(larga)[0]
    limits.set_cap(larga, from_day=TUESDAY, number=5, by=SYSTEM)
    closure = limits.close_workplace(larga, TUESDAY, TUESDAY, "Works", by=SYSTEM)
    limits.reopen_workplace(closure, by=SYSTEM)
    limits.put_out_of_order(desk, TUESDAY, None, "A broken lamp", by=SYSTEM)
    limits.mend_desk(desk, by=SYSTEM)
    policy = limits.set_policy(PolicyName.DAYS_AHEAD, "7", TUESDAY, by=SYSTEM)
    assert [action for action, _ in audit_actions("workplace", larga.id)] == [
        "set_cap",
        "close_workplace",
        "reopen_workplace",
    ]
    assert [action for action, _ in audit_actions("desk", desk.id)] == [
        "put_out_of_order",
        "mend_desk",
    ]
    assert audit_actions("policy", policy.id) == [("set_policy", None)]


def test_a_week_of_limits_reads_as_it_was_written(larga):
    week = [MONDAY + timedelta(days=n) for n in range(5)]
    limits.set_cap(larga, from_day=week[1], percent=50, by=SYSTEM)
    limits.close_workplace(larga, week[2], week[2], "Works", from_half=Half.PM, by=SYSTEM)
    limits.put_out_of_order(desks_of(larga)[0], week[3], week[3], "A broken lamp", by=SYSTEM)
    workplace = places().by_id[larga.id]
    found = [tuple(workplace.capacity(day, half) for half in Half) for day in week]
    assert found == [(10, 10), (5, 5), (5, 0), (4, 4), (5, 5)]
