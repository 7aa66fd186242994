"""The first page: tomorrow's desk, one click away."""

from typing import Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_part, parse_wish
from app.booking.labels import (
    EQUIPMENT,
    EQUIPMENT_ICONS,
    PARTS,
    equipment_words,
    floor_words,
    refusal_words,
)
from app.booking.queries.home import Home, Wanted, home_facts
from app.booking.queries.places import places
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.radar import marks, rings, units_per_km
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings
from app.booking.views.blueprint import bp
from app.core.errors import Refused
from app.core.half import Part
from app.core.htmx import render
from app.core.templating import hm

# Reasons about the day itself: another one is proposed.
_WRONG_DAY = {
    Refusal.DAY_PAST,
    Refusal.HALF_ENDED,
    Refusal.TOO_LATE_TODAY,
    Refusal.TOO_FAR_AHEAD,
    Refusal.NOT_A_WORKING_DAY,
}


@bp.get("/")
@requires(Permission.SEE_DESKS)
def home() -> Response:
    """Propose the nearest free desk for the next working day, or for the one asked for."""
    if not me().was_asked_area:
        return redirect(url_for(".start"))
    query = request.args
    wanted = Wanted(
        parse_day(query.get("day")), parse_part(query.get("part")), query.get("workplace")
    )
    return _home_page(wanted)


@bp.post("/bookings")
@requires(Permission.BOOK_DESK)
def book() -> Response:
    """Book the desk; when it cannot be had, say why and propose the nearest thing that works."""
    wish = parse_wish(request.form)
    if wish is None:
        words = [_("The form did not say which desk, day and part of it. Choose again.")]
        return _home_page(Wanted(), problems=words, status=422)
    try:
        booking_id = bookings.book_desk(wish.desk_id, wish.day, wish.part, by=me())
    except Refused as refused:
        known = places()
        g.places_revision = known.revision
        workplace = known.by_desk.get(wish.desk_id)
        codes = set(refused.codes)
        wanted = Wanted(
            day=None if codes & _WRONG_DAY else wish.day,
            part=wish.part,
            workplace=workplace.code if workplace else None,
            like=workplace.desks[wish.desk_id] if workplace else None,
        )
        return _home_page(wanted, problems=refusal_words(refused.reasons), status=422)
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


def _home_page(wanted: Wanted, *, problems: list[str] | None = None, status: int = 200) -> Response:
    known = places(g.places_revision)
    facts = home_facts(me(), known, wanted)
    return render(
        "booking/home.html",
        "booking/_card.html",
        status=status,
        home=facts,
        problems=problems or [],
        wanted=wanted,
        area=known.areas.get(me().area_code or ""),
        radar=_radar(facts),
        chips=part_chips(facts, facts.proposal.workplace if facts.proposal else None),
        short=short_name,
        places=known,
        floor_words=floor_words,
        equipment_words=equipment_words,
        equipment=EQUIPMENT,
        equipment_icons=EQUIPMENT_ICONS,
    )


def part_chips(facts: Home, workplace: WorkplaceFacts | None) -> list[dict[str, Any]]:
    """Return the choice between whole day, morning and afternoon, with the workplace's hours."""
    chips = []
    for part in Part:
        more = ""
        if workplace and part is not Part.DAY:
            begins, ends = workplace.half_hours(part.halves[0])
            more = f"{hm(begins)}-{hm(ends)}"
        is_off = not all(half in facts.halves_left for half in part.halves)
        chips.append({"value": part.value, "label": PARTS[part], "more": more, "is_off": is_off})
    return chips


def short_name(workplace: WorkplaceFacts) -> str:
    """Return the last word of a workplace's name: what colleagues call it."""
    return workplace.name.split()[-1]


def _radar(facts: Home) -> dict[str, Any] | None:
    """Return the rings, and the marks with their states; None without an area."""
    sites = [site for site in facts.sites if site.trip]
    if not sites:
        return None
    scale = units_per_km([site.trip.exact_km for site in sites if site.trip])
    drawn = marks(
        [
            (site.number, short_name(site.workplace), site.trip.exact_km, site.trip.bearing)
            for site in sites
            if site.trip
        ],
        scale,
    )
    best = facts.proposal.workplace.id if facts.proposal else None
    return {
        "rings": rings(scale, drawn),
        "has_beyond": any(mark.is_beyond for mark in drawn),
        "marks": [
            (mark, site.workplace.id == best, not site.free)
            for mark, site in zip(drawn, sites, strict=True)
        ],
    }
