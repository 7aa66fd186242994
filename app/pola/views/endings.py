"""Withdraw: first what would happen, then the deed; for the employee and for the city."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.errors import Refused
from app.core.templating import day_long
from app.pola.forms.withdrawal import AtOnceForm, NoticeForm
from app.pola.labels.content import content_words, period_words
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.programme import programme
from app.pola.queries.turns import withdrawal_of
from app.pola.rules.routes import Side
from app.pola.rules.states import State
from app.pola.rules.withdrawal import ends_after_notice, notice_bars, notice_days
from app.pola.services import endings
from app.pola.views.blueprint import bp

_ENDS = frozenset({State.ACTIVE, State.WITHDRAWAL_NOTICE})


@bp.get("/agreement/<int:agreement_id>/withdraw")
@requires(Permission.END_AGREEMENT)
def withdraw(agreement_id: int) -> Response | str:
    """Show what withdrawing would do, before anything is done."""
    agreement = _get(agreement_id)
    if agreement.state not in _ENDS:
        return redirect(_back(agreement))
    return _page(agreement)


@bp.post("/agreement/<int:agreement_id>/withdraw")
@requires(Permission.END_AGREEMENT)
def give_notice(agreement_id: int) -> Response | tuple[str, int]:
    """Withdraw with notice."""
    agreement, form = _get(agreement_id), NoticeForm()
    if not form.validate():
        return _page(agreement, notice_form=form), 422
    try:
        last = endings.give_notice(agreement_id, form.why.data or "", by=me())
    except Refused as refused:
        form.form_errors.extend(reason_words(refused.reasons))
        return _page(agreement, notice_form=form), 422
    flash(
        _("The agreement ends on %(day)s. The other side is told.", day=day_long(last)), "success"
    )
    return redirect(_back(agreement), code=303)


@bp.post("/agreement/<int:agreement_id>/withdraw-at-once")
@requires(Permission.END_AGREEMENT)
def withdraw_at_once(agreement_id: int) -> Response | tuple[str, int]:
    """Withdraw at once for a justified reason."""
    agreement = _get(agreement_id)
    form = AtOnceForm(agreement.terms.justified_reasons)
    if not form.validate():
        return _page(agreement, at_once_form=form), 422
    try:
        endings.withdraw_at_once(agreement_id, form.written, by=me())
    except Refused as refused:
        form.form_errors.extend(reason_words(refused.reasons))
        return _page(agreement, at_once_form=form), 422
    flash(_("The agreement ends today. The other side is told."), "success")
    return redirect(_back(agreement), code=303)


def _page(
    agreement: AgreementFacts,
    *,
    notice_form: NoticeForm | None = None,
    at_once_form: AtOnceForm | None = None,
) -> str:
    wish, rules, today = (
        withdrawal_of(agreement, me()),
        programme(agreement.rules_of),
        clock.today(),
    )
    bars = notice_bars(wish, rules, today) if agreement.state is State.ACTIVE else []
    return render_template(
        "pola/withdraw.html",
        agreement=agreement,
        period=period_words(agreement.terms),
        content=content_words(agreement.terms),
        is_mine=wish.side is Side.EMPLOYEE,
        can_give_notice=agreement.state is State.ACTIVE and not bars,
        why_not=reason_words(bars),
        days=0 if bars else notice_days(wish, rules),
        last=None if bars else ends_after_notice(wish, rules, today),
        today=today,
        notice_form=notice_form or NoticeForm(formdata=None),
        at_once_form=at_once_form or AtOnceForm(agreement.terms.justified_reasons, formdata=None),
        back=_back(agreement),
    )


def _get(agreement_id: int) -> AgreementFacts:
    """Return an agreement that this person may end; any other is not there."""
    agreement = find_agreement(agreement_id)
    if agreement is None or not is_granted(me(), Permission.END_AGREEMENT, agreement):
        abort(404)
    return agreement


def _back(agreement: AgreementFacts) -> str:
    if agreement.user_id == me().id:
        return url_for(".my_agreement")
    return url_for(".person", user_id=agreement.user_id)
