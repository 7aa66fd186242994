"""A workplace to be furnished, and who may do it."""

import pytest
import sqlalchemy as sa

from app.auth.actors import Actor, Grant
from app.auth.models import Role
from app.booking.queries import rooms as queries
from app.booking.queries.places import places
from app.booking.rules.pictures import CleanPicture
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import Spot, arrangement
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Refused
from tests.support.factories import make_user, make_workplace

PICTURE = CleanPicture(b"<svg/>", "image/svg+xml", 1200, 600)


def make_larga() -> WorkplaceFacts:
    """A workplace with four desks."""
    make_workplace("LARGA", 4)
    return places().by_code["LARGA"]


def only_here(workplace: WorkplaceFacts) -> Actor:
    """Who looks after this workplace and nothing else."""
    grant = Grant(Role.FACILITY_MANAGER, workplace_id=workplace.id)
    return Actor(id=make_user().id, full_name="Paola", grants=frozenset({grant}))


def room_of(workplace: WorkplaceFacts) -> RoomFacts:
    """The first room, as it is now."""
    line = queries.rooms_of(workplace.id)[0]
    room = queries.find_room(workplace.id, line.id, workplace.code)
    assert room
    return room


def refused(work, *args, **more):
    """The codes of the reasons for which a service says no."""
    with pytest.raises(Refused) as caught:
        work(*args, **more)
    return caught.value.codes


def spots(room: RoomFacts, **moves: tuple[float, float]) -> list[Spot]:
    """The room's desks where they stand, some moved: `d1=(x, y)` is the first."""
    found = [Spot(desk.id, desk.code, desk.x_m, desk.y_m) for desk in room.desks]
    for name, (x, y) in moves.items():
        one = found[int(name[1:]) - 1]
        found[int(name[1:]) - 1] = Spot(one.desk_id, one.code, x, y)
    return found


def seen(room: RoomFacts) -> str:
    """What stands for the room as it was opened."""
    return arrangement(spots(room))


def last_line() -> AuditLine:
    """What was noted last."""
    return db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id.desc())).first()
