"""Where desks are drawn on a room's plan: groups of desks, one below the other.

A plan is for the eye on a narrow page, not a survey: desks keep their neighbours,
and groups that stand side by side in a long room are drawn underneath each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.booking.rules.places import DeskFacts

LEFT, TOP = 34, 40
COLUMN, ROW, GROUP_GAP = 178, 92, 26
DESK_WIDTH, DESK_HEIGHT, CHAIR = 148, 66, 17
WIDTH = 2 * LEFT + COLUMN + DESK_WIDTH
MOST_COLUMNS = 2


@dataclass(frozen=True)
class RoomPlan:
    """A drawing's size, and each desk's corner in it."""

    width: int
    height: int
    at: dict[int, tuple[int, int]]


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
