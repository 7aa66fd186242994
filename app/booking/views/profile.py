"""What a person says of themselves, and all that is stored about them."""

from flask import (
    abort,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.labels import ROLES
from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.forms.profile import AreaForm
from app.booking.labels import EQUIPMENT as EQUIPMENT_WORDS
from app.booking.labels import NEEDS, needs_words
from app.booking.labels.seen import SEEN_BY
from app.booking.queries.calendar import feed_address
from app.booking.queries.places import places
from app.booking.queries.record import as_json, record_of
from app.booking.queries.seen import choice_of
from app.booking.rules.needs import known_needs
from app.booking.rules.order import Move, Ranked, moved, ranked
from app.booking.rules.places import EQUIPMENT
from app.booking.rules.seen import SeenBy, allowed
from app.booking.services import profiles
from app.booking.views.blueprint import bp
from app.core import clock
from app.core.i18n import LOCALES
from app.core.security import page_here
from app.pola.labels.agreements import NOTICES, PRIORITIES, STATES
from app.pola.labels.indicators import MODES


@bp.route("/start", methods=["GET", "POST"])
@requires(Permission.EDIT_OWN_PROFILE)
def start() -> Response:
    """Ask once where the person usually starts from, or be told to skip it."""
    if "skip" in request.form:
        if not me().was_asked_area:
            profiles.choose_area(None, by=me())
        return redirect(url_for(".home"), code=303)
    form = AreaForm(places(g.places_revision).areas, can_skip=True)
    if form.validate_on_submit():
        profiles.choose_area(form.chosen, by=me())
        return redirect(url_for(".home"), code=303)
    page = render_template("booking/start.html", form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.get("/profile")
@requires(Permission.EDIT_OWN_PROFILE)
def profile() -> Response:
    """Show what the person can choose."""
    return _profile_page(AreaForm(places(g.places_revision).areas))


def _profile_page(form: AreaForm, status: int = 200) -> Response:
    """Draw the profile; `moved` and `move` of the query put the focus back on a button."""
    known = places(g.places_revision)
    page = render_template(
        "booking/profile.html",
        form=form,
        area=known.areas.get(me().area_code or ""),
        rows=_rows(),
        has_own_order=bool(me().workplace_order),
        pressed=(request.args.get("moved"), request.args.get("move")),
        feed_address=feed_address(me()),
        languages=LOCALES,
        seen_by=choice_of(_my_id(), known),
        seen_allowed=allowed(known.policies(clock.today()).seen_by),
        seen_words=SEEN_BY,
        needs=NEEDS,
        wish_words={code: EQUIPMENT_WORDS[code] for code in EQUIPMENT},
    )
    return _unstored(make_response(page, status))


def _rows() -> list[Ranked]:
    """Return the workplaces in the person's order, with their distances if an area is known."""
    known = places(g.places_revision)
    area = known.areas.get(me().area_code or "")
    return ranked(area, known.workplaces, me().workplace_order)


@bp.post("/profile/area")
@requires(Permission.EDIT_OWN_PROFILE)
def area() -> Response:
    """Change the area; an empty one, without the form around it, deletes it."""
    form = AreaForm(places(g.places_revision).areas)
    if "district" not in request.form and not form.area.data:
        profiles.choose_area(None, by=me())
        flash(_("Your area is deleted."), "success")
        return redirect(_back(), code=303)
    if not form.validate_on_submit():
        return _profile_page(form, 422)
    profiles.choose_area(form.chosen, by=me())
    flash(_("Your area is saved."), "success")
    return redirect(_back(), code=303)


def _back() -> str:
    """Return the page that the button stood on."""
    wanted = page_here(request.form.get("next"))
    return request.script_root + wanted if wanted else url_for(".profile")


@bp.post("/profile/order")
@requires(Permission.EDIT_OWN_PROFILE)
def order() -> Response:
    """Move a workplace up or down, or go back to the order by distance."""
    if "reset" in request.form:
        profiles.order_workplaces([], by=me())
        return redirect(url_for(".profile"), code=303)
    code, step = request.form.get("workplace", ""), request.form.get("move", "")
    workplace = places(g.places_revision).by_code.get(code)
    if workplace is None or step not in set(Move):
        abort(400)
    present = [row.workplace.id for row in _rows()]
    profiles.order_workplaces(moved(present, workplace.id, Move(step)), by=me())
    return redirect(url_for(".profile", moved=code, move=step), code=303)


@bp.post("/profile/needs")
@requires(Permission.EDIT_OWN_PROFILE)
def needs() -> Response:
    """Note what the person needs of a desk; ask first if desks would go back with it."""
    told = known_needs(request.form.getlist("needs"))
    lost = profiles.tell_needs(told, by=me(), gives_back="gives_back" in request.form)
    if lost:
        page = render_template("booking/needs.html", told=sorted(told), lost=lost, known=places())
        return make_response(page, 422)
    flash(
        _("Noted: desks that you need are proposed to you first.")
        if told
        else _("Noted: you need nothing in particular. What you had told is deleted."),
        "success",
    )
    return redirect(url_for(".profile"), code=303)


@bp.post("/profile/seen")
@requires(Permission.EDIT_OWN_PROFILE)
def show_desks() -> Response:
    """Choose who sees where the person sits, within what the house rules allow."""
    whom = request.form.get("seen_by")
    if whom not in set(SeenBy):
        abort(400)
    try:
        profiles.show_desks_to(SeenBy(whom), by=me())
    except ValueError:
        flash(_("The house rules do not allow this choice. Choose another one."), "warning")
        return redirect(url_for(".profile"), code=303)
    flash(
        _("Saved: nobody sees where you sit.")
        if whom == SeenBy.NOBODY
        else _("Saved: your colleagues see your desk as you chose."),
        "success",
    )
    return redirect(url_for(".profile"), code=303)


@bp.get("/my-data")
@requires(Permission.SEE_OWN_RECORD)
def my_data() -> Response:
    """Show everything that is stored about the person, why, and for how long."""
    record = record_of(_my_id())
    roles = [ROLES[grant["role"]] for grant in record["account"]["roles"]]
    page = render_template(
        "booking/my_data.html",
        record=record,
        roles=roles,
        agreement_states=STATES,
        notices=NOTICES,
        priorities=PRIORITIES,
        commute_modes=MODES,
        needs_words=needs_words,
    )
    return _unstored(make_response(page))


@bp.get("/my-data.json")
@requires(Permission.SEE_OWN_RECORD)
def my_data_json() -> Response:
    """Hand out everything that is stored about the person, in a file (GDPR art. 15 and 20)."""
    response = Response(as_json(record_of(_my_id())), content_type="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=vicino-my-data.json"
    return _unstored(response)


def _my_id() -> int:
    found = me().id
    assert found is not None, "only the system has no number, and it opens no pages"
    return found


def _unstored(response: Response) -> Response:
    """Leave no copy of personal pages in the browser of a shared machine."""
    response.headers["Cache-Control"] = "no-store"
    return response
