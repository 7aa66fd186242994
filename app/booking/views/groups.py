"""Sit together: call a group, see who comes, answer an invitation."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import parse_day, parse_number, parse_part
from app.booking.labels import PARTS, floor_words, room_words
from app.booking.labels.groups import BASES, INVITE_ICONS, INVITE_STATES, MEASURES
from app.booking.labels.reasons import reason_words
from app.booking.queries.colleagues import FEWEST_LETTERS, Named, find_by_name
from app.booking.queries.groups import (
    GroupFacts,
    colleagues_by_id,
    find_group,
    find_invite,
    groups_of,
    invites_in,
    invites_of,
    office_of,
)
from app.booking.queries.places import places
from app.booking.queries.spots import Instead, Spot, instead_for, spots_for
from app.booking.rules.groups import InviteState
from app.booking.rules.together import MOST_LOOKS, Basis, Measure, rooms_of
from app.booking.services import groups as service
from app.booking.services.invites import answer_invite as answer
from app.booking.services.looks import look_for_group
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.calendar import next_working_day
from app.core.errors import Forbidden, Refused
from app.core.forms import clean
from app.core.half import Part
from app.pola.rules.suppression import FEWEST

LONGEST_TITLE = 80


@bp.get("/groups")
@requires(Permission.CALL_GROUP)
def groups() -> str:
    """Show the invitations to answer, and the groups that are mine."""
    return _groups_page()


def _groups_page(problems: list[str] | None = None) -> str:
    invited = invites_of(me().id or 0)
    return render_template(
        "booking/groups.html",
        to_answer=[(one, group) for one, group in invited if one.is_open],
        answered=[(one, group) for one, group in invited if not one.is_open],
        mine=groups_of(me().id or 0),
        places=places(g.places_revision),
        parts=PARTS,
        states=INVITE_STATES,
        icons=INVITE_ICONS,
        problems=problems or [],
    )


@bp.get("/groups/new")
@requires(Permission.CALL_GROUP)
def new_group() -> str:
    """Ask for a day and colleagues, then show where there are desks for all of them."""
    return _new_page(request.args)


def _new_page(asked: MultiDict[str, str], problems: list[str] | None = None) -> str:
    known = places(g.places_revision)
    day = parse_day(asked.get("day")) or next_working_day(clock.today(), known.subdivision)
    part = parse_part(asked.get("part")) or Part.DAY
    measure = _measure(asked.get("measure"))
    meant = _by_names(asked.get("names", ""))
    chosen = colleagues_by_id(_numbers(asked.getlist("who")))
    listed = office_of(me()) if "office" in asked else []
    found = [one for named in meant.values() for one in named]
    people = {one.id: one for one in [*chosen, *found, *listed] if one.id != me().id}
    # Whose name is one person's alone is meant; of several one has to be ticked.
    ticked = {one.id for one in chosen} | {one[0].id for one in meant.values() if len(one) == 1}
    ticked &= people.keys()
    basis = Basis.FEW
    spots: list[Spot] = []
    instead: Instead | None = None
    if ticked and "find" in asked:
        basis = look_for_group(ticked, by=me())
        spots = spots_for([me().id or 0, *sorted(ticked)], day, part, measure, known, basis)
        instead = None if spots else instead_for(me(), len(ticked) + 1, day, part, known)
    return render_template(
        "booking/new_group.html",
        title_asked=_title(asked),
        day=day,
        part=part,
        measure=measure,
        measures=MEASURES,
        names=asked.get("names", ""),
        people=list(people.values()),
        ticked=ticked,
        unknown=[name for name, named in meant.items() if not named],
        several=[
            name
            for name, named in meant.items()
            if named and ticked.isdisjoint(one.id for one in named)
        ],
        is_searched="find" in asked,
        spots=[(spot, rooms_of(spot.desks, spot.workplace.room_of)) for spot in spots],
        instead=instead,
        basis=_basis_words(basis),
        area=known.areas.get(me().area_code or ""),
        problems=problems or [],
        most=known.policies(clock.today()).group_size,
        parts=PARTS,
        first_day=clock.today(),
        fewest=FEWEST_LETTERS,
        room_words=room_words,
        floor_words=floor_words,
    )


def _basis_words(basis: Basis) -> str | None:
    """Return why the colleagues' ways do not count; None when they do."""
    words = {"fewest": FEWEST, "most": MOST_LOOKS}
    return str(BASES[basis]) % words if basis in BASES else None


def _title(asked: MultiDict[str, str]) -> str:
    return (clean(asked.get("title")) or "")[:LONGEST_TITLE]


def _measure(text: str | None) -> Measure:
    return Measure(text) if text in set(Measure) else Measure.TOTAL


def _numbers(texts: list[str]) -> list[int]:
    return [number for text in texts if (number := parse_number(text))]


def _lines(text: str) -> list[str]:
    most = places(g.places_revision).policies(clock.today()).group_size
    lines = [" ".join((clean(line) or "").split()) for line in text.splitlines()]
    return [line for line in lines if line][:most]


def _by_names(text: str) -> dict[str, list[Named]]:
    """Return each name that was written with the colleagues who are called so."""
    return {line: [one for one in find_by_name(line) if one.id != me().id] for line in _lines(text)}


@bp.post("/groups")
@requires(Permission.CALL_GROUP)
def call_group() -> Response | tuple[str, int]:
    """Book for the person, hold the other desks, and invite."""
    form = request.form
    day, part = parse_day(form.get("day")), parse_part(form.get("part"))
    workplace = places(g.places_revision).by_code.get(form.get("workplace", ""))
    if day is None or part is None or workplace is None:
        return _refused(form, [_("Choose a day and a workplace.")])
    people = _numbers(form.getlist("who"))
    try:
        number = service.call_group(people, workplace.id, day, part, by=me(), title=_title(form))
    except Forbidden:
        return _refused(form, [_("Choose colleagues who work here.")])
    except Refused as refused:
        return _refused(form, reason_words(refused.reasons))
    flash(_("Your desk is booked, and your colleagues are invited."), "success")
    return redirect(url_for(".group", group_id=number), code=303)


def _refused(form: MultiDict[str, str], problems: list[str]) -> tuple[str, int]:
    asked = MultiDict(form)
    asked["find"] = "1"
    return _new_page(asked, problems), 422


@bp.get("/groups/<int:group_id>")
@requires(Permission.CHANGE_GROUP)
def group(group_id: int) -> str:
    """Show who comes, and who has not answered."""
    return _group_page(_own(group_id))


def _group_page(found: GroupFacts, problems: list[str] | None = None) -> str:
    invites = invites_in(found.id)
    asked = (clean(request.values.get("q")) or "")[:LONGEST_TITLE]
    there = {found.user_id, *(one.user_id for one in invites)}
    return render_template(
        "booking/group.html",
        group=found,
        place=places(g.places_revision).by_id.get(found.workplace_id),
        invites=invites,
        comes=sum(one.comes_to is InviteState.ACCEPTED for one in invites),
        parts=PARTS,
        states=INVITE_STATES,
        icons=INVITE_ICONS,
        problems=problems or [],
        asked=asked,
        found=[one for one in find_by_name(asked) if one.id not in there],
        is_coming=found.day >= clock.today() and not found.is_cancelled,
        fewest=FEWEST_LETTERS,
    )


@bp.post("/groups/<int:group_id>/invites")
@requires(Permission.CHANGE_GROUP)
def invite_more(group_id: int) -> Response | tuple[str, int]:
    """Invite one more colleague."""
    found, person = _own(group_id), parse_number(request.form.get("who"))
    if person is None or not colleagues_by_id([person]):
        return _group_page(found, [_("Choose a colleague who works here.")]), 422
    try:
        service.invite_more(group_id, person, by=me())
    except Refused as refused:
        return _group_page(found, reason_words(refused.reasons)), 422
    flash(_("One more colleague is invited."), "success")
    return redirect(url_for(".group", group_id=group_id), code=303)


@bp.post("/groups/<int:group_id>/call-off")
@requires(Permission.CHANGE_GROUP)
def call_off(group_id: int) -> Response | tuple[str, int]:
    """Call the group off."""
    found = _own(group_id)
    try:
        service.call_off(group_id, by=me())
    except Refused as refused:
        return _group_page(found, reason_words(refused.reasons)), 422
    flash(_("The group is called off, and everybody is told."), "success")
    return redirect(url_for(".group", group_id=group_id), code=303)


@bp.post("/invites/<int:invite_id>/answer")
@requires(Permission.ANSWER_INVITE)
def answer_invite(invite_id: int) -> Response | tuple[str, int]:
    """Come, or do not."""
    found = find_invite(invite_id)
    if found is None or found.user_id != me().id:
        abort(404)
    accept = request.form.get("answer") == "accept"
    if not accept and request.form.get("answer") != "decline":
        abort(400)
    try:
        booking_id = answer(invite_id, accept=accept, by=me())
    except Refused as refused:
        return _groups_page(reason_words(refused.reasons)), 422
    if accept:
        flash(_("The desk is yours, and your colleague sees that you come."), "success")
        return redirect(url_for(".booking", booking_id=booking_id), code=303)
    flash(
        _("The desk is free for others, and your colleague sees that you do not come."), "success"
    )
    return redirect(url_for(".groups"), code=303)


def _own(group_id: int) -> GroupFacts:
    found = find_group(group_id)
    if found is None or found.user_id != me().id:
        abort(404)
    return found
