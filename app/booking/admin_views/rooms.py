"""The rooms of a workplace: added, renamed, measured, removed."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, is_mine, own_place
from app.booking.forms.rooms import RoomForm
from app.booking.labels import floor_words, room_words
from app.booking.labels.rooms import room_refusal_words, size_words
from app.booking.queries.desk_admin import retired_desks
from app.booking.queries.rooms import find_room, is_shared, rooms_of
from app.booking.rules.places import RoomFacts, WorkplaceFacts
from app.booking.rules.rooms import code_prefix, house_letters
from app.booking.services import rooms as services
from app.core.errors import Refused

# More digits are no key of any table.
MOST_ID = 10**9


@bp.get("/<code>/rooms")
@requires(Permission.EDIT_PLACES)
def rooms(code: str) -> str:
    """Show a workplace's floors, rooms, and how many desks each has."""
    return _page(find_place(code), RoomForm(formdata=None, data={"floor": 0}))


@bp.post("/<code>/rooms")
@requires(Permission.EDIT_PLACES)
def add_room(code: str) -> Response | tuple[str, int]:
    """Add a room, and go on to its desks."""
    place, form = own_place(code), RoomForm()
    if form.validate():
        try:
            room_id = services.add_room(
                place,
                form.floor.data or 0,
                form.name.data or "",
                width_m=form.width_m.data,
                depth_m=form.depth_m.data,
                by=me(),
            )
        except Refused as refused:
            form.form_errors.extend(room_refusal_words(refused.reasons))
        else:
            words = {"room": room_words(form.name.data or "")}
            flash(_("%(room)s is there. Now set up its desks.", **words), "success")
            return redirect(url_for("places.new_desks", code=code, room_id=room_id), code=303)
    return _page(place, form), 422


@bp.get("/<code>/rooms/<int:room_id>/change")
@requires(Permission.EDIT_PLACES)
def edit_room(code: str, room_id: int) -> str:
    """Show what a room is called and how large it is, to change it."""
    place = own_place(code)
    room = existing_room(place, room_id)
    names = ("floor", "name", "width_m", "depth_m")
    stored = {name: getattr(room, name) for name in names}
    return _room_page(place, room, RoomForm(formdata=None, data=stored))


@bp.post("/<code>/rooms/<int:room_id>/change")
@requires(Permission.EDIT_PLACES)
def change_room(code: str, room_id: int) -> Response | tuple[str, int]:
    """Rename a room, put it on another floor, measure it."""
    place, form = own_place(code), RoomForm()
    room = existing_room(place, room_id)
    if form.validate():
        try:
            moved = services.change_room(
                place,
                room_id,
                form.floor.data or 0,
                form.name.data or "",
                width_m=form.width_m.data,
                depth_m=form.depth_m.data,
                by=me(),
            )
        except Refused as refused:
            form.form_errors.extend(room_refusal_words(refused.reasons))
        else:
            flash(_("The room is saved."), "success")
            say_moved(moved)
            return redirect(url_for("places.room", code=code, room_id=room_id), code=303)
    return _room_page(place, room, form), 422


@bp.post("/<code>/rooms/<int:room_id>/remove")
@requires(Permission.EDIT_PLACES)
def remove_room(code: str, room_id: int) -> Response | tuple[str, int]:
    """Remove an empty room."""
    place = own_place(code)
    name = room_words(existing_room(place, room_id).name)
    try:
        services.remove_room(place, room_id, by=me())
    except Refused as refused:
        return _page(place, RoomForm(formdata=None), room_refusal_words(refused.reasons)), 422
    flash(_("%(room)s is removed.", room=name), "success")
    return redirect(url_for("places.rooms", code=code), code=303)


def existing_room(place: WorkplaceFacts, room_id: int) -> RoomFacts:
    """Return the room of an address; 404 for one that is not there."""
    room = find_room(place.id, room_id, place.code) if room_id < MOST_ID else None
    if room is None:
        abort(404)
    return room


def prefix_of(place: WorkplaceFacts, room: RoomFacts) -> str:
    """Return how the codes of new desks in a room begin, unless somebody writes otherwise."""
    shared = is_shared(place.id, house_letters(place.code))
    codes = [desk.code for desk in room.desks]
    return code_prefix(place.code, room.name, codes, is_shared=shared)


def say_moved(moved: int) -> None:
    """Tell of desks that would have stood outside."""
    if moved:
        words = ngettext(
            "%(num)d desk stood outside and has been brought in: put it in its place.",
            "%(num)d desks stood outside and have been brought in: put them in their places.",
            moved,
        )
        flash(words, "info")


def _page(place: WorkplaceFacts, form: RoomForm, problems: list[str] | None = None) -> str:
    found = rooms_of(place.id)
    floors = sorted({room.floor for room in found})
    return render_template(
        "places/rooms.html",
        place=place,
        form=form,
        problems=problems or [],
        floors={floor: [room for room in found if room.floor == floor] for floor in floors},
        is_mine=is_mine(place),
        retired=retired_desks(place.id),
        floor_words=floor_words,
        room_words=room_words,
        size_words=size_words,
    )


def _room_page(place: WorkplaceFacts, room: RoomFacts, form: RoomForm) -> str:
    return render_template(
        "places/edit_room.html", place=place, room=room, form=form, room_words=room_words
    )
