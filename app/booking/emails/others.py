"""Mails about what happened to a booking without its person: freed, moved, asked, reopened."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import (
    answer_link,
    booking_url,
    event_of,
    invite,
    rows_of,
    short_rows,
)
from app.booking.emails.own import gone
from app.booking.ical import held_words
from app.booking.queries.calendar import find_event_at
from app.booking.rules.answers import Deed
from app.booking.rules.events import EventFacts
from app.booking.rules.moves import MoveCause
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long


def booking_freed(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that somebody at the workplace freed the desk, since nobody had come to it."""
    first = _("Somebody at the workplace found your desk empty, and freed it for others.")
    return _freed(facts, to, first, _late())


def booking_released(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that the desk was freed because nobody confirmed it in time."""
    first = _("Nobody confirmed your desk in time, so it was freed for others.")
    return _freed(facts, to, first, _late())


def booking_away(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that the desk was freed because the personnel office entered leave for that time."""
    first = _("You are on leave then, says the personnel office: your desk is free for others.")
    more = _("Is that wrong? Tell the personnel office, and book a desk again.")
    return _freed(facts, to, first, more)


def _late() -> str:
    return str(_("Were you on your way? Book a desk again with one click, if one is free."))


def _freed(facts: Mapping[str, Any], to: Recipient, first: str, more: str) -> Letter | None:
    event = event_of(facts)
    if event is None:
        return None
    if not facts.get("kept"):
        return gone(event, to, first, more)
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    again = url_for("booking.home", day=event.day, part=facts["part"], _external=True)
    return Letter(
        subject=_("Desk freed: %(workplace)s, %(day)s", **words),
        paragraphs=(first, more),
        facts=rows_of(event),
        buttons=(Button(_("Book another desk for this day"), again),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def _why(facts: Mapping[str, Any], before: EventFacts) -> str:
    """Return the sentence that says why a booking cannot stay."""
    words = {"workplace": before.workplace, "desk": before.desk, "reason": facts["reason"]}
    cause = MoveCause(facts["cause"])
    if cause is MoveCause.CLOSURE:
        said = _("%(workplace)s is closed then. Reason: %(reason)s", **words)
    elif cause is MoveCause.CAP and facts["reason"]:
        said = _("Fewer desks may be taken at %(workplace)s then. Reason: %(reason)s", **words)
    elif cause is MoveCause.CAP:
        said = _("Fewer desks may be taken at %(workplace)s then.", **words)
    elif facts["reason"]:
        said = _("Desk %(desk)s cannot be used then. Reason: %(reason)s", **words)
    else:
        said = _("Desk %(desk)s cannot be used then.", **words)
    return str(said)


def _before(facts: Mapping[str, Any]) -> EventFacts | None:
    """Return the booking at the desk that it leaves."""
    return event_of(dict(facts) | {"desk_id": facts["from_desk_id"]})


def _choose(facts: Mapping[str, Any]) -> Button:
    return Button(_("Choose another desk"), _move_url(facts))


def booking_moved(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say where the desk is now, and let the person accept, choose another or cancel."""
    event, before = event_of(facts), _before(facts)
    if event is None or before is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    was = _("It was desk %(desk)s at %(workplace)s.", desk=before.desk, workplace=before.workplace)
    return Letter(
        subject=_("Your desk has moved: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _why(facts, before),
            _("We moved you to the nearest desk that keeps what yours had.") + " " + was,
        ),
        facts=rows_of(event),
        buttons=(
            Button(_("Accept this desk"), answer_link(Deed.ACCEPT_MOVE, facts, to, "move")),
            _choose(facts),
            Button(_("Cancel the booking"), answer_link(Deed.RELEASE, facts, to, "move")),
        ),
        notes=(held_words(event.held_until) or _("If you do nothing, the new desk is yours."),),
        url=_move_url(facts),
        sender=event.workplace,
        invitation=invite(event, to),
    )


def _move_url(facts: Mapping[str, Any]) -> str:
    return url_for("booking.move", move_id=facts["move"], _external=True)


def booking_without_place(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a desk cannot be used and that no other would do."""
    before = _before(facts)
    if before is None:
        return None
    words = {"workplace": before.workplace, "day": day_long(before.day)}
    return Letter(
        subject=_("Your desk cannot be used: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _why(facts, before),
            _(
                "We looked for another desk, and every one that would do is taken. Your booking"
                " stays: if the workplace opens after all, the desk is yours."
            ),
        ),
        facts=short_rows(before),
        buttons=(
            Button(_("Look for another desk"), _move_url(facts)),
            Button(_("Cancel the booking"), answer_link(Deed.RELEASE, facts, to, "move")),
        ),
        url=_move_url(facts),
        sender=before.workplace,
    )


def move_asked(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Ask a person to take another desk; theirs stays theirs."""
    before = _before(facts)
    if before is None:
        return None
    words = {"workplace": before.workplace, "day": day_long(before.day)}
    goal = find_event_at(facts["booking_id"], facts["desk_id"]) if facts["desk_id"] else None
    rows = [(_("Your desk"), f"{before.workplace}, {before.desk}")]
    buttons = []
    if goal:
        rows.append((_("Proposed"), f"{goal.workplace}, {goal.desk}"))
        buttons.append(
            Button(_("Move to this desk"), answer_link(Deed.ACCEPT_MOVE, facts, to, "move"))
        )
    buttons += [_choose(facts), Button(_("See the question"), _move_url(facts))]
    return Letter(
        subject=_("Could you take another desk? %(workplace)s, %(day)s", **words),
        paragraphs=(
            _why(facts, before),
            _("It is a question: if you say no, or nothing, your desk stays yours."),
        ),
        facts=((_("Day"), day_long(before.day)), *rows),
        buttons=tuple(buttons),
        url=_move_url(facts),
        sender=before.workplace,
    )


def move_way_back(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Offer whoever was moved the desk of before: its workplace is open again."""
    before = event_of(facts)
    if before is None:
        return None
    words = {"workplace": before.workplace, "day": day_long(before.day)}
    return Letter(
        subject=_("Open again: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _("%(workplace)s is open again. You can go back to the desk that you had.", **words),
            _("If you do nothing, you stay at the desk to which you were moved."),
        ),
        facts=short_rows(before),
        buttons=(
            Button(
                _("Go back to desk %(desk)s", desk=before.desk),
                answer_link(Deed.RETURN, facts, to, "move"),
            ),
            Button(_("See both desks"), _move_url(facts)),
        ),
        url=_move_url(facts),
        sender=before.workplace,
    )


def booking_reminder(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Remind a person of their desk, and let them say that they come, or give it back."""
    event = event_of(facts)
    now = find_event_at(facts["booking_id"], facts["desk_id"])
    if event is None or now is None or now.is_cancelled or now.sequence != event.sequence:
        # Cancelled or changed meanwhile: another mail says so.
        return None
    same = dict(facts) | {"move": None}
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    return Letter(
        subject=_("Reminder: %(workplace)s, %(day)s", **words),
        paragraphs=(
            _("You have a desk. If you cannot come, give it back: somebody else is glad of it."),
        ),
        facts=rows_of(replace(event, is_cancelled=False)),
        buttons=(
            Button(_("I am coming"), answer_link(Deed.COMING, same, to, "move")),
            Button(_("Give the desk back"), answer_link(Deed.RELEASE, same, to, "move")),
        ),
        url=booking_url(event),
        sender=event.workplace,
    )
