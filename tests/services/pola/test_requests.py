"""A request is begun, written and sent."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from app.auth.models import Role
from app.core import clock
from app.core.db import transaction
from app.core.errors import Forbidden, Refused
from app.pola.queries.agreements import find_agreement
from app.pola.rules.faults import Fault
from app.pola.rules.hitches import Hitch
from app.pola.rules.notices import Notice
from app.pola.rules.parameters import ParameterName
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration
from app.pola.services import decisions, drafts, steps
from tests.support.agreements import (
    TERMS,
    a_manager_of,
    acknowledge_notices,
    facts_of,
    make_agreement,
    set_parameter,
)
from tests.support.factories import actor, make_user
from tests.support.journeys import submitted

TODAY = date(2026, 3, 2)
REASON = "Lo sportello resterebbe scoperto il martedì."
pytestmark = pytest.mark.usefixtures("app")


def test_a_draft_keeps_unfinished_work_and_is_sent_only_when_right(sofia, carlo):
    request = drafts.start_request(sofia.id, by=actor(sofia))
    version = drafts.save_terms(
        request, replace(TERMS, activities=(), places=()), version=1, by=actor(sofia)
    )
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(sofia))
    assert refused.value.codes == [Fault.PLACE_MISSING, Fault.ACTIVITY_MISSING]
    drafts.save_terms(request, TERMS, version=version, by=actor(sofia))
    decisions.submit_request(request, by=actor(sofia))


def test_of_two_windows_the_later_one_does_not_overwrite(sofia):
    request = drafts.start_request(sofia.id, by=actor(sofia))
    drafts.save_terms(request, TERMS, version=1, by=actor(sofia))
    other = replace(TERMS, places=("Altrove",))
    with pytest.raises(Refused) as refused:
        drafts.save_terms(request, other, version=1, by=actor(sofia))
    assert refused.value.codes == [Hitch.CHANGED_MEANWHILE]


def test_saving_the_same_again_changes_nothing(sofia):
    request = drafts.start_request(sofia.id, by=actor(sofia))
    version = drafts.save_terms(request, TERMS, version=1, by=actor(sofia))
    assert drafts.save_terms(request, TERMS, version=version, by=actor(sofia)) == version


def test_there_is_one_open_request_a_person(sofia):
    first = drafts.start_request(sofia.id, by=actor(sofia))
    assert drafts.start_request(sofia.id, by=actor(sofia)) == first
    drafts.abandon_request(first, by=actor(sofia))
    assert drafts.start_request(sofia.id, by=actor(sofia)) != first


def test_what_was_sent_is_no_longer_written(sofia, carlo):
    request = submitted(sofia)
    with pytest.raises(Refused) as refused:
        drafts.save_terms(request, TERMS, version=3, by=actor(sofia))
    assert refused.value.codes == [Hitch.NOT_NOW]


def test_nobody_writes_in_somebody_elses_request(sofia, carlo):
    request = drafts.start_request(sofia.id, by=actor(sofia))
    with pytest.raises(Forbidden):
        drafts.save_terms(request, TERMS, version=1, by=actor(carlo))
    with pytest.raises(Forbidden):
        drafts.start_request(sofia.id, by=actor(carlo))


def test_human_resources_begin_a_request_for_somebody(sofia):
    hr = actor(make_user(), Role.HR)
    request = drafts.start_request(sofia.id, by=hr)
    assert find_agreement(request).user_id == sofia.id


def test_what_does_not_exist_is_refused(sofia):
    with pytest.raises(Refused) as refused:
        decisions.submit_request(404, by=actor(sofia))
    assert refused.value.codes == [Hitch.GONE]


def test_notices_must_have_been_read_in_the_version_that_stands(carlo, sofia):
    anna = make_user()
    a_manager_of(anna)
    set_parameter(ParameterName.VPN_TEXT, "Usa sempre la VPN.")
    request = make_agreement(anna, State.DRAFT).id
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(anna))
    unread = [reason.facts["notice"] for reason in refused.value.reasons]
    assert unread == [Notice.SAFETY, Notice.PRIVACY, Notice.VPN]
    acknowledge_notices(anna)
    acknowledge_notices(anna, [Notice.VPN], version=date(2026, 1, 1))
    decisions.submit_request(request, by=actor(anna))


def test_a_safety_note_of_a_year_ago_is_read_again(sofia, carlo):
    request = make_agreement(
        sofia, State.DRAFT, starts_on=date(2027, 3, 3), ends_on=date(2027, 8, 31)
    ).id
    with clock.frozen(datetime(2027, 3, 3, 9, tzinfo=clock.ROME)), pytest.raises(Refused) as no:
        decisions.submit_request(request, by=actor(sofia))
    assert no.value.codes == [Hitch.SAFETY_NOTE_OLD]


def test_without_a_manager_nothing_is_sent(sofia):
    request = make_agreement(sofia, State.DRAFT).id
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(sofia))
    assert refused.value.codes == [Hitch.NO_MANAGER]


def test_a_term_may_not_meet_another_agreement(sofia, carlo):
    make_agreement(sofia, starts_on=date(2026, 8, 1), ends_on=None, duration=Duration.OPEN)
    request = make_agreement(sofia, State.DRAFT).id
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(sofia))
    assert refused.value.codes == [Hitch.OVERLAPS]


def test_a_first_request_is_filled_from_the_programme(sofia):
    set_parameter(ParameterName.WAYS_TEXT, "Si lavora per obiettivi.")
    terms = find_agreement(drafts.start_request(sofia.id, by=actor(sofia))).terms
    assert (terms.starts_on, terms.ends_on) == (date(2026, 4, 1), date(2027, 3, 31))
    assert (terms.ways, terms.notice_days) == ("Si lavora per obiettivi.", 30)
    assert terms.contact[0].start == time(9)


def test_a_renewal_is_filled_from_the_last_and_follows_it(sofia):
    last = make_agreement(sofia)
    facts = find_agreement(drafts.start_request(sofia.id, by=actor(sofia)))
    assert (facts.origin, facts.parent_id) == (Origin.RENEWAL, last.id)
    assert facts.terms == replace(TERMS, starts_on=date(2026, 9, 1), ends_on=date(2027, 2, 28))


def test_who_withdrew_begins_anew_with_the_old_words(sofia):
    make_agreement(sofia, State.WITHDRAWN, in_force_until=date(2026, 3, 2))
    facts = find_agreement(drafts.start_request(sofia.id, by=actor(sofia)))
    assert (facts.origin, facts.parent_id) == (Origin.NEW, None)
    assert facts.terms.places == TERMS.places
    assert facts.terms.starts_on == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("origin", "hitch"),
    [(Origin.REVISION, Hitch.NOTHING_TO_REVISE), (Origin.RENEWAL, Hitch.NOTHING_TO_RENEW)],
)
def test_only_what_there_is_can_be_revised_or_renewed(sofia, origin, hitch):
    with pytest.raises(Refused) as refused:
        drafts.start_request(sofia.id, by=actor(sofia), origin=origin)
    assert refused.value.codes == [hitch]


def test_a_term_that_runs_backwards_is_told_once(sofia, carlo):
    make_agreement(sofia, starts_on=date(2026, 8, 1))
    request = make_agreement(sofia, State.DRAFT, ends_on=date(2026, 3, 1)).id
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(sofia))
    assert refused.value.codes == [Fault.END_BEFORE_START]


def test_an_open_ended_request_may_not_meet_a_later_agreement(sofia, carlo):
    make_agreement(sofia, starts_on=date(2030, 1, 1), ends_on=date(2030, 6, 30))
    request = make_agreement(sofia, State.DRAFT, duration=Duration.OPEN, ends_on=None).id
    with pytest.raises(Refused) as refused:
        decisions.submit_request(request, by=actor(sofia))
    assert refused.value.codes == [Hitch.OVERLAPS]


def test_the_database_keeps_a_second_request_from_being_opened(sofia, monkeypatch):
    # Opens the window in which somebody who asked nobody wrote a request.
    make_agreement(sofia, State.DRAFT)
    monkeypatch.setattr(drafts, "open_request_of", lambda _user_id: None)
    with pytest.raises(Refused) as refused:
        drafts.start_request(sofia.id, by=actor(sofia))
    assert refused.value.codes == [Hitch.OPEN_REQUEST]


def test_of_two_who_read_the_same_version_one_writes(sofia):
    stale = facts_of(make_agreement(sofia))
    with transaction():
        steps.swap(stale, {"notice_ends_on": TODAY})
    with pytest.raises(Refused) as refused, transaction():
        steps.swap(stale, {"notice_ends_on": TODAY})
    assert refused.value.codes == [Hitch.CHANGED_MEANWHILE]


def test_a_named_agreement_is_renewed_even_if_it_is_not_the_last(sofia):
    first = make_agreement(
        sofia, State.EXPIRED, starts_on=date(2025, 1, 1), ends_on=date(2025, 6, 30)
    )
    make_agreement(sofia, State.EXPIRED, starts_on=date(2025, 7, 1), ends_on=date(2025, 12, 31))
    request = drafts.start_request(
        sofia.id, by=actor(sofia), origin=Origin.RENEWAL, parent_id=first.id
    )
    assert find_agreement(request).parent_id == first.id


def test_what_runs_out_under_notice_is_not_revised(sofia):
    make_agreement(sofia, State.WITHDRAWAL_NOTICE, notice_ends_on=date(2026, 4, 1))
    with pytest.raises(Refused) as refused:
        drafts.start_request(sofia.id, by=actor(sofia), origin=Origin.REVISION)
    assert refused.value.codes == [Hitch.NOTHING_TO_REVISE]
