"""Which desks somebody who waits could have just now."""

from datetime import datetime

from app.booking.queries.availability import free_desk_ids, taken_halves
from app.booking.queries.waiting import WaitFacts
from app.booking.rules.choice import best_desk
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import is_held_back
from app.core import clock

# Desks of a workplace that are tried before the next one: others are booking, too.
TRIES = 4


def vacant_for(
    wait: WaitFacts, goal: WorkplaceFacts, known: Places, now: datetime | None = None
) -> list[int]:
    """Return the desks of a workplace that this person could have, the best ones first.

    `now` is Italian wall-clock time; none are to be had before their draw.
    """
    policies, now = known.policies(clock.today()), now or clock.wall()
    if goal.is_to_be_drawn(wait.day, now):
        return []
    taken = taken_halves(goal.id, wait.day)
    free = [
        goal.desks[number]
        for number in free_desk_ids(goal, wait.day, wait.part, taken)
        if goal.desks[number].is_open_to(wait.desk_needs)
        or not is_held_back(goal.desks[number], wait.day, now, policies)
    ]
    found: list[int] = []
    while free and len(found) < TRIES:
        best = best_desk(
            free,
            draw=f"{wait.user_id}/{wait.day}",
            wished=wait.wished_equipment,
            needs=wait.desk_needs,
        )
        assert best is not None
        found.append(best.id)
        free.remove(best)
    return found
