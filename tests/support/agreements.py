"""The plainest valid agreement, its people, and what must have been read for it."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from app.auth.models import Deputy, User
from app.core import clock
from app.core.db import db, transaction
from app.core.half import Half
from app.pola.models import Acknowledgement, Agreement, Parameter
from app.pola.queries.agreements import AgreementFacts, find_agreement
from app.pola.rules.notices import FIRST_VERSION, Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Origin
from app.pola.rules.states import OPEN, SIGNED, State
from app.pola.rules.terms import (
    Activity,
    Band,
    Comparison,
    Duration,
    IndicatorKind,
    RemotePattern,
    Rhythm,
    Supplier,
    Terms,
    Tool,
    WeekHalf,
)
from app.pola.rules.written import halves_a_month, write_terms
from tests.support.factories import make_user

TUESDAYS_AND_THURSDAYS = RemotePattern(
    Rhythm.WEEKDAYS, tuple(WeekHalf(day, half) for day in (1, 3) for half in Half)
)
ACTIVITY = Activity(
    title="Istruttoria delle pratiche",
    result="Pratiche chiuse entro il mese",
    indicator="Pratiche chiuse",
    kind=IndicatorKind.NUMBER,
    comparison=Comparison.AT_LEAST,
    target="40",
)
# Keeps every rule; begins on the Monday at which the tests' clock stands.
TERMS = Terms(
    duration=Duration.FIXED,
    starts_on=date(2026, 3, 2),
    ends_on=date(2026, 8, 31),
    pattern=TUESDAYS_AND_THURSDAYS,
    contact=(Band(time(9), time(13)), Band(time(14), time(16))),
    rest=Band(time(20), time(7)),
    places=("Casa",),
    tools=(Tool("Computer portatile", Supplier.CITY),),
    activities=(ACTIVITY,),
    notice_days=30,
    justified_reasons=("Il servizio non può più essere reso a distanza.",),
)
_OF_TERMS = {field.name for field in fields(Terms)}


def make_agreement(user: User, state: State = State.ACTIVE, **changes: Any) -> Agreement:
    """An agreement of a person, written straight into its table.

    `changes` are fields of Terms, or else columns of the table. A signed one is in
    force during its term unless told otherwise.
    """
    terms = replace(TERMS, **{k: v for k, v in changes.items() if k in _OF_TERMS})
    values = {
        "office_id": user.office_id,
        "origin": Origin.NEW,
        "rules_of": clock.today(),
        "waiting_since": clock.now() if state in OPEN else None,
        "created_at": clock.now(),
        "submitted_at": None if state is State.DRAFT else clock.now(),
    }
    if state in SIGNED:
        values |= {"in_force_from": terms.starts_on, "in_force_until": terms.ends_on}
    values |= {k: v for k, v in changes.items() if k not in _OF_TERMS}
    with transaction():
        agreement = Agreement(
            user_id=user.id,
            state=state,
            terms=write_terms(terms),
            duration=terms.duration,
            starts_on=terms.starts_on,
            ends_on=terms.ends_on,
            halves_a_month=halves_a_month(terms.pattern),
            **values,
        )
        db.session.add(agreement)
    return agreement


def facts_of(agreement: Agreement) -> AgreementFacts:
    """The agreement as it stands now."""
    facts = find_agreement(agreement.id)
    assert facts
    return facts


def a_manager_of(*people: User, **more: Any) -> User:
    """A new person to whom these report."""
    manager = make_user(**more)
    with transaction():
        ids = [person.id for person in people]
        db.session.execute(sa.update(User).where(User.id.in_(ids)).values(manager_id=manager.id))
    return manager


def make_deputy(user: User, deputy: User, from_day: date, to_day: date) -> Deputy:
    """Somebody who stands in for a person."""
    with transaction():
        row = Deputy(user_id=user.id, deputy_id=deputy.id, from_day=from_day, to_day=to_day)
        db.session.add(row)
    return row


def acknowledge_notices(
    user: User, notices: Iterable[Notice] = (Notice.SAFETY, Notice.PRIVACY), **more: Any
) -> None:
    """The person has read these texts, in the version that stands before any was set."""
    at: datetime = more.pop("at", clock.now())
    values = {"version": FIRST_VERSION, "delivered_at": at, "acknowledged_at": at} | more
    with transaction():
        db.session.add_all(
            Acknowledgement(user_id=user.id, notice=notice, **values) for notice in notices
        )


def set_parameter(name: ParameterName, value: str, from_day: date = date(2026, 1, 1)) -> None:
    """A number or text of the programme, from a day on."""
    with transaction():
        row = Parameter(name=name, value=value, from_day=from_day, created_at=clock.now())
        db.session.add(row)
