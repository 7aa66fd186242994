"""The inbox: what waits, by deadline, and approving one request or many."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.errors import Refused
from app.core.numbers import whole_number
from app.core.templating import day_long, month_name
from app.pola.labels.differences import summary_words
from app.pola.labels.filings import ACTS, FILING_STATES
from app.pola.labels.inbox import (
    BOXES,
    NOTICES_GIVEN,
    PARTIES,
    STARTS,
    TROUBLES,
    URGENCIES,
    broken_words,
)
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.inbox.lines import Lines
from app.pola.queries.inbox.lists import InboxRow, counts, names_of, page, requests
from app.pola.queries.inbox.reach import reach_of
from app.pola.queries.programme import parameter_rows
from app.pola.rules.inbox import Box, Trouble, Urgency, boxes, urgency
from app.pola.services import decisions
from app.pola.views.blueprint import bp

PAGE = 25
# So many are approved at once at most; a list of clean ones is looked for among so many.
MOST_AT_ONCE, SEARCHED = 100, 300
# How long the way back is offered; the server waits a little longer.
UNDO_SHOWN = timedelta(seconds=10)
# So many refusals are told one by one.
MOST_TOLD = 5
_APPROVED = "approved"
_ASKED_FOR = (Box.APPROVE, Box.SIGN, Box.WAITING)


@bp.get("/inbox")
@requires(Permission.DECIDE_AGREEMENT)
def inbox() -> str:
    """List what waits: one kind of thing, the most urgent first."""
    return inbox_page()


def inbox_page(problems: list[str] | None = None) -> str:
    """Draw the inbox as its address asks for it."""
    lines = lines_of_mine()
    held = boxes(is_hr=lines.reach.is_hr, leads=lines.reach.leads)
    box = chosen_box(lines)
    offset = request.values.get("from", 0, whole_number)
    is_clean = box is Box.APPROVE and request.values.get("pick") == "clean"
    if is_clean:
        found = [row for row in page(lines, box, SEARCHED) if row.is_clean][:MOST_AT_ONCE]
    else:
        found = page(lines, box, PAGE, offset)
    counted = counts(lines, held)
    return render_template(
        "pola/inbox.html",
        boxes=held,
        box=box,
        counts=counted,
        words=BOXES,
        groups=_groups(box, found),
        rows=found,
        what=what_words,
        flags=flag_words,
        parties=PARTIES,
        picks_clean=is_clean,
        offset=offset,
        page=PAGE,
        total=len(found) if is_clean else counted[box].number,
        lines=lines,
        approved=_approved(),
        problems=problems or [],
        today=clock.today(),
    )


def get_request(agreement_id: int) -> AgreementFacts:
    """Return a request of somebody else whom one leads, once sent; any other is not there."""
    agreement = find_agreement(agreement_id)
    if agreement is None or agreement.is_unsent:
        abort(404)
    if not is_granted(me(), Permission.DECIDE_AGREEMENT, agreement):
        abort(404)
    return agreement


def lines_of_mine() -> Lines:
    """Return the lists of whoever asks; nobody else has an inbox."""
    actor = me()
    if not (actor.leads or is_granted(actor, Permission.RUN_PROGRAMME)):
        abort(403)
    office = request.values.get("office", type=whole_number)
    return Lines(reach_of(actor), parameter_rows(), clock.today(), office)


def chosen_box(lines: Lines) -> Box:
    """Return the list that the address names, or the first one."""
    held = boxes(is_hr=lines.reach.is_hr, leads=lines.reach.leads)
    asked = request.values.get("box") or held[0].value
    if asked not in held:
        abort(404)
    return Box(asked)


def _groups(box: Box, found: list[InboxRow]) -> list[tuple[str, list[InboxRow]]]:
    """Return the lines under headings that say how soon each is due."""
    if box is Box.SAFETY:
        return [("", found)] if found else []
    grouped = groupby(found, key=lambda row: heading_words(box, row.due))
    return [(title, list(rows)) for title, rows in grouped]


def heading_words(box: Box, due: date | None) -> str:
    """Return under which heading a day stands: how soon it comes, or its month."""
    soon = urgency(due, clock.today())
    if due is None or soon is not Urgency.LATER:
        return str((STARTS if box in _ASKED_FOR else URGENCIES)[soon])
    if box in _ASKED_FOR:
        return str(_("To begin in %(month)s", month=month_name(due)))
    return month_name(due).capitalize()


def what_words(box: Box, row: InboxRow) -> str:
    """Return what a line is about."""
    if row.trouble is Trouble.NOTICE_RUNNING and row.ended_by:
        return str(NOTICES_GIVEN[row.ended_by])
    if row.trouble:
        return str(TROUBLES[row.trouble])
    if box in _ASKED_FOR:
        return summary_words(row.changes)
    if box is Box.FILE:
        assert row.act
        assert row.event_on
        words = {"act": ACTS[row.act], "day": day_long(row.event_on)}
        return str(_("%(act)s on %(day)s.", **words))
    if box is Box.EXPIRING:
        assert row.due
        return str(_("In force until %(day)s.", day=day_long(row.due)))
    if row.read_at is None:
        return str(_("Has not read the safety note yet."))
    read_on = row.read_at.astimezone(clock.ROME).date()
    return str(_("Read the safety note on %(day)s.", day=day_long(read_on)))


def flag_words(box: Box, row: InboxRow) -> list[tuple[str, str]]:
    """Return what is right and what is wrong with a line, each as a kind and its words."""
    if row.faults:
        return [("warn", words) for words in broken_words(row.faults)]
    if row.message and row.act:
        return [("warn", f"{ACTS[row.act]}: {row.message}")]
    if box in _ASKED_FOR:
        return [("ok", str(_("Keeps every rule")))]
    if box is Box.FILE and row.filing_state:
        return [("", str(FILING_STATES[row.filing_state]))]
    if box is Box.EXPIRING:
        if row.renewal:
            return [("ok", str(_("A new request has been begun.")))]
        return [("", str(_("Nobody has asked for a renewal yet.")))]
    return []


@bp.post("/inbox/<int:agreement_id>/approve")
@requires(Permission.DECIDE_AGREEMENT)
def approve(agreement_id: int) -> Response | tuple[str, int]:
    """Approve one request with one click; the page that follows offers to undo it."""
    get_request(agreement_id)
    try:
        decisions.approve_request(agreement_id, by=me())
    except Refused as refused:
        return inbox_page(reason_words(refused.reasons)), 422
    remember_approved([agreement_id])
    return redirect(_back(), code=303)


@bp.get("/inbox/approval")
@requires(Permission.DECIDE_AGREEMENT)
def approval() -> Response | str:
    """Ask once more before many requests are approved: how many, and whose."""
    lines = lines_of_mine()
    chosen = request.args.getlist("id", whole_number)[:MOST_AT_ONCE]
    found = requests(lines, chosen) if chosen else []
    if not found:
        flash(_("Choose at least one request."), "info")
        return redirect(_back(), code=303)
    return render_template(
        "pola/approval.html",
        rows=found,
        gone=len(set(chosen)) - len(found),
        what=what_words,
        flags=flag_words,
        box=Box.APPROVE,
        back=_back(),
        office=lines.office_id,
    )


@bp.post("/inbox/approval")
@requires(Permission.DECIDE_AGREEMENT)
def approve_many() -> Response:
    """Approve the requests that were confirmed; what fails is told, the others go through."""
    chosen = request.form.getlist("id", whole_number)[:MOST_AT_ONCE]
    outcome = decisions.approve_requests(chosen, by=me())
    remember_approved([one for one, refused in outcome.items() if refused is None])
    failed = {one: refused for one, refused in outcome.items() if refused}
    for words in _failures(failed):
        flash(words, "warning")
    return redirect(_back(), code=303)


def _failures(failed: Mapping[int, Refused]) -> list[str]:
    """Return why some were not approved: the first by name, the others counted."""
    if not failed:
        return []
    names = names_of(lines_of_mine(), list(failed)[:MOST_TOLD])
    told = [
        _("Not approved: %(name)s. %(why)s", name=name, why=" ".join(reason_words(why.reasons)))
        for one, why in failed.items()
        if (name := names.get(one))
    ]
    if more := len(failed) - len(told):
        told.append(
            ngettext(
                "%(num)d more request was not approved: it is still in the list.",
                "%(num)d more requests were not approved: they are still in the list.",
                more,
            )
        )
    return [str(words) for words in told]


@bp.post("/inbox/undo")
@requires(Permission.DECIDE_AGREEMENT)
def undo() -> Response:
    """Take the last approval back, whether of one request or of many."""
    kept = session.pop(_APPROVED, {})
    undone, failed = 0, []
    for agreement_id in kept.get("ids", ()):
        try:
            decisions.undo_approval(agreement_id, by=me())
            undone += 1
        except Refused as refused:
            failed.append(refused)
    if undone:
        flash(
            ngettext("The approval is taken back.", "%(num)d approvals are taken back.", undone),
            "success",
        )
    for words in {" ".join(reason_words(why.reasons)) for why in failed}:
        flash(words, "warning")
    return redirect(_back(), code=303)


def remember_approved(agreement_ids: list[int]) -> None:
    """Keep what was approved last, so that the next page can offer to undo it."""
    if agreement_ids:
        session[_APPROVED] = {"ids": agreement_ids, "at": clock.now().isoformat()}


def _approved() -> Mapping[str, Any] | None:
    """Return what was approved within the last seconds, if it can still be undone."""
    kept: dict[str, Any] = session.get(_APPROVED, {})
    if not kept:
        return None
    if clock.now() - datetime.fromisoformat(kept["at"]) > UNDO_SHOWN:
        session.pop(_APPROVED)
        return None
    return kept


def _back() -> str:
    """Return the list on which the button was pressed."""
    office = request.values.get("office", type=whole_number)
    return url_for(".inbox", box=request.values.get("box") or None, office=office)
