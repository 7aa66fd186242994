"""What a search at the Ministry says about a communication that is in doubt."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from app.pola.rules.communications import Told
from app.pola.rules.filings import Act


@dataclass(frozen=True)
class Found:
    """A period of a person that the Ministry knows."""

    code: str
    # The employer's fiscal code; empty if the Ministry does not say it.
    employer: str
    starts_on: date
    ends_on: date | None


def ours(found: Iterable[Found], employer: str) -> list[Found]:
    """Return the periods that this employer told: another one's are not ours to touch."""
    return [one for one in found if one.employer in ("", employer)]


def arrived(
    act: Act, told: Told, found: Iterable[Found], held: Collection[str] = ()
) -> tuple[bool, str]:
    """Return whether a communication arrived, and the code that it got if one is known.

    A start arrived if its period is there; a change or a withdrawal if the period ends
    as it says; an annulment if the period is gone. `held` are the codes of other
    communications: each one that arrived has a code of its own.
    """
    same = [one for one in found if one.starts_on == told.starts_on]
    if act is Act.ANNULMENT:
        return not same, ""
    same = [one for one in same if one.code not in held]
    if act is not Act.START:
        same = [one for one in same if one.ends_on == told.ends_on]
    return bool(same), same[-1].code if same else ""


def open_before(first: date, found: Iterable[Found]) -> list[Found]:
    """Return periods that began before a day and are still open on it: they bar a new one."""
    return [
        one
        for one in found
        if one.starts_on < first and (one.ends_on is None or one.ends_on >= first)
    ]
