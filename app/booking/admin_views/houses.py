"""What a house tells its guests, and the list of guests that its reception is told."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine, own_place
from app.booking.forms.bookings import parse_day
from app.booking.forms.houses import NotesForm
from app.booking.labels import PARTS
from app.booking.labels.houses import guest_refusal_words
from app.booking.queries.guests import Guest
from app.booking.queries.places import places
from app.booking.rules.guests import guest_refusals
from app.booking.rules.places import Owner, WorkplaceFacts
from app.booking.services import houses as services
from app.core import clock
from app.core.errors import Refused
from app.core.sheets import SheetKind, download


@bp.get("/<code>/house")
@requires(Permission.EDIT_PLACES)
def house(code: str) -> str:
    """Show what guests read of a workplace."""
    place = find_place(code)
    notes = {"guest_note": place.guest_note, "house_rules": place.house_rules}
    return _house_page(place, NotesForm(formdata=None, data=notes))


@bp.post("/<code>/house")
@requires(Permission.EDIT_PLACES)
def save_house(code: str) -> Response | tuple[str, int]:
    """Write what guests read of a workplace."""
    place, form = find_place(code), NotesForm()
    if not form.validate():
        return _house_page(place, form), 422
    services.set_notes(place.id, form.guest_note.data or "", form.house_rules.data or "", by=me())
    flash(_("Guests of %(workplace)s now read this.", workplace=place.name), "success")
    return redirect(url_for("places.house", code=code), code=303)


@bp.get("/<code>/guests")
@requires(Permission.SEE_GUESTS)
def guests(code: str) -> str | Response | tuple[str, int]:
    """Say when a partner's list of names opens; with `day`, open it, which leaves a record."""
    place = own_place(code, Permission.SEE_GUESTS)
    day = parse_day(request.args.get("day"))
    if day is None:
        return _guests_page(place)
    try:
        found = services.open_guest_list(place.id, day, by=me())
    except Refused as refused:
        return _guests_page(place, problems=guest_refusal_words(refused.reasons)), 422
    if request.args.get("format") == SheetKind.CSV:
        return _sheet(place, day, found)
    return _guests_page(place, day=day, found=found)


def _sheet(place: WorkplaceFacts, day: date, found: list[Guest]) -> Response:
    """Return the list as a file: surname, name, part of the day, nothing else."""
    headings = [str(_("Surname")), str(_("Name")), str(_("When"))]
    rows = [(one.surname, one.given_name, str(PARTS[one.part])) for one in found]
    word = _("guests")
    name = f"{word}-{place.code.lower()}-{day}"
    return download(name, SheetKind.CSV, headings, rows)


def _house_page(place: WorkplaceFacts, form: NotesForm) -> str:
    return render_template("places/house.html", place=place, form=form, is_mine=is_mine(place))


def _guests_page(
    place: WorkplaceFacts,
    *,
    day: date | None = None,
    found: list[Guest] | None = None,
    problems: list[str] | None = None,
) -> str:
    today = clock.today()
    return render_template(
        "places/guests.html",
        place=place,
        is_partner=place.owner is Owner.PARTNER,
        day=day,
        found=found,
        problems=problems or [],
        days=[_day(place, one) for one in (today, today + timedelta(days=1))],
        parts=PARTS,
    )


def _day(place: WorkplaceFacts, day: date) -> dict[str, Any]:
    """Return a day with what keeps its list shut, if anything does."""
    held_until = places().policies(clock.today()).held_until
    now = clock.wall()
    reasons = guest_refusals(place.owner, day, now, held_until)
    return {"day": day, "shut": guest_refusal_words(reasons)}
