"""What a mail about a booking is made of: the event as it was, its words and its invitation."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from app.booking.ical import invitation
from app.booking.labels import PARTS, floor_words, room_words
from app.booking.queries.calendar import find_event_at
from app.booking.queries.links import answer_url
from app.booking.queries.places import places
from app.booking.rules.answers import Deed
from app.booking.rules.events import EventFacts
from app.booking.rules.releases import confirm_by
from app.core.half import Part
from app.core.letters import Invitation, Recipient
from app.core.templating import day_long, hm

Rows = tuple[tuple[str, str], ...]


def event_of(facts: Mapping[str, Any]) -> EventFacts | None:
    """Return the booking as a mail's facts tell it; None once it was deleted.

    What came later another mail tells. A whole day of which one half is kept goes
    on as that half. `at` is the instant of the change, so that a mail which is sent
    late or twice carries the same event (RFC 5545 §3.8.7.2).
    """
    event = find_event_at(facts["booking_id"], facts["desk_id"])
    if event is None:
        return None
    kept = facts.get("kept")
    return replace(
        event,
        day=date.fromisoformat(facts["day"]),
        part=Part(kept or facts["part"]),
        sequence=facts["sequence"],
        is_cancelled=False,
        changed_at=facts.get("at", event.changed_at),
    )


def booking_url(event: EventFacts) -> str:
    """Return the absolute address of a booking's page."""
    return url_for("booking.booking", booking_id=event.booking_id, _external=True)


def answer_link(deed: Deed, facts: Mapping[str, Any], to: Recipient, about: str) -> str:
    """Return where one button does a deed on the booking of a mail's facts.

    `about` names the fact that says which move, wait, invitation or exchange it answers.
    """
    return answer_url(
        deed,
        user_id=to.user_id,
        booking_id=facts["booking_id"],
        sequence=facts["sequence"],
        day=date.fromisoformat(facts["day"]),
        move_id=facts[about],
    )


def invite(event: EventFacts, to: Recipient) -> Invitation | None:
    """Return the calendar part of a mail, for whoever's diary is filled by mail."""
    if not to.wants_invitations:
        return None
    return invitation(
        event,
        booking_url(event),
        organizer=current_app.config["MAIL_SENDER"],
        attendee=to.email,
        full_name=to.full_name,
    )


def when(event: EventFacts) -> str:
    """Return the part of the day with its hours: `Morning, 8:00-13:30`."""
    hours = f"{hm(event.begins.time())}-{hm(event.ends.time())}"
    return f"{PARTS[event.part]}, {hours}"


def desk_words(event: EventFacts) -> str:
    """Return `0A-07, room 0A, ground floor`."""
    return f"{event.desk}, {room_words(event.room)}, {floor_words(event.floor)}"


def rows_of(event: EventFacts) -> Rows:
    """Return when and where, as a mail's small table."""
    rows = [
        (_("Day"), day_long(event.day)),
        (_("When"), when(event)),
        (_("Workplace"), f"{event.workplace}, {event.address}, {event.postal_code}"),
        (_("Desk"), desk_words(event)),
    ]
    if event.guest_note:
        rows.append((_("How to get in"), " ".join(event.guest_note.split())))
    return tuple(rows)


def short_rows(event: EventFacts) -> Rows:
    """Return the same for a booking that is no more: nobody needs the way in."""
    return tuple(row for row in rows_of(event) if row[0] != _("How to get in"))


def confirm_until(event: EventFacts) -> datetime | None:
    """Return until when the person says that they come, where a workplace asks for it."""
    place = next((one for one in places().workplaces if one.name == event.workplace), None)
    return confirm_by(place, event.day, event.part) if place else None
