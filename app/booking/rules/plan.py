"""Where desks are drawn on a room's plan.

Of a room that nobody has measured the plan is for the eye on a narrow page: desks
keep their neighbours, and groups that stand side by side are drawn underneath
each other. One with a size or a picture is drawn true to its metres.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.booking.rules.places import DeskFacts, RoomFacts
from app.booking.rules.rooms import DESK_WIDTH_M, room_extent

LEFT, TOP = 34, 40
COLUMN, ROW, GROUP_GAP = 178, 92, 26
DESK_WIDTH, DESK_HEIGHT, CHAIR = 148, 66, 17
WIDTH = 2 * LEFT + COLUMN + DESK_WIDTH
MOST_COLUMNS = 2
# Of a room that is drawn true: units of the drawing in a metre, and what stands around it.
METRE, EDGE, HEAD = 100, 8, 44


@dataclass(frozen=True)
class RoomPlan:
    """A drawing's size, and each desk's corner in it."""

    width: int
    height: int
    at: dict[int, tuple[int, int]]
    # How large a desk is beside one of an unmeasured room.
    scale: float = 1.0
    # The room's inside, where it is drawn true: corner, width and height.
    inside: tuple[int, int, int, int] | None = None


def plan_of_room(room: RoomFacts) -> RoomPlan:
    """Return the drawing that suits a room: true to its metres if they are known."""
    if room.picture or (room.width_m and room.depth_m):
        return placed_plan(room)
    return room_plan(room.desks)


def placed_plan(room: RoomFacts) -> RoomPlan:
    """Return a room drawn from above, each desk where it stands."""
    corners = [(desk.x_m, desk.y_m) for desk in room.desks]
    width_m, depth_m = room_extent(corners, room.width_m, room.depth_m)
    width, depth = round(width_m * METRE), round(depth_m * METRE)
    at = {
        desk.id: (EDGE + round(desk.x_m * METRE), HEAD + round(desk.y_m * METRE))
        for desk in room.desks
    }
    scale = round(DESK_WIDTH_M * METRE / DESK_WIDTH, 3)
    inside = (EDGE, HEAD, width, depth)
    return RoomPlan(width + 2 * EDGE, depth + HEAD + EDGE, at, scale, inside)


def room_plan(desks: Iterable[DeskFacts]) -> RoomPlan:
    """Return the places of a room's desks, from their metres."""
    standing = list(desks)
    at: dict[int, tuple[int, int]] = {}
    y = TOP
    for columns in _groups(sorted({desk.x_m for desk in standing})):
        group = [desk for desk in standing if desk.x_m in columns]
        rows = sorted({desk.y_m for desk in group})
        for desk in group:
            column, row = columns.index(desk.x_m), rows.index(desk.y_m)
            at[desk.id] = (LEFT + column * COLUMN, y + row * ROW)
        y += len(rows) * ROW + GROUP_GAP
    return RoomPlan(WIDTH, y - GROUP_GAP + 10, at)


def _groups(columns: list[float]) -> list[list[float]]:
    """Return the columns two by two, as desks face each other."""
    return [columns[i : i + MOST_COLUMNS] for i in range(0, len(columns), MOST_COLUMNS)]
