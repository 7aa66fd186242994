"""Claim a desk: a place under the cap, every rule, and slots whose keys have the last word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.auth.actors import Actor
from app.auth.models import User
from app.auth.rules import read_codes
from app.auth.services.turns import lock_office_of
from app.booking.models import Booking, BookingState, Slot, WaitCall
from app.booking.queries.availability import held_by_office
from app.booking.queries.places import places
from app.booking.queries.plan import DESK_KINDS, needs_agreement, partner_answer, plan_of
from app.booking.rules.places import Places, WorkplaceFacts
from app.booking.rules.refusals import Facts, Refusal, refusals
from app.booking.rules.shares import shares_on
from app.booking.services.days import count_back, is_being_opened, take
from app.core import clock
from app.core.db import PLACES, Revision, connection
from app.core.errors import Reason, Refused
from app.core.half import Half, Part
from app.pola.models import PlannedHalf
from app.pola.rules.day_kinds import ABSENCE, PlanSource
from app.pola.services.plans import note_desk

_DESK, _OWN, _OPEN, _REVISION = "desk", "own", "open", "revision"
_LEAVE, _RECALL, _PERSON = "leave", "recall", "person"
_CALL = "call"


def _facts_select() -> sa.CompoundSelect[Any]:
    """Return one statement that reads all a booking depends on, besides its day's row."""
    day: sa.BindParameter[date] = sa.bindparam("day")
    return sa.union_all(
        sa.select(
            sa.literal(_DESK).label("what"),
            sa.cast(Slot.half, sa.String).label("half"),
            Slot.booking_id.label("number"),
        ).where(Slot.desk_id == sa.bindparam("desk"), Slot.day == day),
        sa.select(sa.literal(_OWN), sa.cast(Slot.half, sa.String), Slot.booking_id).where(
            Slot.user_id == sa.bindparam("user"), Slot.day == day
        ),
        sa.select(sa.literal(_OPEN), sa.literal(""), sa.func.count())
        .select_from(Booking)
        .where(
            Booking.user_id == sa.bindparam("user"),
            Booking.state == BookingState.ACTIVE,
            Booking.day >= sa.bindparam("today"),
        ),
        sa.select(sa.literal(_REVISION), sa.literal(""), Revision.number).where(
            Revision.name == PLACES
        ),
        sa.select(
            sa.case((PlannedHalf.kind.in_(ABSENCE), _LEAVE), else_=_RECALL),
            sa.cast(PlannedHalf.half, sa.String),
            sa.literal(0),
        ).where(
            PlannedHalf.user_id == sa.bindparam("user"),
            PlannedHalf.day == day,
            sa.or_(PlannedHalf.kind.in_(ABSENCE), PlannedHalf.source == PlanSource.RECALL),
        ),
        sa.select(sa.literal(_PERSON), User.desk_needs, User.office_id).where(
            User.id == sa.bindparam("user")
        ),
        sa.select(sa.literal(_CALL), sa.literal(""), WaitCall.workplace_id).where(
            WaitCall.day == day,
            WaitCall.workplace_id == sa.bindparam("workplace"),
            WaitCall.is_open,
        ),
    )


_FACTS = _facts_select()
_INSERT_SLOTS = sa.insert(Slot)


@dataclass(frozen=True)
class Wish:
    """The desk, day and part that a person asks for, at its workplace."""

    workplace: WorkplaceFacts
    desk_id: int
    day: date
    part: Part

    def words(self) -> dict[str, Any]:
        """Return what audit lines and mails say of it."""
        return {
            "workplace": self.workplace.code,
            "desk": self.workplace.desks[self.desk_id].code,
            "desk_id": self.desk_id,
            "day": self.day,
            "part": self.part,
        }


def claim(
    desk_id: int,
    day: date,
    part: Part,
    *,
    user_id: int,
    except_for: int | None = None,
    is_held: bool = False,
    leaves: frozenset[str] = frozenset(),
    is_served: bool = False,
    holds_one_here: bool = False,
) -> tuple[Wish, int | None]:
    """Take a place under the cap, then check every rule while the day's row is locked.

    Returns the wish, and the id of the person's booking that already is just
    this, unless one is being moved or restored (`except_for`). One that moves is
    held already (`is_held`): a person may hold too many by now, and yet move each;
    whoever leaves a desk kept for a need may have another (`leaves`). What has just
    become free is for those who wait for it (`is_served`), and for those who must move.
    Desks to be drawn are nobody's yet, but whoever holds one may change it for another,
    and whoever a closure took one from may have it back (`holds_one_here`).
    Raises Refused; the transaction then undoes the count.
    """
    known = places()
    counted_at = _workplace(known, desk_id)
    counted, taken = take(counted_at, day, part)
    read = _read_facts(desk_id, day, user_id, counted_at.id)
    by_desk, own = read.by_desk, read.own
    if read.revision != known.revision:
        # Somebody changed a limit since this process last looked: look again, under the lock.
        known = places(read.revision)
    workplace = _workplace(known, desk_id)
    if workplace.id != counted_at.id:
        raise Refused([Reason(Refusal.DESK_GONE)])
    wish = Wish(workplace, desk_id, day, part)
    if except_for is None and (same := _same_booking(part, by_desk, own)):
        if counted:
            count_back(workplace.id, day, part)
        return wish, same
    open_before = 0 if is_held else read.open_bookings - (except_for is not None)
    facts = replace(
        _facts(known, wish, read, taken),
        open_bookings=open_before,
        needs=read.needs | leaves,
        is_waited_for=read.is_called and not is_served,
        holds_one_here=holds_one_here,
        is_being_opened=not is_served
        and is_being_opened(day, known.policies(clock.today()).days_ahead),
    )
    if needs_agreement([workplace], rule_is_on=facts.policies.partner_needs_agreement):
        facts = _with_plan(facts, day, part, user_id)
    if reasons := refusals(day, part, facts):
        raise Refused(reasons)
    if not counted:
        # The counter has the last word even where no rule can say why.
        words = {"workplace": workplace.name, "cap": workplace.cap(day), "halves": part.halves}
        raise Refused([Reason(Refusal.WORKPLACE_FULL, words)])
    return wish, None


def _facts(known: Places, wish: Wish, read: "_Read", taken: Mapping[Half, int]) -> Facts:
    """Return what the rules ask about, the week plan and the person's other bookings apart."""
    facts = Facts(
        now=clock.wall(),
        policies=known.policies(clock.today()),
        workplace=wish.workplace,
        desk_id=wish.desk_id,
        taken_halves=frozenset(
            h for h, booking in read.by_desk.items() if read.own.get(h) != booking
        ),
        own_halves=read.own,
        taken=taken,
        leave_halves=frozenset(read.leave),
        recalled_halves=frozenset(read.recalled),
        office_id=read.office_id,
    )
    if not shares_on(wish.day, wish.workplace.shares):
        return facts
    # The day's row is locked: nobody else counts these now (ADR 24).
    held = held_by_office([wish.workplace.id], wish.day)[wish.workplace.id]
    return replace(facts, held_by_office=held)


def _workplace(known: Places, desk_id: int) -> WorkplaceFacts:
    """Return where a desk stands; raises Refused if it is no longer lent."""
    workplace = known.by_desk.get(desk_id)
    if workplace is None:
        raise Refused([Reason(Refusal.DESK_GONE)])
    return workplace


def _same_booking(part: Part, by_desk: Mapping[Half, int], own: Mapping[Half, int]) -> int | None:
    """Return the person's booking that holds this desk for this part and no more, or None."""
    booking = own.get(part.halves[0])
    held = tuple(half for half in Half if own.get(half) == booking)
    on_this_desk = all(by_desk.get(half) == booking for half in held)
    return booking if held == part.halves and on_this_desk else None


def _with_plan(facts: Facts, day: date, part: Part, user_id: int) -> Facts:
    """Return the facts with what the plan says to a partner's desk, nobody else counting now."""
    lock_office_of(user_id)
    said = partner_answer(plan_of(user_id, day), day, part)
    return replace(facts, has_agreement=said.has_agreement, plan_reasons=said.reasons)


@dataclass
class _Read:
    """Who holds the desk, what the person holds and plans that day, how many are open."""

    by_desk: dict[Half, int] = field(default_factory=dict)
    own: dict[Half, int] = field(default_factory=dict)
    open_bookings: int = 0
    revision: int = 0
    leave: set[Half] = field(default_factory=set)
    recalled: set[Half] = field(default_factory=set)
    needs: frozenset[str] = frozenset()
    office_id: int | None = None
    is_called: bool = False


def _read_facts(desk_id: int, day: date, user_id: int, workplace_id: int) -> _Read:
    """Return all that a booking depends on, besides its day's row."""
    read = _Read()
    halves = {_LEAVE: read.leave, _RECALL: read.recalled}
    parameters = {
        "desk": desk_id,
        "day": day,
        "user": user_id,
        "today": clock.today(),
        "workplace": workplace_id,
    }
    for what, half, number in connection().execute(_FACTS, parameters):
        if what == _DESK:
            read.by_desk[Half(half)] = number
        elif what == _OWN:
            read.own[Half(half)] = number
        elif what == _OPEN:
            read.open_bookings = number
        elif what == _REVISION:
            read.revision = number
        elif what == _CALL:
            read.is_called = True
        elif what == _PERSON:
            read.needs, read.office_id = read_codes(half), number
        else:
            halves[what].add(Half(half))
    return read


def hold(booking_id: int, user_id: int, wish: Wish, *, by: Actor) -> None:
    """Write the slots, inside the caller's transaction; the keys catch whoever was faster.

    The week plan says so too.
    """
    slots = [
        {
            "desk_id": wish.desk_id,
            "day": wish.day,
            "half": half,
            "user_id": user_id,
            "workplace_id": wish.workplace.id,
            "booking_id": booking_id,
        }
        for half in wish.part.halves
    ]
    try:
        connection().execute(_INSERT_SLOTS, slots)
    except IntegrityError as error:
        words = {"halves": list(wish.part.halves)}
        if "user_id" in str(error.orig):
            raise Refused([Reason(Refusal.ALREADY_BOOKED, words)]) from error
        desk = wish.workplace.desks[wish.desk_id].label
        raise Refused([Reason(Refusal.DESK_TAKEN, words | {"desk": desk})]) from error
    kind = DESK_KINDS[wish.workplace.owner]
    note_desk(user_id, wish.day, wish.part.halves, kind, by=by)
