"""Why a desk cannot be had, changed or given back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.booking.rules.needs import Need
from app.booking.rules.places import DeskFacts, Owner, WorkplaceFacts, free_desks
from app.booking.rules.policies import Policies
from app.booking.rules.shares import Held, closed_halves, held_until, shares_on
from app.core.calendar import is_working_day
from app.core.errors import Reason
from app.core.half import Half, Part


class Refusal(StrEnum):
    """A reason to say no. Its words are in labels.py."""

    DAY_PAST = "day_past"
    HALF_ENDED = "half_ended"
    TOO_LATE_TODAY = "too_late_today"
    TOO_FAR_AHEAD = "too_far_ahead"
    NOT_A_WORKING_DAY = "not_a_working_day"
    WORKPLACE_CLOSED = "workplace_closed"
    DESK_OUT_OF_ORDER = "desk_out_of_order"
    DESK_GONE = "desk_gone"
    DESK_TAKEN = "desk_taken"
    WORKPLACE_FULL = "workplace_full"
    OFFICE_FULL = "office_full"
    KEPT_FOR_OFFICES = "kept_for_offices"
    KEPT_FOR_NEEDS = "kept_for_needs"
    WAITED_FOR = "waited_for"
    TO_BE_DRAWN = "to_be_drawn"
    BEING_OPENED = "being_opened"
    ALREADY_BOOKED = "already_booked"
    TOO_MANY_OPEN = "too_many_open"
    NEEDS_AGREEMENT = "needs_agreement"
    ON_LEAVE = "on_leave"
    RECALLED = "recalled"
    ALREADY_CANCELLED = "already_cancelled"
    NOT_CANCELLED = "not_cancelled"
    NOTHING_TO_CHANGE = "nothing_to_change"


# Reasons that hold at every workplace: only another day, or part of it, will do.
ABOUT_THE_DAY = frozenset(
    {
        Refusal.DAY_PAST,
        Refusal.HALF_ENDED,
        Refusal.TOO_LATE_TODAY,
        Refusal.TOO_FAR_AHEAD,
        Refusal.NOT_A_WORKING_DAY,
        Refusal.ON_LEAVE,
        Refusal.RECALLED,
    }
)
# Reasons for which another desk of the same workplace may do.
ABOUT_THE_DESK = frozenset(
    {
        Refusal.DESK_OUT_OF_ORDER,
        Refusal.DESK_GONE,
        Refusal.DESK_TAKEN,
        Refusal.KEPT_FOR_NEEDS,
    }
)


@dataclass(frozen=True)
class Facts:
    """All that a booking depends on, as it stands while its row is locked."""

    # The wall clock in Italy, naive on purpose: opening hours are wall-clock times.
    now: datetime
    policies: Policies
    workplace: WorkplaceFacts
    desk_id: int
    # Halves of this desk that somebody else holds.
    taken_halves: frozenset[Half] = frozenset()
    # Halves for which this person holds another desk, with that booking's id.
    own_halves: Mapping[Half, int] | None = None
    # Desks taken in the workplace, by half, this booking's own old place left out.
    taken: Mapping[Half, int] | None = None
    open_bookings: int = 0
    has_agreement: bool = False
    # What the person needs of a desk, and what the one was kept for that they leave for this.
    needs: frozenset[str] = frozenset()
    office_id: int | None = None
    # Desks held by each office in each half, where offices have a share.
    held_by_office: Mapping[Half, Held] | None = None
    # What the week plan has against remote work then, at a partner's.
    plan_reasons: Sequence[Reason] = ()
    # Halves on which the person does not work, or was called to their own office.
    leave_halves: frozenset[Half] = frozenset()
    recalled_halves: frozenset[Half] = frozenset()
    # Something has become free here, and those who wait have not been served yet.
    is_waited_for: bool = False
    # The person holds a desk of this workplace's day already and only changes it for another,
    # or goes back to the one that a closure took.
    holds_one_here: bool = False
    # The day has just come within reach, and series are placed by the day's draw.
    is_being_opened: bool = False

    @property
    def today(self) -> date:
        """Return the day on the wall calendar."""
        return self.now.date()


def has_ended(day: date, half: Half, workplace: WorkplaceFacts, now: datetime) -> bool:
    """Return True once a half-day is over at this workplace; `now` is Italian wall-clock time."""
    return datetime.combine(day, workplace.half_hours(half)[1]) <= now


def refusals(day: date, part: Part, facts: Facts) -> list[Reason]:
    """Return every reason why this desk cannot be booked; none means yes."""
    return [
        *_of_the_day(day, part, facts),
        *_of_the_desk(day, part, facts),
        *_of_the_person(part, facts),
    ]


def _of_the_day(day: date, part: Part, facts: Facts) -> list[Reason]:
    """Return what is wrong with the day, wherever the desk is."""
    last = facts.today + timedelta(days=facts.policies.days_ahead)
    if day < facts.today:
        return [Reason(Refusal.DAY_PAST, {"day": day})]
    reasons = []
    if day > last:
        ahead = facts.policies.days_ahead
        reasons.append(Reason(Refusal.TOO_FAR_AHEAD, {"days": ahead, "last": last}))
    if not is_working_day(day, facts.workplace.subdivision):
        reasons.append(Reason(Refusal.NOT_A_WORKING_DAY, {"day": day}))
    # Whoever is on leave needs no desk; whoever was called to the office has one there.
    if halves := [half for half in part.halves if half in facts.leave_halves]:
        reasons.append(Reason(Refusal.ON_LEAVE, {"day": day, "halves": halves}))
    if halves := [half for half in part.halves if half in facts.recalled_halves]:
        reasons.append(Reason(Refusal.RECALLED, {"day": day, "halves": halves}))
    ended = [h for h in part.halves if has_ended(day, h, facts.workplace, facts.now)]
    if ended:
        reasons.append(Reason(Refusal.HALF_ENDED, {"halves": ended}))
    elif day == facts.today and facts.now.time() >= facts.policies.today_until:
        reasons.append(Reason(Refusal.TOO_LATE_TODAY, {"until": facts.policies.today_until}))
    return reasons


def _of_the_desk(day: date, part: Part, facts: Facts) -> list[Reason]:
    """Return what is wrong with the desk or its workplace."""
    workplace = facts.workplace
    if facts.desk_id not in workplace.desks:
        return [Reason(Refusal.DESK_GONE)]
    reasons = []
    closure = next(filter(None, (workplace.closure(day, h) for h in part.halves)), None)
    if closure:
        words = {"workplace": workplace.name, "reason": closure.reason}
        reasons.append(Reason(Refusal.WORKPLACE_CLOSED, words))
    if outage := workplace.outage(facts.desk_id, day):
        label = workplace.desks[facts.desk_id].label
        told = {"desk": label, "reason": outage.reason, "until": outage.to_day}
        reasons.append(Reason(Refusal.DESK_OUT_OF_ORDER, told))
    if taken := [half for half in part.halves if half in facts.taken_halves]:
        label = workplace.desks[facts.desk_id].label
        reasons.append(Reason(Refusal.DESK_TAKEN, {"desk": label, "halves": taken}))
    reasons += _of_the_cap(day, part, facts) or share_reasons(day, part, facts)
    reasons += _of_the_line(day, facts)
    until = held_until(day, facts.policies.held_until)
    desk = workplace.desks[facts.desk_id]
    is_kept = is_held_back(desk, day, facts.now, facts.policies)
    if is_kept and not desk.is_open_to(facts.needs):
        needs = [need for need in Need if need in desk.kept_for]
        when = {"desk": desk.label, "hour": until.time(), "day": until.date(), "needs": needs}
        reasons.append(Reason(Refusal.KEPT_FOR_NEEDS, when))
    # Partner desks are remote work, so an agreement must cover the day (R19).
    partner = workplace.owner is Owner.PARTNER and facts.policies.partner_needs_agreement
    if partner and not facts.has_agreement:
        reasons.append(Reason(Refusal.NEEDS_AGREEMENT, {"workplace": workplace.name}))
    elif partner:
        reasons += facts.plan_reasons
    return reasons


def _of_the_cap(day: date, part: Part, facts: Facts) -> list[Reason]:
    """Return whether the workplace's limit is reached; a closed one is told as closed."""
    taken = facts.taken or {}
    for half in part.halves:
        cap = facts.workplace.capacity(day, half)
        if (cap or _lends_none(day, half, facts.workplace)) and not free_desks(
            cap, taken.get(half, 0)
        ):
            words = {"workplace": facts.workplace.name, "cap": cap, "halves": [half]}
            return [Reason(Refusal.WORKPLACE_FULL, words)]
    return []


def _lends_none(day: date, half: Half, workplace: WorkplaceFacts) -> bool:
    """Return True where a limit lets nobody in; closures and holidays are told as such."""
    is_open = is_working_day(day, workplace.subdivision) and not workplace.closure(day, half)
    return is_open and workplace.limit(day) is not None


def _of_the_line(day: date, facts: Facts) -> list[Reason]:
    """Return whether what is free here is for those who wait, or drawn among those who asked."""
    reasons = []
    drawn = facts.workplace.drawn_at(day)
    if drawn and facts.now < drawn and not facts.holds_one_here:
        words = {"workplace": facts.workplace.name, "hour": drawn.time(), "day": drawn.date()}
        reasons.append(Reason(Refusal.TO_BE_DRAWN, words))
    elif facts.is_waited_for:
        reasons.append(Reason(Refusal.WAITED_FOR, {"workplace": facts.workplace.name}))
    if facts.is_being_opened:
        reasons.append(Reason(Refusal.BEING_OPENED, {"day": day}))
    return reasons


def share_reasons(day: date, part: Part, facts: Facts) -> list[Reason]:
    """Return why offices' shares leave this person no desk; none if they do (ADR 24)."""
    shares = shares_on(day, facts.workplace.shares)
    if not shares or facts.held_by_office is None:
        return []
    taken = facts.taken or {}
    full, kept = closed_halves(
        shares,
        facts.held_by_office,
        {h: facts.workplace.capacity(day, h) - taken.get(h, 0) for h in part.halves},
        facts.office_id,
        are_sure=facts.now < held_until(day, facts.policies.held_until),
    )
    name = facts.workplace.name
    if full:
        return [Reason(Refusal.OFFICE_FULL, {"workplace": name, "halves": full})]
    if kept:
        until = held_until(day, facts.policies.held_until)
        words = {"workplace": name, "halves": kept, "hour": until.time(), "day": until.date()}
        return [Reason(Refusal.KEPT_FOR_OFFICES, words)]
    return []


def is_held_back(desk: DeskFacts, day: date, now: datetime, policies: Policies) -> bool:
    """Return True while a desk waits for those who need it."""
    return bool(desk.kept_for) and now < held_until(day, policies.held_until)


def _of_the_person(part: Part, facts: Facts) -> list[Reason]:
    """Return what the person's other bookings forbid."""
    own = facts.own_halves or {}
    reasons = []
    if mine := [half for half in part.halves if half in own]:
        words = {"halves": mine, "booking_id": own[mine[0]]}
        reasons.append(Reason(Refusal.ALREADY_BOOKED, words))
    most = facts.policies.open_bookings
    if facts.open_bookings >= most:
        reasons.append(Reason(Refusal.TOO_MANY_OPEN, {"most": most}))
    return reasons


def halves_left(day: date, part: Part, workplace: WorkplaceFacts, now: datetime) -> list[Half]:
    """Return the halves of a booking that have not ended: those that can still be given back."""
    return [half for half in part.halves if not has_ended(day, half, workplace, now)]
