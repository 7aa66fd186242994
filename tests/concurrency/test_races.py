from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Booking, Slot, WorkplaceDay
from app.booking.queries.bookings import open_bookings
from app.booking.rules.refusals import Refusal
from app.booking.services import limits
from app.core.calendar import working_days
from app.core.db import db, transaction
from app.core.half import Part
from tests.concurrency.players import (
    book,
    cancel_and_restore,
    cap,
    count_then_insert,
    open_day,
)
from tests.support.factories import desks_of, make_booking, make_user, make_workplace
from tests.support.racing import Lane, Runner

RUNNERS = 50
TUESDAY = date(2026, 3, 3)
DAYS = [TUESDAY + timedelta(days=n) for n in range(3)]


def winners(lanes: list[Lane], turn: int = 0) -> int:
    """Return how many were not refused when the gun was fired for the n-th time."""
    return sum(lane.notes[turn] == ([],) for lane in lanes)


def reasons(lanes: list[Lane]) -> Counter[str]:
    """Return why the others were refused, and how often."""
    return Counter(code for lane in lanes for (codes,) in lane.notes for code in codes)


def taken_on(day: date) -> list[tuple[int, int]]:
    """Return what the counters of a day say, morning and afternoon."""
    rows = db.session.execute(
        sa.select(WorkplaceDay.taken_am, WorkplaceDay.taken_pm).where(WorkplaceDay.day == day)
    )
    return [(row.taken_am, row.taken_pm) for row in rows]


def test_who_counts_and_then_inserts_breaks_the_cap(arena):
    # The harness can fail: what the services avoid goes wrong here, in the same races.
    desks = desks_of(make_workplace(desks=RUNNERS))
    arena.race(
        [
            Runner(
                count_then_insert,
                {"user_id": make_user().id, "wishes": [(desk.id, TUESDAY, Part.AM)], "cap": 7},
            )
            for desk in desks
        ]
    )
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Slot)) > 7
    with transaction():
        db.session.execute(sa.delete(Slot))
        db.session.execute(sa.delete(Booking))


def test_fifty_people_who_open_a_day_together_all_get_a_desk(arena):
    days = working_days(TUESDAY, 6, "MI")
    lanes = arena.race(
        [
            Runner(
                book,
                {"user_id": make_user().id, "wishes": [(d.id, day, Part.DAY) for day in days]},
            )
            for d in desks_of(make_workplace(desks=RUNNERS))
        ]
    )
    assert reasons(lanes) == {}
    assert [taken_on(day) for day in days] == [[(RUNNERS, RUNNERS)]] * len(days)


@pytest.mark.parametrize(("opens_after", "changes_after"), [(0.0, 0.1), (0.1, 0.0)])
def test_a_day_that_opens_while_its_cap_changes_has_the_new_one(arena, opens_after, changes_after):
    facts = {"workplace_id": make_workplace(desks=20).id, "day": TUESDAY}
    arena.race(
        [
            Runner(open_day, facts | {"after": opens_after}),
            Runner(cap, facts | {"after": changes_after}),
        ]
    )
    assert db.session.scalar(sa.select(WorkplaceDay.cap_am)) == 3


def test_of_many_browsers_that_cancel_or_restore_one_booking_one_does(arena):
    user = make_user()
    booking = make_booking(user, desks_of(make_workplace())[0], TUESDAY)
    facts = {"user_id": user.id, "booking": booking, "turns": 4}
    lanes = arena.race([Runner(cancel_and_restore, facts)] * 20)
    assert [winners(lanes, turn) for turn in range(4)] == [1] * 4
    assert reasons(lanes) == {
        Refusal.ALREADY_CANCELLED: 2 * 19,
        Refusal.NOT_CANCELLED: 2 * 19,
    }


def test_of_fifty_people_who_want_one_desk_one_gets_it(arena):
    desk = desks_of(make_workplace(desks=RUNNERS))[24]
    wishes = [(desk.id, day, Part.DAY) for day in DAYS]
    lanes = arena.race(
        [Runner(book, {"user_id": make_user().id, "wishes": wishes}) for _ in range(RUNNERS)]
    )
    assert [winners(lanes, turn) for turn in range(len(DAYS))] == [1] * len(DAYS)
    assert reasons(lanes) == {Refusal.DESK_TAKEN: (RUNNERS - 1) * len(DAYS)}


def test_the_only_desk_of_a_workplace_is_given_once(arena):
    (desk,) = desks_of(make_workplace(desks=1))
    lanes = arena.race(
        [
            Runner(book, {"user_id": make_user().id, "wishes": [(desk.id, TUESDAY, Part.DAY)]})
            for _ in range(RUNNERS)
        ]
    )
    assert winners(lanes) == 1
    assert set(reasons(lanes)) <= {Refusal.DESK_TAKEN, Refusal.WORKPLACE_FULL}


def test_five_rivals_for_each_of_ten_desks_leave_ten_winners(arena):
    desks = desks_of(make_workplace(desks=10))
    # Rivals stand next to each other; halves and whole days want the same desk.
    parts = [Part.DAY, Part.AM, Part.PM, Part.AM, Part.PM]
    lanes = arena.race(
        [
            Runner(book, {"user_id": make_user().id, "wishes": [(desk.id, TUESDAY, part)]})
            for desk in desks
            for part in parts
        ]
    )
    assert taken_on(TUESDAY) == [(10, 10)]
    for start in range(0, len(lanes), len(parts)):
        rivals = lanes[start : start + len(parts)]
        won = sorted(
            part for part, lane in zip(parts, rivals, strict=True) if lane.notes == [([],)]
        )
        assert won in ([Part.DAY], [Part.AM, Part.PM])


def test_one_person_in_fifty_browsers_gets_one_desk(arena):
    # Five workplaces: no row of a day is shared, only the person is.
    codes = ["ALFA", "BETA", "CAPPA", "DELTA", "EPSILON"]
    desks = [desk for code in codes for desk in desks_of(make_workplace(code, desks=10))]
    user = make_user()
    lanes = arena.race(
        [
            Runner(book, {"user_id": user.id, "wishes": [(desk.id, d, Part.DAY) for d in DAYS]})
            for desk in sorted(desks, key=lambda desk: desk.code[-2:])
        ]
    )
    assert [winners(lanes, turn) for turn in range(len(DAYS))] == [1] * len(DAYS)
    assert reasons(lanes) == {Refusal.ALREADY_BOOKED: (RUNNERS - 1) * len(DAYS)}


def test_one_person_who_clicks_fifty_times_has_one_booking(arena):
    desk = desks_of(make_workplace())[0]
    user = make_user()
    wishes = [(desk.id, TUESDAY, Part.AM)]
    lanes = arena.race([Runner(book, {"user_id": user.id, "wishes": wishes})] * RUNNERS)
    # None is refused: each click is answered with the booking that the first one made.
    assert winners(lanes) == RUNNERS
    assert open_bookings(user.id) == 1


def test_ten_open_bookings_remain_ten(arena):
    desks = [d for code in ("ALFA", "BETA") for d in desks_of(make_workplace(code, desks=2))]
    user = make_user()
    wishes = [
        (desks[n % len(desks)].id, day, part)
        for n, day in enumerate(working_days(TUESDAY, 16, "MI"))
        for part in (Part.AM, Part.PM)
    ]
    lanes = arena.race([Runner(book, {"user_id": user.id, "wishes": [w]}) for w in wishes])
    assert winners(lanes) == 10
    assert open_bookings(user.id) == 10
    assert reasons(lanes) == {Refusal.TOO_MANY_OPEN: len(wishes) - 10}


def test_a_cap_of_seven_on_fifty_desks_lets_seven_in(arena):
    workplace = make_workplace(desks=RUNNERS)
    limits.set_cap(workplace, from_day=TUESDAY, number=7, by=SYSTEM)
    lanes = arena.race(
        [
            Runner(
                book,
                {"user_id": make_user().id, "wishes": [(d.id, day, Part.DAY) for day in DAYS]},
            )
            for d in desks_of(workplace)
        ]
    )
    assert [winners(lanes, turn) for turn in range(len(DAYS))] == [7] * len(DAYS)
    assert [taken_on(day) for day in DAYS] == [[(7, 7)]] * len(DAYS)
    assert reasons(lanes) == {Refusal.WORKPLACE_FULL: (RUNNERS - 7) * len(DAYS)}


def test_a_cap_holds_for_each_half(arena):
    workplace = make_workplace(desks=RUNNERS)
    limits.set_cap(workplace, from_day=TUESDAY, number=7, by=SYSTEM)
    parts = [Part.AM, Part.PM, Part.AM, Part.PM, Part.DAY]
    lanes = arena.race(
        [
            Runner(
                book,
                {"user_id": make_user().id, "wishes": [(d.id, TUESDAY, parts[n % len(parts)])]},
            )
            for n, d in enumerate(desks_of(workplace))
        ]
    )
    assert taken_on(TUESDAY) == [(7, 7)]
    assert 7 <= winners(lanes) <= 14
