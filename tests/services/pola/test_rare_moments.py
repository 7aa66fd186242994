"""What happens only when two things meet, or when something is asked twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.auth.actors import SYSTEM
from app.auth.models import Role
from app.booking.queries.bookings import find_booking
from app.booking.services import absences as leave
from app.booking.services import weeks
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.half import Half, Part
from app.pola.queries.agreements import find_agreement
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.filings import Act, FilingState
from app.pola.rules.found import Found
from app.pola.rules.hitches import Hitch
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.services import endings, plans, signing, uploads
from app.pola.services.filings import claims
from app.pola.services.filings.closing import note_closed
from tests.support.agreements import a_manager_of, acknowledge_notices, make_agreement
from tests.support.factories import actor, desks_of, make_booking, make_user, make_workplace
from tests.support.filings import (
    file_annulment,
    file_change,
    file_start,
    filed,
    make_worker,
    stand,
    states,
    the_filing,
)
from tests.support.plans import a_plan, planned

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
DAY = timedelta(days=1)


@pytest.fixture
def anna(app):
    user = make_worker()
    acknowledge_notices(user)
    return user


@pytest.fixture
def hr(app):
    return actor(make_user(), Role.HR)


def test_leave_of_yesterday_is_planned_and_frees_nothing(anna, hr):
    tally = leave.note_absence(anna.id, MONDAY - 3 * DAY, MONDAY, Part.DAY, by=hr)
    assert (tally.written, tally.freed) == (4, 0)


def test_a_recall_for_the_morning_leaves_the_desk_of_the_afternoon(anna):
    boss = actor(a_manager_of(anna))
    booking = make_booking(anna, desks_of(make_workplace())[0], TUESDAY, Part.PM)
    a_plan(anna, TUESDAY, Half.AM, DayKind.AGILE_HOME)
    weeks.recall_person(anna.id, TUESDAY, [Half.AM], "Sportello scoperto", by=boss)
    assert find_booking(booking).is_active


def test_leave_that_is_taken_back_leaves_a_plain_day(anna, hr):
    leave.note_absence(anna.id, TUESDAY, TUESDAY, Part.AM, by=hr)
    with transaction():
        plans.forget_absence(anna.id, TUESDAY, [Half.AM], by=SYSTEM)
    assert planned(anna) == {}


def test_a_desk_stays_in_the_plan_when_no_agreement_names_its_half(anna):
    a_plan(anna, TUESDAY, Half.AM, DayKind.NEAR_MUNICIPAL, PlanSource.DESK)
    with transaction():
        plans.replan(anna.id, by=SYSTEM)
    assert planned(anna)[TUESDAY, Half.AM].kind is DayKind.NEAR_MUNICIPAL


def test_forgetting_a_file_that_is_not_there_tells_nothing(hr):
    uploads.drop_upload(by=hr)
    assert db.session.scalars(sa.select(AuditLine)).all() == []


def test_what_somebody_else_ended_meanwhile_is_not_counted(anna, monkeypatch):
    going_on = make_agreement(anna)
    # As if it had been over a moment ago.
    monkeypatch.setattr(endings, "_over", lambda _today: [going_on.id])
    assert "expired" not in endings.run_dates(by=SYSTEM)


def test_what_is_in_doubt_is_not_written_to_a_file(ministry, started):
    stand(FilingState.IN_DOUBT)
    assert claims.export_one(the_filing().id, by=SYSTEM) is claims.Bar.HELD


def test_an_answer_that_comes_after_the_doubt_settles_nothing(ministry, started):
    claimed = claims.claim(the_filing().id, by=SYSTEM)
    stand(FilingState.IN_DOUBT)
    claims.accept(claimed, "1" * 17, "E100", by=SYSTEM)
    assert states() == [FilingState.IN_DOUBT]


def test_a_period_that_is_closed_twice_is_noted_once(ministry, started):
    entry = claims.claim(the_filing().id, by=SYSTEM).entry
    barring = Found("9" * 17, "", MONDAY - 90 * DAY, None)
    for code in ("1" * 17, "2" * 17):
        note_closed(entry, barring, MONDAY - DAY, code, by=SYSTEM)
    assert the_filing(Act.WITHDRAWAL).code == "2" * 17


def test_a_revision_that_never_began_leaves_a_parent_that_ran_its_term(anna):
    parent = make_agreement(anna, State.REVISED, ends_on=date(2026, 3, 31))
    file_start(parent)
    child = make_agreement(
        anna,
        starts_on=date(2026, 4, 1),
        origin=Origin.REVISION,
        parent_id=parent.id,
    )
    file_change(child, date(2026, 4, 1))
    file_annulment(child)
    assert not [one for one in filed(parent) if one[0] is Act.WITHDRAWAL]


def signed_late(user, **terms):
    agreement = make_agreement(user, State.TO_SIGN_EMPLOYEE, approvals_given=1, **terms)
    manager = a_manager_of(user)
    for person in (user, manager):
        sha256 = signing.document_to_sign(agreement.id, by=actor(person)).sha256
        signing.sign(agreement.id, sha256, by=actor(person))
    return find_agreement(agreement.id)


def test_nobody_signs_an_agreement_whose_term_is_over(anna):
    with pytest.raises(Refused) as refused:
        signed_late(anna, starts_on=MONDAY - 60 * DAY, ends_on=MONDAY - DAY)
    assert refused.value.codes == [Hitch.TERM_OVER]


def test_a_manager_who_signs_after_the_last_day_is_refused(anna):
    ends = {"starts_on": MONDAY - 60 * DAY, "ends_on": TUESDAY}
    agreement = make_agreement(anna, State.TO_SIGN_EMPLOYEE, approvals_given=1, **ends)
    boss = actor(a_manager_of(anna))
    sha256 = signing.document_to_sign(agreement.id, by=actor(anna)).sha256
    signing.sign(agreement.id, sha256, by=actor(anna))
    with clock.frozen(clock.now() + 3 * DAY), pytest.raises(Refused) as refused:
        signing.sign(agreement.id, sha256, by=boss)
    assert refused.value.codes == [Hitch.TERM_OVER]
    assert find_agreement(agreement.id).state is State.TO_SIGN_MANAGER


def test_a_revision_of_what_has_expired_meanwhile_begins_by_itself(anna):
    parent = make_agreement(anna, State.EXPIRED, starts_on=MONDAY - 60 * DAY, ends_on=MONDAY - DAY)
    signed = signed_late(anna, origin=Origin.REVISION, parent_id=parent.id)
    assert signed.state is State.ACTIVE
    assert find_agreement(parent.id).state is State.EXPIRED


def test_an_end_on_the_last_day_is_not_told(anna):
    boss = actor(a_manager_of(anna))
    agreement = make_agreement(anna, ends_on=MONDAY)
    file_start(agreement)
    endings.withdraw_at_once(agreement.id, "Il servizio è stato riorganizzato.", by=boss)
    assert not [one for one in filed() if one[0] is Act.WITHDRAWAL]
