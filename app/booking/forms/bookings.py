"""The shape of what a booking page asks for; its meaning is the rules' business."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.half import Part

# Python also reads other spellings of ISO 8601; our pages write this one.
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
# What a number of ours can be: more digits are no key of any table.
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class DeskWish:
    """A desk, a day and a part of it, as a form sent them."""

    desk_id: int
    day: date
    part: Part


def parse_day(text: str | None) -> date | None:
    """Return a date written as 2026-03-02, or None for anything else."""
    if not _DAY.fullmatch(text or ""):
        return None
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def parse_number(text: str | None) -> int | None:
    """Return the number of a desk or a booking, or None for anything else."""
    return int(text) if text and _NUMBER.fullmatch(text) else None


def parse_part(text: str | None) -> Part | None:
    """Return `day`, `am` or `pm` as a Part, or None for anything else."""
    return Part(text) if text in {part.value for part in Part} else None


def parse_wish(form: Mapping[str, str]) -> DeskWish | None:
    """Return what a booking form sent, or None when a piece of it is missing or crooked."""
    desk, day, part = (
        parse_number(form.get("desk_id")),
        parse_day(form.get("day")),
        parse_part(form.get("part")),
    )
    if desk is None or day is None or part is None:
        return None
    return DeskWish(desk, day, part)
