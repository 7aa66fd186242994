import json
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.booking.models import Cap, Desk, WorkplaceDay
from app.booking.queries.places import places
from app.booking.rules.rooms import MOST_DESKS, DeskOrder, RoomRefusal, Spot
from app.booking.services import furnishing, rooms
from app.core.db import db, raise_revision, transaction
from app.core.errors import Refused
from tests.support.factories import (
    desks_of,
    make_booking,
    make_user,
    make_workplace,
)
from tests.support.rooms import (
    last_line,
    make_larga,
    only_here,
    refused,
    room_of,
    seen,
    spots,
)

TUESDAY = date(2026, 3, 3)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def larga(app):
    return make_larga()


@pytest.fixture
def manager(larga):
    return only_here(larga)


def test_twelve_desks_are_set_up_and_can_be_booked(larga, manager):
    number = rooms.add_room(larga, 1, "Sala 1A", by=manager)
    orders = [DeskOrder(f"LAR-1A-{n:02}", ("window", "monitor"), n == 1) for n in range(1, 13)]
    assert furnishing.add_desks(larga, number, orders, by=manager) == 12
    known = places().by_code["LARGA"]
    assert len(known.desks) == 16
    first = known.rooms[1].desks[0]
    assert (first.label, first.equipment, first.is_accessible) == (
        "1A-01", ("window", "monitor"), True,
    )  # fmt: skip
    second = known.rooms[1].desks[1]
    make_booking(make_user(), db.session.get_one(Desk, second.id), TUESDAY)


def test_new_desks_raise_the_cap_of_days_that_are_open(larga, manager):
    desk = desks_of(larga)[0]
    make_booking(make_user(), desk, TUESDAY)
    with transaction():
        db.session.add(
            Cap(workplace_id=larga.id, percent=50, from_day=TUESDAY, created_at=AT, reason="")
        )
        raise_revision()
    furnishing.add_desks(larga, desk.room_id, [DeskOrder("N-1"), DeskOrder("N-2")], by=manager)
    assert db.session.scalar(sa.select(WorkplaceDay.cap_am)) == 3


@pytest.mark.parametrize(
    ("orders", "expected"),
    [
        ([], [RoomRefusal.NO_DESKS]),
        ([DeskOrder(f"N-{n}") for n in range(MOST_DESKS + 1)], [RoomRefusal.TOO_MANY_DESKS]),
        ([DeskOrder("N-1"), DeskOrder("N-1")], [RoomRefusal.CODE_TWICE]),
        ([DeskOrder("N-1"), DeskOrder("LAR-0A-01", line=2)], [RoomRefusal.CODE_HERE]),
        ([DeskOrder("PAD-0A-01", line=1)], [RoomRefusal.CODE_ELSEWHERE]),
    ],
)
def test_all_desks_are_set_up_or_none(larga, manager, orders, expected):
    make_workplace("PADOVA", 1)
    room = room_of(larga)
    assert refused(furnishing.add_desks, larga, room.id, orders, by=manager) == expected
    assert len(room_of(larga).desks) == 4


def test_what_is_refused_says_its_line_and_where_the_other_desk_is(larga, manager):
    make_workplace("PADOVA", 1, name="Via Padova")
    orders = [DeskOrder("N-1", line=1), DeskOrder("PAD-0A-01", line=2)]
    with pytest.raises(Refused) as caught:
        furnishing.add_desks(larga, room_of(larga).id, orders, by=manager)
    (reason,) = caught.value.reasons
    assert reason.facts == {"code": "PAD-0A-01", "workplace": "Via Padova", "line": 2}


def test_no_more_desks_are_set_up_than_fit(larga, manager):
    number = rooms.add_room(larga, 1, "Sgabuzzino", width_m=3, depth_m=2, by=manager)
    orders = [DeskOrder(f"N-{n}") for n in range(9)]
    with pytest.raises(Refused) as caught:
        furnishing.add_desks(larga, number, orders, by=manager)
    (reason,) = caught.value.reasons
    assert reason.code is RoomRefusal.TOO_SMALL
    assert reason.facts["wanted"] == 9


def test_a_desk_that_was_retired_here_comes_back_under_its_code(larga, manager):
    desk = desks_of(larga)[0]
    with transaction():
        db.session.execute(sa.update(Desk).where(Desk.id == desk.id).values(is_active=False))
        raise_revision()
    number = rooms.add_room(larga, 1, "Sala 1A", by=manager)
    furnishing.add_desks(larga, number, [DeskOrder(desk.code, ("quiet",))], by=manager)
    back = places().by_code["LARGA"].desks[desk.id]
    assert (back.room_id, back.equipment) == (number, ("quiet",))


def test_a_code_given_elsewhere_at_the_same_moment_is_refused(larga, manager, monkeypatch):
    make_workplace("PADOVA", 1)
    # The other workplace wrote it after we had looked.
    monkeypatch.setattr(furnishing, "known_codes", lambda _codes: {})
    room = room_of(larga)
    assert refused(furnishing.add_desks, larga, room.id, [DeskOrder("PAD-0A-01")], by=manager) == [
        RoomRefusal.CODE_TAKEN_NOW
    ]


def test_desks_are_moved_and_called_otherwise(larga, manager):
    room = room_of(larga)
    moved = spots(room, d1=(5.5, 1))
    moved[1] = Spot(moved[1].desk_id, "LAR-X", moved[1].x_m, moved[1].y_m)
    furnishing.arrange_desks(larga, room.id, moved, seen=seen(room), by=manager)
    after = {desk.id: desk for desk in room_of(larga).desks}
    assert (after[room.desks[0].id].x_m, after[room.desks[0].id].y_m) == (5.5, 1)
    assert after[room.desks[1].id].code == "LAR-X"
    line = last_line()
    assert line.action == "arrange_desks"
    assert set(json.loads(line.after)) == {str(desk.id) for desk in room.desks[:2]}


def test_two_desks_exchange_their_codes(larga, manager):
    room = room_of(larga)
    one, other, *rest = spots(room)
    crossed = [
        Spot(one.desk_id, other.code, one.x_m, one.y_m),
        Spot(other.desk_id, one.code, other.x_m, other.y_m),
        *rest,
    ]
    furnishing.arrange_desks(larga, room.id, crossed, seen=seen(room), by=manager)
    codes = {desk.id: desk.code for desk in room_of(larga).desks}
    assert codes[one.desk_id] == other.code


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ({"d1": (3.4, 2.0), "d4": (3.5, 2.1)}, [RoomRefusal.ONE_SPOT]),
        ({"d1": (-1, 0)}, [RoomRefusal.OUTSIDE]),
        ({"d1": (9, 0)}, [RoomRefusal.OUTSIDE]),
    ],
)
def test_desks_that_cannot_stand_so_stay_where_they_are(larga, manager, moves, expected):
    rooms.change_room(larga, room_of(larga).id, 0, "Room 0A", width_m=9, depth_m=9, by=manager)
    room = room_of(larga)
    found = refused(
        furnishing.arrange_desks, larga, room.id, spots(room, **moves), seen=seen(room), by=manager
    )
    assert set(found) == set(expected)
    assert room_of(larga) == room


def test_codes_of_other_desks_are_refused_in_an_arrangement(larga, manager):
    number = rooms.add_room(larga, 1, "Sala 1A", by=manager)
    furnishing.add_desks(larga, number, [DeskOrder("LAR-1A-01")], by=manager)
    room = room_of(larga)
    one, *rest = spots(room)
    taken = [Spot(one.desk_id, "LAR-1A-01", one.x_m, one.y_m), *rest]
    assert refused(
        furnishing.arrange_desks, larga, room.id, taken, seen=seen(room), by=manager
    ) == [RoomRefusal.CODE_HERE]


def test_who_saves_second_is_told_and_overwrites_nothing(larga, manager):
    room = room_of(larga)
    version = seen(room)
    furnishing.arrange_desks(larga, room.id, spots(room, d1=(6, 6)), seen=version, by=manager)
    assert refused(
        furnishing.arrange_desks, larga, room.id, spots(room, d1=(8, 8)), seen=version, by=manager
    ) == [RoomRefusal.CHANGED_MEANWHILE]
    assert room_of(larga).desks[0].x_m == 6


def test_an_arrangement_is_of_all_desks_of_the_room_and_no_other(larga, manager):
    room = room_of(larga)
    assert refused(
        furnishing.arrange_desks, larga, room.id, spots(room)[1:], seen=seen(room), by=manager
    ) == [RoomRefusal.DESK_GONE]


def test_a_desk_gets_other_equipment_and_goes_to_another_room(larga, manager):
    number = rooms.add_room(larga, 1, "Sala 1A", by=manager)
    desk = room_of(larga).desks[0]
    order = DeskOrder("LAR-1A-01", ("dock",), True)
    furnishing.change_desk(larga, desk, order, number, by=manager)
    changed = places().by_code["LARGA"].desks[desk.id]
    assert (changed.code, changed.room_id, changed.equipment, changed.is_accessible) == (
        "LAR-1A-01", number, ("dock",), True,
    )  # fmt: skip
    assert (changed.x_m, changed.y_m) == (0.4, 0.4)


def test_a_desk_that_stays_in_its_room_keeps_its_place(larga, manager):
    desk = room_of(larga).desks[0]
    furnishing.change_desk(larga, desk, DeskOrder(desk.code), desk.room_id, by=manager)
    changed = room_of(larga).desks[0]
    assert (changed.x_m, changed.y_m, changed.equipment) == (desk.x_m, desk.y_m, ())


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("LAR-0A-02", [RoomRefusal.CODE_HERE]),
        ("a b", [RoomRefusal.CODE_MALFORMED]),
    ],
)
def test_a_desk_is_not_called_like_another(larga, manager, code, expected):
    desk = room_of(larga).desks[0]
    order = DeskOrder(code)
    assert refused(furnishing.change_desk, larga, desk, order, desk.room_id, by=manager) == expected


def test_a_desk_is_kept_for_the_needs_that_it_serves_and_no_others(larga, manager):
    desk = room_of(larga).desks[0]
    order = DeskOrder(desk.code, ("quiet", "near-lift"), kept_for=("near-lift",))
    furnishing.change_desk(larga, desk, order, desk.room_id, by=manager)
    assert room_of(larga).desks[0].kept_for == {"near-lift"}
    vain = DeskOrder(desk.code, ("quiet",), kept_for=("quiet", "height-adjustable"))
    with pytest.raises(Refused) as refused:
        furnishing.change_desk(larga, desk, vain, desk.room_id, by=manager)
    assert refused.value.codes == [RoomRefusal.KEPT_IN_VAIN]
    assert refused.value.reasons[0].facts["needs"] == ["height-adjustable"]
    new = DeskOrder("LAR-0A-90", kept_for=("quiet",))
    with pytest.raises(Refused):
        furnishing.add_desks(larga, desk.room_id, [new], by=manager)
    assert room_of(larga).desks[0].kept_for == {"near-lift"}
