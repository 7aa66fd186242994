"""Call people to make agreements for a period, remind them, prepare what they will send."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from app.auth.actors import Actor
from app.auth.permissions import Permission, authorize
from app.core import audit, clock, mail
from app.core.db import command, connection, db
from app.core.errors import Reason, Refused
from app.pola.models import Agreement, Campaign, CampaignOffice, CampaignPerson
from app.pola.queries.agreements import find_agreement
from app.pola.queries.campaigns import (
    CampaignFacts,
    answer_of,
    called_people,
    find_campaign,
    people_below,
    renewable,
)
from app.pola.queries.programme import programme
from app.pola.rules.campaigns import (
    OWING,
    Answer,
    CampaignDays,
    CampaignRefusal,
    declining_refusals,
    opening_refusals,
)
from app.pola.rules.months import last_day
from app.pola.rules.routes import Origin
from app.pola.rules.states import State
from app.pola.rules.terms import Duration
from app.pola.rules.written import write_terms
from app.pola.services.drafts import start_request


@dataclass(frozen=True)
class _Person:
    """Whose answer it is, as permissions look at it."""

    user_id: int | None


@command
def open_campaign(title: str, days: CampaignDays, office_ids: Collection[int], *, by: Actor) -> int:
    """Call everybody of these offices, and below, who may work remotely; return the call's id.

    Raises Refused if the days do not fit, or there is nobody to call.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    people = people_below(office_ids)
    longest = programme(days.starts_on).longest_months
    latest = last_day(days.starts_on, longest)
    if reasons := opening_refusals(days, len(people), clock.today(), latest):
        raise Refused(reasons)
    campaign = Campaign(
        title=title,
        opens_on=days.opens_on,
        closes_on=days.closes_on,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        created_at=clock.now(),
        created_by=by.id,
    )
    db.session.add(campaign)
    db.session.flush()
    number = campaign.id
    run = connection().execute
    offices = [{"campaign_id": number, "office_id": one} for one in sorted(set(office_ids))]
    run(sa.insert(CampaignOffice), offices)
    run(sa.insert(CampaignPerson), [{"campaign_id": number, "user_id": one} for one in people])
    mail.enqueue_all(people, "campaign_opened", _words(number, title, days))
    words = vars(days) | {"title": title, "offices": sorted(office_ids), "people": len(people)}
    audit.record(by.id, "open_campaign", "campaign", number, after=words)
    return number


@command
def remind(campaign_id: int, *, by: Actor) -> int:
    """Remind those who have not answered, each at most once a day; return how many."""
    authorize(by, Permission.RUN_PROGRAMME)
    campaign = _open_campaign(campaign_id)
    today = clock.today()
    called = called_people(campaign, answers=OWING, limit=None)
    owing = [
        person.user_id
        for person in called
        if person.reminded_at is None or person.reminded_at.astimezone(clock.ROME).date() < today
    ]
    if not owing:
        return 0
    reminded = (
        sa.update(CampaignPerson)
        .where(
            CampaignPerson.campaign_id == campaign_id,
            CampaignPerson.user_id == sa.bindparam("b_user"),
        )
        .values(reminded_at=clock.now())
    )
    connection().execute(reminded, [{"b_user": user_id} for user_id in owing])
    words = _words(campaign.id, campaign.title, campaign.days)
    mail.enqueue_all(owing, "campaign_reminder", words)
    audit.record(by.id, "remind", "campaign", campaign_id, after={"people": len(owing)})
    return len(owing)


@command
def decline_campaign(campaign_id: int, *, by: Actor) -> None:
    """Answer `no, thank you` for oneself; raises Refused if the call is over or answered."""
    authorize(by, Permission.EDIT_AGREEMENT, _Person(by.id))
    campaign = find_campaign(campaign_id)
    if campaign is None or by.id is None:
        raise Refused([Reason(CampaignRefusal.NOT_CALLED)])
    answer = answer_of(campaign, by.id)
    if reasons := declining_refusals(campaign.days, answer, clock.today()):
        raise Refused(reasons)
    if answer is Answer.DECLINED:
        return
    connection().execute(
        sa.update(CampaignPerson)
        .where(CampaignPerson.campaign_id == campaign_id, CampaignPerson.user_id == by.id)
        .values(declined_at=clock.now())
    )
    audit.record(by.id, "decline", "campaign", campaign_id)


@command
def prepare_renewals(campaign_id: int, *, by: Actor) -> int:
    """Write a draft for everybody whose agreement ends before the call's period; return how many.

    It says what the last one says, for the call's period; the person sends it or changes it.
    """
    authorize(by, Permission.RUN_PROGRAMME)
    campaign = _open_campaign(campaign_id)
    found = renewable(campaign)
    for user_id, parent_id in found:
        draft_id = start_request(user_id, by=by, origin=Origin.RENEWAL, parent_id=parent_id)
        _fit(draft_id, campaign.days)
        connection().execute(
            sa.update(CampaignPerson)
            .where(CampaignPerson.campaign_id == campaign_id, CampaignPerson.user_id == user_id)
            .values(agreement_id=draft_id)
        )
        words = _words(campaign.id, campaign.title, campaign.days)
        mail.enqueue(user_id, "renewal_prepared", words | {"agreement_id": draft_id})
    if found:
        after = {"people": len(found)}
        audit.record(by.id, "prepare_renewals", "campaign", campaign_id, after=after)
    return len(found)


def _fit(draft_id: int, days: CampaignDays) -> None:
    """Move a draft that was begun just now into the call's period."""
    draft = find_agreement(draft_id)
    assert draft is not None, "it was written a moment ago"
    terms = draft.terms
    first = max(days.starts_on, terms.starts_on)
    last = days.ends_on if terms.duration is Duration.FIXED else None
    terms = replace(terms, starts_on=first, ends_on=last)
    connection().execute(
        sa.update(Agreement)
        .where(Agreement.id == draft_id, Agreement.state == State.DRAFT)
        .values(terms=write_terms(terms), starts_on=first, ends_on=last)
    )


def _open_campaign(campaign_id: int) -> CampaignFacts:
    """Return a call; raises Refused unless it can be answered today."""
    campaign = find_campaign(campaign_id)
    if campaign is None or not campaign.days.is_open(clock.today()):
        raise Refused([Reason(CampaignRefusal.NOT_OPEN)])
    return campaign


def _words(campaign_id: int, title: str, days: CampaignDays) -> dict[str, Any]:
    return {"campaign_id": campaign_id, "title": title} | vars(days)
