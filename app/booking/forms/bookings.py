"""The shape of what a booking page asks for; its meaning is the rules' business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.core.half import Part


@dataclass(frozen=True)
class DeskWish:
    """A desk, a day and a part of it, as a form sent them."""

    desk_id: int
    day: date
    part: Part


def parse_day(text: str | None) -> date | None:
    """Return a date written as 2026-03-02, or None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def parse_part(text: str | None) -> Part | None:
    """Return `day`, `am` or `pm` as a Part, or None for anything else."""
    return Part(text) if text in {part.value for part in Part} else None


def parse_wish(form: Mapping[str, str]) -> DeskWish | None:
    """Return what a booking form sent, or None when a piece of it is missing or crooked."""
    desk, day, part = (
        form.get("desk_id", ""),
        parse_day(form.get("day")),
        parse_part(form.get("part")),
    )
    if day is None or part is None or not desk.isdecimal() or len(desk) > 9:
        return None
    return DeskWish(int(desk), day, part)
