"""A refusal as people read it: each reason in words, with a link to what would work."""

from typing import NamedTuple

from flask import g, url_for

from app.auth.login import me
from app.booking.forms.bookings import DeskWish
from app.booking.labels import SUGGESTIONS, refusal_words
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.queries.suggestions import Suggestion, Way, suggestions
from app.core.errors import Refused
from app.core.templating import day_long


class Problem(NamedTuple):
    """A sentence, and where its way out leads; empty where there is none."""

    words: str
    link: str = ""
    url: str = ""


def wanted_instead(wish: DeskWish, moving: int | None = None) -> Wanted:
    """Return what to look for after a refusal: the same day if it can be, a desk like that one."""
    known = places()
    g.places_revision = known.revision
    workplace = known.by_desk.get(wish.desk_id)
    return Wanted(
        day=wish.day,
        part=wish.part,
        workplace=workplace.code if workplace else None,
        like=workplace.desks[wish.desk_id] if workplace else None,
        falls_back=True,
        besides=moving,
    )


def problems_of(
    refused: Refused, wanted: Wanted, *, moving: int | None = None, has_card: bool = False
) -> list[Problem]:
    """Return every reason in words with its way on; a card that shows the desk says it itself."""
    ways = suggestions(refused.reasons, wanted, me(), places(g.places_revision))
    found: list[Problem] = []
    told: list[Suggestion | None] = []
    for words, way in zip(refusal_words(refused.reasons), ways, strict=True):
        # A way that the card shows, or that stands beside the reason before, is not told again.
        is_told = way in told or (has_card and way is not None and way.way in {Way.DESK, Way.DAY})
        found.append(Problem(words) if way is None or is_told else _linked(words, way, moving))
        told.append(way)
    return found


def _linked(words: str, way: Suggestion, moving: int | None) -> Problem:
    facts = {
        "day": day_long(way.day) if way.day else "",
        "desk": way.desk.label if way.desk else "",
        "workplace": way.workplace.name if way.workplace else "",
    }
    return Problem(words, str(SUGGESTIONS[way.way]) % facts, _address(way, moving))


def _address(way: Suggestion, moving: int | None) -> str:
    if way.way is Way.BOOKING:
        return url_for("booking.booking", booking_id=way.booking_id)
    if way.way is Way.MY_BOOKINGS:
        return url_for("booking.my_bookings")
    if way.way is Way.DESK and way.workplace and way.desk and moving:
        return url_for(
            "booking.desks",
            code=way.workplace.code,
            day=way.day,
            part=way.part,
            desk=way.desk.id,
            booking=moving,
        )
    code = way.workplace.code if way.workplace else None
    return url_for("booking.home", day=way.day, part=way.part, workplace=code)
