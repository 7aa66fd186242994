"""The desks of a workplace from a file: looked at first, then brought in whole or not at all."""

from itertools import islice

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.booking.admin_views.blueprint import bp, find_place, own_place
from app.booking.forms.rooms import DesksFileForm
from app.booking.labels import equipment_words, floor_words, needs_words, room_words
from app.booking.labels.rooms import DESK_COLUMNS
from app.booking.rules.places import WorkplaceFacts
from app.booking.services.imports import house_desks
from app.core.tables.reading import parse_table
from app.core.tables.spoken import problem_words
from app.core.tables.table import FileRefused, Table
from app.core.templating import number
from app.core.uploads import takes_files
from app.pola.queries.uploads import kept_upload

MEGABYTES = 5
SHOWN_ROWS = 10
# A page of more could not be read, nor sent.
MOST_TOLD = 1000


@bp.get("/<code>/desks/import")
@requires(Permission.EDIT_PLACES)
def import_desks(code: str) -> str:
    """Ask for a file of desks."""
    place = own_place(code)
    return _page(place, DesksFileForm(formdata=None))


@bp.post("/<code>/desks/import")
@requires(Permission.EDIT_PLACES)
@takes_files(MEGABYTES)
def send_desks(code: str) -> Response | tuple[str, int]:
    """Read the file, and keep it if nothing in it is wrong."""
    place, form = own_place(code), DesksFileForm()
    if not form.validate():
        return _page(place, form), 422
    try:
        table = parse_table(form.file_name, form.content, house_desks.COLUMNS)
        house_desks.check_house_desks(table, place, by=me())
    except FileRefused as refused:
        return _page(place, form, refused), 422
    house_desks.keep_desk_file(place, form.file_name, form.content, by=me())
    return redirect(url_for("places.preview_desks", code=code), code=303)


@bp.get("/<code>/desks/import/preview")
@requires(Permission.EDIT_PLACES)
def preview_desks(code: str) -> Response | str | tuple[str, int]:
    """Show what the file would change; nothing is written."""
    place = own_place(code)
    kept = kept_upload(me().id)
    if kept is None:
        return redirect(url_for("places.import_desks", code=code), code=303)
    try:
        table = parse_table(kept.name, kept.content, house_desks.COLUMNS)
        tally = house_desks.check_house_desks(table, place, by=me())
    except FileRefused as refused:
        # Another manager took one of the codes since it was looked at.
        return _page(place, DesksFileForm(formdata=None), refused), 422
    return render_template(
        "places/preview_desks.html",
        place=place,
        kept=kept,
        tally=tally,
        unread=table.unread,
        rows=_first_rows(table),
        count=len(table.rows),
    )


@bp.post("/<code>/desks/import/confirm")
@requires(Permission.EDIT_PLACES)
def confirm_desks(code: str) -> Response | tuple[str, int]:
    """Bring the file in that was looked at."""
    place = own_place(code)
    kept = kept_upload(me().id)
    if kept is None or kept.sha256 != request.form.get("sha256"):
        flash(_("The file is no longer here, or it is another one. Choose it again."), "error")
        return redirect(url_for("places.import_desks", code=code), code=303)
    try:
        table = parse_table(kept.name, kept.content, house_desks.COLUMNS)
        complete = "complete" in request.form
        tally = house_desks.import_house_desks(table, place, complete=complete, by=me())
    except FileRefused as refused:
        return _page(place, DesksFileForm(formdata=None), refused), 422
    told = ngettext(
        "%(num)d desk of the file is brought in.",
        "%(num)d desks of the file are brought in.",
        tally.new + tally.changed,
    )
    flash(told, "success")
    return redirect(url_for("places.rooms", code=code), code=303)


@bp.post("/<code>/desks/import/drop")
@requires(Permission.EDIT_PLACES)
def drop_desks(code: str) -> Response:
    """Forget the file that was looked at."""
    house_desks.drop_desk_file(find_place(code), by=me())
    flash(_("The file is forgotten. Nothing was brought in."), "success")
    return redirect(url_for("places.import_desks", code=code), code=303)


def _first_rows(table: Table) -> list[list[str]]:
    """Return the first lines as they were understood."""
    return [
        [
            row["code"],
            floor_words(row["floor"]),
            room_words(row["room"]),
            _place(row["x_m"], row["y_m"]),
            equipment_words(
                filter(None, (row["equipment"] or "").split("|")),
                is_accessible=bool(row["is_accessible"]),
            ),
            needs_words((row["kept_for"] or "").split("|")),
        ]
        for row in islice(table.rows, SHOWN_ROWS)
    ]


def _place(x_m: float | None, y_m: float | None) -> str:
    if x_m is None or y_m is None:
        return str(_("where it is, or the next free place"))
    return f"{number(x_m)} · {number(y_m)}"


def _page(place: WorkplaceFacts, form: DesksFileForm, refused: FileRefused | None = None) -> str:
    return render_template(
        "places/import_desks.html",
        place=place,
        form=form,
        file_name=refused.name if refused else "",
        problems=_told(refused) if refused else [],
        columns=DESK_COLUMNS,
    )


def _told(refused: FileRefused) -> list[str]:
    """Return every problem in words, up to a number that a page can hold."""
    told = [problem_words(problem) for problem in refused.problems[:MOST_TOLD]]
    if more := len(refused.problems) - len(told):
        told.append(ngettext("… and %(num)d more.", "… and %(num)d more.", more))
    return told
