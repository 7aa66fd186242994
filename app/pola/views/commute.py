"""How a person would travel to the office: asked once, if they like, and taken back at will."""

from flask import flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.pola.forms.commute import CommuteForm
from app.pola.queries.commutes import CommuteFacts, commute_of
from app.pola.rules.commute import Mode
from app.pola.services import commutes
from app.pola.views.blueprint import bp


@bp.get("/profile/commute")
@requires(Permission.EDIT_OWN_PROFILE)
def commute() -> Response:
    """Show the question, and the answer that stands."""
    answer = _answer()
    form = CommuteForm(mode=answer.mode, band=str(answer.band_km)) if answer else CommuteForm()
    return _page(form, answer)


@bp.post("/profile/commute")
@requires(Permission.EDIT_OWN_PROFILE)
def answer_commute() -> Response:
    """Keep an answer in the place of the one before."""
    form = CommuteForm()
    if not form.validate_on_submit():
        return _page(form, _answer(), 422)
    commutes.answer_commute(Mode(form.mode.data), int(form.band.data), by=me())
    flash(_("Thank you: your answer is saved."), "success")
    return redirect(url_for("booking.profile"), code=303)


@bp.post("/profile/commute/forget")
@requires(Permission.EDIT_OWN_PROFILE)
def forget_commute() -> Response:
    """Delete the answer."""
    commutes.forget_commute(by=me())
    flash(_("Your answer is deleted."), "success")
    return redirect(url_for(".commute"), code=303)


def _answer() -> CommuteFacts | None:
    who = me().id
    return None if who is None else commute_of(who)


def _page(form: CommuteForm, answer: CommuteFacts | None, status: int = 200) -> Response:
    page = make_response(
        render_template("pola/commute.html", form=form, has_answer=answer is not None), status
    )
    page.headers["Cache-Control"] = "no-store"
    return page
