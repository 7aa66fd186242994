"""What the first page shows: the day, the desk to propose, the strip, the workplaces."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from app.auth.actors import Actor
from app.booking.queries.availability import counts_with_whole
from app.booking.queries.bookings import Held
from app.booking.queries.fairness import Offer, offered_draw
from app.booking.queries.habits import habits_of, next_usual_week
from app.booking.queries.plan import (
    PartnerAnswer,
    leave_halves,
    needs_agreement,
    partner_answer,
    plan_of,
    recalled_halves,
)
from app.booking.queries.proposal import Proposal, Site, Wanted, propose, sites_on
from app.booking.queries.shares import barred_by_shares, needs_of
from app.booking.queries.strip import STRIP_DAYS, StripDay, next_free, strip_of
from app.booking.queries.working_week import WeekDay, week_of
from app.booking.rules.order import ranked
from app.booking.rules.places import Owner, Places, WorkplaceFacts
from app.booking.rules.refusals import ABOUT_THE_DAY, Facts, halves_left, has_ended, refusals
from app.core import clock
from app.core.calendar import next_working_day, working_days
from app.core.errors import Reason
from app.core.half import Half, Part
from app.pola.rules.planned import Planning

# How far back a person's usual desk is looked for.
HABIT = timedelta(days=90)


@dataclass(frozen=True)
class Home:
    """Everything that the first page draws."""

    today: date
    day: date
    part: Part
    halves_left: tuple[Half, ...]
    # Why nothing can be booked on this day anywhere; empty when it can.
    day_reasons: list[Reason]
    days: list[StripDay]
    # Whose free desks the strip of days counts.
    days_at: WorkplaceFacts | None
    sites: list[Site]
    week: list[WeekDay]
    mine: list[Held]
    proposal: Proposal | None
    full_before: list[Site] = field(default_factory=list)
    # Of these, the ones whose free desks all wait for people who need them, and until when.
    waiting: frozenset[int] = frozenset()
    waits_until: datetime | None = None
    # Where offices' shares leave the person nothing, and why.
    barred: Mapping[int, Reason] = field(default_factory=dict)
    # Where the desks of the day are still to be drawn, and when; the draw to enter first.
    drawn: Mapping[int, datetime] = field(default_factory=dict)
    draw: Offer | None = None
    # The workplace that was asked for, if it is one.
    asked: Site | None = None
    next_free_day: date | None = None
    open_bookings: int = 0
    may_open: int = 0
    can_book_today: bool = False
    # Today's desks that are not over: the person can say that they come.
    coming_today: list[Held] = field(default_factory=list)
    # Bookings to come whose desk had to move, and that wait for the person's answer.
    to_answer: list[Held] = field(default_factory=list)
    # What the plan says to a partner's desk then; None where no agreement is needed.
    partner: PartnerAnswer | None = None
    # What the person does every week, and the Monday of the next one to book.
    usual_days: Mapping[int, Part] = field(default_factory=dict)
    usual_week: date | None = None

    @property
    def has_too_many(self) -> bool:
        """Return True when the person holds as many bookings as the house rules allow."""
        return self.open_bookings >= self.may_open


@dataclass(frozen=True)
class _Standing:
    """What a person can still want on a day."""

    day: date
    mine: list[Held]
    left: tuple[Half, ...]
    part: Part
    reasons: list[Reason]


def home_facts(by: Actor, known: Places, wanted: Wanted) -> Home:
    """Return what the first page shows a person, in a constant number of queries."""
    assert by.id is not None
    now = clock.wall()
    today = now.date()
    strip = working_days(next_working_day(today, known.subdivision), STRIP_DAYS, known.subdivision)
    habits = habits_of(by.id, today - HABIT)
    bookings = habits.held
    if wanted.besides:
        bookings = [b for b in bookings if b.id != wanted.besides]
    at = _standing(wanted.day or strip[0], wanted.part, bookings, known, now)
    if wanted.falls_back and at.reasons:
        at = _standing(strip[0], wanted.part, bookings, known, now)
    plan = plan_of(by.id, at.day)
    at = _besides_leave(at, plan, known, now)
    counts = counts_with_whole({*strip, at.day}, at.day, known)
    # One that is still being furnished lends nothing yet: it is nobody's business.
    lending = [workplace for workplace in known.workplaces if workplace.desks]
    order = ranked(known.areas.get(by.area_code or ""), lending, by.workplace_order)
    partner: PartnerAnswer | None = None
    rule_is_on = known.policies(today).partner_needs_agreement
    if needs_agreement(known.workplaces, rule_is_on=rule_is_on):
        partner = partner_answer(plan, at.day, at.part)
    closed_to_me = wanted.not_at | _partners(known, partner) | _over(at.day, at.part, known, now)
    barred = barred_by_shares(known, at.day, at.part, by.office_id, counts, now)
    drawn = {w.id: w.drawn_at(at.day) or now for w in lending if w.is_to_be_drawn(at.day, now)}
    sites = sites_on(order, counts, at.day, at.part, closed_to_me | barred.keys() | drawn.keys())
    proposal: Proposal | None = None
    full_before: list[Site] = []
    waiting: frozenset[int] = frozenset()
    needs = needs_of(by, at.day, known, now)
    if at.left and not at.reasons:
        usual = {b.workplace_id: b.desk_id for b in bookings if b.day < today}
        own = {b.workplace_id: b.desk_id for b in at.mine}
        proposal, full_before, waiting = propose(
            by, at.day, at.part, sites, usual, wanted, own, needs, habits.favourites
        )
    draw: Offer | None = None
    if drawn and at.left and not at.reasons:
        open_to_me = [s for s in sites if s.cap and s.workplace.id in drawn.keys() - closed_to_me]
        instead = proposal.workplace.id if proposal else 0
        proposed = next((s.number for s in sites if s.workplace.id == instead), len(sites) + 1)
        draw = offered_draw(by, at.day, open_to_me, wanted.workplace, proposed)
    asked = next((site for site in sites if site.workplace.code == wanted.workplace), None)
    shown = _shown(proposal, asked, sites)
    is_missing = bool(at.left) and not proposal
    busy = {b.day for b in bookings}
    others = [d for d in strip if d > at.day and d not in busy] if is_missing else []
    return Home(
        today=today,
        day=at.day,
        part=at.part,
        halves_left=at.left,
        day_reasons=at.reasons,
        days=strip_of(strip, shown, counts, now),
        days_at=shown,
        sites=sites,
        week=week_of(at.day, bookings, known, plan),
        mine=at.mine,
        to_answer=[b for b in bookings if b.move_id and b.day >= today],
        proposal=proposal,
        full_before=full_before,
        waiting=waiting,
        waits_until=needs.waits_until,
        barred=barred,
        drawn=drawn,
        draw=draw,
        asked=asked,
        next_free_day=next_free(
            others, at.part, counts, [w for w in lending if w.id not in closed_to_me], now
        ),
        open_bookings=sum(b.day >= today for b in bookings),
        may_open=known.policies(today).open_bookings,
        can_book_today=bool(known.workplaces) and not day_reasons(today, Part.PM, known, now),
        partner=partner,
        coming_today=_coming_today(bookings, known, now),
        usual_days=habits.usual_days,
        usual_week=next_usual_week(habits, known, today),
    )


def _coming_today(bookings: Iterable[Held], known: Places, now: datetime) -> list[Held]:
    """Return today's bookings of which a half is not over."""
    return [
        b
        for b in bookings
        if b.day == now.date()
        and (place := known.by_id.get(b.workplace_id))
        and halves_left(b.day, b.part, place, now)
    ]


def _standing(
    day: date,
    wished: Part | None,
    bookings: Iterable[Held],
    known: Places,
    now: datetime,
) -> _Standing:
    mine = [b for b in bookings if b.day == day]
    left = _halves_left(day, mine, known, now)
    part = _part(wished, left)
    return _Standing(day, mine, left, part, day_reasons(day, part, known, now))


def _besides_leave(at: _Standing, plan: Planning, known: Places, now: datetime) -> _Standing:
    """Return what a person can still want once leave and recalls are taken off."""
    away = (leave_halves(plan, at.day), recalled_halves(plan, at.day))
    if not any(away):
        return at
    left = tuple(half for half in at.left if half not in away[0] | away[1])
    part = _part(at.part, left)
    return replace(at, left=left, part=part, reasons=day_reasons(at.day, part, known, now, away))


def _halves_left(day: date, mine: Sequence[Held], known: Places, now: datetime) -> tuple[Half, ...]:
    """Return the halves for which the person may still want a desk on this day."""
    held = {half for booking in mine for half in booking.part.halves}
    open_somewhere = {
        half
        for half in Half
        if any(not has_ended(day, half, workplace, now) for workplace in known.workplaces)
    }
    return tuple(half for half in Half if half in open_somewhere - held)


def _part(wanted: Part | None, left: tuple[Half, ...]) -> Part:
    """Return the part to propose: what was asked for, cut to what is left of the day."""
    if not left:
        return wanted or Part.DAY
    if wanted and all(half in left for half in wanted.halves):
        return wanted
    return Part.of(left)


def day_reasons(
    day: date,
    part: Part,
    known: Places,
    now: datetime,
    away: tuple[frozenset[Half], frozenset[Half]] = (frozenset(), frozenset()),
) -> list[Reason]:
    """Return why no workplace can be booked then, as the first one says; none if any can."""
    policies = known.policies(now.date())
    said: list[Reason] = []
    for workplace in known.workplaces:
        facts = Facts(
            now=now,
            policies=policies,
            workplace=workplace,
            desk_id=0,
            leave_halves=away[0],
            recalled_halves=away[1],
        )
        reasons = [r for r in refusals(day, part, facts) if r.code in ABOUT_THE_DAY]
        if not reasons:
            return []
        said = said or reasons
    return said


def _over(day: date, part: Part, known: Places, now: datetime) -> set[int]:
    """Return the workplaces where the part is over: today, while others are still open."""
    if day != now.date():
        return set()
    return {w.id for w in known.workplaces if any(has_ended(day, h, w, now) for h in part.halves)}


def _partners(known: Places, partner: PartnerAnswer | None) -> set[int]:
    """Return the workplaces that need an agreement, while none covers the day (R19)."""
    if partner is None or partner.is_yes:
        return set()
    return {w.id for w in known.workplaces if w.owner is Owner.PARTNER}


def _shown(
    proposal: Proposal | None, asked: Site | None, sites: Sequence[Site]
) -> WorkplaceFacts | None:
    """Return the workplace whose next days are shown: the proposed, the asked for, the first."""
    if proposal:
        return proposal.workplace
    site = asked or next(iter(sites), None)
    return site.workplace if site else None
