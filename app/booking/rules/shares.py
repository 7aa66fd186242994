"""Who may take a desk where offices have a share: what is theirs, and what is left for others.

Each desk held counts for one share alone: that of its holder's office, or of the
nearest office above it that has one. So guarantees that fit under the cap
together can always be used (ADR 24).
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from app.booking.rules.dated import ShareFacts
from app.core.half import Half

# Desks held in a half-day, by the office of whoever holds them; None for people without one.
Held = Mapping[int | None, int]


def held_until(day: date, hour: time) -> datetime:
    """Return until when desks wait for those whom they are meant for: an hour of the day before.

    Wall-clock time, naive.
    """
    before = day - timedelta(days=1) if day > date.min else day
    return datetime.combine(before, hour)


def shares_on(day: date, shares: Sequence[ShareFacts]) -> list[ShareFacts]:
    """Return the shares in force on a day; of each office the last one written."""
    return list({share.office_id: share for share in shares if share.covers(day)}.values())


def my_share(shares: Sequence[ShareFacts], office_id: int | None) -> ShareFacts | None:
    """Return the share that counts for an office: its own, or the nearest one up the tree."""
    mine = [share for share in shares if office_id in share.offices]
    return min(mine, key=lambda share: len(share.offices), default=None)


def used(share: ShareFacts, shares: Sequence[ShareFacts], held: Held) -> int:
    """Return how many desks are held by people for whom this share counts."""
    return sum(count for office, count in held.items() if my_share(shares, office) == share)


def is_at_maximum(shares: Sequence[ShareFacts], held: Held, office_id: int | None) -> bool:
    """Return True when the person's office has as many desks as it may."""
    mine = my_share(shares, office_id)
    if mine is None or mine.maximum is None:
        return False
    return used(mine, shares, held) >= mine.maximum


def kept_for_others(shares: Sequence[ShareFacts], held: Held, office_id: int | None) -> int:
    """Return how many free desks other offices are sure of, and have not taken yet.

    None are kept from a person whose own office still has some of its own to take.
    """
    mine = my_share(shares, office_id)
    if mine is not None and used(mine, shares, held) < mine.guaranteed:
        return 0
    others = [share for share in shares if share != mine]
    return sum(max(0, share.guaranteed - used(share, shares, held)) for share in others)


def is_kept(shares: Sequence[ShareFacts], held: Held, office_id: int | None, free: int) -> bool:
    """Return True when other offices are sure of every free desk."""
    return 0 < free <= kept_for_others(shares, held, office_id)


def closed_halves(
    shares: Sequence[ShareFacts],
    held: Mapping[Half, Held],
    free: Mapping[Half, int],
    office_id: int | None,
    *,
    are_sure: bool,
) -> tuple[list[Half], list[Half]]:
    """Return the halves in which the office is at its maximum, and those kept for others.

    `are_sure` is False once guarantees have fallen away for the day.
    """
    full = [half for half in free if is_at_maximum(shares, held[half], office_id)]
    kept = [
        half
        for half, left in free.items()
        if are_sure and is_kept(shares, held[half], office_id, left)
    ]
    return full, kept
