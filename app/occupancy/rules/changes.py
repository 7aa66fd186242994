"""What would be different: closed weekdays, more or fewer desks, a limit, one more workplace."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from app.booking.rules.dated import is_on
from app.booking.rules.places import AreaFacts, Owner, WorkplaceFacts
from app.core.calendar import is_working_day
from app.core.half import Half

# No workplace has it: it stands for one that is not there yet.
NINTH_ID = 0
NINTH_CODE = "NEW"
# Whoever has named no area sees workplaces by name: it has none, and comes last.
LAST_NAME = "\uffff"


class What(StrEnum):
    """What happens to a workplace. The words are in labels."""

    CLOSES = "closes"
    MORE = "more"
    FEWER = "fewer"
    CAP = "cap"


@dataclass(frozen=True)
class Change:
    """One change: `number` are desks, or the percentage of a limit; no weekdays mean every day."""

    workplace_id: int
    what: What
    number: int = 0
    weekdays: str = ""


@dataclass(frozen=True)
class World:
    """The workplaces with the limits that they had, and what would be different."""

    workplaces: tuple[WorkplaceFacts, ...]
    changes: tuple[Change, ...] = ()

    def capacity(self, workplace: WorkplaceFacts, day: date, half: Half) -> int:
        """Return how many desks could be taken in a half-day of this world."""
        mine = [
            change
            for change in self.changes
            if change.workplace_id == workplace.id and is_on(change.weekdays, day)
        ]
        if not mine:
            return workplace.capacity(day, half)
        is_open = is_working_day(day, workplace.subdivision) and not workplace.closure(day, half)
        if not is_open or any(change.what is What.CLOSES for change in mine):
            return 0
        working = max(0, workplace.working_desks(day) + sum(map(_desks, mine)))
        percents = [change.number for change in mine if change.what is What.CAP]
        if percents:
            return working * percents[-1] // 100
        caps = [cap for cap in workplace.caps if cap.covers(day)]
        return caps[-1].of(working) if caps else working


def _desks(change: Change) -> int:
    return {What.MORE: change.number, What.FEWER: -change.number}.get(change.what, 0)


def with_ninth(world: World, area: AreaFacts, desks: int) -> World:
    """Return the world with one more workplace in the middle of an area, open like the others."""
    ninth = WorkplaceFacts(
        id=NINTH_ID,
        code=NINTH_CODE,
        name=LAST_NAME,
        address="",
        postal_code=area.code,
        latitude=area.latitude,
        longitude=area.longitude,
        owner=Owner.MUNICIPAL,
        is_cooled=False,
        opens=time(8),
        midday=time(13, 30),
        closes=time(19),
        guest_note="",
        rooms=(),
        subdivision=world.workplaces[0].subdivision if world.workplaces else "MI",
    )
    # It starts from no desk: all that it has is a change.
    change = Change(NINTH_ID, What.MORE, desks)
    return World((*world.workplaces, ninth), (*world.changes, change))
