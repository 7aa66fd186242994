"""Whose inbox it is, and what waits in it."""

from datetime import date

from app.auth.actors import Actor, Grant
from app.auth.models import Role
from app.core import clock
from app.core.db import db, transaction
from app.pola.models import Filing, PriorityNote
from app.pola.queries.inbox.lines import Lines
from app.pola.queries.inbox.lists import counts, page
from app.pola.queries.inbox.reach import reach_of
from app.pola.queries.programme import parameter_rows
from app.pola.rules.filings import Act, due_on
from app.pola.rules.inbox import Box
from app.pola.rules.priorities import Priority

TODAY = date(2026, 3, 2)


def as_hr(user):
    return Actor(id=user.id, full_name=user.full_name, grants=frozenset({Grant(Role.HR)}))


def as_manager(user):
    return Actor(id=user.id, full_name=user.full_name, leads=True)


def lists_of(actor, office_id=None):
    return Lines(reach_of(actor), parameter_rows(), clock.today(), office_id)


def held_by(actor, box, **more):
    return [row.agreement_id for row in page(lists_of(actor, **more), box, 50)]


def counted_for(actor, box):
    return counts(lists_of(actor), list(Box))[box].number


def note_priority(user, review_on):
    with transaction():
        db.session.add(
            PriorityNote(
                user_id=user.id,
                category=Priority.CAREGIVER,
                review_on=review_on,
                created_at=clock.now(),
            )
        )


def make_filing(agreement, state, event=TODAY, message=""):
    with transaction():
        db.session.add(
            Filing(
                agreement_id=agreement.id,
                user_id=agreement.user_id,
                act=Act.START,
                event_on=event,
                due_on=due_on(event),
                state=state,
                facts="{}",
                message=message,
                created_at=clock.now(),
            )
        )
