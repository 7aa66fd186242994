"""Links in mails that answer for a person without signing in: signed, for one use."""

from dataclasses import dataclass
from datetime import date

from flask import url_for

from app.booking.rules.answers import Deed
from app.core.signed import read, sign

PURPOSE = "answer"


@dataclass(frozen=True)
class Link:
    """What a link was made for: a deed on a booking, as the booking stood then."""

    deed: Deed
    user_id: int
    booking_id: int
    # Any later change of the booking ends the link.
    sequence: int
    # So does the end of this day.
    day: date
    move_id: int | None = None


def answer_url(
    deed: Deed,
    *,
    user_id: int,
    booking_id: int,
    sequence: int,
    day: date,
    move_id: int | None = None,
) -> str:
    """Return the absolute address at which a person answers with one button."""
    facts = {
        "deed": deed.value,
        "user": user_id,
        "booking": booking_id,
        "sequence": sequence,
        "day": day.isoformat(),
        "move": move_id,
    }
    return url_for("booking.answer", token=sign(PURPOSE, facts), _external=True)


def read_link(token: str) -> Link | None:
    """Return what a link was made for, or None if it is not one of ours."""
    facts = read(PURPOSE, token)
    # Mails are older than releases: a deed may be one that there is no more.
    if facts is None or facts.get("deed") not in set(Deed):
        return None
    return Link(
        deed=Deed(facts["deed"]),
        user_id=facts["user"],
        booking_id=facts["booking"],
        sequence=facts["sequence"],
        day=date.fromisoformat(facts["day"]),
        move_id=facts["move"],
    )
