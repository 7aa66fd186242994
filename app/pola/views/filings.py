"""What the Ministry is told: by the day on which it is due, and what people do about it."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Response as File
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Refused
from app.core.numbers import whole_number
from app.core.sheets import SheetKind, download
from app.pola.forms.filings import FilingsForm
from app.pola.labels.filings import ACTS, FILING_STATES, answer_words, fault_words
from app.pola.ministry.settings import employer, missing_settings
from app.pola.queries.filings_page import (
    PAGE,
    Line,
    count_filings,
    exported_acts,
    filing_lines,
)
from app.pola.rules.filing_faults import faults
from app.pola.rules.filings import Act, FilingState
from app.pola.services.filings import hand
from app.pola.views.blueprint import bp
from app.pola.views.paging import page_links

# What one click sends; the rest goes by `flask filings send`.
BY_CLICK = 10
_Page = tuple[str, int]


@bp.get("/filings")
@requires(Permission.RUN_PROGRAMME)
def filings() -> str:
    """List what is to be told and what was, the most urgent first."""
    return _page()


@bp.post("/filings/send")
@requires(Permission.RUN_PROGRAMME)
def send_filings() -> Response | _Page:
    """Tell the Ministry the most urgent of what waits."""
    # Loaded when somebody sends.
    from app.pola.services.filings.sending import send_due

    try:
        done = send_due(by=me(), limit=BY_CLICK)
    except Refused as refused:
        return _page(fault_words(refused.reasons)), 422
    for words in _sent_words(done):
        flash(words, "info")
    return redirect(url_for(".filings"), code=303)


@bp.post("/filings/<int:filing_id>/retry")
@requires(Permission.RUN_PROGRAMME)
def retry_filing(filing_id: int) -> Response | _Page:
    """Let one be tried again with the next sending."""
    words = _("It is tried again with the next sending.")
    return _done(lambda: hand.retry_filing(filing_id, by=me()), words)


@bp.post("/filings/<int:filing_id>/settle")
@requires(Permission.RUN_PROGRAMME)
def settle_filing(filing_id: int) -> Response | _Page:
    """Write down the code that the Ministry gave on its own pages."""
    code = request.form.get("code", "")
    words = _("The code is kept: the communication is settled.")
    return _done(lambda: hand.settle_by_hand(filing_id, code, by=me()), words)


@bp.post("/filings/<int:filing_id>/annul")
@requires(Permission.RUN_PROGRAMME)
def annul_filing(filing_id: int) -> Response | _Page:
    """Take back a start that should not have been told."""
    words = _("The annulment is in the list; what was never told is simply dropped.")
    return _done(lambda: hand.annul_filing(filing_id, by=me()), words)


@bp.post("/filings/export")
@requires(Permission.RUN_PROGRAMME)
def export_filings() -> Response:
    """Mark what waits as written to a file, and show where the file is."""
    number = hand.export_waiting(by=me())
    flash(
        ngettext(
            "%(num)d communication is in the file: upload it, then write its code here.",
            "%(num)d communications are in the files: upload them, then write their codes here.",
            number,
        )
        if number
        else _("Nothing that waits is complete: there is nothing to write to a file."),
        "success" if number else "info",
    )
    return redirect(url_for(".filings", state=FilingState.EXPORTED), code=303)


@bp.get("/filings/<name>.xlsx")
@requires(Permission.RUN_PROGRAMME)
def filings_file(name: str) -> File:
    """Hand out the file of one act, for the Ministry's pages."""
    act = {act.name.lower(): act for act in Act}.get(name)
    if act is None:
        abort(404)
    headings, rows = hand.exported_rows(act)
    word = _("communications")
    title = f"{word}-{name}-{clock.today().isoformat()}"
    return download(title, SheetKind.XLSX, headings, rows, title=str(ACTS[act]))


def _done(deed: Callable[[], None], words: str) -> Response | _Page:
    """Do something with one communication, and go back to the list."""
    try:
        deed()
    except Refused as refused:
        return _page(fault_words(refused.reasons)), 422
    flash(words, "success")
    return redirect(url_for(".filings"), code=303)


def _page(problems: list[str] | None = None) -> str:
    form = FilingsForm(request.args)
    today = clock.today()
    sought = form.sought(today, request.args.get("agreement", type=whole_number))
    pages = page_links("pola.filings", count_filings(sought), PAGE)
    return render_template(
        "pola/filings.html",
        form=form,
        query={name: value for name, value in request.args.items() if name != "from"},
        sought=sought,
        lines=filing_lines(sought, pages.offset),
        pages=pages,
        acts=ACTS,
        states=FILING_STATES,
        files=exported_acts(),
        missing=missing_settings(current_app.config),
        answer_words=answer_words,
        missing_words=_missing_words,
        problems=problems or [],
        today=today,
    )


def _missing_words(line: Line) -> list[str]:
    """Return what keeps a communication from being sent, if nothing does but that."""
    if line.entry.state is not FilingState.WAITING:
        return []
    if line.previous_state not in (None, FilingState.ACCEPTED):
        return [str(_("It waits for the one before it."))]
    is_known = line.entry.act is Act.START or line.previous_state is not None
    code = "known" if is_known else ""
    return fault_words(faults(line.entry.act, line.told, employer(current_app.config), code))


def _sent_words(done: Counter[str]) -> list[str]:
    """Return what came of a sending."""
    words: dict[str, Any] = {
        "accepted": ngettext(
            "The Ministry accepted %(num)d communication.",
            "The Ministry accepted %(num)d communications.",
            done["accepted"],
        ),
        "refused": ngettext(
            "The Ministry refused %(num)d communication: look at its answer.",
            "The Ministry refused %(num)d communications: look at its answers.",
            done["refused"],
        ),
        "in_doubt": ngettext(
            "%(num)d communication got no clear answer: it is looked up before it is sent again.",
            "%(num)d communications got no clear answer:"
            " they are looked up before they are sent again.",
            done["in_doubt"],
        ),
        "unreachable": _("The Ministry could not be reached: it is tried again later."),
        "incomplete": ngettext(
            "%(num)d communication is not complete: see what it lacks.",
            "%(num)d communications are not complete: see what they lack.",
            done["incomplete"],
        ),
        "waiting": ngettext(
            "%(num)d communication had not arrived: it is sent again.",
            "%(num)d communications had not arrived: they are sent again.",
            done["waiting"],
        ),
    }
    told = [str(text) for outcome, text in words.items() if done[outcome]]
    return told or [str(_("There was nothing to send."))]
