"""Deputies, notices, priorities and signed files."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.auth.models import Role, User
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db, transaction
from app.core.errors import Forbidden, Refused
from app.pola.queries.agreements import find_agreement
from app.pola.queries.documents import document_content, documents_of
from app.pola.queries.people import (
    deputies_named_by,
    has_priority,
    priority_notes_of,
    readings_of,
    standing_of,
    worker_note,
)
from app.pola.rules.files import P7M
from app.pola.rules.hitches import Hitch
from app.pola.rules.notices import FIRST_VERSION, Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.priorities import Priority
from app.pola.rules.states import State
from app.pola.services import (
    acknowledgements,
    deputies,
    priorities,
    signing,
)
from tests.support.agreements import (
    make_agreement,
    set_parameter,
)
from tests.support.factories import actor, make_user
from tests.support.journeys import mails

TODAY, TOMORROW = date(2026, 3, 2), date(2026, 3, 3)
SIGNED_ELSEWHERE = bytes.fromhex("3082abcd06092a864886f70d010702a0")
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def hr():
    return actor(make_user(), Role.HR)


def refusal(deed, *what, **more):
    with pytest.raises(Refused) as refused:
        deed(*what, **more)
    return refused.value.codes


# Deputies


def test_a_manager_names_a_deputy_who_is_told(sofia, carlo):
    dora = make_user()
    row = deputies.name_deputy(carlo.id, dora.id, TODAY, TOMORROW, by=actor(carlo))
    (named,) = deputies_named_by(carlo.id, TODAY)
    assert (named.id, named.deputy_name) == (row, dora.full_name)
    agreement = find_agreement(make_agreement(sofia).id)
    assert agreement.manager_ids == {carlo.id, dora.id}
    assert mails(dora) == ["deputy_named"]
    deputies.end_deputy(row, by=actor(carlo))
    assert deputies_named_by(carlo.id, TODAY) == []


def test_a_deputy_is_somebody_else_who_works_here_on_days_to_come(carlo):
    dora = make_user()
    gone = make_user(is_active=False)
    name, by = deputies.name_deputy, actor(carlo)
    yesterday = date(2026, 3, 1)
    assert refusal(name, carlo.id, carlo.id, TODAY, TODAY, by=by) == [Hitch.DEPUTY_SELF]
    assert refusal(name, carlo.id, dora.id, TOMORROW, TODAY, by=by) == [Hitch.DEPUTY_DATES]
    assert refusal(name, carlo.id, dora.id, yesterday, yesterday, by=by) == [Hitch.DEPUTY_DATES]
    assert refusal(name, carlo.id, gone.id, TODAY, TODAY, by=by) == [Hitch.DEPUTY_GONE]


def test_nobody_names_deputies_for_others_but_human_resources(carlo, hr):
    dora = make_user()
    with pytest.raises(Forbidden):
        deputies.name_deputy(carlo.id, dora.id, TODAY, TODAY, by=actor(dora))
    row = deputies.name_deputy(carlo.id, dora.id, TODAY, TODAY, by=hr)
    with pytest.raises(Forbidden):
        deputies.end_deputy(row, by=actor(dora))
    deputies.end_deputy(row, by=hr)
    assert refusal(deputies.end_deputy, row, by=hr) == [Hitch.GONE]


# Notices


def test_a_notice_is_acknowledged_in_the_version_that_was_seen():
    anna = make_user()
    acknowledgements.acknowledge(Notice.SAFETY, FIRST_VERSION, by=actor(anna))
    reading = readings_of(anna.id, TODAY)[Notice.SAFETY]
    assert (reading.acknowledged_at, reading.lasts_until) == (clock.now(), date(2027, 3, 2))
    assert reading.is_fresh(date(2027, 3, 2))
    assert not reading.is_fresh(date(2027, 3, 3))
    set_parameter(ParameterName.SAFETY_TEXT, "Nuovo testo.", TODAY)
    assert not readings_of(anna.id, TODAY)[Notice.SAFETY].is_fresh(TODAY)
    old = refusal(acknowledgements.acknowledge, Notice.SAFETY, FIRST_VERSION, by=actor(anna))
    assert old == [Hitch.CHANGED_MEANWHILE]


def test_a_notice_that_was_handed_over_is_acknowledged_once(hr):
    anna = make_user()
    assert acknowledgements.hand_over([anna.id, anna.id], Notice.PRIVACY, by=hr) == 1
    assert acknowledgements.hand_over([], Notice.PRIVACY, by=hr) == 0
    assert readings_of(anna.id, TODAY)[Notice.PRIVACY].acknowledged_at is None
    acknowledgements.acknowledge(Notice.PRIVACY, FIRST_VERSION, by=actor(anna))
    assert readings_of(anna.id, TODAY)[Notice.PRIVACY].acknowledged_at == clock.now()
    assert mails(anna) == ["notice_to_read"]


# Priorities


def test_a_manager_learns_that_there_is_a_priority_and_no_more(sofia, hr):
    anna = make_user()
    note = priorities.note_priority(sofia.id, Priority.CAREGIVER, TODAY, by=hr)
    assert has_priority([sofia.id, anna.id], TODAY) == {sofia.id}
    assert has_priority([sofia.id], TOMORROW) == set()
    assert has_priority([], TODAY) == set()
    assert standing_of(sofia.id, TODAY).has_priority
    (kept,) = priority_notes_of(sofia.id)
    assert (kept.id, kept.category) == (note, Priority.CAREGIVER)
    priorities.remove_priority(note, by=hr)
    priorities.remove_priority(note, by=hr)
    assert priority_notes_of(sofia.id) == []


def test_what_was_noted_is_not_told_to_those_who_read_the_log(sofia, hr):
    priorities.note_priority(sofia.id, Priority.DIS104, TODAY, by=hr)
    priorities.note_worker(sofia.id, is_disabled=True, prevalence_waived_until=None, by=hr)
    lines = db.session.scalars(sa.select(AuditLine)).all()
    assert len(lines) == 2
    assert not any("dis" in (line.after or "") for line in lines)


def test_only_human_resources_note_anything(sofia, carlo, hr):
    with pytest.raises(Forbidden):
        priorities.note_priority(sofia.id, Priority.LOCAL, TODAY, by=actor(carlo))
    past = refusal(priorities.note_priority, sofia.id, Priority.LOCAL, date(2026, 3, 1), by=hr)
    assert past == [Hitch.REVIEW_PAST]


def test_a_derogation_from_presence_holds_until_its_day(sofia, hr):
    note = priorities.note_worker
    note(sofia.id, is_disabled=False, prevalence_waived_until=TODAY, by=hr)
    assert standing_of(sofia.id, TODAY).is_prevalence_waived
    assert not standing_of(sofia.id, TOMORROW).is_prevalence_waived
    note(sofia.id, is_disabled=True, prevalence_waived_until=None, by=hr)
    assert worker_note(sofia.id).is_disabled
    assert not standing_of(sofia.id, TODAY).is_prevalence_waived


# Files signed elsewhere


def test_a_file_signed_elsewhere_is_kept_once_beside_the_agreement(sofia, carlo):
    agreement = make_agreement(sofia)
    attach = signing.attach_signed_file
    first = attach(agreement.id, "accordo.pdf.p7m", SIGNED_ELSEWHERE, by=actor(sofia))
    assert attach(agreement.id, "copia.p7m", SIGNED_ELSEWHERE, by=actor(carlo)) == first
    other = attach(agreement.id, "altro.p7m", SIGNED_ELSEWHERE + b"2", by=actor(carlo))
    kept, second = documents_of(agreement.id)
    assert second.id == other
    assert (kept.name, kept.media_type) == ("accordo.pdf.p7m", P7M)
    assert document_content(kept.id) == SIGNED_ELSEWHERE


def test_a_file_without_a_signature_or_too_early_is_refused(sofia):
    attach = signing.attach_signed_file
    agreement = make_agreement(sofia)
    plain = refusal(attach, agreement.id, "nota.pdf", b"%PDF-1.7", by=actor(sofia))
    assert plain == [Hitch.FILE_NOT_SIGNED]
    draft = make_agreement(sofia, State.DRAFT)
    early = refusal(attach, draft.id, "a.p7m", SIGNED_ELSEWHERE, by=actor(sofia))
    assert early == [Hitch.NOT_NOW]


def test_there_is_no_document_before_the_last_approval(sofia):
    request = make_agreement(sofia, State.SUBMITTED)
    early = refusal(signing.document_to_sign, request.id, by=actor(sofia))
    assert early == [Hitch.NOT_NOW]


def test_the_document_stays_as_it_was_when_the_person_changes(sofia):
    request = make_agreement(sofia, State.TO_SIGN_EMPLOYEE)
    signing.attach_signed_file(request.id, "bozza.p7m", SIGNED_ELSEWHERE, by=actor(sofia))
    seen = signing.document_to_sign(request.id, by=actor(sofia))
    with transaction():
        db.session.execute(sa.update(User).where(User.id == sofia.id).values(surname="Verdi"))
    assert signing.document_to_sign(request.id, by=actor(sofia)) == seen
