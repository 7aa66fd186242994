"""Colleagues on the page of desks: who sits where, and which desks are next to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask_babel import gettext as _

from app.booking.labels.seen import names_words
from app.booking.queries.desks import DeskList, RoomRows
from app.booking.queries.seen import Seen
from app.booking.rules.neighbours import NEXT_TO, nearest_first
from app.booking.rules.places import DeskFacts, WorkplaceFacts
from app.booking.rules.seen import initials
from app.core.half import Part


@dataclass(frozen=True)
class Sight:
    """What somebody sees of their colleagues on a day, in the part of it that they look at."""

    # The names at a desk, for those who show them.
    names: Mapping[int, str] = field(default_factory=dict)
    # What a row of the list says of them, or of who sits next to it.
    words: Mapping[int, str] = field(default_factory=dict)
    # The colleague's desk that was asked for, and the free ones in the order of their distance.
    near: DeskFacts | None = None
    nearest: tuple[int, ...] = ()

    def initials(self, desk_id: int) -> str:
        """Return what a plan has room for of the names at a desk; empty for none."""
        return " ".join(initials(name) for name in self.names.get(desk_id, "").split(", ") if name)


def sight(
    found: DeskList, workplace: WorkplaceFacts, part: Part, seen: Seen, near: int | None
) -> tuple[DeskList, Sight]:
    """Return the names to show, and the list as it is to be read: whoever is near comes first.

    `near` is the desk of somebody who is seen; anything else is left aside.
    """
    names = {
        desk_id: ", ".join(dict.fromkeys(halves[half] for half in part.halves if half in halves))
        for desk_id, halves in seen.items()
        if desk_id in workplace.desks
    }
    names = {desk_id: name for desk_id, name in names.items() if name}
    words = {desk_id: names_words(seen[desk_id], part.halves) for desk_id in names}
    to = workplace.desks.get(near or 0)
    if to is None or to.id not in names:
        return found, Sight(names, words)
    room = workplace.room_of[to.id]
    order = {desk.id: n for n, desk in enumerate(nearest_first(room.desks, to))}
    free = {row.desk.id for one in found.rooms for row in one.rows if row.can_be_had}
    nearest = tuple(desk_id for desk_id in order if desk_id in free)
    next_to = {desk_id: _("Next to %(name)s", name=names[to.id]) for desk_id in nearest[:NEXT_TO]}
    rooms = [_by_distance(one, order) if one.room.id == room.id else one for one in found.rooms]
    rooms.sort(key=lambda one: (one.room.id != room.id, one.room.floor != room.floor))
    return replace(found, rooms=rooms), Sight(names, words | next_to, to, nearest)


def _by_distance(room: RoomRows, order: Mapping[int, int]) -> RoomRows:
    """Return a room's rows, the nearest first; the colleague's own desk leads them."""
    return RoomRows(room.room, sorted(room.rows, key=lambda row: order.get(row.desk.id, -1)))
