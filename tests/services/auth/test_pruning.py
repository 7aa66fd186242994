"""Sign-ins that are over, their old lines and the counts of wrong guesses are deleted."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role, SignIn, Throttle
from app.auth.rules import FORGET_AFTER, IDLE_MINUTES, KNOWN_FOR, LONGEST, SIGN_IN_LINES_KEPT
from app.auth.services import sign_ins
from app.auth.services.sign_ins import begin_sign_in, keep_awake, prune
from app.core import audit, clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.errors import Forbidden
from tests.support.factories import actor, make_user

SECOND = timedelta(seconds=1)


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_a_browser_left_alone_or_too_old_is_deleted(app):
    begin_sign_in(make_user().id, "idle")
    with clock.frozen(clock.now() + timedelta(minutes=IDLE_MINUTES)):
        assert prune(by=SYSTEM) == 0
    with clock.frozen(clock.now() + timedelta(minutes=IDLE_MINUTES) + SECOND):
        assert prune(by=SYSTEM) == 1
    begin_sign_in(make_user().id, "old")
    row = db.session.scalar(sa.select(SignIn.id))
    with clock.frozen(clock.now() + LONGEST + SECOND):
        keep_awake(row)
        assert prune(by=SYSTEM) == 1
        assert prune(by=SYSTEM) == 0
    assert count(SignIn) == 0


def test_lines_of_signing_in_go_after_six_months_and_others_stay(app):
    person = make_user()
    with transaction():
        for action in ("sign_in", "sign_out", "set_password"):
            audit.record(person.id, action, "user", person.id)
    with clock.frozen(clock.now() + SIGN_IN_LINES_KEPT):
        prune(by=SYSTEM)
        assert count(AuditLine) == 3
    with clock.frozen(clock.now() + SIGN_IN_LINES_KEPT + SECOND):
        prune(by=SYSTEM)
    assert db.session.scalars(sa.select(AuditLine.action)).all() == ["set_password"]


def test_counts_of_guesses_and_known_networks_go_when_nobody_signs_in(app):
    now = clock.now()
    rows = [
        ("fresh", 3, FORGET_AFTER - SECOND),
        ("stale", 3, FORGET_AFTER),
        ("known", 0, KNOWN_FOR - SECOND),
        ("forgotten", 0, KNOWN_FOR),
    ]
    with transaction():
        for key, failures, age in rows:
            db.session.add(Throttle(key=key, failures=failures, last_at=now - age))
    prune(by=SYSTEM)
    keys = db.session.scalars(sa.select(Throttle.key).order_by(Throttle.key)).all()
    assert keys == ["fresh", "known"]


def test_many_go_a_few_at_a_time(app, monkeypatch):
    monkeypatch.setattr(sign_ins, "BATCH", 2)
    for n in range(5):
        begin_sign_in(make_user().id, f"browser {n}")
    with clock.frozen(clock.now() + LONGEST + SECOND):
        assert prune(by=SYSTEM) == 5


def test_only_the_system_and_administrators_prune(app):
    with pytest.raises(Forbidden):
        prune(by=actor(make_user(), Role.HR))
