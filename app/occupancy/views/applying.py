"""From a what-if answer to the pages where it is decided, their fields filled in."""

from dataclasses import dataclass, field

from flask import url_for

from app.auth.login import me
from app.auth.permissions import Permission, is_granted
from app.booking.rules.places import Places, WorkplaceFacts
from app.occupancy.labels.simulator import change_words, ninth_words
from app.occupancy.rules.changes import Change, What
from app.occupancy.rules.questions import Question


@dataclass(frozen=True)
class Way:
    """A page to go to: what it would decide, its address, and what is filled in there.

    `asks_from` and `asks_to`: the days are chosen here and taken along.
    """

    words: str
    address: str
    filled: dict[str, str] = field(default_factory=dict)
    asks_from: bool = False
    asks_to: bool = False


def ways_to_apply(question: Question, known: Places) -> list[Way]:
    """Return the pages where these changes are decided, of those that the person may open."""
    changed = [(change, known.by_id[change.workplace_id]) for change in question.changes]
    found = [
        _way(change, place)
        for change, place in changed
        if is_granted(me(), Permission.SET_LIMITS, place)
    ]
    if question.ninth and is_granted(me(), Permission.EDIT_PLACES):
        words = ninth_words(question.ninth.area, question.ninth.desks)
        filled = {"postal_code": question.ninth.area}
        found.append(Way(words, url_for("places.new_workplace"), filled))
    return found


def _way(change: Change, place: WorkplaceFacts) -> Way:
    words = change_words(change.what, place.name, change.number, change.weekdays)
    weekdays = {"weekdays": change.weekdays} if change.weekdays else {}
    if change.what is What.CLOSES:
        filled = {"workplace": place.code} | weekdays
        return Way(words, url_for("places.new_closure"), filled, asks_from=True, asks_to=True)
    if change.what is What.CAP:
        filled = {"percent": str(change.number)} | weekdays
        return Way(words, url_for("places.limits", code=place.code), filled, asks_from=True)
    return Way(words, url_for("places.rooms", code=place.code))
