"""What waits, and what the Ministry is told, as files to take along."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, request
from flask_babel import gettext as _

from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.numbers import whole_number
from app.core.sheets import SheetKind, download
from app.pola.forms.filings import FilingsForm
from app.pola.labels.filings import ACTS, FILING_STATES
from app.pola.labels.inbox import BOXES
from app.pola.queries.filings_page import Line, filing_lines
from app.pola.queries.inbox.lists import InboxRow, page
from app.pola.rules.inbox import Box
from app.pola.views.blueprint import bp
from app.pola.views.inbox import chosen_box, flag_words, lines_of_mine, what_words

# A list that is longer is cut: nobody reads so far, and the register has all of it.
LONGEST = 5_000


@bp.get("/inbox.<kind>")
@requires(Permission.DECIDE_AGREEMENT)
def inbox_file(kind: str) -> Response:
    """Hand out one list of the inbox, all of it."""
    lines = lines_of_mine()
    box = chosen_box(lines)
    headings = (_("Name"), _("Office"), _("What it is about"), _("Rules"), _("Due by"))
    rows = (_inbox_cells(box, row) for row in page(lines, box, LONGEST))
    title = str(BOXES[box].title)
    return download(_dated(_("requests")), _kind(kind), headings, rows, title=title)


def _inbox_cells(box: Box, row: InboxRow) -> Sequence[Any]:
    rules = " ".join(words for _kind_of, words in flag_words(box, row))
    return (row.full_name, row.office_name, what_words(box, row), rules, row.due)


@bp.get("/filings.<kind>")
@requires(Permission.RUN_PROGRAMME)
def filings_list(kind: str) -> Response:
    """Hand out the communications that the page shows, all of them."""
    today = clock.today()
    sought = FilingsForm(request.args).sought(
        today, request.args.get("agreement", type=whole_number)
    )
    headings = (
        _("Name"),
        _("Act"),
        _("Period"),
        _("Due by"),
        _("State"),
        _("Code"),
        _("Settled"),
    )
    rows = (_filing_cells(line) for line in filing_lines(sought, limit=LONGEST))
    title = _("Communications to the Ministry")
    return download(_dated(_("communications")), _kind(kind), headings, rows, title=title)


def _filing_cells(line: Line) -> Sequence[Any]:
    one = line.entry
    state = FILING_STATES[one.state]
    return (
        line.full_name,
        ACTS[one.act],
        one.event_on,
        one.due_on,
        state,
        one.code,
        line.settled_on,
    )


def _kind(kind: str) -> SheetKind:
    if kind not in set(SheetKind):
        abort(404)
    return SheetKind(kind)


def _dated(name: str) -> str:
    return f"{name}-{clock.today().isoformat()}"
