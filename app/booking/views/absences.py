"""Leave that human resources write by hand: it frees the desk of those halves."""

from flask import flash, redirect, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.services import absences
from app.booking.views.blueprint import bp
from app.pola.forms.person import AbsenceForm
from app.pola.views.person import get_person, person_page


@bp.post("/people/<int:user_id>/absences")
@requires(Permission.RECORD_ABSENCES)
def note_absence(user_id: int) -> Response | tuple[str, int]:
    """Write a person's leave, and give back the desks held then."""
    facts, form = get_person(user_id), AbsenceForm()
    if not form.validate_on_submit():
        return person_page(facts, absence_form=form), 422
    tally = absences.note_absence(user_id, form.first.data, form.last.data, form.part.data, by=me())
    words = ngettext(
        "%(num)d half-day of leave is noted.",
        "%(num)d half-days of leave are noted.",
        tally.written,
    )
    flash(words, "success")
    return redirect(url_for("pola.person", user_id=user_id), code=303)
