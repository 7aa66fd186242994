"""Mails about what a person did to their own booking."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.booking.emails.events import (
    booking_url,
    confirm_until,
    event_of,
    invite,
    rows_of,
    short_rows,
)
from app.booking.rules.events import EventFacts
from app.core.letters import Button, Letter, Recipient
from app.core.templating import day_long, hm


def booking_made(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a desk is booked, and put it into the calendar."""
    event = event_of(facts)
    if event is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    subject = _("Booked: %(workplace)s, %(day)s", **words)
    return _letter(event, to, subject, _("Your desk is booked."))


def booking_changed(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say how a booking stands after its person changed it."""
    event = event_of(facts)
    if event is None:
        return None
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    subject = _("Changed: %(workplace)s, %(day)s", **words)
    return _letter(event, to, subject, _("Your booking has changed. It is now as follows."))


def _letter(event: EventFacts, to: Recipient, subject: str, first: str) -> Letter:
    part = invite(event, to)
    notes = [_("It is in your calendar: accept nothing, answer nothing.")] if part else []
    if until := confirm_until(event):
        hour, day = hm(until.time()), day_long(until.date())
        words = _("Say that you come by %(hour)s of %(day)s, or the desk is freed for others.")
        notes.append(words % {"hour": hour, "day": day})
    return Letter(
        subject=subject,
        paragraphs=(first,),
        facts=rows_of(event),
        buttons=(Button(_("See, change or cancel the booking"), booking_url(event)),),
        notes=tuple(notes),
        url=booking_url(event),
        sender=event.workplace,
        invitation=part,
    )


def booking_cancelled(facts: Mapping[str, Any], to: Recipient) -> Letter | None:
    """Say that a booking is cancelled, or which half of it is kept."""
    event = event_of(facts)
    if event is None:
        return None
    if facts.get("kept"):
        words = {"workplace": event.workplace, "day": day_long(event.day)}
        subject = _("Half given back: %(workplace)s, %(day)s", **words)
        first = _("You gave half of the day back. The desk stays yours for the rest of it.")
        return _letter(event, to, subject, first)
    return gone(event, to, _("Your booking is cancelled, and the desk is free for others."))


def gone(event: EventFacts, to: Recipient, first: str, *more: str) -> Letter:
    """Return the mail about a booking that is no more: it leaves the calendar."""
    event = replace(event, is_cancelled=True)
    words = {"workplace": event.workplace, "day": day_long(event.day)}
    again = url_for("booking.home", day=event.day, part=event.part.value, _external=True)
    return Letter(
        subject=_("Cancelled: %(workplace)s, %(day)s", **words),
        paragraphs=(first, *more),
        facts=short_rows(event),
        buttons=(Button(_("Book another desk for this day"), again),),
        url=booking_url(event),
        sender=event.workplace,
        invitation=invite(event, to),
    )
