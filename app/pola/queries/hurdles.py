"""Everything that keeps a request from being sent today."""

from datetime import date

import sqlalchemy as sa

from app.core.db import connection
from app.core.errors import Reason
from app.pola.models import Agreement
from app.pola.queries.agreements import AgreementFacts
from app.pola.queries.evaluations import was_positive
from app.pola.queries.people import readings_of, standing_of
from app.pola.queries.programme import programme
from app.pola.rules.checks import check_terms
from app.pola.rules.hitches import Hitch
from app.pola.rules.notices import Notice, needed_notices
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Origin
from app.pola.rules.terms import Terms


def hurdles(agreement: AgreementFacts, today: date) -> list[Reason]:
    """Return every reason why a request cannot be sent today; none means that it can."""
    rules = programme(today)
    return [
        *check_terms(agreement.terms, rules, standing_of(agreement.user_id, today), today),
        *_overlaps(agreement, agreement.terms),
        *_missing_manager(agreement),
        *reading_hurdles(agreement.user_id, rules, today),
        *_evaluation_hurdles(agreement, rules),
    ]


def reading_hurdles(user_id: int, rules: Programme, today: date) -> list[Reason]:
    """Return which notices a person must still read, or read again."""
    readings = readings_of(user_id, today)
    reasons = []
    for notice in needed_notices(rules):
        reading = readings[notice]
        if reading.acknowledged_at is None:
            reasons.append(Reason(Hitch.NOTICE_UNREAD, {"notice": notice}))
        elif not reading.is_fresh(today):
            # L. 81/2017 art. 22: handed over at least once a year.
            assert notice is Notice.SAFETY
            words = {"day": reading.lasts_until, "months": rules.safety_note_months}
            reasons.append(Reason(Hitch.SAFETY_NOTE_OLD, words))
    return reasons


def _overlaps(agreement: AgreementFacts, terms: Terms) -> list[Reason]:
    """Return the agreement that is in force during this term; a revision closes its parent."""
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        return []
    ends_in_time = sa.or_(
        Agreement.in_force_until.is_(None), Agreement.in_force_until >= terms.starts_on
    )
    select = sa.select(Agreement.in_force_from, Agreement.in_force_until).where(
        Agreement.user_id == agreement.user_id, Agreement.id != agreement.id, ends_in_time
    )
    if terms.ends_on is not None:
        select = select.where(Agreement.in_force_from <= terms.ends_on)
    else:
        select = select.where(Agreement.in_force_from.is_not(None))
    if agreement.origin is Origin.REVISION and agreement.parent_id is not None:
        select = select.where(Agreement.id != agreement.parent_id)
    row = connection().execute(select.order_by(Agreement.in_force_from)).first()
    if row is None:
        return []
    return [Reason(Hitch.OVERLAPS, {"first": row.in_force_from, "last": row.in_force_until})]


def _missing_manager(agreement: AgreementFacts) -> list[Reason]:
    return [] if agreement.manager_ids else [Reason(Hitch.NO_MANAGER)]


def _evaluation_hurdles(agreement: AgreementFacts, rules: Programme) -> list[Reason]:
    """Return what a renewal still lacks: a positive evaluation of what it renews."""
    if not rules.evaluation_needed or agreement.origin is not Origin.RENEWAL:
        return []
    positive = was_positive(agreement.parent_id) if agreement.parent_id else None
    if positive is None:
        return [Reason(Hitch.EVALUATION_MISSING)]
    return [] if positive else [Reason(Hitch.EVALUATION_NEGATIVE)]
