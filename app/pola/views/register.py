"""Every agreement of the city, on a page and as a file."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, render_template, request
from flask_babel import gettext as _

from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.sheets import SheetKind, download
from app.pola.forms.register import RegisterForm
from app.pola.labels.agreements import DURATIONS, STATES
from app.pola.queries.register import (
    PAGE,
    Entry,
    count_entries,
    entries,
    offices_with_agreements,
)
from app.pola.views.blueprint import bp
from app.pola.views.paging import page_links


@bp.get("/agreements")
@requires(Permission.RUN_PROGRAMME)
def register() -> str:
    """Show the register, filtered, page by page."""
    form = RegisterForm(request.args, offices_with_agreements())
    total = count_entries(form.wanted)
    pages = page_links("pola.register", total, PAGE)
    return render_template(
        "pola/register.html",
        form=form,
        entries=list(entries(form.wanted, pages.offset)),
        pages=pages,
        states=STATES,
        durations=DURATIONS,
        query={name: value for name, value in request.args.items() if name != "from"},
    )


@bp.get("/agreements/register.<kind>")
@requires(Permission.RUN_PROGRAMME)
def register_file(kind: str) -> Response:
    """Hand out what the register shows, all of it."""
    if kind not in set(SheetKind):
        abort(404)
    form = RegisterForm(request.args, offices_with_agreements())
    rows = (_cells(entry) for entry in entries(form.wanted, limit=None))
    word = _("agreements")
    name = f"{word}-{clock.today().isoformat()}"
    return download(name, SheetKind(kind), _headings(), rows, title=_("Agreements"))


def _headings() -> Sequence[str]:
    return (
        _("Staff number"),
        _("Surname"),
        _("Given name"),
        _("Office"),
        _("State"),
        _("Duration"),
        _("First day"),
        _("Last day"),
        _("Remote half-days a month"),
        _("Protocol number"),
        _("Protocol date"),
    )


def _cells(entry: Entry) -> Sequence[Any]:
    return (
        entry.staff_number,
        entry.surname,
        entry.given_name,
        entry.office,
        STATES[entry.state],
        DURATIONS[entry.duration],
        entry.starts_on,
        entry.ends_on,
        entry.halves_a_month,
        entry.protocol_number,
        entry.protocol_on,
    )
