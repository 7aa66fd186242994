"""What an agreement came to: the employee reports, the manager judges."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core.errors import Refused
from app.pola.forms.evaluations import (
    JudgementForm,
    ReportForm,
    judgement_form,
    judgement_values,
    report_form,
    report_values,
)
from app.pola.labels.agreements import COMPARISONS
from app.pola.labels.content import period_words
from app.pola.labels.reasons import reason_words
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.queries.evaluations import WHOLE, evaluation_of
from app.pola.rules.targets import is_reached
from app.pola.services import evaluations
from app.pola.views.blueprint import bp


@bp.get("/agreement/<int:agreement_id>/evaluation")
@requires(Permission.SEE_AGREEMENT)
def evaluation(agreement_id: int) -> str:
    """Show what was reported and judged, with the form of whoever's turn it is."""
    return _page(_get(agreement_id))


@bp.post("/agreement/<int:agreement_id>/report")
@requires(Permission.EDIT_AGREEMENT)
def report(agreement_id: int) -> Response | tuple[str, int]:
    """Report the results, as the employee."""
    agreement = _get(agreement_id)
    if agreement.user_id != me().id:
        abort(404)
    form = report_form(agreement.terms.activities)()
    if not form.validate():
        return _page(agreement, sent_report=form), 422
    try:
        evaluations.report_results(agreement_id, form.reports, by=me())
    except Refused as refused:
        return _page(agreement, sent_report=form, problems=reason_words(refused.reasons)), 422
    flash(_("Your report is kept, and your manager is told."), "success")
    return redirect(url_for(".evaluation", agreement_id=agreement_id), code=303)


@bp.post("/agreement/<int:agreement_id>/judgement")
@requires(Permission.JUDGE_AGREEMENT)
def judge(agreement_id: int) -> Response | tuple[str, int]:
    """Judge the results, as the manager."""
    agreement = _get(agreement_id)
    if not is_granted(me(), Permission.JUDGE_AGREEMENT, agreement):
        abort(404)
    form = judgement_form(agreement.terms.activities)()
    if not form.validate():
        return _page(agreement, sent_judgement=form), 422
    try:
        evaluations.judge_results(agreement_id, form.judgements, by=me())
    except Refused as refused:
        problems = reason_words(refused.reasons)
        return _page(agreement, sent_judgement=form, problems=problems), 422
    flash(_("Your evaluation is kept: %(name)s reads it.", name=agreement.full_name), "success")
    return redirect(url_for(".evaluation", agreement_id=agreement_id), code=303)


def _page(
    agreement: AgreementFacts,
    *,
    sent_report: ReportForm | None = None,
    sent_judgement: JudgementForm | None = None,
    problems: Sequence[str] = (),
) -> str:
    activities, lines = agreement.terms.activities, evaluation_of(agreement.id)
    is_mine = agreement.user_id == me().id
    was_judged = any(line.judged_at for line in lines.values())
    was_reported = any(line.reported_at for line in lines.values())
    report = judgement = None
    if is_mine and not was_judged:
        values = report_values(activities, lines)
        report = sent_report or report_form(activities)(formdata=None, data=values)
    elif was_reported and is_granted(me(), Permission.JUDGE_AGREEMENT, agreement):
        values = judgement_values(lines)
        judgement = sent_judgement or judgement_form(activities)(formdata=None, data=values)
    return render_template(
        "pola/evaluation.html",
        agreement=agreement,
        period=period_words(agreement.terms),
        activities=list(enumerate(activities, 1)),
        comparisons=COMPARISONS,
        lines=lines,
        whole=lines.get(WHOLE),
        reached={
            n: is_reached(one, lines[n].reported)
            for n, one in enumerate(activities, 1)
            if n in lines
        },
        is_mine=is_mine,
        was_reported=was_reported,
        was_judged=was_judged,
        problems=problems,
        report=report,
        judgement=judgement,
        back=url_for(".my_agreement") if is_mine else url_for(".person", user_id=agreement.user_id),
    )


def _get(agreement_id: int) -> AgreementFacts:
    """Return an agreement in force, now or before, that one may see; any other is not there."""
    agreement = find_agreement(agreement_id)
    if agreement is None or not is_granted(me(), Permission.SEE_AGREEMENT, agreement):
        abort(404)
    if agreement.in_force_from is None:
        abort(404)
    return agreement
