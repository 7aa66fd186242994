"""Half a civil day: the one unit of desks, agreements, plans and leave.

Pure: rules of every feature may import it (ADR 3).
"""

from enum import StrEnum


class Half(StrEnum):
    """Morning or afternoon of a civil date."""

    AM = "am"
    PM = "pm"


class Part(StrEnum):
    """What a person takes of a day: one half, or both."""

    DAY = "day"
    AM = "am"
    PM = "pm"

    @property
    def halves(self) -> tuple[Half, ...]:
        """Return the halves that this part covers, morning first."""
        return _HALVES[self]

    @classmethod
    def of(cls, halves: object) -> "Part":
        """Return the part made of these halves; ValueError for none."""
        chosen = frozenset(halves)  # type: ignore[call-overload]
        for part, members in _HALVES.items():
            if chosen == frozenset(members):
                return part
        raise ValueError(f"no part of a day is made of {halves!r}")


_HALVES: dict[Part, tuple[Half, ...]] = {
    Part.DAY: (Half.AM, Half.PM),
    Part.AM: (Half.AM,),
    Part.PM: (Half.PM,),
}
