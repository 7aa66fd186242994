from datetime import time

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Desk, Floor, Room, RoomPicture, Workplace
from app.booking.queries import rooms as queries
from app.booking.queries.places import places
from app.booking.rules.pictures import CleanPicture
from app.booking.rules.places import Owner
from app.booking.rules.rooms import DeskOrder, RoomRefusal
from app.booking.rules.workplaces import WorkplaceEntry, WorkplaceRefusal
from app.booking.services import furnishing, rooms, workplaces
from app.core.db import db, raise_revision, transaction
from app.core.errors import Forbidden
from tests.support.factories import (
    actor,
    make_area,
    make_user,
    make_workplace,
)
from tests.support.rooms import PICTURE, last_line, make_larga, only_here, refused, room_of

ENTRY = WorkplaceEntry(
    name="Sede di Niguarda",
    address="Via Ornato 7",
    postal_code="20162",
    latitude=None,
    longitude=None,
    owner=Owner.MUNICIPAL,
    opens=time(8),
    midday=time(13, 30),
    closes=time(19),
    is_cooled=True,
)


def change(**values):
    return WorkplaceEntry(**{**vars(ENTRY), **values})


@pytest.fixture
def larga(app):
    return make_larga()


@pytest.fixture
def manager(larga):
    return only_here(larga)


def test_a_workplace_is_opened_in_the_centre_of_its_postal_code(app):
    make_area("20162", 45.518, 9.198)
    workplaces.add_workplace("NIGUARDA", ENTRY, by=SYSTEM)
    known = places().by_code["NIGUARDA"]
    assert (known.latitude, known.longitude) == (45.518, 9.198)
    assert known.rooms == ()
    assert last_line().action == "add_workplace"


def test_a_workplace_without_a_place_on_the_map_is_not_opened(app):
    assert refused(workplaces.add_workplace, "NIGUARDA", ENTRY, by=SYSTEM) == [
        WorkplaceRefusal.UNKNOWN_PLACE
    ]
    assert places().workplaces == ()


def test_two_workplaces_have_two_codes(larga):
    entry = change(latitude=45.5, longitude=9.2)
    assert refused(workplaces.add_workplace, "LARGA", entry, by=SYSTEM) == [
        WorkplaceRefusal.CODE_TAKEN
    ]


def test_who_runs_one_workplace_opens_none(larga, manager):
    entry = change(latitude=45.5, longitude=9.2)
    with pytest.raises(Forbidden):
        workplaces.add_workplace("NONA", entry, by=manager)


def test_the_facts_about_a_workplace_change(larga, manager):
    entry = change(latitude=45.5, longitude=9.2, name="Larga nuova")
    workplaces.change_workplace(larga, entry, by=manager)
    known = places().by_code["LARGA"]
    assert (known.name, known.latitude, known.opens) == ("Larga nuova", 45.5, time(8))
    with pytest.raises(Forbidden):
        workplaces.change_workplace(larga, entry, by=actor(make_user()))


def test_a_room_is_added_with_its_floor(larga, manager):
    number = rooms.add_room(larga, 2, "Sala 2A", width_m=8, depth_m=5, by=manager)
    line = queries.rooms_of(larga.id)[1]
    assert (line.id, line.floor, line.name, line.width_m, line.desks) == (
        number,
        2,
        "Sala 2A",
        8,
        0,
    )
    rooms.add_room(larga, 2, "Sala 2B", by=manager)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Floor)) == 2


def test_two_rooms_of_a_floor_have_two_names(larga, manager):
    assert refused(rooms.add_room, larga, 0, "Room 0A", by=manager) == [
        RoomRefusal.ROOM_NAMED_TWICE
    ]
    other = rooms.add_room(larga, 0, "Room 0B", by=manager)
    assert refused(rooms.change_room, larga, other, 0, "Room 0A", by=manager) == [
        RoomRefusal.ROOM_NAMED_TWICE
    ]
    rooms.add_room(larga, 1, "Room 0A", by=manager)


def test_a_room_goes_to_another_floor_and_the_empty_one_disappears(larga, manager):
    room = room_of(larga)
    moved = rooms.change_room(larga, room.id, 3, "Aula", width_m=9, depth_m=9, by=manager)
    assert moved == 0
    assert [(line.floor, line.name) for line in queries.rooms_of(larga.id)] == [(3, "Aula")]
    assert db.session.scalars(sa.select(Floor.number)).all() == [3]


def test_desks_that_would_stand_outside_are_brought_in(larga, manager):
    room = room_of(larga)
    moved = rooms.change_room(larga, room.id, 0, "Room 0A", width_m=5, depth_m=5, by=manager)
    assert moved == 1
    inside = room_of(larga)
    assert all(desk.y_m <= 5 for desk in inside.desks)
    assert len({(desk.x_m, desk.y_m) for desk in inside.desks}) == 4


def test_a_room_is_not_made_too_small_for_its_desks(larga, manager):
    room = room_of(larga)
    assert refused(
        rooms.change_room, larga, room.id, 0, "Room 0A", width_m=1, depth_m=1, by=manager
    ) == [RoomRefusal.TOO_SMALL]
    assert room_of(larga) == room


def test_an_empty_room_is_removed_with_its_plan_and_floor(larga, manager):
    number = rooms.add_room(larga, 2, "Sala 2A", by=manager)
    rooms.draw_room(larga, number, PICTURE, 8, by=manager)
    rooms.remove_room(larga, number, by=manager)
    assert len(queries.rooms_of(larga.id)) == 1
    assert db.session.scalars(sa.select(Floor.number)).all() == [0]
    assert refused(rooms.remove_room, larga, number, by=manager) == [RoomRefusal.ROOM_GONE]


def test_a_room_with_desks_or_their_past_stays(larga, manager):
    room = room_of(larga)
    assert refused(rooms.remove_room, larga, room.id, by=manager) == [RoomRefusal.ROOM_HAS_DESKS]
    with transaction():
        db.session.execute(sa.update(Desk).values(is_active=False))
        raise_revision()
    assert refused(rooms.remove_room, larga, room.id, by=manager) == [RoomRefusal.ROOM_HAS_PAST]


def test_a_plan_gives_the_room_its_size_and_takes_the_older_ones_place(larga, manager):
    room = room_of(larga)
    assert rooms.draw_room(larga, room.id, PICTURE, 9, by=manager) == 1
    drawn = room_of(larga)
    assert (drawn.width_m, drawn.depth_m) == (9, 4.5)
    again = CleanPicture(b"<svg></svg>", "image/svg+xml", 1000, 1000)
    rooms.draw_room(larga, room.id, again, 9, by=manager)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(RoomPicture)) == 1
    newer = room_of(larga).picture
    assert newer.sha256 != drawn.picture.sha256
    assert queries.find_picture(room.id, newer.sha256).content == b"<svg></svg>"
    assert queries.find_picture(room.id, drawn.picture.sha256) is None
    known = places().by_code["LARGA"].rooms[0]
    assert known.picture == newer


def test_a_plan_is_taken_away_and_the_room_keeps_its_size(larga, manager):
    room = room_of(larga)
    rooms.draw_room(larga, room.id, PICTURE, 9, by=manager)
    rooms.remove_drawing(larga, room.id, by=manager)
    rooms.remove_drawing(larga, room.id, by=manager)
    bare = room_of(larga)
    assert (bare.picture, bare.width_m) == (None, 9)


def test_rooms_of_another_workplace_are_out_of_reach(larga, manager):
    make_workplace("PADOVA", 2)
    padova = places().by_code["PADOVA"]
    theirs = room_of(padova)
    with pytest.raises(Forbidden):
        rooms.add_room(padova, 1, "Sala", by=manager)
    with pytest.raises(Forbidden):
        furnishing.add_desks(padova, theirs.id, [DeskOrder("X-01")], by=manager)
    assert refused(rooms.remove_room, larga, theirs.id, by=manager) == [RoomRefusal.ROOM_GONE]


def test_rooms_are_read_in_the_order_of_their_floors(larga, manager):
    for floor in (2, -1):
        rooms.add_room(larga, floor, "Sala", by=manager)
    assert [line.floor for line in queries.rooms_of(larga.id)] == [-1, 0, 2]
    assert queries.find_room(larga.id, 10**6, "LARGA") is None
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Room)) == 3
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Workplace)) == 1
