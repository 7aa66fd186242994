"""A person: agreements and their versions, history, plan, filings and documents."""

from flask import Response as FlaskResponse
from flask import abort, render_template, request
from werkzeug.http import dump_options_header

from app.auth.login import me
from app.auth.permissions import Permission, is_granted, requires
from app.core import clock
from app.core.forms import clean
from app.core.numbers import whole_number
from app.pola.forms.person import AbsenceForm, PriorityForm, WorkerForm
from app.pola.labels.agreements import NOTICES, ORIGINS, PRIORITIES, STATES
from app.pola.labels.content import period_words
from app.pola.labels.differences import difference_words
from app.pola.labels.filings import ACTS, FILING_STATES
from app.pola.labels.person import STEPS, halves_amount
from app.pola.labels.plans import DAY_KINDS
from app.pola.queries.agreements import AgreementFacts, agreements_of, find_agreement
from app.pola.queries.documents import document_content, find_document, histories
from app.pola.queries.people import priority_notes_of, readings_of, worker_note
from app.pola.queries.person import (
    PersonFacts,
    documents_by_agreement,
    filings_of,
    find_person,
    month_totals,
    people_named,
)
from app.pola.rules.differences import differences
from app.pola.rules.months import months_after
from app.pola.views.blueprint import bp

PAGE = 25
MONTHS = 3


@bp.get("/people")
@requires(Permission.RUN_PROGRAMME)
def people() -> str:
    """Look for people by name or staff number."""
    words = (clean(request.args.get("q")) or "")[:100]
    offset = request.args.get("from", 0, whole_number)
    # One more than shown tells whether there is a next page.
    found = people_named(words, PAGE + 1, offset) if words else []
    return render_template(
        "pola/people.html",
        q=words,
        people=found[:PAGE],
        has_more=len(found) > PAGE,
        offset=offset,
        page=PAGE,
    )


@bp.get("/people/<int:user_id>")
@requires(Permission.SEE_AGREEMENT)
def person(user_id: int) -> str:
    """Show a person: all of it to human resources, less to a manager."""
    return person_page(get_person(user_id))


def get_person(user_id: int) -> PersonFacts:
    """Return a person whom one may see; any other is not there."""
    facts = find_person(user_id)
    if facts is None or not is_granted(me(), Permission.SEE_AGREEMENT, facts):
        abort(404)
    return facts


def person_page(
    facts: PersonFacts,
    *,
    priority_form: PriorityForm | None = None,
    worker_form: WorkerForm | None = None,
    absence_form: AbsenceForm | None = None,
) -> str:
    """Draw a person's page; what only human resources may know is not even read for others."""
    today, user_id = clock.today(), facts.user_id
    for_hr = is_granted(me(), Permission.RUN_PROGRAMME)
    sees_plan = is_granted(me(), Permission.SEE_PLAN, facts)
    agreements = [one for one in agreements_of(user_id) if not one.is_unsent]
    ids = [one.id for one in agreements]
    first = today.replace(day=1)
    months = [months_after(first, n) for n in range(MONTHS)]
    note = worker_note(user_id) if for_hr else None
    return render_template(
        "pola/person.html",
        person=facts,
        for_hr=for_hr,
        today=today,
        agreements=agreements,
        changes={one.id: _changes(one, agreements) for one in agreements},
        period=period_words,
        histories=histories(ids),
        documents=documents_by_agreement(ids),
        totals=month_totals(user_id, months) if sees_plan else {},
        amount=halves_amount,
        readings=readings_of(user_id, today),
        filings=filings_of(user_id) if for_hr else [],
        priorities=priority_notes_of(user_id) if for_hr else [],
        priority_form=priority_form or PriorityForm(formdata=None),
        worker_form=worker_form or WorkerForm(formdata=None, obj=note),
        absence_form=absence_form or AbsenceForm(formdata=None),
        states=STATES,
        origins=ORIGINS,
        steps=STEPS,
        notices=NOTICES,
        kinds=DAY_KINDS,
        acts=ACTS,
        filing_states=FILING_STATES,
        categories=PRIORITIES,
    )


def _changes(one: AgreementFacts, agreements: list[AgreementFacts]) -> list[str]:
    """Return what an agreement changed in the one before it, sentence by sentence."""
    earlier = [other for other in agreements if other.id < one.id]
    before = next((other for other in earlier if other.id == one.parent_id), None)
    before = before or next((other for other in earlier if other.in_force_from), None)
    found = differences(before.terms if before else None, one.terms)
    return [difference_words(difference) for difference in found]


@bp.get("/documents/<int:document_id>")
@requires(Permission.SEE_AGREEMENT)
def document(document_id: int) -> FlaskResponse:
    """Hand over a file of an agreement that one may see, always as a download."""
    facts = find_document(document_id)
    agreement = find_agreement(facts.agreement_id) if facts else None
    if facts is None or not is_granted(me(), Permission.SEE_AGREEMENT, agreement):
        abort(404)
    answer = FlaskResponse(document_content(document_id), mimetype=facts.media_type)
    answer.headers["Content-Disposition"] = dump_options_header(
        "attachment", {"filename": facts.name}
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
