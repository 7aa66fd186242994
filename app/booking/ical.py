"""Bookings as an iCalendar file (RFC 5545), for the diary that a person already uses."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from flask_babel import gettext as _
from icalendar import Alarm, Calendar, Event, vCalAddress

from app.booking.labels import floor_words
from app.booking.rules.events import EventFacts
from app.core.clock import ROME
from app.core.i18n import current_locale
from app.core.letters import Invitation
from app.core.templating import day_long, hm

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
# Directive 2000/84/EC, art. 2 and 3: the last Sundays of March and October, at 01:00 UTC.
# Written out, since the library's own text puts the spring change an hour late.
_TIME_ZONE = b"\r\n".join(
    (
        b"BEGIN:VTIMEZONE",
        b"TZID:Europe/Rome",
        b"X-LIC-LOCATION:Europe/Rome",
        b"BEGIN:DAYLIGHT",
        b"TZNAME:CEST",
        b"TZOFFSETFROM:+0100",
        b"TZOFFSETTO:+0200",
        b"DTSTART:19960331T020000",
        b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        b"END:DAYLIGHT",
        b"BEGIN:STANDARD",
        b"TZNAME:CET",
        b"TZOFFSETFROM:+0200",
        b"TZOFFSETTO:+0100",
        b"DTSTART:19961027T030000",
        b"RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        b"END:STANDARD",
        b"END:VTIMEZONE",
        b"",
    )
)
_END = b"END:VCALENDAR\r\n"


def calendar_file(events: Iterable[EventFacts], link: Callable[[int], str]) -> bytes:
    """Return the events as a calendar, in the language that is current.

    `link` gives the address of a booking's page. The same events always give the
    same bytes, so that a strong ETag may stand for them.
    """
    locale = current_locale()
    texts = (_event_text(event, link(event.booking_id), locale) for event in events)
    return b"".join((_head().removesuffix(_END), _TIME_ZONE, *texts, _END))


def invitation(
    facts: EventFacts, link: str, *, organizer: str, attendee: str, full_name: str
) -> Invitation:
    """Return the message that puts a booking into its person's calendar, or takes it out.

    RFC 5546 §3.2.2 and §3.2.5: a request or a cancellation of the same UID, one
    SEQUENCE up. The workplace invites from one address for ever, since an event's
    organizer must not change; the person has said yes by booking, and where the desk
    is only held for them says so in Vicino, not to the organizer.
    """
    method = "CANCEL" if facts.is_cancelled else "REQUEST"
    event = _event(facts, link)
    event.add("organizer", _person(organizer, facts.workplace))
    event.add(
        "attendee",
        _person(
            attendee,
            full_name,
            {
                "CUTYPE": "INDIVIDUAL",
                "ROLE": "REQ-PARTICIPANT",
                "PARTSTAT": "TENTATIVE" if facts.is_tentative else "ACCEPTED",
                "RSVP": "FALSE",
            },
        ),
    )
    # Outlook says so beside the day; others leave it free.
    event.add("x-microsoft-cdo-busystatus", "WORKINGELSEWHERE")
    head = bytes(_calendar(method).to_ical())
    text = b"".join((head.removesuffix(_END), _TIME_ZONE, event.to_ical(), _END))
    return Invitation(text, method)


def _person(address: str, name: str, more: Mapping[str, str] | None = None) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    # RFC 5545 §3.1 and §3.2: a parameter's value holds no double quote and no control character.
    plain = "".join(sign if sign.isprintable() else " " for sign in name)
    person.params["CN"] = plain.replace('"', "'")
    person.params.update(more or {})
    return person


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Vicino//Vicino//IT")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _head() -> bytes:
    """Return a calendar without events: its name, and how often to ask again."""
    calendar = _calendar("PUBLISH")
    name = _("Vicino: my desks")
    # RFC 7986 §5.1 and §5.7, and what calendars used before it.
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", ROME.key)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    return bytes(calendar.to_ical())


@lru_cache(maxsize=2048)
def _event_text(facts: EventFacts, link: str, _locale: str) -> bytes:
    """Return one event; kept, since after a change all others of a calendar are as before."""
    return bytes(_event(facts, link).to_ical())


def _event(facts: EventFacts, link: str) -> Event:
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    # §3.8.7.2: with a METHOD, when this text was made; it is made by each change.
    event.add("dtstamp", facts.changed_at)
    event.add("last-modified", facts.changed_at)
    event.add("created", facts.created_at)
    event.add("dtstart", facts.begins.replace(tzinfo=ROME))
    event.add("dtend", facts.ends.replace(tzinfo=ROME))
    event.add("summary", _summary(facts))
    event.add("description", _description(facts, link))
    event.add("location", f"{facts.workplace}, {facts.address}, {facts.postal_code}")
    event.add("geo", (facts.latitude, facts.longitude))
    event.add("url", link)
    event.add("categories", ["Vicino"])
    # Where somebody sits is theirs to tell, also in a diary that colleagues may open.
    event.add("class", "PRIVATE")
    event.add("status", _status(facts))
    # A desk is where one works, not an engagement: the day stays free for meetings.
    event.add("transp", "TRANSPARENT")
    if _is_reminder_due(facts):
        event.add_component(_reminder(facts))
    return event


def _status(facts: EventFacts) -> str:
    """Return where it stands: tentative until its person has answered (RFC 5545 §3.8.1.11)."""
    if facts.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if facts.is_tentative else "CONFIRMED"


def _summary(facts: EventFacts) -> str:
    """Return the line that a diary shows; the status in words, as some hide it."""
    if facts.is_cancelled:
        return str(_("Cancelled: %(workplace)s, desk %(desk)s", **_names(facts)))
    if facts.is_tentative:
        return str(_("To be confirmed: %(workplace)s, desk %(desk)s", **_names(facts)))
    return str(_("Vicino: %(workplace)s, desk %(desk)s", **_names(facts)))


def _names(facts: EventFacts) -> dict[str, str]:
    return {"workplace": facts.workplace, "desk": facts.desk}


def _description(facts: EventFacts, link: str) -> str:
    lines = [
        held_words(facts.held_until) if facts.is_tentative else "",
        _(
            "Desk %(desk)s, %(room)s, %(floor)s.",
            desk=facts.desk,
            room=facts.room,
            floor=floor_words(facts.floor),
        ),
        facts.guest_note,
        facts.house_rules,
        _("See, change or cancel the booking: %(link)s", link=link),
    ]
    return "\n".join(line for line in lines if line)


def held_words(until: datetime | None) -> str:
    """Return until when a desk is only held, and what its person has to do."""
    if until is None:
        return ""
    wall = until.astimezone(ROME)
    words = {"hour": hm(wall.time()), "day": day_long(wall)}
    return str(
        _("Held for you until %(hour)s of %(day)s: confirm it, or it goes to others.", **words)
    )


def _is_reminder_due(facts: EventFacts) -> bool:
    """Return False when the evening before had passed: a late bell would ring at once."""
    rings: datetime = facts.begins.replace(tzinfo=ROME) - facts.reminder
    return not facts.is_cancelled and rings > facts.changed_at


def _reminder(facts: EventFacts) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -facts.reminder)
    alarm.add("description", _("Tomorrow: %(workplace)s, desk %(desk)s", **_names(facts)))
    return alarm
