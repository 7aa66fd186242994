"""The programme's numbers and texts: what holds, what is coming, and what a change would do."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Refused
from app.pola.forms.programme import SettingForm, setting_form
from app.pola.labels.programme import ARTICLES, GROUPS, PARAMETERS, SETTING_REFUSALS, value_words
from app.pola.queries.programme import decisions, parameter_rows, setting, settings, what_if
from app.pola.rules.parameters import ParameterName
from app.pola.services import parameters
from app.pola.views.blueprint import bp


@bp.get("/programme")
@requires(Permission.RUN_PROGRAMME)
def programme() -> str:
    """Show every number and text of the programme, and its next change."""
    found = {one.name: one for one in settings(clock.today(), parameter_rows())}
    return render_template(
        "pola/programme.html",
        groups=GROUPS,
        settings=found,
        words=PARAMETERS,
        articles=ARTICLES,
        value_words=value_words,
    )


@bp.get("/programme/<name>")
@requires(Permission.RUN_PROGRAMME)
def parameter(name: str) -> Response:
    """Show one parameter, its history, and the form that changes it."""
    known = _known(name)
    return _page(known, _form(known))


@bp.post("/programme/<name>/preview")
@requires(Permission.RUN_PROGRAMME)
def preview_parameter(name: str) -> Response:
    """Show what a value would do; nothing is written."""
    known = _known(name)
    form = _form(known)
    if not form.validate_on_submit():
        return _page(known, form, 422)
    value, day = form.value.data, form.from_day.data
    try:
        parameters.check_parameter(known, value, day, by=me())
    except Refused as refused:
        form.refuse(refused, SETTING_REFUSALS)
        return _page(known, form, 422)
    page = render_template(
        "pola/preview_parameter.html",
        name=known,
        words=PARAMETERS,
        now=setting(known, day, parameter_rows()).now,
        value=value,
        day=day,
        overtaken=[
            line for line in decisions(known) if line.from_day >= day and not line.is_overtaken
        ],
        effect=what_if(known, value, day),
        value_words=value_words,
    )
    return make_response(page)


@bp.post("/programme/<name>")
@requires(Permission.RUN_PROGRAMME)
def set_parameter(name: str) -> Response:
    """Publish a value from a day on."""
    known = _known(name)
    form = _form(known)
    if not form.validate_on_submit():
        return _page(known, form, 422)
    try:
        parameters.set_parameter(known, form.value.data, form.from_day.data, by=me())
    except Refused as refused:
        form.refuse(refused, SETTING_REFUSALS)
        return _page(known, form, 422)
    flash(_("“%(name)s” is published.", name=PARAMETERS[known]), "success")
    return redirect(url_for(".programme"), code=303)


def _known(name: str) -> ParameterName:
    try:
        return ParameterName(name)
    except ValueError:
        abort(404)


def _form(name: ParameterName) -> SettingForm:
    return setting_form(name, setting(name, clock.today(), parameter_rows()).now.value)


def _page(name: ParameterName, form: SettingForm, status: int = 200) -> Response:
    page = render_template(
        "pola/parameter.html",
        name=name,
        words=PARAMETERS,
        article=ARTICLES.get(name, ""),
        setting=setting(name, clock.today(), parameter_rows()),
        history=decisions(name),
        form=form,
        value_words=value_words,
    )
    return make_response(page, status)
