"""A town whose first workplace must be left, as the rules know it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.booking.rules.places import (
    AreaFacts,
    ClosureFacts,
    DeskFacts,
    Owner,
    Places,
    RoomFacts,
    WorkplaceFacts,
)
from app.booking.rules.relocation import Affected, Vacancies
from app.core.half import Half, Part
from tests.support.facts import desk_facts, workplace_facts

TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)
LARGA, SILE, DURANDO, ENEL = 1, 2, 3, 4
# North of Larga: Sile after one kilometre, Durando after five, Enel after three.
LATITUDES = {LARGA: 45.4618, SILE: 45.4708, DURANDO: 45.5058, ENEL: 45.4888}
CENTRE = AreaFacts("20122", "Milano", False, True, 45.4618, 9.1936)
NORTH = AreaFacts("20162", "Milano", False, True, 45.5058, 9.1936)
SHUT = ClosureFacts(TUESDAY, Half.AM, WEDNESDAY, Half.PM, "Lavori")
# A desk, a day and a half that somebody holds.
Seat = tuple[int, date, Half]


def place(id: int, desks: Any, **more: Any) -> WorkplaceFacts:
    """A workplace with these desks: numbers, or desks as they are."""
    standing = tuple(one if isinstance(one, DeskFacts) else desk_facts(one) for one in desks)
    values = {
        "id": id,
        "code": f"W{id}",
        "name": f"W{id}",
        "latitude": LATITUDES[id],
        "owner": Owner.PARTNER if id == ENEL else Owner.MUNICIPAL,
        "rooms": (RoomFacts(id, 0, "Room", standing),),
    }
    return workplace_facts(**values | more)


def closed_larga(*desks: Any) -> WorkplaceFacts:
    """The workplace that must be left: with desks 11, 12 and 13, unless it is told."""
    return place(LARGA, desks or (11, 12, 13), closures=(SHUT,))


def town(*workplaces: WorkplaceFacts) -> Places:
    """These workplaces and two postal codes: 20122 at Larga, 20162 at Durando."""
    return Places(1, workplaces, {area.code: area for area in (CENTRE, NORTH)}, ())


def affected(
    id: int,
    desk_id: int,
    day: date = TUESDAY,
    part: Part = Part.DAY,
    needs: Iterable[str] = (),
    **more: Any,
) -> Affected:
    """Somebody's booking at Larga, which they must leave."""
    code = f"LAR-{desk_id}"
    return Affected(id, id, day, part, desk_id, code, LARGA, needs=frozenset(needs), **more)


def taken(everybody: list[Affected], known: Places, *others: Seat, **limits: Any) -> Vacancies:
    """What is taken by those who must leave, and by others."""
    found = Vacancies(**limits)
    for one in everybody:
        for half in one.part.halves:
            found.take(one.desk_id, one.workplace_id, one.day, half)
    for desk_id, day, half in others:
        found.take(desk_id, known.by_desk[desk_id].id, day, half)
    return found
