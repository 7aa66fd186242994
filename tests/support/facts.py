"""Workplaces as the rules know them, without a database."""

from datetime import time
from typing import Any

from app.booking.rules.places import DeskFacts, Owner, RoomFacts, WorkplaceFacts


def desk_facts(number: int, **more: Any) -> DeskFacts:
    """The desk `LAR-0A-07`, for example, with its number as id."""
    values = {
        "id": number,
        "code": f"LAR-0A-{number:02}",
        "label": f"0A-{number:02}",
        "room_id": 1,
        "x_m": 2.0,
        "y_m": 2.0,
        "equipment": (),
        "is_accessible": False,
    }
    return DeskFacts(**values | more)


def workplace_facts(desks: int = 10, **more: Any) -> WorkplaceFacts:
    """A municipal workplace with one room; its desks are 1, 2, 3 …"""
    room = RoomFacts(1, 0, "Room 0A", tuple(desk_facts(n) for n in range(1, desks + 1)))
    values = {
        "id": 1,
        "code": "LARGA",
        "name": "Uffici di via Larga",
        "address": "Via Larga 12",
        "postal_code": "20122",
        "latitude": 45.4618,
        "longitude": 9.1936,
        "owner": Owner.MUNICIPAL,
        "is_cooled": True,
        "opens": time(8),
        "midday": time(13, 30),
        "closes": time(19),
        "guest_note": "",
        "rooms": (room,),
    }
    return WorkplaceFacts(**values | more)
