"""What would happen if: the question and its answer, kept answers, and the way to the deed."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.booking.labels.scenarios import SCENARIO_FAULTS
from app.booking.queries.places import places
from app.booking.queries.scenarios import find_scenarios, scenarios
from app.booking.rules.places import Places
from app.booking.rules.scenarios import LONGEST_NAME
from app.booking.services.scenarios import forget_scenario, keep_scenario
from app.core import clock
from app.core.errors import Refused
from app.core.forms import clean
from app.core.numbers import whole_number
from app.core.templating import sentence
from app.occupancy.forms.simulator import Asking, Fault, address_of, read_question
from app.occupancy.labels.answers import (
    answer_sentences,
    count_words,
    percent_words,
    signed_words,
    site_name,
    span_words,
)
from app.occupancy.labels.simulator import (
    FAULTS,
    FIGURES,
    WEEKDAYS,
    WHATS,
    change_words,
    ninth_words,
)
from app.occupancy.queries.simulator import answer_to, replayable
from app.occupancy.rules.answers import Answer, answer_from
from app.occupancy.rules.questions import Question, QuestionFault
from app.occupancy.views.applying import ways_to_apply
from app.occupancy.views.blueprint import bp


@bp.get("/simulator")
@requires(Permission.SEE_OCCUPANCY)
def simulator() -> tuple[str, int]:
    """Ask what would happen, and show what did with the demand of past days."""
    known = places(g.places_revision)
    return _page(known, read_question(request.args, known, replayable()))


@bp.post("/simulator")
@requires(Permission.KEEP_SCENARIOS)
def keep() -> Response | tuple[str, int]:
    """Keep the question under a name, with the answer that it gets now."""
    known = places(g.places_revision)
    asking = read_question(request.form, known, replayable())
    name = clean(request.form.get("name", "")) or ""
    answer = answer_to(asking.question, known) if asking.question else None
    if asking.question is None or answer is None:
        return _page(known, asking, name=name, status=422)
    question = {
        "address": address_of(asking.question, known),
        "words": _question_words(asking.question, known),
    }
    try:
        kept_id = keep_scenario(name, question, answer.as_facts(), by=me())
    except Refused as refused:
        faults = [Fault("name", sentence(reason, SCENARIO_FAULTS)) for reason in refused.reasons]
        return _page(known, asking, name=name, faults=faults, status=422)
    flash(_("“%(name)s” is kept.", name=name), "success")
    return redirect(url_for(".kept", scenario_id=kept_id), code=303)


@bp.get("/simulator/kept/<int:scenario_id>")
@requires(Permission.SEE_OCCUPANCY)
def kept(scenario_id: int) -> str:
    """Show a kept answer as it was, alone or beside another one."""
    other_id = _number(request.args.get("with", ""))
    found = find_scenarios(scenario_id, other_id)
    if scenario_id not in found:
        abort(404)
    shown = [found[number] for number in dict.fromkeys([scenario_id, other_id]) if number in found]
    return render_template(
        "occupancy/kept.html",
        shown=shown,
        answers=[answer_from(one.answer) for one in shown],
        others=[one for one in scenarios() if one.id not in found],
        can_forget=is_granted(me(), Permission.KEEP_SCENARIOS),
        **_words(),
    )


@bp.post("/simulator/kept/<int:scenario_id>/forget")
@requires(Permission.KEEP_SCENARIOS)
def forget(scenario_id: int) -> Response:
    """Delete a kept question."""
    forget_scenario(scenario_id, by=me())
    flash(_("The question is no longer kept."), "success")
    return redirect(url_for(".simulator"), code=303)


def _yesterday() -> date:
    return clock.today() - timedelta(days=1)


def _number(text: str) -> int:
    """Return the id in the query of an address, or 0 for what is none."""
    try:
        return whole_number(text)
    except ValueError:
        return 0


def _words() -> Mapping[str, Any]:
    """Return what puts an answer into words."""
    return {
        "figures": FIGURES,
        "sentences": answer_sentences,
        "span_words": span_words,
        "signed_words": signed_words,
        "percent_words": percent_words,
        "count_words": count_words,
        "site_name": site_name,
    }


def _page(
    known: Places,
    asking: Asking,
    *,
    name: str = "",
    faults: list[Fault] | None = None,
    status: int = 200,
) -> tuple[str, int]:
    """Return the page with the answer if the question has one, else with what to put right."""
    answer: Answer | None = None
    faults = [*asking.faults, *(faults or [])]
    if asking.question:
        answer = answer_to(asking.question, known)
        if answer is None:
            faults.append(Fault("from", str(FAULTS[QuestionFault.TOO_FEW_PEOPLE])))
    html = render_template(
        "occupancy/simulator.html",
        known=known,
        asking=asking,
        faults=faults,
        fault_of={fault.control: fault.words for fault in faults},
        question=asking.question,
        answer=answer,
        name=name,
        longest_name=LONGEST_NAME,
        address=address_of(asking.question, known) if asking.question else {},
        said=_question_words(asking.question, known) if asking.question else [],
        ways=ways_to_apply(asking.question, known) if asking.question and answer else [],
        whats=WHATS,
        weekdays=WEEKDAYS,
        yesterday=_yesterday(),
        near_km=known.policies(clock.today()).near_km,
        kept=scenarios(),
        can_keep=is_granted(me(), Permission.KEEP_SCENARIOS),
        **_words(),
    )
    return html, 422 if faults else status


def _question_words(question: Question, known: Places) -> list[str]:
    """Return what would be different, a sentence for each change."""
    said = [
        change_words(
            change.what, known.by_id[change.workplace_id].name, change.number, change.weekdays
        )
        for change in question.changes
    ]
    if question.ninth:
        said.append(ninth_words(question.ninth.area, question.ninth.desks))
    return said
