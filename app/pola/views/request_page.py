"""How a page of a request is drawn: where one is, what changes, what comes next."""

from flask import render_template, url_for
from flask_babel import gettext as _

from app.core import clock
from app.pola.forms.request.faults import Limits
from app.pola.forms.request.pages import RequestForm, RequestPage
from app.pola.labels.agreements import NOTICES
from app.pola.labels.content import content_words, period_words
from app.pola.labels.differences import difference_words
from app.pola.labels.request import PAGE_TITLES
from app.pola.queries.agreements import AgreementFacts, agreements_of
from app.pola.queries.colleagues import manager_name_of
from app.pola.queries.documents import histories
from app.pola.queries.evaluations import was_positive
from app.pola.queries.people import readings_of
from app.pola.queries.programme import programme
from app.pola.rules.differences import differences
from app.pola.rules.notices import needed_notices, text_of
from app.pola.rules.routes import Origin
from app.pola.rules.states import State


def draw(
    agreement: AgreementFacts,
    form: RequestForm,
    page: RequestPage,
    limits: Limits,
    *,
    focus: str = "",
) -> str:
    """Draw one of the three pages; `focus` names the field that takes it."""
    before = _before(agreement)
    more = _notices(agreement) if page is RequestPage.CLAUSES else {}
    return render_template(
        f"pola/request_{page}.html",
        form=form,
        agreement=agreement,
        page=page,
        places=_places(agreement.id),
        titles=PAGE_TITLES,
        title=_heading(agreement.origin),
        before=period_words(before.terms) if before else "",
        changes=_changes(before, agreement),
        manager_name=manager_name_of(agreement.user_id),
        asked=_asked(agreement),
        must_evaluate=_must_evaluate(agreement),
        limits=limits,
        programme=programme(clock.today()),
        focus=focus,
        **more,
    )


def _places(agreement_id: int) -> dict[RequestPage, str]:
    return {
        page: url_for(".edit_request", agreement_id=agreement_id, page=page) for page in RequestPage
    }


def _heading(origin: Origin) -> str:
    if origin is Origin.RENEWAL:
        return str(_("Renew your agreement"))
    if origin is Origin.REVISION:
        return str(_("Change your agreement"))
    return str(_("Ask for an agreement"))


def _before(agreement: AgreementFacts) -> AgreementFacts | None:
    """Return what the request is compared with: what it follows, or the last one in force."""
    earlier = [one for one in agreements_of(agreement.user_id) if one.id < agreement.id]
    parent = next((one for one in earlier if one.id == agreement.parent_id), None)
    return parent or next((one for one in earlier if one.in_force_from), None)


def _changes(before: AgreementFacts | None, agreement: AgreementFacts) -> list[str]:
    if before is None:
        return []
    return [difference_words(one) for one in differences(before.terms, agreement.terms)]


def _asked(agreement: AgreementFacts) -> str:
    """Return what whoever sent the request back asks for."""
    if agreement.state is not State.CHANGES_ASKED:
        return ""
    steps = histories([agreement.id]).get(agreement.id, [])
    return steps[-1].note if steps else ""


def _must_evaluate(agreement: AgreementFacts) -> bool:
    """Return True if the agreement that is renewed has not been evaluated and must be."""
    if agreement.origin is not Origin.RENEWAL or not agreement.parent_id:
        return False
    rules = programme(clock.today())
    return rules.evaluation_needed and was_positive(agreement.parent_id) is None


def _notices(agreement: AgreementFacts) -> dict[str, object]:
    today = clock.today()
    rules = programme(today)
    return {
        "notices": NOTICES,
        "texts": {notice: text_of(notice, rules) for notice in needed_notices(rules)},
        "readings": readings_of(agreement.user_id, today),
        "content": content_words(agreement.terms),
        "today": today,
    }
