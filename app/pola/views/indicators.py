"""The yearly indicators: a page, its files, and what human resources write down."""

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.sheets import SheetKind, download
from app.pola.documents.indicators import Row, Section, indicators_pdf
from app.pola.forms.indicators import FigureForm, YearForm, figure_form
from app.pola.labels.agreements import STATES
from app.pola.labels.definitions import DEFINITIONS
from app.pola.labels.indicators import DIMENSIONS, INDICATORS
from app.pola.queries.indicators import EnteredValue, entered_values
from app.pola.rules.indicators import Indicator
from app.pola.services import indicators as services
from app.pola.views.blueprint import bp
from app.pola.views.figures import (
    SPLIT_INDICATORS,
    YearLines,
    file_cells,
    group_words,
    notes,
    ratio_words,
    target_words,
    value_words,
    year_lines,
)

PDF = "pdf"


@bp.get("/indicators")
@requires(Permission.SEE_INDICATORS)
def indicators() -> str:
    """Show a year's indicators, the people all together or told apart."""
    form = YearForm(request.args)
    lines = year_lines(form.chosen_year, form.split)
    return render_template(
        "pola/indicators.html",
        form=form,
        lines=lines,
        notes=notes(lines),
        dimensions=DIMENSIONS,
        names=INDICATORS,
        definitions=DEFINITIONS,
        columns=[INDICATORS[name] for name in SPLIT_INDICATORS],
        states=STATES,
        can_edit=is_granted(me(), Permission.RUN_PROGRAMME),
        value_words=value_words,
        ratio_words=ratio_words,
        target_words=target_words,
        group_words=group_words,
    )


@bp.get("/indicators.<kind>")
@requires(Permission.SEE_INDICATORS)
def indicators_file(kind: str) -> Response:
    """Hand out a year's indicators as a list, or as the document that goes with the PIAO."""
    year = YearForm(request.args).chosen_year
    if kind == PDF:
        return _document(year)
    if kind not in set(SheetKind):
        abort(404)
    lines = year_lines(year)
    headings = (
        _("Dimension"),
        _("Indicator"),
        _("Definition"),
        _("Value"),
        _("Unit"),
        _("Numerator"),
        _("Denominator"),
        _("The year before"),
        _("Target"),
    )
    rows = [file_cells(line) for section in lines.sections.values() for line in section]
    title = _("Indicators")
    return download(f"{title.lower()}-{year}", SheetKind(kind), headings, rows, title=title)


@bp.get("/indicators/<name>")
@requires(Permission.RUN_PROGRAMME)
def indicator(name: str) -> AnyResponse:
    """Show the form for an indicator's value and target."""
    known, year = _known(name), YearForm(request.args).chosen_year
    return _page(known, year, _form(known, year))


@bp.post("/indicators/<name>")
@requires(Permission.RUN_PROGRAMME)
def set_indicator(name: str) -> AnyResponse:
    """Write down an indicator's value and target for a year."""
    known, year = _known(name), YearForm(request.form).chosen_year
    form = _form(known, year)
    if not form.validate_on_submit():
        return _page(known, year, form, 422)
    value = form.value.data if "value" in form else ""
    services.set_indicator(known, year, value, form.target.data, by=me())
    flash(_("“%(name)s” is saved for %(year)s.", name=INDICATORS[known], year=year), "success")
    return redirect(url_for(".indicators", year=year), code=303)


def _known(name: str) -> Indicator:
    try:
        return Indicator(name)
    except ValueError:
        abort(404)


def _form(name: Indicator, year: int) -> FigureForm:
    stands = entered_values(year).get(name, EnteredValue())
    return figure_form(name, stands.value, stands.target)


def _page(name: Indicator, year: int, form: FigureForm, status: int = 200) -> AnyResponse:
    page = render_template(
        "pola/indicator.html",
        form=form,
        name=name,
        year=year,
        title=INDICATORS[name],
        definition=DEFINITIONS[name],
    )
    return make_response(page, status)


def _document(year: int) -> Response:
    # An act of the city: in Italian, whatever the reader speaks.
    with force_locale("it"):
        lines = year_lines(year)
        content = indicators_pdf(year, _sections(lines), notes(lines), clock.now())
        word = _("Indicators").lower()
        name = f"{word}-{year}.pdf"
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sections(lines: YearLines) -> list[Section]:
    return [
        Section(
            str(DIMENSIONS[dimension]),
            [
                Row(
                    name=str(INDICATORS[line.name]),
                    definition=str(DEFINITIONS[line.name]),
                    value=value_words(line.name, line.figure),
                    ratio=ratio_words(line.figure),
                    before=value_words(line.name, line.before),
                    target=target_words(line),
                )
                for line in section
            ],
        )
        for dimension, section in lines.sections.items()
    ]
