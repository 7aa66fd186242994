"""Requests of Anna, who asks for remote work."""

from datetime import date

from app.auth.models import User
from app.core.db import db
from app.pola.models import Agreement
from app.pola.rules.states import State
from app.pola.rules.terms import RemotePattern, Rhythm
from tests.support.agreements import make_agreement
from tests.support.factories import make_user

TOO_MUCH = RemotePattern(Rhythm.PER_MONTH, count=30)
SOON = date(2026, 4, 1)


def ask(surname="Rossi", **more):
    person = make_user(given_name="Anna", surname=surname, **more.pop("person", {}))
    return make_agreement(person, State.SUBMITTED, **{"starts_on": SOON} | more)


def state_of(request):
    return db.session.get(Agreement, request.id).state


def asker(request):
    return db.session.get(User, request.user_id)
