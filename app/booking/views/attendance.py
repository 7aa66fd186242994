"""Say that one comes to the desk booked for today."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.labels.reasons import reason_words
from app.booking.queries.bookings import find_booking
from app.booking.services import attendance
from app.booking.views.blueprint import bp
from app.booking.views.bookings import booking_page
from app.booking.views.problems import Problem
from app.core.errors import Refused


@bp.post("/bookings/<int:booking_id>/confirm")
@requires(Permission.CHANGE_BOOKING)
def confirm(booking_id: int) -> Response | tuple[str, int]:
    """Note that the person comes today; nobody else can say so for them."""
    facts = find_booking(booking_id)
    if facts is None or facts.user_id != me().id:
        abort(404)
    try:
        attendance.confirm_booking(booking_id, by=me())
    except Refused as refused:
        return booking_page(facts, [Problem(one) for one in reason_words(refused.reasons)]), 422
    flash(_("Thank you: your desk is kept for you."), "success")
    back = {"home": "booking.home", "list": "booking.my_bookings"}.get(request.form.get("back", ""))
    address = url_for(back) if back else url_for("booking.booking", booking_id=booking_id)
    return redirect(address, code=303)
