"""My agreement: where it stands, what it says, and what can be done with it."""

from collections.abc import Iterable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, requires
from app.core import clock
from app.core.errors import Refused
from app.core.numbers import whole_number
from app.pola.labels.agreements import STATES
from app.pola.labels.content import period_words
from app.pola.labels.person import STEPS
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, agreements_of, find_agreement
from app.pola.queries.campaigns import open_campaign_of
from app.pola.queries.colleagues import is_remote_capable, manager_name_of
from app.pola.queries.documents import histories
from app.pola.queries.person import documents_by_agreement
from app.pola.rules.routes import Origin
from app.pola.rules.states import OPEN, State
from app.pola.services import drafts, endings
from app.pola.views.blueprint import bp
from app.pola.views.cards import GOES_ON, card

_BEGINNINGS = {"new": Origin.NEW, "renewal": Origin.RENEWAL, "revision": Origin.REVISION}
PAGE = 10


@bp.get("/agreement")
@requires(Permission.EDIT_AGREEMENT)
def my_agreement() -> str:
    """Show the person's agreement and their request, if there is one."""
    return agreement_page()


def agreement_page(problems: Iterable[str] = ()) -> str:
    """Draw the page; `problems` say why something was refused a moment ago."""
    user_id = my_id()
    found = agreements_of(user_id)
    has_open = any(one.state in OPEN for one in found)
    shown = _shown(found, has_open=has_open)
    earlier = [one for one in found if one not in shown and one.state is not State.ABANDONED]
    offset = request.args.get("from", 0, whole_number)
    listed = earlier[offset : offset + PAGE]
    ids = [one.id for one in [*shown, *listed]]
    told, name = histories(ids), manager_name_of(user_id)
    return render_template(
        "pola/my_agreement.html",
        cards=[card(one, told.get(one.id, []), name, has_open=has_open) for one in shown],
        earlier=listed,
        offset=offset,
        total=len(earlier),
        page=PAGE,
        histories=told,
        documents=documents_by_agreement(ids),
        steps=STEPS,
        states=STATES,
        period=period_words,
        has_open=has_open,
        goes_on=any(one.state in GOES_ON for one in shown),
        may_ask=is_remote_capable(user_id),
        manager_name=name,
        campaign=open_campaign_of(user_id, clock.today()),
        problems=list(problems),
    )


def _shown(found: list[AgreementFacts], *, has_open: bool) -> list[AgreementFacts]:
    """Return what matters now: the open request or the last refusal, then what is in force."""
    shown = [one for one in found if one.state in OPEN or one.state in GOES_ON]
    shown.sort(key=lambda one: one.state not in OPEN)
    if not has_open and found and found[0].state is State.REFUSED:
        shown.insert(0, found[0])
    return shown


@bp.post("/agreement/requests")
@requires(Permission.EDIT_AGREEMENT)
def start_request() -> Response | tuple[str, int]:
    """Begin a request that is filled in as far as can be, and open its first page."""
    origin = _BEGINNINGS.get(request.form.get("origin", "new")) or abort(400)
    try:
        agreement_id = drafts.start_request(my_id(), by=me(), origin=origin)
    except Refused as refused:
        return agreement_page(reason_words(refused.reasons)), 422
    return redirect(url_for(".edit_request", agreement_id=agreement_id), code=303)


@bp.post("/agreement/<int:agreement_id>/give-up")
@requires(Permission.EDIT_AGREEMENT)
def abandon_request(agreement_id: int) -> Response | tuple[str, int]:
    """Give the request up."""
    my_own(agreement_id)
    try:
        drafts.abandon_request(agreement_id, by=me())
    except Refused as refused:
        return agreement_page(reason_words(refused.reasons)), 422
    flash(_("Your request is given up. You can begin another one when you like."), "success")
    return redirect(url_for(".my_agreement"), code=303)


@bp.post("/agreement/<int:agreement_id>/take-back")
@requires(Permission.EDIT_AGREEMENT)
def take_notice_back(agreement_id: int) -> Response | tuple[str, int]:
    """Take one's own withdrawal back while its notice runs."""
    my_own(agreement_id)
    try:
        endings.take_notice_back(agreement_id, by=me())
    except Refused as refused:
        return agreement_page(reason_words(refused.reasons)), 422
    flash(_("Your withdrawal is taken back: the agreement goes on."), "success")
    return redirect(url_for(".my_agreement"), code=303)


def my_own(agreement_id: int) -> AgreementFacts:
    """Return an agreement of the person who asks; any other is not there."""
    agreement = find_agreement(agreement_id)
    if agreement is None or agreement.user_id != me().id:
        abort(404)
    return agreement


def my_id() -> int:
    """Return who asks; a page is opened by people, never by the system."""
    user_id = me().id
    assert user_id is not None
    return user_id
