from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.models import WorkplaceDay
from app.booking.rules.refusals import Refusal
from app.core import clock
from app.core.db import connection, db, transaction
from app.core.errors import Forbidden, Reason, Refused
from app.core.mail import OutboxMail
from app.core.runs import JobRun, late_jobs
from app.core.smtp import MailServerAway
from app.jobs.rules import At, Often
from app.jobs.services.checks import check_everything
from app.jobs.services.runs import JobFailed, expect, forget_unknown, is_due, run_job
from app.jobs.table import JOBS
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace

NIGHT, OFTEN = At(time(1)), Often(20)


def stored(name="night"):
    db.session.expire_all()
    return db.session.get(JobRun, name)


def later(**more):
    return clock.frozen(clock.now() + timedelta(**more))


def fails(words="nothing works"):
    def work():
        raise JobFailed(words)

    return work


def test_a_run_is_written_down_with_what_came_of_it(app):
    ended = run_job("night", NIGHT, lambda: "3 counted.", by=SYSTEM)
    run = stored()
    assert (ended.result, ended.has_failed) == ("3 counted.", False)
    assert (run.result, run.failures, run.succeeded_at) == ("3 counted.", 0, clock.now())
    assert run.next_at.astimezone(clock.ROME).isoformat() == "2026-03-03T01:00:00+01:00"


def test_a_failure_is_told_and_never_raised(app):
    ended = run_job("night", NIGHT, fails(), by=SYSTEM)
    assert (ended.has_failed, ended.pause) == (True, timedelta(minutes=1))
    assert (stored().failures, stored().result) == (1, "nothing works")
    assert stored().next_at == clock.now() + timedelta(minutes=1)
    assert stored().succeeded_at is None


def test_the_facts_of_an_unforeseen_failure_are_not_shown(app, caplog):
    def work():
        raise ValueError("Sofia D'Angelo")

    assert run_job("night", NIGHT, work, by=SYSTEM).result == "ValueError"


def test_what_is_written_about_a_run_survives_its_rollback(app):
    def work():
        with transaction():
            db.session.add(JobRun(name="half done", result="", failures=0))
            db.session.flush()
            raise MailServerAway("the server is away")

    run_job("night", NIGHT, work, by=SYSTEM)
    assert stored("half done") is None
    assert stored().result == "the server is away"


def test_pauses_grow_while_a_job_goes_on_failing(app):
    pauses = [run_job("often", OFTEN, fails(), by=SYSTEM).pause for _n in range(3)]
    assert [pause.total_seconds() / 60 for pause in pauses] == [1, 2, 4]
    assert not is_due("often", OFTEN)
    with later(minutes=4):
        assert is_due("often", OFTEN)
        assert run_job("often", OFTEN, lambda: "well", by=SYSTEM).failures == 0
        assert is_due("often", OFTEN)


def test_a_job_of_the_night_is_due_once_whoever_did_it(app):
    assert is_due("night", NIGHT)
    run_job("night", NIGHT, lambda: "done", by=SYSTEM)
    assert not is_due("night", NIGHT)
    with later(days=1):
        assert is_due("night", NIGHT)


def test_a_job_that_misses_two_turns_is_late(app):
    expect("night", NIGHT, by=SYSTEM)
    assert late_jobs() == []
    with later(days=2):
        assert late_jobs() == ["night"]
        run_job("night", NIGHT, fails(), by=SYSTEM)
        assert late_jobs() == ["night"]
        run_job("night", NIGHT, lambda: "done", by=SYSTEM)
        assert late_jobs() == []


def test_a_job_that_there_is_no_longer_is_never_late(app):
    expect("gone", NIGHT, by=SYSTEM)
    forget_unknown(list(JOBS), by=SYSTEM)
    assert stored("gone") is None


def test_only_administrators_run_jobs(app):
    with pytest.raises(Forbidden):
        run_job("night", NIGHT, lambda: "done", by=actor(make_user()))


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_job_can_run_on_an_empty_database_twice(app, name, tmp_path):
    app.config["MAIL_FOLDER"] = str(tmp_path)
    for _n in range(2):
        ended = run_job(name, JOBS[name].turn, JOBS[name].run, by=SYSTEM)
        assert not ended.has_failed, ended.result
        assert ended.result.endswith(".")


def test_the_nightly_check_says_when_all_is_well_and_when_it_is_not(app):
    boss = make_user(None, Role.ADMINISTRATOR)
    make_user(None, Role.FACILITY_MANAGER)
    make_booking(make_user(), desks_of(make_workplace())[0], clock.today())
    assert "agree" in check_everything(by=SYSTEM)
    with transaction():
        connection().execute(sa.update(WorkplaceDay).values(taken_am=7))
    for _n in range(2):
        with pytest.raises(JobFailed, match="disagree"):
            check_everything(by=SYSTEM)
    told = sa.select(OutboxMail.user_id).where(OutboxMail.kind == "check_failed")
    assert list(connection().scalars(told)) == [boss.id]


def test_a_refusal_is_told_by_its_reason(app):
    def work():
        raise Refused([Reason(Refusal.DESK_GONE)])

    assert run_job("night", NIGHT, work, by=SYSTEM).result == "desk_gone"
