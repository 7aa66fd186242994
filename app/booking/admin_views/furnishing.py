"""Desks are set up many at once, and changed one by one."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, own_place
from app.booking.admin_views.rooms import existing_room, prefix_of
from app.booking.forms.bookings import parse_number
from app.booking.forms.rooms import DeskForm, ListedDesksForm, NumberedDesksForm, desk_fields
from app.booking.labels import equipment_words, floor_words, needs_words, room_words
from app.booking.labels.rooms import equipment_spellings, room_refusal_words
from app.booking.queries.rooms import rooms_of
from app.booking.rules.desk_lists import read_lines
from app.booking.rules.places import DeskFacts, RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import DeskOrder, number_codes, read_numbers
from app.booking.services import furnishing
from app.core.errors import Refused


@bp.get("/<code>/rooms/<int:room_id>/desks")
@requires(Permission.EDIT_PLACES)
def new_desks(code: str, room_id: int) -> str:
    """Ask which desks to set up: counted, or from a list."""
    place = own_place(code)
    room = existing_room(place, room_id)
    return _page(place, room, _numbered(place, room), ListedDesksForm(formdata=None))


@bp.post("/<code>/rooms/<int:room_id>/desks")
@requires(Permission.EDIT_PLACES)
def add_desks(code: str, room_id: int) -> Response | tuple[str, int]:
    """Set up desks, all that were written or none; then show them in the room.

    Or look at a list first: how it was understood, and nothing is set up.
    """
    place = own_place(code)
    room = existing_room(place, room_id)
    is_list = "lines" in request.form
    numbered = _numbered(place, room) if is_list else NumberedDesksForm()
    listed = ListedDesksForm() if is_list else ListedDesksForm(formdata=None)
    form = listed if is_list else numbered
    if form.validate():
        try:
            orders = _listed(listed) if is_list else _counted(numbered)
            if "look" in request.form:
                furnishing.check_desks(place, room_id, orders, by=me())
                return _page(place, room, numbered, listed, orders), 200
            count = furnishing.add_desks(place, room_id, orders, by=me())
        except Refused as refused:
            form.form_errors.extend(room_refusal_words(refused.reasons))
        else:
            words = ngettext("%(num)d desk is set up.", "%(num)d desks are set up.", count)
            more = _("They can be booked from now on.")
            flash(f"{words} {more}", "success")
            return redirect(url_for("places.room", code=code, room_id=room_id), code=303)
    return _page(place, room, numbered, listed), 422


@bp.get("/<code>/desks/<int:desk_id>/edit")
@requires(Permission.EDIT_PLACES)
def edit_desk(code: str, desk_id: int) -> str:
    """Show what a desk is called and has, to change it."""
    place = own_place(code)
    desk = _desk(place, desk_id)
    form = DeskForm(_room_names(place), formdata=None, data=desk_fields(desk))
    return _desk_page(place, desk, form)


@bp.post("/<code>/desks/<int:desk_id>/edit")
@requires(Permission.EDIT_PLACES)
def change_desk(code: str, desk_id: int) -> Response | tuple[str, int]:
    """Change what a desk is called and has, or put it into another room."""
    place = own_place(code)
    desk, form = _desk(place, desk_id), DeskForm(_room_names(place))
    room_id = parse_number(form.room_id.data) or desk.room_id
    if form.validate():
        order = DeskOrder(
            form.code.data or "",
            form.equipment.owned,
            bool(form.is_accessible.data),
            kept_for=form.kept_for.needs,
        )
        try:
            furnishing.change_desk(place, desk, order, room_id, by=me())
        except Refused as refused:
            form.form_errors.extend(room_refusal_words(refused.reasons))
        else:
            flash(_("Desk %(code)s is saved.", code=order.code), "success")
            return redirect(url_for("places.room", code=code, room_id=room_id), code=303)
    return _desk_page(place, desk, form), 422


def _numbered(place: WorkplaceFacts, room: RoomFacts) -> NumberedDesksForm:
    """Return the form with the codes' beginning as the room's desks have it."""
    return NumberedDesksForm(formdata=None, data={"prefix": prefix_of(place, room)})


def _counted(form: NumberedDesksForm) -> list[DeskOrder]:
    """Return the desks that were counted; Refused when the numbers cannot be meant."""
    numbers, digits, reasons = read_numbers(form.numbers.data or "")
    if reasons:
        raise Refused(reasons)
    codes = number_codes(form.prefix.data or "", numbers, digits)
    owned, is_accessible = form.equipment.owned, bool(form.is_accessible.data)
    needs = form.kept_for.needs
    return [DeskOrder(code, owned, is_accessible, kept_for=needs) for code in codes]


def _listed(form: ListedDesksForm) -> list[DeskOrder]:
    """Return the desks of a list; Refused when a line cannot be read."""
    orders, reasons = read_lines(form.lines.data or "", equipment_spellings())
    if reasons:
        raise Refused(reasons)
    return orders


def _desk(place: WorkplaceFacts, desk_id: int) -> DeskFacts:
    found = place.desks.get(desk_id)
    if found is None:
        abort(404)
    return found


def _room_names(place: WorkplaceFacts) -> dict[int, str]:
    return {
        room.id: f"{room_words(room.name)}, {floor_words(room.floor)}"
        for room in rooms_of(place.id)
    }


def _page(
    place: WorkplaceFacts,
    room: RoomFacts,
    numbered: NumberedDesksForm,
    listed: ListedDesksForm,
    orders: Sequence[DeskOrder] = (),
) -> str:
    return render_template(
        "places/new_desks.html",
        place=place,
        room=room,
        numbered=numbered,
        listed=listed,
        rows=[_understood(order) for order in orders],
        title=_("Set up desks in %(room)s", room=room_words(room.name)),
    )


def _understood(order: DeskOrder) -> list[str]:
    """Return a desk of a list as the preview shows it."""
    has = equipment_words(order.equipment, is_accessible=order.is_accessible)
    return [str(order.line), order.code, has, needs_words(order.kept_for)]


def _desk_page(place: WorkplaceFacts, desk: DeskFacts, form: DeskForm) -> str:
    return render_template("places/edit_desk.html", place=place, desk=desk, form=form)
