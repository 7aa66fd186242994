"""Existing agreements from a file: looked at first, then brought in whole or not at all."""

from itertools import islice

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core.tables.reading import parse_table
from app.core.tables.spoken import problem_words
from app.core.tables.table import FileRefused, Table
from app.core.tables.words import N_
from app.core.uploads import takes_files
from app.pola.forms.imports import MOST_MEGABYTES, AgreementsFileForm
from app.pola.labels.agreements import DURATIONS
from app.pola.labels.imports import COLUMNS_TOLD, agreed_words
from app.pola.queries.uploads import Kept, kept_upload
from app.pola.services import uploads
from app.pola.services.imports.agreements import check_agreements, import_agreements
from app.pola.services.imports.columns import COLUMNS
from app.pola.services.imports.lines import terms_of
from app.pola.views.blueprint import bp

SHOWN_ROWS = 10
# The plan of each person is written anew: more would keep a browser waiting too long.
MOST_ROWS = 1000
# A page of more could not be read, nor sent.
MOST_TOLD = 1000


@bp.get("/agreements/import")
@requires(Permission.RUN_PROGRAMME)
def import_agreements_page() -> Response:
    """Ask for the file."""
    return _page(AgreementsFileForm())


@bp.post("/agreements/import")
@requires(Permission.RUN_PROGRAMME)
@takes_files(MOST_MEGABYTES)
def upload_agreements() -> Response:
    """Read the file, and keep it if nothing in it is wrong."""
    form = AgreementsFileForm()
    if not form.validate_on_submit():
        return _page(form, status=422)
    try:
        table = parse_table(form.file_name, form.content, COLUMNS)
        if len(table.rows) > MOST_ROWS:
            remedy = N_(
                "this file has more than %(most)d lines: split it, or have it brought in on the"
                " command line",
                most=MOST_ROWS,
            )
            raise FileRefused.because(table.name, remedy)
        check_agreements(table, by=me())
    except FileRefused as refused:
        return _page(form, refused, status=422)
    uploads.keep_upload(form.file_name, form.content, by=me())
    return redirect(url_for(".preview_agreements"), code=303)


@bp.get("/agreements/import/preview")
@requires(Permission.RUN_PROGRAMME)
def preview_agreements() -> Response:
    """Show what the file would bring in; nothing is written."""
    kept = kept_upload(me().id)
    if kept is None:
        return redirect(url_for(".import_agreements_page"), code=303)
    try:
        table = parse_table(kept.name, kept.content, COLUMNS)
        tally = check_agreements(table, by=me())
    except FileRefused as refused:
        # Somebody signed, or left, since it was looked at.
        return _page(AgreementsFileForm(), refused, status=422)
    page = render_template(
        "pola/preview_agreements.html",
        kept=kept,
        tally=tally,
        unread=table.unread,
        rows=_first_rows(table),
        count=len(table.rows),
    )
    return make_response(page)


@bp.post("/agreements/import/confirm")
@requires(Permission.RUN_PROGRAMME)
def confirm_agreements() -> Response:
    """Bring the file in that was looked at."""
    kept = kept_upload(me().id)
    if kept is None or kept.sha256 != request.form.get("sha256"):
        flash(_("The file is no longer here, or it is another one. Choose it again."), "error")
        return redirect(url_for(".import_agreements_page"), code=303)
    try:
        tally = _imported(kept)
    except FileRefused as refused:
        return _page(AgreementsFileForm(), refused, status=422)
    flash(
        ngettext("%(num)d agreement is brought in.", "%(num)d agreements are brought in.", tally),
        "success",
    )
    return redirect(url_for(".register"), code=303)


@bp.post("/agreements/import/drop")
@requires(Permission.RUN_PROGRAMME)
def drop_agreements() -> Response:
    """Forget the file that was looked at."""
    uploads.drop_upload(by=me())
    flash(_("The file is forgotten. Nothing was brought in."), "success")
    return redirect(url_for(".import_agreements_page"), code=303)


def _imported(kept: Kept) -> int:
    table = parse_table(kept.name, kept.content, COLUMNS)
    tally = import_agreements(table, by=me())
    uploads.drop_upload(by=me())
    return tally.new


def _first_rows(table: Table) -> list[list[str]]:
    """Return the first lines as they were understood."""
    return [
        [row["staff_number"], str(DURATIONS[row["duration"]]), *agreed_words(terms_of(row))]
        for row in islice(table.rows, SHOWN_ROWS)
    ]


def _page(
    form: AgreementsFileForm, refused: FileRefused | None = None, status: int = 200
) -> Response:
    page = render_template(
        "pola/import_agreements_page.html",
        form=form,
        file_name=refused.name if refused else "",
        problems=_told(refused) if refused else [],
        columns=COLUMNS_TOLD,
    )
    return make_response(page, status)


def _told(refused: FileRefused) -> list[str]:
    """Return every problem in words, up to a number that a page can hold."""
    told = [problem_words(problem) for problem in refused.problems[:MOST_TOLD]]
    if more := len(refused.problems) - len(told):
        told.append(ngettext("… and %(num)d more.", "… and %(num)d more.", more))
    return told
