"""Calls to make agreements: opening one, following its answers, reminding, renewing."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Refused
from app.core.forms import clean
from app.core.sheets import SheetKind, download
from app.core.templating import sentence
from app.pola.forms.campaigns import CampaignForm
from app.pola.labels.campaigns import ANSWERS, CAMPAIGN_REFUSALS
from app.pola.queries import campaigns as queries
from app.pola.queries.campaigns import PAGE, CampaignFacts
from app.pola.rules.campaigns import OWING, Answer
from app.pola.services import campaigns as services
from app.pola.views.blueprint import bp
from app.pola.views.paging import page_links


@bp.get("/campaigns")
@requires(Permission.RUN_PROGRAMME)
def campaigns() -> str:
    """List the calls, the last one first."""
    return render_template(
        "pola/campaigns.html", campaigns=queries.campaigns(), today=clock.today()
    )


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires(Permission.RUN_PROGRAMME)
def new_campaign() -> Response:
    """Open a call."""
    form = CampaignForm(queries.callable_offices())
    if form.validate_on_submit():
        try:
            number = services.open_campaign(form.title.data, form.days, form.offices.data, by=me())
        except Refused as refused:
            form.refuse(refused, CAMPAIGN_REFUSALS)
        else:
            people = _known(number).people
            flash(
                ngettext("%(num)d person is called.", "%(num)d people are called.", people),
                "success",
            )
            return redirect(url_for(".campaign", campaign_id=number), code=303)
    page = render_template("pola/new_campaign.html", form=form)
    return make_response(page, 422 if form.is_submitted() else 200)


@bp.get("/campaigns/<int:campaign_id>")
@requires(Permission.RUN_PROGRAMME)
def campaign(campaign_id: int) -> Response:
    """Show who has answered a call, by office and by name."""
    return _page(_known(campaign_id), [])


@bp.get("/campaigns/<int:campaign_id>/people.<kind>")
@requires(Permission.RUN_PROGRAMME)
def campaign_file(campaign_id: int, kind: str) -> Response:
    """Hand out the people of a call with their answers."""
    if kind not in set(SheetKind):
        abort(404)
    known = _known(campaign_id)
    people = queries.called_people(known, answers=_chosen(), name=_name(), limit=None)
    rows: list[Sequence[Any]] = [
        (one.full_name, one.office, ANSWERS[one.answer], one.reminded_at) for one in people
    ]
    headings = (_("Name"), _("Office"), _("Answer"), _("Last reminded"))
    word = _("campaign")
    name = f"{word}-{campaign_id}-{clock.today().isoformat()}"
    return download(name, SheetKind(kind), headings, rows, title=known.title)


@bp.post("/campaigns/<int:campaign_id>/remind")
@requires(Permission.RUN_PROGRAMME)
def remind(campaign_id: int) -> Response:
    """Remind those who have not answered."""
    known = _known(campaign_id)
    try:
        count = services.remind(campaign_id, by=me())
    except Refused as refused:
        return _page(known, _sentences(refused), 422)
    if count:
        flash(
            ngettext("%(num)d person is reminded.", "%(num)d people are reminded.", count),
            "success",
        )
    else:
        flash(_("Everybody has answered or was reminded today."), "info")
    return redirect(url_for(".campaign", campaign_id=campaign_id), code=303)


@bp.post("/campaigns/<int:campaign_id>/renewals")
@requires(Permission.RUN_PROGRAMME)
def prepare_renewals(campaign_id: int) -> Response:
    """Write a draft for everybody whose agreement runs out."""
    known = _known(campaign_id)
    try:
        count = services.prepare_renewals(campaign_id, by=me())
    except Refused as refused:
        return _page(known, _sentences(refused), 422)
    flash(ngettext("%(num)d draft is prepared.", "%(num)d drafts are prepared.", count), "success")
    return redirect(url_for(".campaign", campaign_id=campaign_id), code=303)


@bp.post("/campaigns/<int:campaign_id>/decline")
@requires(Permission.EDIT_AGREEMENT)
def decline_campaign(campaign_id: int) -> Response:
    """Answer `no, thank you` for oneself."""
    try:
        services.decline_campaign(campaign_id, by=me())
    except Refused as refused:
        for words in _sentences(refused):
            flash(words, "error")
    else:
        flash(_("You have declined. You can still ask for an agreement."), "success")
    return redirect(url_for(".my_agreement"), code=303)


def _known(campaign_id: int) -> CampaignFacts:
    return queries.find_campaign(campaign_id) or abort(404)


def _chosen() -> tuple[Answer, ...]:
    """Return which answers the address asks for; all of them unless it says."""
    wanted = request.args.get("answer", "")
    return (Answer(wanted),) if wanted in set(Answer) else tuple(Answer)


def _name() -> str:
    return (clean(request.args.get("name")) or "")[:100]


def _sentences(refused: Refused) -> list[str]:
    return [sentence(reason, CAMPAIGN_REFUSALS) for reason in refused.reasons]


def _page(known: CampaignFacts, problems: list[str], status: int = 200) -> Response:
    counts = queries.counts_by_office(known)
    answers = _chosen()
    total = queries.count_called(known, answers=answers, name=_name())
    pages = page_links("pola.campaign", total, PAGE)
    people = queries.called_people(known, answers=answers, name=_name(), offset=pages.offset)
    totals = {one: sum(office.by_answer[one] for office in counts) for one in Answer}
    page = render_template(
        "pola/campaign.html",
        campaign=known,
        offices=queries.campaign_offices(known.id),
        counts=counts,
        totals=totals,
        owing=sum(totals[one] for one in OWING),
        renewable=len(queries.renewable(known)),
        is_open=known.days.is_open(clock.today()),
        people=people,
        pages=pages,
        answers=ANSWERS,
        answer=answers[0] if len(answers) == 1 else "",
        name=_name(),
        query=request.args.to_dict(),
        problems=problems,
    )
    return make_response(page, status)
