from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.booking.models import Desk, Room, WorkplaceDay
from app.booking.queries.checks import problems
from app.booking.queries.places import current_revision, places
from app.booking.services import limits
from app.booking.services.bookings import cancel_booking
from app.booking.services.imports import desks
from app.core.db import db
from app.core.tables.reading import read_table
from app.core.tables.table import FileRefused, Tally
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.files import csv_file, remedies

TODAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
pytestmark = pytest.mark.usefixtures("app")


def desk(code, workplace="LARGA", **more):
    return {
        "workplace_id": workplace, "code": code, "floor": "0", "room": "Sala 0A", "x_m": "2.0",
        "y_m": "3,4", "equipment": "window|monitor", "accessible": "no",
    } | more  # fmt: skip


@pytest.fixture
def bring_in(tmp_path):
    def run(*rows, **more):
        table = read_table(csv_file(tmp_path, rows, "desks.csv"), desks.COLUMNS)
        return desks.import_desks(table, by=SYSTEM, **more)

    return run


def test_floors_and_rooms_are_made_as_needed(bring_in):
    make_workplace(desks=0)
    rows = [
        desk("LAR-0A-01", equipment="dock|Window", accessible="sì"),
        desk("LAR-0A-02", equipment=""),
        desk("LAR-1A-01", floor="1", room="Sala 1A"),
        desk("LAR-S-01", floor="-1", room="Sala 0A"),
    ]
    assert bring_in(*rows) == Tally(new=4)
    rooms = places().by_code["LARGA"].rooms
    found = [(room.floor, room.name, [d.code for d in room.desks]) for room in rooms]
    assert found == [
        (-1, "Sala 0A", ["LAR-S-01"]), (0, "Sala 0A", ["LAR-0A-01", "LAR-0A-02"]),
        (1, "Sala 1A", ["LAR-1A-01"]),
    ]  # fmt: skip
    first = rooms[1].desks[0]
    assert (first.equipment, first.is_accessible, first.y_m) == (("window", "dock"), True, 3.4)
    revision = current_revision()
    assert bring_in(*rows) == Tally(unchanged=4)
    assert current_revision() == revision
    assert len(db.session.scalars(sa.select(Room)).all()) == 4  # one of them made by the factory


def test_a_desk_can_move_to_another_room_and_new_desks_raise_a_coming_days_cap(bring_in):
    place = make_workplace(desks=2)
    limits.set_cap(place, percent=50, from_day=TODAY, by=SYSTEM)
    make_booking(make_user(), desks_of(place)[0], TUESDAY)
    rows = [desk(d.code, room="Sala 0B", equipment="monitor") for d in desks_of(place)]
    more = [desk("LAR-0A-03"), desk("LAR-0A-04")]
    assert bring_in(*rows, *more) == Tally(new=2, changed=2)
    assert db.session.scalars(sa.select(WorkplaceDay.cap_am)).one() == 2
    assert problems() == []


def test_a_desk_that_is_gone_is_retired_unless_it_is_booked(bring_in):
    place = make_workplace(desks=3)
    first, second, third = desks_of(place)
    kept = desk(first.code, equipment="monitor")
    person, other = make_user(), make_user()
    booking = make_booking(person, second, TUESDAY)
    for n in range(7):
        make_booking(other, third, TUESDAY + timedelta(days=n + (2 if n > 3 else 0)))
    assert bring_in(kept) == Tally(changed=1, gone=2)
    with pytest.raises(FileRefused) as refused:
        bring_in(kept, complete=True)
    assert remedies(refused.value.problems) == [
        f'column code, "{second.code}": this desk is not in the file, but is booked on 2026-03-03',
        f'column code, "{third.code}": this desk is not in the file, but is booked on 2026-03-03,'
        " 2026-03-04, 2026-03-05, 2026-03-06, 2026-03-09 and 2 more days",
    ]
    cancel_booking(booking, by=actor(person))
    again = desk(third.code)
    assert bring_in(kept, again, complete=True).gone == 1
    assert set(places().by_code["LARGA"].desks) == {first.id, third.id}
    assert problems() == []
    assert bring_in(kept, again, desk(second.code)).changed == 1
    assert second.id in places().by_code["LARGA"].desks, "a desk may come back"


def test_a_desk_keeps_its_workplace_for_life(bring_in):
    make_workplace(desks=1)
    make_workplace("SILE", desks=0)
    with pytest.raises(FileRefused) as refused:
        bring_in(desk("LAR-0A-01", "SILE"))
    assert remedies(refused.value.problems) == [
        'line 2, column workplace_id, "SILE": desk LAR-0A-01 is in another workplace: give the one'
        " here a code of its own"
    ]


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_stored(bring_in):
    make_workplace(desks=0)
    rows = [
        desk("LAR-1", "MARTE"),
        desk("LAR-2", equipment="window|lamp|sauna"),
        desk("LAR-3", x_m="-1", floor="primo"),
        desk("LAR-2", accessible="forse"),
        desk("LAR 4", "", room=""),
    ]
    with pytest.raises(FileRefused) as refused:
        bring_in(*rows)
    assert remedies(refused.value.problems) == [
        'line 2, column workplace_id, "MARTE": no workplace has this code: correct it, or import'
        " the workplaces first",
        'line 3, column equipment, "window|lamp|sauna": lamp, sauna is not known; these are:'
        " window, monitor, dock, quiet, height-adjustable, near-lift",
        'line 4, column floor, "primo": write a whole number from -9 to 99',
        'line 4, column x_m, "-1": write a number from 0 to 1000, such as 2.4',
        'line 5, column accessible, "forse": write yes or no',
        'line 5, column code, "LAR-2": each may be there once, and this is on line 3 as well',
        "line 6, column workplace_id: this is empty: fill it in",
        'line 6, column code, "LAR 4": write a code without spaces or slashes, at most 30'
        " characters",
        "line 6, column room: this is empty: fill it in",
    ]
    assert db.session.scalars(sa.select(Desk)).all() == []


def test_a_file_says_for_whom_a_desk_is_kept_and_one_that_does_not_changes_nothing(bring_in):
    place = make_workplace(desks=1)
    kept = desk("LAR-0A-01", equipment="quiet|near-lift", kept_for="near-lift|Quiet")
    bring_in(kept)
    (known,) = places().by_code["LARGA"].desks.values()
    assert known.kept_for == {"quiet", "near-lift"}
    assert bring_in(desk("LAR-0A-01", equipment="quiet|near-lift")) == Tally(unchanged=1)
    assert bring_in(kept | {"kept_for": ""}) == Tally(changed=1)
    assert places().by_desk[known.id].desks[known.id].kept_for == frozenset()
    with pytest.raises(FileRefused) as refused:
        bring_in(desk("LAR-0A-01", kept_for="quiet"), desk("LAR-0A-02", kept_for="sauna"))
    assert remedies(refused.value.problems) == [
        'line 2, column kept_for, "quiet": the desk does not have this: add it to equipment, or'
        " leave it out here",
        'line 3, column kept_for, "sauna": sauna is not known; these are: height-adjustable,'
        " near-lift, quiet",
    ]
    assert len(desks_of(place)) == 1
