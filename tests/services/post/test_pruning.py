"""Mails of long ago are deleted, whatever became of them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.core import clock, mail
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden
from app.core.mail import MailState, OutboxMail
from app.post.services import pruning
from app.post.services.pruning import prune_mails
from tests.support.factories import actor, make_user


def make_mails(state, days_ago, number=1, *, sent_days_ago=None):
    """Mails that were owed, and last touched, so many days ago."""
    with transaction():
        mail.enqueue_all([make_user().id] * number, "booking_made", {})
        then = clock.now() - timedelta(days=days_ago)
        change = {"state": state, "created_at": then, "due_at": then}
        if sent_days_ago is not None:
            change["sent_at"] = clock.now() - timedelta(days=sent_days_ago)
        newest = sa.select(sa.func.max(OutboxMail.id)).scalar_subquery()
        select = sa.update(OutboxMail).where(OutboxMail.id > newest - number)
        connection().execute(select.values(change))


def left():
    return db.session.scalar(sa.select(sa.func.count()).select_from(OutboxMail))


@pytest.mark.parametrize("state", MailState)
def test_a_mail_goes_twenty_one_days_after_its_end(app, state):
    make_mails(state, 20)
    make_mails(state, 22)
    assert prune_mails(by=SYSTEM) == 1
    assert left() == 1
    assert prune_mails(by=SYSTEM) == 0


def test_a_mail_that_waited_long_counts_from_when_it_was_sent(app):
    make_mails(MailState.SENT, 40, sent_days_ago=20)
    make_mails(MailState.SENT, 40, sent_days_ago=22)
    assert prune_mails(by=SYSTEM) == 1


def test_many_go_a_few_at_a_time(app, monkeypatch):
    monkeypatch.setattr(pruning, "BATCH", 3)
    make_mails(MailState.SENT, 30, 8)
    make_mails(MailState.UNWANTED, 30, 5)
    assert prune_mails(by=SYSTEM) == 13
    assert left() == 0


def test_the_city_chooses_how_long(app, monkeypatch):
    monkeypatch.setitem(app.config, "MAILS_KEPT_DAYS", 3)
    make_mails(MailState.SENT, 4)
    assert prune_mails(by=SYSTEM) == 1


def test_only_the_system_and_administrators_prune(app):
    with pytest.raises(Forbidden):
        prune_mails(by=actor(make_user(), Role.HR))
