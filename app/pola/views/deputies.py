"""Who decides and signs for somebody who is away."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Refused
from app.pola.forms.deputies import DeputyForm
from app.pola.labels.reasons import reason_words
from app.pola.queries.colleagues import colleagues_of, find_colleague
from app.pola.queries.people import deputies_named_by, find_deputy
from app.pola.services import deputies as services
from app.pola.views.blueprint import bp
from app.pola.views.my_agreement import my_id


@bp.get("/deputies")
@requires(Permission.NAME_DEPUTY)
def deputies() -> str:
    """List who stands in for the person, now and later."""
    return _page(DeputyForm(formdata=None, data={"from_day": clock.today()}))


@bp.post("/deputies")
@requires(Permission.NAME_DEPUTY)
def name_deputy() -> Response | tuple[str, int]:
    """Let somebody stand in."""
    form = DeputyForm()
    if not form.validate():
        return _page(form), 422
    deputy = find_colleague(form.email.data)
    if deputy is None:
        form.refuse_email(_("Nobody here has this address. Choose one of the list."))
        return _page(form), 422
    first, last = form.from_day.data, form.to_day.data
    assert first, "the form wants it"
    assert last, "the form wants it"
    try:
        services.name_deputy(my_id(), deputy.user_id, first, last, by=me())
    except Refused as refused:
        form.form_errors.extend(reason_words(refused.reasons))
        return _page(form), 422
    flash(_("%(name)s stands in for you, and is told.", name=deputy.full_name), "success")
    return redirect(url_for(".deputies"), code=303)


@bp.post("/deputies/<int:deputy_id>/end")
@requires(Permission.NAME_DEPUTY)
def end_deputy(deputy_id: int) -> Response:
    """Let somebody stand in no longer."""
    found = find_deputy(deputy_id)
    if found is None or found.user_id != me().id:
        abort(404)
    services.end_deputy(deputy_id, by=me())
    flash(_("%(name)s no longer stands in for you.", name=found.deputy_name), "success")
    return redirect(url_for(".deputies"), code=303)


def _page(form: DeputyForm) -> str:
    today = clock.today()
    return render_template(
        "pola/deputies.html",
        form=form,
        deputies=deputies_named_by(my_id(), today),
        colleagues=colleagues_of(my_id()),
        today=today,
    )
