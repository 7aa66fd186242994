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
    room_words,
)
from app.booking.queries.home import Home, home_facts
from app.booking.queries.places import places
from app.booking.queries.proposal import Wanted
from app.booking.rules.places import Owner, WorkplaceFacts
from app.booking.rules.radar import radar
from app.booking.rules.refusals import Refusal
from app.booking.services import bookings
from app.booking.views.blueprint import bp
from app.booking.views.house_notes import first_day_url
from app.booking.views.problems import Problem, problems_of, wanted_instead
from app.booking.views.searches import note_search
from app.core.errors import Reason, Refused
from app.core.half import Part
from app.core.htmx import render
from app.core.templating import hm


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
        words = _("The form did not say which desk, day and part of it. Choose again.")
        return _home_page(Wanted(), problems=[Problem(str(words))], status=422)
    if "show" in request.form:
        # Without script, another part of the day is a form like any other.
        workplace = places(g.places_revision).by_desk.get(wish.desk_id)
        code = workplace.code if workplace else None
        address = url_for(".home", day=wish.day, part=wish.part, workplace=code)
        return redirect(address, code=303)
    if first := first_day_url(wish):
        return redirect(first, code=303)
    try:
        booking_id = bookings.book_desk(wish.desk_id, wish.day, wish.part, by=me())
    except Refused as refused:
        wanted = wanted_instead(wish)
        problems = problems_of(refused, wanted, has_card=True)
        return _home_page(wanted, problems=problems, status=422)
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


def _home_page(
    wanted: Wanted, *, problems: list[Problem] | None = None, status: int = 200
) -> Response:
    known = places(g.places_revision)
    facts = home_facts(me(), known, wanted)
    note_search(facts, known)
    return render(
        "booking/home.html",
        "booking/_choice.html",
        status=status,
        home=facts,
        week=facts.week,
        today=facts.today,
        problems=problems or [],
        day_problems=refusal_words(facts.day_reasons),
        workplace_problems=[] if problems else refusal_words(_asked_reasons(facts)),
        wanted=wanted,
        area=known.areas.get(me().area_code or ""),
        radar=_radar(facts),
        chips=part_chips(facts, facts.proposal.workplace if facts.proposal else None),
        short=short_name,
        places=known,
        floor_words=floor_words,
        room_words=room_words,
        equipment_words=equipment_words,
        equipment=EQUIPMENT,
        equipment_icons=EQUIPMENT_ICONS,
    )


def _asked_reasons(facts: Home) -> list[Reason]:
    """Return why the workplace that was asked for is not the proposed one, if it may not be."""
    if facts.asked is None or facts.asked.is_bookable:
        return []
    workplace = facts.asked.workplace
    if workplace.id in facts.drawn:
        # Said where the draw is entered.
        return []
    if workplace.id in facts.barred:
        return [facts.barred[workplace.id]]
    if workplace.owner is Owner.PARTNER and facts.partner and not facts.partner.is_yes:
        if facts.partner.has_agreement:
            return list(facts.partner.reasons)
        return [Reason(Refusal.NEEDS_AGREEMENT, {"workplace": workplace.name})]
    return [Reason(Refusal.HALF_ENDED, {"halves": list(facts.part.halves)})]


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
    """Return the picture, and each mark's state; None without an area."""
    sites = [(site, site.trip) for site in facts.sites if site.trip]
    if not sites:
        return None
    drawn = radar(
        tuple(
            (site.number, short_name(site.workplace), trip.exact_km, trip.bearing)
            for site, trip in sites
        )
    )
    best = facts.proposal.workplace.id if facts.proposal else None
    states = [
        "best"
        if site.workplace.id == best
        else ("" if site.free and site.workplace.id not in facts.drawn else "full")
        for site, _t in sites
    ]
    return {"drawn": drawn, "marks": list(zip(drawn.marks, states, strict=True))}
