"""Open a workplace, and change what is known of one."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, authorize, requires
from app.booking.admin_views.blueprint import bp, find_place, own_place
from app.booking.forms.workplaces import NewWorkplaceForm, WorkplaceForm, stored_fields
from app.booking.labels.rooms import WORKPLACE_REFUSALS
from app.booking.services import workplaces
from app.core.errors import Refused
from app.core.forms import clean


@bp.get("/new")
@requires(Permission.EDIT_PLACES)
def new_workplace() -> str:
    """Ask for the facts of a workplace; only who runs all of them opens one."""
    authorize(me(), Permission.EDIT_PLACES)
    # The simulator leads here with the postal code that it was asked about.
    start = {"postal_code": clean(request.args.get("postal_code"))}
    return _new_page(NewWorkplaceForm(formdata=None, data=start))


@bp.post("/new")
@requires(Permission.EDIT_PLACES)
def add_workplace() -> Response | tuple[str, int]:
    """Open a workplace, and go on to its rooms."""
    authorize(me(), Permission.EDIT_PLACES)
    form = NewWorkplaceForm()
    if form.validate():
        try:
            workplaces.add_workplace(form.code.data or "", form.entry, by=me())
        except Refused as refused:
            form.refuse(refused, WORKPLACE_REFUSALS)
        else:
            flash(_("%(name)s is open. Now add its rooms.", name=form.name.data), "success")
            return redirect(url_for("places.rooms", code=form.code.data), code=303)
    return _new_page(form), 422


@bp.get("/<code>/edit")
@requires(Permission.EDIT_PLACES)
def edit_workplace(code: str) -> str:
    """Show what is known of a workplace, to change it."""
    place = own_place(code)
    return _edit_page(code, WorkplaceForm(formdata=None, data=stored_fields(place)))


@bp.post("/<code>/edit")
@requires(Permission.EDIT_PLACES)
def change_workplace(code: str) -> Response | tuple[str, int]:
    """Write down what is known of a workplace."""
    place, form = own_place(code), WorkplaceForm()
    if form.validate():
        try:
            workplaces.change_workplace(place, form.entry, by=me())
        except Refused as refused:
            form.refuse(refused, WORKPLACE_REFUSALS)
        else:
            flash(_("The facts about %(name)s are saved.", name=form.name.data), "success")
            return redirect(url_for("places.rooms", code=code), code=303)
    return _edit_page(code, form), 422


def _new_page(form: NewWorkplaceForm) -> str:
    return render_template("places/new_workplace.html", form=form, place=None)


def _edit_page(code: str, form: WorkplaceForm) -> str:
    return render_template("places/edit_workplace.html", form=form, place=find_place(code))
