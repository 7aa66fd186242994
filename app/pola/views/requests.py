"""A request in three pages: each keeps what was written, the last one sends it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.errors import Reason, Refused
from app.core.uploads import takes_files
from app.pola.forms.request.content import BANDS, MOST_ACTIVITIES, MOST_TOOLS, content_form
from app.pola.forms.request.faults import Limits, blames
from app.pola.forms.request.mapping import (
    clauses_values,
    content_rows,
    content_values,
    period_values,
    written_terms,
)
from app.pola.forms.request.pages import (
    ClausesForm,
    PeriodForm,
    RequestForm,
    RequestPage,
    clauses_form,
)
from app.pola.forms.request.rows import field_name, pressed_row, row_count, without_row
from app.pola.labels.reasons import reason_words
from app.pola.labels.request import PAGE_TITLES
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.colleagues import manager_name_of
from app.pola.queries.hurdles import hurdles
from app.pola.queries.people import readings_of, standing_of
from app.pola.queries.programme import programme
from app.pola.rules.checks import most_a_month, most_a_week
from app.pola.rules.notices import Notice, needed_notices
from app.pola.rules.parameters import Programme
from app.pola.rules.states import State
from app.pola.services import acknowledgements, decisions, drafts
from app.pola.views.blueprint import bp
from app.pola.views.my_agreement import my_own
from app.pola.views.request_page import draw

_PAGES = list(RequestPage)
_UNSENT = frozenset({State.DRAFT, State.CHANGES_ASKED})
_MOST = {"tool": MOST_TOOLS, "activity": MOST_ACTIVITIES}
Answer = Response | str | tuple[str, int]
Sent = MultiDict[str, Any]


@bp.get("/requests/<int:agreement_id>")
@requires(Permission.SEE_AGREEMENT)
def request_page(agreement_id: int) -> Response:
    """Lead to the page on which this person can act upon a request: mails name this address."""
    agreement = find_agreement(agreement_id)
    if agreement is None or not is_granted(me(), Permission.SEE_AGREEMENT, agreement):
        abort(404)
    if agreement.user_id == me().id:
        return redirect(url_for(".my_agreement"))
    if agreement.is_unsent:
        abort(404)
    if agreement.state is State.TO_SIGN_MANAGER and me().id in agreement.manager_ids:
        return redirect(url_for(".sign", agreement_id=agreement_id))
    return redirect(url_for(".examine", agreement_id=agreement_id))


@bp.get("/agreement/<int:agreement_id>/request")
@bp.get("/agreement/<int:agreement_id>/request/<page>")
@requires(Permission.EDIT_AGREEMENT)
def edit_request(agreement_id: int, page: str = RequestPage.PERIOD) -> Response | str:
    """Show one page of a request that is not sent."""
    agreement = my_own(agreement_id)
    if agreement.state not in _UNSENT:
        return redirect(url_for(".my_agreement"))
    form = _stored_form(agreement, _page(page))
    return draw(agreement, form, _page(page), _limits(agreement))


@bp.post("/agreement/<int:agreement_id>/request/<page>")
@requires(Permission.EDIT_AGREEMENT)
# Eight activities may be four thousand letters each.
@takes_files(1)
def save_request(agreement_id: int, page: str) -> Answer:
    """Keep what a page says; then go on, or send the request from the last page."""
    agreement, here = my_own(agreement_id), _page(page)
    if agreement.state not in _UNSENT:
        return _too_late()
    if here is RequestPage.CONTENT and ("add" in request.form or "remove" in request.form):
        return _with_other_rows(agreement, request.form)
    form = _sent_form(agreement, here, request.form)
    if not form.validate():
        return draw(agreement, form, here, _limits(agreement)), 422
    terms = written_terms(form, agreement.terms)
    try:
        drafts.save_terms(agreement_id, terms, version=form.seen_version, by=me())
    except Refused as refused:
        return _not_kept(agreement_id, form, here, refused)
    if "later" in request.form:
        flash(_("What you wrote is kept: go on when you like."), "success")
        return redirect(url_for(".my_agreement"), code=303)
    if isinstance(form, ClausesForm):
        return _send(agreement_id, form)
    kept = my_own(agreement_id)
    reasons = hurdles(kept, clock.today())
    if any(one.page is here for one in blames(reasons, kept.terms, _limits(kept))):
        return _blamed(kept, here, reasons, only_here=True), 422
    after = _PAGES[_PAGES.index(here) + 1]
    return redirect(url_for(".edit_request", agreement_id=agreement_id, page=after), code=303)


def _send(agreement_id: int, form: ClausesForm) -> Answer:
    """Acknowledge what was ticked and send the request; what hinders it stands on the page."""
    try:
        for notice in form.notices:
            if form[f"read_{notice}"].data:
                acknowledgements.acknowledge(notice, _version(form, notice), by=me())
        decisions.submit_request(agreement_id, by=me())
    except Refused as refused:
        kept = my_own(agreement_id)
        return _blamed(kept, RequestPage.CLAUSES, refused.reasons), 422
    name = manager_name_of(my_own(agreement_id).user_id)
    flash(_("Your request is sent. %(name)s decides next.", name=name), "success")
    return redirect(url_for(".my_agreement"), code=303)


def _version(form: ClausesForm, notice: Notice) -> date:
    try:
        return date.fromisoformat(form[f"seen_{notice}"].data or "")
    except ValueError:
        abort(400)


def _blamed(
    agreement: AgreementFacts,
    page: RequestPage,
    reasons: Iterable[Reason],
    *,
    only_here: bool = False,
) -> str:
    """Draw a page as it is stored, the reasons beside their fields or leading to their page."""
    form, limits = _stored_form(agreement, page), _limits(agreement)
    for where, field, words in blames(reasons, agreement.terms, limits):
        if where is page and form.blame(field, words):
            continue
        if where is None or where is page:
            if not only_here:
                form.form_errors.append(words)
        elif not only_here:
            url = url_for(".edit_request", agreement_id=agreement.id, page=where, _anchor=field)
            told = f"{PAGE_TITLES[where]}: {words}"
            form.form_errors.append(Markup('<a href="{}">{}</a>').format(url, told))
    return draw(agreement, form, page, limits)


def _not_kept(agreement_id: int, form: RequestForm, page: RequestPage, refused: Refused) -> Answer:
    """Tell a second tab that the request was changed; what it says can be kept after all."""
    agreement = my_own(agreement_id)
    if agreement.state not in _UNSENT:
        return _too_late()
    form.form_errors.extend(reason_words(refused.reasons))
    fresh = url_for(".edit_request", agreement_id=agreement_id, page=page)
    words = _("See what is kept now. What you wrote here is lost if you go there.")
    form.form_errors.append(Markup('<a href="{}">{}</a>').format(fresh, words))
    form.version.data = str(agreement.version)
    return draw(agreement, form, page, _limits(agreement)), 422


def _too_late() -> Response:
    flash(_("This request is sent or closed: nothing was changed."), "warning")
    return redirect(url_for(".my_agreement"), code=303)


def _with_other_rows(agreement: AgreementFacts, sent: Sent) -> str:
    """Draw the second page with a row more or less; everything typed stays."""
    focus = ""
    counts = _counts(sent)
    for kind, most in _MOST.items():
        first = {"tool": "name", "activity": "title"}[kind]
        if sent.get("add") == kind and counts[kind] < most:
            counts[kind] += 1
            focus = field_name(kind, counts[kind], first)
        elif place := pressed_row(sent.get("remove", ""), kind):
            sent = without_row(sent, kind, place)
            counts = _counts(sent)
            focus = field_name(kind, max(1, min(place, counts[kind])), first)
    form = content_form(**counts)(formdata=sent)
    return draw(agreement, form, RequestPage.CONTENT, _limits(agreement), focus=focus)


def _counts(sent: Sent) -> dict[str, int]:
    return {
        "contact": max(BANDS, row_count(sent, "contact", 9)),
        "tool": max(1, row_count(sent, "tool", MOST_TOOLS)),
        "activity": max(1, row_count(sent, "activity", MOST_ACTIVITIES)),
    }


def _stored_form(agreement: AgreementFacts, page: RequestPage) -> RequestForm:
    """Return a page as it was kept last."""
    terms, version = agreement.terms, {"version": str(agreement.version)}
    if page is RequestPage.PERIOD:
        return PeriodForm(formdata=None, data=period_values(terms) | version)
    if page is RequestPage.CONTENT:
        form = content_form(**content_rows(terms))
        return form(formdata=None, data=content_values(terms) | version)
    unread = _unread(agreement)
    seen = {f"seen_{notice}": day.isoformat() for notice, day in unread.items()}
    values = clauses_values(terms) | version | seen
    return clauses_form(tuple(unread))(formdata=None, data=values)


def _sent_form(agreement: AgreementFacts, page: RequestPage, sent: Sent) -> RequestForm:
    """Return a page as it was sent."""
    if page is RequestPage.PERIOD:
        return PeriodForm(formdata=sent)
    if page is RequestPage.CONTENT:
        return content_form(**_counts(sent))(formdata=sent)
    notices = tuple(notice for notice in Notice if f"seen_{notice}" in sent)
    return clauses_form(notices)(formdata=sent)


def _unread(agreement: AgreementFacts) -> dict[Notice, date]:
    """Return the standing version of each notice that must still be read."""
    today = clock.today()
    readings = readings_of(agreement.user_id, today)
    needed = (readings[notice] for notice in needed_notices(programme(today)))
    return {one.notice: one.version for one in needed if not one.is_fresh(today)}


def _limits(agreement: AgreementFacts) -> Limits:
    today = clock.today()
    rules: Programme = programme(today)
    priority = standing_of(agreement.user_id, today).has_priority
    return Limits(
        most_a_week(rules, has_priority=priority), most_a_month(rules, has_priority=priority)
    )


def _page(text: str) -> RequestPage:
    return RequestPage(text) if text in set(RequestPage) else abort(404)
