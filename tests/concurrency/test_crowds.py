import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.booking.models import Booking, BookingState
from app.core.db import db, transaction
from app.core.half import Part
from tests.concurrency.players import (
    break_desks,
    close,
    cross,
    limit,
    live,
    move,
    watch,
)
from tests.support.factories import desks_of, make_user, make_workplace
from tests.support.racing import Lane, Runner

SECONDS = 1.5
TUESDAY = date(2026, 3, 3)
DAYS = [TUESDAY + timedelta(days=n) for n in range(2)]

_WITNESS = {
    False: [
        """CREATE TRIGGER witness BEFORE UPDATE ON workplace_days
        WHEN NEW.taken_am > MAX(OLD.taken_am, NEW.cap_am)
          OR NEW.taken_pm > MAX(OLD.taken_pm, NEW.cap_pm)
        BEGIN SELECT RAISE(ABORT, 'over the cap'); END"""
    ],
    True: [
        """CREATE OR REPLACE FUNCTION witness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.taken_am > GREATEST(OLD.taken_am, NEW.cap_am)
          OR NEW.taken_pm > GREATEST(OLD.taken_pm, NEW.cap_pm)
        THEN RAISE EXCEPTION 'over the cap'; END IF; RETURN NEW; END $$""",
        """CREATE TRIGGER witness BEFORE UPDATE ON workplace_days
        FOR EACH ROW EXECUTE FUNCTION witness()""",
    ],
}


@pytest.fixture
def _witness(arena) -> Iterator[None]:
    """In the database itself: a desk too many ends the race, whoever takes it."""
    for statement in _WITNESS[arena.is_postgresql]:
        with transaction():
            db.session.execute(sa.text(statement))
    yield
    on_table = " ON workplace_days" if arena.is_postgresql else ""
    with transaction():
        db.session.execute(sa.text(f"DROP TRIGGER witness{on_table}"))


def crowd(people: int, desks: list[int], seconds: float = SECONDS) -> list[Runner]:
    """Return people who all want the same few desks."""
    wishes = [(desk, day, part) for desk in desks for day in DAYS for part in Part]
    return [
        Runner(live, {"user_id": make_user().id, "wishes": wishes, "seconds": seconds})
        for _ in range(people)
    ]


def notes(lanes: list[Lane], first: str) -> list[tuple]:
    return [note for lane in lanes for note in lane.notes if note[0] == first]


@pytest.mark.usefixtures("_witness")
def test_a_crowd_books_moves_cancels_and_restores_and_all_adds_up(arena):
    desks = [
        desk.id for code in ("ALFA", "BETA") for desk in desks_of(make_workplace(code, desks=3))
    ]
    watchers = [Runner(watch, {"seconds": SECONDS})] * 2
    lanes = arena.race(crowd(48, desks) + watchers)
    assert len(notes(lanes, "booked")) > len(desks)
    assert notes(lanes, "recounted")


@pytest.mark.usefixtures("_witness")
def test_limits_that_change_while_people_book_are_never_passed(arena):
    workplace = make_workplace(desks=8)
    desks = [desk.id for desk in desks_of(workplace)]
    rulers = [
        Runner(limit, {"workplace_id": workplace.id, "day": DAYS[0], "seconds": SECONDS}),
        Runner(close, {"workplace_id": workplace.id, "on": DAYS, "seconds": SECONDS}),
        Runner(break_desks, {"desk_ids": desks, "on": DAYS, "seconds": SECONDS}),
        Runner(watch, {"seconds": SECONDS}),
    ]
    lanes = arena.race(rulers + crowd(30, desks))
    booked, barred = notes(lanes, "booked"), notes(lanes, "barred")
    assert booked
    assert barred
    for _what, desk, day, clicked, done in booked:
        for _bar, only_desk, barred_day, since, until in barred:
            if day == barred_day and only_desk in {None, desk}:
                assert not (since < clicked and done < until), "booked what was barred"


def held() -> list[tuple[int, int, date, Part]]:
    """Return who holds which desk."""
    rows = db.session.execute(
        sa.select(Booking.user_id, Booking.desk_id, Booking.day, Booking.part)
        .where(Booking.state == BookingState.ACTIVE)
        .order_by(Booking.user_id)
    )
    return [tuple(row) for row in rows]


def test_who_moves_never_loses_the_desk_they_had(arena):
    # 26 desks for 25 people: nearly every move is refused, and the old desk must still be there.
    first, second = (desks_of(make_workplace(code, desks=13)) for code in ("ALFA", "BETA"))
    desks = [desk.id for pair in zip(first, second, strict=True) for desk in pair]
    people = [make_user().id for _ in range(25)]
    draw = random.Random(7)
    lanes = arena.race(
        [
            Runner(
                move,
                {
                    "user_id": user,
                    "wish": (desks[n], DAYS[0], Part.DAY),
                    "goals": [(draw.choice(desks), DAYS[0], Part.DAY) for _ in range(8)],
                },
            )
            for n, user in enumerate(people)
        ]
    )
    assert [user for user, *_ in held()] == people
    assert len({(desk, day) for _user, desk, day, _part in held()}) == len(people)
    outcomes = [codes for lane in lanes for (codes,) in lane.notes]
    assert [] in outcomes
    assert any(outcomes)


def test_two_who_swap_across_days_and_workplaces_do_not_wait_for_each_other(arena):
    (one,), (other,) = (desks_of(make_workplace(code, desks=1)) for code in ("ALFA", "BETA"))
    here, there = (one.id, DAYS[0], Part.DAY), (other.id, DAYS[1], Part.DAY)
    people = [make_user().id, make_user().id]
    turns = 20
    lanes = arena.race(
        [
            Runner(move, {"user_id": people[0], "wish": here, "goals": [there] * turns}),
            Runner(move, {"user_id": people[1], "wish": there, "goals": [here] * turns}),
        ]
    )
    # Neither desk is ever free, so neither person moves, and nobody is left without.
    assert all(codes for lane in lanes for (codes,) in lane.notes)
    assert held() == [(people[0], *here), (people[1], *there)]


def test_people_who_change_places_across_days_and_workplaces_lock_in_the_same_order(arena):
    people, turns = 24, 4
    here, there = (desks_of(make_workplace(code, desks=people)) for code in ("ALFA", "BETA"))
    runners = []
    for n in range(people):
        stations = [(here[n].id, DAYS[0], Part.DAY), (there[n].id, DAYS[1], Part.DAY)]
        if n % 2:
            stations.reverse()
        goals = [stations[(turn + 1) % 2] for turn in range(turns)]
        runners.append(
            Runner(move, {"user_id": make_user().id, "wish": stations[0], "goals": goals})
        )
    # A deadlock would end the race: these runners try nothing twice.
    assert [lane.notes for lane in arena.race(runners)] == [[([],)] * turns] * people


def test_a_deadlock_is_tried_again_and_nobody_hears_of_it(arena):
    first, second = make_user().id, make_user().id
    lanes = arena.race(
        [
            Runner(cross, {"first": first, "second": second, "name": "Sofia"}),
            Runner(cross, {"first": second, "second": first, "name": "Anna"}),
        ]
    )
    assert [lane.notes for lane in lanes] == [[("Sofia",)], [("Anna",)]]
