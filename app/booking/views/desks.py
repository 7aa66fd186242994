"""Choose another desk: the room as seen from the door, as a plan and as a list."""

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, g, make_response, redirect, render_template, request, url_for
from flask.wrappers import Response as FlaskResponse
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number, parse_part
from app.booking.labels import (
    EQUIPMENT,
    EQUIPMENT_ICONS,
    HALVES,
    PARTS,
    equipment_words,
    floor_words,
    refusal_words,
    room_words,
)
from app.booking.queries.availability import (
    counts_on,
    day_version,
    held_by_office,
)
from app.booking.queries.bookings import (
    BookingFacts,
    bookings_between,
    find_booking,
    open_bookings,
)
from app.booking.queries.desks import DeskList, DeskState, Looker, desk_list
from app.booking.queries.fairness import draw_at
from app.booking.queries.places import places
from app.booking.queries.plan import needs_agreement, partner_answer, plan_of
from app.booking.queries.proposal import Needs
from app.booking.queries.seen import taken_and_seen
from app.booking.queries.shares import needs_of
from app.booking.rules.choice import best_desk
from app.booking.rules.places import EQUIPMENT as KNOWN_EQUIPMENT
from app.booking.rules.places import WorkplaceFacts
from app.booking.rules.plan import plan_of_room
from app.booking.rules.refusals import ABOUT_THE_DAY, Facts, Refusal, halves_left, refusals
from app.booking.rules.shares import shares_on
from app.booking.views.blueprint import bp
from app.booking.views.desk_rows import drawn
from app.booking.views.near import sight
from app.booking.views.problems import Problem
from app.core import clock
from app.core.calendar import next_working_day
from app.core.errors import Reason
from app.core.half import Half, Part
from app.core.i18n import current_locale
from app.pola.rules.planning import PlanRefusal

# Reasons that hold for every desk of the workplace: nobody need choose one to learn them.
_ABOUT_THE_WORKPLACE = (
    ABOUT_THE_DAY
    | {Refusal.WORKPLACE_CLOSED, Refusal.NEEDS_AGREEMENT}
    | {Refusal.OFFICE_FULL, Refusal.KEPT_FOR_OFFICES, Refusal.TO_BE_DRAWN}
    | frozenset(PlanRefusal)
)


@bp.get("/workplaces/<code>/desks")
@requires(Permission.SEE_DESKS)
def desks(code: str) -> str | Response:
    """Show a workplace's desks on a day; with `booking`, to move that booking here."""
    workplace = _workplace(code)
    known = places(g.places_revision)
    day = parse_day(request.args.get("day"))
    if day is None:
        if (desk_id := parse_number(request.args.get("desk"))) and "look" not in request.args:
            # A label printed before codes led to a page of their own.
            return redirect(url_for(".at_desk", desk_id=desk_id))
        day = next_working_day(clock.today(), known.subdivision)
        query: dict[str, Any] = {
            name: request.args.getlist(name) for name in ("part", "booking", "desk", "with")
        }
        query["day"] = str(day)
        return redirect(url_for(".desks", code=code, **query))
    moving = _moving()
    part = parse_part(request.args.get("part"))
    part = part or (moving.part if moving else _part_left(workplace, day))
    return desks_page(workplace, day, part, moving)


def desks_page(
    workplace: WorkplaceFacts,
    day: date,
    part: Part,
    moving: BookingFacts | None,
    refused: list[Problem] | None = None,
) -> str:
    """Return the page of a workplace's desks, on top of it what was just refused."""
    mine = [b for b in bookings_between(me().id or 0, day, day) if not moving or b.id != moving.id]
    is_held = any(half in b.part.halves for b in mine for half in part.halves)
    has_too_many = not moving and _has_too_many()
    context = _list_context(workplace, day, part, moving, may_book=not (is_held or has_too_many))
    nearest = next(iter(context["sight"].nearest), None)
    chosen = _chosen(context["found"], moving, f"{me().id}/{day}", nearest)
    return render_template(
        "booking/desks.html",
        **context,
        moving=moving,
        mine=mine,
        is_held=is_held,
        has_too_many=has_too_many,
        most=places(g.places_revision).policies(clock.today()).open_bookings,
        plans={room.room.id: plan_of_room(room.room) for room in context["found"].rooms},
        chosen=chosen,
        rows=_rows(context, chosen),
        look_again=url_for(
            ".availability", **context["here"], part=part, look=None if chosen else 1
        ),
        refused=refused or [],
        parts=PARTS,
        first_day=clock.today(),
    )


@bp.get("/workplaces/<code>/availability")
@requires(Permission.SEE_DESKS)
def availability(code: str) -> str | Response:
    """Return the list of desks alone; unchanged ones cost one point select."""
    workplace = _workplace(code)
    day = parse_day(request.args.get("day"))
    part = parse_part(request.args.get("part")) or Part.DAY
    if day is None:
        abort(400)
    # Read before the list: a change in between makes the next answer new, never stale.
    etag = _etag(
        workplace, day_version(workplace.id, day), _reasons(workplace, day, part), _needs(day)
    )
    if etag in request.if_none_match:
        response = FlaskResponse(status=304)
    else:
        may_book = "look" not in request.args
        context = _list_context(workplace, day, part, _moving(), may_book=may_book)
        chosen = parse_number(request.args.get("desk_id"))
        response = make_response(_rows(context, chosen))
    response.set_etag(etag)
    return response


def _rows(context: dict[str, Any], chosen: int | None) -> str:
    """Return the list as markup; a desk that is free for half a day leads to that half."""
    half_url = url_for(".desks", **context["here"])
    return drawn(context["found"], context["part"], half_url, chosen, context["sight"].words)


def _needs(day: date) -> Needs:
    return needs_of(me(), day, places(g.places_revision), clock.wall())


def _etag(workplace: WorkplaceFacts, version: int, reasons: list[Reason], needs: Needs) -> str:
    """Return what stands for the list: all that it is made of, the person's own desk included."""
    parts = (
        workplace.id,
        version,
        g.places_revision,
        current_locale(),
        me().id,
        # Whose names are shown; a change of theirs raises the version or the revision.
        me().office_id,
        request.query_string,
        [reason.code.value for reason in reasons],
        sorted(needs.codes),
        needs.waits_until,
    )
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _workplace(code: str) -> WorkplaceFacts:
    workplace = places(g.places_revision).by_code.get(code)
    if workplace is None:
        abort(404)
    return workplace


def _moving() -> BookingFacts | None:
    """Return the person's own booking that is being moved, if any, and it still can be."""
    number = parse_number(request.args.get("booking"))
    found = find_booking(number) if number else None
    if found is None or found.user_id != me().id or not found.is_active:
        return None
    workplace = places(g.places_revision).by_id.get(found.workplace_id)
    is_whole = workplace is None or _left(workplace, found.day, found.part) == found.part
    return found if is_whole else None


def _left(workplace: WorkplaceFacts, day: date, part: Part) -> Part | None:
    """Return what of a part is not over yet, or None."""
    left: list[Half] = halves_left(day, part, workplace, clock.wall())
    return Part.of(left) if left else None


def _part_left(workplace: WorkplaceFacts, day: date) -> Part:
    """Return the part to show when none is asked for: what is left of the day."""
    return _left(workplace, day, Part.DAY) or Part.DAY


def _has_too_many() -> bool:
    """Return True when the person holds as many bookings as the house rules allow."""
    policies = places(g.places_revision).policies(clock.today())
    return open_bookings(me().id or 0) >= policies.open_bookings


def _reasons(
    workplace: WorkplaceFacts, day: date, part: Part, *, holds_one_here: bool = False
) -> list[Reason]:
    """Return why no desk here can be booked then, whichever it is; none if some can."""
    facts = Facts(
        now=clock.wall(),
        policies=places(g.places_revision).policies(clock.today()),
        workplace=workplace,
        desk_id=next(iter(workplace.desks), 0),
        holds_one_here=holds_one_here,
    )
    if shares_on(day, workplace.shares):
        counts = counts_on([day], [workplace])[day, workplace.id]
        facts = replace(
            facts,
            office_id=me().office_id,
            held_by_office=held_by_office([workplace.id], day)[workplace.id],
            taken={half: counts.of(half).taken for half in Half},
        )
    if needs_agreement([workplace], rule_is_on=facts.policies.partner_needs_agreement):
        said = partner_answer(plan_of(me().id or 0, day), day, part)
        facts = replace(facts, has_agreement=said.has_agreement, plan_reasons=said.reasons)
    return [r for r in refusals(day, part, facts) if r.code in _ABOUT_THE_WORKPLACE]


def _list_context(
    workplace: WorkplaceFacts,
    day: date,
    part: Part,
    moving: BookingFacts | None = None,
    *,
    may_book: bool = True,
) -> dict[str, Any]:
    filters = [*KNOWN_EQUIPMENT, "accessible"]
    wanted = [item for item in request.args.getlist("with") if item in filters]
    is_here = moving is not None and (moving.workplace_id, moving.day) == (workplace.id, day)
    stays = is_here and moving is not None and set(part.halves) <= set(moving.part.halves)
    reasons = _reasons(workplace, day, part, holds_one_here=stays)
    is_drawn = [reason.code for reason in reasons] == [Refusal.TO_BE_DRAWN]
    looker = Looker(me().id, may_book and not reasons, moving if is_here else None, _needs(day))
    taken, seen = taken_and_seen(workplace.id, day, me(), places(g.places_revision))
    found = desk_list(workplace, day, part, taken, looker=looker, wanted=wanted)
    found, seeing = sight(found, workplace, part, seen, parse_number(request.args.get("near")))
    return {
        "workplace": workplace,
        "day": day,
        "part": part,
        "found": found,
        "sight": seeing,
        "problems": refusal_words(reasons),
        "draw": draw_at(me(), workplace, day) if is_drawn else None,
        "waits_until": looker.needs.waits_until if found.is_waiting else None,
        "wanted": wanted,
        # What leads back here, for another part of the day.
        "here": {
            "code": workplace.code,
            "day": day,
            "with": wanted,
            "booking": moving.id if moving else None,
            "near": seeing.near.id if seeing.near else None,
        },
        "filters": filters,
        "halves": HALVES,
        "equipment": EQUIPMENT,
        "equipment_icons": EQUIPMENT_ICONS,
        "equipment_words": equipment_words,
        "floor_words": floor_words,
        "room_words": room_words,
        "states": DeskState,
    }


def _chosen(
    found: DeskList, moving: BookingFacts | None, draw: str, nearest: int | None
) -> int | None:
    """Return the desk to choose beforehand: the one asked for or nearest, one's own, the best."""
    free = [row.desk for room in found.rooms for row in room.rows if row.can_be_had]
    asked = parse_number(request.args.get("desk"))
    best = best_desk(
        free,
        usual=asked or nearest or (moving.desk_id if moving else None),
        draw=draw,
        needs=me().desk_needs,
    )
    return best.id if best else None
