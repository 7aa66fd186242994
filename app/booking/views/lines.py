"""The lines in which a person stands, as the page shows them."""

from dataclasses import dataclass
from datetime import datetime, time

from flask import g
from flask_babel import gettext as _

from app.booking.labels.waiting import WAIT_STATES
from app.booking.queries.places import places
from app.booking.queries.waiting import WaitFacts, accepted, place_of, waits_of
from app.booking.rules.waiting import WaitState
from app.core import clock
from app.core.clock import ROME


@dataclass(frozen=True)
class Standing:
    """A wait with its words: where, how it stands, and the place in line while it lasts."""

    facts: WaitFacts
    where: str
    state: str
    place: int = 0
    waiting: int = 0
    until: time | None = None
    # When the first of its draws is held, while it is still to come.
    drawn: datetime | None = None


def standing_in_line(user_id: int) -> list[Standing]:
    """Return what a person waits for, and what came of it in the last week."""
    known = places(g.places_revision)
    found = []
    for wait in waits_of(user_id):
        workplace = known.by_id.get(wait.workplace_id or 0)
        where = workplace.name if workplace else str(_("A workplace that has closed"))
        if wait.workplace_id is None:
            where = str(_("Any workplace within %(km)s km", km=wait.within_km))
        place, waiting = place_of(wait, known) if wait.state is WaitState.WAITING else (0, 0)
        until = wait.held_until.astimezone(ROME).time() if wait.held_until else None
        state = str(WAIT_STATES[wait.state])
        drawn = None
        if wait.state is WaitState.WAITING:
            now = clock.wall()
            goals = (g for g in accepted(wait, known) if g.is_to_be_drawn(wait.day, now))
            drawn = min((goal.drawn_at(wait.day) or now for goal in goals), default=None)
        found.append(Standing(wait, where, state, place, waiting, until, drawn))
    return found
