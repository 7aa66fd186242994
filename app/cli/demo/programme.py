"""The demo's programme: texts, plans, filings and a call to renew, around its agreements."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.auth.models import Office, User
from app.booking.models import Slot
from app.cli.demo.agreements import write_agreements
from app.cli.demo.filings import write_filings
from app.cli.demo.records import NOTICES_FROM
from app.cli.demo.stories import Teller
from app.cli.demo.texts import TEXTS
from app.core import clock
from app.core.calendar import is_working_day
from app.core.db import connection
from app.core.half import Half
from app.pola.models import (
    Agreement,
    Campaign,
    CampaignOffice,
    CampaignPerson,
    CommuteAnswer,
    Parameter,
    PlannedHalf,
    PriorityNote,
    Swap,
    WorkerNote,
)
from app.pola.queries.agreed import subdivision
from app.pola.queries.programme import programme
from app.pola.rules.agreed import Period, agreed_halves
from app.pola.rules.day_kinds import DayKind, PlanSource
from app.pola.rules.priorities import Priority
from app.pola.rules.states import SIGNED
from app.pola.rules.swaps import SwapState
from app.pola.rules.written import read_terms

# Of the people who may work remotely, one in so many has a priority, answered about the way.
PRIORITY_EVERY, COMMUTE_EVERY = 9, 3
_COMMUTES = (("car", 10), ("public_transport", 5), ("bike", 0), ("car", 20), ("foot", 0))


def write_programme(people: Sequence[int], sofia: int, today: date) -> int:
    """Write the whole programme; return how many agreements there are."""
    draw = random.Random(f"programme {today.isoformat()}")  # noqa: S311 - the same twice a day
    run = connection().execute
    written_at = clock.at(NOTICES_FROM, time(9))
    run(
        sa.insert(Parameter),
        [
            {"name": name, "value": text, "from_day": NOTICES_FROM, "created_at": written_at}
            for name, text in TEXTS.items()
        ],
    )
    capable = [sofia, *_capable(people)]
    ids = write_agreements(list(Teller(capable, today).stories()), programme(today))
    _write_plans(sofia, today, draw)
    write_filings(today)
    _write_notes(capable, today)
    _write_campaign(today)
    return len(ids)


def _capable(people: Sequence[int]) -> list[int]:
    """Return those who may work remotely and have a manager to ask."""
    rows = connection().execute(
        sa.select(User.id).where(
            User.id.in_(people), User.is_remote_capable, User.manager_id.is_not(None)
        )
    )
    return list(rows.scalars())


def _write_plans(sofia: int, today: date, draw: random.Random) -> None:
    """Write what agreements and booked desks say, since each agreement began."""
    halves: dict[tuple[int, date, Half], dict[str, Any]] = {}
    for row in _agreed(today, draw):
        halves[row["user_id"], row["day"], row["half"]] = row
    slots = connection().execute(sa.select(Slot.user_id, Slot.day, Slot.half))
    for slot in slots:
        key = (slot.user_id, slot.day, Half(slot.half))
        agreed = halves.get(key, {}).get("agreed")
        halves[key] = _half(*key, DayKind.NEAR_MUNICIPAL, PlanSource.DESK, agreed)
    connection().execute(sa.insert(PlannedHalf), list(halves.values()))
    _ask_swap(sofia, set(halves), today)


def _ask_swap(user_id: int, planned: set[tuple[int, date, Half]], today: date) -> None:
    """Ask to move the person's first remote half after this week to the day after it."""
    next_week = today + timedelta(days=7 - today.weekday())
    for _person, day, half in sorted(one for one in planned if one[0] == user_id):
        after = day + timedelta(days=1)
        is_free = (user_id, after, half) not in planned and is_working_day(after, subdivision())
        if day >= next_week and is_free and after.isocalendar().week == day.isocalendar().week:
            values = {"user_id": user_id, "from_day": day, "from_half": half, "to_day": after}
            values |= {"to_half": half, "state": SwapState.ASKED, "asked_at": clock.now()}
            connection().execute(sa.insert(Swap), [values])
            return


def _agreed(today: date, draw: random.Random) -> Iterator[dict[str, Any]]:
    """Yield the agreed halves, and now and then a day of leave instead of one."""
    place = subdivision()
    rows = connection().execute(
        sa.select(
            Agreement.user_id, Agreement.terms, Agreement.in_force_from, Agreement.in_force_until
        ).where(Agreement.state.in_(SIGNED))
    )
    for row in rows:
        period = Period(row.in_force_from, row.in_force_until, read_terms(row.terms).pattern)
        on_leave: set[date] = set()
        for day, half in sorted(agreed_halves([period], [], row.in_force_from, place)):
            if half is Half.AM and draw.random() < 0.05:
                on_leave.add(day)
            kind, source = DayKind.AGILE_HOME, PlanSource.AGREEMENT
            if day in on_leave and day <= today + timedelta(days=28):
                kind, source = DayKind.LEAVE, PlanSource.ABSENCE
            yield _half(row.user_id, day, half, kind, source, DayKind.AGILE_HOME)


def _half(
    user_id: int,
    day: date,
    half: Half,
    kind: DayKind,
    source: PlanSource,
    agreed: DayKind | None,
) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "day": day,
        "half": half,
        "kind": kind,
        "agreed": agreed,
        "source": source,
        "changed_at": clock.now(),
    }


def _write_notes(people: Sequence[int], today: date) -> None:
    """Write priorities that HR alone reads, and how some people said they would travel."""
    run, now = connection().execute, clock.now()
    run(
        sa.insert(PriorityNote),
        [
            {
                "user_id": user_id,
                "category": list(Priority)[place % len(Priority)],
                "review_on": today + timedelta(days=40 + place % 300),
                "created_at": now,
            }
            for place, user_id in enumerate(people[4::PRIORITY_EVERY])
        ],
    )
    disabled = [{"user_id": n, "is_disabled": True} for n in people[7 :: PRIORITY_EVERY * 5]]
    run(sa.insert(WorkerNote), disabled)
    answers = []
    for place, user_id in enumerate(people[1::COMMUTE_EVERY]):
        mode, band = _COMMUTES[place % len(_COMMUTES)]
        answers.append({"user_id": user_id, "mode": mode, "band_km": band, "answered_at": now})
    run(sa.insert(CommuteAnswer), answers)


def _write_campaign(today: date) -> None:
    """Write an open call for next year, answered by whoever has a request under way."""
    run, year = connection().execute, today.year + 1
    offices = run(sa.select(Office.id).where(Office.parent_id.is_(None))).scalars().all()
    values = {
        "title": f"Accordi {year}",
        "opens_on": today - timedelta(days=12),
        "closes_on": today + timedelta(days=18),
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        "created_at": clock.now(),
    }
    campaign = run(sa.insert(Campaign).values(values).returning(Campaign.id)).scalar_one()
    rows = [{"campaign_id": campaign, "office_id": office} for office in offices]
    run(sa.insert(CampaignOffice), rows)
    called = run(sa.select(User.id).where(User.is_active, User.is_remote_capable)).scalars()
    people = [{"campaign_id": campaign, "user_id": user_id} for user_id in called]
    run(sa.insert(CampaignPerson), people)
