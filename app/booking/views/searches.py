"""A search that found nothing near is counted: once for each browser, day and half."""

from flask import request, session

from app.auth.login import me
from app.booking.queries.home import Home
from app.booking.rules.places import Places
from app.booking.rules.unmet import FreeAt, was_unmet
from app.booking.services.unmet import try_to_count

# In the browser's own signed cookie: what it was counted for. The server knows no person.
COUNTED = "unmet"
MOST_COUNTED = 20


def note_search(facts: Home, known: Places) -> None:
    """Count the search behind a first page that shows no desk near the person's area."""
    area = me().area_code
    is_search = request.method == "GET" and area in known.areas
    if not is_search or facts.day_reasons or not facts.halves_left:
        return
    sites = [
        FreeAt(site.trip.exact_km, site.free, site.is_bookable) for site in facts.sites if site.trip
    ]
    if not was_unmet(sites, known.policies(facts.today).near_km):
        return
    counted: list[str] = session.get(COUNTED, [])
    new = {half: f"{facts.day}:{half}" for half in facts.part.halves}
    new = {half: mark for half, mark in new.items() if mark not in counted}
    if not new:
        return
    assert area is not None
    if try_to_count(area, facts.day, list(new), by=me()):
        session[COUNTED] = [*counted, *new.values()][-MOST_COUNTED:]
