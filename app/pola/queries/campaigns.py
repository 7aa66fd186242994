"""Calls to make agreements: whom they reach, and who has answered."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.core import clock
from app.core.db import connection
from app.core.lookups import look_up
from app.pola.models import Agreement, Campaign, CampaignOffice, CampaignPerson
from app.pola.queries.names import named
from app.pola.rules.campaigns import Answer, CampaignDays
from app.pola.rules.routes import Origin
from app.pola.rules.states import OPEN, State

PAGE = 50


@dataclass(frozen=True)
class CampaignFacts:
    """A call as it was opened."""

    id: int
    title: str
    days: CampaignDays
    people: int


@dataclass
class Counts:
    """How many people of an office stand where."""

    office: str
    by_answer: dict[Answer, int] = field(default_factory=lambda: dict.fromkeys(Answer, 0))

    @property
    def people(self) -> int:
        """Return how many were called."""
        return sum(self.by_answer.values())


@dataclass(frozen=True)
class Called:
    """A person whom a call reaches, and what they did with it."""

    user_id: int
    full_name: str
    office: str
    answer: Answer
    # The request that answers it, or the draft.
    agreement_id: int | None
    reminded_at: datetime | None


_people = (
    sa.select(sa.func.count())
    .select_from(CampaignPerson)
    .where(CampaignPerson.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery()
)
_campaigns = sa.select(
    Campaign.id,
    Campaign.title,
    Campaign.opens_on,
    Campaign.closes_on,
    Campaign.starts_on,
    Campaign.ends_on,
    _people.label("people"),
)


def campaigns() -> list[CampaignFacts]:
    """Return every call, the last one first."""
    rows = connection().execute(_campaigns.order_by(Campaign.opens_on.desc(), Campaign.id.desc()))
    return [_facts(row) for row in rows]


def find_campaign(campaign_id: int) -> CampaignFacts | None:
    """Return a call, or None."""
    return look_up(campaigns_by_id, campaign_id)


def campaigns_by_id(campaign_ids: Collection[int]) -> dict[int, CampaignFacts]:
    """Return these calls, by id."""
    rows = connection().execute(_campaigns.where(Campaign.id.in_(campaign_ids)))
    return {row.id: _facts(row) for row in rows}


def campaign_offices(campaign_id: int) -> list[str]:
    """Return the names of the offices that were called, those below them left out."""
    names = (
        sa.select(Office.name)
        .join(CampaignOffice, CampaignOffice.office_id == Office.id)
        .where(CampaignOffice.campaign_id == campaign_id)
        .order_by(Office.code)
    )
    return list(connection().execute(names).scalars())


def open_campaign_of(user_id: int, day: date) -> CampaignFacts | None:
    """Return the call that a person may answer on a day and has not declined, or None."""
    mine = _campaigns.join(CampaignPerson, CampaignPerson.campaign_id == Campaign.id).where(
        CampaignPerson.user_id == user_id,
        CampaignPerson.declined_at.is_(None),
        Campaign.opens_on <= day,
        Campaign.closes_on >= day,
    )
    row = connection().execute(mine.order_by(Campaign.closes_on, Campaign.id)).first()
    return _facts(row) if row else None


def answer_of(campaign: CampaignFacts, user_id: int) -> Answer | None:
    """Return where a person stands towards a call; None if they were not called."""
    return look_up(_answers, (campaign, user_id))


def _answers(keys: Collection[tuple[CampaignFacts, int]]) -> dict[Any, Answer]:
    """Return where people stand, by call and person; a query for each."""
    found = {}
    for campaign, user_id in keys:
        select = _called(campaign).where(CampaignPerson.user_id == user_id)
        if row := connection().execute(select).first():
            found[campaign, user_id] = Answer(row.answer)
    return found


def counts_by_office(campaign: CampaignFacts) -> list[Counts]:
    """Return how many people of each office stand where, by the offices' codes."""
    inner = _called(campaign).subquery()
    rows = connection().execute(
        sa.select(inner.c.office, inner.c.office_code, inner.c.answer, sa.func.count().label("n"))
        .group_by(inner.c.office, inner.c.office_code, inner.c.answer)
        .order_by(inner.c.office_code, inner.c.office)
    )
    found: dict[Any, Counts] = {}
    for row in rows:
        counts = found.setdefault((row.office_code, row.office), Counts(row.office or ""))
        counts.by_answer[Answer(row.answer)] = row.n
    return list(found.values())


def count_called(campaign: CampaignFacts, *, answers: Collection[Answer], name: str = "") -> int:
    """Return how many people of a call match."""
    wanted = _matching(campaign, answers, name).subquery()
    return int(connection().execute(sa.select(sa.func.count()).select_from(wanted)).scalar_one())


def called_people(
    campaign: CampaignFacts,
    *,
    answers: Collection[Answer] = tuple(Answer),
    name: str = "",
    offset: int = 0,
    limit: int | None = PAGE,
) -> list[Called]:
    """Return one page of the people of a call by surname; all of them with `limit` None."""
    found = _matching(campaign, answers, name)
    page = found.order_by("surname", "given_name", "user_id").offset(offset)
    rows = connection().execute(page.limit(limit) if limit else page)
    return [
        Called(
            user_id=row.user_id,
            full_name=f"{row.surname} {row.given_name}",
            office=row.office or "",
            answer=Answer(row.answer),
            agreement_id=row.sent_id or row.draft_id,
            reminded_at=row.reminded_at,
        )
        for row in rows
    ]


def _matching(
    campaign: CampaignFacts, answers: Collection[Answer], name: str
) -> sa.Select[*tuple[Any, ...]]:
    inner = _called(campaign).where(*named(name)).subquery()
    return sa.select(inner).where(inner.c.answer.in_([str(answer) for answer in answers]))


def callable_offices() -> list[tuple[int, str]]:
    """Return the offices that are called by name: the topmost, and those right below it."""
    top = sa.orm.aliased(Office)
    rows = connection().execute(
        sa.select(Office.id, Office.name)
        .outerjoin(top, top.id == Office.parent_id)
        .where(top.parent_id.is_(None))
        .order_by(Office.parent_id.is_not(None), Office.name)
    )
    return [(row.id, row.name) for row in rows]


def people_below(office_ids: Collection[int]) -> list[int]:
    """Return the active people who may work remotely, of these offices and all below them."""
    below = sa.select(Office.id).where(Office.id.in_(office_ids)).cte(recursive=True)
    below = below.union(sa.select(Office.id).join(below, Office.parent_id == below.c.id))
    people = sa.select(User.id).where(
        User.office_id.in_(sa.select(below.c.id)), User.is_active, User.is_remote_capable
    )
    return list(connection().execute(people.order_by(User.id)).scalars())


def renewable(campaign: CampaignFacts) -> list[tuple[int, int]]:
    """Return the agreements that end before the call's period does, after their people.

    Only of those who neither declined nor have a request or a later agreement.
    """
    inner = _called(campaign).subquery()
    other = sa.orm.aliased(Agreement)
    # A request under way, or an agreement that follows this one.
    is_provided = sa.exists().where(
        other.user_id == Agreement.user_id,
        sa.or_(other.state.in_(OPEN), other.in_force_from > Agreement.in_force_from),
    )
    rows = connection().execute(
        sa.select(Agreement.user_id, Agreement.id)
        .join(inner, inner.c.user_id == Agreement.user_id)
        .where(
            inner.c.answer == Answer.SILENT,
            Agreement.state == State.ACTIVE,
            Agreement.in_force_until < campaign.days.ends_on,
            ~is_provided,
        )
        .order_by(Agreement.user_id)
    )
    return [(row.user_id, row.id) for row in rows]


def _facts(row: Any) -> CampaignFacts:
    days = CampaignDays(row.opens_on, row.closes_on, row.starts_on, row.ends_on)
    return CampaignFacts(row.id, row.title, days, row.people)


def _called(campaign: CampaignFacts) -> sa.Select[*tuple[Any, ...]]:
    """Return the people of a call with their answer.

    A request answers it that was begun or sent while it was open.
    """
    first = clock.at(campaign.days.opens_on, time(0))
    end = clock.at(campaign.days.closes_on + timedelta(days=1), time(0))
    mine = sa.and_(
        Agreement.user_id == CampaignPerson.user_id,
        Agreement.origin != Origin.IMPORT,
        sa.or_(
            Agreement.id == CampaignPerson.agreement_id,
            sa.and_(Agreement.created_at >= first, Agreement.created_at < end),
            sa.and_(Agreement.submitted_at >= first, Agreement.submitted_at < end),
        ),
    )
    newest = sa.select(sa.func.max(Agreement.id)).where(mine)
    unsent = (State.DRAFT, State.ABANDONED)
    sent = newest.where(Agreement.state.not_in(unsent)).scalar_subquery()
    draft = newest.where(Agreement.state == State.DRAFT).scalar_subquery()
    answer = sa.case(
        (sent.is_not(None), str(Answer.SENT)),
        (CampaignPerson.declined_at.is_not(None), str(Answer.DECLINED)),
        (draft.is_not(None), str(Answer.DRAFT)),
        else_=str(Answer.SILENT),
    )
    return (
        sa.select(
            CampaignPerson.user_id,
            User.given_name,
            User.surname,
            Office.name.label("office"),
            Office.code.label("office_code"),
            answer.label("answer"),
            sent.label("sent_id"),
            draft.label("draft_id"),
            CampaignPerson.reminded_at,
        )
        .join(User, User.id == CampaignPerson.user_id)
        .outerjoin(Office, Office.id == User.office_id)
        .where(CampaignPerson.campaign_id == campaign.id)
    )
