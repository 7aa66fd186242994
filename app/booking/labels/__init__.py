"""The words of desks and bookings: enum member to sentence."""

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.booking.rules.needs import Need
from app.booking.rules.places import Owner
from app.booking.rules.policies import PolicyName
from app.booking.rules.refusals import Refusal
from app.core.errors import Reason
from app.core.half import Half, Part
from app.core.templating import sentence
from app.pola.labels.plans import plan_sentence
from app.pola.rules.planning import PlanRefusal

PARTS = {
    Part.DAY: _l("Whole day"),
    Part.AM: _l("Morning"),
    Part.PM: _l("Afternoon"),
}

HALVES = {Half.AM: _l("morning"), Half.PM: _l("afternoon")}

EQUIPMENT = {
    "window": _l("Window"),
    "monitor": _l("Monitor"),
    "dock": _l("Docking station"),
    "quiet": _l("Quiet room"),
    "height-adjustable": _l("Height-adjustable"),
    "near-lift": _l("Near the lift"),
    "accessible": _l("Wheelchair accessible"),
}
# A desk that has none of these.
PLAIN_DESK = _l("Desk and chair")
EQUIPMENT_ICONS = {
    "window": "window",
    "monitor": "monitor",
    "dock": "dock",
    "quiet": "quiet",
    "height-adjustable": "adjustable",
    "near-lift": "elevator",
    "accessible": "accessible",
}

NEEDS = {need: EQUIPMENT[need] for need in Need}

OWNERS = {
    Owner.MUNICIPAL: _l("Municipal workplace"),
    Owner.PARTNER: _l("Partner's workplace"),
}

POLICIES = {
    PolicyName.DAYS_AHEAD: _l("Days ahead"),
    PolicyName.OPEN_BOOKINGS: _l("Open bookings for each person"),
    PolicyName.TODAY_UNTIL: _l("Bookings for the same day until"),
    PolicyName.PARTNER_NEEDS_AGREEMENT: _l("A partner's workplace needs an agreement"),
    PolicyName.HELD_UNTIL: _l("Desks kept for a need wait until, on the day before"),
    PolicyName.NEAR_KM: _l("Kilometres within which a desk is near"),
    PolicyName.SEEN_BY: _l("People may show their desks at most to"),
    PolicyName.GROUP_SIZE: _l("People in one group"),
}

REFUSALS = {
    Refusal.DAY_PAST: _l("%(day)s has passed. Choose a day from today on."),
    Refusal.HALF_ENDED: _l("This part of the day is over: %(halves)s."),
    Refusal.TOO_LATE_TODAY: _l("For the same day you can book until %(until)s."),
    Refusal.TOO_FAR_AHEAD: _l(
        "You can book up to %(days)s days ahead. The last day open now is %(last)s."
    ),
    Refusal.NOT_A_WORKING_DAY: _l("%(day)s is not a working day."),
    Refusal.WORKPLACE_CLOSED: _l("%(workplace)s is closed then: %(reason)s."),
    Refusal.DESK_OUT_OF_ORDER: _l("Desk %(desk)s is out of order: %(reason)s."),
    Refusal.DESK_GONE: _l("This desk no longer exists."),
    Refusal.DESK_TAKEN: _l("Desk %(desk)s has just been booked by somebody else (%(halves)s)."),
    Refusal.WORKPLACE_FULL: _l(
        "%(workplace)s is full: all %(cap)s desks that may be taken are booked (%(halves)s)."
    ),
    Refusal.OFFICE_FULL: _l(
        "Your office has as many desks at %(workplace)s as it may take (%(halves)s)."
    ),
    Refusal.KEPT_FOR_OFFICES: _l(
        "The desks left at %(workplace)s are kept for other offices (%(halves)s) until %(hour)s of"
        " %(day)s."
    ),
    Refusal.KEPT_FOR_NEEDS: _l(
        "Desk %(desk)s is kept until %(hour)s of %(day)s for people who need an accessible one."
    ),
    Refusal.WAITED_FOR: _l(
        "A desk at %(workplace)s has just become free, and is being given to whoever waits for it."
        " Try again in a moment."
    ),
    Refusal.TO_BE_DRAWN: _l(
        "The desks at %(workplace)s are drawn at %(hour)s of %(day)s among those who asked for"
        " one: enter the draw."
    ),
    Refusal.BEING_OPENED: _l(
        "%(day)s is just being opened: weekly bookings are placed first, in an order drawn today."
        " Try again in a few minutes."
    ),
    Refusal.ALREADY_BOOKED: _l("You already have a desk then: %(halves)s."),
    Refusal.TOO_MANY_OPEN: _l(
        "You hold %(most)s bookings, as many as you may. Cancel one to book another."
    ),
    Refusal.NEEDS_AGREEMENT: _l(
        "%(workplace)s belongs to a partner: a day there needs an agreement that covers it."
    ),
    Refusal.ON_LEAVE: _l("You are on leave on %(day)s (%(halves)s): you need no desk then."),
    Refusal.RECALLED: _l(
        "You have been called to your own office on %(day)s (%(halves)s): your desk is there."
    ),
    Refusal.ALREADY_CANCELLED: _l("This booking was cancelled or changed in the meantime."),
    Refusal.NOT_CANCELLED: _l("This booking is not cancelled."),
    Refusal.NOTHING_TO_CHANGE: _l("This is the desk that you already have."),
}


_KEPT_FOR_OTHERS = _l(
    "Desk %(desk)s is kept until %(hour)s of %(day)s for people who need it (%(needs)s)."
)
_OUT_OF_ORDER_UNTIL = _l("Desk %(desk)s is out of order until %(until)s: %(reason)s.")
# Values of queries/suggestions.Way, which stands beside these words, not below them.
SUGGESTIONS = {
    "desk": _l("Desk %(desk)s at %(workplace)s is free"),
    "day": _l("Look at %(day)s"),
    "booking": _l("See the booking that you have"),
    "my_bookings": _l("See all your bookings"),
}


_ROOM = re.compile(r"(?:room|sala|stanza)\s+(?=\S)", re.IGNORECASE)


def refusal_words(reasons: Iterable[Reason]) -> list[str]:
    """Return one sentence for each reason, the facts in it written for people."""
    return [
        plan_sentence(reason)
        if isinstance(reason.code, PlanRefusal)
        else _refusal_words(_with_halves(reason))
        for reason in reasons
    ]


def _refusal_words(reason: Reason) -> str:
    words: dict[Any, Any] = REFUSALS
    if reason.code is Refusal.DESK_OUT_OF_ORDER and reason.facts.get("until"):
        words = {reason.code: _OUT_OF_ORDER_UNTIL}
    kept_for = reason.facts.get("needs", ())
    if reason.code is Refusal.KEPT_FOR_NEEDS and set(kept_for) - {Need.ACCESSIBLE}:
        words = {reason.code: _KEPT_FOR_OTHERS}
        reason = Reason(reason.code, {**reason.facts, "needs": needs_words(kept_for)})
    said = sentence(reason, words)
    return said[:1].upper() + said[1:]


def _with_halves(reason: Reason) -> Reason:
    facts: dict[str, Any] = dict(reason.facts)
    if "halves" in facts:
        facts["halves"] = halves_words(facts["halves"])
    return Reason(reason.code, facts)


def halves_words(halves: Iterable[Half]) -> str:
    """Return `morning`, `afternoon` or `whole day`."""
    chosen = list(halves)
    return str(HALVES[chosen[0]]) if len(chosen) == 1 else str(_("whole day"))


def floor_words(number: int) -> str:
    """Return `ground floor` or `floor 2`."""
    return str(_("floor %(number)s", number=number) if number else _("ground floor"))


def room_words(name: str) -> str:
    """Return `Room 0A`, whichever word the file has; a room with a name of its own keeps it."""
    found = _ROOM.match(name)
    return str(_("Room %(name)s", name=name[found.end() :])) if found else name


def needs_words(needs: Iterable[str]) -> str:
    """Return needs as a list in words, such as `quiet room, near the lift`."""
    return ", ".join(str(EQUIPMENT[need]).lower() for need in Need if need in needs)


def equipment_words(equipment: Iterable[str], *, is_accessible: bool) -> str:
    """Return what a desk has as a list in words, with one capital; never nothing at all."""
    items = [*equipment, "accessible"] if is_accessible else list(equipment)
    if not items:
        return str(PLAIN_DESK)
    words = ", ".join(str(EQUIPMENT[item]).lower() for item in items)
    return words[:1].upper() + words[1:]
