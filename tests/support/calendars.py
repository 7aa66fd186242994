"""Calendars as other people's programmes read them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import icalendar
import vobject

from app.booking.rules.events import EventFacts
from app.core.half import Part

HERE = Path(__file__).parent
ReadEvents = Callable[[bytes], list[dict[str, Any]]]


def by_icalendar(text: bytes) -> list[dict[str, Any]]:
    """Read with the library that also writes."""
    return [
        {
            "uid": str(event["UID"]),
            "sequence": int(event["SEQUENCE"]),
            "begins": event.start.timestamp(),
            "ends": event.end.timestamp(),
            "summary": str(event["SUMMARY"]),
            "description": str(event["DESCRIPTION"]),
            "location": str(event["LOCATION"]),
            "status": str(event["STATUS"]),
            "reminders": [alarm.TRIGGER.total_seconds() for alarm in event.walk("VALARM")],
        }
        for event in icalendar.Calendar.from_ical(text).walk("VEVENT")
    ]


def by_vobject(text: bytes) -> list[dict[str, Any]]:
    """Read with vobject, whose time zones come from the file (dateutil)."""
    calendar = vobject.readOne(text.decode())
    return [
        {
            "uid": event.uid.value,
            "sequence": int(event.sequence.value),
            "begins": event.dtstart.value.timestamp(),
            "ends": event.dtend.value.timestamp(),
            "summary": event.summary.value,
            "description": event.description.value,
            "location": event.location.value,
            "status": event.status.value,
            "reminders": [
                alarm.trigger.value.total_seconds() for alarm in event.contents.get("valarm", [])
            ],
        }
        for event in calendar.contents.get("vevent", [])
    ]


def by_ical_js(text: bytes) -> list[dict[str, Any]]:
    """Read with ical.js, which Thunderbird and Nextcloud use."""
    node = shutil.which("node") or Path(sys.executable).with_name("node")
    run = subprocess.run(
        [node, HERE / "read_calendar.mjs"], input=text, capture_output=True, check=True
    )
    events: list[dict[str, Any]] = json.loads(run.stdout)
    return events


READERS: dict[str, ReadEvents] = {
    "icalendar": by_icalendar,
    "vobject": by_vobject,
    "ical.js": by_ical_js,
}


def event_facts(**more: Any) -> EventFacts:
    """A whole day at the desk of the pictures in our design, booked a week ahead."""
    booked_at = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    values = {
        "booking_id": 7,
        "user_id": 1,
        "uid": "9f0c7f9e-2d0b-4c33-9d0c-9d2e53b4c507@vicino",
        "sequence": 0,
        "is_cancelled": False,
        "created_at": booked_at,
        "changed_at": booked_at,
        "day": date(2026, 3, 10),
        "part": Part.DAY,
        "desk": "0A-07",
        "room": "Room 0A",
        "floor": 0,
        "workplace": "Municipio 3, via Sansovino",
        "address": "Via Andrea Sansovino 9",
        "postal_code": "20133",
        "latitude": 45.482,
        "longitude": 9.224,
        "opens": time(8),
        "midday": time(13, 30),
        "closes": time(19),
        "guest_note": "",
    }
    return EventFacts(**values | more)
