"""What a workplace tells its guests, shown once before their first day there."""

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.bookings import DeskWish, parse_number, parse_wish
from app.booking.labels import PARTS
from app.booking.queries.house_notes import is_new_to
from app.booking.queries.places import places
from app.booking.rules.places import WorkplaceFacts
from app.booking.services import house_notes
from app.booking.views.blueprint import bp

# The name of the field by which the page says that the note was read.
READ = "note_read"


def first_day_url(wish: DeskWish) -> str | None:
    """Return where the note is shown before this booking, or None: there is none, or it was read.

    Whoever sends the form of that page has read it, which is noted.
    """
    workplace = places(g.places_revision).by_desk.get(wish.desk_id)
    if workplace is None or not workplace.has_note:
        return None
    if READ in request.form:
        house_notes.read_note(workplace.id, by=me())
        return None
    if not is_new_to(me().id, workplace):
        return None
    return url_for(
        ".first_day", code=workplace.code, desk_id=wish.desk_id, day=wish.day, part=wish.part
    )


@bp.get("/workplaces/<code>/first-day")
@requires(Permission.BOOK_DESK)
def first_day(code: str) -> Response | str:
    """Show a workplace's note, and the one button that books the desk that was wished for."""
    workplace = _workplace(code)
    wish = parse_wish(request.args)
    if wish is None or wish.desk_id not in workplace.desks:
        return redirect(url_for(".desks", code=code), code=303)
    return render_template(
        "booking/first_day.html",
        workplace=workplace,
        desk=workplace.desks[wish.desk_id],
        wish=wish,
        read=READ,
        part=PARTS[wish.part],
    )


@bp.post("/workplaces/<code>/note")
@requires(Permission.BOOK_DESK)
def read_note(code: str) -> Response:
    """Note that the person has read it, and go back to their booking."""
    house_notes.read_note(_workplace(code).id, by=me())
    booking_id = parse_number(request.form.get("booking"))
    if booking_id is None:
        return redirect(url_for(".my_bookings"), code=303)
    return redirect(url_for(".booking", booking_id=booking_id), code=303)


def _workplace(code: str) -> WorkplaceFacts:
    workplace = places(g.places_revision).by_code.get(code)
    if workplace is None:
        abort(404)
    return workplace
