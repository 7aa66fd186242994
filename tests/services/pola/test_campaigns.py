import json
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from app.auth.models import Role
from app.core import clock
from app.core.audit import AuditLine
from app.core.db import db
from app.core.errors import Forbidden, Refused
from app.core.mail import OutboxMail, enqueue_all
from app.pola.models import Agreement, Campaign
from app.pola.queries.agreements import find_agreement, open_request_of
from app.pola.queries.campaigns import (
    answer_of,
    called_people,
    campaign_offices,
    campaigns,
    count_called,
    counts_by_office,
    find_campaign,
    open_campaign_of,
    renewable,
)
from app.pola.rules.campaigns import Answer, CampaignDays, CampaignRefusal
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.services.campaigns import (
    decline_campaign,
    open_campaign,
    prepare_renewals,
    remind,
)
from app.pola.services.drafts import start_request
from tests.support.agreements import make_agreement
from tests.support.counting import counted
from tests.support.factories import actor, make_office, make_user

DAYS = CampaignDays(date(2026, 3, 1), date(2026, 3, 31), date(2026, 9, 1), date(2027, 8, 31))
TODAY = date(2026, 3, 2)


@pytest.fixture
def hr(app):
    return actor(make_user("hr@example.it"), Role.HR)


@pytest.fixture
def offices(app):
    """A directorate, and a unit below it."""
    top = make_office("RU")
    return top, make_office("RU1", parent_id=top.id)


def worker(office, **more):
    return make_user(office_id=office.id, **{"is_remote_capable": True} | more)


def opened(hr, offices, days=DAYS):
    return find_campaign(open_campaign("Accordi 2027", days, [offices[0].id], by=hr))


def mails(kind):
    return db.session.scalars(sa.select(OutboxMail).where(OutboxMail.kind == kind)).all()


def at(day, hour=12):
    return clock.frozen(clock.at(day, time(hour)))


def test_a_call_reaches_who_may_work_remotely_in_the_offices_and_below(hr, offices):
    anna, bruno = worker(offices[0]), worker(offices[1])
    worker(offices[1], is_active=False)
    worker(offices[1], is_remote_capable=False)
    worker(make_office("ALTRO"))
    campaign = opened(hr, offices)
    assert (campaign.title, campaign.days, campaign.people) == ("Accordi 2027", DAYS, 2)
    assert {one.user_id for one in called_people(campaign)} == {anna.id, bruno.id}
    assert campaign_offices(campaign.id) == ["Risorse umane"]
    assert campaigns() == [campaign]
    assert {mail.user_id for mail in mails("campaign_opened")} == {anna.id, bruno.id}
    assert json.loads(mails("campaign_opened")[0].facts)["closes_on"] == "2026-03-31"
    line = db.session.scalars(sa.select(AuditLine).where(AuditLine.action == "open_campaign")).one()
    assert json.loads(line.after)["people"] == 2


def test_a_call_names_everything_that_is_wrong_with_its_days(hr, offices):
    worker(offices[0])
    wrong = CampaignDays(date(2026, 2, 10), date(2026, 2, 1), date(2026, 9, 2), date(2026, 9, 1))
    with pytest.raises(Refused) as refused:
        open_campaign("Prova", wrong, [offices[0].id], by=hr)
    assert refused.value.codes == [
        CampaignRefusal.CLOSES_BEFORE_IT_OPENS,
        CampaignRefusal.CLOSES_IN_THE_PAST,
        CampaignRefusal.ENDS_BEFORE_IT_STARTS,
    ]
    long = replace(DAYS, ends_on=date(2027, 9, 1))
    with pytest.raises(Refused) as refused:
        open_campaign("Prova", long, [make_office("VUOTO").id], by=hr)
    assert refused.value.codes == [CampaignRefusal.PERIOD_TOO_LONG, CampaignRefusal.NOBODY_CALLED]
    assert refused.value.reasons[0].facts == {"last": date(2027, 8, 31)}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Campaign)) == 0


def test_only_human_resources_call_remind_and_prepare(hr, offices):
    person = worker(offices[0])
    campaign = opened(hr, offices)
    for deed in (
        lambda by: open_campaign("Prova", DAYS, [offices[0].id], by=by),
        lambda by: remind(campaign.id, by=by),
        lambda by: prepare_renewals(campaign.id, by=by),
    ):
        with pytest.raises(Forbidden):
            deed(actor(person, Role.MANAGER))


def test_a_request_begun_or_sent_while_the_call_is_open_answers_it(hr, offices):
    people = [worker(offices[0]) for _ in range(7)]
    campaign = opened(hr, offices)
    make_agreement(people[0], State.SUBMITTED)
    make_agreement(people[1], State.DRAFT)
    make_agreement(people[2], State.ABANDONED)
    before = clock.at(date(2026, 2, 28), time(23, 59))
    after = clock.at(date(2026, 4, 1), time(0))
    make_agreement(people[3], State.SUBMITTED, created_at=before, submitted_at=clock.now())
    make_agreement(people[4], State.ACTIVE, created_at=before, submitted_at=before)
    make_agreement(people[5], State.SUBMITTED, created_at=after, submitted_at=after)
    make_agreement(people[6], State.ACTIVE, origin=Origin.IMPORT)
    answers = [answer_of(campaign, person.id) for person in people]
    assert answers == [
        Answer.SENT, Answer.DRAFT, Answer.SILENT, Answer.SENT, Answer.SILENT, Answer.SILENT,
        Answer.SILENT,
    ]  # fmt: skip
    assert answer_of(campaign, hr.id) is None


def test_answers_are_counted_by_office_and_listed_by_name(hr, offices):
    anna = worker(offices[0], surname="Alberti")
    bruno = worker(offices[1], surname="Bianchi", staff_number="77")
    clara = worker(offices[1], surname="D'Angelo")
    campaign = opened(hr, offices)
    make_agreement(anna, State.SUBMITTED)
    decline_campaign(campaign.id, by=actor(bruno))
    first, second = counts_by_office(campaign)
    assert (first.people, second.people) == (1, 2)
    assert second.by_answer == {
        Answer.SENT: 0, Answer.DRAFT: 0, Answer.DECLINED: 1, Answer.SILENT: 1,
    }  # fmt: skip
    names = [one.full_name for one in called_people(campaign)]
    assert names == [f"{one.surname} Sofia" for one in (anna, bruno, clara)]
    for words, found in (("bian", [bruno]), ("77", [bruno]), ("angelo", [clara]), ("%", []),
                         ("sofia al", [anna])):  # fmt: skip
        assert [one.user_id for one in called_people(campaign, name=words)] == [
            person.id for person in found
        ], words
    assert count_called(campaign, answers=[Answer.SILENT]) == 1
    assert [one.user_id for one in called_people(campaign, offset=1, limit=1)] == [bruno.id]


def test_whoever_is_silent_is_reminded_once_a_day(hr, offices):
    anna, bruno, clara = (worker(offices[0]) for _ in range(3))
    campaign = opened(hr, offices)
    make_agreement(anna, State.SUBMITTED)
    make_agreement(bruno, State.DRAFT)
    assert remind(campaign.id, by=hr) == 2
    assert {mail.user_id for mail in mails("campaign_reminder")} == {bruno.id, clara.id}
    with at(TODAY, 23):
        assert remind(campaign.id, by=hr) == 0
    decline_campaign(campaign.id, by=actor(clara))
    with at(TODAY + timedelta(days=1), 0):
        assert remind(campaign.id, by=hr) == 1
    with at(date(2026, 4, 1)), pytest.raises(Refused) as refused:
        remind(campaign.id, by=hr)
    assert refused.value.codes == [CampaignRefusal.NOT_OPEN]


def test_a_mail_to_nobody_is_no_mail(app):
    enqueue_all([], "campaign_reminder", {})
    assert mails("campaign_reminder") == []


def test_no_thank_you_is_an_answer_while_the_call_is_open(hr, offices):
    anna, bruno = worker(offices[0]), worker(offices[0])
    campaign = opened(hr, offices)
    assert open_campaign_of(anna.id, TODAY) == campaign
    decline_campaign(campaign.id, by=actor(anna))
    decline_campaign(campaign.id, by=actor(anna))
    assert answer_of(campaign, anna.id) is Answer.DECLINED
    assert open_campaign_of(anna.id, TODAY) is None
    make_agreement(bruno, State.SUBMITTED)
    with pytest.raises(Refused) as refused:
        decline_campaign(campaign.id, by=actor(bruno))
    assert refused.value.codes == [CampaignRefusal.ALREADY_SENT]
    for number in (campaign.id, 9999):
        with pytest.raises(Refused) as refused:
            decline_campaign(number, by=hr)
        assert refused.value.codes == [CampaignRefusal.NOT_CALLED]
    with at(date(2026, 4, 1)), pytest.raises(Refused) as refused:
        decline_campaign(campaign.id, by=actor(anna))
    assert refused.value.codes == [CampaignRefusal.NOT_OPEN]


def test_whoever_declined_and_then_asks_has_answered(hr, offices):
    anna = worker(offices[0])
    campaign = opened(hr, offices)
    decline_campaign(campaign.id, by=actor(anna))
    start_request(anna.id, by=actor(anna))
    assert answer_of(campaign, anna.id) is Answer.DECLINED
    make_agreement(worker(offices[0]))
    db.session.execute(sa.update(Agreement).values(state=State.SUBMITTED))
    assert answer_of(campaign, anna.id) is Answer.SENT


def test_renewals_are_prepared_for_the_calls_period_and_only_where_they_are_missing(hr, offices):
    people = [worker(offices[0]) for _ in range(6)]
    before = {"created_at": datetime(2025, 1, 1, tzinfo=clock.ROME), "submitted_at": None}
    last = make_agreement(people[0], **before)
    make_agreement(people[1], ends_on=date(2027, 12, 31), **before)
    make_agreement(people[2], **before)
    make_agreement(people[2], State.DRAFT)
    make_agreement(people[3], **before)
    make_agreement(people[4], **before)
    make_agreement(people[4], starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31), **before)
    campaign = opened(hr, offices)
    decline_campaign(campaign.id, by=actor(people[3]))
    assert renewable(campaign) == [(people[0].id, last.id)]
    assert prepare_renewals(campaign.id, by=hr) == 1
    draft = open_request_of(people[0].id)
    assert (draft.origin, draft.parent_id, draft.state) == (Origin.RENEWAL, last.id, State.DRAFT)
    assert (draft.terms.starts_on, draft.terms.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))
    assert draft.terms.pattern == find_agreement(last.id).terms.pattern
    stored = db.session.get(Agreement, draft.id)
    assert (stored.starts_on, stored.ends_on) == (date(2026, 9, 1), date(2027, 8, 31))
    assert answer_of(campaign, people[0].id) is Answer.DRAFT
    assert [mail.user_id for mail in mails("renewal_prepared")] == [people[0].id]
    assert prepare_renewals(campaign.id, by=hr) == 0


def test_a_long_call_is_followed_in_as_many_queries_as_a_short_one(hr, offices):
    worker(offices[0])
    campaign = opened(hr, offices)
    with counted() as few:
        counts_by_office(campaign)
        called_people(campaign)
        renewable(campaign)
    for _ in range(5):
        worker(offices[1])
    campaign = opened(hr, offices)
    with counted() as many:
        counts_by_office(campaign)
        called_people(campaign)
        renewable(campaign)
    assert len(few) == len(many) == 3
